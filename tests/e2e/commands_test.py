#!/usr/bin/env python3
"""saitd and saitctl as a person or a script meets them: status, alerts tail, --help, --version, wrong use."""

import json
import os
import socket
import subprocess
import threading
import unittest

import lib

SAITCTL_COMMANDS = ([], ["status"], ["alerts"], ["alerts", "tail"], ["replay"], ["feed"], ["feed", "parse"], ["feed", "import"],
                    ["rules"], ["rules", "check"], ["rules", "test"], ["rules", "explain"], ["rules", "schema"], ["match"], ["draft"], ["draft", "check"],
                    ["incident"], ["incident", "open"], ["incident", "close"], ["incident", "list"])


class CommandsTest(unittest.TestCase):
    """One daemon over the demonstration's forum, and what one can ask it."""

    @classmethod
    def setUpClass(cls):
        cls.folder = lib.temporary_folder(cls)
        lib.write_config(cls.folder, lib.settings(cls.folder, [lib.feed(name, lib.ROOT / f"config/demo/{name}.ndjson") for name in lib.DEMO_FEEDS]))
        cls.daemon = lib.Daemon(cls, cls.folder)
        cls.daemon.wait_for_end_of_input()
        cls.alerts = lib.number(cls.folder / "saitd.db", "SELECT COUNT(*) FROM outbox")
        cls.daemon.wait_until_delivered(cls.alerts)

    def tail(self, *arguments):
        return lib.run("SAITCTL", "alerts", "tail", "--connect", f"ipc://{self.folder}/publish", "--recover", f"ipc://{self.folder}/recover", *arguments)

    def test_status_for_scripts(self):
        done = lib.run("SAITCTL", "status", "--socket", self.folder / "control", "--format", "json")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout.count("\n"), 1, "one line")
        status = json.loads(done.stdout)
        self.assertEqual(status["pid"], self.daemon.process.pid)
        self.assertEqual(status["store"], str(self.folder / "saitd.db"))
        self.assertEqual(status["records"], lib.newest_record(self.folder / "saitd.db"))
        self.assertEqual(status["alerts"], self.alerts)
        self.assertTrue(status["inputs_ended"])
        self.assertEqual([feed["id"] for feed in status["feeds"]], list(lib.DEMO_FEEDS))
        self.assertEqual({feed["state"] for feed in status["feeds"]}, {"ended"})
        for feed in status["feeds"]:
            self.assertEqual(feed["position"], (lib.ROOT / f"config/demo/{feed['id']}.ndjson").stat().st_size)
            self.assertEqual(feed["read"], feed["on_topic"] + feed["off_topic"] + feed["repeats"] + feed["rejected"])
        self.assertEqual({outlet["id"]: outlet["delivered"] for outlet in status["outlets"]}, {"bus": self.alerts, "file": self.alerts})

    def test_status_for_people(self):
        done = lib.run("SAITCTL", "status", "--socket", self.folder / "control")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for part in (f"process {self.daemon.process.pid}", "all inputs have ended", f"{self.alerts} told since start", *lib.DEMO_FEEDS, "bus", "none"):
            self.assertIn(part, done.stdout)
        self.assertNotIn("\x1b", done.stdout, "no colour where no terminal is")

    def test_status_without_a_daemon(self):
        done = lib.run("SAITCTL", "status", "--socket", self.folder / "nobody")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        for part in ("no-daemon", self.folder / "nobody", "--socket"):
            self.assertIn(str(part), done.stderr)

    def test_status_as_a_check_of_health(self):
        done = lib.run("SAITCTL", "status", "--socket", self.folder / "control", "--alive")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        # A daemon whose writer hangs still answers: here another program does in its place.
        status = self.daemon.status()
        status["health"] = {"alive": False, "ready": True, "failing": [{"name": "threads", "why": "no sign of life: writer"}]}
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(self.folder / "hung"))
            listener.listen()
            for arguments, expected in (((), 0), (("--alive",), 1)):
                asking = threading.Thread(target=lambda: self.answer(listener, json.dumps(status)))
                asking.start()
                done = lib.run("SAITCTL", "status", "--socket", self.folder / "hung", *arguments)
                asking.join()
                self.assertEqual((done.returncode, done.stderr), (expected, ""))
                self.assertIn("no sign of life: writer", done.stdout)

    def answer(self, listener, line):
        connection, _ = listener.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(line.encode() + b"\n")

    def test_tail_for_scripts_from_the_first_alert_on(self):
        done = self.tail("--from", 1, "--count", self.alerts, "--format", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        alerts = [json.loads(line)["data"] for line in done.stdout.splitlines()]
        written = lib.json_lines(self.folder / "alerts.ndjson")
        for one in (*alerts, *written):
            one.pop("examples")  # they expire while the rest stays
        self.assertEqual(alerts, written)

    def test_tail_of_three_alerts_from_the_fifth_on(self):
        done = self.tail("--from", 5, "--count", 3, "--format", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([json.loads(line)["data"]["sequence"] for line in done.stdout.splitlines()], [5, 6, 7])

    def test_tail_for_people(self):
        done = self.tail("--from", 1, "--count", 2)
        self.assertEqual(done.returncode, 0, done.stderr)
        narratives = [row[4] for row in lib.dump(self.folder / "saitd.db")["outbox"][:2]]
        for narrative in narratives:
            self.assertIn(narrative, done.stdout)
        self.assertNotIn("\x1b", done.stdout, "no colour where no terminal is")

    def test_a_tail_that_is_told_to_stop_ends_in_order(self):
        command = [lib.program("SAITCTL"), "alerts", "tail", "--connect", f"ipc://{self.folder}/publish", "--recover", f"ipc://{self.folder}/recover",
                   "--from", "1", "--format", "json"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=lib.environment()) as tail:
            self.addCleanup(tail.kill)
            self.assertEqual(json.loads(tail.stdout.readline())["data"]["sequence"], 1)
            tail.terminate()
            self.assertEqual(tail.wait(lib.DEADLINE), 0)

    def test_a_replay_of_the_journal_gives_the_alerts_again(self):
        done = lib.run("SAITCTL", "replay", "--config", self.folder / "saitd.yaml", "--journal", self.folder / "saitd.db", "--out", "-")
        self.assertEqual(done.returncode, 0, done.stderr)
        bodies = [line[: line.rindex(',"examples":[')] + "}" for line in done.stdout.splitlines()]
        lib.same_rows(self, "replay", [row[7] for row in lib.dump(self.folder / "saitd.db")["outbox"]], bodies)

    def test_a_replay_replaces_a_file_alone_never_a_link_or_a_pipe(self):
        folder = lib.temporary_folder(self)
        replay = ["replay", "--config", self.folder / "saitd.yaml", "--journal", self.folder / "saitd.db", "--out"]
        whole = lib.run("SAITCTL", *replay, "-").stdout
        for name, target in (("to-a-file", "there.ndjson"), ("to-nothing", "made.ndjson")):
            (folder / name).symlink_to(target)
        (folder / "there.ndjson").write_text("former\n", encoding="utf-8")
        for name, target in (("to-a-file", "there.ndjson"), ("to-nothing", "made.ndjson"), ("plain", "plain")):
            with self.subTest(out=name):
                self.assertEqual(lib.run("SAITCTL", *replay, folder / name).returncode, 0)
                self.assertEqual((folder / name).is_symlink(), name != target)
                self.assertEqual((folder / target).read_text(encoding="utf-8"), whole)
        os.mkfifo(folder / "pipe")
        command = [lib.program("SAITCTL"), *map(str, replay), str(folder / "pipe")]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=lib.environment()) as writer:
            self.addCleanup(writer.kill)
            self.assertEqual((folder / "pipe").read_text(encoding="utf-8"), whole)
            self.assertEqual(writer.wait(lib.DEADLINE), 0)
        self.assertTrue((folder / "pipe").is_fifo())
        self.assertEqual(list(folder.glob("*.part")), [])

    def test_what_nobody_received_is_no_success(self):
        (self.folder / "list.opml").write_text("<opml><body><outline text='a' xmlUrl='https://a.example/feed'/></body></opml>", encoding="utf-8")
        tail = ["alerts", "tail", "--connect", f"ipc://{self.folder}/publish", "--recover", f"ipc://{self.folder}/recover", "--from", "1"]
        commands = [("SAITD", ["--config", self.folder / "saitd.yaml", "--check"]), ("SAITCTL", ["status", "--socket", self.folder / "control"]),
                    ("SAITCTL", tail), ("SAITCTL", ["feed", "import", self.folder / "list.opml"])]
        for variable, arguments in commands:
            with self.subTest(program=variable, arguments=arguments), open("/dev/full", "wb") as full:
                done = subprocess.run([lib.program(variable), *map(str, arguments)], stdout=full, stderr=subprocess.PIPE, env=lib.environment(),
                                      timeout=lib.DEADLINE, check=False)
                self.assertEqual(done.returncode, 1)
                self.assertIn(b"error[unwritable]: standard output cannot be written: No space left on device", done.stderr)

    def test_check_says_what_is_there_and_starts_nothing(self):
        done = lib.run("SAITD", "--config", self.folder / "saitd.yaml", "--check")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("4 feeds, 2 outlets", done.stdout)


class FeedTest(unittest.TestCase):
    """saitctl feed: documents to posts, lists of feeds to configuration."""

    def setUp(self):
        self.folder = lib.temporary_folder(self)

    def feed(self, verb, *arguments, content=None):
        return subprocess.run([lib.program("SAITCTL"), "feed", verb, *map(str, arguments)], capture_output=True, env=lib.environment(),
                              input=content.encode() if content is not None else b"", timeout=lib.DEADLINE, check=False)

    def test_a_document_from_standard_input_to_posts_the_daemon_takes(self):
        document = "<rss><channel><item><title>Migrants receive more benefits than pensioners</title><link>/1</link></item><item><title>Weather</title><guid>2</guid></item></channel></rss>"
        done = self.feed("parse", "auto", "-", "--base", "https://news.example/feed", content=document)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        posts = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([post["id"] for post in posts], ["https://news.example/1", "2"])
        self.assertEqual(posts[0]["uri"], "https://news.example/1")

        (self.folder / "posts.ndjson").write_bytes(done.stdout)
        lib.write_config(self.folder, lib.settings(self.folder, [lib.feed("web", self.folder / "posts.ndjson")]))
        replayed = lib.run("SAITCTL", "replay", "--config", self.folder / "saitd.yaml", "--posts", self.folder / "posts.ndjson", "--out", "-")
        self.assertEqual(replayed.returncode, 0, replayed.stderr)
        self.assertIn("2 posts read, 1 on topic", replayed.stderr)

    def test_what_is_no_document_is_told_and_a_broken_one_is_read(self):
        done = self.feed("parse", "auto", self.folder / "nowhere.xml")
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"nowhere.xml: error[unreadable]", done.stderr)
        done = self.feed("parse", "auto", "-", content="<html><body>Sign in</body></html>")
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"error[not-a-feed]: this is an HTML page", done.stderr)
        done = self.feed("parse", "rss", "-", content="<rss><channel><item><title>R&D</title>")
        self.assertEqual((done.returncode, json.loads(done.stdout)["title"]), (0, "R&D"))
        self.assertIn(b"warning[damaged]", done.stderr)

    def test_a_list_of_feeds_to_configuration(self):
        done = self.feed("import", "-", content="<opml><body><outline text='A: b' xmlUrl='https://a.example/feed' language='en-GB'/></body></opml>")
        self.assertEqual(done.returncode, 0)
        self.assertIn(b"- id: a-b\n", done.stdout)
        self.assertIn(b"languages: [en]", done.stdout)
        done = self.feed("import", "-", content="<rss/>")
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"error[not-opml]", done.stderr)


class UseTest(unittest.TestCase):
    def test_a_word_that_is_not_known_is_named(self):
        for words in (["nonsense"], ["alerts", "nonsense"], ["feed", "nonsense"]):
            self.assertIn("'nonsense' is not known", lib.run("SAITCTL", *words).stderr)
        self.assertIn("subcommand is required", lib.run("SAITCTL").stderr)
        self.assertIn("--config is required", lib.run("SAITCTL", "replay", "more").stderr)

    def test_help_has_an_example(self):
        for variable, commands in (("SAITD", ([],)), ("SAITCTL", SAITCTL_COMMANDS)):
            for command in commands:
                with self.subTest(program=variable, command=command):
                    done = lib.run(variable, *command, "--help")
                    self.assertEqual((done.returncode, done.stderr), (0, ""))
                    self.assertRegex(done.stdout, r"Example:\n +sait")

    def test_version(self):
        for variable in ("SAITD", "SAITCTL"):
            done = lib.run(variable, "--version")
            self.assertEqual(done.returncode, 0)
            self.assertRegex(done.stdout, r"\d+\.\d+\.\d+")

    def test_wrong_use_ends_with_2_and_a_message(self):
        wrong = [
            ("SAITD", []), ("SAITD", ["--config"]), ("SAITD", ["--nonsense"]), ("SAITD", ["run"]), ("SAITD", ["--config", "a", "b"]),
            ("SAITCTL", []), ("SAITCTL", ["nonsense"]), ("SAITCTL", ["status", "--format", "xml"]), ("SAITCTL", ["status", "more"]),
            ("SAITCTL", ["alerts"]), ("SAITCTL", ["alerts", "tail", "--count", "many"]), ("SAITCTL", ["alerts", "tail", "--count", "-1"]),
            ("SAITCTL", ["alerts", "tail", "--from", "x"]), ("SAITCTL", ["alerts", "tail", "--from", "-3"]), ("SAITCTL", ["alerts", "tail", "--format", "xml"]), ("SAITCTL", ["replay"]),
            ("SAITCTL", ["rules"]), ("SAITCTL", ["rules", "check"]), ("SAITCTL", ["rules", "explain", "rules"]), ("SAITCTL", ["match"]), ("SAITCTL", ["draft", "check"]),
            ("SAITCTL", ["feed"]), ("SAITCTL", ["feed", "parse"]), ("SAITCTL", ["feed", "parse", "gopher", "a"]), ("SAITCTL", ["feed", "import"]),
            ("SAITCTL", ["incident"]), ("SAITCTL", ["incident", "open", "--title", "T"]), ("SAITCTL", ["incident", "open", "--fact", "F"]),
            ("SAITCTL", ["incident", "open", "--title", "T", "--fact", " "]), ("SAITCTL", ["incident", "open", "--title", "T", "--fact", "F", "G"]),
            ("SAITCTL", ["incident", "open", "--title", "T", "--fact", "F", "--since", "24"]),
            ("SAITCTL", ["incident", "open", "--title", "T", "--fact", "F", "--for", "soon"]), ("SAITCTL", ["incident", "close"]),
            ("SAITCTL", ["incident", "list", "more"]),
            ("SAITCTL", ["replay", "--config", "a", "--out", "-"]),
            ("SAITCTL", ["replay", "--config", "a", "--out", "-", "--posts", "b", "--journal", "c"]),
        ]
        for variable, arguments in wrong:
            with self.subTest(program=variable, arguments=arguments):
                done = lib.run(variable, *arguments)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertNotEqual(done.stderr.strip(), "")


if __name__ == "__main__":
    unittest.main(verbosity=2)
