#!/usr/bin/env python3
"""A pipe, a device or a closed folder where a file is to be read: said at once and by name; nothing waits for it, and no part of it is taken for the whole."""

import os
import shutil
import subprocess
import unittest

import lib
import web_server


class NoFileTest(unittest.TestCase):
    def setUp(self):
        self.folder = lib.temporary_folder(self)
        self.rules = self.folder / "rules"
        shutil.copytree(lib.PACK, self.rules)
        self.posts = self.folder / "posts.ndjson"
        self.posts.write_text(lib.post(1), encoding="utf-8")

    def write(self, *feeds, **more):
        feeds = list(feeds) or [lib.feed("square", self.posts, poll="10ms")]
        lib.write_config(self.folder, {**lib.settings(self.folder, feeds), "clock": "wall", "tick": "1s", "rules": str(self.rules), **more})

    def start(self, *feeds, **more):
        self.write(*feeds, **more)
        daemon = lib.Daemon(self, self.folder)
        daemon.wait_until(lambda status: True, "an answer")
        return daemon

    def check(self):
        return lib.run("SAITD", "--config", self.folder / "saitd.yaml", "--check")

    def reload(self):
        return lib.run("SAITCTL", "reload", "--socket", self.folder / "control")

    def test_a_pipe_in_the_place_of_the_configuration_or_a_rule_is_refused(self):
        daemon = self.start()
        rule = self.rules / "narratives/fixed-sum-handout.yaml"
        for path in (self.folder / "saitd.yaml", rule):
            with self.subTest(path=path.name):
                path.rename(self.folder / "aside")
                os.mkfifo(path)
                for done in (self.check(), self.reload()):
                    self.assertEqual(done.returncode, 1, done)
                    self.assertIn(f"{path}: ", done.stderr)
                    self.assertIn("no regular file", done.stderr)
                path.unlink()
                (self.folder / "aside").rename(path)
        self.assertEqual(self.reload().returncode, 0)
        self.assertEqual(daemon.stop(), 0, daemon.messages())

    def test_a_pipe_in_the_place_of_a_secret_brings_its_feed_down_and_no_other(self):
        server = web_server.Server(self)
        server.faults["/news"] = web_server.validated(lambda: web_server.rss([("g", "x")]))
        secret = self.folder / "secret"
        os.mkfifo(secret)
        web = {"id": "news", "type": "rss", "url": server.url("/news"), "platform": "web", "licence": "test", "poll": "1s", "allow_private": True,
               "authorization_file": str(secret)}
        daemon = self.start(lib.feed("square", self.posts, poll="10ms"), web, network={"pause": "0s"})
        daemon.wait_until(lambda status: [feed["state"] for feed in status["feeds"]] == ["up", "down"], "the feed without its secret down")
        self.assertIn(str(secret), daemon.messages())
        self.assertEqual(server.seen("/news"), [])
        self.assertEqual(daemon.stop(), 0, daemon.messages())

    def test_a_folder_of_rules_that_may_not_be_entered_refuses_all_of_them(self):
        if os.geteuid() != 0:
            self.skipTest("only root can try it as somebody else")
        self.write()
        closed = self.rules / "harms"
        for path in (self.folder, self.rules, *self.rules.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", lib.program("SAITD"), "--config", str(self.folder / "saitd.yaml"), "--check"]
        good = subprocess.run(command, capture_output=True, text=True, env=lib.environment(), check=False)
        if "Permission denied" in good.stderr and str(self.folder) not in good.stderr:
            self.skipTest("the program lies where nobody else may run it")
        self.assertEqual(good.returncode, 0, good.stderr)
        closed.chmod(0o700)
        refused = subprocess.run(command, capture_output=True, text=True, env=lib.environment(), check=False)
        self.assertEqual((refused.returncode, refused.stdout), (1, ""))
        self.assertIn(f"{closed}: Permission denied", refused.stderr)


if __name__ == "__main__":
    unittest.main()
