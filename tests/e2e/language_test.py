#!/usr/bin/env python3
"""A tenth language is one more file: Dutch, which is not shipped, beside the shipped rules. Nothing else of them changes, and nothing of the programs."""

import json
import shutil
import unittest
from pathlib import Path

import lib

DUTCH = Path(__file__).resolve().parent / "tenth_language/nl.yaml"
NARRATIVE = """id: meer-dan
title: Support compared
claim: Refugees are given more support than pensioners.
status: unverified
owner: o
review_by: 2099-01-01
maturity: {nl: stable}
phrases:
  nl:
    - "@migrants ...3 @get ...3 meer ...2 dan ...2 @citizens"
    - "@migrants ...2 meer ...2 @get dan ...2 @citizens"
    - {phrase: "@migrants ...3 @get ...2 <money> <period>", where: "<money> > 1000 EUR"}
    - {phrase: "<number> @migrants", where: "<number> > 100000"}
    - {phrase: "<percent> van alle @migrants", where: "<percent> >= 50%"}
tests:
  - {text: "Asielzoekers krijgen meer dan gepensioneerden", lang: nl, act: claim}
  - {text: "Asielzoekers krijgen niet meer dan gepensioneerden", lang: nl, act: debunk}
  - {text: "Asielzoekers krijgen meer regen dan zon", lang: nl, act: none}
"""


class LanguageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = lib.temporary_folder(cls)
        cls.rules = cls.folder / "rules"
        shutil.copytree(lib.PACK, cls.rules)
        shutil.copy(DUTCH, cls.rules / "languages/nl.yaml")
        (cls.rules / "narratives/meer-dan.yaml").write_text(NARRATIVE, encoding="utf-8")

    def match(self, *texts, rules=None, **more):
        """By text the match; `lang` of the posts is nl if not said."""
        file = self.folder / "posts.ndjson"
        file.write_text("".join(lib.post(number, text, **{"lang": "nl", **more}) for number, text in enumerate(texts)), encoding="utf-8")
        done = lib.run("SAITCTL", "match", "--rules", rules or self.rules, "--posts", file)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        found = map(json.loads, done.stdout.splitlines())
        return {texts[int(match["post"].removeprefix("square:s-"))]: match for match in found}

    def test_the_pack_is_good_and_its_tests_hold(self):
        done = lib.run("SAITCTL", "rules", "check", self.rules)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertNotIn("nl.yaml", done.stdout)
        self.assertIn(" 10 languages, ", done.stdout)
        done = lib.run("SAITCTL", "rules", "test", self.rules)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)

    def test_without_the_file_the_narrative_is_told_that_nobody_reads_its_language(self):
        rules = self.folder / "without"
        shutil.copytree(self.rules, rules)
        (rules / "languages/nl.yaml").unlink()
        done = lib.run("SAITCTL", "rules", "check", rules)
        self.assertEqual(done.returncode, 1)
        self.assertIn("narratives/meer-dan.yaml:10:5: error[language]", done.stdout)

    def test_each_act_is_told_by_the_cues_of_the_file(self):
        acts = {
            "Asielzoekers krijgen veel meer geld dan onze ouderen": "claim",
            "Asielzoekers krijgen niet meer dan gepensioneerden": "debunk",
            "Het is een leugen dat asielzoekers meer krijgen dan gepensioneerden": "debunk",
            "Factcheck: asielzoekers krijgen meer dan gepensioneerden": "debunk",
            "Zogenaamde factcheckers zwijgen: asielzoekers krijgen meer dan gepensioneerden": "claim",
            "Het is een leugen dat asielzoekers niet meer krijgen dan gepensioneerden": "claim",
            "Is het waar, vluchtelingen krijgen meer dan gepensioneerden": "question",
            "Krijgen ze dat? Vluchtelingen krijgen meer dan gepensioneerden?": "question",
            "Volgens een buurman: vluchtelingen krijgen meer dan Nederlanders": "report",
            "Op het bord stond „vluchtelingen krijgen meer dan Nederlanders”": "quote",
            "Racisten roepen: vluchtelingen krijgen meer dan Nederlanders": "counter",
            "Ik ben vluchteling en hoor: vluchtelingen krijgen meer dan Nederlanders": "first-person",
        }
        found = self.match(*acts)
        self.assertEqual({text: found[text]["act"] for text in acts}, acts)
        self.assertEqual({(match["narrative"], match["lang"]) for match in found.values()}, {("meer-dan", "nl")})
        text = "Factcheck: asielzoekers krijgen meer dan gepensioneerden"
        self.assertEqual((found[text]["cue"], found[text]["spans"]), (["text", 0, 9], [["text", 11, len(text)]]))

    def test_values_are_read_by_its_words(self):
        values = {
            "Vluchtelingen krijgen twee duizend euro per maand": ("money", 2000, "EUR"),
            "Vluchtelingen krijgen € 2.500 elke week": ("money", 2500, "EUR"),
            "Anderhalf miljoen asielzoekers": ("number", 1_500_000, None),
            "1,5 mln asielzoekers": ("number", 1_500_000, None),
            "Half miljoen migranten": ("number", 500_000, None),
            "80 procent van alle migranten": ("percent", 80, None),
        }
        small = ("Vluchtelingen krijgen vijf euro per maand", "Tien asielzoekers", "20 procent van alle migranten")
        found = self.match(*values, *small)
        for text, (slot, value, unit) in values.items():
            with self.subTest(text=text):
                self.assertAlmostEqual(found[text]["slots"][slot]["value"], value)
                self.assertEqual(found[text]["slots"][slot].get("unit"), unit)
        self.assertEqual(found["Vluchtelingen krijgen € 2.500 elke week"]["slots"]["period"]["unit"], "week")
        self.assertFalse(set(small) & set(found), "what is compared is below")

    def test_tricks_of_spelling_are_undone_by_its_words(self):
        self.assertEqual(len(self.match("4s13lz03k3rs krijgen meer dan gepensioneerden", "a s i e l z o e k e r s krijgen meer dan gepensioneerden",
                                        "#asielzoekerskrijgenmeer dan gepensioneerden")), 3)

    def test_the_feed_or_the_detector_names_the_language_and_the_others_go_on(self):
        text = "Iedereen in dit land weet toch dat asielzoekers meer krijgen dan gepensioneerden, en dat al jaren."
        self.assertEqual(self.match(text, lang=None)[text]["lang"], "nl")
        english = "Refugees get more money than pensioners"
        shipped = self.match(english, lang="en", rules=lib.PACK)
        self.assertEqual(self.match(english, lang="en"), shipped)
        self.assertEqual(shipped[english]["act"], "claim")

    def test_the_daemon_lets_its_topic_through_the_gate_and_journals_what_matches(self):
        posts = ["Asielzoekers krijgen meer dan gepensioneerden", "De vluchtelingen kwamen vandaag aan", "Het weer is vandaag mooi"]
        (self.folder / "feed.ndjson").write_text("".join(lib.post(number, text, lang="nl") for number, text in enumerate(posts)), encoding="utf-8")
        counts = {}
        for name, rules in (("ours", self.rules), ("shipped", lib.PACK)):
            folder = self.folder / name
            folder.mkdir()
            settings = lib.settings(folder, [lib.feed("square", self.folder / "feed.ndjson")])
            lib.write_config(folder, {**settings, "rules": str(rules)})
            daemon = lib.Daemon(self, folder)
            daemon.wait_for_end_of_input()
            self.assertEqual(daemon.stop(), 0)
            database = folder / "saitd.db"
            counts[name] = [lib.number(database, f"SELECT SUM({column}) FROM hourly") for column in ("on_topic", "off_topic")]
        self.assertEqual(counts, {"ours": [2, 1], "shipped": [0, 3]})


if __name__ == "__main__":
    unittest.main(verbosity=2)
