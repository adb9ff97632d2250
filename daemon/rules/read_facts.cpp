#include <fmt/format.h>

#include "rules/limits.hpp"
#include "rules/read.hpp"

namespace sait {
namespace {

constexpr double kMostValue = 1e18;

}  // namespace

FactDraft read_card(const std::string& id, const YamlNode& root) {
  FactDraft draft{{}, root};
  auto& fact = draft.fact;
  fact.id = id;
  check_id(root.require("id"), id);
  fact.statement = required_text(root, "statement");
  fact.year = static_cast<int>(root.require("year").integer(0, 1900, 2100));
  fact.place = required_text(root, "place");
  if (const auto value = root["value"]; value.present()) {
    fact.value = value.number(0, -kMostValue, kMostValue);
    fact.unit = required_text(root, "unit");
  } else if (root["unit"].present()) {
    root["unit"].error("missing", "a unit of no value: write `value`, or remove this");
  }
  fact.verified = root.require("status").choice({"verified", "unverified"}, 1) == 0;
  // What nobody has read yet may lack what only its reader knows.
  const auto known = [&](const char* key) {
    return fact.verified || root[key].present() ? required_text(root, key) : std::string();
  };
  fact.source = known("publisher");
  fact.title = known("title");
  fact.address = known("address");
  if (fact.verified || root["read"].present()) fact.read = read_date(root.require("read"));
  if (const auto languages = root["languages"]; languages.present()) fact.languages = languages.texts();
  fact.review_by = read_date(root.require("review_by"));
  root.finish();
  return draft;
}

void read_facts(const YamlNode& node, NarrativeDraft& draft) {
  if (!node.present()) return;
  for (const auto& item : items_within(node, limits::kFactsAFile, "facts")) {
    draft.narrative.fact_places.push_back({item.line(), item.column()});
    if (item.is_scalar()) {  // the id of a card
      draft.narrative.facts.emplace_back().id = item.text();
      draft.cards.emplace_back(draft.narrative.facts.size() - 1, item);
      continue;
    }
    Fact fact;
    fact.statement = required_text(item, "statement");
    fact.source = required_text(item, "source");
    fact.year = static_cast<int>(item.require("year").integer(0, 1900, 2100));
    if (const auto review = item["review_by"]; review.present()) {
      fact.review_by = read_date(review);
      draft.narrative.fact_places.back() = {review.line(), review.column()};
    }
    item.finish();
    draft.narrative.facts.push_back(std::move(fact));
  }
}

}  // namespace sait
