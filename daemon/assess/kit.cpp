#include "assess/kit.hpp"

#include <algorithm>
#include <vector>

namespace sait {
namespace {

std::vector<std::string> both(const std::vector<std::string>& first, const std::vector<std::string>& second) {
  auto all = first;
  for (const auto& text : second) {
    if (std::ranges::find(all, text) == all.end()) all.push_back(text);
  }
  return all;
}

bool is_empty(const Kit& kit) {
  return kit.value.empty() && kit.number.empty() && kit.story.empty() && kit.tone.empty() && kit.images.show.empty() &&
         kit.images.avoid.empty();
}

}  // namespace

std::optional<AlertKit> kit_of(const Narrative& narrative, std::span<const Fact> facts, const PostureKit& posture,
                               bool reserved) {
  const auto& own = narrative.kit;
  if (is_empty(own) && posture.steps.empty()) return std::nullopt;
  AlertKit kit;
  kit.steps = posture.steps;
  kit.value = own.value;
  kit.tone = both(own.tone, posture.tone);
  kit.show = both(own.images.show, posture.images.show);
  kit.hide = both(own.images.avoid, posture.images.avoid);
  if (reserved) return kit;
  kit.story = own.story;
  const auto fact = std::ranges::find(facts, own.number, &Fact::id);
  if (!own.number.empty() && fact != facts.end()) {
    kit.number = *fact;
    kit.number_note = own.number_note;
  }
  return kit;
}

}  // namespace sait
