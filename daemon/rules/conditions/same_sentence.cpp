// same_sentence: all of these hold in one sentence, in any order.
#include <algorithm>

#include "rules/conditions/all.hpp"

namespace sait {
namespace {

class SameSentence final : public Condition {
 public:
  explicit SameSentence(std::unique_ptr<Condition> all) : all_(std::move(all)) { (void)all_->wakes(anchors_); }

  // Tried in each sentence in which one of the phrases that wake it stands.
  bool holds(PostView& view, const Scope& scope, Findings& found) const override {
    std::vector<std::pair<Field, std::uint32_t>> places;
    for (const auto phrase : anchors_) {
      for (const auto& occurrence : view.occurrences(phrase)) {
        if (scope.holds(occurrence)) places.emplace_back(occurrence.field, occurrence.sentence);
      }
    }
    std::ranges::sort(places);
    places.erase(std::ranges::unique(places).begin(), places.end());
    bool any = false;
    for (const auto& [field, sentence] : places) any = all_->holds(view, {field, sentence}, found) || any;
    return any;
  }

  bool wakes(std::vector<std::uint32_t>& phrases) const override {
    phrases.insert(phrases.end(), anchors_.begin(), anchors_.end());
    return !anchors_.empty();
  }

  bool needs_thread() const override { return all_->needs_thread(); }
  std::string text() const override { return "in one sentence " + all_->text(); }
  void comparisons(std::vector<const Comparison*>& out) const override { all_->comparisons(out); }
  void phrases(std::vector<std::uint32_t>& out) const override { all_->phrases(out); }

 private:
  std::unique_ptr<Condition> all_;
  std::vector<std::uint32_t> anchors_;
};

}  // namespace

const ConditionType kSameSentence{"same_sentence", "All of these hold in one sentence, in any order.",
                                  R"({"$ref":"#/$defs/conditions"})",
                                  [](const YamlNode& value, ConditionReader& reader) -> std::unique_ptr<Condition> {
                                    auto parts = reader.read_list(value);
                                    if (parts.empty()) return nullptr;
                                    return std::make_unique<SameSentence>(make_all_of(std::move(parts)));
                                  }};

}  // namespace sait
