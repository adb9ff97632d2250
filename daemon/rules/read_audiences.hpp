// audiences.yaml: regions, and the audiences that are declared by language, region and feed.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/yaml_reader.hpp"
#include "rules/audience.hpp"

namespace sait {

class LanguageTags;
struct RuleSet;

struct AudiencesDraft {
  struct Name {
    std::string words, language;  // language empty: whatever it is
    YamlNode node;
  };
  struct Region {
    std::string id, within;  // within: empty if it lies in none
    std::vector<Name> names;
    YamlNode node;
  };
  /// A text as written, and its place.
  using Item = std::pair<std::string, YamlNode>;
  struct Declared {
    std::string id, title;
    std::vector<Item> languages, regions, feeds;
    YamlNode node;
  };
  std::vector<Region> regions;
  std::vector<Declared> audiences;

  /// The names to look for in a language, folded, with their regions' ids.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> places_in(std::string_view language) const;
};

[[nodiscard]] AudiencesDraft read_audiences(const YamlNode& root);

/// What is wrong between its parts, and with the languages there are.
void check_audiences(const AudiencesDraft& draft, const LanguageTags& tags);

/// RuleSet::audiences and regions; what is wrong in the draft was told.
void compile_audiences(const AudiencesDraft& draft, RuleSet& rules);

}  // namespace sait
