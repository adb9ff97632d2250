#include "pipeline/recent_posts.hpp"

namespace sait {

const RecentPost* RecentPosts::find(const PostKey& key) const {
  if (!keys_.may_have(key)) return nullptr;
  const auto at = posts_.find(key);
  return at == posts_.end() ? nullptr : &at->second;
}

void RecentPosts::follow(const Record& record) {
  forget(record.stamp);
  if (const auto* post = std::get_if<PostRecord>(&record.body)) {
    add(record);
    auto& known = posts_[record.post];
    known = {record.stamp,  post->event_time, post->platform, post->content_mac, {},
             post->matches, post->replies,    post->author,   post->tier,        false};
    known.engagement = post->engagement;
  } else if (const auto* change = std::get_if<EngagementRecord>(&record.body)) {
    if (const auto at = posts_.find(record.post); at != posts_.end()) at->second.engagement = change->now;
  } else if (std::holds_alternative<DeletionRecord>(record.body)) {
    add(record);
    auto& gone = posts_[record.post];
    gone = {};
    gone.stamp = record.stamp;
    gone.deleted = true;
  }
  if (const auto* backfill = std::get_if<BackfillRecord>(&record.body)) {
    for (const auto& [key, post] : backfill->posts) {
      if (const auto at = posts_.find(key); at != posts_.end() && !at->second.deleted)
        at->second.matches = post.matches;
    }
  }
  while (order_.size() > most_) {  // not posts_: edits over and over must not fill it
    const auto& [stamp, key] = order_.front();
    if (const auto at = posts_.find(key); at != posts_.end() && at->second.stamp == stamp) posts_.erase(at);
    order_.pop_front();
  }
}

void RecentPosts::add(const Record& record) {
  order_.emplace_back(record.stamp, record.post);
  keys_.add(record.post);
}

void RecentPosts::forget(Time now) {
  while (!order_.empty() && order_.front().first < now - kKept) {
    const auto& [stamp, key] = order_.front();
    if (const auto at = posts_.find(key); at != posts_.end() && at->second.stamp == stamp) posts_.erase(at);
    order_.pop_front();
  }
}

}  // namespace sait
