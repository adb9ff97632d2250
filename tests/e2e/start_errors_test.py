#!/usr/bin/env python3
"""What keeps saitd from starting: exit status 1, one clear error with its place on standard error, and nothing changed on the disk."""

import contextlib
import hashlib
import shutil
import socket
import sqlite3
import unittest

import lib


def sums(folder):
    """Names and contents of the files in a folder, without locks and what SQLite keeps beside an open database."""
    passing = (".lock", "-wal", "-shm")
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir() if file.is_file() and not file.name.endswith(passing)}


@contextlib.contextmanager
def taken_port():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


class StartErrorsTest(unittest.TestCase):
    def setUp(self):
        self.folder = lib.temporary_folder(self)
        (self.folder / "posts.ndjson").write_text(lib.post(1), encoding="utf-8")
        self.feeds = [lib.feed("square", self.folder / "posts.ndjson")]
        self.settings = lib.settings(self.folder, self.feeds)

    def refused(self, *parts):
        """saitd ends at once with status 1 and an error that has every one of `parts`."""
        done = lib.run("SAITD", "--config", self.folder / "saitd.yaml")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertIn("error[", done.stderr)
        for part in parts:
            self.assertIn(str(part), done.stderr)
        return done.stderr

    def refused_before_anything(self, *parts):
        """As refused(); --check says the same, and no database, outlet file or socket has come to be."""
        before = sums(self.folder)
        said = self.refused(*parts)
        checked = lib.run("SAITD", "--config", self.folder / "saitd.yaml", "--check")
        self.assertEqual((checked.returncode, checked.stderr), (1, said))
        self.assertEqual(sums(self.folder), before)
        for name in ("saitd.db", "saitd.db.key", "saitd.db.lock", "alerts.ndjson", "control", "publish"):
            self.assertFalse((self.folder / name).exists(), name)

    def fill(self):
        """A database that a daemon has filled over the demonstration and left in order; its dump and the sums of the folder."""
        self.settings["feeds"] = [lib.feed("forum", lib.ROOT / "config/demo/forum.ndjson")]
        lib.write_config(self.folder, self.settings)
        daemon = lib.Daemon(self, self.folder)
        daemon.wait_for_end_of_input()
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        (self.folder / "log").unlink()
        return lib.dump(self.folder / "saitd.db")

    def rules_of_our_own(self):
        shutil.copytree(lib.PACK, self.folder / "rules")
        self.settings["rules"] = str(self.folder / "rules")
        lib.write_config(self.folder, self.settings)
        return self.folder / "rules"

    def test_a_port_in_use(self):
        before = self.fill()
        outlet = (self.folder / "alerts.ndjson").read_bytes()
        with taken_port() as port:
            self.settings["outlets"][0].update(publish=f"tcp://127.0.0.1:{port}", recover="tcp://127.0.0.1:*")
            self.settings["outlets"][0]["recover"] = f"ipc://{self.folder}/recover"
            lib.write_config(self.folder, self.settings)
            self.refused("port-in-use", f"tcp://127.0.0.1:{port}", "`publish`")
        self.assertEqual(lib.dump(self.folder / "saitd.db"), before)
        self.assertEqual((self.folder / "alerts.ndjson").read_bytes(), outlet)
        self.assertFalse((self.folder / "control").exists(), "the control socket of a daemon that did not start")

    def test_two_daemons_on_one_database(self):
        lib.write_config(self.folder, self.settings)
        first = lib.Daemon(self, self.folder)
        first.wait_for_end_of_input()
        said = self.refused("store-in-use", self.folder / "saitd.db", f"process {first.process.pid}", "store.path")
        self.assertNotIn("port-in-use", said)
        self.assertTrue(first.status(), "the first one still answers")
        self.assertEqual(first.stop(), 0, first.messages())

    def test_two_daemons_with_one_control_socket(self):
        lib.write_config(self.folder, self.settings)
        first = lib.Daemon(self, self.folder)
        first.wait_for_end_of_input()
        second = {**self.settings, "store": {"path": str(self.folder / "second.db")}, "outlets": []}
        lib.write_config(self.folder, second)
        self.refused("socket-in-use", self.folder / "control")
        self.assertTrue(first.status(), "the first one still answers")
        self.assertEqual(first.stop(), 0, first.messages())

    def test_a_database_of_a_newer_version(self):
        before = self.fill()
        with contextlib.closing(sqlite3.connect(self.folder / "saitd.db")) as database:
            database.execute("PRAGMA user_version=999")
        files = sums(self.folder)
        self.refused("newer-database", self.folder / "saitd.db", "999", "store.path")
        self.assertEqual(sums(self.folder), files)
        self.assertEqual(lib.number(self.folder / "saitd.db", "PRAGMA user_version"), 999)
        self.assertEqual(lib.dump(self.folder / "saitd.db"), before)

    def test_a_key_file_of_another_database(self):
        before = self.fill()
        (self.folder / "saitd.db.key").write_bytes(bytes(range(32)))
        files = sums(self.folder)
        self.refused("key-mismatch", self.folder / "saitd.db.key")
        self.assertEqual(sums(self.folder), files)
        self.assertEqual(lib.dump(self.folder / "saitd.db"), before)

    def test_a_file_that_is_no_database(self):
        (self.folder / "saitd.db").write_text("notes of somebody, not to be lost\n" * 100, encoding="utf-8")
        lib.write_config(self.folder, self.settings)
        before = sums(self.folder)
        self.refused(self.folder / "saitd.db")
        self.assertEqual({name: sum for name, sum in sums(self.folder).items() if name in before}, before)

    def test_an_outlet_file_that_holds_something_else(self):
        (self.folder / "alerts.ndjson").write_text("notes of somebody, not to be lost\n", encoding="utf-8")
        lib.write_config(self.folder, self.settings)
        self.refused("foreign-file", self.folder / "alerts.ndjson")
        self.assertEqual((self.folder / "alerts.ndjson").read_text(encoding="utf-8"), "notes of somebody, not to be lost\n")

    def test_a_configuration_that_is_not_there_or_is_a_folder(self):
        self.refused_before_anything("unreadable", self.folder / "saitd.yaml", "No such file")
        (self.folder / "saitd.yaml").mkdir()
        self.refused_before_anything("unreadable", self.folder / "saitd.yaml", "folder")

    def test_a_configuration_that_is_no_yaml_or_empty(self):
        for content in ("name: test\nfeeds: [\n", "name: 'test\n", "\x00\x01\x02", "", "- a\n- b\n", "&a [*a]\n"):
            with self.subTest(content=content):
                lib.write_config(self.folder, content)
                self.refused_before_anything(self.folder / "saitd.yaml")

    def test_a_key_that_no_setting_has(self):
        content = "name: test\nrules: RULES\nstor: {}\nstore: {path: saitd.db}\nfeeds:\n  - {id: square, type: ndjson, path: posts.ndjson, platform: square, licence: test}\n"
        lib.write_config(self.folder, content.replace("RULES", str(lib.PACK)))
        self.refused_before_anything(f"{self.folder}/saitd.yaml:3:1: error[unknown-key]", '"stor"')

    def test_a_rules_folder_that_is_not_there(self):
        self.settings["rules"] = str(self.folder / "nowhere")
        lib.write_config(self.folder, self.settings)
        self.refused_before_anything(self.folder / "nowhere")

    def test_a_misspelt_key_in_a_rule_file(self):
        file = self.rules_of_our_own() / "narratives/fixed-sum-handout.yaml"
        lines = file.read_text(encoding="utf-8").replace("\nowner:", "\nowners:").splitlines(keepends=True)
        file.write_text("".join(lines), encoding="utf-8")
        number = next(i for i, line in enumerate(lines, 1) if line.startswith("owners:"))
        self.refused_before_anything(f"narratives/fixed-sum-handout.yaml:{number}:1: error[unknown-key]", '"owners"')

    def test_a_pattern_that_re2_refuses(self):
        file = self.rules_of_our_own() / "narratives/fixed-sum-handout.yaml"
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        number = next(i for i, line in enumerate(lines) if line.strip() == "en:" and i > lines.index("phrases:\n")) + 1
        lines.insert(number, '    - "regex: migrants (?=receive) cash"\n')
        file.write_text("".join(lines), encoding="utf-8")
        self.refused_before_anything(f"narratives/fixed-sum-handout.yaml:{number + 1}:", "error[regex]")

    def test_two_narratives_of_one_id(self):
        rules = self.rules_of_our_own()
        (rules / "narratives/more").mkdir()
        shutil.copy(rules / "narratives/fixed-sum-handout.yaml", rules / "narratives/second.yaml")
        (rules / "narratives/more").rmdir()
        self.refused_before_anything("narratives/second.yaml:1:", "fixed-sum-handout")

    def test_a_harm_and_a_narrative_of_one_id(self):
        rules = self.rules_of_our_own()
        text = (rules / "narratives/fixed-sum-handout.yaml").read_text(encoding="utf-8").replace("fixed-sum-handout", "threat-or-call-to-violence", 1)
        (rules / "narratives/threat-or-call-to-violence.yaml").write_text(text, encoding="utf-8")
        self.refused_before_anything("threat-or-call-to-violence.yaml:1:", "duplicate-id")


if __name__ == "__main__":
    unittest.main(verbosity=2)
