// What a run over posts found, post by post, as the journal's records say it: the same whatever the order of batches
// and workers. An edit replaces what its post said before.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/record.hpp"

namespace sait {

struct FoundPost {
  std::uint64_t line = 0;              // of the archive, from 1; 0: it is of a journal
  Time time;                           // when it was written, as far as that is known
  std::uint16_t language = 0;          // FoundPosts::names()
  bool media = false;                  // by a newsroom
  bool deleted = false;                // since: it still counts, and is not shown
  std::vector<std::uint32_t> matches;  // FoundPosts::match(), in order
};

/// Not thread-safe.
class FoundPosts {
 public:
  using Posts = std::unordered_map<PostKey, FoundPost, PostKeyHash>;

  /// Follows a record; `line` is where its post stands. Posts that match nothing only count.
  void follow(const Record& record, std::uint64_t line);

  [[nodiscard]] const Posts& posts() const { return posts_; }
  [[nodiscard]] const FoundPost* find(const PostKey& key) const;
  [[nodiscard]] const MatchRef& match(std::uint32_t number) const { return *matches_[number]; }
  [[nodiscard]] std::size_t match_count() const { return matches_.size(); }
  [[nodiscard]] const std::string& language(const FoundPost& post) const { return names_[post.language]; }

  /// Posts on topic, each once.
  [[nodiscard]] std::uint64_t on_topic() const { return on_topic_; }
  [[nodiscard]] std::uint64_t history() const { return history_; }  // of them older than 48 h when they came
  /// Of the records' posts; last < first: there was none.
  [[nodiscard]] Time first() const { return first_; }
  [[nodiscard]] Time last() const { return last_; }

 private:
  void follow(const PostKey& key, const PostRecord& post, std::uint64_t line);
  [[nodiscard]] std::uint32_t number_of(const MatchRef& match);
  [[nodiscard]] std::uint16_t name_of(const std::string& name);

  Posts posts_;
  std::map<MatchRef, std::uint32_t> numbers_;
  std::vector<const MatchRef*> matches_;  // keys of numbers_
  std::map<std::string, std::uint16_t> name_numbers_;
  std::vector<std::string> names_;
  std::uint64_t on_topic_ = 0, history_ = 0;
  Time first_ = Time::max(), last_ = Time::min();
};

}  // namespace sait
