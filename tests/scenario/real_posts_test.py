#!/usr/bin/env python3
"""2,594 real posts about fact-checked claims (MiDe22, read where it lies, never copied) through `saitctl replay`."""

import json
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
import lib  # noqa: E402

POSTS = lib.ROOT.parent / "shared/data/posts/mide22_en.jsonl"


@unittest.skipUnless(POSTS.exists(), "../shared/data/posts/mide22_en.jsonl is absent")
class RealPosts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = lib.temporary_folder(cls)
        cls.outcome = cls.replay("first.ndjson")
        cls.file = cls.folder / "first.ndjson"
        cls.alerts = [json.loads(line) for line in cls.file.read_text(encoding="utf-8").splitlines()]

    @classmethod
    def replay(cls, name):
        return lib.run("SAITCTL", "replay", "--config", lib.ROOT / "config/demo.yaml", "--posts", POSTS, "--out", cls.folder / name)

    def test_every_line_is_read(self):
        self.assertEqual(self.outcome.returncode, 0, self.outcome.stderr)
        self.assertIn("2594 posts read", self.outcome.stderr)
        self.assertIn("0 lines left out", self.outcome.stderr)

    def test_twice_gives_the_same_bytes(self):
        self.assertEqual(self.replay("second.ndjson").returncode, 0)
        self.assertEqual((self.folder / "second.ndjson").read_bytes(), self.file.read_bytes())

    def test_the_wave_of_august_2021_is_seen_and_its_scale_is_an_interval(self):
        wave = [alert for alert in self.alerts if alert["narrative"]["id"] == "disease-bringers" and alert["at"].startswith("2021-08-0")]
        self.assertTrue(wave)
        for alert in self.alerts:
            scale = alert["assessment"]["scale"]
            if scale["posts"] > 1:
                self.assertFalse(scale["authors_observable"])
                self.assertEqual(scale["authors"]["low"], 1)
                self.assertGreater(scale["authors"]["high"], 1)
                self.assertIn("not observable", scale["reason"])

    def test_nobody_is_told_to_answer_where_authors_cannot_be_seen(self):
        self.assertLessEqual({alert["posture"] for alert in self.alerts}, {"no-engagement", "monitor", "prepare"})

    def test_every_alert_follows_its_schema(self):
        checked = subprocess.run([sys.executable, str(lib.HERE / "check_alert_schema.py"), str(self.file)], capture_output=True, text=True, check=False)
        self.assertEqual(checked.returncode, 0, checked.stderr)


if __name__ == "__main__":
    unittest.main()
