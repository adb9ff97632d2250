#!/usr/bin/env python3
"""deploy/systemd/saitd.service says what systemd understands, is as closed as it is meant to be, and lets saitd do what it does: every system
call seen in a run is one that the unit's filter allows. tests/package/ runs the service under a real systemd, in the long run."""

import os
import re
import shutil
import signal
import socket
import subprocess
import unittest
import unittest.mock

import lib
import web_server

UNIT = lib.ROOT / "deploy/systemd/saitd.service"
MOST_EXPOSURE = 2.0  # of 10


def analyze(*arguments):
    return subprocess.run(["systemd-analyze", *map(str, arguments)], capture_output=True, text=True, check=False)


def free_port():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        return holder.getsockname()[1]


def settings(name):
    """The values of a setting in the order of the file."""
    return re.findall(rf"^{name}=(.*)$", UNIT.read_text(encoding="utf-8"), re.MULTILINE)


def group(name):
    """The system calls of a group of systemd's, groups in it taken apart."""
    calls = set()
    for line in analyze("syscall-filter", name).stdout.splitlines()[1:]:
        entry = line.strip()
        if entry and not entry.startswith("#"):
            calls |= group(entry) if entry.startswith("@") else {entry}
    return calls


def allowed():
    """The system calls that SystemCallFilter= leaves; systemd adds @default to every list of what is allowed."""
    calls = group("@default")
    for value in settings("SystemCallFilter"):
        names = value.removeprefix("~").split()
        named = set().union(*(group(name) if name.startswith("@") else {name} for name in names))
        calls = calls - named if value.startswith("~") else calls | named
    return calls


@unittest.skipUnless(shutil.which("systemd-analyze"), "skipped: systemd-analyze is not here")
class UnitTest(unittest.TestCase):
    def test_systemd_understands_every_line(self):
        copy = lib.temporary_folder(self) / UNIT.name
        copy.write_text(UNIT.read_text(encoding="utf-8").replace("/usr/bin/saitd", os.path.abspath(lib.program("SAITD"))), encoding="utf-8")
        done = analyze("verify", copy)
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))

    def test_the_exposure_that_systemd_computes(self):
        done = analyze("security", "--no-pager", "--offline=true", UNIT)
        exposure = float(re.search(r"Overall exposure level for saitd\.service: ([\d.]+)", done.stdout)[1])
        print(f"exposure {exposure}, at most {MOST_EXPOSURE}", flush=True)
        self.assertLessEqual(exposure, MOST_EXPOSURE, done.stdout)

    @unittest.skipUnless(shutil.which("strace"), "skipped: strace is not here")
    def test_no_system_call_of_a_run_is_outside_the_filter(self):
        may = allowed()
        self.assertTrue({"read", "futex"} <= may and not {"mount", "ptrace", "chown", "setpriority"} & may, "the filter was read")
        calls, families = self.traced_run()
        self.assertTrue({"pwrite64", "fdatasync", "connect", "accept4", "sched_setscheduler"} <= calls, f"a run that does its work: {sorted(calls)}")
        # SQLite gives what it makes to the owner of the database when it is root, which the service never is.
        self.assertEqual(calls - may - ({"fchown"} if os.geteuid() == 0 else set()), set())
        self.assertEqual(families - set(settings("RestrictAddressFamilies")[0].split()), set())

    def traced_run(self):
        """The names of the system calls, and the families of the sockets, of a daemon that reads a file and HTTP by a host's name, publishes
        over TCP, writes a file, answers its control socket, hears SIGHUP, and stops."""
        folder = lib.temporary_folder(self)
        server = web_server.Server(self)
        server.faults["/feed"] = web_server.validated(lambda: web_server.rss([("1", "Migrants receive more benefits than pensioners")]))
        web = {"id": "web", "type": "rss", "url": server.url("/feed", "localhost"), "platform": "web", "licence": "test", "poll": "1s", "allow_private": True}
        bus = {"id": "bus", "type": "zeromq", "publish": f"tcp://127.0.0.1:{free_port()}", "recover": f"tcp://127.0.0.1:{free_port()}"}
        files = [lib.feed("forum", lib.ROOT / "config/demo/forum.ndjson"), web], [bus, {"id": "file", "type": "file", "path": str(folder / "alerts.ndjson")}]
        lib.write_config(folder, {**lib.settings(folder, *files), "clock": "wall", "tick": "1s"})
        # The tracer is the grandchild (-D): signals and the exit status are the daemon's own.
        traced = folder / "traced"
        traced.write_text(f'#!/bin/sh\nexec strace -D -f -qq -o {folder}/trace {lib.program("SAITD")} "$@"\n', encoding="utf-8")
        traced.chmod(0o755)
        with unittest.mock.patch.dict(os.environ, SAIT_TRACED=str(traced)):
            daemon = lib.Daemon(self, folder, "SAIT_TRACED")
        daemon.wait_until(lambda status: all(feed["read"] > 0 for feed in status["feeds"]), "both feeds are read")
        lib.wait_for(lambda: len(server.seen("/feed")) > 1, "a second fetch")
        daemon.process.send_signal(signal.SIGHUP)
        daemon.wait_until(lambda status: status["records"] > 10, "it goes on")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        end = re.compile(rf"^{daemon.process.pid} +exit_group\(", re.MULTILINE)  # a number of fewer than five digits is padded

        def whole():
            found = (folder / "trace").read_text(encoding="utf-8", errors="replace")
            return found if end.search(found) else None
        text = lib.wait_for(whole, "the trace is whole")
        calls = set(re.findall(r"^\d+ +(?:<\.\.\. )?(\w+)(?:\(| resumed>)", text, re.MULTILINE))
        return calls, set(re.findall(r"\bsocket\((AF_\w+)", text))


if __name__ == "__main__":
    unittest.main(verbosity=2)
