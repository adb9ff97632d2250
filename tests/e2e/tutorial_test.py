#!/usr/bin/env python3
"""The worked example of rules/README.md: its files are written and its commands run as they stand there, and what they print is what it says."""

import os
import re
import shutil
import signal
import subprocess
import threading
import unittest
from pathlib import Path

import lib

README = lib.ROOT / "rules/README.md"


class Shell:
    """One shell in which commands follow each other, as a reader's do: with its jobs."""

    def __init__(self, folder, environment):
        self.process = subprocess.Popen(["bash"], cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)

    def run(self, command):
        """What it printed, and its exit status."""
        self.process.stdin.write(f"{command}\nprintf '\\n<done %s>\\n' $?\n")
        self.process.stdin.flush()
        printed = ""
        for line in self.process.stdout:
            if done := re.fullmatch(r"<done (\d+)>\n", line):
                return printed, int(done[1])
            printed += line
        raise AssertionError(f"the shell ended: {printed}")

    def end(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


class TutorialTest(unittest.TestCase):
    def test_every_command_of_the_worked_example_does_what_is_said(self):
        folder = lib.temporary_folder(self)
        shutil.copytree(lib.ROOT / "rules", folder / "rules")
        shutil.copytree(lib.ROOT / "config/demo", folder / "config/demo")
        path = f"{Path(lib.program('SAITCTL')).parent}:{Path(lib.program('SAITD')).parent}:{os.environ['PATH']}"
        shell = Shell(folder, lib.environment(PATH=path))
        self.addCleanup(shell.end)
        watchdog = threading.Timer(3 * lib.DEADLINE, shell.process.kill)
        watchdog.start()
        self.addCleanup(watchdog.cancel)
        commands = 0
        for kind, name, body in re.findall(r"^```(console|yaml)(?: (\S+))?\n(.*?)^```$", README.read_text(encoding="utf-8"), re.M | re.S):
            if kind == "yaml":
                (folder / name).write_text(body, encoding="utf-8")
                continue
            for command, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", body, re.M):
                with self.subTest(command=command):
                    printed, status = shell.run(command)
                    self.assertEqual(status, 0, printed)
                    squeezed = re.sub(r" +", " ", printed)
                    for line in expected.splitlines():
                        self.assertIn(re.sub(r" +", " ", line), squeezed)
                commands += 1
        self.assertGreaterEqual(commands, 30)


if __name__ == "__main__":
    unittest.main(verbosity=2)
