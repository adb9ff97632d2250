// The languages that a rule folder has a file for.
#pragma once

#include <set>
#include <string>

#include "base/yaml_reader.hpp"

namespace sait {

struct Drafts;

class LanguageTags {
 public:
  explicit LanguageTags(const Drafts& drafts);

  [[nodiscard]] bool has(std::string_view tag) const { return tags_.contains(tag); }

  /// Whether there is such a language; if not, error[language] at `node`, with the nearest one.
  bool check(const std::string& tag, const YamlNode& node) const;

 private:
  std::set<std::string, std::less<>> tags_;
};

}  // namespace sait
