#!/usr/bin/env python3
"""What the daemon writes for operators: JSON where nobody looks on, text on a terminal; no flood, and never a secret."""

import collections
import json
import os
import pathlib
import pty
import unittest

import lib
import web_server


class LogTest(unittest.TestCase):
    def setUp(self):
        self.folder = lib.temporary_folder(self)
        self.posts = self.folder / "posts.ndjson"

    def write(self, *feeds, **log):
        lib.write_config(self.folder, {**lib.settings(self.folder, list(feeds)), "clock": "wall", "tick": "1s", "network": {"pause": "0s"}, "log": log})

    def test_each_line_is_an_object_with_its_event_where_nobody_looks_on(self):
        self.posts.write_text(lib.post(1) + "this is no JSON\n")
        self.write(lib.feed("square", self.posts, poll="10ms"))
        daemon = lib.Daemon(self, self.folder)
        daemon.wait_until(lambda status: status["feeds"][0]["read"] == 2, "both lines")
        self.assertEqual(daemon.stop(), 0)
        lines = [json.loads(line) for line in daemon.messages().splitlines()]
        for line in lines:
            self.assertEqual(list(line)[:3], ["time", "level", "event"])
            self.assertEqual(list(line)[-1], "message")
        events = {line["event"]: line for line in lines}
        for event in ("started", "feed-up", "line-left-out", "stopping", "stopped"):
            self.assertIn(event, events)
        self.assertEqual(events["line-left-out"]["feed"], "square")

    def test_a_warning_at_the_start_is_a_line_of_the_log_too(self):
        self.posts.write_text(lib.post(1))
        lib.write_config(self.folder, {**lib.settings(self.folder, [lib.feed("square", self.posts)]), "clock": "wall",
                                       "network": {"ca_file": str(self.folder / "none.pem")}, "log": {"format": "json"}})
        daemon = lib.Daemon(self, self.folder)
        daemon.wait_until(lambda status: True, "an answer")
        self.assertEqual(daemon.stop(), 0)
        warnings = [line for line in map(json.loads, daemon.messages().splitlines()) if line["event"] == "start-warning"]
        self.assertEqual(len(warnings), 1)
        self.assertIn("warning[unreadable]: " + str(self.folder / "none.pem"), warnings[0]["message"])
        self.assertEqual(warnings[0]["level"], "warning")
        checked = lib.run("SAITD", "--config", self.folder / "saitd.yaml", "--check")
        self.assertEqual(checked.returncode, 0)
        self.assertRegex(checked.stderr, r"(?m)^\S+/saitd\.yaml:\d+:\d+: warning\[unreadable\]")

    def test_a_terminal_gets_text(self):
        self.posts.write_text(lib.post(1))
        self.write(lib.feed("square", self.posts, poll="10ms"))
        leader, follower = pty.openpty()
        self.addCleanup(os.close, leader)
        process = lib.subprocess.Popen([lib.program("SAITD"), "--config", str(self.folder / "saitd.yaml")], stdin=lib.subprocess.DEVNULL,
                                       stdout=follower, stderr=follower, env=lib.environment())
        self.addCleanup(process.kill)
        os.close(follower)
        seen = b""
        while b"is being followed" not in seen:
            seen += os.read(leader, 65536)
        process.terminate()
        self.assertEqual(process.wait(lib.DEADLINE), 0)
        self.assertRegex(seen.decode(), r"(?m)^\d{4}-\S+Z info saitd \S+ runs")

    def test_a_flood_of_bad_lines_is_counted(self):
        self.posts.write_text("this is no JSON\n" * 5000)
        self.write(lib.feed("square", self.posts, poll="10ms"))
        daemon = lib.Daemon(self, self.folder)
        daemon.wait_until(lambda status: status["feeds"][0]["rejected"] == 5000, "all lines")
        lib.wait_for(lambda: self.told(daemon)["line-left-out"] == 5000, "a count, though nothing more is said")
        for _ in range(60):
            daemon.process.send_signal(lib.signal.SIGHUP)
            lib.wait_for(lambda: lib.signal.SIGHUP not in self.pending(daemon), "the signal taken")
        self.assertEqual(daemon.stop(), 0)
        self.assertLess(len(daemon.messages().splitlines()), 200)
        self.assertEqual(self.told(daemon)["reload-asked"], 60)

    def told(self, daemon):
        """How many messages of each event there are, with those that were held back and counted."""
        told = collections.Counter()
        for line in map(json.loads, daemon.messages().splitlines(keepends=True)):
            told[line["event"]] += int(line.get("held_back", 1))
        return told

    def pending(self, daemon):
        """Signals that the process has not taken yet."""
        fields = dict(line.split(":", 1) for line in pathlib.Path(f"/proc/{daemon.process.pid}/status").read_text().splitlines())
        mask = int(fields["ShdPnd"], 16)
        return {number for number in range(1, 65) if mask >> (number - 1) & 1}

    def test_no_secret_is_ever_written(self):
        server = web_server.Server(self)
        secret, token, owner = "Bearer s3cr3t-of-the-file", "t0ken-in-the-query", "0wner-of-the-post"
        (self.folder / "authorization").write_text(secret + "\n")
        server.faults["/busy"] = web_server.status(503, Retry_After="1")
        self.posts.write_text(lib.post(1, "Migrants receive more benefits", author={"id": owner, "handle": owner}) + lib.post(2, author=owner))
        web = {"id": "web", "type": "rss", "platform": "web", "licence": "test", "poll": "1s", "allow_private": True,
               "url": server.url("/busy") + "?key=" + token, "authorization_file": str(self.folder / "authorization")}
        self.write(lib.feed("square", self.posts, poll="10ms"), web, level="debug")
        daemon = lib.Daemon(self, self.folder)
        daemon.wait_until(lambda status: any(feed["state"] == "down" for feed in status["feeds"]), "the feed is down")
        daemon.wait_until(lambda status: status["feeds"][0]["read"] == 2, "both posts")
        for wrong in ([{**web, "poll": "wrong"}], [{**web, "poll": secret}], [{**web, "authorization": secret}], [web, {**web, "id": "twice"}],
                      [{**web, "url": f"{owner}:{token}@news.example/feed?key={token}"}], [{**web, "tier": f"http://{owner}@x/"}]):
            self.write(lib.feed("square", self.posts, poll="10ms"), *wrong, level="debug")
            refused = lib.run("SAITCTL", "reload", "--socket", self.folder / "control")
            self.assertEqual(refused.returncode, 1)
            self.assertRegex(refused.stderr, r"saitd\.yaml:\d+:\d+: error\[[a-z-]+\]: ")
        alerts = self.folder / "alerts.ndjson"
        lib.wait_for(lambda: alerts.exists() and "reload-failed" in alerts.read_text(), "what analysts are told")
        self.assertEqual(daemon.stop(), 0)
        self.assertIn("503", daemon.messages())
        self.assertIn("used-twice", daemon.messages())
        for hidden in (secret, secret.split()[1], token, owner):
            self.assertNotIn(hidden, daemon.messages())
            self.assertNotIn(hidden, alerts.read_text())


if __name__ == "__main__":
    unittest.main()
