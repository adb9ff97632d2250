#!/usr/bin/env python3
"""story_runner tells an expectation that is not met, a known difference that is gone, and a story that is badly written.

    story_runner_test.py STORY_RUNNER
"""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

RUNNER = sys.argv.pop(1) if len(sys.argv) > 1 else "story_runner"

STORY = """\
id: small
title: A small story
case: Eight people say it, media report it, one calls others to come.
sources: [made up]
readers: nobody
narrative: {id: told, title: What is told, claim: It is so., kind: narrative, status: false, language: en, region: GB}
feeds:
  - {id: x, platform: x, tier: people, languages: [en], regions: [GB], people: 10}
  - {id: news, platform: news, tier: media, languages: [en], regions: [GB], people: 10}
timeline:
  - {at: 2024-01-01T10:00:00Z, over: 1h, posts: 8, authors: 8, feed: x, communities: 2, act: claim, say: "It is so."}
  - {at: 2024-01-01T10:30:00Z, over: 10m, posts: 5, authors: 5, feed: x, communities: 2, act: off-topic, say: "Nice weather."}
  - {at: 2024-01-01T10:45:00Z, over: 3h, posts: 9, authors: 9, feed: news, communities: 3, act: claim, say: "It is so, says the paper."}
  - {at: 2024-01-01T14:00:00Z, over: 1h, harm: threat, posts: 1, authors: 1, feed: x, communities: 1, say: "You will see."}
expect:
  - {at: "2024-01-01T09:00:00Z", posture: [none], why: Nothing has happened.}
  - {at: "2024-01-01T13:30:00Z", posture: [respond-directly], never: [escalate-safety], why: Media have it.}
  - {at: "2024-01-01T15:00:00Z", posture: [respond-directly], safety: true, why: A threat is out.}
  - {at: "2024-01-06T14:00:00Z", posture: [none], never: [escalate-safety], why: Long over.}
changes: []
"""
LAST = "2024-01-06T14:00:00Z"


class StoryRunner(unittest.TestCase):
    def run_story(self, story, *options, differences=None):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "small.yaml"
            path.write_text(story, encoding="utf-8")
            if differences is not None:
                known = Path(folder) / "differences.md"
                known.write_text(differences, encoding="utf-8")
                options += ("--known-differences", str(known))
            return subprocess.run([RUNNER, str(path), *options], capture_output=True, text=True, check=False)

    def test_each_line_is_judged(self):
        run = self.run_story(STORY, "--format", "json", "--repeat")
        lines = {line["at"]: line for line in json.loads(run.stdout)["lines"]}
        self.assertEqual([line["got"] for line in lines.values()], ["none", "respond-directly", "respond-directly", "none"])
        # The threat's alert was still open when the third line stood, so that `never` of the fourth does not hold.
        self.assertEqual([line["difference"] for line in lines.values()], ["", "", "", "held escalate-safety"])
        self.assertEqual(lines["2024-01-01T13:30:00Z"]["row"], "mainstream")
        self.assertTrue(lines["2024-01-01T15:00:00Z"]["safety_open"])
        self.assertEqual(run.returncode, 1)

    def test_what_is_not_met_is_told_with_time_row_and_reasons(self):
        run = self.run_story(STORY.replace("[respond-directly], never", "[monitor], holding_statement: true, never"))
        self.assertEqual(run.returncode, 1)
        self.assertIn("small 2024-01-01T13:30:00Z: expected monitor, as a holding statement; never escalate-safety; got respond-directly "
                      "(row mainstream): posture respond-directly; no holding statement. Reasons: Mainstream media", run.stderr)

    def test_a_known_difference_is_no_failure(self):
        run = self.run_story(STORY, differences=f"| small | {LAST} | held escalate-safety | |\n")
        self.assertEqual((run.returncode, run.stderr), (0, ""))

    def test_a_known_difference_that_is_another_one_or_gone_is_a_failure(self):
        rows = f"| small | {LAST} | posture monitor | |\n| small | 2024-01-01T15:00:00Z | no safety | |\n| small | 2024-01-02T00:00:00Z | a | |\n"
        run = self.run_story(STORY, differences=rows)
        self.assertEqual(run.returncode, 1)
        self.assertIn("(known was: posture monitor)", run.stderr)
        self.assertIn("small 2024-01-01T15:00:00Z: as expected now", run.stderr)
        self.assertIn("small 2024-01-02T00:00:00Z: a known difference, but the story expects nothing then", run.stderr)

    def test_a_list_of_differences_that_is_wrong_is_refused(self):
        for rows, said in ((f"| small | {LAST} |\n", "four cells"), ("| gone | x | a | |\n", "no story")):
            run = self.run_story(STORY, differences=rows)
            self.assertEqual(run.returncode, 2, rows)
            self.assertIn(said, run.stderr)

    def test_a_story_that_is_badly_written_is_refused(self):
        for old, new, said in (
            ("feed: news", "feed: paper", "feed"),
            ("act: off-topic", "act: offtopic", "off-topic"),
            ("[none], why: Nothing", "[nothing], why: Nothing", "none"),
            ("2024-01-01T10:45:00Z", "2024-01-01T09:00:00Z", "order"),
            ("id: small", "id: other", "file-name"),
            ("say: \"You will see.\"", "says: \"You will see.\"", "unknown-key"),
            ("status: false", "status: untrue", "status"),
        ):
            run = self.run_story(STORY.replace(old, new))
            self.assertEqual(run.returncode, 2, new)
            self.assertIn(said, run.stderr)


if __name__ == "__main__":
    unittest.main()
