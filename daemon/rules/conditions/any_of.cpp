// any: at least one of these holds.
#include <algorithm>

#include "rules/conditions/all.hpp"

namespace sait {
namespace {

class AnyOf final : public Condition {
 public:
  explicit AnyOf(std::vector<std::unique_ptr<Condition>> parts) : parts_(std::move(parts)) {}

  bool holds(PostView& view, const Scope& scope, Findings& found) const override {
    bool any = false;
    for (const auto& part : parts_) any = part->holds(view, scope, found) || any;
    return any;
  }

  bool wakes(std::vector<std::uint32_t>& phrases) const override {
    return std::ranges::all_of(parts_, [&](const auto& part) { return part->wakes(phrases); });
  }

  void explain(PostView& view, const Scope& scope, std::vector<Reason>& reasons) const override {
    Condition::explain(view, scope, reasons);
    for (const auto& part : parts_) part->explain(view, scope, reasons);
  }

  bool needs_thread() const override {
    return std::ranges::any_of(parts_, [](const auto& part) { return part->needs_thread(); });
  }
  std::string text() const override { return list_text("any of", parts_); }
  void slots(std::vector<std::string>& names) const override {
    for (const auto& part : parts_) part->slots(names);
  }
  void phrases(std::vector<std::uint32_t>& out) const override {
    for (const auto& part : parts_) part->phrases(out);
  }

 private:
  std::vector<std::unique_ptr<Condition>> parts_;
};

}  // namespace

const ConditionType kAny{"any", "At least one of these holds.", R"({"$ref":"#/$defs/conditions"})",
                         [](const YamlNode& value, ConditionReader& reader) -> std::unique_ptr<Condition> {
                           auto parts = reader.read_list(value);
                           if (parts.empty()) return nullptr;
                           return std::make_unique<AnyOf>(std::move(parts));
                         }};

}  // namespace sait
