#!/usr/bin/env python3
"""What the daemon writes for operators: JSON where nobody looks on, text on a terminal; no flood, and never a secret."""

import json
import os
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
        self.assertEqual(daemon.stop(), 0)
        self.assertLess(len(daemon.messages().splitlines()), 100)

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
