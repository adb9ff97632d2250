// all: every one of these holds, anywhere in the post. Also what a map with several conditions is.
#include "rules/conditions/all.hpp"

namespace sait {
namespace {

class AllOf final : public ListCondition {
 public:
  explicit AllOf(std::vector<std::unique_ptr<Condition>> parts) : ListCondition("all of", std::move(parts)) {
    if (this->parts().back()->judges_neighbours()) ListCondition::expect_judge();
  }

  bool holds(PostView& view, const Scope& scope, Findings& found) const override {
    Findings together;
    for (const auto& part : parts()) {
      if (part->judges_neighbours()) {
        if (!part->holds(view, scope, together)) return false;
        continue;
      }
      Findings own;
      if (!part->holds(view, scope, own)) return false;
      // The match is judged where the first part stands: rather there where what belongs together does.
      if (part->in_one_sentence()) together.keep_beside(own);
      together.join(own, judged());
    }
    found.append(together);
    return true;
  }

  bool wakes(std::vector<std::uint32_t>& phrases) const override {
    // Any part that can will do; that of fewest phrases is woken least.
    std::vector<std::uint32_t> best;
    for (const auto& part : parts()) {
      std::vector<std::uint32_t> own;
      if (part->wakes(own) && (best.empty() || own.size() < best.size())) best = std::move(own);
    }
    phrases.insert(phrases.end(), best.begin(), best.end());
    return !best.empty();
  }

  void needs(std::vector<std::vector<std::uint32_t>>& lists) const override {
    for (const auto& part : parts()) part->needs(lists);
  }

  void found_always(std::vector<std::uint32_t>& out) const override {
    for (const auto& part : parts()) part->found_always(out);
  }
  void found_never(std::vector<std::uint32_t>& out) const override {
    for (const auto& part : parts()) part->found_never(out);
  }
};

}  // namespace

std::unique_ptr<Condition> make_all_of(std::vector<std::unique_ptr<Condition>> parts) {
  return std::make_unique<AllOf>(std::move(parts));
}

const ConditionType kAll{"all", "Every one of these holds, anywhere in the post: all: [\"@migrants\", \"free car*\"].",
                         R"({"$ref":"#/definitions/conditions"})", read_as<AllOf>};

}  // namespace sait
