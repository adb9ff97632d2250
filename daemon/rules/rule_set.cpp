#include "rules/rule_set.hpp"

#include <algorithm>
#include <array>

#include "rules/attach.hpp"
#include "rules/check.hpp"
#include "rules/compile.hpp"
#include "rules/limits.hpp"
#include "rules/read.hpp"

namespace sait {

const char* to_string(Maturity maturity) {
  constexpr std::array<const char*, 4> kNames{"shadow", "testing", "stable", "retired"};
  return kNames[static_cast<std::size_t>(maturity)];
}

const Narrative* RuleSet::find(std::string_view id) const {
  const auto found = std::ranges::find(narratives, id, &Narrative::id);
  return found == narratives.end() ? nullptr : &*found;
}

std::optional<Maturity> Narrative::maturity_in(std::span<const std::string> languages) const {
  std::optional<Maturity> highest;
  for (const auto& language : languages) {
    const auto at = maturity.find(language);
    if (at == maturity.end() || at->second == Maturity::retired) continue;
    highest = highest ? std::max(*highest, at->second) : at->second;
  }
  return highest;
}

bool Narrative::counts_for(const Audience& whom, const std::string& language) const {
  return whom.speaks(language) && maturity_in(whom.languages) == maturity_in({&language, 1});
}

const Audience* RuleSet::find_audience(std::string_view id) const {
  const auto found = std::ranges::find(audiences, id, &Audience::id);
  return found == audiences.end() ? nullptr : &*found;
}

std::optional<Maturity> RuleSet::maturity(const Narrative& narrative, const std::string& audience) const {
  // No audience is called like a language.
  if (const auto* declared = find_audience(audience)) return narrative.maturity_in(declared->languages);
  return narrative.maturity_in({&audience, 1});
}

bool RuleSet::judges(std::string_view narrative, const std::string& audience) const {
  const auto* found = find(narrative);
  return found != nullptr && maturity(*found, audience).has_value();
}

bool RuleSet::may_keep_text(const std::vector<MatchRef>& matches) const {
  return std::ranges::none_of(matches, [this](const MatchRef& match) {
    const auto* narrative = find(match.narrative);
    return match.act == SpeechAct::first_person || (narrative != nullptr && narrative->storage == Storage::counts);
  });
}

Digest hash_of(const RuleFiles& files) {
  std::string joined;
  const auto add = [&](std::string_view part) {
    for (unsigned shift = 0; shift < 64; shift += 8) joined.push_back(static_cast<char>((part.size() >> shift) & 255U));
    joined.append(part);
  };
  for (const auto& [path, bytes] : files) {
    add(path);
    add(bytes);
  }
  return sha256(joined);
}

std::shared_ptr<const RuleSet> compile_rules(const RuleFiles& files, Diagnostics& diagnostics) {
  // A caller may pass diagnostics that hold errors of something else: only what is added here counts.
  Diagnostics own(limits::kProblemsAFile);
  auto drafts = read_rules(files, own);
  attach(drafts);
  check_rules(drafts, own);
  auto rules = compile_drafts(drafts, own);
  // People mend a file from its top, whichever pass found what.
  for (auto& item : own.by_place()) diagnostics.add(std::move(item));
  if (own.has_errors()) return nullptr;
  rules->hash = hash_of(files);
  return rules;
}

}  // namespace sait
