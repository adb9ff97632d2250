#include "rules/audience.hpp"

#include <algorithm>

#include "model/feed_declaration.hpp"
#include "text/fold.hpp"

namespace sait {
namespace {

bool has(const std::vector<std::string>& texts, std::string_view text) {
  return std::ranges::find(texts, text) != texts.end();
}

std::vector<std::string> keys_of(const std::vector<std::string>& regions) {
  std::vector<std::string> keys;
  for (const auto& region : regions) keys.push_back(region_key(region));
  return keys;
}

bool shares(const std::vector<std::string>& keys, const Audience::Keys& known) {
  return std::ranges::any_of(keys, [&](const auto& key) { return known.contains(key); });
}

}  // namespace

std::string region_key(std::string_view text) {
  const auto folded = fold_words(text);  // " karl marx stadt "
  return folded.size() < 2 ? std::string() : folded.substr(1, folded.size() - 2);
}

FeedReach feed_reach(const FeedDeclaration& feed) {
  return {feed.id, feed.community, feed.languages, keys_of(feed.regions)};
}

FeedReach feed_reach(const CoverageRecord& feed) {
  return {feed.feed, feed.community, feed.languages, keys_of(feed.regions)};
}

bool Audience::speaks(std::string_view language) const { return has(languages, language); }

bool Audience::carried_by(const FeedReach& feed) const {
  const bool own = feeds.empty() || has(feeds, feed.id) || (!feed.community.empty() && has(feeds, feed.community));
  const bool spoken =
      feed.languages.empty() || std::ranges::any_of(feed.languages, [this](const auto& tag) { return speaks(tag); });
  const bool near = !is_local() || feed.regions.empty() || shares(feed.regions, inside) || shares(feed.regions, around);
  return own && spoken && near;
}

bool Audience::home_of(const FeedReach& feed) const { return !is_local() || shares(feed.regions, inside); }

bool Audience::same_as(const Audience& other) const {
  return id == other.id && languages == other.languages && feeds == other.feeds && inside == other.inside &&
         around == other.around;
}

std::vector<Carried> carried_by(const FeedReach& feed, const std::vector<Audience>& audiences) {
  std::vector<Carried> carried;
  for (const auto& audience : audiences) {
    if (audience.carried_by(feed)) carried.push_back({&audience, audience.home_of(feed)});
  }
  return carried;
}

std::vector<AudienceChange> audience_changes(const std::vector<Audience>& before, const std::vector<Audience>& after) {
  std::vector<AudienceChange> changes;
  for (const auto& now : after) {
    const auto was = std::ranges::find(before, now.id, &Audience::id);
    if (was == before.end())
      changes.push_back({now.id, "new"});
    else if (!was->same_as(now) || was->title != now.title)
      changes.push_back({now.id, "other"});
  }
  for (const auto& was : before) {
    if (std::ranges::find(after, was.id, &Audience::id) == after.end()) changes.push_back({was.id, "gone"});
  }
  return changes;
}

}  // namespace sait
