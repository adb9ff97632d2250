#!/usr/bin/env python3
"""The weights of the shipped pack: that they are what the seen posts teach, and that they silence what they should on posts that taught nothing."""

import json
import re
import shutil
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
import lib  # noqa: E402

RULES = lib.ROOT / "rules"
MOST_CLAIMS_LOST = 0.08  # of claims and paraphrases that patterns alone find, though hints find others
LEAST_SILENCED = 0.7  # of other posts that patterns take for a claim


def commands():
    """As rules/README.md gives them."""
    found = re.findall(r"`saitctl rules learn rules ((?:--labels \S+ )+)(.*?)--write`", (RULES / "README.md").read_text())
    return [labels.split() + options.split() for labels, options in found]


class WeightsTest(unittest.TestCase):
    def setUp(self):
        self.rules = lib.temporary_folder(self) / "rules"
        shutil.copytree(RULES, self.rules, ignore=shutil.ignore_patterns("suites"))

    def test_what_is_shipped_is_what_the_seen_posts_teach(self):
        shutil.rmtree(self.rules / "weights")
        self.assertEqual(len(commands()), 3)
        for words in commands():
            arguments = [lib.ROOT / word if word.startswith("rules/") else word for word in words]
            self.assertTrue(all("unseen" not in str(word) for word in arguments))
            done = lib.run("SAITCTL", "rules", "learn", self.rules, *arguments, "--write")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("tests that would fail: none\n", done.stdout)
        learnt = {file.name: file.read_text() for file in (self.rules / "weights").iterdir()}
        shipped = {file.name: file.read_text() for file in (RULES / "weights").iterdir()}
        self.assertEqual(sorted(learnt), sorted(shipped))
        for name, text in learnt.items():
            self.assertTrue(text == shipped[name], f"{name} is not what the commands of rules/README.md give: learn it again")

    def figures(self, rules):
        done = lib.run("SAITCTL", "rules", "backtest", rules, "--labels", RULES / "suites/unseen", "--examples", "0", "--format", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        labels = json.loads(done.stdout)["labels"]
        claims = {}
        for row in labels["by_label"]:
            if "narrative" not in row and row["label"] in ("claim", "paraphrase"):
                claims[row["lang"]] = claims.get(row["lang"], 0) + row["share"]["hits"]
        return claims, {row["lang"]: row["wrongly_found"]["hits"] for row in labels["silences"]}

    def test_on_posts_that_taught_nothing_they_take_many_wrong_finds_and_few_claims(self):
        claims, wrong = self.figures(self.rules)
        shutil.rmtree(self.rules / "weights")
        claims_without, wrong_without = self.figures(self.rules)
        for language in claims:
            with self.subTest(language=language):
                self.assertGreaterEqual(claims[language], (1 - MOST_CLAIMS_LOST) * claims_without[language])
                self.assertLessEqual(wrong[language], (1 - LEAST_SILENCED) * wrong_without[language])


if __name__ == "__main__":
    unittest.main()
