#!/usr/bin/env python3
"""Incidents as an operator declares them beside a running daemon: what they lift, what they say, and that they outlive a kill."""

import json
import shutil
import subprocess
import sys
import time
import unittest

import lib

NARRATIVE = """id: attacker
title: Identity and status of the suspect
claim: The attacker is an asylum seeker.
status: suspect-misidentified
owner: test
review_by: 2099-01-01
maturity: {en: stable}
phrases:
  en:
    - "attacker is an asylum seeker"
"""
CLAIM = "The attacker is an asylum seeker, they hide it"
FACT = "One person is in custody (police, 18:00)."


def now():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


class IncidentTest(unittest.TestCase):
    def setUp(self):
        self.folder = lib.temporary_folder(self)
        rules = self.folder / "rules"
        shutil.copytree(lib.PACK, rules)
        (rules / "narratives/attacker.yaml").write_text(NARRATIVE, encoding="utf-8")
        self.posts = self.folder / "posts.ndjson"
        self.posts.write_text("".join(lib.post(i, CLAIM, created_at=now(), author={"id": f"a{i}"}) for i in range(12)), encoding="utf-8")
        lib.write_config(self.folder, {**lib.settings(self.folder, [lib.feed("square", self.posts, poll="10ms", tier="media")]), "clock": "wall",
                                       "tick": "1s", "rules": str(rules)})
        self.daemon = lib.Daemon(self, self.folder)
        self.daemon.wait_until(lambda status: status["open_alerts"] == 1, "an alert")

    def incident(self, *arguments):
        return lib.run("SAITCTL", "incident", *arguments, "--socket", self.folder / "control")

    def opened(self, *arguments):
        done = self.incident("open", "--title", "Attack at the market", "--fact", FACT, "--format", "json", *arguments)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return json.loads(done.stdout)

    def alerts(self):
        return lib.json_lines(self.folder / "alerts.ndjson")

    def wait_for_alerts(self, count):
        def alerts_there():
            there = self.alerts()
            return there if len(there) >= count else None

        return lib.wait_for(alerts_there, lambda: f"{count} alerts; there are {self.alerts()}")

    def test_from_declaring_to_closing_over_a_kill_and_the_same_on_replay(self):
        first = self.wait_for_alerts(1)[0]
        self.assertEqual((first["posture"], first["narrative"]["status"]), ("prepare", "suspect-misidentified"))
        self.assertNotIn("incident", first)
        self.assertNotIn("holding_statement", first)
        self.assertIn("An incident with official facts (saitctl incident open) lets it rise to respond-directly.", first["decision"]["would_change"])

        incident = self.opened("--since", "2h", "--audience", "en", "--narrative", "attacker")
        self.assertEqual((incident["title"], incident["facts"], incident["audiences"], incident["narratives"]),
                         ("Attack at the market", [FACT], ["en"], ["attacker"]))
        raised = self.wait_for_alerts(2)[1]
        self.assertEqual((raised["change"], raised["posture"], raised["holding_statement"]), ("escalated", "respond-directly", True))
        self.assertEqual(raised["incident"], {"id": incident["id"], "title": "Attack at the market", "facts": [FACT]})
        self.assertEqual(raised["message"][0], f"What is known: {FACT}")
        self.assertEqual(self.daemon.status()["open_incidents"], 1)
        self.assertIn("INCIDENTS   1 open", lib.run("SAITCTL", "status", "--socket", self.folder / "control").stdout)

        self.daemon.kill()
        self.daemon = lib.Daemon(self, self.folder)
        self.daemon.wait_until(lambda status: status["open_incidents"] == 1, "the incident")
        listed = self.incident("list")
        self.assertEqual((listed.returncode, listed.stderr), (0, ""))
        for part in (f"{incident['id']} is open: Attack at the market", "audiences   en", "narratives  attacker", f"official    {FACT}", incident["until"]):
            self.assertIn(part, listed.stdout)
        self.assertEqual(json.loads(self.incident("list", "--format", "json").stdout), incident)

        closed = self.incident("close", incident["id"])
        self.assertEqual((closed.returncode, closed.stderr), (0, ""))
        self.assertIn(f"{incident['id']} is closed: Attack at the market", closed.stdout)
        lowered = self.wait_for_alerts(3)[2]
        self.assertEqual((lowered["change"], lowered["posture"]), ("de-escalated", "prepare"))
        self.assertNotIn("incident", lowered)
        self.assertEqual(self.incident("list").stdout, "no incident is open\n")
        self.assertEqual(self.daemon.stop(), 0, self.daemon.messages())

        out = self.folder / "replayed.ndjson"
        done = lib.run("SAITCTL", "replay", "--config", self.folder / "saitd.yaml", "--journal", self.folder / "saitd.db", "--out", out)
        self.assertEqual(done.returncode, 0, done.stderr)
        without_examples = [{key: value for key, value in alert.items() if key != "examples"} for alert in self.alerts()]
        replayed = lib.json_lines(out)
        self.assertEqual([{key: value for key, value in alert.items() if key != "examples"} for alert in replayed], without_examples)
        for path in (out, self.folder / "alerts.ndjson"):
            check = subprocess.run([sys.executable, str(lib.HERE / "check_alert_schema.py"), str(path)], capture_output=True, text=True, check=False)
            self.assertEqual(check.returncode, 0, check.stderr)

    def test_an_incident_ends_by_itself(self):
        self.opened("--for", "2s")
        self.daemon.wait_until(lambda status: status["open_incidents"] == 0, "the end of the incident")
        postures = [alert["posture"] for alert in self.wait_for_alerts(3)]
        self.assertEqual(postures, ["prepare", "respond-directly", "prepare"])

    def test_what_is_refused_says_why_and_changes_nothing(self):
        before = ["open", "--title", "T", "--fact", FACT]
        for arguments, code, message in (
                ([*before, "--narrative", "atacker"], "unknown-narrative", 'did you mean "attacker"?'),
                ([*before, "--audience", "fn"], "unknown-audience", "did you mean"),
                ([*before, "--since", "49h"], "since-too-far", "48 h at most"),
                ([*before, "--since", "2020-01-01T00:00:00Z"], "since-too-far", "48 h at most"),
                ([*before, "--since", "2090-01-01T00:00:00Z"], "since-ahead", "lies ahead"),
                ([*before, "--for", "29d"], "for-out-of-range", "28d"),
                (["open", "--title", "T", "--fact", "x" * 501], "too-long", "500 bytes"),
                (["close", "i1"], "no-such-incident", "none is open")):
            with self.subTest(arguments=arguments):
                done = self.incident(*arguments)
                self.assertEqual((done.returncode, done.stdout), (1, ""))
                self.assertIn(f"error[{code}]", done.stderr)
                self.assertIn(message, done.stderr)
        self.assertEqual(self.daemon.status()["open_incidents"], 0)
        self.assertEqual(len(self.alerts()), 1)


class WithoutDaemonTest(unittest.TestCase):
    def test_nobody_answers(self):
        folder = lib.temporary_folder(self)
        for arguments in (["list"], ["close", "i1"], ["open", "--title", "T", "--fact", FACT]):
            done = lib.run("SAITCTL", "incident", *arguments, "--socket", folder / "control")
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertIn("error[no-daemon]", done.stderr)

    def test_help_says_that_no_name_of_a_suspect_belongs_there(self):
        self.assertIn("Never write a suspect's name", lib.run("SAITCTL", "incident", "open", "--help").stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
