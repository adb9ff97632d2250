#!/usr/bin/env python3
"""The bundled month through a real daemon: each story ends in the advice a communicator would expect (config/demo/README.md says which and why,
written from the stories before any output was seen)."""

import json
import re
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
import lib  # noqa: E402

ORDER = ["no-engagement", "monitor", "prepare", "respond-through-allies", "respond-directly", "escalate-safety"]


def month(test, **settings):
    """The file of alerts of the whole month through a daemon, and the alerts."""
    folder = lib.temporary_folder(test)
    feeds = [lib.feed(name, lib.ROOT / "config/demo" / f"{name}.ndjson", tier="media" if name == "news" else "people") for name in lib.DEMO_FEEDS]
    lib.write_config(folder, lib.settings(folder, feeds) | settings)
    daemon = lib.Daemon(test, folder)
    status = daemon.wait_for_end_of_input()
    daemon.wait_until_delivered(status["alerts"])
    if daemon.stop() != 0:
        raise AssertionError(daemon.messages())
    file = folder / "alerts.ndjson"
    return file, [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


class DemoStories(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.file, cls.alerts = month(cls)

    def story(self, narrative, audience, first, last):
        """The postures of one conversation between two days of March 2026, in order, each with its change."""
        return [alert["posture"] for alert in self.alerts
                if (alert["narrative"]["id"], alert["audience"]) == (narrative, audience) and f"2026-03-{first:02}" <= alert["at"] < f"2026-03-{last + 1:02}"]

    def highest(self, narrative, audience, first=1, last=31):
        return max(self.story(narrative, audience, first, last), key=ORDER.index, default=None)

    def test_a_rumour_in_one_forum_is_left_alone(self):
        self.assertEqual(set(self.story("luxury-hotels-phones", "de", 3, 7)), {"no-engagement"})

    def test_a_health_rumour_that_spreads_is_answered_through_allies(self):
        story = self.story("disease-bringers", "en", 8, 13)
        self.assertEqual(max(story, key=ORDER.index), "respond-through-allies")
        self.assertLess(ORDER.index(story[0]), ORDER.index("respond-through-allies"), "it was not there from the first minute")
        self.assertEqual(story[-1], "no-engagement")

    def test_what_the_media_repeat_is_answered_directly_and_let_go_once_corrected(self):
        story = self.story("benefits-over-citizens", "en", 15, 21)
        self.assertEqual(max(story, key=ORDER.index), "respond-directly")
        self.assertLess(story.index("respond-through-allies"), story.index("respond-directly"))
        self.assertEqual(story[-1], "no-engagement")

    def test_a_call_to_violence_reaches_the_safety_row_within_ten_minutes_and_asks_for_no_public_reply(self):
        first = min((alert["at"], alert["sequence"]) for alert in self.alerts if alert["posture"] == "escalate-safety")
        self.assertLess(first[0], "2026-03-22T18:40:11Z", "the first such post was written at 18:30:10")
        for audience in ("en", "de"):
            self.assertEqual(set(self.story("threat-or-call-to-violence", audience, 22, 24)), {"escalate-safety"})
        self.assertTrue(all(alert["narrative"]["kind"] == "harm" for alert in self.alerts if alert["posture"] == "escalate-safety"))

    def test_a_rumour_aimed_at_migrants_is_answered_through_allies_in_its_languages_and_keeps_no_text(self):
        for language in ("es", "fr", "ar"):
            self.assertEqual(self.highest("border-open-amnesty-now", language), "respond-through-allies", language)
        self.assertTrue(all(alert["examples"] == [] for alert in self.alerts if alert["narrative"]["id"] == "border-open-amnesty-now"))

    def test_a_slow_trickle_and_a_single_voice_never_call_for_an_answer(self):
        for narrative, audience in (("fixed-sum-handout", "de"), ("fixed-sum-handout", "fr"), ("inherent-criminality", "fr")):
            highest = self.highest(narrative, audience)
            self.assertTrue(highest is None or ORDER.index(highest) <= ORDER.index("prepare"), f"{narrative} {audience}: {highest}")

    def test_no_day_brings_more_than_ten_alerts_and_the_month_fewer_than_eighty(self):
        days = [alert["at"][:10] for alert in self.alerts if "trial" not in alert]  # what teams are told
        self.assertGreater(len(days), 20)
        self.assertLess(len(days), 80)
        self.assertLessEqual(max(days.count(day) for day in days), 10)

    def test_no_alert_names_an_account_an_address_or_a_platform_id(self):
        for alert in self.alerts:
            text = json.dumps(alert)
            self.assertNotIn("demo_user", text)
            self.assertNotIn("demo.example", text)

    def test_every_alert_follows_its_schema(self):
        checked = subprocess.run([sys.executable, str(lib.HERE / "check_alert_schema.py"), str(self.file)], capture_output=True, text=True, check=False)
        self.assertEqual(checked.returncode, 0, checked.stderr)

    def test_every_advice_says_why_until_when_and_how_much_was_seen(self):
        for alert in self.alerts:
            self.assertTrue(alert["decision"]["reasons"])
            self.assertTrue(all(alert["assessment"][part]["reason"] for part in ("scale", "awareness", "influence", "timing", "coverage")))
            self.assertGreaterEqual(alert["expires_at"], alert["at"])


class PictureOfTheReadme(unittest.TestCase):
    def test_it_is_an_alert_of_the_month_as_the_shipped_rules_tell_it(self):
        alerts = month(self, rules=str(lib.ROOT / "rules"))[1]
        picture = (lib.ROOT / "README.md").read_text(encoding="utf-8").split("```\n")[1]
        said = {key.strip(): rest.strip() for key, rest in re.findall(r"^  (\S.{13})(.*)$", picture, re.M)}
        alert = alerts[int(re.search(r"#(\d+) ", picture).group(1)) - 1]
        self.assertEqual(alert["posture"].replace("-", " ").upper(), picture.split("#")[0].strip())
        self.assertEqual(f"row {alert['decision']['row']} of policy {alert['decision']['policy']}, rules {alert['rules'][:16]}", said["decided by"])
        self.assertEqual(f"{alert['at']}, holds until {alert['expires_at']}", said["when"])
        self.assertIn(f"{alert['narrative']['id']}, audience {alert['audience']})", said["claim"])
        for part in ("scale", "awareness", "influence", "timing", "coverage"):
            told = said[part] if part == "coverage" else said[part].split(": ", 1)[1]
            for piece in filter(None, (piece.strip() for piece in told.split("…"))):
                self.assertIn(piece, alert["assessment"][part]["reason"])
        for change in alert["decision"]["would_change"]:
            self.assertIn(change, picture)


if __name__ == "__main__":
    unittest.main()
