// OPML 2.0: lists of feeds, as every feed reader exports them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace sait {

struct OpmlFeed {
  std::string title, address, language;
  std::vector<std::string> folders;  // from the outermost
};

/// Every outline with an xmlUrl, in order, each address once; feed: and its like, schemes of readers, as http.
/// error[not-opml].
[[nodiscard]] Result<std::vector<OpmlFeed>> parse_opml(std::string_view bytes);

/// Entries for `feeds:` of a configuration, as YAML. Ids are made of the titles, each once; `licence` is left to be
/// filled in by a person, and the daemon does not start until it is.
[[nodiscard]] std::string feeds_yaml(const std::vector<OpmlFeed>& feeds);

}  // namespace sait
