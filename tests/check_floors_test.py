#!/usr/bin/env python3
"""Each rule of check_floors.py finds its violation, at the right line, and nothing else."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
SCRIPT = Path(__file__).resolve().parent / "check_floors.py"
sys.path.insert(0, str(SCRIPT.parent))
import check_floors  # noqa: E402

CLEAN = {
    "base/result.hpp": "#pragma once\n#include <mutex>\n",
    "model/post.hpp": '#include "base/result.hpp"\n#include <string>\n',
    "text/fold.hpp": '#include "model/post.hpp"\n',
    "rules/rule_set.hpp": '#include "text/fold.hpp"\n',
    "match/matcher.hpp": '#include "rules/rule_set.hpp"\n',
    "assess/assess.hpp": '#include "match/matcher.hpp"\n',
    "net/http.hpp": "#include <curl/curl.h>\n#include <thread>\n",
    "feeds/rss.cpp": '#include "net/http.hpp"\n#include "model/post.hpp"\n',
    "pipeline/writer.cpp": '#include "assess/assess.hpp"\n#include "net/http.hpp"\n',
    "app/daemon.hpp": '#include "base/result.hpp"\n',
    "saitd.cpp": '#include "app/daemon.hpp"\n',
    "decisions/2025-01-01-journal.md": "why\n",
    "ARCHITECTURE.md": "floors\n",
}


class Floors(unittest.TestCase):
    def errors_of(self, changes):
        """What the check says of the clean tree with `changes` laid over it, without the folder's name."""
        with tempfile.TemporaryDirectory() as folder:
            daemon = Path(folder) / "daemon"
            for name, text in {**CLEAN, **changes}.items():
                path = daemon / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            errors, _ = check_floors.check(daemon)
            return [error.replace(f"{daemon}/", "") for error in errors]

    def assert_clean(self, changes):
        self.assertEqual(self.errors_of(changes), [])

    def assert_error(self, changes, *starts):
        lines = self.errors_of(changes)
        self.assertEqual(len(lines), len(starts), lines)
        for line, start in zip(lines, starts):
            self.assertTrue(line.startswith(start), f"{line!r} does not start with {start!r}")

    def test_a_clean_tree_passes(self):
        self.assert_clean({})

    def test_an_include_of_a_higher_floor_is_found(self):
        self.assert_error(
            {"base/clock.hpp": '\n#include "model/post.hpp"\n'},
            "base/clock.hpp:2: error[upward-include]: base (floor 0)",
        )
        self.assert_error(
            {"net/dns.hpp": '#include "pipeline/x.hpp"\n', "pipeline/x.hpp": ""},
            "net/dns.hpp:1: error[upward-include]",
        )
        self.assert_error({"pipeline/y.hpp": '#include "app/daemon.hpp"\n'}, "pipeline/y.hpp:1: error[upward-include]")

    def test_nothing_includes_a_binary(self):
        self.assert_error({"app/x.cpp": '#include "saitd.cpp"\n'}, "app/x.cpp:1: error[upward-include]")

    def test_on_one_floor_includes_go_left_only(self):
        self.assert_error({"model/x.hpp": '#include "text/fold.hpp"\n'}, "model/x.hpp:1: error[upward-include]")
        self.assert_error({"rules/x.hpp": '#include "match/matcher.hpp"\n'}, "rules/x.hpp:1: error[upward-include]")
        self.assert_error(
            {"net/x.hpp": '#include "store/s.hpp"\n', "store/s.hpp": ""}, "net/x.hpp:1: error[upward-include]",
        )
        self.assert_clean({"metrics/m.hpp": '#include "store/s.hpp"\n', "store/s.hpp": '#include "net/http.hpp"\n'})

    def test_core_and_io_do_not_include_each_other(self):
        self.assert_error({"match/x.hpp": '#include "net/http.hpp"\n'}, "match/x.hpp:1: error[core-io]")
        self.assert_error({"feeds/x.hpp": '#include "rules/rule_set.hpp"\n'}, "feeds/x.hpp:1: error[core-io]")

    def test_a_circle_is_found_once_and_shown_whole(self):
        circle = {
            "model/a.hpp": '#include "model/b.hpp"\n',
            "model/b.hpp": '#include "model/c.hpp"\n',
            "model/c.hpp": '\n#include "model/a.hpp"\n',
        }
        self.assert_error(
            circle, "model/c.hpp:2: error[include-circle]: model/a.hpp -> model/b.hpp -> model/c.hpp -> model/a.hpp",
        )

    def test_a_file_that_includes_itself_is_a_circle(self):
        self.assert_error({"base/x.hpp": '#include "base/x.hpp"\n'}, "base/x.hpp:1: error[include-circle]")

    def test_two_paths_to_one_header_are_no_circle(self):
        self.assert_clean({"app/x.cpp": '#include "app/daemon.hpp"\n#include "base/result.hpp"\n'})

    def test_an_include_that_does_not_resolve_is_found(self):
        self.assert_error({"base/x.hpp": '#include "base/gone.hpp"\n'}, "base/x.hpp:1: error[unresolved-include]")
        self.assert_error({"base/x.hpp": '#include "result.hpp"\n'}, "base/x.hpp:1: error[unresolved-include]")
        self.assert_error(
            {"base/x.hpp": '#include "base/../base/result.hpp"\n'}, "base/x.hpp:1: error[unresolved-include]",
        )

    def test_a_project_header_in_angle_brackets_is_found_and_still_has_a_direction(self):
        self.assert_error({"model/x.hpp": "#include <base/result.hpp>\n"}, "model/x.hpp:1: error[angled-include]")
        self.assert_error(
            {"base/x.hpp": "#include <model/post.hpp>\n"},
            "base/x.hpp:1: error[angled-include]", "base/x.hpp:1: error[upward-include]",
        )

    def test_a_folder_without_a_floor_is_found_once(self):
        self.assert_error({"helpers/x.hpp": "", "helpers/y.hpp": ""}, "helpers:1: error[no-floor]")

    def test_a_stray_file_is_found(self):
        self.assert_error({"version.hpp": ""}, "version.hpp:1: error[no-floor]")
        self.assert_error({"decisions/x.cpp": ""}, "decisions/x.cpp:1: error[no-floor]")

    def test_core_has_no_thread_file_socket_or_library_that_opens_one(self):
        headers = ("thread", "fstream", "filesystem", "mutex", "sys/socket.h", "zmq.hpp", "sqlite3.h", "curl/curl.h")
        for header in headers:
            for folder in ("model", "text", "rules", "match", "conversation", "assess"):
                with self.subTest(header=header, folder=folder):
                    self.assert_error(
                        {f"{folder}/x.cpp": f"#include <{header}>\n"}, f"{folder}/x.cpp:1: error[impure-core]",
                    )
        self.assert_clean(
            {"store/x.cpp": "#include <sqlite3.h>\n#include <mutex>\n", "base/x.hpp": "#include <thread>\n"},
        )

    def test_core_does_not_ask_for_the_time(self):
        for clock in ("system_clock", "steady_clock"):
            text = f"auto a() {{\n  return std::chrono::{clock}::now();\n}}\n"
            self.assert_error({"assess/x.cpp": text}, "assess/x.cpp:2: error[impure-core]")
            self.assert_clean({"base/clock.cpp": text})

    def test_comments_and_raw_strings_are_not_code(self):
        text = (
            '// system_clock::now\n/*\n#include "app/daemon.hpp"\n*/\n'
            'auto s = R"x(\n#include "app/daemon.hpp"\n)x";\nauto u = "http://a";  // #include <thread>\n'
        )
        self.assert_clean({"match/x.cpp": text})
        self.assert_error({"match/x.cpp": text + "#include <thread>\n"}, "match/x.cpp:9: error[impure-core]")

    def test_exit_status_is_0_when_they_hold_1_when_not_2_for_wrong_use(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(self.run_script(folder).returncode, 0)
            (Path(folder) / "stray.hpp").touch()
            done = self.run_script(folder)
            self.assertEqual(done.returncode, 1)
            self.assertIn(f"{folder}/stray.hpp:1: error[no-floor]", done.stderr)
        for arguments in ([], [folder], [".", "."]):  # none, one that is gone, two
            done = self.run_script(*arguments)
            self.assertEqual(done.returncode, 2)
            self.assertIn("usage", done.stderr)

    def run_script(self, *arguments):
        return subprocess.run([sys.executable, SCRIPT, *arguments], capture_output=True, text=True, check=False)


if __name__ == "__main__":
    unittest.main()
