// The types of conditions, each defined in the file of its name.
#pragma once

#include "rules/condition.hpp"

namespace sait {

extern const ConditionType kPhrase, kAll, kAny, kSameSentence, kNear, kNone, kHashtags, kLinks, kMedia, kDomains, kAlt,
    kThread, kAuthor, kWhere;

/// What conditions over a list of others have in common.
class ListCondition : public Condition {
 public:
  /// `name` is what it is called in messages: "all of".
  ListCondition(std::string_view name, std::vector<std::unique_ptr<Condition>> parts);

  void explain(PostView& view, const Scope& scope, std::vector<Reason>& reasons) const override;
  void expect_judge() override;
  [[nodiscard]] bool needs_thread() const override;
  [[nodiscard]] std::string text() const override;
  void comparisons(std::vector<const Comparison*>& out) const override;
  void phrases(std::vector<std::uint32_t>& out) const override;

 protected:
  [[nodiscard]] const std::vector<std::unique_ptr<Condition>>& parts() const { return parts_; }
  [[nodiscard]] bool judged() const { return judged_; }

 private:
  std::string_view name_;
  std::vector<std::unique_ptr<Condition>> parts_;
  bool judged_ = false;
};

/// Reads `value` as a list of conditions and makes a List of them; nullptr after a diagnostic.
template <typename List>
[[nodiscard]] std::unique_ptr<Condition> read_as(const YamlNode& value, ConditionReader& reader) {
  auto parts = reader.read_list(value);
  if (parts.empty()) return nullptr;
  return std::make_unique<List>(std::move(parts));
}

}  // namespace sait
