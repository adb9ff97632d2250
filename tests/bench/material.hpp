// What speed is measured on: rules and posts made from a seed, the same ones every time.
#pragma once

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "pipeline/pipeline.hpp"
#include "rules/rule_set.hpp"

namespace sait::bench {

inline constexpr Time kStart = std::chrono::sys_days(std::chrono::year(2026) / 3 / 2);

/// Ten narratives of ten phrases each, in English, of four shapes with gaps and alternatives; the shipped policy.
[[nodiscard]] RuleFiles rule_files();
[[nodiscard]] std::shared_ptr<const RuleSet> compile(const RuleFiles& files);

struct PostMix {
  double on_topic = 0.01;    // of posts: name the subject; about a third of them match a phrase
  double pattern_words = 0;  // of words: words of the phrases, in chatter that means nothing by them
  double replies = 0;        // of posts: reply to an earlier one, which makes the reader keep what it read
  Duration apart{100};       // between two posts, in event time
};

/// Chatter of 6 to 44 words (about 135 bytes), 8 % with words that are not ASCII, 30 % with an address, as post.v1.
class PostGenerator {
 public:
  explicit PostGenerator(PostMix mix, unsigned seed = 20261122) : mix_(mix), random_(seed) {}

  /// Appends the next post and a line break.
  void append(std::string& out);
  [[nodiscard]] std::uint64_t made() const { return made_; }

 private:
  [[nodiscard]] std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }
  [[nodiscard]] bool chance(double share) { return static_cast<double>(random_() >> 11U) * 0x1p-53 < share; }
  void append_text(std::string& out);

  PostMix mix_;
  std::mt19937_64 random_;
  std::uint64_t made_ = 0;
};

[[nodiscard]] FeedDeclaration declaration(const std::string& id);

/// `clock: events` with the defaults of the daemon.
[[nodiscard]] PipelineOptions pipeline_options();

/// Never asked while events move time.
class StillClock final : public Clock {
 public:
  [[nodiscard]] Time now() const override { return kStart + std::chrono::hours(24 * 365); }
};

/// The value, or the end of the program with the error's text.
template <typename T>
T must(Result<T> result) {
  if (result) return std::move(result).value();
  throw std::runtime_error(result.error().text());
}
inline void must(const Status& status) {
  if (!status) throw std::runtime_error(status.error().text());
}

}  // namespace sait::bench
