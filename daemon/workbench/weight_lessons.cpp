#include "workbench/weight_lessons.hpp"

#include <algorithm>
#include <utility>

#include "text/language.hpp"

namespace sait {

std::vector<std::string> WeightLessons::Lessons::narratives() const {
  std::vector<std::string> ids;
  for (const auto& [id, count] : claims) {
    if (count >= kFewestClaims) ids.push_back(id);
  }
  return ids;
}

WeightLessons::WeightLessons(std::shared_ptr<const RuleSet> rules) : rules_(std::move(rules)), matcher_(rules_) {}

void WeightLessons::take_tests() {
  for (const bool claims : {true, false}) {
    for (const auto& test : rules_->tests) {
      const auto& narrative = rules_->narratives[test.narrative];
      const bool claim = test.act == SpeechAct::claim;
      if (claim != claims || !test.title.empty() || !test.alt.empty()) continue;
      if (claim && narrative.kind == NarrativeKind::harm) continue;
      (void)take(test.language, test.text, narrative.id, claim, weight_of(test));
    }
  }
}

std::vector<const LabelRow*> WeightLessons::take_labels(const LabelTable& table) {
  std::vector<const LabelRow*> contradictions;
  for (const auto& row : table.rows) {
    if (row.wanted == Wanted::harm) continue;
    if (!take(primary_tag(row.language), row.text, row.narrative, row.wanted == Wanted::claim, MustWeigh::anything))
      contradictions.push_back(&row);
  }
  return contradictions;
}

MustWeigh WeightLessons::weight_of(const RuleTest& test) {
  if (test.act != SpeechAct::claim) return MustWeigh::below_hinted;
  // What a post has beside its words may be what a phrase asks for, and no hint needs it.
  const bool words_alone =
      test.hashtags.empty() && test.links.empty() && !test.answers && !test.quotes && test.author == AuthorClass::other;
  return words_alone && !is_found_by_phrases(test.language, test.text, test.narrative) ? MustWeigh::hinted
                                                                                       : MustWeigh::least;
}

bool WeightLessons::is_found_by_phrases(const std::string& language, std::string_view text, std::size_t narrative) {
  Post post;
  post.text = text;
  matcher_.read(post);
  const auto& matches = matcher_.matches(language);
  return std::ranges::any_of(matches, [&](const Match& match) {
    return match.act == SpeechAct::claim && rules_->patterns[match.pattern].narrative == narrative;
  });
}

// False if the same words were taken for the contrary.
bool WeightLessons::take(const std::string& language, std::string_view text, const std::string& narrative, bool claim,
                         MustWeigh must) {
  if (!rules_->words.contains(language)) return true;
  Post post;
  post.text = text;
  matcher_.read(post);
  const auto& folded = matcher_.folded();
  if (folded.words.empty()) return true;
  const auto* of = claim ? rules_->find(narrative) : nullptr;
  if (of != nullptr && of->kind != NarrativeKind::narrative) of = nullptr;
  LabelledWording lesson{{}, claim, of != nullptr ? narrative : std::string(), must};
  std::string all(folded.plain());  // and the marks between
  wording_.each_feature({text, &folded, {0, static_cast<std::uint32_t>(folded.words.size())}},
                        [&](std::string_view feature) {
                          lesson.features.emplace_back(feature);
                          all.append(feature).append("\n");
                        });
  auto& lessons = lessons_[language];
  const auto [known, is_new] = lessons.known.emplace(std::move(all), claim);
  if (!is_new) return known->second == claim;
  lessons.posts.push_back(std::move(lesson));
  if (of != nullptr) ++lessons.claims[narrative];
  return true;
}

}  // namespace sait
