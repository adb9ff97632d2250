#!/usr/bin/env python3
"""Whatever stands in a feed's file: the daemon reads on, names each bad line by its number, and has every good post around them."""

import json
import re
import unittest

import lib

CLAIM = "Migrants receive more benefits than pensioners"
LONG = 50 << 20  # bytes of the longest line


def hostile_lines():
    """Lines as (bytes, what is wrong with them or None). At most 20 bad ones: more at once and the log counts the rest."""
    good = iter(range(1, 1000))

    def line(**more):
        return lib.post(next(good), f"{CLAIM}, they say, {next(good)}", **more).encode()

    yield line(), None
    yield b'{"platform":"square","id":"utf","text":"Migrants receive more benefits than pensioners \xff\xfe\xc3"}\n', "utf-8"
    yield line(), None
    yield b'{"platform":"square","id":"nul","text":"a\x00b"}\n', "json"
    yield b"\x00" * 64 + b"\n", "json"
    yield line(), None
    yield b'{"platform":"square","id":"long","text":"' + b"x" * LONG + b'"}\n', "too-long"
    yield line(), None
    yield b'{"platform":"square","id":"deep","text":"a","more":' + b"[" * 10_000 + b"]" * 10_000 + b"}\n", "depth"
    yield b"[" * 10_000 + b"\n", "type"
    yield line(), None
    yield b'{"platform":"square","id":"huge","text":"a","engagement":{"likes":1e400}}\n', "range"
    yield b'{"platform":"square","id":"less","text":"a","engagement":{"likes":-0.5}}\n', "range"
    yield b'{"platform":"square","id":"most","text":"a","author":{"id":"a","followers":99999999999999999999}}\n', "range"
    yield b'{"platform":"square","id":"time","text":"a","created_at":"2026-02-30T00:00:00Z"}\n', "range"
    yield line(), None
    yield b'{"platform":"square","id":7,"text":"a"}\n', "type"
    yield b'{"platform":"square","id":"list","text":["a"]}\n', "type"
    yield b'["a post"]\n', "type"
    yield b'"a post"\n', "type"
    yield b'{"platform":"square","text":"no id"}\n', "missing"
    yield b'{"platform":"square","id":"half","text":"a\n', "json"
    yield b"not JSON at all\n", "json"
    yield b"\n", None
    yield b"\r\n", None
    yield line(created_at="2099-01-01T00:00:00Z"), None
    yield line(created_at="1970-01-01T00:00:00Z"), None
    again = line()
    yield again, None
    yield again, None
    yield again.replace(b"\n", b"\r\n"), None
    yield b"\xef\xbb\xbf" + line(), None
    yield line().rstrip(b"\n"), None  # the last line has no end


class BadInputTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sources = lib.temporary_folder(cls)
        cls.path = cls.sources / "hostile.ndjson"
        cls.good, cls.bad = [], {}
        with open(cls.path, "wb") as file:
            for number, (line, wrong) in enumerate(hostile_lines(), 1):
                file.write(line)
                cls.lines = number
                if wrong not in (None, "utf-8"):
                    cls.bad[number] = wrong
                elif line.strip():
                    text = line.decode("utf-8-sig", errors="replace")
                    cls.good.append(json.loads(text)["id"])
        (cls.sources / "empty.ndjson").write_bytes(b"")
        (cls.sources / "other.ndjson").write_text("".join(lib.post(f"other-{i}", CLAIM) for i in range(20)), encoding="utf-8")

    def setUp(self):
        self.folder = lib.temporary_folder(self)
        feeds = [lib.feed("hostile", self.path), lib.feed("empty", self.sources / "empty.ndjson"), lib.feed("other", self.sources / "other.ndjson")]
        self.settings = lib.settings(self.folder, feeds)
        lib.write_config(self.folder, self.settings)

    def check_journal(self, path):
        """Every good post is in the journal once, as a post record; its text, where it is kept, with the post."""
        with lib.contextlib.closing(lib.connect(path)) as database:
            kept = [row[0] for row in database.execute("SELECT native_id FROM texts")]
            posts = database.execute("SELECT COUNT(*), COUNT(DISTINCT post) FROM records WHERE post IS NOT NULL").fetchone()
        # The claim is one whose texts are kept, so that ids can be looked at.
        self.assertEqual(sorted(kept), sorted({*self.good, *(f"s-other-{i}" for i in range(20))}))
        self.assertEqual(posts, (len(kept), len(kept)), "one record a post: the repeats say nothing new")

    def test_a_daemon_over_a_hostile_file(self):
        daemon = lib.Daemon(self, self.folder)
        status = daemon.wait_for_end_of_input()
        feeds = {feed["id"]: feed for feed in status["feeds"]}
        self.assertEqual(feeds["hostile"]["rejected"], len(self.bad))
        self.assertEqual(feeds["hostile"]["read"], len(self.good) + len(self.bad))
        self.assertEqual(feeds["hostile"]["line"], self.lines)
        self.assertEqual(feeds["hostile"]["position"], self.path.stat().st_size)
        self.assertEqual((feeds["empty"]["read"], feeds["empty"]["rejected"]), (0, 0))
        self.assertEqual((feeds["other"]["read"], feeds["other"]["rejected"]), (20, 0))
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        said = {int(number): reason for number, reason in re.findall(r"feed hostile: line (\d+): ([a-z-]+): ", daemon.messages())}
        self.assertEqual(said, self.bad)
        self.assertNotIn("feed other: line", daemon.messages())
        self.check_journal(self.folder / "saitd.db")
        before = lib.dump(self.folder / "saitd.db")

        again = lib.Daemon(self, self.folder)
        again.wait_for_end_of_input()
        self.assertEqual(again.stop(), 0)
        self.assertEqual(lib.dump(self.folder / "saitd.db"), before, "a second start reads nothing twice")

    def test_a_daemon_that_follows_a_hostile_file(self):
        lib.write_config(self.folder, {**self.settings, "clock": "wall"})
        daemon = lib.Daemon(self, self.folder)
        daemon.wait_until(lambda s: sum(f["read"] for f in s["feeds"]) >= len(self.good) + len(self.bad) + 20 - 1,
                          "every line is read but the one that has no end yet")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        said = {int(number): reason for number, reason in re.findall(r"feed hostile: line (\d+): ([a-z-]+): ", daemon.messages())}
        self.assertEqual(said, self.bad)

    def test_a_replay_of_a_hostile_file(self):
        done = lib.run("SAITCTL", "replay", "--config", self.folder / "saitd.yaml", "--posts", self.path, "--out", self.folder / "replayed.ndjson")
        self.assertEqual(done.returncode, 1, done.stderr)
        said = {int(number): reason for number, reason in re.findall(rf"{re.escape(str(self.path))}:(\d+): error\[([a-z-]+)\]: ", done.stderr)}
        self.assertEqual(said, self.bad)
        self.assertIn(f"{len(self.good)} posts read", done.stderr)
        self.assertIn(f"{len(self.bad)} lines left out", done.stderr)

    def test_a_replay_of_an_empty_file(self):
        done = lib.run("SAITCTL", "replay", "--config", self.folder / "saitd.yaml", "--posts", self.sources / "empty.ndjson", "--out", "-")
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        self.assertIn("0 posts read", done.stderr)

    def test_no_text_of_a_bad_line_gets_into_a_message(self):
        (self.sources / "secret.ndjson").write_text('{"platform":"square","id":"a","text":["Geheimnis von Frau Muster"]}\n{"text":"Geheimnis\n', encoding="utf-8")
        done = lib.run("SAITCTL", "replay", "--config", self.folder / "saitd.yaml", "--posts", self.sources / "secret.ndjson", "--out", "-")
        self.assertEqual(done.returncode, 1)
        self.assertNotIn("Geheimnis", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
