#!/usr/bin/env python3
"""The worked example of rules/README.md: its files are written and its commands run as they stand there, and what they print is what it says."""

import os
import re
import shutil
import subprocess
import unittest
from pathlib import Path

import lib

README = lib.ROOT / "rules/README.md"


class TutorialTest(unittest.TestCase):
    def test_every_command_of_the_worked_example_does_what_is_said(self):
        folder = lib.temporary_folder(self)
        shutil.copytree(lib.ROOT / "rules", folder / "rules")
        shutil.copytree(lib.ROOT / "config/demo", folder / "config/demo")
        path = f"{Path(lib.program('SAITCTL')).parent}:{os.environ['PATH']}"
        commands = 0
        for kind, name, body in re.findall(r"^```(console|yaml)(?: (\S+))?\n(.*?)^```$", README.read_text(encoding="utf-8"), re.M | re.S):
            if kind == "yaml":
                (folder / name).write_text(body, encoding="utf-8")
                continue
            for command, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", body, re.M):
                with self.subTest(command=command):
                    done = subprocess.run(command, shell=True, cwd=folder, env=lib.environment(PATH=path), capture_output=True, text=True, timeout=lib.DEADLINE, check=False)
                    self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                    squeezed = re.sub(r" +", " ", done.stdout)
                    for line in expected.splitlines():
                        self.assertIn(re.sub(r" +", " ", line), squeezed)
                commands += 1
        self.assertGreaterEqual(commands, 8)


if __name__ == "__main__":
    unittest.main(verbosity=2)
