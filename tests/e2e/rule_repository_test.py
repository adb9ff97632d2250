#!/usr/bin/env python3
"""deploy/examples/rule-repository: the commands that stand in its files hold for it, and fail on a bad rule."""

import json
import os
import re
import shutil
import subprocess
import unittest
from pathlib import Path

import jsonschema
import yaml

import lib

EXAMPLE = lib.ROOT / "deploy/examples/rule-repository"
NARRATIVE = "rules/narratives/free-cars.yaml"


class RuleRepositoryTest(unittest.TestCase):
    def setUp(self):
        self.folder = lib.temporary_folder(self)
        self.repository = self.folder / "repository"
        shutil.copytree(EXAMPLE, self.repository)
        shutil.copytree(lib.ROOT / "rules", self.repository / "rules", dirs_exist_ok=True)
        programs = self.folder / "bin"
        programs.mkdir()
        (programs / "saitctl").symlink_to(Path(lib.program("SAITCTL")).resolve())
        self.environment = lib.environment(PATH=f"{programs}:{os.environ['PATH']}", SAITCTL="saitctl", HOME=self.folder, GIT_CONFIG_NOSYSTEM="1")

    def shell(self, command):
        return subprocess.run(["bash", "-c", command], cwd=self.repository, env=self.environment, capture_output=True, text=True, check=False, timeout=lib.DEADLINE)

    def spoil(self, old, new):
        file = self.repository / NARRATIVE
        text = file.read_text(encoding="utf-8")
        self.assertIn(old, text)
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    def commands(self):
        """Each command of hooks and CI that calls saitctl."""
        hooks = [hook["entry"] for repo in self.load(".pre-commit-config.yaml")["repos"] for hook in repo["hooks"]]
        gitlab = self.load(".gitlab-ci.yml")["rules"]["script"]
        github = [step["run"] for step in self.load(".github/workflows/rules.yml")["jobs"]["rules"]["steps"] if "run" in step]
        self.assertEqual((len(hooks), len(gitlab), len(github)), (2, 2, 2))
        return hooks + gitlab + github

    def load(self, path):
        return yaml.safe_load((self.repository / path).read_text(encoding="utf-8"))

    def test_every_command_holds_for_the_example(self):
        for command in self.commands():
            with self.subTest(command=command):
                done = self.shell(command)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_a_misspelt_key_fails_every_command(self):
        self.spoil("status:", "statsu:")
        for command in self.commands():
            with self.subTest(command=command):
                self.assertEqual(self.shell(command).returncode, 1)
        report = json.loads((self.repository / "rules.sarif").read_text(encoding="utf-8"))
        self.assertIn(NARRATIVE, [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in report["runs"][0]["results"]])

    def test_a_test_that_does_not_hold_fails_the_commands_that_test(self):
        self.spoil("act: claim", "act: debunk")
        for command in self.commands():
            with self.subTest(command=command):
                self.assertEqual(self.shell(command).returncode, 1)

    def test_the_commands_of_the_page_hold(self):
        page = (self.repository / "README.md").read_text(encoding="utf-8")
        commands = [line.strip() for block in re.findall(r"```\n(.*?)```", page, re.S) for line in block.splitlines() if line.strip().startswith("saitctl")]
        self.assertEqual(commands, ["saitctl rules schema --out .vscode/saitd"])
        done = self.shell(commands[0])
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_the_editor_settings_name_a_schema_for_every_rule_file(self):
        self.shell("saitctl rules schema --out .vscode/saitd")
        settings = json.loads((self.repository / ".vscode/settings.json").read_text(encoding="utf-8"))["yaml.schemas"]
        self.assertEqual({Path(path).name for path in settings}, {path.name for path in (self.repository / ".vscode/saitd").iterdir()})
        seen = set()
        for path, pattern in settings.items():
            schema = json.loads((self.repository / path).read_text(encoding="utf-8"))
            for file in self.repository.glob(pattern):
                with self.subTest(file=file.name):
                    jsonschema.Draft7Validator(schema).validate(yaml.load(file.read_text(encoding="utf-8"), Loader=DaysAsTexts))
                seen.add(file)
        self.assertEqual(seen, set((self.repository / "rules").rglob("*.yaml")))

    @unittest.skipUnless(shutil.which("pre-commit"), "pre-commit is not installed")
    def test_pre_commit_takes_a_good_rule_and_refuses_a_bad_one(self):
        self.assertEqual(self.shell("git init -q && git add -A").returncode, 0)
        done = self.shell("pre-commit run --all-files")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.spoil("status:", "statsu:")
        done = self.shell("git add -A && pre-commit run --all-files")
        self.assertEqual(done.returncode, 1)
        self.assertIn('did you mean "status"?', done.stdout)


class DaysAsTexts(yaml.SafeLoader):
    """Days stay texts, as saitd and editors read them."""


DaysAsTexts.yaml_implicit_resolvers = {first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
                                       for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()}

if __name__ == "__main__":
    unittest.main(verbosity=2)
