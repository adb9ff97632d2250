#include "workbench/labels.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include <map>

namespace {

using namespace sait;

LabelTable table_of(const std::string& bytes, const LabelOptions& options = {}) {
  Diagnostics diagnostics;
  auto table = read_labels("labels.tsv", bytes, options, diagnostics);
  INFO(diagnostics.render());
  REQUIRE(table);
  return std::move(*table);
}

std::string refusal_of(const std::string& bytes, const LabelOptions& options = {}) {
  Diagnostics diagnostics;
  CHECK_FALSE(read_labels("labels.tsv", bytes, options, diagnostics));
  return diagnostics.render();
}

// Posts by id with what was found in them.
class Archive {
 public:
  void add(const std::string& id, std::vector<MatchRef> matches, const std::string& language = "en") {
    PostKey key{};
    key[0] = static_cast<std::uint8_t>(keys_.size() + 1);
    keys_[id] = key;
    languages_[id] = language;
    PostRecord post;
    post.matches = std::move(matches);
    post.language = language;
    found_.follow(Record{1, {}, key, std::move(post)}, 1);
  }
  [[nodiscard]] Scores score(const LabelTable& table) const {
    return sait::score(
        table, found_,
        [this](const LabelRow& row) -> std::optional<RowPost> {
          const auto at = keys_.find(row.id);
          if (at == keys_.end()) return std::nullopt;
          return RowPost{languages_.at(row.id), found_.find(at->second)};
        },
        [](const std::string& id) { return id == "threat"; });
  }

 private:
  std::map<std::string, PostKey> keys_;
  std::map<std::string, std::string> languages_;
  FoundPosts found_;
};

MatchRef claims(const std::string& id, SpeechAct act = SpeechAct::claim) { return {id, "en", act}; }

template <typename List, typename Which>
const auto& one_of(const List& list, Which&& which) {
  const auto at = std::ranges::find_if(list, which);
  REQUIRE(at != list.end());
  return *at;
}

TEST_CASE("labels: a disguise counts where the text was found without it, and nowhere else") {
  auto table = table_of(
      "id\tlang\tlabel\tnarrative\ttext\n1\ten\tclaim\tn1\tpensioners first\n2\ten\tclaim\tn1\tpensioners again\n"
      "3\ten\topinion\t-\tpensioners\n");
  add_evasions(table);
  CHECK(table.written_rows() == 3);
  REQUIRE(table.rows.size() > 3);
  for (const auto& row : table.rows) CHECK((row.wanted == Wanted::claim || !row.evasion));
  Archive archive;
  for (const auto& row : table.rows) {
    const bool found = row.id == "1" || row.id == "1 (leet)" || row.id == "2 (spaced)";
    archive.add(row.id, found ? std::vector{claims("n1")} : std::vector<MatchRef>());
  }
  const auto scores = archive.score(table);
  const auto& all = one_of(scores.evasions, [](const EvasionScore& score) { return !score.evasion; });
  CHECK(all.found.cases == 9);  // of post 1 alone: post 2 is not found undisguised
  CHECK(all.found.hits == 1);
  CHECK(one_of(scores.evasions, [](const auto& score) { return score.evasion == Evasion::leet; }).found.hits == 1);
  CHECK(one_of(scores.languages, [](const auto&) { return true; }).hits.recall().cases == 2);
  CHECK(scores.mistakes.size() == 1);
  REQUIRE(scores.silences.size() == 1);
  CHECK(scores.silences[0].found.cases == 1);
}

TEST_CASE("labels: several tables are one, and no post is judged in two of them") {
  Diagnostics diagnostics;
  const auto read = [&](const char* name, const std::string& rows) {
    auto table = read_labels(name, "id\tlabel\tnarrative\ttext\n" + rows, {}, diagnostics);
    REQUIRE(table);
    return std::move(*table);
  };
  const auto both =
      joined("suites", {read("a.tsv", "1\tclaim\tn1\tone\n"), read("b.tsv", "2\tclaim\tn1\ttwo\n")}, diagnostics);
  REQUIRE(both);
  CHECK(both->rows.size() == 2);
  CHECK(both->rows[1].file == "b.tsv");
  CHECK(both->rows[1].line == 2);
  CHECK(both->has_texts);
  CHECK_FALSE(
      joined("suites", {read("a.tsv", "1\tclaim\tn1\tone\n"), read("b.tsv", "1\tclaim\tn1\tone\n")}, diagnostics));
  CHECK_MESSAGE(diagnostics.render().find("b.tsv:2") != std::string::npos, diagnostics.render());
  CHECK(diagnostics.render().find("labelled in a.tsv:2") != std::string::npos);
  CHECK_FALSE(
      joined("suites", {read("a.tsv", "1\tclaim\tn1\tone\n"), read("b.tsv", "1\tclaim\tn2\tother\n")}, diagnostics));
  CHECK(diagnostics.render().find("another text in a.tsv:2") != std::string::npos);
}

}  // namespace

TEST_CASE("labels: columns by name in any order, comments and blank lines passed over, labels in any case") {
  const auto table = table_of(
      "# made by hand\r\n\nLabel\tid\tother\tnarrative\tlang\nClaim\t7\tx\tn1\ten-GB\r\n# "
      "no\ndebunk\t8\ty\t-\tDE\nSafety\t9\t\t\t\n");
  CHECK_FALSE(table.has_texts);
  REQUIRE(table.rows.size() == 3);
  CHECK(table.rows[0].line == 4);
  CHECK(table.rows[0].wanted == Wanted::claim);
  CHECK(table.rows[0].narrative == "n1");
  CHECK(table.rows[0].language == "en");
  CHECK(table.rows[1].wanted == Wanted::silence);
  CHECK(table.rows[1].narrative.empty());
  CHECK(table.rows[1].language == "de");
  CHECK(table.rows[2].wanted == Wanted::harm);
}

TEST_CASE("labels: what is no table is refused with its line and what to do") {
  CHECK(refusal_of("").find("there is no label") != std::string::npos);
  CHECK(refusal_of("id\tlabel\n").find("there is no label") != std::string::npos);
  const auto header = refusal_of("one,two\n1,2\n");
  CHECK(header.find("labels.tsv:1") != std::string::npos);
  CHECK(header.find("separated by tabs") != std::string::npos);
  const auto cells = refusal_of("id\tlabel\n1\tclaim\n2 claim\n3\tclaim\tmore\n\tclaim\n5\t\n");
  for (const auto* const part :
       {"labels.tsv:3", "labels.tsv:4", "labels.tsv:5", "the id is missing", "the label is missing"})
    CHECK(cells.find(part) != std::string::npos);
  LabelOptions options;
  options.group_by = "event";
  CHECK(refusal_of("id\tlabel\n1\tclaim\n", options).find("no column \"event\"") != std::string::npos);
  std::string many = "id\tlabel\n";
  for (int i = 0; i < 50; ++i) many += "x\n";
  CHECK(refusal_of(many).find("30 more lines") != std::string::npos);
}

TEST_CASE("labels: with texts they are posts themselves, whatever stands in them") {
  const auto table = table_of("id\tlabel\ttext\tlang\na\tclaim\tSays \"so\" \\ <b> \xff end\ten\n");
  CHECK(table.has_texts);
  CHECK(posts_of(table) ==
        "{\"platform\":\"labels\",\"id\":\"a\",\"text\":\"Says \\\"so\\\" \\\\ <b> \xef\xbf\xbd "
        "end\",\"lang\":\"en\"}\n");
}

TEST_CASE("labels: right, wrong, missed and elsewhere") {
  const auto table = table_of(
      "id\tlabel\tnarrative\n1\tclaim\tn1\n2\tclaim\tn1\n3\tclaim\tn1\n4\topinion\t-\n5\tdebunk\tn1\n6\tclaim\t-"
      "\n7\tsafety\t-\n8\tclaim\tn1\n");
  Archive archive;
  archive.add("1", {claims("n1")});
  archive.add("2", {claims("n2")});
  archive.add("3", {claims("n1", SpeechAct::report)});
  archive.add("4", {claims("n2")});
  archive.add("5", {claims("n1", SpeechAct::debunk)});
  archive.add("6", {claims("n2")});
  archive.add("7", {claims("threat")});
  const auto scores = archive.score(table);
  CHECK(scores.absent == 1);
  CHECK(scores.absent_rows.size() == 1);
  const auto& all = one_of(scores.languages, [](const auto&) { return true; });
  CHECK(all.hits.right == 3);
  CHECK(all.hits.missed == 2);
  CHECK(all.hits.wrong == 1);
  const auto& n1 = one_of(scores.narratives, [](const auto& score) { return score.narrative == "n1"; });
  CHECK(n1.hits.right == 1);
  CHECK(n1.hits.missed == 2);
  CHECK(n1.hits.wrong == 0);
  // What n2 found in a post that claims n1 may be right, too: it is told as elsewhere and is no mistake of n2.
  const auto& n2 = one_of(scores.narratives, [](const auto& score) { return score.narrative == "n2"; });
  CHECK(n2.hits.right == 1);
  CHECK(n2.hits.wrong == 1);
  const auto& claim =
      one_of(scores.labels, [](const auto& score) { return score.label == "claim" && score.narrative == "n1"; });
  CHECK(claim.found.hits == 1);
  CHECK(claim.found.cases == 3);
  CHECK(claim.elsewhere == 1);
  REQUIRE(scores.mistakes.size() == 3);
  CHECK(scores.mistakes[0].row->id == "2");
  CHECK(scores.mistakes[0].by == std::vector<std::string>{"n2"});
  CHECK(scores.mistakes[1].by.empty());
  CHECK(scores.mistakes[2].row->id == "4");
  CHECK_FALSE(scores.mistakes[2].missed);
}

TEST_CASE("labels: the worst language stands first, what is unknown last") {
  std::string bytes = "id\tlabel\tlang\n";
  Archive archive;
  const auto add = [&](const char* language, int cases, int found) {
    for (int i = 0; i < cases; ++i) {
      const auto id = std::string(language) + std::to_string(i);
      bytes += id + "\tclaim\t" + language + "\n";
      archive.add(id, i < found ? std::vector<MatchRef>{claims("n1")} : std::vector<MatchRef>{});
    }
  };
  add("de", 40, 36);
  add("en", 60, 31);
  add("fr", 3, 0);
  const auto scores = archive.score(table_of(bytes));
  REQUIRE(scores.languages.size() == 3);
  CHECK(scores.languages[0].language == "en");
  CHECK(scores.languages[1].language == "de");
  CHECK(scores.languages[2].language == "fr");
}

TEST_CASE("labels: other words may ask for the claim, and a column may be told apart") {
  LabelOptions options;
  options.claim_labels = {"spreads"};
  options.group_by = "Event";
  const auto table = table_of("id\tlabel\tevent\n1\tSpreads\te1\n2\tclaim\te2\n", options);
  CHECK(table.rows[0].wanted == Wanted::claim);
  CHECK(table.rows[1].wanted == Wanted::silence);
  Archive archive;
  archive.add("1", {claims("n1")});
  archive.add("2", {claims("n1")});
  const auto scores = archive.score(table);
  CHECK(one_of(scores.groups, [](const auto& score) { return score.group == "e1"; }).hits.right == 1);
  CHECK(one_of(scores.groups, [](const auto& score) { return score.group == "e2"; }).hits.wrong == 1);
}
