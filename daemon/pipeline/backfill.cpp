#include "pipeline/backfill.hpp"

#include <algorithm>
#include <iterator>

namespace sait {
namespace {

std::vector<MatchRef> merged(std::vector<MatchRef> matches, const std::vector<MatchRef>& more) {
  matches.insert(matches.end(), more.begin(), more.end());
  std::ranges::sort(matches);
  matches.erase(std::ranges::unique(matches).begin(), matches.end());
  return matches;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto size = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, size));
    text.remove_prefix(std::min(text.size(), size + 1));
  }
  return lines;
}

}  // namespace

Backfill::Backfill(std::shared_ptr<const RuleSet> rules, const std::vector<FeedDeclaration>& feeds,
                   const RuleSet* former)
    : rules_(std::move(rules)), matcher_(rules_) {
  for (const auto& feed : feeds) carried_[feed.id] = carried_by(feed_reach(feed), rules_->audiences);
  for (const auto& audience : rules_->audiences) {
    const auto* known = former == nullptr ? nullptr : former->find_audience(audience.id);
    if (known != nullptr && known->same_as(audience)) unchanged_.insert(audience.id);
  }
}

Status Backfill::read(Store& store, Time since) {
  if (position_ == 0) {
    const auto before = store.last_before(since);
    if (!before) return before.error();
    position_ = *before;
  }
  auto status = store.each_record(position_, [this](Record&& record) -> Status {
    position_ = record.seq;
    follow(std::move(record));
    return {};
  });
  if (!status) return status;
  for (const auto& key : std::exchange(fresh_, {})) {
    const auto at = posts_.find(key);
    if (at == posts_.end()) continue;
    if (status = match(store, key, at->second); !status) return status;
  }
  return {};
}

void Backfill::follow(Record&& record) {
  if (auto* post = std::get_if<PostRecord>(&record.body)) {
    posts_[record.post] = Candidate{std::move(*post)};
    fresh_.push_back(record.post);
  } else if (const auto* change = std::get_if<EngagementRecord>(&record.body)) {
    if (const auto at = posts_.find(record.post); at != posts_.end()) at->second.record.engagement = change->now;
  } else if (std::holds_alternative<DeletionRecord>(record.body)) {
    posts_.erase(record.post);
  } else if (auto* earlier = std::get_if<BackfillRecord>(&record.body)) {
    for (auto& [key, version] : earlier->posts) {
      if (const auto at = posts_.find(key); at != posts_.end()) at->second.record.matches = std::move(version.matches);
    }
  }
}

Status Backfill::match(Store& store, const PostKey& key, Candidate& candidate) {
  const auto words = store.words(key);
  if (!words) return words.error();
  candidate.matches.reset();
  if (!*words) return {};
  // Whom it refers to is not kept, nor needed: what depends on the thread was decided when the post came.
  constexpr std::string_view kSome = "some";
  const auto& seen = **words;
  Post post;
  post.title = seen.title;
  post.text = seen.text;
  if (!seen.alt.empty()) post.media_alt = {seen.alt};
  post.links = lines_of(seen.links);
  post.hashtags = lines_of(seen.hashtags);
  if (seen.answers) post.reply_to = kSome;
  if (seen.quotes) post.quote_of = kSome;
  (void)matcher_.on_topic(post, author_class_of(candidate.record.tier));
  candidate.matches = matches_of(candidate.record, seen.whole);
  return {};
}

// Of the post that the matcher has at hand. `whole`: all that matching needs was kept of it.
std::vector<MatchRef> Backfill::matches_of(const PostRecord& record, bool whole) {
  auto found = matcher_.matches(record.language);
  std::erase_if(found, [&](const Match& match) {
    return match.if_thread && !std::ranges::binary_search(record.matches, matcher_.ref(match));
  });
  const auto carried = carried_.find(record.feed);
  const Heard heard{carried == carried_.end() ? std::span<const Carried>() : carried->second, {}};
  auto matches = merged(matcher_.refs(found, false, heard), matcher_.refs(found, true, heard));
  // It still says so, to an audience that is still what it was.
  const auto still_heard = [&](const MatchRef& match) {
    if (!unchanged_.contains(match.audience)) return false;
    const auto& audience = *rules_->find_audience(match.audience);
    const auto* narrative = rules_->find(match.narrative);
    return narrative != nullptr && std::ranges::any_of(matches, [&](const MatchRef& now) {
             return now.narrative == match.narrative && now.act == match.act &&
                    narrative->counts_for(audience, now.audience);
           });
  };
  std::vector<MatchRef> kept;
  std::ranges::copy_if(record.matches, std::back_inserter(kept), [&](const MatchRef& match) {
    return !whole || !rules_->judges(match.narrative, match.audience) || still_heard(match);
  });
  return merged(std::move(matches), kept);
}

Backfill::Outcome Backfill::take() {
  Outcome outcome;
  for (auto& [key, candidate] : posts_) {
    if (!candidate.matches) continue;
    ++outcome.looked_at;
    auto& post = candidate.record;
    outcome.oldest = std::min(outcome.oldest.value_or(post.event_time), post.event_time);
    if (!rules_->may_keep_text(*candidate.matches)) {
      auto& row = outcome.forgotten.emplace_back();
      row.post = key;
      row.forgotten = true;
    }
    if (*candidate.matches == post.matches) continue;
    post.edit = true;
    post.superseded = std::move(post.matches);
    post.matches = std::move(*candidate.matches);
    post.former_engagement = post.engagement;
    post.former_author_seen = post.author.has_value();
    post.refers = false;  // what it answers was told when it came
    post.replies.clear();
    post.superseded_replies.clear();
    outcome.record.posts.emplace_back(key, std::move(post));
  }
  // By key, so that the same journal always gets the same bytes.
  std::ranges::sort(outcome.record.posts, {}, [](const auto& entry) { return entry.first; });
  std::ranges::sort(outcome.forgotten, {}, &TextRow::post);
  posts_.clear();
  return outcome;
}

}  // namespace sait
