// any: at least one of these holds.
#include <algorithm>

#include "rules/conditions/all.hpp"

namespace sait {
namespace {

class AnyOf final : public ListCondition {
 public:
  explicit AnyOf(std::vector<std::unique_ptr<Condition>> parts) : ListCondition("any of", std::move(parts)) {}

  bool holds(PostView& view, const Scope& scope, Findings& found) const override {
    bool any = false;
    for (const auto& part : parts()) any = part->holds(view, scope, found) || any;
    return any;
  }

  void explain(PostView& view, const Scope& scope, std::vector<Reason>& reasons) const override {
    const auto own = reasons.size();
    // NOLINTNEXTLINE(bugprone-parent-virtual-call): ListCondition adds every part, which is right for `all`
    Condition::explain(view, scope, reasons);
    if (reasons[own].holds) return;
    reasons[own].outer = true;
    std::vector<std::vector<Reason>> ways(parts().size());
    for (std::size_t i = 0; i < ways.size(); ++i) parts()[i]->explain(view, scope, ways[i]);
    for (auto& reason : nearest_of(std::move(ways))) reasons.push_back(std::move(reason));
  }

  bool wakes(std::vector<std::uint32_t>& phrases) const override {
    return std::ranges::all_of(parts(), [&](const auto& part) { return part->wakes(phrases); });
  }
};

}  // namespace

const ConditionType kAny{"any", "At least one of these holds: any: [\"free car*\", \"new car*\"].",
                         R"({"$ref":"#/definitions/conditions"})", read_as<AnyOf>};

}  // namespace sait
