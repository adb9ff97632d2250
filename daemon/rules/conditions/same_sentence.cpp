// same_sentence: all of these hold in one sentence, in any order.
#include <algorithm>

#include "rules/conditions/all.hpp"

namespace sait {
namespace {

class SameSentence final : public Condition {
 public:
  explicit SameSentence(std::unique_ptr<Condition> all) : all_(std::move(all)) { (void)all_->wakes(anchors_); }

  bool holds(PostView& view, const Scope& scope, Findings& found) const override {
    bool any = false;
    for (const auto& sentence : sentences(view, scope)) any = all_->holds(view, sentence, found) || any;
    return any;
  }

  // Told of the sentence that comes nearest.
  void explain(PostView& view, const Scope& scope, std::vector<Reason>& reasons) const override {
    constexpr std::size_t kMostTold = 100;  // sentences
    const auto own = reasons.size();
    Condition::explain(view, scope, reasons);
    auto tried = sentences(view, scope);
    if (reasons[own].holds || tried.empty()) return;
    reasons[own].outer = true;
    tried.resize(std::min(tried.size(), kMostTold));
    std::vector<std::vector<Reason>> ways(tried.size());
    for (std::size_t i = 0; i < tried.size(); ++i) all_->explain(view, tried[i], ways[i]);
    for (auto& reason : nearest_of(std::move(ways))) reasons.push_back(std::move(reason));
  }

  bool in_one_sentence() const override { return true; }
  void expect_judge() override { all_->expect_judge(); }

  bool wakes(std::vector<std::uint32_t>& phrases) const override {
    phrases.insert(phrases.end(), anchors_.begin(), anchors_.end());
    return !anchors_.empty();
  }

  void needs(std::vector<std::vector<std::uint32_t>>& lists) const override { all_->needs(lists); }
  bool needs_thread() const override { return all_->needs_thread(); }
  std::string text() const override { return "in one sentence " + all_->text(); }
  void comparisons(std::vector<const Comparison*>& out) const override { all_->comparisons(out); }
  void phrases(std::vector<std::uint32_t>& out) const override { all_->phrases(out); }
  void found_always(std::vector<std::uint32_t>& out) const override { all_->found_always(out); }

 private:
  // Each sentence in which one of the phrases that wake it stands, in order.
  std::vector<Scope> sentences(PostView& view, const Scope& scope) const {
    const auto place = [](const Scope& sentence) { return std::pair(sentence.field, sentence.sentence); };
    std::vector<Scope> out;
    for (const auto phrase : anchors_) {
      for (const auto& occurrence : scope.of(view.occurrences(phrase))) {
        const Scope sentence{occurrence.field, occurrence.sentence};
        if (out.empty() || place(out.back()) != place(sentence)) out.push_back(sentence);
      }
    }
    std::ranges::sort(out, {}, place);
    const auto again = std::ranges::unique(out, {}, place);
    out.erase(again.begin(), again.end());
    return out;
  }

  std::unique_ptr<Condition> all_;
  std::vector<std::uint32_t> anchors_;
};

}  // namespace

const ConditionType kSameSentence{
    "same_sentence", "All of these hold in one sentence, in any order: same_sentence: [\"@migrants\", \"free car*\"].",
    R"({"$ref":"#/definitions/conditions"})",
    [](const YamlNode& value, ConditionReader& reader) -> std::unique_ptr<Condition> {
      auto parts = reader.read_list(value);
      if (parts.empty()) return nullptr;
      return std::make_unique<SameSentence>(make_all_of(std::move(parts)));
    }};

}  // namespace sait
