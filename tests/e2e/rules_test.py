#!/usr/bin/env python3
"""What an analyst has at the command line: rules check, test, explain, diff and schema, match, draft check; and what bad rule files do to them."""

import json
import os
import re
import resource
import shutil
import subprocess
import unittest
import xml.etree.ElementTree
from pathlib import Path

import jsonschema
import yaml

import lib

SHIPPED = lib.PACK
LANGUAGE = """topic: ["migrant*"]
lexicons:
  who: ["migrant*", "asylum seeker*"]
cues:
  debunk: ["fact check"]
values:
  numbers: {two: 2, million: 1000000}
  currencies: {GBP: ["£", pounds]}
  periods: {week: ["a week"]}
"""
POLICY = """id: p
rows:
  - {id: safety, because: b, when: {harm: true}, posture: escalate-safety}
  - {id: rest, because: b, posture: monitor}
"""
NARRATIVE = """id: n
title: T
claim: C
status: unverified
owner: o
review_by: 2099-01-01
maturity: {en: stable}
phrases:
  en:
    - "@who get more ...3 than (pensioners|veterans)"
    - "@who get <money> <period>"
tests:
  - {text: "Migrants get more than pensioners", lang: en, act: claim}
"""
MOST_MEMORY = 200 << 20  # bytes
HANG = 60  # CPU seconds; what is bad must be told at once, and how soon is for tests/bench


class RulesTest(unittest.TestCase):
    def setUp(self):
        self.folder = lib.temporary_folder(self)
        self.rules = self.folder / "rules"
        for path, text in (("languages/en.yaml", LANGUAGE), ("policies/p.yaml", POLICY), ("narratives/n.yaml", NARRATIVE)):
            self.write(path, text)

    def write(self, path, text):
        file = self.rules / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    def replace(self, path, old, new):
        text = (self.rules / path).read_text()
        self.assertIn(old, text)
        self.write(path, text.replace(old, new, 1))

    def run_rules(self, command, *arguments):
        return lib.run("SAITCTL", "rules", command, self.rules, *arguments)

    # check

    def test_check_says_that_all_is_good(self):
        done = self.run_rules("check")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("good: 1 narratives and harms, 2 patterns, 1 languages, 0 terms, 1 tests", done.stdout)

    def test_check_names_every_mistake_with_its_place_and_a_way_out(self):
        self.replace("narratives/n.yaml", "status: unverified", "statsu: unverified")
        self.replace("languages/en.yaml", '"fact check"', '"(fact check"')
        done = self.run_rules("check")
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"{self.rules}/narratives/n.yaml:4:1: error[unknown-key]", done.stdout)
        self.assertIn('did you mean "status"?', done.stdout)
        self.assertIn("statsu: unverified\n^", done.stdout.replace("    ", ""))
        listed = [json.loads(line) for line in self.run_rules("check", "--format", "json").stdout.splitlines()]
        self.assertIn(("unknown-key", 4, 1), [(item["code"], item["line"], item["column"]) for item in listed])
        report = json.loads(self.run_rules("check", "--format", "sarif").stdout)
        self.assertEqual(report["version"], "2.1.0")
        places = [result["locations"][0]["physicalLocation"] for result in report["runs"][0]["results"]]
        self.assertTrue(all(Path(place["artifactLocation"]["uri"].removeprefix("file://")).is_file() for place in places))

    def test_a_review_shows_each_finding_at_its_line_with_what_it_means(self):
        self.replace("narratives/n.yaml", "title: T", "titel: \u00e4 T")
        self.write("narratives/a b.yml", "x")
        run = json.loads(lib.run("SAITCTL", "rules", "check", "rules", "--format", "sarif", cwd=self.folder).stdout)["runs"][0]
        rules = run["tool"]["driver"]["rules"]
        self.assertEqual(run["columnKind"], "unicodeCodePoints")
        found = {}
        for result in run["results"]:
            rule = rules[result["ruleIndex"]]
            self.assertEqual((rule["id"], rule["defaultConfiguration"]["level"]), (result["ruleId"], result["level"]))
            for part in ("shortDescription", "fullDescription", "help"):
                self.assertGreater(len(rule[part]["text"]), 15)
            place = result["locations"][0]["physicalLocation"]
            self.assertEqual(place["artifactLocation"]["uriBaseId"], "%SRCROOT%")
            self.assertRegex(result["partialFingerprints"]["primaryLocationLineHash"], r"^[0-9a-f]{16}:[0-9]+$")
            found[result["ruleId"], place["artifactLocation"]["uri"]] = place["region"]
        self.assertEqual(found["unknown-key", "rules/narratives/n.yaml"], {"startLine": 2, "startColumn": 1})
        self.assertEqual(found["file-name", "rules/narratives/a%20b.yml"], {"startLine": 1})

    def test_a_finding_is_known_again_when_lines_come_and_go_above_it(self):
        def prints():
            run = json.loads(self.run_rules("check", "--format", "sarif").stdout)["runs"][0]
            return {result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]}
        self.replace("narratives/n.yaml", "status: unverified", "statsu: unverified")
        before = prints()
        self.replace("narratives/n.yaml", "id: n", "# a line more\nid: n")
        self.assertEqual(prints(), before)

    def test_every_code_that_rule_files_are_told_has_words_of_its_own(self):
        daemon = lib.ROOT / "daemon"
        helps = set(re.findall(r'^ +\{"([a-z-]+)",', (daemon / "app/diagnostic_help.cpp").read_text(encoding="utf-8"), re.M))
        sources = [*(daemon / "rules").rglob("*.cpp"), *(daemon / "base").glob("yaml*.cpp"), *(daemon / "assess").glob("*.cpp"), *(daemon / "pipeline").glob("rule_files.cpp"),
                   daemon / "app/command_rules.cpp"]
        text = "".join(source.read_text(encoding="utf-8") for source in sources if source.parent.name != "schemas")
        told = set(re.findall(r'\b(?:error|warning|fail|fail_at|warn|refuse)\(\s*(?:[^"();]*,\s*)?"([a-z]+(?:-[a-z]+)*)"', text))
        told |= set(re.findall(r'(?:PhraseProblem|return )\{"([a-z]+(?:-[a-z]+)*)"', text))
        self.assertEqual(told - helps, set())
        self.assertEqual({code for code in helps if f'"{code}"' not in text}, set(), "nothing tells these")

    def test_a_pack_of_too_many_files_is_told_in_the_form_that_was_asked_for(self):
        for number in range(4001):
            self.write(f"narratives/x{number}.yaml", "")
        listed = self.run_rules("check", "--format", "json")
        self.assertEqual((listed.returncode, json.loads(listed.stdout)["code"]), (1, "too-large"))
        self.assertIn("error[too-large]", listed.stderr)
        report = json.loads(self.run_rules("check", "--format", "sarif").stdout)
        self.assertEqual([result["ruleId"] for result in report["runs"][0]["results"]], ["too-large"])
        suite = xml.etree.ElementTree.fromstring(self.run_rules("test", "--format", "junit").stdout)
        self.assertEqual(suite.get("errors"), "1")
        plain = self.run_rules("check")
        self.assertEqual((plain.returncode, plain.stdout), (1, ""))
        self.assertIn("more than 4000 files", plain.stderr)

    def test_check_warns_of_what_wants_a_look_and_passes(self):
        self.replace("narratives/n.yaml", "2099-01-01", "2020-01-01")
        self.replace("narratives/n.yaml", "tests:\n", "old:\n")
        (self.rules / "narratives/n.yaml").write_text((self.rules / "narratives/n.yaml").read_text().split("old:")[0])
        self.write("terms/en.yaml", 'terms:\n  - {term: "rapefugee*", kind: coded, ambiguity: 0, first_seen: 2016-01-01, last_reviewed: 2020-01-01, expires: 2020-07-01}\n')
        done = self.run_rules("check", "--format", "json")
        self.assertEqual(done.returncode, 0)
        items = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual({item["code"] for item in items}, {"review-due", "untested", "term-expired"})
        self.assertEqual({item["severity"] for item in items}, {"warning"})
        self.assertTrue(all(item["line"] > 0 for item in items))

    def test_check_tells_patterns_that_everyday_posts_match(self):
        self.replace("narratives/n.yaml", "title: T", "title: good morning")
        self.replace("narratives/n.yaml", "tests:", "    - \"good morning\"\ntests:")
        background = self.folder / "background.ndjson"
        background.write_text("".join(lib.post(number, "good morning all" if number % 100 == 0 else "it rains") for number in range(1000)))
        done = self.run_rules("check", "--background", background)
        self.assertEqual(done.returncode, 0)
        self.assertIn("narratives/n.yaml:12:7: warning[common]: n/en/3 is found in 10 of 1000 posts of the background (10.0 in 1,000)", done.stdout)

    def test_check_tells_all_that_is_wrong_in_one_round(self):
        self.replace("narratives/n.yaml", "maturity:", "maturty:")
        self.replace("narratives/n.yaml", "phrases:", "phrases:\n  german: [\"@who bekommen autos\"]")
        self.replace("narratives/n.yaml", "(pensioners|veterans)", "(pensioners")
        self.replace("narratives/n.yaml", "lang: en", "lang: eng")
        self.write("narratives/v.yml", "garbage")
        self.assertEqual([(item["code"], item["line"]) for item in self.refused()],
                         [("unknown-key", 7), ("language", 9), ("unbalanced", 11), ("language", 14), ("file-name", 0)])

    def test_check_of_a_folder_that_is_not_there_asks_for_one(self):
        done = lib.run("SAITCTL", "rules", "check", self.folder / "nowhere")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertRegex(done.stderr, r"nowhere: error\[unreadable\]: .*name the folder that holds languages/")

    # test

    def test_a_pack_whose_tests_fail_is_told_and_not_loaded(self):
        self.replace("narratives/n.yaml", "act: claim", "act: debunk")
        done = self.run_rules("test")
        self.assertEqual(done.returncode, 1)
        self.assertIn('narratives/n.yaml:13:5: failed: "n" expects debunk of this text and finds claim', done.stdout)
        self.assertIn("0 of 1 tests hold", done.stdout)
        suite = xml.etree.ElementTree.fromstring(self.run_rules("test", "--format", "junit").stdout)
        self.assertEqual((suite.get("tests"), suite.get("failures")), ("1", "1"))
        self.assertEqual(json.loads(self.run_rules("test", "--format", "json").stdout)["why"], '"n" expects debunk of this text and finds claim')
        self.assertIn("error[test-failed]", self.run_rules("check").stdout)
        (self.folder / "posts.ndjson").touch()
        settings = lib.settings(self.folder, [lib.feed("posts", self.folder / "posts.ndjson")])
        lib.write_config(self.folder, {**settings, "rules": str(self.rules)})
        done = lib.run("SAITD", "--config", self.folder / "saitd.yaml", "--check")
        self.assertEqual(done.returncode, 1)
        self.assertIn("error[test-failed]", done.stdout + done.stderr)

    def test_the_shipped_pack_holds(self):
        done = lib.run("SAITCTL", "rules", "test", SHIPPED)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)

    # explain

    def explain(self, text, *more):
        done = self.run_rules("explain", "--lang", "en", "--text", text, *more)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def test_explain_shows_what_matched_where_with_its_values(self):
        shown = self.explain("Look: m1grants get £175 a week!")
        for part in ("n/en/2  as claim", '"m1grants get £175 a week"  (text 6-31)', "<money> = 175 GBP", "<period> = week", '"m1grants" is "migrants"'):
            self.assertIn(part, shown)
        self.assertIn('cue      "Fact check"', self.explain("Fact check: migrants get more than pensioners."))

    def test_explain_names_the_nearest_pattern_and_the_first_part_that_failed(self):
        shown = self.explain("Asylum seekers get more than nurses")
        for part in ("matches  nothing", "nearest  n/en/1", '@who  "asylum seekers"', '"(pensioners|veterans)" is not in the sentence'):
            self.assertIn(part, shown)
        self.assertIn('does not follow "more" within the gap ...3', self.explain("Migrants get more a b c d e than pensioners"))
        self.replace("narratives/n.yaml", '- "@who get <money> <period>"', '- "regex: migrants get pension[a-z]{1,3} first"')
        (self.rules / "narratives/n.yaml").write_text((self.rules / "narratives/n.yaml").read_text().split("tests:")[0])
        shown = self.explain("migrants get pensions second")
        for part in ('found    migrants get pension[a-z]{1,3}   "migrants get pensions"', 'failed   "first" does not follow'):
            self.assertIn(part, shown)
        found = json.loads(self.explain("Asylum seekers get more than nurses", "--format", "json"))
        self.assertEqual((found["matches"], found["nearest"][0]["pattern"]), ([], "n/en/1"))

    def test_explain_shows_the_values_that_a_comparison_refused(self):
        self.replace("narratives/n.yaml", '- "@who get <money> <period>"', '- {phrase: "@who get <money> <period>", where: "<money> > 100 GBP"}')
        (self.rules / "narratives/n.yaml").write_text((self.rules / "narratives/n.yaml").read_text().split("tests:")[0])
        self.assertIn("failed   <money> > 100 GBP: does not hold; <money> is 5 GBP\n", self.explain("Migrants get £5 a week"))

    def test_explain_names_what_a_none_found_and_where(self):
        self.replace("narratives/n.yaml", '- "@who get <money> <period>"', '- {phrase: "@who get <money>", none: ["last year", "in the film"]}')
        (self.rules / "narratives/n.yaml").write_text((self.rules / "narratives/n.yaml").read_text().split("tests:")[0])
        self.assertIn('failed   `none`: "in the film" must not be there, and is: "in the film" (text 23-34)\n', self.explain("Migrants get £5. It's in the film."))
        found = json.loads(self.explain("Migrants get £5. It's in the film.", "--format", "json"))["nearest"][0]
        self.assertEqual((found["pattern"], found["unwanted"]), ("n/en/2", [["text", 23, 34]]))

    def test_explain_lists_what_was_undone_and_says_what_is_retired(self):
        self.replace("narratives/n.yaml", "en: stable", "en: retired")
        shown = self.explain("mi\u200bgrants get more than pensioners #MoreMoney")
        for part in ('undone   "mi\u200bgrants" is "migrants"\n', 'undone   "#MoreMoney" is "more money"\n', "retired  kept for history"):
            self.assertIn(part, shown)

    # policies

    ROWS = """  - {id: growing, because: b, when: {trend: growing, authors: {min: 10}}, posture: prepare}
  - {id: rest, because: quiet, posture: monitor}
"""

    def write_policy(self, rows=ROWS, more=""):
        self.write("policies/p.yaml", POLICY.split("  - {id: rest")[0] + rows + more)

    def test_check_names_a_row_that_never_fires_with_the_rows_that_cover_it(self):
        self.write_policy("  - {id: a, because: b, when: {scale: low}, posture: prepare}\n  - {id: b, because: b, when: {scale: {min: medium}, trend: growing}, posture: prepare}\n"
                          "  - {id: c, because: b, when: {trend: growing}, posture: monitor}\n" + self.ROWS.splitlines()[1] + "\n")
        done = self.run_rules("check")
        self.assertEqual(done.returncode, 1)
        self.assertIn(f'{self.rules}/policies/p.yaml:6:5: error[shadowed]: this row never fires: "a" in line 4 and "b" in line 5 take all its cases between them; move or remove one', done.stdout)

    def test_a_policy_whose_test_fails_is_told_and_not_loaded(self):
        self.write_policy(more="tests:\n  - {authors: 9, trend: growing, posture: prepare}\n  - {authors: 12, trend: growing, posture: prepare, row: growing}\n")
        done = self.run_rules("test")
        self.assertEqual(done.returncode, 1)
        self.assertIn('policies/p.yaml:7:5: failed: expects prepare and gets monitor by the row "rest"\n    authors=9, trend=growing\n2 of 3 tests hold', done.stdout)
        listed = [json.loads(line) for line in self.run_rules("test", "--format", "json").stdout.splitlines()]
        self.assertEqual([(item.get("policy"), item["expected"], item["passed"]) for item in listed], [(None, "claim", True), ("p", "prepare", False), ("p", "prepare", True)])
        suite = xml.etree.ElementTree.fromstring(self.run_rules("test", "--format", "junit").stdout)
        self.assertEqual((suite.get("tests"), suite.get("failures")), ("3", "1"))
        self.assertIn("p.policy", {case.get("classname") for case in suite.iter("testcase")})
        self.assertIn("policies/p.yaml:7:5: error[test-failed]", self.run_rules("check").stdout)
        (self.folder / "posts.ndjson").touch()
        settings = lib.settings(self.folder, [lib.feed("posts", self.folder / "posts.ndjson")])
        lib.write_config(self.folder, {**settings, "rules": str(self.rules)})
        done = lib.run("SAITD", "--config", self.folder / "saitd.yaml", "--check")
        self.assertEqual(done.returncode, 1)
        self.assertIn("error[test-failed]", done.stdout + done.stderr)

    def test_explain_tells_which_row_decides_and_what_would_change_it(self):
        self.write_policy()
        done = self.run_rules("explain", "--policy-case", "authors=12")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for part in ("row      rest (policies/p.yaml:5) says monitor\n         quiet\nadvised  monitor\n", "nearest  growing (prepare) if it is growing\n", "never    safety for a narrative"):
            self.assertIn(part, done.stdout)
        found = json.loads(self.run_rules("explain", "--policy-case", "authors=3,status=unverified", "--format", "json").stdout)
        self.assertEqual((found["row"], found["posture"], found["nearest"][0]["if"]), ("rest", "monitor", ["it reaches 10 authors in 24 hours", "it is growing"]))

    def test_explain_of_a_case_that_cannot_be_is_wrong_use(self):
        for case, says in (("harm=true,breakout=2", "error[impossible-case]"), ("authers=3", 'did you mean "authors"?'), ("3", "write pairs")):
            with self.subTest(case=case):
                done = self.run_rules("explain", "--policy-case", case)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(says, done.stderr)
        self.assertNotEqual(self.run_rules("explain").returncode, 0)
        self.assertNotEqual(self.run_rules("explain", "--text", "a", "--policy-case", "authors=3").returncode, 0)

    def test_diff_tells_what_another_policy_advises_differently(self):
        self.write_policy()
        other = self.folder / "other"
        shutil.copytree(self.rules, other)
        done = self.run_rules("diff", other)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "the policies advise the same\n", ""))
        file = other / "policies/p.yaml"
        file.write_text(file.read_text().replace("min: 10", "min: 20") + "hysteresis: {raise_after: 30m}\n")
        done = self.run_rules("diff", other)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("hysteresis.raise_after: 10m -> 30m\n", done.stdout)
        self.assertIn('falls from prepare ("growing") to monitor ("rest"), where: authors 10 to 19; breakout 1, 2, 3, 4, 5; trend growing; no harm\n', done.stdout)
        found = json.loads(self.run_rules("diff", other, "--format", "json").stdout)
        self.assertEqual((found["settings"], found["postures"][0]["old"], found["postures"][0]["new"], found["changed"] > 0),
                         ([{"name": "hysteresis.raise_after", "old": "10m", "new": "30m"}], "prepare", "monitor", True))

    # the calendar

    def write_calendar(self, events='{id: vote, title: The vote, kind: vote, from: 2027-04-18, audiences: [en]}'):
        self.write_policy(more="calendar: {tighten: 0.5, before: 7d}\n")
        self.write("calendar/votes.yaml", f"events:\n  - {events}\n")

    def test_check_names_what_is_wrong_in_a_calendar(self):
        self.write_calendar("{id: vote, titel: The vote, kind: vote, from: 2027-02-30, audiences: [eng]}")
        self.assertEqual([(item["code"], item["file"].endswith("calendar/votes.yaml"), item["line"], item["column"]) for item in self.refused()],
                         [("missing", True, 2, 5), ("date", True, 2, 51), ("unknown-key", True, 2, 16), ("language", True, 2, 75)])
        self.write_calendar("{id: vote, title: The vote, kind: vote, from: 2020-04-18}")
        done = self.run_rules("check")
        self.assertEqual(done.returncode, 0)
        self.assertIn("calendar/votes.yaml:2:10: warning[event-over]", done.stdout)
        self.assertIn(" tests, 1 events\n", done.stdout)

    def test_explain_tells_what_is_near_on_a_day(self):
        self.write_calendar()
        done = self.run_rules("explain", "--day", "2027-04-11")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout, "day      2027-04-11T00:00:00Z\nnear     The vote (vote; vote): 2027-04-18\n         for en\n"
                         "bands    tightened: scale is medium from 5 authors, high from 25, severe from 100; a void has 3 questions\nuntil    2027-04-19T00:00:00Z\n")
        self.assertIn("near     nothing of 1 events\nbands    scale is medium from 10 authors", self.run_rules("explain", "--day", "2027-04-10T23:59:59Z").stdout)
        found = json.loads(self.run_rules("explain", "--day", "2027-04-19", "--format", "json").stdout)
        self.assertEqual((found["near"], found["scale_authors"], found["until"]), ([], [10, 50, 200], None))
        done = self.run_rules("explain", "--day", "soon")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("error[date]", done.stderr)

    def test_explain_of_a_case_near_an_event_uses_the_tightened_bands(self):
        self.write_calendar()
        self.assertIn("scale medium", self.run_rules("explain", "--policy-case", "authors=5,event_near=true").stdout)
        self.assertIn("scale low", self.run_rules("explain", "--policy-case", "authors=5").stdout)

    def test_diff_tells_which_events_differ(self):
        self.write_calendar()
        other = self.folder / "other"
        shutil.copytree(self.rules, other)
        file = other / "calendar/votes.yaml"
        file.write_text(file.read_text().replace("2027-04-18", "2027-04-25") + "  - {id: leap, title: Leap day, kind: other, from: 02-29}\n")
        done = self.run_rules("diff", other)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout, 'event that is new: "leap" (Leap day, 02-29, every year)\nevent vote.from: 2027-04-18 -> 2027-04-25\n'
                         "event vote.until: 2027-04-18 -> 2027-04-25\nthe policies advise the same\n")
        found = json.loads(self.run_rules("diff", other, "--format", "json").stdout)
        self.assertEqual((found["calendar"]["new"], found["calendar"]["gone"], found["calendar"]["changed"][0]["name"]), (["leap"], [], "vote.from"))

    # match

    def match(self, posts, *more):
        file = self.folder / "posts.ndjson"
        file.write_bytes(posts if isinstance(posts, bytes) else posts.encode())
        return lib.run("SAITCTL", "match", "--rules", self.rules, "--posts", file, *more)

    def test_match_gives_each_match_as_a_line(self):
        done = self.match(lib.post(1, "So migrants get £175 a week") + lib.post(2, "nothing") + lib.post(3, "Fact check: migrants get more than veterans"))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        first, second = (json.loads(line) for line in done.stdout.splitlines())
        self.assertEqual({key: first[key] for key in ("post", "narrative", "act", "pattern", "lang", "spans")},
                         {"post": "square:s-1", "narrative": "n", "act": "claim", "pattern": "n/en/2", "lang": "en", "spans": [["text", 3, 28]]})
        self.assertEqual((first["slots"]["money"]["value"], first["slots"]["money"]["unit"], first["slots"]["period"]["unit"]), (175, "GBP", "week"))
        self.assertEqual((second["act"], second["cue"]), ("debunk", ["text", 0, 10]))
        self.assertNotIn("maturity", first)

    def test_match_names_harms_and_says_what_is_not_stable(self):
        self.write("harms/h.yaml", 'id: h\nkind: harm\ncategory: threat\ntitle: T\nowner: o\nreview_by: 2099-01-01\nphrases: {en: ["burn the hostel"]}\n')
        found = json.loads(self.match(lib.post(1, "Burn the hostel!")).stdout)
        self.assertEqual((found["harm"], found["maturity"], "narrative" in found), ("h", "testing", False))

    def test_match_says_in_which_description_of_media_it_found_something(self):
        done = self.match(lib.post(1, "look", media=[{"alt": "a boat"}, {}, {"alt": "So migrants get £5 a week"}]))
        found = json.loads(done.stdout)
        self.assertEqual((found["spans"], found["media"]), ([["alt", 3, 26]], [2]))
        self.assertEqual((found["slots"]["money"]["span"], found["slots"]["money"]["media"]), (["alt", 16, 19], 2))
        self.assertNotIn("media", json.loads(self.match(lib.post(1, "migrants get £5 a week")).stdout))

    def test_match_says_what_is_retired_and_leaves_out_what_is_deleted(self):
        self.replace("narratives/n.yaml", "en: stable", "en: retired")
        done = self.match(lib.post(1, "migrants get £5 a week") + lib.post(2, "migrants get £5 a week", deleted=True))
        self.assertEqual([(found["post"], found["maturity"]) for found in map(json.loads, done.stdout.splitlines())], [("square:s-1", "retired")])

    def test_match_of_a_post_of_nothing_but_matches_is_linear(self):
        self.replace("narratives/n.yaml", '- "@who get <money> <period>"', '- {all: ["migrants", "money"], none: ["no such"]}\n    - {same_sentence: ["migrants", "money"]}\nnone: {en: ["in the film", "money ...2 film"]}')
        (self.rules / "narratives/n.yaml").write_text((self.rules / "narratives/n.yaml").read_text().split("tests:")[0])
        for unit, found in (("migrants money in the film. ", 0), ("migrants money ", 2)):
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            done = self.match(lib.post(1, unit * (2_000_000 // len(unit))))
            self.assertEqual((done.returncode, done.stdout.count("\n")), (0, found))
            self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before, HANG)

    def test_match_leaves_out_a_bad_line_says_so_and_reads_on(self):
        done = self.match(lib.post(1, "migrants get £5 a week") + '{"platform": 5}\n' + "no json\n" + lib.post(2, "migrants get £6 a week"))
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stdout.count("\n"), 2)
        self.assertIn("posts.ndjson:2: error[type]", done.stderr)
        self.assertIn("posts.ndjson:3: error[json]", done.stderr)

    def test_match_reads_standard_input_as_it_comes(self):
        with subprocess.Popen([lib.program("SAITCTL"), "match", "--rules", self.rules], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=lib.environment()) as process:
            process.stdin.write(lib.post(1, "migrants get £5 a week").encode())
            process.stdin.flush()
            self.assertIn(b"n/en/2", process.stdout.readline(), "before the input ends")
            process.stdin.close()
            self.assertEqual(process.wait(lib.DEADLINE), 0)

    # draft, schema

    def test_draft_check_names_loaded_terms_and_what_to_write_instead(self):
        self.write("terms/en.yaml", 'terms:\n  - {term: "wave*", kind: loaded, frame: water, instead: [arrivals, "a number and a period"]}\n  - {term: "🤡", kind: coded, ambiguity: 2, first_seen: 2024-01-01, last_reviewed: 2026-01-01, expires: 2099-01-01}\n')
        draft = self.folder / "draft.txt"
        draft.write_text("We saw many.\nA new WAVE of migrants 🤡\n")
        done = lib.run("SAITCTL", "draft", "check", draft, "--rules", self.rules, "--lang", "en")
        self.assertEqual((done.returncode, done.stderr), (1, ""))
        self.assertIn(f'{draft}:2:7: "WAVE" is a loaded term (water); write: arrivals; a number and a period', done.stdout)
        self.assertIn(f'{draft}:2:24: "🤡" is a coded term', done.stdout)
        draft.write_text("We saw many.\n")
        done = lib.run("SAITCTL", "draft", "check", draft, "--rules", self.rules, "--lang", "en")
        self.assertEqual((done.returncode, done.stdout), (0, f"{draft}: no loaded term of en\n"))
        draft.write_bytes("Flüchtlingswelle\n".encode("latin-1"))
        done = lib.run("SAITCTL", "draft", "check", draft, "--rules", self.rules, "--lang", "de")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn(f"{draft}: error[utf8]: ", done.stderr)

    @unittest.skipIf(Path("/usr/share/saitd/rules").exists(), "the package is installed: its rules are found")
    def test_draft_check_asks_for_a_rule_folder_where_there_is_none(self):
        draft = self.folder / "draft.txt"
        draft.write_text("We saw many.\n")
        done = lib.run("SAITCTL", "draft", "check", draft, cwd=self.folder)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("name a rule folder: --rules DIR", done.stderr)

    def test_draft_check_is_linear_and_reads_over_line_breaks(self):
        self.write("terms/en.yaml", 'terms:\n  - {term: "great replacement", kind: loaded, frame: war, note: n}\n')
        draft = self.folder / "draft.txt"
        draft.write_text("Not The Great\nReplacement, nor great.\nReplacement, nor great\n\nreplacement.\n")
        done = lib.run("SAITCTL", "draft", "check", draft, "--rules", self.rules, "--lang", "en")
        self.assertEqual((done.returncode, done.stdout.count("is a loaded term")), (1, 1), done.stdout)
        self.assertIn(f"{draft}:1:9: ", done.stdout)
        draft.write_bytes(b"Not The Great!\r\nReplacement, nor the great\r\nreplacement.\r\n")
        done = lib.run("SAITCTL", "draft", "check", draft, "--rules", self.rules, "--lang", "en")
        self.assertEqual((done.returncode, done.stdout.count("is a loaded term")), (1, 1), done.stdout)
        self.assertIn(f"{draft}:2:22: ", done.stdout)
        for sentence in ("What they call the great replacement is none.\n", "What they call the great replacement is none. "):
            draft.write_text(sentence * 40_000)
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            done = lib.run("SAITCTL", "draft", "check", draft, "--rules", self.rules, "--lang", "en")
            self.assertEqual(done.stdout.count("is a loaded term"), 40_000)
            self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before, HANG)

    def test_a_language_that_the_rules_have_not_is_told_with_those_they_have(self):
        draft = self.folder / "draft.txt"
        draft.write_text("We saw many.\n")
        for command in (("draft", "check", draft, "--rules", self.rules), ("rules", "explain", self.rules, "--text", "x")):
            done = lib.run("SAITCTL", *command, "--lang", "xx")
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn("there are en", done.stderr)

    def test_the_schema_takes_every_rule_file_and_refuses_a_misspelt_key(self):
        schema = json.loads(lib.run("SAITCTL", "rules", "schema").stdout)
        validator = jsonschema.Draft202012Validator(schema)
        validator.check_schema(schema)

        def load(text):
            # Days stay texts, as saitd reads them.
            return yaml.load(text, Loader=type("Loader", (yaml.SafeLoader,), {"yaml_implicit_resolvers": {
                first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
                for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()}}))
        for file in (*SHIPPED.rglob("*.yaml"), *self.rules.rglob("*.yaml")):
            with self.subTest(file=file.name):
                validator.validate(load(file.read_text()))
        whole = POLICY + "budget: {per_audience_per_day: 5}\ncool_down: 12h\nhysteresis: {raise_after: 20m}\ntests: [{authors: 3, void: false, posture: monitor, row: rest}]\n"
        validator.validate(load(whole))
        self.write("policies/p.yaml", whole)
        self.assertEqual(self.run_rules("check").returncode, 0)
        with self.assertRaises(jsonschema.ValidationError):
            validator.validate(load(NARRATIVE.replace("claim:", "clam:")))
        with self.assertRaises(jsonschema.ValidationError):
            validator.validate(load(NARRATIVE + "none: {en: [{al: [x]}]}\n"))
        for wrong in (POLICY.replace("harm: true", "harmful: true"), POLICY + "tests: [{author: 3, posture: monitor}]\n", POLICY + "band: {}\n", POLICY + "calendar: {tighten: 2}\n", "events: [{id: a, title: T, kind: vote, form: 12-18}]\n", POLICY + "hysteresis: {raise_after: soon}\n"):
            with self.subTest(wrong=wrong[-40:]), self.assertRaises(jsonschema.ValidationError):
                validator.validate(load(wrong))

    def test_the_audiences_that_the_rules_page_shows_are_good_and_told_apart(self):
        shown = (lib.ROOT / "rules/README.md").read_text(encoding="utf-8").split("## Audiences")[1].split("```\n")[1]
        schema = jsonschema.Draft202012Validator(json.loads(lib.run("SAITCTL", "rules", "schema").stdout))
        schema.validate(yaml.safe_load(shown))
        with self.assertRaises(jsonschema.ValidationError):
            schema.validate(yaml.safe_load(shown.replace("within:", "witin:")))
        self.rules = self.folder / "shipped"
        shutil.copytree(SHIPPED, self.rules)
        self.write("audiences.yaml", shown)
        done = self.run_rules("check")
        self.assertEqual((done.returncode, "audiences.yaml" in done.stdout), (0, False), done.stdout)
        done = lib.run("SAITCTL", "rules", "diff", SHIPPED, self.rules)
        self.assertEqual((done.returncode, done.stdout), (0, 'the policies advise the same\naudience "chemnitz" is new\naudience "saxon-press" is new\n'))
        self.write("audiences.yaml", shown.replace("regions: [saxony]", "regions: [saxny]").replace("languages: [de, ar]", "languages: [de, arr]"))
        done = self.run_rules("check")
        self.assertEqual(done.returncode, 1)
        for says in (":6:53: error[language]", ":7:75: error[region]", 'did you mean "saxony"?'):
            self.assertIn(says, done.stdout)

    # Bad input: an error with its place, and no more of the machine than a good pack takes.

    def refused(self, *codes):
        process = subprocess.Popen([lib.program("SAITCTL"), "rules", "check", self.rules, "--format", "json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env=lib.environment(), preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (HANG, HANG)))
        out, err = process.communicate(timeout=lib.DEADLINE)
        self.assertEqual(process.returncode, 1, err)
        said = [json.loads(line) for line in out.splitlines()]
        found = {item["code"] for item in said} | {code for code in codes if f"error[{code}]" in err.decode()}
        self.assertLessEqual(set(codes), found)
        self.assertTrue(all(item["file"] for item in said))
        return said

    def test_bombs_and_broken_files_are_refused_with_their_place(self):
        bomb = "a: &a [x, x]\n" + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20))
        for text, code in ((bomb, "alias"), ("id: n\n\ttitle: T\n", "yaml"), ("id: n\nid: m\n", "duplicate-key"), (b"id: \xff\xfe\n", "encoding"), ("[" * 5000, "depth")):
            with self.subTest(code=code):
                self.write("narratives/n.yaml", text)
                self.assertTrue(all(item["line"] > 0 for item in self.refused()))

    def test_a_file_of_ten_megabytes_is_refused(self):
        self.write("narratives/n.yaml", NARRATIVE + "# " + "x" * (10 << 20))
        self.refused()

    def test_a_link_out_of_the_folder_is_refused(self):
        outside = self.folder / "outside.yaml"
        outside.write_text(NARRATIVE)
        (self.rules / "narratives/n.yaml").unlink()
        (self.rules / "narratives/n.yaml").symlink_to(outside)
        self.refused("unreadable")

    def test_a_folder_that_is_a_link_is_no_pack_without_it(self):
        (self.folder / "elsewhere").mkdir()
        (self.rules / "harms").symlink_to(self.folder / "elsewhere")
        for command in ("check", "test"):
            done = self.run_rules(command)
            self.assertEqual(done.returncode, 1, command)
            self.assertIn("error[unreadable]: ", done.stdout + done.stderr)
            self.assertNotIn("good:", done.stdout)

    def test_what_cannot_be_read_is_one_mistake_among_others_in_every_format(self):
        self.replace("narratives/n.yaml", "status: unverified", "statsu: unverified")
        (self.rules / "narratives/x.yaml").symlink_to("/etc/hostname")
        (self.rules / "narratives/y.yaml").symlink_to("nothing.yaml")
        os.mkfifo(self.rules / "narratives/z.yaml")
        said = self.refused("unreadable", "unknown-key")
        self.assertEqual([(item["file"].split("/")[-1], item["line"], item["column"]) for item in said if item["code"] == "unreadable"],
                         [("x.yaml", 1, 1), ("y.yaml", 1, 1), ("z.yaml", 1, 1)])
        done = self.run_rules("check")
        self.assertIn(f"{self.rules}/narratives/x.yaml:1:1: error[unreadable]: ", done.stdout)
        self.assertIn("n.yaml:4:1: error[unknown-key]", done.stdout)
        results = json.loads(self.run_rules("check", "--format", "sarif").stdout)["runs"][0]["results"]
        self.assertEqual([result["ruleId"] for result in results].count("unreadable"), 3)
        cases = xml.etree.ElementTree.fromstring(self.run_rules("test", "--format", "junit").stdout).iter("testcase")
        self.assertEqual([case.get("name") for case in cases].count("unreadable"), 3)
        listed = [json.loads(line) for line in self.run_rules("test", "--format", "json").stdout.splitlines()]
        self.assertEqual([item["code"] for item in listed].count("unreadable"), 3)

    def test_many_of_anything_cost_no_more_than_is_promised(self):
        head = NARRATIVE.split("    - ")[0]
        for name, text in (("phrases", head + "".join(f'    - "@who ...3 get ...3 word{i}"\n' for i in range(59_000))),
                           ("brackets", head + '    - "("\n' * 380_000), ("equal", head + '    - "@who get more"\n' * 150_000),
                           ("keys", NARRATIVE + "".join(f"key{i}: 1\n" for i in range(300_000))),
                           ("tests", NARRATIVE + '  - {text: "m", lang: en, act: none}\n' * 100_000)):
            with self.subTest(many=name):
                self.write("narratives/n.yaml", text)
                self.within_limits()
        self.write("narratives/n.yaml", NARRATIVE)
        self.write("languages/fr.yaml", "topic:\n" + "".join(f"  - mot{i:07}\n" for i in range(230_000)))
        self.within_limits()

    def test_many_files_cost_no_more_together_than_one_may(self):
        """Each file is within the limits of a file."""
        head = NARRATIVE.split("    - ")[0]
        lexicon = ", ".join(f'"word{i}"' for i in range(100))
        self.replace("languages/en.yaml", "lexicons:\n", f"lexicons:\n  long: [{lexicon}]\n")
        for name, line, count in (("lexicons", '    - "@long ...3 get ...3 w{}x{} than @long"\n', 1900), ("words", '    - "{0}x{1}abcdefghijklmnop ...3 {0}y{1}abcdefghijklmnop"\n', 1900),
                                  ("alternatives", None, 200), ("equal", '    - "@who get more"\n', 100_000)):
            with self.subTest(many=name):
                for file in range(8):
                    body = [line.format(file, i) if line else '    - "({}) get"\n'.format("|".join(f"w{file}x{i}x{a}" for a in range(300))) for i in range(count)]
                    self.write(f"narratives/b{file}.yaml", head.replace("id: n", f"id: b{file}") + "".join(body))
                taken = name == "words"  # different ones in each phrase: there is room for them
                self.within_limits(0 if taken else 1)
                said = self.run_rules("check")
                if not taken:
                    self.assertRegex(said.stdout + said.stderr, r"narratives/b\d\.yaml:[1-9]\d*:")

    def within_limits(self, expected=1):
        pid = os.posix_spawn(lib.program("SAITCTL"), [lib.program("SAITCTL"), "rules", "check", str(self.rules)], lib.environment(),
                             file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0), (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)])
        _, status, usage = os.wait4(pid, 0)
        self.assertEqual(os.waitstatus_to_exitcode(status), expected)
        if not lib.SANITIZED:
            self.assertLess(usage.ru_maxrss * 1024, MOST_MEMORY)
            self.assertLess(usage.ru_utime, HANG)

    def test_a_hundred_thousand_alternatives_are_refused(self):
        self.replace("narratives/n.yaml", "(pensioners|veterans)", "(" + "|".join(f"word{i}" for i in range(100_000)) + ")")
        self.assertIn("alternatives", {item["code"] for item in self.refused()})
        self.replace("narratives/n.yaml", "@who get more", "regex: " + "|".join(f"word{i}" for i in range(10)) + " @who")

    def test_a_lexicon_that_names_itself_is_refused(self):
        self.replace("languages/en.yaml", '"migrant*", "asylum', '"@who", "asylum')
        said = self.refused("lexicon")
        self.assertEqual((said[0]["file"].split("/")[-1], said[0]["line"]), ("en.yaml", 3))

    def test_bad_files_take_no_more_memory_than_is_promised(self):
        self.write("narratives/big.yaml", NARRATIVE + "# " + "x" * (10 << 20))
        self.replace("narratives/n.yaml", "(pensioners|veterans)", "(" + "|".join(f"word{i}" for i in range(100_000)) + ")")
        self.within_limits()


if __name__ == "__main__":
    unittest.main(verbosity=2)
