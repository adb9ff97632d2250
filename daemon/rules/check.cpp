#include "rules/check.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sait {
namespace {

// Does `low <= x` of the earlier row follow from that of the later one?
template <typename Value>
bool min_follows(const std::optional<Value>& earlier, const std::optional<Value>& later) {
  return !earlier || (later && *later >= *earlier);
}
template <typename Value>
bool max_follows(const std::optional<Value>& earlier, const std::optional<Value>& later) {
  return !earlier || (later && *later <= *earlier);
}
bool flag_follows(const std::optional<bool>& earlier, const std::optional<bool>& later) {
  return !earlier || earlier == later;
}

bool trends_follow(const std::vector<Trend>& earlier, const std::vector<Trend>& later) {
  if (earlier.empty()) return true;
  return !later.empty() &&
         std::ranges::all_of(later, [&](Trend t) { return std::ranges::find(earlier, t) != earlier.end(); });
}

void check_policy(const PolicyDraft& draft) {
  const auto& rows = draft.policy.rows;
  std::map<std::string, std::size_t> first_of_id;
  bool other_seen = false;
  bool sound = true;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& node = draft.row_nodes[i];
    const auto [first, is_new] = first_of_id.emplace(rows[i].id, i);
    if (!is_new)
      node.error("duplicate-id", fmt::format("the row in line {} is called \"{}\" too",
                                             draft.row_nodes[first->second].line(), rows[i].id));
    for (std::size_t k = 0; k < i; ++k) {
      if (!covers(rows[k], rows[i])) continue;
      node.error("shadowed",
                 fmt::format("this row never fires: \"{}\" in line {} fires whenever it would; move or remove one",
                             rows[k].id, draft.row_nodes[k].line()));
      sound = false;
      break;
    }
    const bool safety = rows[i].posture == Posture::escalate_safety;
    if (safety && rows[i].harm != true) node.error("safety", "escalate-safety is for harms; add `harm: true`");
    if (safety && other_seen) node.error("safety", "safety rows stand first, so that no other row can hide a threat");
    other_seen = other_seen || !safety;
  }
  if (rows.empty() || !covers(rows.back(), PolicyRow{})) {
    const auto& place = rows.empty() ? draft.node : draft.row_nodes.back();
    place.error("no-last-row",
                "the last row must always fire; end with a row without conditions, such as `posture: monitor`");
    return;
  }
  PolicyRow any_harm;
  any_harm.harm = true;
  const auto takes_harms = [&](const PolicyRow& row) {
    return row.posture == Posture::escalate_safety && covers(row, any_harm);
  };
  if (sound && std::ranges::none_of(rows, takes_harms)) {
    draft.node.error("no-safety-row",
                     "every harm must reach escalate-safety; begin with a row `when: {harm: true}` of that posture");
  }
}

void check_lexicons(const LanguageDraft& language) {
  for (const auto& [name, entries] : language.lexicons) {
    if (name == "number" || name == "whole") {
      language.node.error("lexicon", fmt::format("@{} is built in; give this lexicon another name", name));
    }
    if (entries.empty()) language.node.error("lexicon", fmt::format("the lexicon \"{}\" is empty", name));
  }
}

void check_narrative(const NarrativeDraft& draft, const std::map<std::string, const LanguageDraft*>& languages) {
  std::vector<std::string_view> tags;
  for (const auto& [tag, language] : languages) tags.push_back(tag);
  for (const auto& language : draft.languages) {
    if (languages.contains(language.tag)) continue;
    const auto near = nearest(language.tag, tags);
    language.node.error("language", fmt::format("there is no languages/{}.yaml{}", language.tag,
                                                near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near)));
  }
  for (const auto& [language, maturity] : draft.narrative.maturity) {
    if (std::ranges::any_of(draft.languages, [&](const auto& p) { return p.tag == language; })) continue;
    draft.node.error("language", fmt::format("maturity names \"{}\", for which there are no phrases", language));
  }
}

}  // namespace

bool covers(const PolicyRow& earlier, const PolicyRow& later) {
  return min_follows(earlier.scale_min, later.scale_min) && max_follows(earlier.scale_max, later.scale_max) &&
         min_follows(earlier.awareness_min, later.awareness_min) &&
         max_follows(earlier.awareness_max, later.awareness_max) &&
         min_follows(earlier.influence_min, later.influence_min) &&
         max_follows(earlier.influence_max, later.influence_max) &&
         min_follows(earlier.breakout_min, later.breakout_min) &&
         max_follows(earlier.breakout_max, later.breakout_max) && trends_follow(earlier.trends, later.trends) &&
         min_follows(earlier.authors_min, later.authors_min) &&
         min_follows(earlier.questions_min, later.questions_min) &&
         flag_follows(earlier.aimed_at_migrants, later.aimed_at_migrants) && flag_follows(earlier.harm, later.harm) &&
         flag_follows(earlier.void_open, later.void_open);
}

void check_rules(const Drafts& drafts, Diagnostics& diagnostics) {
  std::map<std::string, const LanguageDraft*> languages;
  for (const auto& language : drafts.languages) {
    languages[language.tag] = &language;
    check_lexicons(language);
  }
  std::map<std::string, const NarrativeDraft*> first_of_id;
  for (const auto& draft : drafts.narratives) {
    const auto [first, is_new] = first_of_id.emplace(draft.narrative.id, &draft);
    if (!is_new) {
      draft.id_node.error("duplicate-id",
                          fmt::format("the id \"{}\" of {} is used by {} already; rename one", draft.narrative.id,
                                      draft.narrative.file, first->second->narrative.file));
    }
    check_narrative(draft, languages);
  }
  for (const auto& policy : drafts.policies) check_policy(policy);
  if (drafts.policies.size() == 1) return;
  if (drafts.policies.empty()) {
    diagnostics.add({Diagnostic::Severity::error,
                     "policies",
                     0,
                     0,
                     "no-policy",
                     "policies/ has no policy; one file is needed",
                     {}});
  } else {
    drafts.policies[1].node.error("policies", "policies/ has more than one policy; keep one file");
  }
}

}  // namespace sait
