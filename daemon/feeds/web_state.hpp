// What a feed of the web knows from one fetch to the next, in the form its cursor keeps it: it moves only with the
// commit of the posts it speaks of, so that no validator ever hides posts that were lost.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "feeds/web_document.hpp"
#include "model/feed_declaration.hpp"

namespace sait {

struct WebState {
  std::string configured;           // the address in the configuration
  std::string url;                  // where it is fetched: that, or where it moved to for good
  std::string etag, modified;       // as the server wrote them, quotes included
  std::vector<std::uint64_t> seen;  // hashes of (identity, content), in the order they were handed over
  std::uint64_t fresh = 0;          // how many of the last of them one hand-over holds: Cursor::position counts into it

  struct Known {
    std::uint64_t place = 0;  // hash of where and when (place_of)
    std::string identity;
  };
  std::vector<Known> known;  // items of the last documents, the newest document's first

  static constexpr std::size_t kLeastSeen = 500;
  static constexpr std::size_t kMostKnown = 1000;
  static constexpr std::size_t kLongestKnown = 500;  // bytes of an identity; a longer one is not kept

  [[nodiscard]] bool knows(std::uint64_t hash) const;
  /// Adds what a hand-over holds; of what was seen before, as much stays as two documents of `items` items hold, and
  /// never less than kLeastSeen: sources forget an item and show it again.
  void add(const std::vector<std::uint64_t>& hashes, std::size_t items);

  /// Identities of the document's items: its own, but for an item whose page was known under another one that has left
  /// the document. Ids change with a headline or with http to https, and each would count as a post of its own. A page
  /// that several items share says nothing.
  [[nodiscard]] std::vector<std::string> recall(const WebDocument& document, std::vector<std::string> ids);

  /// Cursor::source, one line a field. A cursor with `position` < `fresh` was cut off by a crash: load() gives the
  /// state as if only so many had been seen, and without validators, so that the next fetch brings the rest.
  [[nodiscard]] std::string save() const;
  /// Of another address than `configured`, or damaged: a state that knows nothing.
  [[nodiscard]] static WebState load(const Cursor& cursor, const std::string& configured);
};

}  // namespace sait
