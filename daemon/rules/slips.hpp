// What is allowed in a phrase and hardly ever meant: marks of another notation, which are read as words or fall away.
#pragma once

#include <string_view>

#include "base/yaml_reader.hpp"

namespace sait {

/// Adds a warning[suspicious] for each slip in a phrase or a "regex:".
void warn_of_slips(std::string_view phrase, const YamlNode& node);

/// Adds a warning[comment] if a hashtag and what follows it fell away, as the text stands without quotes.
void warn_of_comment(const YamlNode& node);

}  // namespace sait
