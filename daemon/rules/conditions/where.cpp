// where: "<number> > 5000000": what the slots of the phrases beside it must hold. Findings for which it does not are
// taken out; without any left, the rule does not hold.
#include <algorithm>

#include "rules/comparison.hpp"
#include "rules/conditions/all.hpp"

namespace sait {
namespace {

class Where final : public Condition {
 public:
  explicit Where(std::vector<Comparison> comparisons) : comparisons_(std::move(comparisons)) {}

  bool holds(PostView& view, const Scope&, Findings& found) const override {
    found.filter([&](std::span<const Occurrence> group) {
      return std::ranges::all_of(comparisons_, [&](const Comparison& comparison) {
        return std::ranges::any_of(group, [&](const Occurrence& occurrence) {
          const auto value = view.slot(occurrence, comparison.slot);
          return value && comparison.holds(*value);
        });
      });
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
  std::vector<Comparison> comparisons_;
};

}  // namespace

const ConditionType kWhere{"where", "Comparisons of slots of the phrases beside it, such as \"<number> > 5000000\".",
                           R"({"$ref":"#/$defs/texts"})",
                           [](const YamlNode& value, ConditionReader&) -> std::unique_ptr<Condition> {
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
