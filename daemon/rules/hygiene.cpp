#include "rules/hygiene.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sait {
namespace {

bool is_past(const std::string& day, Time today) {
  const auto time = parse_time(day);
  return time && *time + std::chrono::days(1) <= today;
}

class Warnings {
 public:
  Warnings(const RuleFiles& files, Diagnostics& diagnostics) : files_(files), diagnostics_(diagnostics) {}

  void add(const std::string& file, std::string_view at, std::string code, std::string text) {
    auto place = place_of(files_, file, at);
    diagnostics_.add({Diagnostic::Severity::warning, file, place.line, place.column, std::move(code), std::move(text),
                      std::move(place.snippet)});
  }

 private:
  const RuleFiles& files_;
  Diagnostics& diagnostics_;
};

}  // namespace

TextPlace place_of(const RuleFiles& files, const std::string& file, std::string_view text) {
  const auto known = files.find(file);
  if (known == files.end()) return {};
  int number = 0;
  for (std::string_view rest = known->second; !rest.empty();) {
    const auto size = std::min(rest.find('\n'), rest.size());
    auto line = rest.substr(0, size);
    if (line.ends_with('\r')) line.remove_suffix(1);
    ++number;
    if (const auto at = line.find(text); at != std::string_view::npos)
      return {number, static_cast<int>(at) + 1, std::string(line)};
    rest.remove_prefix(std::min(size + 1, rest.size()));
  }
  return {};
}

void warn_about(const RuleSet& rules, const RuleFiles& files, Time today, Diagnostics& diagnostics) {
  Warnings warnings(files, diagnostics);
  for (std::size_t i = 0; i < rules.narratives.size(); ++i) {
    const auto& narrative = rules.narratives[i];
    if (is_past(narrative.review_by, today))
      warnings.add(narrative.file, "review_by:", "review-due",
                   fmt::format("\"{}\" was to be reviewed by {}; look at it again and set a new day", narrative.id,
                               narrative.review_by));
    for (const auto& fact : narrative.facts) {
      if (!fact.review_by.empty() && is_past(fact.review_by, today))
        warnings.add(
            narrative.file, "review_by: " + fact.review_by, "fact-expired",
            fmt::format("the fact \"{}\" was to be read again by {}; until then the narrative counts as unverified",
                        fact.statement, fact.review_by));
    }
    for (const auto& [language, maturity] : narrative.maturity) {
      if (maturity == Maturity::retired) continue;
      const bool tested = std::ranges::any_of(
          rules.tests, [&](const RuleTest& test) { return test.narrative == i && test.language == language; });
      if (!tested)
        warnings.add(narrative.file, language + ":", "untested",
                     fmt::format("\"{}\" has no test in {}; add posts it must find and posts it must leave alone",
                                 narrative.id, language));
    }
  }
  for (const auto& term : rules.terms) {
    if (!term.expires.empty() && is_past(term.expires, today))
      warnings.add(fmt::format("terms/{}.yaml", term.language), term.words, "term-expired",
                   fmt::format("the coded term \"{}\" expired on {}; see whether it still means the same, or remove it",
                               term.words, term.expires));
  }
}

}  // namespace sait
