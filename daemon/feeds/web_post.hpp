// Items of a feed of the web as posts: config/schema/post.v1.json, one a line.
#pragma once

#include <string>
#include <string_view>

#include "feeds/web_document.hpp"

namespace sait {

/// The line without its end. `scope` stands before the identity: ids of feeds are unique only within their feed.
[[nodiscard]] std::string post_line(const WebItem& item, std::string_view platform, std::string_view scope,
                                    std::string_view identity);

}  // namespace sait
