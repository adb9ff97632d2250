#!/usr/bin/env python3
"""The documents that feedparser is tested with (../shared/data/feeds/corpus), through `saitctl feed parse auto`: whatever stands in them, no
crash and no hang; and what feedparser's own tests expect of an entry's title, link, id, dates, author, text and language holds in 97 of 100.

feed_corpus.md says what is not compared and why, and lists each document whose expectation does not hold; the test fails when the list is not true.
"""

import ast
import calendar
import datetime
import email.utils
import html.parser
import json
import os
import re
import subprocess
import sys
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
import lib  # noqa: E402

CORPUS = lib.ROOT.parent / "shared/data/feeds/corpus"
KNOWN = Path(__file__).resolve().parent / "feed_corpus.md"
SERVER = "http://127.0.0.1:8097/"  # where feedparser's tests serve the documents from

FIELDS = {
    "title": "title", "title_detail.value": "title",
    "link": "link", "links.0.href": "link",
    "id": "id", "guid": "id",
    "published": "published", "published_parsed": "published", "created": "published", "created_parsed": "published",
    "updated": "updated", "updated_parsed": "updated",
    "author": "author", "author_detail.name": "author", "authors.0.name": "author",
    "description": "text", "summary": "text", "summary_detail.value": "text", "content.0.value": "text",
    "language": "language", "title_detail.language": "language", "summary_detail.language": "language", "content.0.language": "language",
}


class Stripper(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts = []
        self.hidden = 0

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in ("script", "style")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("script", "style") and self.hidden > 0

    def handle_data(self, data):
        if not self.hidden:
            self.parts.append(data)


def stripped(text):
    """Without mark-up and without white space: where a line ends is a matter of taste."""
    parser = Stripper()
    parser.feed(text)
    parser.close()
    return re.sub(r"\s+", "", "".join(parser.parts)).replace("\xa0", "")


def bare(text):
    return re.sub(r"\s+", "", text).replace("\xa0", "")


def comment_of(content):
    """The first comment, in whatever encoding the document is."""
    for encoding in ("utf-8", "utf-16", "utf-32-be", "utf-32-le", "utf-16-be", "utf-16-le", "cp037", "latin-1"):
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        found = re.search(r"<!--(.*?)-->", text, re.DOTALL)
        if found and "Expect:" in found.group(1):
            return found.group(1)
    return ""


def place_of(node):
    """(entry, field) of `entries[0]['title_detail']['value']` and its like; None for anything else."""
    keys = []
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            keys.append(node.slice.value)
            node = node.value
        elif isinstance(node, ast.Attribute):
            keys.append(node.attr)
            node = node.value
        else:
            return None
    keys.reverse()
    if node.id != "entries" or len(keys) < 2 or not isinstance(keys[0], int):
        return None
    return keys[0], ".".join(map(str, keys[1:]))


def clauses(comment):
    """(entry, field, expected) of each part of an expectation that compares a field of an entry with a value."""
    found = re.search(r"Expect:[ \t]*(.*)", comment)
    try:
        wanted = ast.parse(found.group(1).strip() if found else "", mode="eval").body
    except SyntaxError:
        return
    for part in wanted.values if isinstance(wanted, ast.BoolOp) and isinstance(wanted.op, ast.And) else [wanted]:
        if not isinstance(part, ast.Compare) or not all(isinstance(one, (ast.Eq, ast.Is)) for one in part.ops):
            continue
        sides = [part.left, *part.comparators]
        character = isinstance(sides[0], ast.Call) and getattr(sides[0].func, "id", "") == "ord"
        if character:
            sides[0] = sides[0].args[0]
        try:
            value = ast.literal_eval(sides[-1])
        except ValueError:
            continue
        for side in sides[:-1]:
            place = place_of(side)
            if place and place[1] in FIELDS:
                yield *place, chr(value) if character else value


def instant(value):
    """Seconds since 1970 of an expected date: a tuple in UTC, or the text itself."""
    if isinstance(value, tuple):
        return calendar.timegm(value)
    try:
        return datetime.datetime.fromisoformat(value.replace("Z", "+00:00")).timestamp()
    except ValueError:
        parsed = email.utils.parsedate_tz(value)
        return email.utils.mktime_tz(parsed) if parsed else None


def ours_of(post, kind):
    return {
        "title": post.get("title", ""), "link": post.get("uri", ""), "id": post.get("id", ""), "author": post.get("author", {}).get("id", ""),
        "text": post.get("text", ""), "language": post.get("lang", ""),
        "published": post.get("created_at"), "updated": post.get("updated_at"),
    }[kind]


def holds(post, kind, expected):
    got = ours_of(post, kind)
    if kind in ("published", "updated"):
        return got is not None and instant(expected) is not None and abs(instant(got) - instant(expected)) < 1
    if expected is None:
        return got == ""
    if kind in ("link", "id", "language"):
        return got == expected
    if kind == "author":
        return re.sub(r"\s*\([^)]*@[^)]*\)$", "", expected) in (got, got.split(", ")[0])
    wanted = {stripped(expected), bare(expected)}
    return bool(wanted & {bare(got), stripped(got)}) or (kind == "text" and any(one and one in bare(got) for one in wanted))


@unittest.skipUnless(CORPUS.is_dir(), f"skipped: {CORPUS} is not there")
class FeedCorpusTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.known = set(re.findall(r"^\| `([^`]+)` \|", KNOWN.read_text(encoding="utf-8"), re.MULTILINE))
        cls.files = sorted(path for path in CORPUS.rglob("*") if path.is_file())
        if lib.SANITIZED and not lib.LONG:
            cls.files = cls.files[::4]  # a process a document, and each takes half a second to start
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            cls.runs = dict(zip(cls.files, pool.map(cls.parse, cls.files)))

    @staticmethod
    def parse(path):
        comment = comment_of(path.read_bytes())
        location = re.search(r"Content-Location:\s*(\S+)", comment)
        base = f"{SERVER}{path.relative_to(CORPUS)}"
        if location:
            base = location.group(1) if "://" in location.group(1) else SERVER + location.group(1).lstrip("/")
        start = time.monotonic()
        done = subprocess.run([lib.program("SAITCTL"), "feed", "parse", "auto", str(path), "--base", base], capture_output=True,
                              env=lib.environment(), timeout=lib.DEADLINE, check=False)
        return done, time.monotonic() - start, comment

    def test_no_crash_and_every_answer_is_posts_or_a_clear_error(self):
        for path, (done, _, _) in self.runs.items():
            with self.subTest(path=path.relative_to(CORPUS)):
                self.assertIn(done.returncode, (0, 1))
                if done.returncode == 1:
                    self.assertRegex(done.stderr.decode(), r": error\[[a-z-]+\]: ")
                for line in done.stdout.splitlines():
                    post = json.loads(line.decode("utf-8"))
                    self.assertTrue(post["platform"] and post["id"] and "text" in post)

    @unittest.skipIf(lib.SANITIZED, "skipped: what the documents say is compared once, where the programs are not sanitized")
    def test_what_is_expected_of_entries_holds(self):
        held, broken = 0, {}
        for path, (done, _, comment) in self.runs.items():
            posts = [json.loads(line) for line in done.stdout.splitlines()]
            for entry, field, expected in clauses(comment):
                if entry < len(posts) and holds(posts[entry], FIELDS[field], expected):
                    held += 1
                    continue
                got = ours_of(posts[entry], FIELDS[field]) if entry < len(posts) else "no such entry"
                broken.setdefault(str(path.relative_to(CORPUS)), []).append(f"{field}: expected {expected!r}, got {got!r}")
        count = held + sum(map(len, broken.values()))
        print(f"{held} of {count} expectations hold ({held / count:.1%})")
        self.assertGreater(count, 900, "expectations were found")
        self.assertGreaterEqual(held / count, 0.97)
        self.maxDiff = None
        self.assertEqual(sorted(broken), sorted(self.known), json.dumps(broken, indent=1))


if __name__ == "__main__":
    unittest.main(verbosity=2)
