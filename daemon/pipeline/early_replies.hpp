// Replies and quote-posts that came before what they answer: which of two posts a feed brings first must not decide
// what is counted. Part of the writer's state, so that a restart goes on as if there had been none.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/batch_reader.hpp"

namespace sait {

class Decoder;
class Encoder;

struct EarlyReply {
  Time stamp;  // when it came
  PostKey post{};
  PostDetail detail;      // without its text
  bool recorded = false;  // it is in the journal, without what depends on the post it waits for
};

/// What a reply that refers to a post nobody has seen would be once that post comes: as records are, without a text
/// and without an author. Bounded in time and in number: beyond kMost the oldest go first. Not thread-safe; the writer
/// owns it.
class EarlyReplies {
 public:
  static constexpr Duration kKept = std::chrono::minutes(10);
  static constexpr std::size_t kMost = 1024;

  /// `detail` refers to at least one post, and its record has its times. `recorded`: it is in the journal. Replaces an
  /// earlier version of the post.
  void add(Time stamp, const PostKey& post, const PostDetail& detail, bool recorded);

  /// Those that wait for `post` at `now`, in the order in which they came; for it they wait no more.
  [[nodiscard]] std::vector<EarlyReply> take(const PostKey& post, Time now);

  /// The post itself is gone or has other words.
  void forget(const PostKey& post);
  void forget_before(Time oldest);
  void clear();
  [[nodiscard]] std::size_t size() const { return waiting_.size(); }

  void save(Encoder& out) const;
  /// False when the bytes are damaged.
  [[nodiscard]] bool load(Decoder& in);

 private:
  struct Waiting {
    Time stamp;
    PostKey post{};
    std::vector<PostKey> references;
    std::string detail;  // as it is saved
    bool recorded = false;
  };
  using Numbered = std::map<std::uint64_t, Waiting>;
  void insert(Waiting waiting);
  void erase(Numbered::iterator at);

  Numbered waiting_;  // by their number: in the order in which they came
  std::set<std::pair<PostKey, std::uint64_t>> by_reference_;
  std::map<PostKey, std::uint64_t> by_post_;
  std::uint64_t next_ = 0;
};

}  // namespace sait
