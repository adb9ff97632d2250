// A phrase: the condition that finds words. As an entry it stands alone; as `phrase:` beside other conditions.
#include <fmt/format.h>

#include "rules/conditions/all.hpp"
#include "rules/slips.hpp"

namespace sait {
namespace {

class PhraseCondition final : public Condition {
 public:
  PhraseCondition(std::uint32_t phrase, std::string source) : phrase_(phrase), source_(std::move(source)) {}

  bool holds(PostView& view, const Scope& scope, Findings& found) const override {
    const auto here = scope.of(view.occurrences(phrase_));
    for (const auto& occurrence : here) found.add(occurrence);
    return !here.empty();
  }

  bool wakes(std::vector<std::uint32_t>& phrases) const override {
    phrases.push_back(phrase_);
    return true;
  }

  std::string text() const override { return fmt::format("\"{}\"", source_); }
  void phrases(std::vector<std::uint32_t>& out) const override { out.push_back(phrase_); }
  std::optional<std::uint32_t> alone() const override { return phrase_; }
  void found_always(std::vector<std::uint32_t>& out) const override { out.push_back(phrase_); }

 private:
  std::uint32_t phrase_;
  std::string source_;
};

}  // namespace

std::unique_ptr<Condition> ConditionReader::phrase(const YamlNode& node) {
  if (!node.is_scalar()) {
    node.error("condition", "a phrase is a text in quotes");
    return nullptr;
  }
  auto text = node.text();
  warn_of_comment(node);
  const auto number = phrases_.add(language_, text, node);
  if (!number) return nullptr;
  return std::make_unique<PhraseCondition>(*number, std::move(text));
}

const ConditionType kPhrase{
    "phrase", "These words, in the notation of phrases: phrase: \"@migrants ...3 @get ...3 free car*\".",
    R"({"type":"string"})", [](const YamlNode& value, ConditionReader& reader) { return reader.phrase(value); }};

}  // namespace sait
