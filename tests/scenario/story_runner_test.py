#!/usr/bin/env python3
"""story_runner tells an expectation that is not met, a known difference that is gone, and a story that is badly written.

    story_runner_test.py STORY_RUNNER
"""

import json
import re
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

# Eight people in two places, and nothing else.
QUIET = """\
id: small
title: A small story
case: Eight people say it.
sources: [made up]
readers: nobody
narrative: {id: told, title: What is told, claim: It is so., status: false, language: en, region: GB, affected: [newcomers, nurses]}
feeds:
  - {id: x, platform: x, languages: [en], regions: [GB], people: 10}
timeline:
  - {at: 2024-01-01T10:00:00Z, over: 1h, posts: 8, authors: 8, feed: x, communities: 2, act: claim}
expect:
  - {at: "2024-01-01T13:00:00Z", posture: [no-engagement], why: Nobody else says it.}
"""


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

    def line_of(self, story):
        """The last line as it was judged, and what the last alert before it said of each variable."""
        told = json.loads(self.run_story(story, "--format", "json").stdout)
        line = told["lines"][-1]
        alerts = [alert for alert in told["course"] if alert["narrative"] == "told" and alert["at"] <= line["at"]]
        return line, dict(zip(("scale", "awareness", "influence", "timing", "coverage"), alerts[-1]["variables"]))

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

    def test_answers_to_claims_are_counted_by_how_they_stand_to_it(self):
        self.assertNotIn("replies", self.line_of(QUIET)[1]["influence"])
        # Two do not open an alert; the third, who comes after all answers, does.
        line = "\n  - {at: 2024-01-01T%s:00Z, over: 20m, posts: 2, authors: 2, feed: x, communities: 1, act: %s, replies: {believing: %d, doubting: %d}}"
        lines = line % ("10:00", "claim", 6, 2) + line % ("10:30", "question", 40, 50) + line % ("10:30", "off-topic", 900, 900)
        lines += line % ("11:30", "claim", 0, 0)
        story = QUIET[:QUIET.index("\n  - {at: 2024")] + lines + QUIET[QUIET.index("\nexpect:"):]
        said = self.line_of(story)[1]
        self.assertIn(" Of 8 replies to it 6 believe it and 2 doubt it, as far as their words tell.", said["influence"])
        # Who answers a question is on the topic too; what is off topic has no thread.
        self.assertIn("of the 103 posts on the topic that its feeds brought", said["scale"])

    def test_doubts_come_among_those_who_believe(self):
        story = QUIET.replace("act: claim}", "act: claim, replies: {believing: 400, doubting: 400}}")
        said = json.loads(self.run_story(story, "--format", "json").stdout)["course"][0]["variables"][2]
        believe, doubt = map(int, re.search(r"replies to it (\d+) believe it and (\d+) doubt it", said).groups())
        self.assertGreater(believe, 100)
        self.assertLessEqual(abs(believe - doubt), 1)

    def test_only_what_is_heard_in_the_region_counts(self):
        elsewhere = "\n  - {id: %s, platform: x, languages: [en], regions: [%s]}\ntimeline:"
        crowd = "\n  - {at: 2024-01-01T10:10:00Z, over: 1h, posts: 300, authors: 300, feed: far, communities: 9, act: claim}\nexpect:"
        for regions, feeds in (("FR", "1 of 1 feed"), ("", "2 of 2 feeds")):  # of no region: it may carry it, and no post says so
            story = QUIET.replace("\ntimeline:", elsewhere % ("far", regions)).replace("\nexpect:", crowd)
            line, said = self.line_of(story)
            self.assertEqual(line["got"], "no-engagement", regions)
            self.assertIn("by about 3 authors", said["scale"])
            self.assertIn(feeds + " that can carry this audience", said["coverage"])
        line, said = self.line_of(QUIET.replace("\ntimeline:", elsewhere % ("far", "GB")).replace("\nexpect:", crowd))
        self.assertNotEqual(line["got"], "no-engagement")
        self.assertEqual(self.line_of(QUIET.replace(", region: GB", ""))[0]["got"], "no-engagement")  # all who read it

    def test_what_the_calendar_holds_tightens_the_bands_of_its_region(self):
        vote = "calendar: [{on: 2024-01-10, until: 2024-01-11, kind: election, title: The vote, region: %s}]\nexpect:"
        line, said = self.line_of(QUIET.replace("expect:", vote % "GB"))
        self.assertEqual(line["got"], "prepare")
        self.assertIn("The vote begins in 8 days (2024-01-10 to 2024-01-11). Bands are tightened", said["timing"])
        for calendar in (vote % "FR", (vote % "GB").replace("2024-01-1", "2024-02-1")):
            self.assertEqual(self.line_of(QUIET.replace("expect:", calendar))[0]["got"], "no-engagement", calendar)

    def test_channels_and_communities_are_those_of_the_policy(self):
        self.assertIn("(newcomers, nurses) are reached is not observable", self.line_of(QUIET)[1]["influence"])
        declared = "channels: [{name: ours, people: 4000}]\ncommunities: [{name: x/2, serves: [nurses]}]\nexpect:"
        said = self.line_of(QUIET.replace("expect:", declared))[1]
        self.assertIn("Answering on our own channels (4,000 people) would newly tell", said["awareness"])
        self.assertIn("1 of 3 authors claim it in communities declared for the affected (newcomers, nurses).", said["influence"])
        for old, new, said in (("x/2", "x/3", "no post of the story stands in"), ("[nurses]", "[nurse]", "is not among those affected")):
            run = self.run_story(QUIET.replace("expect:", declared).replace(old, new))
            self.assertEqual(run.returncode, 2, new)
            self.assertIn(said, run.stderr)


if __name__ == "__main__":
    unittest.main()
