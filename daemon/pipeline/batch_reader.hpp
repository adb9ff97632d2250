// RawBatch -> ReadBatch: parse, fold, gate, match. Stateless between batches; one per match worker.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "feeds/feed.hpp"
#include "match/post_matcher.hpp"
#include "model/author_lists.hpp"
#include "model/post_json.hpp"
#include "model/record.hpp"
#include "store/transaction.hpp"

namespace sait {

/// What the writer needs of a post that may enter the journal: on topic, a deletion, or one that refers to another
/// post.
struct PostDetail {
  PostRecord record;                     // without its times
  std::vector<PostKey> references;       // reply, repost, quote
  std::vector<PostKey> answered;         // those of them that it says something about: reply, quote
  Stance stance = Stance::neither;       // by its own words, towards what it answers
  std::vector<MatchRef> thread_matches;  // count only if one of those is on topic
  std::vector<std::string> outweighed;   // narratives, one for each of their claims that was
  TextRow text;                          // its expiry is not set yet
  bool on_topic = false;                 // by its own words
  bool deleted = false;
  bool keep_text = true;
};

/// One line of a batch. Most posts are off topic and are nothing but this.
struct ReadItem {
  static constexpr std::uint32_t kNoDetail = ~std::uint32_t{0};
  std::uint64_t next_position = 0, number = 0;
  std::optional<Time> created;  // plausible times only
  PostKey key{};
  std::uint64_t content = 0;         // hash of what is written in it, in this process only
  std::uint32_t detail = kNoDetail;  // index into ReadBatch::details
  Rejection rejection = Rejection::none;
};

struct LineProblem {
  std::uint64_t line = 0;
  Rejection rejection = Rejection::none;
  std::string detail;
};

struct ReadBatch {
  std::size_t feed = 0;
  std::string source;
  std::vector<ReadItem> items;
  std::vector<PostDetail> details;
  std::vector<LineProblem> problems;
  std::vector<FeedEvent> events;
  bool ended = false;
  std::chrono::steady_clock::time_point handed_over;  // by its feed
};

/// Times outside [2000, `latest`] are not plausible: the post then counts as one without a time.
struct ReadOptions {
  Time latest = Time::max();
  std::shared_ptr<const AuthorLists> authors;  // nullptr: none
};

class BatchReader {
 public:
  /// `feeds` by their number.
  BatchReader(std::shared_ptr<const RuleSet> rules, HmacKey key, std::vector<FeedDeclaration> feeds,
              ReadOptions options);

  /// Consumes the buffer of `raw` (it is parsed in place).
  [[nodiscard]] ReadBatch read(std::size_t feed, RawBatch raw);

 private:
  void read_line(ReadBatch& batch, char* line, const RawLine& raw);
  void add_detail(ReadBatch& batch, ReadItem& item, Tier tier, bool on_topic);
  [[nodiscard]] Heard heard(std::size_t feed) const;
  [[nodiscard]] PostKey post_key(std::string_view platform, std::string_view id) const;
  void add_matches(PostDetail& detail, std::size_t feed);
  [[nodiscard]] std::string community_of(const FeedDeclaration& feed) const;

  std::shared_ptr<const RuleSet> rules_;
  HmacKey key_;
  std::vector<FeedDeclaration> feeds_;
  std::vector<std::vector<Carried>> carried_;  // by feed: the declared audiences it carries
  ReadOptions options_;
  PostReader parser_;
  PostMatcher matcher_;
  Post post_;
};

/// The keyed form of ReadItem::content that the journal keeps.
[[nodiscard]] std::uint64_t content_mac(const HmacKey& key, std::uint64_t content);

}  // namespace sait
