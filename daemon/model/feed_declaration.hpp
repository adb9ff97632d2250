// What every feed states about itself before it may be read.
#pragma once

#include <string>
#include <vector>

#include "base/time.hpp"
#include "model/record.hpp"

namespace sait {

struct FeedDeclaration {
  std::string id;         // [a-z0-9-]+, unique; names the feed in the journal, in status and in logs
  std::string platform;   // for posts that name none
  std::string community;  // for posts that name none; empty: the feed's id
  Tier tier = Tier::people;
  std::vector<std::string> languages;  // BCP-47 primary tags; empty: any
  std::vector<std::string> regions;    // where its audience lives, as rules/audiences.yaml names it; empty: any
  std::string licence;                 // under which terms the posts may be read
  Duration retention{0};               // of texts; at most the store's
  bool honours_deletions = true;       // `deletion: honour`; `deletion: none` says the source never tells
};

/// How far a feed has been read: moves only in the transaction that holds what was read.
/// `source` tells apart what positions belong to (for a file its identity); `position` and `line` are the feed's own.
struct Cursor {
  std::string source;
  std::uint64_t position = 0;
  std::uint64_t line = 0;
  friend bool operator==(const Cursor&, const Cursor&) = default;
};

}  // namespace sait
