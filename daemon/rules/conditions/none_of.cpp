// none: not one of these holds: in the post, or, inside same_sentence, in that sentence.
#include <algorithm>

#include "rules/conditions/all.hpp"

namespace sait {
namespace {

class NoneOf final : public Condition {
 public:
  explicit NoneOf(std::vector<std::unique_ptr<Condition>> parts) : parts_(std::move(parts)) {}

  bool holds(PostView& view, const Scope& scope, Findings&) const override {
    Findings unwanted;
    return std::ranges::none_of(parts_, [&](const auto& part) { return part->holds(view, scope, unwanted); });
  }

  std::string text() const override { return list_text("none of", parts_); }

 private:
  std::vector<std::unique_ptr<Condition>> parts_;
};

}  // namespace

const ConditionType kNone{"none", "Not one of these holds: in the post, or, inside same_sentence, in that sentence.",
                          R"({"$ref":"#/$defs/conditions"})",
                          [](const YamlNode& value, ConditionReader& reader) -> std::unique_ptr<Condition> {
                            auto parts = reader.read_list(value);
                            if (parts.empty()) return nullptr;
                            return std::make_unique<NoneOf>(std::move(parts));
                          }};

}  // namespace sait
