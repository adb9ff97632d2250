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
  std::string configured;      // the address in the configuration
  std::string url;             // where it is fetched: that, or where it moved to for good
  std::string etag, modified;  // as the server wrote them, quotes included

  struct Seen {
    std::uint64_t item = 0;  // hash of the identity; 0: a cursor of before these were kept
    std::uint64_t content = 0;
    bool operator==(const Seen&) const = default;
  };
  std::vector<Seen> seen;   // in the order they were handed over
  std::uint64_t fresh = 0;  // how many of the last of them one hand-over holds: Cursor::position counts into it

  struct Known {
    std::uint64_t key = 0;  // hash of where and when (place_of), or of its words (words_of)
    std::string identity;
  };
  std::vector<Known> known;           // items of the last documents, the newest document's first
  std::vector<std::uint64_t> shared;  // names and keys that several items of one document had, the latest last

  static constexpr std::size_t kLeastSeen = 500;
  static constexpr std::size_t kMostKnown = 1000;
  static constexpr std::size_t kMostShared = 1000;
  static constexpr std::size_t kLongestKnown = 500;  // bytes of an identity; a longer one is not kept

  /// What is known of an item: nothing, other words, or these.
  enum class Sight : std::uint8_t { fresh, changed, same };
  [[nodiscard]] Sight sight_of(const Seen& item) const;
  /// Adds what a hand-over holds; of what was seen before, as much stays as two documents of `items` items hold, and
  /// never less than kLeastSeen: sources forget an item and show it again. Of an item that changed, what the last
  /// hand-over replaced stays too: it counts again when the new words do not get into the journal.
  void add(const std::vector<Seen>& handed_over, std::size_t items);

  /// Identities of the document's items: their own (web_identity.hpp), but for an item that was known under another one
  /// that has left the document. Ids change with a headline or with http to https, and a link that was one item's
  /// becomes several items': each change would count as a post of its own. What several items of a document share says
  /// nothing, then and later.
  [[nodiscard]] std::vector<std::string> identify(const WebDocument& document);

  /// Cursor::source, one line a field. A cursor with `position` < `fresh` was cut off by a crash: load() gives the
  /// state as if only so many had been seen, and without validators, so that the next fetch brings the rest.
  [[nodiscard]] std::string save() const;
  /// Of another address than `configured`, or damaged: a state that knows nothing.
  [[nodiscard]] static WebState load(const Cursor& cursor, const std::string& configured);
};

}  // namespace sait
