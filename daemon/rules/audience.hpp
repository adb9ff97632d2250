// A declared audience: whom a conversation is seen by, by language, region and feed. Without a declaration each
// language is an audience under its own tag, and stays one beside those declared.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sait {

struct CoverageRecord;
struct FeedDeclaration;

/// What a feed says of whom it reaches; `regions` by region_key().
struct FeedReach {
  std::string id, community;           // community: the one it declares, empty if none
  std::vector<std::string> languages;  // empty: any
  std::vector<std::string> regions;    // empty: any
};

/// The form in which regions are compared, whatever their case, accents and hyphens: "Karl-Marx-Stadt" and "karl marx
/// stadt" are one.
[[nodiscard]] std::string region_key(std::string_view text);

[[nodiscard]] FeedReach feed_reach(const FeedDeclaration& feed);
[[nodiscard]] FeedReach feed_reach(const CoverageRecord& feed);

struct Audience {
  using Keys = std::set<std::string, std::less<>>;

  std::string id, title;
  std::vector<std::string> languages;  // at least one
  std::vector<std::string> feeds;      // ids or declared communities; empty: any
  Keys inside;                         // its regions with all that lie in them, by id and by name; empty: anywhere
  Keys around;                         // what its regions lie in
  int line = 0, column = 0;            // where it is declared, for messages

  [[nodiscard]] bool speaks(std::string_view language) const;

  /// Whether it asks where a post was heard.
  [[nodiscard]] bool is_local() const { return !inside.empty(); }

  /// Whether posts of the feed may reach it: the feed is one of its own, may be written in one of its languages, and is
  /// of no region, of one of its own, or of one around it. What no feed carries is not observable.
  [[nodiscard]] bool carried_by(const FeedReach& feed) const;

  /// Whether every post of the feed is heard where the audience is.
  [[nodiscard]] bool home_of(const FeedReach& feed) const;

  /// The same declaration, whatever its title and wherever it stands.
  [[nodiscard]] bool same_as(const Audience& other) const;
};

/// An audience that a feed carries. `home`: all of its posts reach it; otherwise those do that name a place there, or
/// whose author the operator has listed there.
struct Carried {
  const Audience* audience = nullptr;
  bool home = false;
};

/// Those of `audiences`, which must outlive the result, that the feed carries.
[[nodiscard]] std::vector<Carried> carried_by(const FeedReach& feed, const std::vector<Audience>& audiences);

/// An audience that is "new", "gone" or "other": declared otherwise, or under another title.
struct AudienceChange {
  std::string id;
  std::string_view change;
};

/// In the order of `after`, then what is gone.
[[nodiscard]] std::vector<AudienceChange> audience_changes(const std::vector<Audience>& before,
                                                           const std::vector<Audience>& after);

}  // namespace sait
