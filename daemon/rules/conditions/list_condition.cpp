// Not a condition: what those over a list of others share.
#include <algorithm>

#include "rules/conditions/all.hpp"

namespace sait {

// Those that judge their neighbours come last.
ListCondition::ListCondition(std::string_view name, std::vector<std::unique_ptr<Condition>> parts)
    : name_(name), parts_(std::move(parts)) {
  std::ranges::stable_partition(parts_, [](const auto& part) { return !part->judges_neighbours(); });
}

void ListCondition::explain(PostView& view, const Scope& scope, std::vector<Reason>& reasons) const {
  const auto own = reasons.size();
  Condition::explain(view, scope, reasons);
  if (reasons[own].holds) return;
  reasons[own].outer = true;
  for (const auto& part : parts_) part->explain(view, scope, reasons);
}

void ListCondition::expect_judge() {
  judged_ = true;
  for (const auto& part : parts_) part->expect_judge();
}

bool ListCondition::needs_thread() const {
  return std::ranges::any_of(parts_, [](const auto& part) { return part->needs_thread(); });
}

std::string ListCondition::text() const {
  std::string out(name_);
  for (const auto& part : parts_) out += (&part == &parts_.front() ? " (" : ", ") + part->text();
  return out + ")";
}

void ListCondition::comparisons(std::vector<const Comparison*>& out) const {
  for (const auto& part : parts_) part->comparisons(out);
}

void ListCondition::phrases(std::vector<std::uint32_t>& out) const {
  for (const auto& part : parts_) part->phrases(out);
}

}  // namespace sait
