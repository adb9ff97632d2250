// Items of a feed of the web as posts: config/schema/post.v1.json, one a line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "feeds/web_document.hpp"

namespace sait {

/// What an item is known by, one for each item: its id; its link where several items of the document say the same id;
/// else a hash of title and date. Two items of one document never have the same.
[[nodiscard]] std::vector<std::string> identities(const WebDocument& document);

/// Where and when an item is, whatever its id says: a hash of its link without scheme, "www.", tracking parameters and
/// fragment, and of its date of publication. 0 where the link is none of a page of its own.
[[nodiscard]] std::uint64_t place_of(const WebItem& item);

/// The line without its end. `scope` stands before the identity: ids of feeds are unique only within their feed.
[[nodiscard]] std::string post_line(const WebItem& item, std::string_view platform, std::string_view scope,
                                    std::string_view identity);

}  // namespace sait
