#!/usr/bin/env python3
"""Rules, feeds and outlets that change while the daemon runs: all of a change is taken over or nothing, and no post is lost or doubled."""

import contextlib
import json
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import unittest

import lib

CLAIM = "Migrants receive more benefits than pensioners"
NEW_PHRASE = "lighthouse of plenty"


def now():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())



class ReloadTest(unittest.TestCase):
    def setUp(self):
        self.folder = lib.temporary_folder(self)
        self.rules = self.folder / "rules"
        shutil.copytree(lib.PACK, self.rules)
        self.posts = self.folder / "posts.ndjson"
        self.posts.write_text("")

    def write(self, *feeds, **more):
        content = {**lib.settings(self.folder, list(feeds) or [lib.feed("square", self.posts, poll="10ms")]), "clock": "wall", "tick": "1s",
                   "rules": str(self.rules), **more}
        lib.write_config(self.folder, content)
        return content

    def start(self, *feeds, stdin=subprocess.DEVNULL, **more):
        self.write(*feeds, **more)
        daemon = lib.Daemon(self, self.folder, stdin=stdin)
        daemon.wait_until(lambda status: True, "an answer")
        return daemon

    def add(self, *lines, path=None):
        with open(path or self.posts, "a", encoding="utf-8") as file:
            file.writelines(lines)

    def read(self, daemon, count, feed="square"):
        daemon.wait_until(lambda status: any(f["id"] == feed and f["read"] == count for f in status["feeds"]), f"{count} posts of {feed}")

    def reload(self, *arguments):
        return lib.run("SAITCTL", "reload", "--socket", self.folder / "control", *arguments)

    def narrative(self):
        return next(path for path in sorted((self.rules / "narratives").glob("*.yaml")) if "benefits" in path.name)

    def add_phrase(self, phrase=NEW_PHRASE):
        path = self.narrative()
        text = path.read_text(encoding="utf-8")
        at = text.index("  en:", text.index("\nphrases:")) + len("  en:\n")
        path.write_text(text[:at] + f"    - \"{phrase}\"\n" + text[at:], encoding="utf-8")

    def break_rule(self):
        path = self.narrative()
        good = path.read_text(encoding="utf-8")
        path.write_text(good + "nonsense: 1\n", encoding="utf-8")
        return good, len(good.splitlines()) + 1

    def kinds(self):
        """Kinds of the records, in order."""
        with contextlib.closing(lib.connect(self.folder / "saitd.db")) as database:
            return [row[0] for row in database.execute("SELECT kind FROM records ORDER BY seq")]

    def alerts(self):
        return lib.json_lines(self.folder / "alerts.ndjson")

    def test_a_wider_rule_finds_what_is_kept_and_what_comes(self):
        daemon = self.start()
        self.add(lib.post(1, f"Refugees in the {NEW_PHRASE}", created_at=now()), lib.post(2, "Refugees arrive", created_at=now()))
        self.read(daemon, 2)
        before = daemon.status()["rules"]
        self.add_phrase()
        done = self.reload()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("1 of 2 kept posts match otherwise now", done.stdout)
        self.assertNotEqual(daemon.status()["rules"], before)
        self.add(lib.post(3, f"Refugees in the {NEW_PHRASE} again", created_at=now()))
        self.read(daemon, 3)
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        kinds = [kind for kind in self.kinds() if kind in (1, 5, 6)]
        self.assertEqual(kinds, [5, 1, 1, 6, 5, 1])

    def test_a_broken_rule_file_changes_nothing_and_is_told_to_operators_and_analysts(self):
        daemon = self.start()
        before = daemon.status()
        good, line = self.break_rule()
        daemon.process.send_signal(signal.SIGHUP)
        daemon.wait_until(lambda status: status["reloads"]["done"] == 1, "the reload")
        place = f"{self.narrative().name}:{line}:1: error[unknown-key]"
        self.assertIn(place, daemon.messages())
        status = daemon.status()
        self.assertEqual(status["rules"], before["rules"])
        self.assertEqual(status["reloads"]["result"], "failed")
        self.assertIn(place, status["reloads"]["detail"])
        again = self.reload()
        self.assertEqual(again.returncode, 1)
        self.assertIn(place, again.stderr)
        notice = lib.wait_for(lambda: self.alerts()[:1], "the notice")[0]
        self.assertEqual((notice["narrative"]["kind"], notice["narrative"]["id"], notice["audience"]), ("notice", "reload-failed", "analysts"))
        self.assertIn(place, " ".join(notice["decision"]["reasons"]))
        self.add(lib.post(1, CLAIM, created_at=now()))
        self.read(daemon, 1)
        self.narrative().write_text(good, encoding="utf-8")
        done = self.reload("--format", "json")
        self.assertEqual((done.returncode, json.loads(done.stdout)["result"]), (0, "unchanged"))
        lib.wait_for(lambda: [a["change"] for a in self.alerts()] == ["opened", "closed"], "the end of the notice")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        check = subprocess.run([sys.executable, str(lib.HERE / "check_alert_schema.py"), str(self.folder / "alerts.ndjson")],
                               capture_output=True, text=True, check=False)
        self.assertEqual(check.returncode, 0, check.stderr)

    def test_a_start_with_good_rules_ends_the_notice_of_a_failed_reload(self):
        daemon = self.start()
        good, _ = self.break_rule()
        self.assertEqual(self.reload().returncode, 1)
        lib.wait_for(self.alerts, "the notice")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        self.narrative().write_text(good, encoding="utf-8")
        daemon = lib.Daemon(self, self.folder)
        lib.wait_for(lambda: [a["change"] for a in self.alerts()] == ["opened", "closed"], "the end of the notice")
        self.assertEqual(daemon.stop(), 0, daemon.messages())

    def test_a_watched_folder_is_taken_over_by_itself(self):
        daemon = self.start(reload={"watch": True})
        before = daemon.status()["rules"]
        self.add_phrase()
        daemon.wait_until(lambda status: status["rules"] != before, "the new rules")
        good, line = self.break_rule()
        daemon.wait_until(lambda status: status["reloads"]["failed"] == 1, "the failure")
        self.narrative().write_text(good, encoding="utf-8")
        daemon.wait_until(lambda status: status["reloads"]["result"] == "unchanged", "the good rules")
        self.assertEqual(daemon.stop(), 0, daemon.messages())

    def test_a_watched_folder_that_is_new_and_broken_is_taken_over_once_it_is_mended(self):
        daemon = self.start(reload={"watch": True})
        before = daemon.status()["rules"]
        former, self.rules = self.rules, self.folder / "other-rules"
        shutil.copytree(former, self.rules)
        self.add_phrase()
        good, _ = self.break_rule()
        self.write(reload={"watch": True})
        failed = daemon.wait_until(lambda status: status["reloads"]["failed"] == 1, "the failure")
        self.assertEqual(failed["rules"], before)
        self.assertIn(f"{self.narrative()}:", failed["reloads"]["detail"])
        self.narrative().write_text(good, encoding="utf-8")
        daemon.wait_until(lambda status: status["rules"] != before, "the rules of the new folder")
        self.assertEqual(daemon.stop(), 0, daemon.messages())

    def test_lists_of_accounts_say_who_speaks_and_are_taken_over(self):
        """A rule may ask for the class of an author; a word that is no topic is on topic where such a rule finds it."""
        narrative = self.rules / "narratives" / "parade.yaml"
        narrative.write_text("""\
id: parade
title: A parade
claim: A parade of lanterns takes place
status: unverified
owner: test
review_by: 2099-01-01
maturity: {en: testing}
phrases:
  en:
    - {phrase: parade of lanterns, author: [official, listed]}
tests:
  - {text: The parade of lanterns, lang: en, author: official, act: claim}
  - {text: The parade of lanterns, lang: en, act: none}
""", encoding="utf-8")
        accounts = self.folder / "accounts.yaml"

        def enlist(*ids, kind="listed"):
            accounts.write_text(json.dumps({"class": kind, "authors": [{"platform": "square", "id": i, "name": "An office"} for i in ids]}), encoding="utf-8")

        def tell(number, author):
            self.add(lib.post(number, "The parade of lanterns", author={"id": author}, created_at=now()))
            self.read(daemon, number)
            return daemon.status()["feeds"][0]["on_topic"]

        enlist("hall")
        daemon = self.start(lists=[str(accounts)], reload={"watch": True})
        self.assertEqual(tell(1, "hall"), 1)
        self.assertEqual(tell(2, "someone"), 1)
        enlist("someone", kind="official")
        taken = daemon.wait_until(lambda status: status["reloads"]["result"] == "success", "the other list")
        self.assertIn("the same rules, other lists of accounts,", taken["reloads"]["detail"])
        self.assertEqual(tell(3, "hall"), 1)
        self.assertEqual(tell(4, "someone"), 2)
        accounts.write_text("class: official\nauthors: [{platform: square}]\n", encoding="utf-8")
        failed = daemon.wait_until(lambda status: status["reloads"]["failed"] == 1, "the failure")
        self.assertIn(f"{accounts}:2:11: error[missing]", failed["reloads"]["detail"])
        self.assertEqual(tell(5, "someone"), 3)
        self.assertEqual(daemon.stop(), 0, daemon.messages())

    def test_settings_that_are_no_part_of_rules_feeds_and_outlets_are_named_when_they_change(self):
        daemon = self.start()
        more = {"log": {"format": "text", "level": "debug"}, "network": {"pause": "2s"}}
        self.write(**more)
        done = self.reload()
        self.assertEqual((done.returncode, done.stdout), (0, "success: log.level is debug, network.pause is 2s\n"), done.stderr)
        done = self.reload()
        self.assertEqual((done.returncode, done.stdout), (0, "unchanged: nothing has changed\n"), done.stderr)
        self.write()
        self.add_phrase()
        done = self.reload()
        self.assertRegex(done.stdout, r"success: other rules .*, log\.level is info, network\.pause is 1s\n")
        self.assertEqual(daemon.stop(), 0, daemon.messages())

    def test_feeds_begin_end_and_go_on(self):
        other, third = self.folder / "other.ndjson", self.folder / "third.ndjson"
        daemon = self.start(lib.feed("square", self.posts, poll="10ms"), lib.feed("other", other, poll="10ms"))
        self.add(lib.post(1, CLAIM, created_at=now()))
        self.add(lib.post(2, CLAIM, created_at=now()), path=other)
        self.read(daemon, 1)
        self.read(daemon, 1, "other")
        self.add(lib.post(3, CLAIM, created_at=now()), path=third)
        self.write(lib.feed("third", third, poll="10ms"), lib.feed("square", self.posts, poll="10ms"))
        done = self.reload()
        self.assertEqual((done.returncode, done.stdout), (0, "success: the same rules, feeds: 1 begun, 1 ended, outlets: 0 begun, 0 ended\n"), done.stderr)
        self.read(daemon, 1, "third")
        self.add(lib.post(4, CLAIM, created_at=now()))
        self.read(daemon, 2)
        self.assertNotIn("other", [feed["id"] for feed in daemon.status()["feeds"]])
        # The feed that left goes on where it was when it comes back, under other settings too.
        self.add(lib.post(5, CLAIM, created_at=now()), path=other)
        self.write(lib.feed("square", self.posts, poll="20ms"), lib.feed("other", other, poll="30ms"))
        self.assertEqual(self.reload().returncode, 0)
        daemon.wait_until(lambda status: [f["line"] for f in status["feeds"]] == [2, 2], "both at their second line")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        self.assertEqual(self.kept(), ["s-1", "s-2", "s-3", "s-4", "s-5"])

    def kept(self):
        with contextlib.closing(lib.connect(self.folder / "saitd.db")) as database:
            return sorted(row[0] for row in database.execute("SELECT t.native_id FROM texts t JOIN records r ON r.post = t.post WHERE r.kind = 1"))

    def test_outlets_change_and_one_that_cannot_open_refuses_the_whole_reload(self):
        content = {"outlets": [lib.bus(self.folder), {"id": "file", "type": "file", "path": str(self.folder / "alerts.ndjson")}]}
        daemon = self.start(**content)
        subscriber = lib.Subscriber(self, self.folder)
        faster = {**lib.bus(self.folder), "heartbeat": "100ms"}  # the same sockets, other settings
        self.write(outlets=[faster, {"id": "file", "type": "file", "path": str(self.folder / "alerts.ndjson")}])
        self.assertEqual(self.reload().returncode, 0)
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            self.write(outlets=[{"id": "bus", "type": "zeromq", "publish": f"tcp://127.0.0.1:{port}", "recover": f"ipc://{self.folder}/r2"},
                                {"id": "file", "type": "file", "path": str(self.folder / "elsewhere.ndjson")}])
            refused = self.reload()
        self.assertEqual(refused.returncode, 1)
        self.assertRegex(refused.stderr, r"error\[port-in-use\]: \S+/saitd\.yaml:\d+:\d+: outlet bus: ")
        self.assertEqual([o["id"] for o in daemon.status()["outlets"]], ["bus", "file"])
        # The former outlets deliver: what this failure tells the analysts.
        lib.wait_for(lambda: len(self.alerts()) == 1, "the notice in the former file")
        lib.wait_for(lambda: len(subscriber.lines()) == 1, "the notice on the former bus")
        self.write(outlets=[{"id": "file", "type": "file", "path": str(self.folder / "alerts.ndjson")}])
        done = self.reload()
        self.assertEqual((done.returncode, done.stdout), (0, "success: the same rules, feeds: 0 begun, 0 ended, outlets: 0 begun, 1 ended\n"), done.stderr)
        self.assertEqual([o["id"] for o in daemon.status()["outlets"]], ["file"])
        lib.wait_for(lambda: len(self.alerts()) == 2, "its end in the file")
        self.assertEqual(daemon.stop(), 0, daemon.messages())

    def test_a_reload_waits_for_a_locked_store_says_so_and_is_done_when_the_lock_is_gone(self):
        daemon = self.start()
        with contextlib.closing(sqlite3.connect(self.folder / "saitd.db", isolation_level=None)) as database:
            database.execute("PRAGMA busy_timeout=60000")
            database.execute("BEGIN IMMEDIATE")
            self.add(lib.post(1, CLAIM, created_at=now()))
            daemon.wait_until(lambda status: status["paused"], "a pause")
            self.add_phrase()
            waiting = subprocess.Popen([lib.program("SAITCTL"), "reload", "--socket", self.folder / "control"], stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE, text=True)
            self.addCleanup(waiting.kill)
            self.assertIn("intake pauses, and the reload waits", waiting.stderr.readline())
            self.assertIsNone(waiting.poll())
            database.execute("ROLLBACK")
        out, err = waiting.communicate(timeout=lib.DEADLINE)
        self.assertEqual((waiting.returncode, out.split(":")[0]), (0, "success"), err)
        self.assertEqual(daemon.stop(), 0, daemon.messages())

    def test_what_only_a_start_takes_over_refuses_the_reload_with_its_place(self):
        daemon = self.start()
        self.write(tick="2s")
        refused = self.reload()
        self.assertEqual(refused.returncode, 1)
        self.assertRegex(refused.stderr, r"saitd\.yaml:\d+:\d+: error\[needs-restart\]: \"tick\"")
        self.assertEqual(daemon.stop(), 0, daemon.messages())

    def test_with_the_clock_of_events_a_change_asks_for_a_restart(self):
        self.add(lib.post(1, CLAIM))
        daemon = self.start(clock="events")
        daemon.wait_for_end_of_input()
        self.add_phrase()
        refused = self.reload()
        self.assertEqual(refused.returncode, 1)
        self.assertIn("clock-events", refused.stderr)
        self.assertEqual(daemon.stop(), 0, daemon.messages())

    def test_reloads_under_load_lose_and_double_nothing(self):
        """A file and standard input at 2,500 posts a second each, while rules, feeds and outlets change and break over and over."""
        count = lib.rounds(10_000, 50_000)
        piped = {"id": "pipe", "type": "stdin", "platform": "pipe", "licence": "test"}
        feeds = [lib.feed("square", self.posts, poll="10ms"), piped]
        daemon = self.start(*feeds, stdin=subprocess.PIPE)
        begun = time.monotonic()

        def pace(number):  # the load that is tested, not a wait for something
            ahead = number / 2500 - (time.monotonic() - begun)
            if ahead > 0.002:
                time.sleep(ahead)

        def to_file():
            with open(self.posts, "a", encoding="utf-8", buffering=1) as file:
                for number in range(count):
                    file.write(lib.post(number, f"{CLAIM} {number}" if number % 5 == 0 else "nice weather", created_at=now()))
                    pace(number)

        def to_pipe():
            for number in range(count):
                daemon.process.stdin.write(lib.post(number, f"{CLAIM} {number}" if number % 5 == 0 else "nice weather", platform="pipe",
                                                    created_at=now()).encode())
                pace(number)
            daemon.process.stdin.flush()

        writers = [threading.Thread(target=target) for target in (to_file, to_pipe)]
        for writer in writers:
            writer.start()
        results, turn = [], 0
        extra = self.folder / "extra.ndjson"
        while any(writer.is_alive() for writer in writers) or turn < 8:
            kind = turn % 4
            if kind == 0:
                self.add_phrase(f"number {turn} of plenty")
            elif kind == 1:
                self.write(*feeds, lib.feed("extra", extra, poll="10ms"))
            elif kind == 2:
                good, _ = self.break_rule()
            else:
                self.narrative().write_text(good, encoding="utf-8")
                self.write(*feeds, outlets=[{"id": "file", "type": "file", "path": str(self.folder / "alerts.ndjson")}])
            results.append(self.reload().returncode)
            turn += 1
        for writer in writers:
            writer.join()
        self.assertEqual(results, [1 if turn % 4 == 2 else 0 for turn in range(len(results))], daemon.messages()[-3000:])
        self.read(daemon, count)
        self.read(daemon, count, "pipe")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        with contextlib.closing(lib.connect(self.folder / "saitd.db")) as database:
            found = database.execute("SELECT COUNT(*), COUNT(DISTINCT post) FROM records WHERE kind = 1").fetchone()
            claims = 2 * len(range(0, count, 5))
            self.assertEqual(found, (claims, claims))
            hourly = dict(database.execute("SELECT feed, SUM(read) FROM hourly GROUP BY feed").fetchall())
        self.assertLessEqual(hourly["square"], count)


if __name__ == "__main__":
    unittest.main()
