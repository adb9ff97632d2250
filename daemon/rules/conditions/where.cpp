// where: "<number> > 5000000": what the slots of the phrases beside it must hold. Findings for which it does not are
// taken out; without any left, the rule does not hold. Where a group has found a phrase several times, what is shown of
// it are the values that hold.
#include <algorithm>

#include "rules/comparison.hpp"
#include "rules/conditions/all.hpp"

namespace sait {
namespace {

class Where final : public Condition {
 public:
  explicit Where(std::vector<Comparison> comparisons) : comparisons_(std::move(comparisons)) {}

  bool holds(PostView& view, const Scope&, Findings& found) const override {
    found.thin([&](std::span<Occurrence> group) -> std::size_t {
      const bool holds = std::ranges::all_of(comparisons_, [&](const Comparison& comparison) {
        return std::ranges::any_of(
            group, [&](const Occurrence& occurrence) { return judge(view, occurrence, comparison) == Judged::holds; });
      });
      return holds ? without_what_fails(view, group) : 0;
    });
    return found.size() > 0;
  }

  bool judges_neighbours() const override { return true; }
  void comparisons(std::vector<const Comparison*>& out) const override {
    for (const auto& comparison : comparisons_) out.push_back(&comparison);
  }
  void explain(PostView&, const Scope&, std::vector<Reason>&) const override {}  // says nothing without its neighbours

  std::string text() const override {
    std::string out = "where";
    for (const auto& comparison : comparisons_)
      out += (&comparison == &comparisons_.front() ? " " : " and ") + comparison.written;
    return out;
  }

 private:
  enum class Judged { nothing, holds, fails };

  static Judged judge(PostView& view, const Occurrence& occurrence, const Comparison& comparison) {
    const auto value = view.slot(occurrence, comparison.slot);
    return !value ? Judged::nothing : comparison.holds(*value) ? Judged::holds : Judged::fails;
  }

  bool fails(PostView& view, const Occurrence& occurrence) const {
    return std::ranges::any_of(comparisons_, [&](const Comparison& comparison) {
      return judge(view, occurrence, comparison) == Judged::fails;
    });
  }

  // Behind those that stay: the first, where the match is judged, and all but those of a phrase that also holds.
  std::size_t without_what_fails(PostView& view, std::span<Occurrence> group) const {
    std::vector<std::uint32_t> holding;  // phrases
    for (const auto& occurrence : group) {
      if (std::ranges::find(holding, occurrence.phrase) == holding.end() && !fails(view, occurrence))
        holding.push_back(occurrence.phrase);
    }
    const auto gone = std::ranges::stable_partition(group.subspan(1), [&](const Occurrence& occurrence) {
      return std::ranges::find(holding, occurrence.phrase) == holding.end() || !fails(view, occurrence);
    });
    return group.size() - gone.size();
  }

  std::vector<Comparison> comparisons_;
};

}  // namespace

const ConditionType kWhere{
    "where",
    "What values of the phrases beside it must be: where: \"<number> > 5000000\", with > >= < <= = !=, one or a list.",
    R"({"$ref":"#/definitions/texts"})", [](const YamlNode& value, ConditionReader&) -> std::unique_ptr<Condition> {
      std::vector<Comparison> comparisons;
      bool wrong = false;
      for (const auto& text : value.texts()) {
        auto parsed = parse_comparison(text);
        if (const auto* problem = std::get_if<std::string>(&parsed)) {
          value.error("where", *problem);
          wrong = true;
        } else {
          comparisons.push_back(std::move(std::get<Comparison>(parsed)));
        }
      }
      if (wrong || comparisons.empty()) return nullptr;
      return std::make_unique<Where>(std::move(comparisons));
    }};

}  // namespace sait
