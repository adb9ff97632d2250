#!/usr/bin/env python3
"""Labelled posts of others through `saitctl match`, with a table of what comes out: the hand-written cases (../shared/data/rules/cases.tsv) through the
shipped pack, and HateCheck's functions of negation, counter-speech, quotation and spelling tricks through a small pack of hostile frames.

The tables are what this is for. What is asserted is little, and stays true whatever the pack grows into: nothing is lost, what denies, asks or speaks of
itself is no claim, and a trick of spelling hides few words that would be found without it."""

import collections
import csv
import json
import re
import shutil
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
import lib  # noqa: E402

DATA = lib.ROOT.parent / "shared/data/rules"
PACK = Path(__file__).resolve().parent / "hatecheck_rules"
ACTS = ("claim", "report", "quote", "debunk", "question", "counter", "first-person")
WANTED = ("claim", "paraphrase", "evasion", "unverified", "safety")
# Function of HateCheck -> how a reader who knows the trick undoes it, and the share of the words he then sees that must be seen here too. Slurs are in no
# list of this pack, and not counted.
TRICKS = {
    "spell_leet_h": (lambda text: text.translate(str.maketrans("013457@$!", "oieastasi")), 0.95),
    "spell_space_add_h": (lambda text: re.sub(r"\b(?:\w ){2,}\w\b", lambda found: found[0].replace(" ", ""), text), 0.95),
}
GROUPS = re.compile(r"\b(wom[ae]n|trans|gays?|blacks?|disabled|muslims?|immigrants?)\b", re.I)
# Function -> the share of its hostile sentences that may still be called a claim: what denies, quotes or answers them. Saying less is an aim, not yet so.
NO_CLAIM = {
    "en": {"negate_neg_nh": 0.5, "counter_quote_nh": 0.2, "counter_ref_nh": 0.4},
    # Who answers a frame without quoting it ("saying that you hate them shows ...") is still called a claim there: printed, not bounded. The cues of
    # counter-speech want migrants or citizens right behind them, as a claim that is hidden is worse than an answer that is not counted.
    "de": {"negate_neg_nh": 0.65, "counter_quote_nh": 0.15},
    "es": {"negate_neg_nh": 0.3, "counter_quote_nh": 0.05},
}
LANGUAGES = {"en": "English", "de": "German", "es": "Spanish"}


def rows(name):
    with open(DATA / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE))


def table(title, head, lines):
    print(f"\n{title}\n| " + " | ".join(head) + " |\n|" + " --- |" * len(head))
    for line in lines:
        print("| " + " | ".join(str(cell) for cell in line) + " |")
    sys.stdout.flush()


@unittest.skipUnless(DATA.is_dir(), f"{DATA} is not there")
class RuleCasesTest(unittest.TestCase):
    def setUp(self):
        self.folder = lib.temporary_folder(self)

    def matches(self, rules, posts):
        """By number of the post, what it matches: (narrative or harm, act)."""
        file = self.folder / "posts.ndjson"
        file.write_text("".join(lib.post(number, text, lang=language) for number, (text, language) in enumerate(posts)), encoding="utf-8")
        done = lib.run("SAITCTL", "match", "--rules", rules, "--posts", file)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        found = collections.defaultdict(set)
        for line in done.stdout.splitlines():
            match = json.loads(line)
            found[int(match["post"].removeprefix("square:s-"))].add((match.get("narrative") or match["harm"], match["act"]))
        return found

    def test_the_hand_written_cases(self):
        cases = rows("cases.tsv")
        found = self.matches(lib.ROOT / "rules", [(case["text"], case["lang"]) for case in cases])
        ours = {file.stem for kind in ("narratives", "harms") for file in (lib.ROOT / "rules" / kind).glob("*.yaml")}
        by_label = collections.defaultdict(collections.Counter)
        for number, case in enumerate(cases):
            count = by_label[case["label"]]
            count["posts"] += 1
            if case["narrative"] in ours or case["label"] == "safety":
                count["ours"] += 1
                count["found"] += any(name == case["narrative"] or case["label"] == "safety" for name, _ in found[number])
            for act in {act for _, act in found[number]}:
                count[act] += 1
        table("cases.tsv through the shipped pack", ("label", "posts", "of shipped narratives", "found of these", *ACTS),
              [(label, count["posts"], count["ours"], count["found"], *(count[act] for act in ACTS)) for label, count in sorted(by_label.items())])
        self.assertEqual(sum(count["posts"] for count in by_label.values()), len(cases))
        for label in ("debunk", "question", "firstperson", "policy"):
            self.assertEqual(by_label[label]["claim"], 0, f"a post labelled {label} is called a claim")

    def hatecheck_rules(self):
        """The small pack, with the shipped cues and lexicons."""
        pack = self.folder / "pack"
        shutil.copytree(PACK, pack)
        for own in (pack / "languages").glob("*.yaml"):
            shipped = (lib.ROOT / "rules/languages" / own.name).read_text(encoding="utf-8")
            lexicons = shipped[shipped.index("\nlexicons:\n") + len("\nlexicons:\n"):shipped.index("\ncues:")]
            own.write_text(own.read_text(encoding="utf-8") + lexicons + shipped[shipped.index("\ncues:"):], encoding="utf-8")
        return pack

    def test_hatecheck(self):
        rules = self.hatecheck_rules()
        for language, name in LANGUAGES.items():
            with self.subTest(language=language):
                self.check_hatecheck(language, name, rules)

    def check_hatecheck(self, language, language_name, rules):
        cases = rows(f"hatecheck_{language}.tsv")
        found = self.matches(rules, [(case["text"], language) for case in cases])
        by_function = collections.defaultdict(collections.Counter)
        for number, case in enumerate(cases):
            count = by_function[case["functionality"]]
            count["posts"] += 1
            count["named"] += any(name == "mention" for name, _ in found[number])
            hostile = {act for name, act in found[number] if name == "hostile"}
            count["hostile"] += bool(hostile)
            for act in hostile:
                count[act] += 1
        wanted = sorted(name for name in by_function if name.startswith(("negate", "counter", "spell", "derog", "threat", "phrase")))
        table(f"HateCheck ({language_name}) through a pack of hostile frames; acts of the hostile ones", ("function", "posts", "group named", "hostile frame", *ACTS),
              [(name, by_function[name]["posts"], by_function[name]["named"], by_function[name]["hostile"], *(by_function[name][act] for act in ACTS)) for name in wanted])
        if language == "en":
            for name, (undo, share) in TRICKS.items():
                visible = sum(1 for case in cases if case["functionality"] == name and GROUPS.search(undo(case["text"])))
                self.assertGreater(visible, 50)
                self.assertGreaterEqual(by_function[name]["named"], share * visible, f"{name} hides the group's name")
        for name, share in NO_CLAIM[language].items():
            count = by_function[name]
            self.assertGreater(count["hostile"], 20, f"hardly any frame is found in {name}")
            self.assertLessEqual(count["claim"], count["hostile"] * share, f"{name} is called a claim")


if __name__ == "__main__":
    unittest.main(verbosity=2)
