// near: {words: 8, of: [a, b]}: all of these phrases within so many words of one sentence, in any order.
//
// A choice takes one occurrence of each phrase in one sentence; they may share words. It is near if they lie within so
// many words, and minimal if no other lies within a part of its words. Each minimal choice that is near is a group;
// then, of every occurrence that is in none of them, the narrowest that is near: what stands near enough is in a group,
// so that a comparison finds each value that it may hold for.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "rules/conditions/all.hpp"

namespace sait {
namespace {

constexpr int kMostWords = 50;
constexpr std::size_t kMostGroups = 10'000;  // at a time: more tell nothing new

// One step for each word at which an occurrence begins, and some for those around an occurrence that is in no minimal
// choice: what a post costs grows with its length.
class Choices {
 public:
  Choices(std::uint32_t words, Findings& found) : words_(words), found_(found), before_(found.size()) {}

  // All occurrences of the next phrase, in order.
  void add(std::span<const Occurrence> occurrences) { rows_.push_back({.left = occurrences}); }

  bool find() {
    while (next_sentence()) {
      const auto groups = found_.size();
      find_minimal();
      if (found_.size() > groups) find_others();  // what is near has something minimal in it
    }
    return found_.size() > before_;
  }

 private:
  struct Row {
    std::span<const Occurrence> left = {};  // not looked at yet
    std::span<const Occurrence> here = {};  // in the sentence at hand
    std::size_t at = 0;                     // of here: the one that is chosen
    std::vector<bool> grouped = {};         // of here: stands in a group
  };

  static std::pair<Field, std::uint32_t> sentence_of(const Row& row) {
    return {row.left.front().field, row.left.front().sentence};
  }

  // The next sentence in which every phrase stands; false: there is none.
  bool next_sentence() {
    std::pair<Field, std::uint32_t> sentence{};
    for (bool everywhere = false; !everywhere;) {
      everywhere = true;
      for (auto& row : rows_) {
        while (!row.left.empty() && sentence_of(row) < sentence) row.left = row.left.subspan(1);
        if (row.left.empty()) return false;
        everywhere = everywhere && sentence_of(row) == sentence;
        sentence = sentence_of(row);
      }
    }
    for (auto& row : rows_) {
      std::size_t count = 0;
      while (count < row.left.size() && row.left[count].field == sentence.first &&
             row.left[count].sentence == sentence.second)
        ++count;
      row.here = row.left.first(count);
      row.left = row.left.subspan(count);
      row.grouped.assign(count, false);
      row.at = 0;
    }
    return true;
  }

  // Of each word the choice of what begins next from there on; it is minimal if the next ends later.
  void find_minimal() {
    bool waits = false;
    std::uint32_t end = 0;  // of the one that waits
    while (std::ranges::all_of(rows_, [](const Row& row) { return row.at < row.here.size(); })) {
      std::uint32_t first = std::numeric_limits<std::uint32_t>::max(), last = 0;
      for (const auto& row : rows_) {
        first = std::min(first, row.here[row.at].words.first);
        last = std::max(last, row.here[row.at].words.last);
      }
      if (waits && last > end) take();
      waits = last - first <= words_;
      if (waits) choose();
      end = last;
      for (auto& row : rows_) {
        if (row.here[row.at].words.first == first) ++row.at;
      }
    }
    if (waits) take();
  }

  void find_others() {
    for (auto& row : rows_) {
      for (std::size_t i = 0; i < row.here.size(); ++i) {
        if (row.grouped[i]) continue;
        if (find_around(row, i)) take();
      }
    }
  }

  // The narrowest choice that has this occurrence of a row; false if none is near. Tried from where it begins
  // backwards.
  bool find_around(Row& own, std::size_t index) {
    const auto& fixed = own.here[index].words;
    for (auto& row : rows_) {
      row.at = static_cast<std::size_t>(
          std::ranges::lower_bound(row.here, fixed.first, {}, [](const Occurrence& o) { return o.words.first; }) -
          row.here.begin());
    }
    own.at = index;
    auto narrowest = words_ + 1;
    for (auto first = fixed.first;;) {
      auto last = fixed.last;
      bool all = true;
      for (const auto& row : rows_) {
        all = all && row.at < row.here.size();
        if (all) last = std::max(last, row.here[row.at].words.last);
      }
      if (all && last - first < narrowest) {
        narrowest = last - first;
        choose();
      }
      std::optional<std::uint32_t> before;
      for (const auto& row : rows_) {
        if (&row != &own && row.at > 0) before = std::max(before, std::optional(row.here[row.at - 1].words.first));
      }
      if (!before || fixed.last - *before >= narrowest) return narrowest <= words_;
      first = *before;
      for (auto& row : rows_) {
        if (&row != &own && row.at > 0 && row.here[row.at - 1].words.first == first) --row.at;
      }
    }
  }

  void choose() {
    chosen_.resize(rows_.size());
    std::ranges::transform(rows_, chosen_.begin(), &Row::at);
  }

  void take() {
    if (found_.size() - before_ >= kMostGroups) return;
    group_.clear();
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      group_.push_back(rows_[i].here[chosen_[i]]);
      rows_[i].grouped[chosen_[i]] = true;
    }
    found_.add_group(group_);
  }

  std::uint32_t words_;
  Findings& found_;
  std::size_t before_;
  std::vector<Row> rows_;            // one a phrase
  std::vector<std::size_t> chosen_;  // of each row
  std::vector<Occurrence> group_;
};

class Near final : public Condition {
 public:
  Near(std::uint32_t words, std::vector<std::uint32_t> phrases, std::string text)
      : words_(words), phrases_(std::move(phrases)), text_(std::move(text)) {}

  bool holds(PostView& view, const Scope& scope, Findings& found) const override {
    for (const auto phrase : phrases_) {
      if (scope.of(view.occurrences(phrase)).empty()) return false;
    }
    Choices choices(words_, found);
    for (const auto phrase : phrases_) choices.add(scope.of(view.occurrences(phrase)));
    return choices.find();
  }

  bool wakes(std::vector<std::uint32_t>& phrases) const override {
    phrases.push_back(phrases_.front());
    return true;
  }

  void needs(std::vector<std::vector<std::uint32_t>>& lists) const override {
    for (const auto phrase : phrases_) lists.push_back({phrase});
  }

  std::string text() const override { return text_; }
  void phrases(std::vector<std::uint32_t>& out) const override {
    out.insert(out.end(), phrases_.begin(), phrases_.end());
  }
  void found_always(std::vector<std::uint32_t>& out) const override { phrases(out); }

 private:
  std::uint32_t words_;
  std::vector<std::uint32_t> phrases_;
  std::string text_;
};

}  // namespace

const ConditionType kNear{
    "near",
    "All of these phrases within so many words of one sentence, in any order: near: {words: 8, of: [\"@migrants\", "
    "\"car*\"]}.",
    R"({"type":"object","required":["words","of"],"additionalProperties":false,"properties":{"words":{"type":"integer","minimum":2,"maximum":50,"description":"Within so many words, 2 to 50."},"of":{"type":"array","minItems":2,"items":{"type":"string"},"description":"The phrases, two or more."}}})",
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
