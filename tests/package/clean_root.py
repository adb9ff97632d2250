"""Clean Debian roots: made with debootstrap from the machine's own mirror, entered in namespaces of their own (enter_root.sh).

They lie in a folder of /var/tmp that goes with the test. Nothing is mounted outside the namespaces, so that removing a root
removes that root alone, whatever happened in it.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))
import lib  # noqa: E402

SUITE = "bookworm"
PATH = "PATH=/usr/sbin:/usr/bin:/sbin:/bin"


def missing():
    """Why no clean root can be made here; nothing when it can."""
    if os.geteuid() != 0:
        return "making a clean Debian root needs root"
    absent = [program for program in ("debootstrap", "unshare", "nsenter", "apt-get", "ip", "git") if not shutil.which(program)]
    if absent:
        return "not here: " + ", ".join(absent)
    return "" if sources() else f"the machine's apt knows no mirror of {SUITE}"


def sources():
    """The machine's own sources of the suite, as (address, suite, component); its main part first."""
    fields = "$(REPO_URI) $(RELEASE) $(COMPONENT)"
    listed = subprocess.run(["apt-get", "indextargets", "--format", fields, "Created-By: Packages"], capture_output=True, text=True, check=True)
    found = dict.fromkeys(tuple(line.split()) for line in listed.stdout.splitlines())
    return sorted((one for one in found if len(one) == 3 and one[1].startswith(SUITE)), key=lambda one: (one[1] != SUITE, one))


def memberships():
    """Where cgroup2 is mounted; nothing where it is not, and then no systemd can run in a root."""
    for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines():
        _, folder, kind, *_ = line.split()
        if kind == "cgroup2":
            return Path(folder)
    return None


def make_base(test_class):
    """A root as debootstrap leaves it, with the machine's sources: what every root of the test is a copy of."""
    folder = Path(tempfile.mkdtemp(prefix="sait-roots-", dir="/var/tmp"))
    test_class.addClassCleanup(shutil.rmtree, folder, ignore_errors=True)
    base = folder / "base"
    # In mounts of its own: debootstrap killed half-way would leave /proc in the root otherwise.
    done = subprocess.run(["unshare", "--mount", "--propagation", "private", "debootstrap", "--variant=minbase", SUITE, str(base), sources()[0][0]],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
    if done.returncode != 0:
        raise AssertionError(f"debootstrap ended with {done.returncode}:\n{done.stdout[-3000:]}")
    (base / "etc/apt/sources.list").write_text("".join(f"deb {' '.join(one)}\n" for one in sources()), encoding="utf-8")
    settings = ["Acquire::http", "Acquire::https", "Acquire::Check-Valid-Until", "Acquire::Check-Date", "Acquire::Retries"]
    dump = subprocess.run(["apt-config", "dump", *settings], capture_output=True, text=True, check=True).stdout
    (base / "etc/apt/apt.conf.d/90machine").write_text(dump, encoding="utf-8")
    shutil.copy("/etc/resolv.conf", base / "etc/resolv.conf")
    # An installer writes it, and so does Docker; debootstrap alone does not.
    (base / "etc/hosts").write_text("127.0.0.1 localhost\n::1 localhost\n", encoding="utf-8")
    return base


class CleanRoot:
    """A copy of `base` with a first process; it ends with the test, and the copy goes."""

    def __init__(self, test, base, name, network=True):
        self.path = base.with_name(name)
        self.network = network
        self.process = None
        self.group = None
        subprocess.run(["cp", "--archive", "--reflink=auto", str(base), str(self.path)], check=True)
        clean_up = test.addClassCleanup if isinstance(test, type) else test.addCleanup
        clean_up(shutil.rmtree, self.path, ignore_errors=True)
        clean_up(self.end)
        self.start("/bin/sleep", "infinity")

    def start(self, *init):
        """Makes `init` the root's first process, in place of the one before."""
        self.end()
        command = [str(HERE / "enter_root.sh"), *(["--network"] if self.network else []), str(self.path), *init]
        if init[0].endswith("/systemd"):
            self.group = memberships() / f"sait-clean-root-{os.getpid()}"
            self.group.mkdir()
            # systemd must own the group it starts in, and sees no other: its namespace begins there.
            command = ["sh", "-c", f'echo $$ >"{self.group}/cgroup.procs" && exec "$0" "$@"', *command]
        self.log = open(self.path.with_name(self.path.name + ".log"), "ab")
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        lib.wait_for(self.entered, lambda: f"{init[0]} is the first process of {self.path}:\n{self.messages()}")

    def boot(self):
        """systemd as the first process; returns once it has started what is enabled."""
        self.network = False
        self.start("/lib/systemd/systemd", "--system", "--log-target=console", "--show-status=0", "--unit=multi-user.target")
        lib.wait_for(lambda: self.try_run("systemctl", "is-system-running").stdout.strip() in ("running", "degraded"), lambda: f"systemd has started:\n{self.messages()}")

    def first(self):
        """The process number, outside, of the root's first process."""
        if self.process.poll() is not None:
            raise AssertionError(f"the root ended with {self.process.returncode}:\n{self.messages()}")
        try:
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="utf-8").split()
        except FileNotFoundError:
            return None
        return int(children[0]) if children else None

    def entered(self):
        """Whether the first process has left the machine's own root and become what it is to be."""
        first = self.first()
        return first and not os.path.samefile(f"/proc/{first}/root", "/") and Path(os.readlink(f"/proc/{first}/exe")).name not in ("bash", "env", "unshare")

    def messages(self):
        return self.path.with_name(self.path.name + ".log").read_text(encoding="utf-8", errors="replace")[-4000:]

    def command(self, *command, user=None, folder="/"):
        """What runs `command` inside, as a person's login would: none of the caller's environment."""
        namespaces = ["--mount", "--pid", "--uts", "--ipc", "--cgroup", *([] if self.network else ["--net"])]
        identity = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--no-new-privs"] if user else []
        inside = ["env", "-i", f"--chdir={folder}", PATH, "HOME=/tmp", "LANG=C.UTF-8", *identity, *map(str, command)]
        return ["nsenter", "--target", str(self.first()), *namespaces, "--root", "--wd=/", "--", *inside]

    def try_run(self, *command, **more):
        return subprocess.run(self.command(*command, **more), stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False)

    def run(self, *command, **more):
        """Runs `command` inside; standard output. Fails the test with what it said when it fails."""
        done = self.try_run(*command, **more)
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
        return done.stdout

    def install(self, *packages):
        self.run("apt-get", "update")
        self.run("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "--yes", "--no-install-recommends", *packages)

    def check_out(self, folder="/src"):
        """A clone of what is committed, in the root; what is not committed is not tried."""
        source = lib.ROOT
        subprocess.run(["git", "-c", f"safe.directory={source}", "-c", f"safe.directory={source}/.git", "clone", "--quiet", str(source), str(self.path) + folder], check=True)

    def end(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)  # unshare takes its namespaces with it
        if self.process:
            self.process.wait()
            self.log.close()
        if self.group:
            lib.wait_for(self.group_is_gone, "the root's processes are gone")
            self.group = None
        self.process = None

    def group_is_gone(self):
        for folder, _, _ in os.walk(self.group, topdown=False):
            try:
                os.rmdir(folder)
            except OSError:
                return False
        return True
