// Fact cards and the playbook: what lies in files of its own and comes to narratives.
#include <doctest/doctest.h>

#include <algorithm>

#include "rule_fixture.hpp"

using namespace sait;

namespace {

constexpr const char* kCard =
    "id: rate-2025\nstatement: The rate was 49 a week in 2025.\nvalue: 49.5\nunit: GBP a week\nplace: UK\nyear: 2025\n"
    "publisher: An office\ntitle: Rates\naddress: https://office.example/rates\nread: 2026-11-27\n"
    "review_by: 2027-02-28\nstatus: verified\nlanguages: [en]\n";
constexpr const char* kKit =
    "id: n\nmessage: {fact: \"a.\", warning: \"b.\", trick: \"c.\", fact_again: \"d.\"}\nconcern: \"e.\"\n"
    "value: Fairness.\nnumber: rate-2025\nnumber_note: Look it up first.\nstory: A nurse.\ntone: [calm]\ntraps: "
    "[slogans]\n"
    "images: {show: [people], avoid: [boats]}\nallies: [unions]\n";
constexpr const char* kHarm =
    "id: h\nkind: harm\ncategory: threat\ntitle: t\nowner: o\nreview_by: 2099-01-01\nphrases:\n  en: [\"burn the "
    "shelter\"]\n";

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

// The small pack with its narrative false by a card, and with a kit.
RuleFiles pack(const std::string& card = kCard, const std::string& kit = kKit) {
  auto files = fixture::small();
  auto& narrative = files["narratives/n.yaml"];
  narrative = replaced(narrative, "status: unverified\n", "status: \"false\"\nfacts: [rate-2025]\n");
  files["facts/rate-2025.yaml"] = card;
  if (!kit.empty()) files["playbook/n.yaml"] = kit;
  return files;
}

std::shared_ptr<const RuleSet> compiled(const RuleFiles& files) {
  Diagnostics diagnostics;
  auto rules = compile_rules(files, diagnostics);
  INFO(diagnostics.render());
  REQUIRE(rules != nullptr);
  CHECK(diagnostics.items().empty());
  return rules;
}

// What is told of files that must be refused: "file:line code: text" of each.
std::string refusal(const RuleFiles& files) {
  Diagnostics diagnostics;
  CHECK(compile_rules(files, diagnostics) == nullptr);
  std::string all;
  for (const auto& item : diagnostics.items())
    all += item.file + ":" + std::to_string(item.line) + " " + item.code + ": " + item.text + "\n";
  return all;
}

bool says(const std::string& text, std::string_view part) {
  CAPTURE(text);
  CAPTURE(part);
  return text.find(part) != std::string::npos;
}

TEST_CASE("a narrative gets its facts from cards, and what to say from the playbook") {
  auto files = pack();
  files["playbook/postures/prepare.yaml"] = "id: prepare\ndo: [write, clear]\ntraps: [haste]\n";
  const auto rules = compiled(files);
  const auto& n = *rules->find("n");
  REQUIRE(n.facts.size() == 1);
  CHECK(n.facts[0].statement == "The rate was 49 a week in 2025.");
  CHECK(n.facts[0].source == "An office");
  CHECK(n.facts[0].value == 49.5);
  CHECK(n.facts[0].address == "https://office.example/rates");
  CHECK(n.facts[0].review_by == "2027-02-28");
  CHECK(n.facts[0].languages == std::vector<std::string>{"en"});
  CHECK(n.message == std::vector<std::string>{"Fact: a.", "Warning, once: b.", "The trick: c.", "Fact again: d.",
                                              "The worry beneath: e."});
  CHECK(n.avoid == std::vector<std::string>{"slogans"});
  CHECK(n.allies == std::vector<std::string>{"unions"});
  CHECK(n.kit.number == "rate-2025");
  CHECK(n.kit.images.avoid == std::vector<std::string>{"boats"});
  CHECK(rules->postures[static_cast<std::size_t>(Posture::prepare)].steps.size() == 2);
  CHECK(rules->postures[static_cast<std::size_t>(Posture::monitor)].steps.empty());
}

TEST_CASE("what nobody has read makes no narrative false, and its number is not for alerts") {
  const auto unread = replaced(kCard, "status: verified", "status: unverified");
  const auto told = refusal(pack(unread));
  CHECK(
      says(told, "narratives/n.yaml:5 no-facts: a narrative that is called false needs a fact that somebody has read"));
  CHECK(says(told, "playbook/n.yaml:5 fact: the card \"rate-2025\" is unverified"));
  auto files = pack(unread, "");
  files["narratives/n.yaml"] = replaced(files["narratives/n.yaml"], "\"false\"", "unverified");
  CHECK_FALSE(compiled(files)->find("n")->facts[0].verified);
}

TEST_CASE("cards and kits that are wrong are told with their place and the way out") {
  CHECK(says(refusal(pack(replaced(kCard, "id: rate-2025", "id: rate"))), "facts/rate-2025.yaml:1 file-name"));
  CHECK(says(refusal(pack(replaced(kCard, "unit: GBP a week\n", ""))), "missing"));
  CHECK(says(refusal(pack(replaced(kCard, "value: 49.5\n", ""))), "a unit of no value"));
  CHECK(says(refusal(pack(replaced(kCard, "publisher: An office\n", ""))), "publisher"));
  CHECK(says(refusal(pack(replaced(kCard, "read: 2026-11-27\n", ""))), "read"));
  CHECK(says(refusal(pack(replaced(kCard, "read: 2026-11-27", "read: lately"))), "date"));
  CHECK(says(refusal(pack(replaced(kCard, "[en]", "[xx]"))), "facts/rate-2025.yaml:13 language"));
  CHECK(says(refusal(pack(kCard, replaced(kKit, "id: n", "id: m"))), "playbook/n.yaml:1 file-name"));
  CHECK(says(refusal(pack(kCard, replaced(kKit, "rate-2025", "rate-2024"))), "\"rate-2024\" is no fact card of"));
  CHECK(says(refusal(pack(replaced(replaced(kCard, "value: 49.5\n", ""), "unit: GBP a week\n", ""))), "has no value"));
  CHECK(says(refusal(pack(kCard, replaced(kKit, "trick: \"c.\", ", ""))), "trick"));
  CHECK(says(refusal(pack(kCard, replaced(kKit, "number: rate-2025\n", ""))), "it is about no number"));
  CHECK(says(refusal(pack(kCard, replaced(kKit, "tone: [calm]", "do: [calm]"))), "twice"));
  auto files = pack();
  files["narratives/n.yaml"] = replaced(files["narratives/n.yaml"], "[rate-2025]", "[rate-2052]");
  CHECK(
      says(refusal(files), "narratives/n.yaml:5 fact: facts/ has no card \"rate-2052\"; did you mean \"rate-2025\"?"));
  files = pack();
  files["narratives/n.yaml"] += "message: [\"Fact.\"]\n";
  CHECK(says(refusal(files), "twice: playbook/n.yaml says what to say about \"n\", too"));
  files = pack();
  files["playbook/nn.yaml"] = "id: nn\nvalue: v\n";
  CHECK(says(refusal(files), "playbook/nn.yaml:1 narrative: there is no narrative or harm \"nn\""));
  files = pack();
  files["harms/h.yaml"] = kHarm;
  files["playbook/h.yaml"] = "id: h\nmessage: {fact: \"a\", warning: \"b\", trick: \"c\", fact_again: \"d\"}\n";
  CHECK(says(refusal(files), "answered by nobody in public"));
  files["playbook/h.yaml"] = "id: h\ndo: [call, secure]\n";
  CHECK(compiled(files)->find("h")->message == std::vector<std::string>{"call", "secure"});
  files["playbook/postures/wait.yaml"] = "id: wait\ndo: [wait]\n";
  CHECK(says(refusal(files), "playbook/postures/wait.yaml:1"));
}

TEST_CASE("a card that nobody names is warned of, and one that is named twice") {
  auto files = pack();
  files["facts/other.yaml"] = replaced(kCard, "rate-2025", "other");
  Diagnostics diagnostics;
  REQUIRE(compile_rules(files, diagnostics));
  CHECK(says(diagnostics.render(), "facts/other.yaml:1:1: warning[idle-fact]"));
  files = pack();
  files["narratives/n.yaml"] = replaced(files["narratives/n.yaml"], "[rate-2025]", "[rate-2025, rate-2025]");
  Diagnostics twice;
  REQUIRE(compile_rules(files, twice));
  CHECK(says(twice.render(), "warning[duplicate]"));
}

TEST_CASE("a file of facts or of the playbook that cannot be read makes nothing else wrong") {
  auto files = pack();
  files["facts/rate-2025.yaml"] = "- no map\n";
  CHECK(refusal(files).find("narratives/n.yaml") == std::string::npos);
  files = pack();
  files["narratives/n.yaml"] = "- no map\n";
  CHECK(refusal(files).find("playbook/") == std::string::npos);
}

}  // namespace
