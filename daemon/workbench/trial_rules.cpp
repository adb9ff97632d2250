#include "workbench/trial_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "rules/read.hpp"
#include "text/fold.hpp"

namespace sait {
namespace {

// Names no claim of anybody: should a pack have it already, the next one is taken.
std::string trial_id(const RuleFiles& files) {
  std::string id = "trial-of-phrases";
  while (files.contains(fmt::format("narratives/{}.yaml", id))) id += "-x";
  return id;
}

}  // namespace

bool keeps_counts(const RuleSet& rules, std::span<const Match> matches) {
  return std::ranges::any_of(matches, [&](const Match& match) {
    return rules.narratives[rules.patterns[match.pattern].narrative].storage == Storage::counts;
  });
}

std::string yaml_quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

bool TrialRules::is_phrase(std::size_t pattern, std::size_t& index) const {
  if (rules->patterns[pattern].narrative != narrative) return false;
  index = pattern - first_pattern;
  return true;
}

Result<TrialRules> with_phrases(const RuleFiles& files, const std::string& language,
                                std::span<const std::string> phrases) {
  const auto id = trial_id(files);
  auto more = files;
  auto& file = more[fmt::format("narratives/{}.yaml", id)];
  file = fmt::format(
      "id: {}\ntitle: A trial\nclaim: A trial.\nstatus: unverified\nowner: trial\nreview_by: 2099-12-31\n"
      "phrases:\n  {}:\n",
      id, language);
  for (const auto& phrase : phrases) file += fmt::format("    - {}\n", yaml_quoted(phrase));
  Diagnostics diagnostics(1);
  auto rules = compile_rules(more, diagnostics);
  if (!rules)
    return Error{"trial", "the rules with what is to be tried do not compile: " + diagnostics.as_error().message};
  TrialRules trial{rules, 0, 0};
  const auto narrative = std::ranges::find(rules->narratives, id, &Narrative::id);
  trial.narrative = static_cast<std::size_t>(narrative - rules->narratives.begin());
  const auto pattern = std::ranges::find(rules->patterns, trial.narrative, &Pattern::narrative);
  trial.first_pattern = static_cast<std::size_t>(pattern - rules->patterns.begin());
  return trial;
}

std::set<std::string, std::less<>> common_words(const RuleFiles& files, std::string_view language) {
  std::set<std::string, std::less<>> out;
  const auto path = fmt::format("languages/{}.yaml", language);
  const auto file = files.find(path);
  if (file == files.end()) return out;
  Diagnostics diagnostics(1);
  const auto drafts = read_rules({*file}, diagnostics);
  for (const auto& draft : drafts.languages) {
    for (const auto& word : draft.common) {
      const auto folded = fold_words(word.text);
      if (folded.size() > 2) out.insert(folded.substr(1, folded.size() - 2));
    }
  }
  return out;
}

}  // namespace sait
