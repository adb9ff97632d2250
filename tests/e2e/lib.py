"""What the end-to-end tests share: folders, configurations, posts, the programs, and a look into a database.

Where the programs are is told by the environment: SAITD, SAITCTL and SAIT_CRASH_DAEMON. What else it may say:
    SAIT_TEST_LONG=1    full counts; the short ones where the programs are sanitized
    SAIT_ROUNDS=N       so many rounds in the tests that repeat themselves, whatever the rest says
    SAIT_SANITIZED=1    the programs are sanitized: slower, so fewer rounds and more patience
"""

import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PACK = ROOT / "tests/pack"  # rules that change for no other reason than tests
DEMO_FEEDS = ("forum", "microblog", "video", "news")
SANITIZED = bool(os.environ.get("SAIT_SANITIZED"))
LONG = bool(os.environ.get("SAIT_TEST_LONG"))
DEADLINE = 600 if SANITIZED else 180  # seconds for what takes one; only a hang gets there
STOP_SECONDS = 60 if SANITIZED else 10  # the promise is 10


def program(variable):
    """Where a program is."""
    path = os.environ.get(variable)
    if not path or not os.access(path, os.X_OK):
        sys.exit(f"error: set {variable} to the program of that name; ctest does")
    return path


def rounds(short, full):
    """How many rounds a test of `short` ones, or `full` ones in a long run, does now."""
    if os.environ.get("SAIT_ROUNDS"):
        return max(1, min(full, short * int(os.environ["SAIT_ROUNDS"]) // 20))
    if SANITIZED:
        return short if LONG else max(1, short // 3)
    return full if LONG else short


def environment(**more):
    """The caller's environment without what steers crash_daemon, and with `more`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SAIT_")}
    return {**kept, "NO_COLOR": "1", **{name: str(value) for name, value in more.items()}}


def temporary_folder(test):
    """A folder that goes with the test (or the class) it is made for; its name is short, as paths of sockets must be."""
    folder = Path(tempfile.mkdtemp(prefix="sait-"))
    clean_up = getattr(test, "addClassCleanup", None) if isinstance(test, type) else test.addCleanup
    clean_up(shutil.rmtree, folder, ignore_errors=True)
    return folder


def wait_for(condition, what, seconds=None):
    """The first true value of `condition`; a hang ends with an error that says what was waited for."""
    end = time.monotonic() + (seconds or DEADLINE)
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain: {what() if callable(what) else what}")
        time.sleep(0.005)


def json_lines(path):
    """What the whole lines of a file say; none where there is no file. A line still being written is not one yet."""
    content = path.read_bytes() if path.exists() else b""
    return [json.loads(line) for line in content[:content.rfind(b"\n") + 1].splitlines()]


# Posts


def post(number, text="the weather is nice today", **more):
    """One good post as a line."""
    fields = {"platform": "square", "id": f"s-{number}", "text": text, "created_at": "2026-03-02T09:00:00Z", "lang": "en"}
    return json.dumps({**fields, **more}, ensure_ascii=False) + "\n"


def mixed_posts(seed, count):
    """Lines of a feed "square": posts of the demonstration under other ids, with replies, repeats, edits, deletions, late posts, counts that
    change, and lines that are no posts."""
    rng = random.Random(seed)
    files = [(ROOT / "config/demo" / f"{name}.ndjson").read_text(encoding="utf-8") for name in DEMO_FEEDS]
    demo = [json.loads(line) for content in files for line in content.splitlines()]
    chosen = sorted(rng.sample(demo, count), key=lambda one: one["created_at"])
    lines, sent = [], []
    for number, one in enumerate(chosen):
        made = {**one, "platform": "square", "id": f"s-{number}", "author": {"id": f"q{rng.randrange(400)}", "followers": rng.randrange(9000)}}
        for key in ("reply_to", "repost_of", "quote_of", "deleted"):
            made.pop(key, None)
        kind = rng.randrange(20)
        if kind == 0 and sent:
            made["reply_to"] = rng.choice(sent)["id"]
        elif kind == 1 and sent:
            lines.append({**rng.choice(sent), "created_at": made["created_at"], "text": rng.choice(chosen)["text"]})
        elif kind == 2 and sent:
            lines.append({**rng.choice(sent), "created_at": made["created_at"], "deleted": True})
        elif kind == 3 and sent:
            lines.append({**rng.choice(sent), "engagement": {"likes": rng.randrange(5000)}})
        elif kind == 4 and sent:
            lines.append(rng.choice(sent))
        elif kind == 5:
            lines.append("this is no JSON")
        elif kind == 6:
            made["created_at"] = chosen[max(0, number - 40)]["created_at"]
        elif kind == 7:
            lines.append({**made, "id": number})
        lines.append(made)
        sent.append(made)
    return "".join((line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)) + "\n" for line in lines)


# Configurations. Written as JSON, which YAML is too: a test changes a dictionary and not a text.


def feed(name, path, **more):
    return {"id": name, "type": "ndjson", "path": str(path), "platform": name, "licence": "test", **more}


def bus(folder):
    """A ZeroMQ outlet that takes no port: several tests may run at once."""
    return {"id": "bus", "type": "zeromq", "publish": f"ipc://{folder}/publish", "recover": f"ipc://{folder}/recover", "heartbeat": "200ms"}


def settings(folder, feeds, outlets=None, **more):
    """A configuration whose store, outlets and control socket live in `folder`."""
    folder = Path(folder)
    return {
        "name": "test", "clock": "events", "tick": "5m", "rules": str(PACK),
        # Everything is kept, so that what is compared does not depend on when retention last ran.
        "store": {"path": str(folder / "saitd.db"), "record_retention": "366d"},
        "feeds": feeds,
        "outlets": [bus(folder), {"id": "file", "type": "file", "path": str(folder / "alerts.ndjson")}] if outlets is None else outlets,
        "control": {"socket": str(folder / "control")},
        "log": {"format": "text"},
        **more,
    }


def write_config(folder, content):
    path = Path(folder) / "saitd.yaml"
    path.write_text(content if isinstance(content, str) else json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


# Programs


def run(variable, *arguments, seconds=None, **more):
    """Runs a program to its end; standard output and error as text."""
    return subprocess.run([program(variable), *map(str, arguments)], capture_output=True, text=True, errors="replace", env=environment(),
                          stdin=subprocess.DEVNULL, timeout=seconds or DEADLINE, check=False, **more)


class Daemon:
    """A daemon over the configuration in `folder`. Its messages go to `folder`/log; it never outlives the test."""

    def __init__(self, test, folder, variable="SAITD", stdin=subprocess.DEVNULL, **variables):
        self.folder = Path(folder)
        self.log = self.folder / "log"
        self.socket = self.folder / "control"
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([program(variable), "--config", str(self.folder / "saitd.yaml")], stdin=stdin,
                                            stdout=log, stderr=log, env=environment(**variables))
        test.addCleanup(self.end) if not isinstance(test, type) else test.addClassCleanup(self.end)

    def running(self):
        return self.process.poll() is None

    def messages(self):
        return self.log.read_text(encoding="utf-8", errors="replace")

    def status(self):
        """What `saitctl status` says; nothing while the daemon does not answer."""
        if not self.running():
            raise AssertionError(f"the daemon ended with {self.process.returncode}:\n{self.messages()[-4000:]}")
        answer = run("SAITCTL", "status", "--socket", self.socket, "--format", "json")
        return json.loads(answer.stdout) if answer.returncode == 0 else None

    def wait_until(self, condition, what):
        """The first status for which `condition` holds."""
        def look():
            status = self.status()
            return status if status and condition(status) else None
        return wait_for(look, lambda: f"{what() if callable(what) else what}; the daemon says:\n{self.messages()[-4000:]}")

    def wait_for_end_of_input(self):
        return self.wait_until(lambda status: status["inputs_ended"], "all inputs ended")

    def wait_until_delivered(self, sequence):
        return self.wait_until(lambda status: status["inputs_ended"] and all(o["delivered"] == sequence for o in status["outlets"]),
                               f"all inputs ended and alert {sequence} delivered")

    def kill(self):
        self.process.kill()
        return self.process.wait()

    def stop(self):
        """SIGTERM; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still there {STOP_SECONDS} s after SIGTERM:\n{self.messages()[-4000:]}") from None

    def end(self):
        if self.running():
            self.kill()


class Subscriber:
    """tests/e2e/zmq_subscriber.py beside a daemon; it goes on where it stopped, however it stopped."""

    def __init__(self, test, folder):
        self.folder = Path(folder)
        self.out = self.folder / "received.ndjson"
        self.process = None
        test.addCleanup(self.end)
        self.start()

    def start(self):
        command = [sys.executable, str(HERE / "zmq_subscriber.py"), "--publish", f"ipc://{self.folder}/publish", "--recover",
                   f"ipc://{self.folder}/recover", "--out", str(self.out), "--state", str(self.folder / "received.state")]
        with open(self.folder / "subscriber.log", "ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment())

    def restart(self):
        self.end()
        self.start()

    def lines(self):
        """The complete lines so far."""
        content = self.out.read_bytes() if self.out.exists() else b""
        return content[: content.rfind(b"\n") + 1].splitlines()

    def stop(self):
        self.process.terminate()
        return self.process.wait(DEADLINE)

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


# Databases


def connect(path):
    """For reading only, beside a daemon that may be writing."""
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30, isolation_level=None)


QUERIES = {
    "records": "SELECT seq, stamp, kind, hex(post), hex(body) FROM records ORDER BY seq",
    "outbox": "SELECT sequence, id, revision, at, narrative, audience, topic, body FROM outbox ORDER BY sequence",
    "cursors": "SELECT feed, source, position, line FROM cursors ORDER BY feed",
    "hourly": "SELECT hour, feed, read, on_topic, off_topic, rejected, repeats FROM hourly ORDER BY hour, feed",
}


def dump(path):
    """The journal, the outbox, the cursors and the counts of a database."""
    with contextlib.closing(connect(path)) as database:
        return {table: database.execute(query).fetchall() for table, query in QUERIES.items()}


def number(path, query):
    """The number a query gives; 0 for none, or while the database is only being made."""
    if not Path(path).exists():
        return 0
    try:
        with contextlib.closing(connect(path)) as database:
            return database.execute(query).fetchone()[0] or 0
    except sqlite3.Error:
        return 0


TICK = 0  # records.kind: the place in RecordBody (daemon/model/record.hpp)


def newest_record(path):
    """The highest sequence in the journal."""
    return number(path, "SELECT MAX(seq) FROM records")


def same_rows(test, table, expected, actual):
    """Fails with the first row that differs, not with a page of them."""
    for place, (left, right) in enumerate(zip(expected, actual)):
        if left != right:
            test.fail(f"{table}: row {place + 1} is\n  {right}\nbut without a disturbance\n  {left}")
    test.assertEqual(len(expected), len(actual), f"{table}: number of rows")
