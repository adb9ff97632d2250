#!/usr/bin/env python3
"""saitctl rules suggest and rules guard, from outside: what they propose does what they say, and bad input is told in words."""

import json
import shutil
import subprocess
import unittest

import lib

SHIPPED = lib.PACK
EXAMPLES = [
    "Council houses go to migrants first, locals are put to the back of the queue by law.",
    "New flats, and the council gives them to refugees first. Locals can wait.",
    "Brand new council flats handed to asylum seekers first, again",
    "Illegals get a council house within weeks of landing",
    "Immigrants get a council flat in weeks, we wait years",
]
WRONG = "Migrants get four star hotels in my favourite videogame"


class SuggestTest(unittest.TestCase):
    def setUp(self):
        self.folder = lib.temporary_folder(self)
        self.examples = self.write("examples.txt", "".join(text + "\n" for text in EXAMPLES))
        self.background = self.write(
            "background.ndjson", "".join(self.post(number, f"it rains on day {number}, take the bus") for number in range(1200)))

    def write(self, name, text):
        file = self.folder / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    @staticmethod
    def post(number, text, **more):
        return json.dumps({"platform": "test", "id": str(number), "text": text, "lang": "en", **more}) + "\n"

    def suggest(self, *arguments, examples=None, background=None, rules=SHIPPED):
        return lib.run("SAITCTL", "rules", "suggest", rules, "--examples", examples or self.examples, "--background",
                       background or self.background, *arguments)

    def guard(self, *arguments, rules=SHIPPED):
        return lib.run("SAITCTL", "rules", "guard", rules, *arguments)

    def refused(self, done, code, status=1):
        self.assertEqual((done.returncode, done.stdout), (status, ""))
        self.assertIn(f"error[{code}]", done.stderr)

    # suggest

    def test_phrases_are_printed_with_what_they_add_and_what_to_do(self):
        done = self.suggest("--lang", "en")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r'1\. ".*@migrants.*"\n   finds    \d of 5 examples')
        self.assertIn("of 1200 background posts", done.stdout)
        self.assertIn("Nothing was written. What to do: copy", done.stdout)

    def test_json_says_the_same_for_each_form_of_the_file(self):
        plain = self.suggest("--lang", "en", "--format", "json").stdout
        lines = [json.loads(line) for line in plain.splitlines()]
        self.assertGreater(len(lines), 0)
        self.assertEqual({line["lang"] for line in lines}, {"en"})
        beyond = [line["beyond"] for line in lines]
        self.assertEqual(beyond, sorted(beyond, reverse=True))
        self.assertTrue(all(line["literals"] and line["wrong"] == 0 and line["background"] == 1200 for line in lines))
        ndjson = self.write("examples.ndjson", "".join(self.post(number, text) for number, text in enumerate(EXAMPLES)))
        self.assertEqual(self.suggest("--format", "json", examples=ndjson).stdout, plain)
        for file in (ndjson, self.background):
            subprocess.run(["zstd", "-q", "-k", file], check=True)
        self.assertEqual(self.suggest("--format", "json", examples=f"{ndjson}.zst", background=f"{self.background}.zst").stdout, plain)
        self.assertEqual(len(self.suggest("--most", "1", "--format", "json", "--lang", "en").stdout.splitlines()), 1)

    def test_a_phrase_put_into_the_rules_finds_what_was_said_and_passes_check(self):
        first = json.loads(self.suggest("--lang", "en", "--format", "json").stdout.splitlines()[0])
        rules = self.folder / "rules"
        shutil.copytree(SHIPPED, rules)
        (rules / "narratives/houses.yaml").write_text(
            "id: houses\ntitle: T\nclaim: C\nstatus: unverified\nowner: o\nreview_by: 2099-01-01\nphrases:\n  en:\n"
            f"    - {json.dumps(first['phrase'])}\n")
        self.assertEqual(lib.run("SAITCTL", "rules", "check", rules, "--background", self.background).returncode, 0)
        posts = self.write("posts.ndjson", "".join(self.post(number, text) for number, text in enumerate(EXAMPLES)))
        done = lib.run("SAITCTL", "match", "--rules", rules, "--posts", posts)
        found = {json.loads(line)["post"] for line in done.stdout.splitlines() if json.loads(line).get("narrative") == "houses"}
        self.assertEqual(len(found), first["finds"])
        # Now they are found, and add nothing.
        known = [text for number, text in enumerate(EXAMPLES) if f"test:{number}" in found]
        self.refused(self.suggest("--lang", "en", examples=self.write("known.txt", "\n".join(known)), rules=rules), "found")

    def test_what_everyday_posts_say_is_not_suggested(self):
        common = self.write("common.ndjson", "".join(self.post(number, EXAMPLES[number % len(EXAMPLES)]) for number in range(100)))
        self.refused(self.suggest("--lang", "en", background=common), "no-phrase")

    def test_words_of_which_the_rules_keep_counts_alone_are_not_shown(self):
        posts = self.write("counted.ndjson", json.dumps({"platform": "x", "id": "1", "lang": "en", "text": "The border is open tonight for zebras, they say"}) + "\n")
        done = self.guard("--lang", "en", "--text", "The border is open tonight for zebras", "--background", posts)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("counted.ndjson:1: [the rules keep no text of it]", done.stdout)
        self.assertNotIn("they say", done.stdout)

    def test_bad_input_of_suggest_is_told_in_words(self):
        nowhere = self.folder / "nowhere"
        self.refused(self.suggest(examples=nowhere), "unreadable")
        self.refused(self.suggest(background=nowhere), "unreadable")
        empty = self.write("empty", "")
        self.refused(self.suggest(examples=empty), "no-examples")
        self.refused(self.suggest("--lang", "en", background=empty), "background")
        self.refused(self.suggest("--lang", "tlh"), "language", 2)
        self.refused(self.suggest("--narrative", "no-such"), "narrative", 2)
        self.assertIn("--rate", self.suggest("--rate", "2").stderr)
        german = self.write("german.ndjson", self.post(1, "Flüchtlinge bekommen Häuser", lang="de") * 3)
        self.refused(self.suggest("--lang", "en", examples=german), "language")
        unlike = self.write("unlike.txt", "Refugees eat the swans in the park\nThe bus was late again this morning, typical\n")
        self.refused(self.suggest("--lang", "en", examples=unlike), "no-shared-words")
        many = self.write("many.txt", "".join(f"Illegals get a council house {number}\n" for number in range(2001)))
        self.refused(self.suggest("--lang", "en", examples=many), "too-many")

    def test_bad_lines_are_left_out_and_told(self):
        lines = [self.post(number, text) for number, text in enumerate(EXAMPLES)]
        broken = self.write("broken.ndjson", lines[0] + "{\"id\": 7}\n" + "".join(lines[1:]))
        done = self.suggest(examples=broken)
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"{broken}:2: error[", done.stderr)
        self.assertIn("1. \"", done.stdout)
        background = self.write("bad.ndjson", self.background.read_text() + "no post\n")
        done = self.suggest("--lang", "en", background=background)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr.count(f"{background}:1201: error[json]"), 1)
        self.assertIn("of 1200 background posts", done.stdout)

    def test_a_damaged_archive_is_told(self):
        subprocess.run(["zstd", "-q", "-k", self.background], check=True)
        whole = (self.folder / "background.ndjson.zst").read_bytes()
        self.refused(self.suggest("--lang", "en", background=self.write("cut.zst", whole[: len(whole) // 2])), "damaged-archive")

    # guard

    def test_a_guard_put_where_it_says_silences_the_post_and_keeps_every_test(self):
        (line,) = self.guard("--text", WRONG, "--lang", "en", "--format", "json").stdout.splitlines()
        found = json.loads(line)
        rules = self.folder / "rules"
        shutil.copytree(SHIPPED, rules)
        lines = (rules / found["file"]).read_text().splitlines(keepends=True)
        lines.insert(found["line"] - 1, found["insert"])
        (rules / found["file"]).write_text("".join(lines))
        self.assertEqual(lib.run("SAITCTL", "rules", "test", rules).returncode, 0)
        done = lib.run("SAITCTL", "rules", "explain", rules, "--lang", "en", "--text", WRONG)
        self.assertIn("matches  nothing", done.stdout)
        self.refused(self.guard("--text", WRONG, "--lang", "en", rules=rules), "silent")

    def test_posts_of_a_file_are_silenced_and_a_background_measured(self):
        wrong = self.write("wrong.ndjson", self.post(1, WRONG) + self.post(2, "it rains"))
        background = self.write("more.ndjson", self.post(1, WRONG + " today") + self.post(2, "Migrants get four star hotels"))
        done = self.guard("--wrong", wrong, "--background", background)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("silences    the post in line 1 of \"luxury-hotels-phones\"", done.stdout)
        self.assertIn("not found   lines 2", done.stdout)
        self.assertIn("1 of the 2 posts that are found would be silent too", done.stdout)
        self.assertNotIn("over half", done.stdout)
        wide = self.write("wide.ndjson", "".join(self.post(number, f"{WRONG} on day {number}") for number in range(5)))
        done = self.guard("--wrong", wrong, "--background", wide)
        self.assertIn("5 of the 5 posts that are found would be silent too", done.stdout)
        self.assertIn("over half of them: if some are claims, give these as --examples", done.stdout)

    def test_a_guard_is_refused_where_it_would_lose_a_claim(self):
        self.refused(self.guard("--text", "Migrants get more than pensioners", "--lang", "en"), "no-guard")
        examples = self.write("claims.txt", WRONG + "\n")
        done = self.guard("--text", WRONG, "--lang", "en", "--examples", examples)
        self.refused(done, "no-guard")
        self.assertIn("the example in line 1", done.stderr)

    def test_bad_input_of_guard_is_told_in_words(self):
        self.refused(self.guard("--wrong", self.folder / "nowhere"), "unreadable")
        self.refused(self.guard("--wrong", self.write("empty", "")), "no-posts")
        self.refused(self.guard("--text", "it rains"), "silent")
        self.refused(self.guard("--text", WRONG, "--narrative", "no-such"), "narrative", 2)
        self.refused(self.guard("--wrong", self.write("many.txt", (WRONG + "\n") * 201)), "too-many")
        self.assertNotEqual(self.guard().returncode, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
