#!/usr/bin/env python3
"""saitctl rules backtest, from outside: every form of its report, other rules, labels, and input that is bad."""

import html.parser
import json
import os
import pty
import re
import shutil
import subprocess
import unittest
import xml.etree.ElementTree
from pathlib import Path

import lib

SHIPPED = lib.PACK
FORUM = lib.ROOT / "config" / "demo" / "forum.ndjson"
DATA = lib.ROOT.parent / "shared" / "data"


class Page(html.parser.HTMLParser):
    """What a page refers to and whether its elements close."""

    VOID = {"meta", "rect", "line", "br"}

    def __init__(self):
        super().__init__()
        self.open, self.addresses, self.scripts = [], [], 0

    def handle_starttag(self, tag, attributes):
        self.scripts += tag == "script"
        self.addresses += [value for name, value in attributes if name in ("src", "href")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag


class BacktestTest(unittest.TestCase):
    def setUp(self):
        self.folder = lib.temporary_folder(self)

    def write(self, name, text):
        file = self.folder / name
        file.write_text(text, encoding="utf-8")
        return file

    def backtest(self, *arguments, rules=SHIPPED, **more):
        return lib.run("SAITCTL", "rules", "backtest", rules, *arguments, **more)

    def report(self, *arguments, **more):
        done = self.backtest(*arguments, "--format", "json", **more)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def other_rules(self):
        folder = self.folder / "other"
        shutil.copytree(SHIPPED, folder)
        (folder / "narratives" / "disease-bringers.yaml").unlink()
        return folder

    @staticmethod
    def post(number, text, **more):
        return json.dumps({"platform": "test", "id": str(number), "text": text, "lang": "en",
                           "created_at": f"2026-03-01T10:{number // 60:02}:{number % 60:02}Z", **more}) + "\n"

    def test_one_and_two_threads_plain_and_compressed_give_the_same_report(self):
        one = self.backtest("--posts", FORUM, "--format", "json", "--threads", "1")
        two = self.backtest("--posts", FORUM, "--format", "json", "--threads", "2")
        self.assertEqual(one.stdout, two.stdout)
        packed = self.folder / "forum.zst"
        subprocess.run(["zstd", "-q", FORUM, "-o", packed], check=True)
        compressed = self.report("--posts", packed)
        plain = json.loads(one.stdout)
        self.assertNotEqual(plain.pop("source"), compressed.pop("source"))
        self.assertEqual(plain, compressed)

    def test_it_finds_what_match_finds(self):
        report = self.report("--posts", FORUM)
        found = {}
        for line in lib.run("SAITCTL", "match", "--rules", SHIPPED, "--posts", FORUM).stdout.splitlines():
            match = json.loads(line)
            key = (match.get("narrative", match.get("harm")), match["lang"])
            found.setdefault(key, set()).add(match["post"])
        posts = {(one.get("narrative", one.get("harm")), one["audience"]): one["posts"] for one in report["found"]}
        self.assertEqual({key: count for key, count in posts.items() if count}, {key: len(ids) for key, ids in found.items()})
        for one in report["found"]:
            self.assertEqual(sum(count for _, count in one["hours"]), one["posts"])

    def test_other_rules_gain_lose_and_flip(self):
        report = self.report("--posts", FORUM, "--against", self.other_rules())
        english = next(one for one in report["against"]["differences"]
                       if (one["narrative"], one["audience"]) == ("disease-bringers", "en"))
        self.assertGreater(english["gained"], 0)
        self.assertEqual(english["lost"], 0)
        self.assertTrue(english["flips"])
        self.assertIsNone(english["highest_before"])
        back = self.report("--posts", FORUM, "--against", SHIPPED, rules=self.folder / "other")
        lost = next(one for one in back["against"]["differences"] if one["narrative"] == "disease-bringers" and one["audience"] == "en")
        self.assertEqual(lost["lost"], english["gained"])
        same = self.backtest("--posts", FORUM, "--against", SHIPPED)
        self.assertIn("no post is matched otherwise, no advice differs", same.stdout)

    def test_standard_input_may_be_compared_too(self):
        with FORUM.open("rb") as posts:
            done = subprocess.run([lib.program("SAITCTL"), "rules", "backtest", SHIPPED, "--posts", "-", "--against", SHIPPED,
                                   "--format", "json"], stdin=posts, capture_output=True, check=True)
        self.assertEqual(json.loads(done.stdout)["found"], self.report("--posts", FORUM)["found"])

    def test_labels_with_texts_are_posts_themselves(self):
        table = self.write("labels.tsv", "id\tlang\tnarrative\tlabel\ttext\n"
                           "a\ten\tbenefits-over-citizens\tclaim\tAsylum seekers get more money than our pensioners\n"
                           "b\ten\tbenefits-over-citizens\tclaim\tThe bus was late again today\n"
                           "c\ten\t-\topinion\tWe should take fewer people\n"
                           "d\ten\t-\topinion\tAsylum seekers get more money than our pensioners, so there\n")
        report = self.report("--labels", table)
        self.assertEqual([(one["line"], one["what"]) for one in report["labels"]["mistakes"]], [(3, "missed"), (5, "wrongly found")])
        everything = report["labels"]["languages"][0]
        self.assertEqual((everything["recall"]["hits"], everything["recall"]["cases"], everything["precision"]["cases"]), (1, 2, 2))
        self.assertIsNone(everything["recall"]["value"], "two cases say nothing")
        self.assertIn("in \"en\" 1 of 2 claims are found, and 1 of 2 posts that make none are taken for one", report["labels"]["in_words"])
        page = self.backtest("--labels", table, "--format", "html").stdout
        self.assertRegex(page, r"<h3>Wrongly found</h3>\n<ul><li>[^<]*labels\.tsv:5 en [^<]*: Asylum seekers [^<]* so there</li></ul>\n<h3>Missed</h3>\n<ul><li>[^<]*labels\.tsv:3 en ")
        junit = self.backtest("--labels", table, "--format", "junit")
        suite = xml.etree.ElementTree.fromstring(junit.stdout).find("testsuite")
        self.assertEqual((suite.get("tests"), suite.get("failures")), ("4", "2"))
        self.assertEqual([case.get("name") for case in suite if case.find("failure") is not None], ["claim line 3", "opinion line 5"])
        self.assertEqual(junit.returncode, 1, "as its tests")

    def test_words_of_mistakes_are_left_out_where_no_examples_are_wanted_and_addresses_are_masked(self):
        table = self.write("labels.tsv", "id\tlang\tlabel\ttext\n1\ten\tclaim\tThe bus of @somebody was late again https://a.example/b\n")
        self.assertRegex(self.backtest("--labels", table).stdout, r"labels\.tsv:2 en claim: not found: The bus of .* was late again ")
        self.assertNotRegex(self.backtest("--labels", table).stdout, "somebody|a.example")
        self.assertNotIn("The bus", self.backtest("--labels", table, "--examples", "0").stdout)

    def test_a_folder_of_labels_is_one_table_and_disguises_are_tried_where_the_text_is_found(self):
        head = "id\tlang\tnarrative\tlabel\ttext\n"
        folder = self.folder / "suites"
        (folder / "deep").mkdir(parents=True)
        (folder / "a.tsv").write_text(head + "1\ten\tbenefits-over-citizens\tclaim\tRefugees get more than pensioners\n", encoding="utf-8")
        (folder / "deep" / "b.tsv").write_text(head + "2\ten\tbenefits-over-citizens\tclaim\tThe moon is made of cheese\n3\ten\t-\topinion\tThe bus was late\n", encoding="utf-8")
        (folder / "notes.txt").write_text("no table", encoding="utf-8")
        labels = self.report("--labels", folder, "--evasions")["labels"]
        self.assertEqual(labels["rows"], 3)
        self.assertEqual([(Path(one["file"]).name, one["line"]) for one in labels["mistakes"]], [("b.tsv", 2)])
        self.assertEqual(labels["silences"][0]["wrongly_found"]["cases"], 1)
        every = {one["evasion"]: (one["share"]["hits"], one["share"]["cases"]) for one in labels["evasions"]}
        self.assertEqual(every["all"], (9, 9))
        self.assertEqual(every["look-alike"], (1, 1))
        text = self.backtest("--labels", folder, "--evasions").stdout
        self.assertRegex(text, r"in disguise +found, of what is found undisguised")
        self.assertRegex(self.backtest("--labels", folder, "--evasions", "--format", "html").stdout, "<h3>In disguise</h3>")
        self.assertIn('tests="3"', self.backtest("--labels", folder, "--evasions", "--format", "junit").stdout)
        (folder / "deep" / "c.tsv").write_text(head + "1\ten\tbenefits-over-citizens\tclaim\tAnother text\n", encoding="utf-8")
        done = self.backtest("--labels", folder)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"c\.tsv:2:0: error\[twice\]: .*another text in .*a\.tsv:2")
        (self.folder / "empty").mkdir()
        self.assertRegex(self.backtest("--labels", self.folder / "empty").stderr, r"has no file that ends in \.tsv")
        self.assertIn("--evasions", self.backtest("--posts", folder / "a.tsv", "--evasions").stderr)

    def test_labels_that_ask_for_nothing_are_told_and_a_table_without_posts_is_refused(self):
        table = self.write("labels.tsv", "id\tlang\tlabel\ttext\n1\ten\tyes\tRefugees get more than pensioners\n2\ten\tno\tThe bus was late\n")
        words = self.report("--labels", table)["labels"]["in_words"][0]
        self.assertIn("no label asks for a claim", words)
        self.assertIn("one of no, yes does", words)
        self.assertNotIn("no label asks", self.report("--labels", table, "--asserting", "yes")["labels"]["in_words"][0])
        done = self.backtest("--labels", self.write("bare.tsv", "id\tlabel\n1\tclaim\n"))
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("has no column `text`", done.stderr)

    def test_claims_that_no_rule_is_about_are_told_apart(self):
        table = self.write("labels.tsv", "id\tlang\tnarrative\tlabel\ttext\na\ten\tno-such-rule\tclaim\tThe moon is cheese\n")
        report = self.report("--labels", table)
        self.assertEqual(report["labels"]["in_words"][0], "1 of 1 claims are of narratives that these rules do not have: no-such-rule (1)")

    def test_tables_that_mean_something_else_are_refused(self):
        posts = self.write("posts.ndjson", self.post(1, "one") + self.post(1, "one", platform="other") + self.post(2, "two"))
        for table, more, said in (
                ("id\tlabel\n1\tclaim\n", (), "several platforms"),
                ("id\tlabel\n7\tclaim\n", (), "no label is about a post of the archive"),
                ("id\tlabel\n2\tclaim\n2\tdebunk\n", (), "labels.tsv:3"),
                ("id\tlabel\ttext\n2\tclaim\tone\n2\tdebunk\ttwo\n", (), "another text in line 2"),
                ("id\tlabel\n2\tclaim\n", ("--asserting", "clam"), "no post has the label \"clam\"; there are claim"),
        ):
            done = self.backtest("--posts", posts, "--labels", self.write("labels.tsv", table), *more)
            self.assertEqual(done.returncode, 1, table)
            self.assertIn(said, done.stderr)
            self.assertEqual(done.stdout, "")
        platform = self.write("labels.tsv", "id\tlabel\tplatform\n1\tdebunk\tother\n")
        self.assertEqual(self.report("--posts", posts, "--labels", platform)["labels"]["absent"], 0)

    def test_a_pipe_is_refused_with_the_way_out(self):
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        done = self.backtest("--posts", pipe)
        self.assertEqual(done.returncode, 1)
        self.assertIn("--posts - <", done.stderr)

    def test_labels_of_posts_that_are_not_there_are_told(self):
        posts = self.write("posts.ndjson", self.post(1, "Asylum seekers get more money than our pensioners"))
        table = self.write("labels.tsv", "id\tlabel\n1\tclaim\n9\tclaim\n")
        report = self.report("--posts", posts, "--labels", table)
        self.assertEqual(report["labels"]["absent"], 1)
        self.assertEqual(report["labels"]["mistakes"], [])

    def test_a_page_stands_alone_and_quotes_what_posts_say(self):
        text = "Asylum seekers get more money than <script>alert(1)</script> our pensioners & \"all\""
        posts = self.write("posts.ndjson", "".join(self.post(i, text if i == 0 else f"Refugees get more than pensioners {i}") for i in range(9)))
        done = self.backtest("--posts", posts, "--format", "html", "--against", self.other_rules())
        self.assertEqual(done.returncode, 0, done.stderr)
        page = Page()
        page.feed(done.stdout)
        self.assertEqual((page.open, page.addresses, page.scripts), ([], [], 0))
        self.assertIn("Backtest of", done.stdout)

    def test_progress_is_shown_on_a_terminal_once_the_work_takes_a_second_and_nowhere_else(self):
        archive = self.write("posts.ndjson", "".join(self.post(i % 3600, "the weather is nice today") for i in range(200_000)))
        command = [lib.program("SAITCTL"), "rules", "backtest", SHIPPED, "--posts", archive]

        def shown_on_a_terminal():
            ours, theirs = pty.openpty()
            with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs, env=lib.environment()) as process:
                os.close(theirs)
                self.assertEqual(process.wait(lib.DEADLINE), 0)
            os.set_blocking(ours, False)
            shown = b""
            try:
                shown = os.read(ours, 65536)
            except (BlockingIOError, OSError):  # nothing was said
                pass
            os.close(ours)
            return re.search(r"\r\d+ posts, \d+ a second, \d+ s left", shown.decode())

        def longer():
            if shown_on_a_terminal():
                return True
            with open(archive, "ab") as out:  # this machine does it in less than a second
                out.write(archive.read_bytes())
            return False
        lib.wait_for(longer, "the progress")
        done = subprocess.run(command, capture_output=True, env=lib.environment(), timeout=lib.DEADLINE, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, b""))

    def test_bad_lines_are_told_and_the_rest_is_counted(self):
        posts = self.write("posts.ndjson", self.post(1, "one") + "no json\n" + self.post(2, "two") + '{"platform":"x","id":7}\n')
        done = self.backtest("--posts", posts, "--against", SHIPPED, "--format", "json")
        self.assertEqual(done.returncode, 1)
        self.assertEqual((done.stderr.count(":2: error["), done.stderr.count(":4: error[")), (1, 1), done.stderr)
        self.assertEqual((json.loads(done.stdout)["read"], json.loads(done.stdout)["rejected"]), (4, 2))

    def test_a_damaged_archive_is_counted_as_far_as_it_goes(self):
        packed = self.folder / "forum.zst"
        subprocess.run(["zstd", "-q", FORUM, "-o", packed], check=True)
        packed.write_bytes(packed.read_bytes()[:-20_000])
        for form in ("json", "html", "text"):
            done = self.backtest("--posts", packed, "--format", form)
            self.assertEqual(done.returncode, 1)
            self.assertIn("error[damaged-archive]", done.stderr)
            self.assertGreater(len(done.stdout), 100)
        self.assertFalse(json.loads(self.backtest("--posts", packed, "--format", "json").stdout)["complete"])

    def test_wrong_use_says_what_to_do(self):
        posts = self.write("posts.ndjson", self.post(1, "one"))
        table = self.write("labels.tsv", "one,two\n1,2\n")
        for arguments, status, said in (
                ((), 2, "--posts and --journal"),
                (("--posts", posts, "--journal", posts), 2, "name one of them"),
                (("--posts", posts, "--format", "junit"), 2, "--labels"),
                (("--journal", posts, "--labels", table), 2, "use --posts"),
                (("--posts", self.folder / "none"), 1, "No such file"),
                (("--posts", self.folder), 1, "this is a folder"),
                (("--posts", posts, "--labels", table), 1, "separated by tabs"),
                (("--posts", posts, "--labels", self.folder / "none"), 1, "--labels takes a table"),
                (("--posts", posts, "--against", self.folder / "none"), 1, "error["),
                (("--journal", posts), 1, "error["),
        ):
            done = self.backtest(*arguments)
            self.assertEqual(done.returncode, status, (arguments, done.stderr))
            self.assertIn(said, done.stderr, arguments)
            self.assertEqual(done.stdout, "")

    def test_nobody_s_name_stands_in_a_report(self):
        posts = self.write("posts.ndjson", "".join(
            self.post(i, "Asylum seekers get more than pensioners says @jane_doe https://there.example/x jane@doe.example",
                      author={"id": "secret-author", "handle": "jane"}, uri="https://there.example/post") for i in range(5)))
        for form in ("json", "html", "text"):
            out = self.backtest("--posts", posts, "--format", form).stdout
            for name in ("jane", "secret-author", "there.example"):
                self.assertNotIn(name, out)
            self.assertIn("[name]", out)

    def test_what_was_deleted_counts_and_is_not_shown(self):
        posts = self.write("posts.ndjson", self.post(1, "Asylum seekers get more than pensioners") + self.post(1, "", deleted=True))
        report = self.report("--posts", posts)
        found = next(one for one in report["found"] if one["posts"])
        self.assertEqual((found["posts"], [example.get("text") for example in found["examples"]]), (1, [None]))
        for form in ("json", "html", "text"):
            out = self.backtest("--posts", posts, "--format", form).stdout
            self.assertNotIn("Asylum", out)
            self.assertEqual("[deleted]" in out, form != "json")
        self.assertEqual(found["examples"][0]["line"], 1)

    def test_a_newsroom_is_known_by_the_lists(self):
        posts = "".join(self.post(i, f"Asylum seekers get more than pensioners, number {i}", author={"id": f"u{i}"}) for i in range(1200))
        posts += self.post(1210, "Asylum seekers get more than pensioners", author={"id": "paper"})
        archive = self.write("posts.ndjson", posts)
        lists = self.write("media.yaml", "class: media\nauthors:\n  - {platform: test, id: paper, name: Paper}\n")
        known = next(one for one in self.report("--posts", archive, "--lists", lists)["found"] if one["posts"])
        self.assertEqual(known["first_media_post"], "2026-03-01T10:20:10Z")
        self.assertIn("before the first post of a newsroom", self.backtest("--posts", archive, "--lists", lists).stdout)
        unknown = next(one for one in self.report("--posts", archive)["found"] if one["posts"])
        self.assertIsNone(unknown["first_media_post"])
        wrong = self.backtest("--posts", archive, "--lists", self.write("wrong.yaml", "class: nobody\n"))
        self.assertEqual((wrong.returncode, wrong.stdout), (1, ""))
        self.assertIn("wrong.yaml", wrong.stderr)

    @unittest.skipUnless((DATA / "rules" / "cases.tsv").is_file(), "needs ../shared/data")
    def test_the_table_of_cases_is_read_whole(self):
        report = self.report("--labels", DATA / "rules" / "cases.tsv")
        self.assertEqual((report["labels"]["rows"], report["labels"]["absent"], report["read"]), (171, 0, 171))


if __name__ == "__main__":
    unittest.main()
