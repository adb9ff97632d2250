#!/usr/bin/env python3
"""What a daemon does with what it has read when it is told to stop, and with what it is told while it runs."""

import contextlib
import fcntl
import json
import os
import socket
import struct
import subprocess
import termios
import threading
import unittest

import lib

CLAIM = "Migrants receive more benefits than pensioners"


def bytes_waiting(descriptor):
    """How many bytes lie in a pipe unread."""
    return struct.unpack("i", fcntl.ioctl(descriptor, termios.FIONREAD, b"\0" * 4))[0]


class StandardInputTest(unittest.TestCase):
    """Standard input cannot be read twice: every line that left the pipe must be in the journal, however the daemon ends in order."""

    def setUp(self):
        self.folder = lib.temporary_folder(self)
        feed = {"id": "pipe", "type": "stdin", "platform": "square", "licence": "test"}
        self.settings = {**lib.settings(self.folder, [feed], outlets=[]), "clock": "wall"}
        self.reader, self.writer = os.pipe()
        self.addCleanup(os.close, self.reader)
        self.lines = [lib.post(number, f"{CLAIM}, number {number}").encode() for number in range(30_000)]

    def write_all(self):
        with contextlib.suppress(BrokenPipeError), os.fdopen(self.writer, "wb") as pipe:
            pipe.writelines(self.lines)

    def check(self, read):
        """`read` lines are in the journal, each once."""
        with contextlib.closing(lib.connect(self.folder / "saitd.db")) as database:
            posts = [row[0] for row in database.execute("SELECT native_id FROM texts ORDER BY CAST(substr(native_id, 3) AS INTEGER)")]
            cursor = database.execute("SELECT position, line FROM cursors").fetchone()
        self.assertEqual(posts, [f"s-{number}" for number in range(read)])
        self.assertEqual(cursor, (sum(map(len, self.lines[:read])), read))

    def run_until_stopped(self, clock):
        lib.write_config(self.folder, {**self.settings, "clock": clock})
        writing = threading.Thread(target=self.write_all)
        daemon = lib.Daemon(self, self.folder, stdin=self.reader)
        writing.start()
        lib.wait_for(lambda: lib.newest_record(self.folder / "saitd.db") > 1000, "a thousand records")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        left = b""
        while True:  # the writer goes on until all is in the pipe; what is left in it was not read by the daemon
            block = os.read(self.reader, 1 << 16)
            if not block:
                break
            left += block
        writing.join()
        rest = left.count(b"\n")
        self.assertLess(rest, len(self.lines), "something was read")
        self.assertEqual(b"".join(self.lines[len(self.lines) - rest :]), left, "the daemon took whole lines")
        self.check(len(self.lines) - rest)

    def test_stopped_while_it_reads(self):
        self.run_until_stopped("wall")

    def test_stopped_while_it_merges(self):
        self.run_until_stopped("events")

    def test_read_to_its_end(self):
        lib.write_config(self.folder, self.settings)
        daemon = lib.Daemon(self, self.folder, stdin=self.reader)
        self.write_all()
        daemon.wait_for_end_of_input()
        self.assertEqual(bytes_waiting(self.reader), 0)
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        self.check(len(self.lines))


class StopTest(unittest.TestCase):
    def setUp(self):
        self.folder = lib.temporary_folder(self)
        (self.folder / "posts.ndjson").write_text(lib.post(1, CLAIM), encoding="utf-8")
        self.settings = {**lib.settings(self.folder, [lib.feed("square", self.folder / "posts.ndjson")]), "clock": "wall"}
        lib.write_config(self.folder, self.settings)

    def test_a_feed_that_was_down_is_up_again_after_a_restart(self):
        posts, aside = self.folder / "posts.ndjson", self.folder / "aside.ndjson"
        daemon = lib.Daemon(self, self.folder)
        daemon.wait_until(lambda status: status["feeds"][0]["read"] == 1, "the post")
        posts.rename(aside)
        daemon.wait_until(lambda status: status["feeds"][0]["state"] == "down", "a feed that is down")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        aside.rename(posts)
        daemon = lib.Daemon(self, self.folder)
        daemon.wait_until(lambda status: status["feeds"][0]["state"] == "up", "a feed that is up")
        self.assertEqual(daemon.stop(), 0, daemon.messages())

    def test_a_client_that_trickles_holds_nobody_up(self):
        daemon = lib.Daemon(self, self.folder)
        daemon.wait_until(lambda status: True, "an answer")
        stopped = threading.Event()

        def trickle():
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client, contextlib.suppress(OSError):
                client.connect(str(self.folder / "control"))
                while not stopped.wait(0.2):
                    client.send(b" ")

        trickling = threading.Thread(target=trickle)
        trickling.start()
        try:
            daemon.wait_until(lambda status: True, "an answer beside a client that never ends its request")
            self.assertEqual(daemon.stop(), 0, daemon.messages())
        finally:
            stopped.set()
            trickling.join()

    def test_nonsense_on_the_control_socket_is_answered_and_does_no_harm(self):
        daemon = lib.Daemon(self, self.folder)
        daemon.wait_until(lambda status: True, "an answer")
        for request in (b"\n", b"{}\n", b'{"command":7}\n', b'{"command":"format"}\n', b"[" * 4096 + b"\n", b"\xff\x00\n", b"x" * 100_000):
            with self.subTest(request=request[:20]), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
                client.settimeout(lib.DEADLINE)
                client.connect(str(self.folder / "control"))
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    client.sendall(request)
                    answer = client.makefile("rb").readline()
                    self.assertIn("error", json.loads(answer))
        daemon.wait_until(lambda status: True, "an answer")
        self.assertEqual(daemon.stop(), 0, daemon.messages())


class ReplayTest(unittest.TestCase):
    def setUp(self):
        self.folder = lib.temporary_folder(self)
        self.posts = self.folder / "posts.ndjson"
        self.posts.write_text("".join(lib.post(number, CLAIM) for number in range(50)), encoding="utf-8")
        lib.write_config(self.folder, lib.settings(self.folder, [lib.feed("square", self.posts)]))
        self.out = self.folder / "replayed.ndjson"

    def replay(self, *arguments):
        return lib.run("SAITCTL", "replay", "--config", self.folder / "saitd.yaml", *arguments)

    def test_the_output_is_never_the_input(self):
        before = self.posts.read_bytes()
        (self.folder / "link").symlink_to(self.posts)
        for out in (self.posts, self.folder / "link", self.folder / "." / "posts.ndjson"):
            with self.subTest(out=out):
                done = self.replay("--posts", self.posts, "--out", out)
                self.assertEqual((done.returncode, done.stdout), (1, ""))
                self.assertIn("same-file", done.stderr)
                self.assertEqual(self.posts.read_bytes(), before)

    def test_a_replay_that_fails_leaves_what_was_there(self):
        self.out.write_text("kept\n", encoding="utf-8")
        done = self.replay("--posts", self.folder / "nothing.ndjson", "--out", self.out)
        self.assertEqual(done.returncode, 1)
        self.assertIn("nothing.ndjson", done.stderr)
        self.assertEqual(self.out.read_text(encoding="utf-8"), "kept\n")
        self.assertEqual([path.name for path in self.folder.glob("*.part")], [])

    def test_a_journal_that_has_lost_its_beginning_is_told(self):
        daemon = lib.Daemon(self, self.folder)
        daemon.wait_for_end_of_input()
        self.assertEqual(daemon.stop(), 0)
        whole = self.replay("--journal", self.folder / "saitd.db", "--out", self.out)
        self.assertEqual(whole.returncode, 0, whole.stderr)
        with contextlib.closing(lib.sqlite3.connect(self.folder / "saitd.db")) as database, database:
            database.execute("DELETE FROM records WHERE seq < 10")
        done = self.replay("--journal", self.folder / "saitd.db", "--out", self.out)
        self.assertEqual(done.returncode, 1)
        self.assertIn("incomplete-journal", done.stderr)
        self.assertEqual([path.name for path in self.folder.glob("*.part")], [])

        # The daemon goes on from its checkpoint; without one that reaches the journal it must not.
        daemon = lib.Daemon(self, self.folder)
        daemon.wait_for_end_of_input()
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        with contextlib.closing(lib.sqlite3.connect(self.folder / "saitd.db")) as database, database:
            database.execute("DELETE FROM checkpoints")
        done = subprocess.run([lib.program("SAITD"), "--config", str(self.folder / "saitd.yaml")], capture_output=True, text=True, check=False,
                              env=lib.environment(), stdin=subprocess.DEVNULL, timeout=lib.DEADLINE)
        self.assertEqual(done.returncode, 1)
        self.assertIn("incomplete-journal", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
