#!/usr/bin/env python3
"""The suites of rules/suites through `saitctl rules backtest`: that they are what they say they are, that the third which no rule writer sees reaches what it
reached, and that everyday posts and the counter-speech of others stay silent. Nothing here prints a post of the unseen third."""

import collections
import csv
import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
import lib  # noqa: E402

SUITES = lib.ROOT / "rules/suites"
DATA = lib.ROOT.parent / "shared/data"
LANGUAGES = ("en", "de", "fr", "es")
HARMS = {"threat", "call-to-action", "dehumanisation", "named-target", "child-target"}
SILENT = {"debunk", "report", "quote", "question", "counter", "opinion", "policy", "true-statistic", "first-person", "official-notice", "homograph", "satire"}
NEVER = ("debunk", "first-person", "policy")  # labels of which no post should be taken for a claim
MOST_OF_THESE = 6  # of the seen posts are still, of 1,200 or so
# By language, on the unseen third: what the pack reached when this was written; it may only rise. The aims stand in rules/README.md.
LEAST = {
    "claim": {"en": 0.92, "de": 0.89, "fr": 0.89, "es": 0.89},
    "paraphrase": {"en": 0.62, "de": 0.55, "fr": 0.68, "es": 0.63},
    "harm": {"en": 0.40, "de": 0.35, "fr": 0.40, "es": 0.45},
}
BATCHES = ("pairs", "moods", "scenes")  # later ones, of claims beside posts that only sound like them
LEAST_OF_BATCHES = 0.58  # of the claims of all of them together, in each language
MOST_WRONG_OF_BATCHES = 0.055
LEAST_HARDER = 0.45  # of the paraphrases of suites/harder, in each language
MOST_WRONG = {"en": 0.008, "de": 0.012, "fr": 0.016, "es": 0.016}
# Of posts by others, by batch and language: the claims and paraphrases found, and what is taken for a claim.
LEAST_OF_OTHERS = {"fresh": {"en": 0.60, "de": 0.69, "fr": 0.72, "es": 0.66}, "later": {"en": 0.69, "de": 0.65, "fr": 0.74, "es": 0.72}}
MOST_WRONG_OF_OTHERS = {"fresh": {"en": 0.016, "de": 0.02, "fr": 0.05, "es": 0.02}, "later": {"en": 0.016, "de": 0.012, "fr": 0.024, "es": 0.012}}
TAUGHT = ("seen", "harder/seen", "pairs/seen", "moods/seen", "scenes/seen", "near/seen", "kinds/seen", "broad/seen", "fresh/seen", "public/seen")
# Posts of GermEval that a reader finds to make the claim (or the harm) that is found in them.
GENUINE = {"x:germeval-3317", "x:germeval-3516", "x:germeval-3627", "x:germeval-3722", "x:germeval-3916", "x:germeval-4015", "x:germeval-4102",
           "x:germeval-1157", "x:germeval-3036", "x:germeval-3086", "x:germeval-3787"}
LEAST_IN_DISGUISE = 0.98


def rows(part):
    found = []
    for file in sorted((SUITES / part).glob("*.tsv")):
        with open(file, encoding="utf-8", newline="") as table:
            found += [dict(row, part=part) for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)]
    return found


class SuitesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rows = rows("seen") + rows("unseen")

    def backtest(self, *arguments):
        done = lib.run("SAITCTL", "rules", "backtest", lib.ROOT / "rules", *arguments, "--examples", "0", "--format", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["labels"]

    def test_every_suite_has_its_posts_and_a_third_of_them_is_unseen(self):
        by = collections.defaultdict(collections.Counter)
        for row in self.rows:
            by[row["suite"], row["lang"], row["part"]][row["label"]] += 1
        suites = {row["suite"] for row in self.rows}
        self.assertLessEqual(HARMS, suites)
        self.assertGreaterEqual(len(suites - HARMS), 10)
        for suite in suites:
            for language in LANGUAGES:
                seen, unseen = by[suite, language, "seen"], by[suite, language, "unseen"]
                both = seen + unseen
                wanted = ("harm",) if suite in HARMS else ("claim", "paraphrase")
                with self.subTest(suite=suite, language=language):
                    for label in wanted:
                        self.assertGreaterEqual(both[label], 10)
                        self.assertGreaterEqual(3 * unseen[label], both[label])
                    silent = sum(count for label, count in both.items() if label not in wanted)
                    self.assertGreaterEqual(silent, 20)
                    self.assertGreaterEqual(3 * sum(count for label, count in unseen.items() if label not in wanted), silent)
                    if suite in HARMS:
                        self.assertGreaterEqual(both["opinion"], 10)
                    else:
                        self.assertEqual(set(both) - set(wanted), SILENT)

    def test_no_post_is_there_twice_and_pairs_are_not_torn(self):
        texts = collections.Counter(row["text"].casefold() for row in self.rows)
        self.assertEqual([count for count in texts.values() if count > 1], [])
        parts = collections.defaultdict(set)
        for row in self.rows:
            if row["pair"]:
                parts[row["suite"], row["lang"], row["pair"]].add(row["part"])
        self.assertGreater(len(parts), 300)
        self.assertEqual([pair for pair, where in parts.items() if len(where) > 1], [])

    def test_no_unseen_post_is_a_test_of_a_rule(self):
        rules = "".join(path.read_text(encoding="utf-8") for folder in ("narratives", "harms") for path in (lib.ROOT / "rules" / folder).glob("*.yaml"))
        self.assertEqual([row["id"] for row in self.rows if row["part"] == "unseen" and row["text"].replace('"', '\\"') in rules], [])

    def test_the_unseen_third_is_found_as_well_as_it_was(self):
        labels = self.backtest("--labels", SUITES / "unseen", "--evasions")
        shares = {(one["lang"], one["label"]): one["share"] for one in labels["by_label"] if "narrative" not in one}
        for label, least in LEAST.items():
            for language, share in least.items():
                found = shares[language, label]
                self.assertGreaterEqual(found["hits"] / found["cases"], share, (language, label))
        for one in labels["silences"]:
            wrong = one["wrongly_found"]
            self.assertLessEqual(wrong["hits"] / wrong["cases"], MOST_WRONG[one["lang"]], one["lang"])
        for one in labels["evasions"]:
            if one["evasion"] == "all":
                self.assertGreaterEqual(one["share"]["hits"] / one["share"]["cases"], LEAST_IN_DISGUISE, one["lang"])

    def test_the_harder_posts_are_found_as_well_as_they_were_and_stand_nowhere_else(self):
        harder = rows("harder/seen") + rows("harder/unseen")
        texts = collections.Counter(row["text"].casefold() for row in self.rows + harder)
        self.assertEqual([count for count in texts.values() if count > 1], [])
        self.assertEqual({row["label"] for row in harder} - SILENT, {"claim", "paraphrase", "harm"})
        labels = self.backtest("--labels", SUITES / "harder/unseen")
        shares = {one["lang"]: one["share"] for one in labels["by_label"] if "narrative" not in one and one["label"] == "paraphrase"}
        self.assertEqual(sorted(shares), sorted(LANGUAGES))
        for language, found in shares.items():
            self.assertGreaterEqual(found["hits"] / found["cases"], LEAST_HARDER, language)

    def test_later_batches_are_what_they_say_they_are_and_found_as_well_as_they_were(self):
        batches = {(batch, part): rows(f"{batch}/{part}") for batch in BATCHES for part in ("seen", "unseen")}
        texts = collections.Counter(row["text"].casefold() for some in [self.rows, rows("harder/seen"), rows("harder/unseen"), *batches.values()] for row in some)
        self.assertEqual([count for count in texts.values() if count > 1], [])
        tests = "".join(path.read_text(encoding="utf-8") for folder in ("narratives", "harms") for path in (lib.ROOT / "rules" / folder).glob("*.yaml"))
        for batch in BATCHES:
            seen, unseen = batches[batch, "seen"], batches[batch, "unseen"]
            self.assertEqual({row["label"] for row in seen + unseen} - SILENT - {"claim", "paraphrase"}, set())
            torn = {(row["lang"], row["narrative"], row["pair"]) for row in seen} & {(row["lang"], row["narrative"], row["pair"]) for row in unseen}
            self.assertEqual(torn, set())
            self.assertGreaterEqual(4 * len(unseen), len(seen) + len(unseen))
            self.assertEqual([row["id"] for row in unseen if row["text"].replace('"', '\\"') in tests], [])
        labels = self.backtest(*(word for batch in BATCHES for word in ("--labels", SUITES / batch / "unseen")))
        found = {one["lang"]: one["share"] for one in labels["by_label"] if "narrative" not in one and one["label"] == "claim"}
        self.assertEqual(sorted(found), sorted(LANGUAGES))
        for language, share in found.items():
            self.assertGreaterEqual(share["hits"] / share["cases"], LEAST_OF_BATCHES, language)
        for one in labels["silences"]:
            self.assertLessEqual(one["wrongly_found"]["hits"] / one["wrongly_found"]["cases"], MOST_WRONG_OF_BATCHES, one["lang"])

    def test_posts_of_others_are_found_as_well_as_they_were_and_teach_nothing(self):
        taught = [row for part in TAUGHT for row in rows(part)]
        batches = {batch: rows(f"{batch}/unseen") for batch in LEAST_OF_OTHERS}
        texts = collections.Counter(row["text"].casefold() for some in [taught, *batches.values()] for row in some)
        self.assertEqual([count for count in texts.values() if count > 1], [])
        for batch, least in LEAST_OF_OTHERS.items():
            labels = self.backtest("--labels", SUITES / batch / "unseen")
            for language in LANGUAGES:
                count = sum(row["lang"] == language for row in batches[batch])
                self.assertGreaterEqual(count, 457, (batch, language))
                shares = [one["share"] for one in labels["by_label"] if "narrative" not in one and one["lang"] == language and one["label"] in ("claim", "paraphrase")]
                self.assertEqual(len(shares), 2)
                found = sum(share["hits"] for share in shares) / sum(share["cases"] for share in shares)
                self.assertGreaterEqual(found, least[language], (batch, language))
            self.assertEqual(len(labels["silences"]), len(LANGUAGES))
            for one in labels["silences"]:
                wrong = one["wrongly_found"]
                self.assertLessEqual(wrong["hits"] / wrong["cases"], MOST_WRONG_OF_OTHERS[batch][one["lang"]], (batch, one["lang"]))

    def test_public_posts_make_no_claim_by_their_labels(self):
        public = rows("public/seen")
        self.assertEqual({row["label"] for row in public} & {"claim", "paraphrase", "harm"}, set())
        self.assertEqual({row["lang"] for row in public}, set(LANGUAGES))

    def test_hardly_a_seen_post_that_denies_demands_or_tells_of_its_author_is_taken_for_a_claim(self):
        labels = self.backtest("--labels", SUITES / "seen")
        wrong = [(one["label"], Path(one["file"]).stem, one["line"]) for one in labels["mistakes"] if one["what"] == "wrongly found" and one["label"] in NEVER]
        self.assertLessEqual(len(wrong), MOST_OF_THESE, wrong)

    @unittest.skipUnless(DATA.is_dir(), f"{DATA} is not there")
    def test_everyday_posts_are_no_claims(self):
        topics = {}
        with open(DATA / "posts/mide22_en.labels.tsv", encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                topics[row["id"]] = row["topic"]
        folder = lib.temporary_folder(self)
        unrelated = folder / "unrelated.ndjson"
        lines = (DATA / "posts/mide22_en.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
        unrelated.write_text("".join(line for line in lines if topics.get(json.loads(line)["id"]) != "Refugees"), encoding="utf-8")
        for posts in (unrelated, DATA / "posts/germeval2018_de.jsonl"):
            done = lib.run("SAITCTL", "match", "--rules", lib.ROOT / "rules", "--posts", posts)
            self.assertEqual(done.returncode, 0, done.stderr)
            claims = {one["post"] for one in map(json.loads, done.stdout.splitlines()) if one["act"] == "claim"} - GENUINE
            count = len(posts.read_text(encoding="utf-8").splitlines())
            print(f"{posts.name}: {len(claims)} of {count} posts are wrongly taken for a claim or a harm", flush=True)
            self.assertLessEqual(1000 * len(claims), count, sorted(claims))

    @unittest.skipUnless(DATA.is_dir(), f"{DATA} is not there")
    def test_counter_speech_quotations_and_negations_of_hatecheck_are_no_claims(self):
        folder = lib.temporary_folder(self)
        for language in ("en", "de", "es"):
            with open(DATA / f"rules/hatecheck_{language}.tsv", encoding="utf-8", newline="") as file:
                cases = [row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
                         if row["functionality"] in ("counter_quote_nh", "counter_ref_nh", "negate_neg_nh")]
            posts = folder / f"{language}.ndjson"
            posts.write_text("".join(lib.post(number, row["text"], lang=language) for number, row in enumerate(cases)), encoding="utf-8")
            done = lib.run("SAITCTL", "match", "--rules", lib.ROOT / "rules", "--posts", posts)
            self.assertEqual(done.returncode, 0, done.stderr)
            claims = {one["post"] for one in map(json.loads, done.stdout.splitlines()) if one["act"] == "claim"}
            print(f"HateCheck {language}: {len(claims)} of {len(cases)} are taken for a claim or a harm", flush=True)
            self.assertLessEqual(50 * len(claims), len(cases), sorted(claims))


if __name__ == "__main__":
    unittest.main()
