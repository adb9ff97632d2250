// alt: all of these hold in the descriptions of the post's pictures and videos.
#include "rules/conditions/all.hpp"

namespace sait {
namespace {

class Alt final : public Condition {
 public:
  explicit Alt(std::unique_ptr<Condition> all) : all_(std::move(all)) {}

  bool holds(PostView& view, const Scope& scope, Findings& found) const override {
    if (scope.field && *scope.field != Field::alt) return false;
    auto inside = scope;
    inside.field = Field::alt;
    return all_->holds(view, inside, found);
  }

  void explain(PostView& view, const Scope& scope, std::vector<Reason>& reasons) const override {
    const auto own = reasons.size();
    Condition::explain(view, scope, reasons);
    if (reasons[own].holds || (scope.field && *scope.field != Field::alt)) return;
    reasons[own].outer = true;
    auto inside = scope;
    inside.field = Field::alt;
    all_->explain(view, inside, reasons);
  }

  void expect_judge() override { all_->expect_judge(); }
  bool wakes(std::vector<std::uint32_t>& phrases) const override { return all_->wakes(phrases); }
  void needs(std::vector<std::vector<std::uint32_t>>& lists) const override { all_->needs(lists); }
  std::string text() const override { return "in the description of a picture " + all_->text(); }
  void comparisons(std::vector<const Comparison*>& out) const override { all_->comparisons(out); }
  void phrases(std::vector<std::uint32_t>& out) const override { all_->phrases(out); }
  void found_always(std::vector<std::uint32_t>& out) const override { all_->found_always(out); }

 private:
  std::unique_ptr<Condition> all_;
};

}  // namespace

const ConditionType kAlt{
    "alt", "All of these hold in the descriptions of the post's pictures and videos: alt: [\"free car*\"].",
    R"({"$ref":"#/definitions/conditions"})",
    [](const YamlNode& value, ConditionReader& reader) -> std::unique_ptr<Condition> {
      auto parts = reader.read_list(value);
      if (parts.empty()) return nullptr;
      return std::make_unique<Alt>(make_all_of(std::move(parts)));
    }};

}  // namespace sait
