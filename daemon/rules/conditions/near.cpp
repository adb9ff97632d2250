// near: {words: 8, of: [a, b]}: all of these phrases within so many words of one sentence, in any order.
#include <fmt/format.h>

#include <algorithm>

#include "rules/conditions/all.hpp"

namespace sait {
namespace {

constexpr int kMostWords = 50;

class Near final : public Condition {
 public:
  Near(std::uint32_t words, std::vector<std::uint32_t> phrases, std::string text)
      : words_(words), phrases_(std::move(phrases)), text_(std::move(text)) {}

  // The narrowest window that begins at an occurrence holds, of each other phrase, the occurrence that ends first.
  bool holds(PostView& view, const Scope& scope, Findings& found) const override {
    std::vector<std::vector<Occurrence>> all;
    std::vector<Occurrence> begins;
    for (const auto phrase : phrases_) {
      auto& own = all.emplace_back();
      for (const auto& occurrence : view.occurrences(phrase)) {
        if (scope.holds(occurrence)) own.push_back(occurrence);
      }
      if (own.empty()) return false;
      begins.insert(begins.end(), own.begin(), own.end());
    }
    std::ranges::stable_sort(begins, {}, [](const Occurrence& o) { return std::tuple(o.field, o.words.first); });
    bool any = false;
    std::pair<Field, std::uint32_t> last{};
    for (const auto& begin : begins) {
      const std::pair place(begin.field, begin.sentence);
      if (any && place == last) continue;
      std::vector<Occurrence> window;
      for (const auto& own : all) {
        const Occurrence* first_to_end = nullptr;
        for (const auto& occurrence : own) {
          if (occurrence.field != begin.field || occurrence.sentence != begin.sentence ||
              occurrence.words.first < begin.words.first)
            continue;
          if (first_to_end == nullptr || occurrence.words.last < first_to_end->words.last) first_to_end = &occurrence;
        }
        if (first_to_end == nullptr || first_to_end->words.last - begin.words.first > words_) break;
        window.push_back(*first_to_end);
      }
      if (window.size() != all.size()) continue;
      found.add_group(window);
      any = true;
      last = place;
    }
    return any;
  }

  bool wakes(std::vector<std::uint32_t>& phrases) const override {
    phrases.push_back(phrases_.front());
    return true;
  }

  std::string text() const override { return text_; }
  void phrases(std::vector<std::uint32_t>& out) const override {
    out.insert(out.end(), phrases_.begin(), phrases_.end());
  }

 private:
  std::uint32_t words_;
  std::vector<std::uint32_t> phrases_;
  std::string text_;
};

}  // namespace

const ConditionType kNear{
    "near", "All of these phrases within so many words of one sentence, in any order.",
    R"({"type":"object","required":["words","of"],"additionalProperties":false,"properties":{"words":{"type":"integer","minimum":2,"maximum":50},"of":{"type":"array","minItems":2,"items":{"type":"string"}}}})",
    [](const YamlNode& value, ConditionReader& reader) -> std::unique_ptr<Condition> {
      if (!value.is_map()) {
        value.error("condition", "near is a map: {words: 8, of: [\"...\", \"...\"]}");
        return nullptr;
      }
      const auto words = value.require("words").integer(8, 2, kMostWords);
      const auto list = value.require("of");
      std::vector<std::uint32_t> phrases;
      std::string text;
      for (const auto& item : list.items()) {
        const auto part = reader.phrase(item);
        if (part == nullptr) return nullptr;
        (void)part->wakes(phrases);
        text += (text.empty() ? "" : ", ") + part->text();
      }
      value.finish();
      if (phrases.size() < 2) {
        if (list.present()) list.error("condition", "near needs at least two phrases");
        return nullptr;
      }
      return std::make_unique<Near>(static_cast<std::uint32_t>(words), std::move(phrases),
                                    fmt::format("within {} words ({})", words, text));
    }};

}  // namespace sait
