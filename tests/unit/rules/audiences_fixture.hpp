// Rules with regions and audiences: a city in a state in a country, two languages.
#pragma once

#include <string>

#include "rules/rule_fixture.hpp"

namespace sait::fixture {

/// The example of rules/README.md, with a pattern that names a place.
inline constexpr const char* kAudiences =
    "regions:\n"
    "  - {id: DE, names: {en: [Germany], de: [Deutschland]}}\n"
    "  - {id: saxony, names: [Saxony, Sachsen], within: DE}\n"
    "  - {id: chemnitz, names: [Chemnitz, Karl-Marx-Stadt, \"Chemnitzer*\"], within: saxony}\n"
    "  - {id: munich, names: [München, Munich], within: DE}\n"
    "audiences:\n"
    "  - {id: chemnitz, title: Chemnitz, languages: [en, de], regions: [chemnitz]}\n"
    "  - {id: saxony, title: Saxony, languages: [en], regions: [saxony]}\n"
    "  - {id: boards, title: Local boards, languages: [en], feeds: [board, towns]}\n";

/// small() with these audiences, a German half and the phrase "@who in <place> get more".
inline RuleFiles with_audiences(const std::string& audiences = kAudiences) {
  auto files = small();
  files["audiences.yaml"] = audiences;
  files["languages/de.yaml"] = "topic: [\"flüchtling*\"]\nlexicons:\n  who: [\"flüchtling*\"]\n";
  files["narratives/n.yaml"] = std::string(kNarrative) +
                               "    - \"@who in <place> get more\"\n"
                               "  de:\n    - \"@who bekommen mehr\"\n    - \"@who in <place> bekommen mehr\"\n"
                               "maturity: {en: stable, de: stable}\n";
  return files;
}

}  // namespace sait::fixture
