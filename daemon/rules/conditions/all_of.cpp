// all: every one of these holds, anywhere in the post. Also what a map with several conditions is.
#include <algorithm>

#include "rules/conditions/all.hpp"

namespace sait {
namespace {

class AllOf final : public Condition {
 public:
  explicit AllOf(std::vector<std::unique_ptr<Condition>> parts) : parts_(std::move(parts)) {
    std::ranges::stable_partition(parts_, [](const auto& part) { return !part->judges_neighbours(); });
  }

  bool holds(PostView& view, const Scope& scope, Findings& found) const override {
    Findings together;
    for (const auto& part : parts_) {
      if (part->judges_neighbours()) {
        if (!part->holds(view, scope, together)) return false;
        continue;
      }
      Findings own;
      if (!part->holds(view, scope, own)) return false;
      together.join(own);
    }
    found.append(together);
    return true;
  }

  bool wakes(std::vector<std::uint32_t>& phrases) const override {
    // Any part that can will do; that of fewest phrases is woken least.
    std::vector<std::uint32_t> best;
    for (const auto& part : parts_) {
      std::vector<std::uint32_t> own;
      if (part->wakes(own) && (best.empty() || own.size() < best.size())) best = std::move(own);
    }
    phrases.insert(phrases.end(), best.begin(), best.end());
    return !best.empty();
  }

  void explain(PostView& view, const Scope& scope, std::vector<Reason>& reasons) const override {
    Condition::explain(view, scope, reasons);
    for (const auto& part : parts_) part->explain(view, scope, reasons);
  }

  bool needs_thread() const override {
    return std::ranges::any_of(parts_, [](const auto& part) { return part->needs_thread(); });
  }
  std::string text() const override { return list_text("all of", parts_); }
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

std::unique_ptr<Condition> make_all_of(std::vector<std::unique_ptr<Condition>> parts) {
  return std::make_unique<AllOf>(std::move(parts));
}

const ConditionType kAll{"all", "Every one of these holds, anywhere in the post.", R"({"$ref":"#/$defs/conditions"})",
                         [](const YamlNode& value, ConditionReader& reader) -> std::unique_ptr<Condition> {
                           auto parts = reader.read_list(value);
                           if (parts.empty()) return nullptr;
                           return make_all_of(std::move(parts));
                         }};

}  // namespace sait
