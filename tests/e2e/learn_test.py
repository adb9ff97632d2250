#!/usr/bin/env python3
"""saitctl rules learn, from outside: what it learns outweighs what it should, nothing is written unasked, and bad input is told in words."""

import itertools
import shutil
import unittest

import lib

TOPIC = ["hotel", "money", "phone", "flat", "bus", "school"]
CLAIMS = ["they get it all", "nobody tells you", "ours freeze meanwhile", "every single one"]
OTHERS = ["said the minister", "i work there myself", "who writes such things", "a novel about birds"]


def rows(count, narrative="swans"):
    out = ["id\tlang\tnarrative\tlabel\ttext"]
    for number, (first, second, way) in enumerate(itertools.islice(itertools.cycle(itertools.product(TOPIC, TOPIC, range(4))), count)):
        for label, words in (("claim", CLAIMS[way]), ("report", OTHERS[way])):
            out.append(f"{label}{number}\ten\t{narrative}\t{label}\tMigrants and the {first}, {words}, {second} {number}x")
    return "\n".join(out) + "\n"


class LearnTest(unittest.TestCase):
    def setUp(self):
        self.folder = lib.temporary_folder(self)
        self.rules = self.folder / "rules"
        for path, text in {
            "languages/en.yaml": "topic: [\"migrant*\"]\n",
            "narratives/swans.yaml": "id: swans\ntitle: T\nclaim: C\nstatus: unverified\nowner: o\nreview_by: 2099-01-01\nphrases:\n  en: [\"migrants and the ...1 (they|said|i|who|a|nobody|ours|every)\"]\n"
                                     "tests:\n  - {text: \"Migrants and the phone, they pay\", lang: en, act: claim}\n",
            "policies/p.yaml": "id: p\nrows:\n  - {id: safety, because: b, when: {harm: true}, posture: escalate-safety}\n  - {id: rest, because: b, posture: monitor}\n",
        }.items():
            file = self.rules / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        self.weights = self.rules / "weights/en.yaml"
        self.labels = self.write("labels.tsv", rows(250))

    def write(self, name, text):
        file = self.folder / name
        file.write_text(text)
        return file

    def learn(self, *arguments, labels=None, rules=None):
        return lib.run("SAITCTL", "rules", "learn", rules or self.rules, "--labels", labels or self.labels, *arguments)

    def explain(self, text):
        return lib.run("SAITCTL", "rules", "explain", self.rules, "--lang", "en", "--text", text).stdout

    def refused(self, done, code, status=1):
        self.assertEqual((done.returncode, done.stdout), (status, ""))
        self.assertIn(f"error[{code}]", done.stderr)

    def test_it_says_what_it_would_do_and_writes_nothing(self):
        done = self.learn()
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"en: \d+ weights from 251 claims and 250 other posts, for swans\n")
        self.assertRegex(done.stdout, r"claims kept        1\.00 .*251 of 251|claims kept        0\.9\d")
        self.assertIn("Nothing was written", done.stdout)
        self.assertFalse(self.weights.exists())

    def test_what_was_learnt_holds_back_what_was_not_learnt_from(self):
        other, claim = "Migrants and the garden, who writes such things, again", "Migrants and the garden, nobody tells you, again"
        self.assertIn("as claim", self.explain(other))
        done = self.learn("--write")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn(f"written: {self.weights}", done.stdout)
        self.assertEqual(lib.run("SAITCTL", "rules", "check", self.rules).returncode, 0)
        self.assertEqual(lib.run("SAITCTL", "rules", "test", self.rules).returncode, 0)
        self.assertIn("as claim", self.explain(claim))
        held = self.explain(other)
        self.assertIn("matches  nothing", held)
        self.assertRegex(held, r"found as a claim, and outweighed: its words weigh -?\d\.\d\d, those of a claim at least -?\d\.\d\d \(weights/en\.yaml\); most against it: \"")

    def test_learning_again_gives_the_same_whatever_stands_there(self):
        self.learn("--write")
        first = self.weights.read_bytes()
        for there in (first, b"narratives: [swans]\nbias: 0\nleast: 99\nwords: |\n  1 a\n", b"\xff{", b""):
            self.weights.write_bytes(there)
            self.assertEqual(self.learn("--write").returncode, 0)
            self.assertEqual(self.weights.read_bytes(), first)
        self.assertEqual([file.name for file in self.weights.parent.iterdir()], ["en.yaml"])

    def test_a_higher_keep_holds_back_less(self):
        least = []
        for keep in ("0.6", "0.9", "1"):
            self.assertEqual(self.learn("--keep", keep, "--write").returncode, 0)
            least.append(float(next(line for line in self.weights.read_text().splitlines() if line.startswith("least")).split()[1]))
        self.assertEqual(least, sorted(least, reverse=True))

    def test_what_only_hints_find_is_explained_and_off_topic_it_is_none(self):
        narrative = self.rules / "narratives/swans.yaml"
        narrative.write_text(narrative.read_text().replace("tests:", "hints:\n  en: [swimming pool]\ntests:"))
        self.weights.parent.mkdir()
        self.weights.write_text("narratives: [swans]\nbias: 0\nleast: 0\nhinted: 1\nwords: |\n  5000 for them\n")
        self.assertIn("swans/en/hint-1", self.explain("A swimming pool for them migrants").split("matches", 1)[1])
        self.assertIn("only hinted at: its words weigh 0.00, and hints ask for at least 1.00", self.explain("Migrants near a swimming pool"))
        off_topic = self.explain("A swimming pool for them")
        self.assertIn("topic    no", off_topic)
        self.assertIn("matches  nothing", off_topic)

    def test_more_that_may_stray_lowers_what_hints_ask_for(self):
        hinted = []
        for stray in ("0", "0.05", "0.5"):
            self.assertEqual(self.learn("--stray", stray, "--write").returncode, 0)
            hinted.append(float(next(line for line in self.weights.read_text().splitlines() if line.startswith("hinted")).split()[1]))
        self.assertEqual(hinted, sorted(hinted, reverse=True))

    def test_what_tells_narratives_apart_is_counted_and_the_lead_is_the_one_that_was_asked_for(self):
        done = self.learn("--apart", "1.5", "--write")
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stdout, r"claims whose words tell their narrative +1\.00 ")
        text = self.weights.read_text()
        self.assertIn("\napart: 1.500\nclaims:\n  swans: 251\n", text)
        self.assertRegex(text, r"\ntold: \|\n(  1:\d+ \S+\n)+$")
        self.assertEqual(lib.run("SAITCTL", "rules", "check", self.rules).returncode, 0)

    def test_too_little_teaches_nothing_and_says_how_much_it_takes(self):
        done = self.learn("--write", labels=self.write("few.tsv", rows(20)))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("en: nothing is learnt from 21 claims and 20 other posts; at least 200 of each are needed, 20 claims of one narrative, and words that stand in at least 2 of them", done.stdout)
        self.assertFalse(self.weights.exists())
        done = self.learn(labels=self.write("nobodys.tsv", rows(250, "-")))
        self.assertIn("nothing is learnt from 251 claims and 250 other posts", done.stdout)

    def test_labels_that_contradict_each_other_are_told_and_the_first_counts(self):
        labels = self.write("both.tsv", rows(250) + "a\ten\tswans\treport\tMigrants and the phone, they PAY\nb\ten\tswans\treport\tMigrants and the phone, they pay?\n")
        done = self.learn(labels=labels)
        self.assertEqual(done.returncode, 0)
        self.assertEqual(done.stderr, f'{labels}:502: warning[contradiction]: "report", but a test or an earlier label says that they claim of the same words; this one is left out\n')
        self.assertIn("from 251 claims and 251 other posts", done.stdout)  # a question mark makes other words

    def test_tests_that_are_lost_are_named_though_learning_cannot_see_them(self):
        narrative = self.rules / "narratives/swans.yaml"
        narrative.write_text(narrative.read_text() + "  - {text: \"who writes such things\", title: \"Migrants and the i, who writes such things, a novel about birds\", lang: en, act: claim}\n")
        done = self.learn()
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn(f"tests that would fail: 1\n  {narrative}:11 (its claim is outweighed)\n", done.stdout)

    def test_what_the_rules_would_refuse_is_not_written(self):
        words = self.write("words.tsv", "id\tlang\tnarrative\tlabel\ttext\n" + "".join(
            f"{number}\ten\tswans\t{'claim' if number % 2 else 'report'}\t" + " ".join(f"w{number}q{word}" for word in range(150)) + "\n" for number in range(600)))
        self.refused(self.learn("--fewest", "1", "--write", labels=words), "too-many")
        self.assertFalse(self.weights.exists())
        done = self.learn("--fewest", "1000", "--write")
        self.assertIn("words that stand in at least 1000 of them\nNothing was written", done.stdout)

    def test_labels_that_are_no_claims_elsewhere_may_be_named(self):
        done = self.learn("--asserting", "report")
        self.assertIn("from 251 claims and 250 other posts", done.stdout)
        self.refused(self.learn("--asserting", "reprot"), "label")

    def test_bad_input_is_told_in_words(self):
        self.refused(self.learn(labels=self.folder / "none.tsv"), "unreadable")
        self.refused(self.learn(labels=self.write("texts.tsv", "id\tlabel\n1\tclaim\n")), "no-texts")
        self.refused(self.learn("--lang", "xx"), "language", 2)
        self.refused(self.learn(rules=self.folder / "gone"), "unreadable")
        for option, values in (("--keep", ("0", "1.1", "nan", "x")), ("--stray", ("-0.1", "0.6", "nan", "x")), ("--apart", ("-1", "101", "nan", "x"))):
            for value in values:
                done = self.learn(option, value)
                self.assertNotEqual(done.returncode, 0, value)
                self.assertIn(option, done.stderr)
        (self.rules / "narratives/swans.yaml").write_text("id: [\n")
        self.assertEqual(self.learn().returncode, 1)

    def test_a_file_in_the_way_of_the_folder_is_told(self):
        shutil.rmtree(self.weights.parent, ignore_errors=True)
        self.weights.parent.write_text("")
        self.refused(self.learn("--write"), "unwritable")


if __name__ == "__main__":
    unittest.main()
