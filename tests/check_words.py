#!/usr/bin/env python3
"""Fails when a file names one machine's paths or a package registry, or leaves work for later in code."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EVERYWHERE = {
    "machine-path": re.compile(r"(?<![\w./~-])/(?:work|workspace|root|Users/\w+|home/\w+)/"),
    "registry-host": re.compile(
        r"\b(?:pypi\.org|pythonhosted\.org|registry\.npmjs\.org|(?:index|static)\.crates\.io|proxy\.golang\.org"
        r"|(?:deb|security)\.debian\.org|registry-1\.docker\.io)\b"
    ),
}
# Only in code: rules and test posts are written in languages where the first of these is an everyday word.
IN_CODE = {"left-for-later": re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")}
CODE = {".cpp", ".hpp", ".py", ".sh", ".cmake", ".md"}


def main():
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    errors = 0
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path == Path(__file__).resolve() or not path.is_file():
            continue
        code = path.suffix in CODE or path.name == "CMakeLists.txt" or name.startswith(".ci/")
        rules = {**EVERYWHERE, **(IN_CODE if code else {})}
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            for rule, pattern in rules.items():
                if match := pattern.search(line):
                    print(f"{name}:{number}: error[{rule}]: {match[0]}", file=sys.stderr)
                    errors += 1
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
