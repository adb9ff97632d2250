// none: not one of these holds: in the post, or, inside same_sentence, in that sentence.
#include <algorithm>

#include "rules/conditions/all.hpp"

namespace sait {
namespace {

class NoneOf final : public ListCondition {
 public:
  explicit NoneOf(std::vector<std::unique_ptr<Condition>> parts) : ListCondition("none of", std::move(parts)) {}

  bool holds(PostView& view, const Scope& scope, Findings&) const override {
    Findings unwanted;
    return std::ranges::none_of(parts(), [&](const auto& part) { return part->holds(view, scope, unwanted); });
  }

  // Whether a part that must not hold does is no part's failure: the first that does is named, with where.
  void explain(PostView& view, const Scope& scope, std::vector<Reason>& reasons) const override {
    Reason reason{.holds = true, .what = text()};
    for (const auto& part : parts()) {
      Findings unwanted;
      if (!part->holds(view, scope, unwanted)) continue;
      reason.holds = false;
      reason.unwanted = part->text();
      if (unwanted.size() > 0) reason.at.assign(unwanted.group(0).begin(), unwanted.group(0).end());
      break;
    }
    reasons.push_back(std::move(reason));
  }
  // Nothing of it is ever found, and so nothing is asked of its slots.
  void comparisons(std::vector<const Comparison*>&) const override {}
  void phrases(std::vector<std::uint32_t>&) const override {}
  void found_never(std::vector<std::uint32_t>& out) const override {
    for (const auto& part : parts()) {
      if (const auto phrase = part->alone()) out.push_back(*phrase);
    }
  }
};

}  // namespace

const ConditionType kNone{
    "none", "Not one of these holds, in the post, or, inside same_sentence, in that sentence: none: [\"toy car*\"].",
    R"({"$ref":"#/definitions/conditions"})", [](const YamlNode& value, ConditionReader& reader) {
      auto none = read_as<NoneOf>(value, reader);
      if (none && none->needs_thread()) {
        value.error("thread", "the thread is known too late for `none`; ask for it beside it");
        none.reset();
      }
      return none;
    }};

}  // namespace sait
