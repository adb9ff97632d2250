#include "workbench/found_posts.hpp"

#include <algorithm>
#include <limits>

namespace sait {

const FoundPost* FoundPosts::find(const PostKey& key) const {
  const auto at = posts_.find(key);
  return at == posts_.end() ? nullptr : &at->second;
}

void FoundPosts::follow(const Record& record, std::uint64_t line) {
  if (const auto* post = std::get_if<PostRecord>(&record.body)) {
    follow(record.post, *post, line);
  } else if (const auto* backfill = std::get_if<BackfillRecord>(&record.body)) {
    for (const auto& [key, version] : backfill->posts) follow(key, version, line);
  } else if (std::holds_alternative<DeletionRecord>(record.body)) {
    if (const auto at = posts_.find(record.post); at != posts_.end()) at->second.deleted = true;
  }
}

void FoundPosts::follow(const PostKey& key, const PostRecord& post, std::uint64_t line) {
  if (!post.edit) {
    ++on_topic_;
    history_ += post.history ? 1 : 0;
  }
  first_ = std::min(first_, post.event_time);
  last_ = std::max(last_, post.event_time);
  if (post.matches.empty()) {
    if (post.edit) posts_.erase(key);
    return;
  }
  auto& found = posts_[key];
  if (line != 0) found.line = line;
  found.time = post.event_time;
  found.language = name_of(post.language.empty() ? "und" : post.language);
  found.media = post.tier == Tier::media;
  found.matches.clear();
  for (const auto& match : post.matches) found.matches.push_back(number_of(match));
}

std::uint32_t FoundPosts::number_of(const MatchRef& match) {
  const auto [at, is_new] = numbers_.try_emplace(match, static_cast<std::uint32_t>(matches_.size()));
  if (is_new) matches_.push_back(&at->first);
  return at->second;
}

// Tags are of posts: who writes thousands of them is told under one.
std::uint16_t FoundPosts::name_of(const std::string& name) {
  constexpr std::size_t kMost = std::numeric_limits<std::uint16_t>::max() / 2;
  const auto& kept = names_.size() < kMost || name_numbers_.contains(name) ? name : std::string("und");
  const auto [at, is_new] = name_numbers_.try_emplace(kept, static_cast<std::uint16_t>(names_.size()));
  if (is_new) names_.push_back(at->first);
  return at->second;
}

}  // namespace sait
