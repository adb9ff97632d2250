#!/usr/bin/env python3
"""saitctl rules profile: what it counts and says, and what bad archives and readers that go away do to it."""

import json
import subprocess
import unittest

import lib
from rules_test import LANGUAGE, NARRATIVE, POLICY


class ProfileTest(unittest.TestCase):
    def setUp(self):
        self.folder = lib.temporary_folder(self)
        self.rules = self.folder / "rules"
        narrative = NARRATIVE.replace("tests:", '    - "migrants get more (pension|pension*)"\n    - "migrants build ships"\ntests:')
        for path, text in (("languages/en.yaml", LANGUAGE), ("policies/p.yaml", POLICY), ("narratives/n.yaml", narrative)):
            (self.rules / path).parent.mkdir(parents=True, exist_ok=True)
            (self.rules / path).write_text(text)

    def posts(self, *texts):
        file = self.folder / "posts.ndjson"
        file.write_text("".join(lib.post(number, text) for number, text in enumerate(texts)))
        return file

    def profile(self, file, *more):
        return lib.run("SAITCTL", "rules", "profile", self.rules, "--posts", file, *more)

    def test_patterns_are_counted_and_what_wants_a_look_is_told(self):
        file = self.posts("Migrants get more than pensioners", "it rains", "Migrants get more pensions")
        done = self.profile(file, "--repeat", "2", "--format", "json")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        pack = next(line for line in lines if line["kind"] == "pack")
        self.assertEqual((pack["posts"], pack["on_topic"], pack["runs"]), (3, 2, 2))
        patterns = {line["pattern"]: line for line in lines if line["kind"] == "pattern"}
        self.assertEqual({name: line["found"] for name, line in patterns.items()}, {"n/en/1": 1, "n/en/2": 0, "n/en/3": 1, "n/en/4": 0})
        costs = [line["nanoseconds_per_post"] for line in lines if line["kind"] == "pattern"]
        self.assertEqual(costs, sorted(costs, reverse=True))
        warnings = [(line["code"], line["line"]) for line in lines if line["kind"] == "warning"]
        self.assertEqual(sorted(warnings), [("adds-nothing", 12), ("silent", 11), ("silent", 13)])
        text = self.profile(file).stdout
        self.assertIn("measured once: times vary from run to run", text)
        self.assertIn(f"{self.rules}/narratives/n.yaml:13:7: warning[silent]: n/en/4 (stable) is found in none of 3 posts", text)

    def test_a_background_counts_each_post_once_and_may_be_compressed(self):
        plain = self.posts("Migrants get more than pensioners", "it rains")
        plain.write_text(plain.read_text() * 2)
        packed = self.folder / "posts.zst"
        subprocess.run(["zstd", "-q", plain, "-o", packed], check=True)
        done = self.profile(packed, "--background", packed)
        self.assertEqual(done.returncode, 0)
        self.assertIn("n/en/1 is found in 1 of 2 posts of the background (500.0 in 1,000)", done.stdout)
        check = lib.run("SAITCTL", "rules", "check", self.rules, "--background", packed)
        self.assertIn("n/en/1 is found in 1 of 2 posts of the background", check.stdout)
        self.assertIn("no test makes n/en/4 match", check.stdout)
        match = [lib.run("SAITCTL", "match", "--rules", self.rules, "--posts", file).stdout for file in (plain, packed)]
        self.assertEqual(match[0], match[1])
        self.assertEqual(match[0].count("\n"), 2)
        packed.write_bytes(packed.read_bytes()[:-8])
        done = self.profile(packed)
        self.assertEqual(done.returncode, 1)
        self.assertIn("error[damaged-archive]", done.stderr)

    def test_bad_archives_are_told_and_the_rest_is_read(self):
        done = self.profile(self.folder / "nowhere")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertRegex(done.stderr, r"nowhere: .*name a file of posts")
        done = self.profile(self.posts())
        self.assertEqual(done.returncode, 1)
        self.assertIn("error[no-posts]", done.stderr)
        file = self.posts("Migrants get more than pensioners")
        file.write_text("{\n" + file.read_text())
        done = self.profile(file, "--repeat", "2")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr.count(f"{file}:1: error[json]"), 1)
        self.assertIn("posts    1, 1 on topic", done.stdout)
        done = self.profile("-", "--repeat", "2")
        self.assertEqual(done.returncode, 2)
        self.assertIn("standard input can be read once", done.stderr)

    def test_a_reader_that_goes_away_is_no_success(self):
        with open("/dev/full", "w") as full:
            done = subprocess.run([lib.program("SAITCTL"), "rules", "profile", self.rules, "--posts", self.posts("it rains")], stdout=full, stderr=subprocess.PIPE, env=lib.environment(), check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"standard output", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
