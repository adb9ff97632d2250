#!/usr/bin/env python3
"""What a stranger gets on a clean Debian 12: the README's commands, the package with and without systemd, and nothing left of it at the end.

    SAIT_TEST_README=1    also `bash tests/run.sh` in a clean root (a quarter of an hour and more); part of the long run
"""

import datetime
import fnmatch
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import clean_root
import dockerfile
from clean_root import CleanRoot, lib

DOCKERFILE = lib.ROOT / "deploy/docker/Dockerfile"
CONFIG, STATE, SOCKET = "/etc/saitd/saitd.yaml", "/var/lib/saitd", "/run/saitd/saitd.sock"
CLAIM = "Migrants receive more benefits than pensioners"
# Records of dpkg and apt, which hold the name of every package ever handled, and what systemd makes for itself when it runs.
RECORDS = ("/var/log/*", "/var/cache/*", "/var/lib/dpkg/*", "/var/lib/apt/*", "/tmp/*", "/opt/*")
OF_SYSTEMD = ("/var/lib/systemd/*", "/var/lib/private", "/var/tmp/systemd-private-*")


def posts(first, count):
    """Lines of posts that make a claim now, each by an author of its own."""
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return "".join(lib.post(number, f"{CLAIM}, number {number}", created_at=now, author={"id": f"author-{number}"}) for number in range(first, first + count))


def files(root):
    """Every path of a root, without what the machine's own namespaces show there."""
    found = subprocess.run(["find", str(root), "-xdev", "-printf", "/%P\n"], capture_output=True, text=True, errors="replace", check=True)
    return {path for path in found.stdout.splitlines() if not any(fnmatch.fnmatch(path, pattern) for pattern in RECORDS)}


def timed(what, action):
    started = time.monotonic()
    result = action()
    print(f"{what}: {time.monotonic() - started:.0f} s", flush=True)
    return result


@unittest.skipIf(clean_root.missing(), f"skipped: {clean_root.missing()}")
class PackageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.base = timed("debootstrap", lambda: clean_root.make_base(cls))
        cls.build_stage, cls.last_stage = dockerfile.stages(DOCKERFILE.read_text(encoding="utf-8"))
        cls.package = timed("the package, by the lines of the Dockerfile", cls.build)

    @classmethod
    def build(cls):
        """The package, from the Dockerfile's first stage carried out in a clean root."""
        folder = Path(tempfile.mkdtemp(prefix="sait-package-", dir="/var/tmp"))
        cls.addClassCleanup(shutil.rmtree, folder, ignore_errors=True)
        root = CleanRoot(cls, cls.base, "build")
        work = dockerfile.of(cls.build_stage, "WORKDIR")
        assert dockerfile.of(cls.build_stage, "COPY") == ". ."
        root.run("apt-get", "update")
        root.check_out(work)
        for instruction, line in cls.build_stage:
            if instruction == "RUN":
                root.run("sh", "-c", line, folder=work)
        pattern = dockerfile.words(dockerfile.of(cls.last_stage, "COPY"))[1]
        (made,) = root.path.glob(pattern.lstrip("/"))
        shutil.copy(made, folder)
        root.end()
        shutil.rmtree(root.path)
        print(f"{made.name}: {(folder / made.name).stat().st_size} bytes", flush=True)
        return folder / made.name

    def root(self, name):
        return CleanRoot(self, self.base, name)

    def put(self, root, folder="/opt"):
        shutil.copy(self.package, f"{root.path}{folder}")
        return f"{folder}/{self.package.name}"

    def append(self, root, lines, folder=STATE):
        """As root on that machine would."""
        subprocess.run(root.command("sh", "-c", f"cat >>{folder}/inbox/posts.ndjson"), input=lines, text=True, check=True)

    def status(self, root):
        done = root.try_run("saitctl", "status", "--socket", SOCKET, "--format", "json")
        return json.loads(done.stdout) if done.returncode == 0 else None

    def wait_for_posts(self, root, count):
        """The status once the daemon that runs now has read so many posts."""
        def read():
            status = self.status(root)
            return status if status and status["feeds"][0]["read"] >= count else None
        return lib.wait_for(read, lambda: f"{count} posts read; {self.status(root)}\n{root.messages()}")

    def wait_for_alert(self, root):
        """The first alert in the file; advice changes at ticks, one a minute."""
        file = f"{STATE}/alerts.ndjson"
        line = lib.wait_for(lambda: root.try_run("head", "--lines=1", file).stdout, lambda: f"an alert in {file}\n{root.messages()}")
        return json.loads(line)

    def test_quickstart_on_a_clean_machine(self):
        root = self.root("quickstart")
        root.check_out()
        said = timed("bash deploy/quickstart.sh, everything installed by it", lambda: root.run("bash", "deploy/quickstart.sh", folder="/src"))
        alerts = int(re.search(r"(\d+) alerts$", said, re.MULTILINE)[1])
        self.assertGreater(alerts, 10, said[-3000:])
        self.assertIn("as a team receives it", said)
        self.assertEqual(root.run("wc", "--lines", "build/demo/alerts.ndjson", folder="/src").split()[0], str(alerts))

    @unittest.skipUnless(os.environ.get("SAIT_TEST_README") or lib.LONG, "skipped: takes a quarter of an hour; SAIT_TEST_README=1 runs it")
    def test_tests_on_a_clean_machine(self):
        root = self.root("tests")
        root.check_out()
        said = timed("bash tests/run.sh, everything installed by it", lambda: root.run("bash", "tests/run.sh", folder="/src"))
        self.assertIn("100% tests passed", said)

    def test_the_image_without_docker(self):
        """The Dockerfile's last stage carried out in a clean root, then its program as its user, without systemd."""
        root = self.root("image")
        package = self.put(root, dockerfile.words(dockerfile.of(self.last_stage, "COPY"))[2].rstrip("/"))
        root.run("sh", "-c", dockerfile.of(self.last_stage, "RUN"))
        self.assertNotEqual(root.try_run("test", "-e", package).returncode, 0, "the image need not carry it")
        user, group = dockerfile.of(self.last_stage, "USER").split(":")
        self.assertTrue(user == group and int(user) > 0)
        root.network = False  # from here on it is alone: its ports are nobody else's
        root.start("/bin/sleep", "infinity")
        root.run("install", "--directory", f"--owner={user}", f"--group={group}", "--mode=0700", "/run/saitd")  # it is on a tmpfs
        entry = dockerfile.program(dockerfile.of(self.last_stage, "ENTRYPOINT"))
        self.assertIn(": good: 1 feeds", root.run(*entry, "--check", user=user))

        log = root.path / "tmp/saitd.log"
        with open(log, "wb") as out:
            daemon = subprocess.Popen(root.command(*entry, user=user), stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        self.addCleanup(daemon.wait)
        self.addCleanup(root.end)  # first: what ends the daemon inside
        health = dockerfile.program(dockerfile.of(self.last_stage, "HEALTHCHECK"))
        lib.wait_for(lambda: root.try_run(*health, user=user).returncode == 0, lambda: f"healthy:\n{log.read_text()}")
        self.append(root, posts(0, 12))
        self.wait_for_posts(root, 12)
        alert = self.wait_for_alert(root)
        self.assertEqual((alert["change"], alert["narrative"]["id"]), ("opened", "benefits-over-citizens"))
        tail = root.run("timeout", "60", "saitctl", "alerts", "tail", "--from", "1", "--count", "1", "--format", "json", user=user)
        self.assertEqual(json.loads(tail)["data"]["id"], alert["id"])
        owners = root.run("find", STATE, "/run/saitd", "!", "-user", user, "!", "-name", "posts.ndjson")
        self.assertEqual(owners, "", "everything it made is its own")

        pid = root.run("sh", "-c", "for p in /proc/[0-9]*; do [ \"$(readlink $p/exe)\" = /usr/bin/saitd ] && echo ${p#/proc/}; done; true").strip()
        root.run("sh", "-c", f"kill -TERM {pid}")
        self.assertEqual(daemon.wait(lib.STOP_SECONDS), 0, log.read_text())
        self.assertIn("everything read is committed", log.read_text())
        self.assertNotEqual(root.try_run(*health, user=user).returncode, 0, "nothing answers once it has stopped")

    @unittest.skipUnless(clean_root.memberships(), "skipped: cgroup2 is mounted nowhere, so that systemd cannot run in a root")
    def test_the_service_under_systemd(self):
        root = self.root("service")
        package = self.put(root)
        root.install("systemd", package)
        self.assertFalse((root.path / "var/lib/saitd").exists(), "nothing starts where systemd does not run")
        root.run("dpkg", "--purge", "saitd")
        before = files(root.path)
        self.assertEqual([path for path in before if "saitd" in path], [], "never started, and gone without a trace")
        root.run("dpkg", "--install", package)
        timed("boot", root.boot)
        self.service = lambda *words: root.try_run("systemctl", *words, "saitd").stdout.strip()
        self.active(root)
        self.the_unit_confines(root)
        self.it_works_there(root)
        self.it_is_restarted_and_reloaded(root)
        self.a_bad_configuration_is_said_before_the_start(root)
        self.it_goes(root, before)

    def active(self, root, not_pid=None):
        """The main process of the service once it says that it is ready."""
        def pid():
            now = self.service("show", "--property=MainPID", "--value")
            return now if self.service("is-active") == "active" and now not in ("0", not_pid) else None
        return lib.wait_for(pid, lambda: f"the service is active\n{self.journal(root)}")

    def journal(self, root):
        return root.try_run("journalctl", "--no-pager", "--unit=saitd", "--lines=40", "--output=cat").stdout

    def the_unit_confines(self, root):
        status = dict(line.split(":", 1) for line in root.run("cat", f"/proc/{self.active(root)}/status").splitlines())
        self.assertEqual(status["Seccomp"].strip(), "2")
        self.assertEqual(status["NoNewPrivs"].strip(), "1")
        self.assertEqual(int(status["CapEff"], 16) | int(status["CapPrm"], 16) | int(status["CapBnd"], 16), 0)
        self.assertGreaterEqual(int(status["Uid"].split()[0]), 61184, "a number of DynamicUser=")
        exposure = root.run("systemd-analyze", "security", "--no-pager", "saitd")
        self.assertLessEqual(float(re.search(r"exposure level for saitd.service: ([\d.]+)", exposure)[1]), 2.0, exposure)

    def it_works_there(self, root):
        self.append(root, posts(0, 12))
        self.wait_for_posts(root, 12)
        self.assertEqual(self.wait_for_alert(root)["change"], "opened")
        root.run("saitctl", "status")
        modes = root.run("find", f"{STATE}/", "-type", "f", "!", "-name", "posts.ndjson", "-perm", "/077")
        self.assertEqual(modes, "", "what it writes is for nobody else")

    def it_is_restarted_and_reloaded(self, root):
        first = self.active(root)
        root.run("systemctl", "reload", "saitd")
        self.assertEqual(self.active(root), first, "a reload is no restart")
        root.run("systemctl", "kill", "--signal=KILL", "--kill-whom=main", "saitd")
        second = self.active(root, not_pid=first)
        self.append(root, posts(12, 3))
        self.wait_for_posts(root, 3)
        self.assertEqual(root.run("sh", "-c", f"grep -c opened {STATE}/alerts.ndjson").strip(), "1", "what was said is not said again")
        self.assertEqual(self.active(root), second)

    def a_bad_configuration_is_said_before_the_start(self, root):
        good = root.run("cat", CONFIG)
        root.run("sed", "--in-place", "s/^name:/nmae:/", CONFIG)
        self.assertNotEqual(root.try_run("systemctl", "restart", "saitd").returncode, 0)
        self.assertRegex(self.journal(root), re.escape(CONFIG) + r":\d+:1: error\[unknown-key\]")
        root.run("systemctl", "stop", "saitd")
        subprocess.run(root.command("sh", "-c", f"cat >{CONFIG}"), input=good, text=True, check=True)
        root.run("systemctl", "reset-failed", "saitd")
        root.run("systemctl", "start", "saitd")
        self.active(root)

    def it_goes(self, root, before):
        package = f"/opt/{self.package.name}"
        old = self.active(root)
        root.run("dpkg", "--install", package)
        new = self.active(root, not_pid=old)
        self.assertNotEqual(new, old, "an upgrade runs the new program")

        root.run("dpkg", "--remove", "saitd")
        self.assertNotEqual(self.service("is-active"), "active")
        self.assertEqual(root.try_run("ls", f"/proc/{new}").returncode, 2, "its process is gone")
        for kept in (CONFIG, f"{STATE}/saitd.db", f"{STATE}/saitd.db.key"):
            root.run("test", "-e", kept)
        root.run("dpkg", "--install", package)
        self.active(root)
        def delivered():
            status = self.status(root)
            return status and [outlet["delivered"] for outlet in status["outlets"]]
        lib.wait_for(lambda: delivered() == [1, 1], lambda: f"the state of before; delivered is {delivered()}")

        root.run("dpkg", "--purge", "saitd")
        root.run("systemctl", "daemon-reload")
        self.assertEqual(self.service("show", "--property=LoadState", "--value"), "not-found")
        root.end()
        left = {path for path in files(root.path) - before if not any(fnmatch.fnmatch(path, pattern) for pattern in OF_SYSTEMD)}
        self.assertEqual(left, set(), "what is left of it")


if __name__ == "__main__":
    unittest.main(verbosity=2)
