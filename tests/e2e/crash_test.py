#!/usr/bin/env python3
"""However often the daemon is killed, wherever it is at that moment: what it leaves equals, byte for byte, what one undisturbed run leaves,
and every outlet has every alert exactly once and in order.

Over the demonstration's feeds and one that is made here (edits, deletions, repeats, bad lines), `clock: events`. The undisturbed run is
made by saitd itself; the disturbed ones cut their transactions small, so that the bytes may not depend on where a transaction ends either.
"""

import json
import os
import random
import re
import shutil
import time
import unittest

import lib

SEED = int(os.environ.get("SAIT_SEED", "20260302"))
SMALL = {"SAIT_POSTS_PER_TRANSACTION": 23, "SAIT_CHECKPOINT_RECORDS": 100}

# A place of the code, the outlets that are configured while it is waited for (an outlet left out catches up later), the most passings.
PLACES = [
    ("commit.before", "all", 24), ("commit.records", "all", 24), ("commit.texts", "all", 24), ("commit.cursors", "all", 24),
    ("commit.outbox", "all", 24), ("commit.checkpoint", "all", 4), ("commit.written", "all", 24), ("commit.after", "all", 24),
    ("outlet.publish.before", "file", 4), ("outlet.publish.between", "file", 4), ("outlet.publish.after", "file", 4),
    ("outlet.publish.before", "bus", 4), ("outlet.publish.between", "bus", 4), ("outlet.publish.after", "bus", 4),
]


class Journey:
    """One database from its first record to its last, through however many lives of the daemon."""

    def __init__(self, test, name):
        self.test = test
        self.folder = test.base / name
        self.folder.mkdir()
        shutil.copy2(test.reference / "saitd.db.key", self.folder / "saitd.db.key")
        self.subscriber = lib.Subscriber(test, self.folder)
        self.daemon = None
        self.asked = 0.0

    def start(self, outlets="all", **variables):
        content = lib.settings(self.folder, self.test.feeds)
        content["outlets"] = [outlet for outlet in content["outlets"] if outlets in ("all", outlet["id"])]
        lib.write_config(self.folder, content)
        self.daemon = lib.Daemon(self.test, self.folder, "SAIT_CRASH_DAEMON", **SMALL, **variables)

    def newest_record(self):
        return lib.newest_record(self.folder / "saitd.db")

    def wait_for_record(self, sequence):
        """Until the journal has come so far. A journal that ends before has lost something; finish() will say what."""
        def there():
            if not self.daemon.running():
                self.test.fail(f"the daemon ended with {self.daemon.process.returncode}:\n{self.daemon.messages()[-4000:]}")
            return self.newest_record() >= sequence or self.ended()

        lib.wait_for(there, lambda: f"record {sequence}; the daemon says:\n{self.daemon.messages()[-4000:]}")

    def ended(self):
        """Whether all inputs have ended and all alerts are delivered; asked a few times a second, since asking takes longer than looking."""
        if time.monotonic() < self.asked + 0.2:
            return False
        self.asked = time.monotonic()
        try:
            status = self.daemon.status()
        except AssertionError:
            return False  # it ended just now; the caller's next look says how
        if not status or not status["inputs_ended"]:
            return False
        alerts = lib.number(self.folder / "saitd.db", "SELECT MAX(sequence) FROM outbox")
        return all(outlet["delivered"] == alerts for outlet in status["outlets"])

    def kill(self):
        self.test.assertEqual(self.daemon.kill(), -9, self.daemon.messages()[-4000:])

    def finish(self):
        """Undisturbed to the end, and nothing may show that it was not so all the way."""
        self.start()
        self.wait_for_record(float("inf"))
        alerts = lib.number(self.folder / "saitd.db", "SELECT MAX(sequence) FROM outbox")
        lib.wait_for(lambda: len(self.subscriber.lines()) >= alerts, lambda: f"alert {alerts} at the subscriber, which is at {len(self.subscriber.lines())}")
        self.test.assertEqual(self.daemon.stop(), 0, self.daemon.messages()[-4000:])
        self.test.assertEqual(self.subscriber.stop(), 0)
        found = lib.dump(self.folder / "saitd.db")
        for table, rows in self.test.expected.items():
            lib.same_rows(self.test, table, rows, found[table])
        self.check_file(found["outbox"])
        self.check_subscriber(found["outbox"])

    def check_file(self, outbox):
        content = (self.folder / "alerts.ndjson").read_bytes()
        self.test.assertTrue(content.endswith(b"\n"))
        bodies = [line[: line.rindex(b',"examples":[')].decode() + "}" for line in content.splitlines()]
        sequences = [json.loads(line)["sequence"] for line in content.splitlines()]
        self.test.assertEqual(sequences, list(range(1, len(outbox) + 1)), "the file outlet: each alert once and in order")
        lib.same_rows(self.test, "alerts.ndjson", [row[7] for row in outbox], bodies)

    def check_subscriber(self, outbox):
        received = [json.loads(line) for line in self.subscriber.lines()]
        sequences = [line["sequence"] for line in received]
        self.test.assertEqual(sequences, list(range(1, len(outbox) + 1)), "the subscriber: each alert once and in order")
        self.test.assertEqual(len({line["run"] for line in received}), 1)
        alerts = [{key: value for key, value in line["event"]["data"].items() if key != "examples"} for line in received]
        lib.same_rows(self.test, "received.ndjson", [json.loads(row[7]) for row in outbox], alerts)


class CrashTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.base = lib.temporary_folder(cls)
        (cls.base / "square.ndjson").write_text(lib.mixed_posts(SEED, 1500), encoding="utf-8")
        cls.feeds = [lib.feed(name, lib.ROOT / "config/demo" / f"{name}.ndjson", batch_lines=64) for name in lib.DEMO_FEEDS]
        cls.feeds.append(lib.feed("square", cls.base / "square.ndjson", batch_lines=5))
        cls.reference = cls.base / "undisturbed"
        cls.reference.mkdir()
        lib.write_config(cls.reference, lib.settings(cls.reference, cls.feeds))
        daemon = lib.Daemon(cls, cls.reference)
        daemon.wait_for_end_of_input()
        if daemon.stop() != 0:
            raise AssertionError(daemon.messages())
        cls.expected = lib.dump(cls.reference / "saitd.db")

    def setUp(self):
        self.random = random.Random(f"{SEED} {self.id()}")
        self.records = len(self.expected["records"])

    def test_the_undisturbed_run_is_worth_comparing_with(self):
        self.assertGreaterEqual(len(self.expected["outbox"]), 50, "alerts")
        self.assertGreaterEqual(len({row[4] for row in self.expected["outbox"]}), 3, "narratives")
        self.assertEqual(len(self.expected["cursors"]), len(self.feeds), "feeds")
        self.assertEqual([row[0] for row in self.expected["records"]], list(range(1, self.records + 1)), "sequences without a hole")

    def test_every_place_that_calls_itself_a_crash_point_is_tried_here(self):
        called = set()
        for source in (lib.ROOT / "daemon").rglob("*.cpp"):
            called.update(re.findall(r'crash_point\("([^"]+)"\)', source.read_text(encoding="utf-8")))
        self.assertEqual(called, {place for place, _, _ in PLACES})

    def test_killed_at_random_moments(self):
        wanted = lib.rounds(20, 200)
        killed = journeys = 0
        while killed < wanted:
            journeys += 1
            journey = Journey(self, f"moments-{journeys}")
            at = 0
            while killed < wanted and at < self.records:
                journey.start()
                if self.random.random() < 0.2:
                    time.sleep(self.random.uniform(0, 0.3))  # while it starts and takes up what it left
                else:
                    at = min(self.records, max(at, journey.newest_record()) + self.random.randint(1, self.records // 6))
                    journey.wait_for_record(at)
                    time.sleep(self.random.uniform(0, 0.004))
                journey.kill()
                killed += 1
                if self.random.random() < 0.15:
                    journey.subscriber.restart()
            journey.finish()

    def test_killed_at_every_place(self):
        waiting = [place for place in PLACES for _ in range(lib.rounds(2, 12))]
        self.random.shuffle(waiting)
        journeys = 0
        while waiting:
            journeys += 1
            journey = Journey(self, f"places-{journeys}")
            before = len(waiting)
            while waiting and self.killed_at(journey, *waiting[-1]):
                waiting.pop()
            if len(waiting) == before:  # how often a whole run comes to a place depends on how busy the machine is
                place, outlets, most = waiting[-1]
                self.assertGreater(most, 1, f"a whole run never came to {place}")
                waiting[-1] = (place, outlets, most // 2)
            journey.finish()

    def killed_at(self, journey, place, outlets, most):
        """True if the daemon came to the place and died there; false if the journey was at its end before."""
        journey.start(outlets, SAIT_CRASH_AT=f"{place}:{self.random.randint(1, most)}")

        def ended():
            if not journey.daemon.running():
                return "killed"
            return "done" if journey.ended() else None

        how = lib.wait_for(ended, lambda: f"{place} or the end; the daemon says:\n{journey.daemon.messages()[-4000:]}")
        status = journey.daemon.stop() if how == "done" else journey.daemon.process.wait()
        self.assertIn(status, (-9, 0) if how == "done" else (-9,), journey.daemon.messages()[-4000:])
        return status == -9

    def test_told_to_stop_at_random_moments(self):
        wanted = lib.rounds(6, 60)
        stopped = journeys = 0
        while stopped < wanted:
            journeys += 1
            journey = Journey(self, f"stops-{journeys}")
            at = 0
            while stopped < wanted and at < self.records:
                journey.start()
                at = min(self.records, max(at, journey.newest_record()) + self.random.randint(1, self.records // 3))
                journey.wait_for_record(at)
                # A database that is busy looks empty: what was waited for may have been there before this daemon was.
                journey.daemon.wait_until(lambda status: True, "an answer")
                time.sleep(self.random.uniform(0, 0.004))
                self.assertEqual(journey.daemon.stop(), 0, journey.daemon.messages()[-4000:])
                stopped += 1
                checkpoint = lib.number(journey.folder / "saitd.db", "SELECT MAX(position) FROM checkpoints")
                tick = lib.number(journey.folder / "saitd.db", f"SELECT MAX(seq) FROM records WHERE kind = {lib.TICK}")
                self.assertEqual(checkpoint, tick, "a daemon that was told to stop leaves a checkpoint of the last tick")
            journey.finish()


if __name__ == "__main__":
    unittest.main(verbosity=2)
