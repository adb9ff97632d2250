// post.v1 (NDJSON) -> Post, by RapidJSON in situ: no copy, no allocation per post in the steady state.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "model/post.hpp"

namespace sait {

/// Why a line is not a post; these are also the `reason` of rejected lines in counters, so the list is closed.
enum class Rejection : std::uint8_t { none, json, depth, type, missing, range, too_long };
inline constexpr std::size_t kRejections = 7;  // with none
[[nodiscard]] const char* to_string(Rejection reason);

struct PostParseResult {
  Rejection rejection = Rejection::none;
  std::string detail;  // "engagement.likes: -1 is out of range (0 to 9007199254740991)"; empty when accepted
  [[nodiscard]] bool ok() const { return rejection == Rejection::none; }
};

/// Reads one line at a time into a Post. Not thread-safe; keep one per worker (it keeps its parse stack).
class PostReader {
 public:
  PostReader();
  ~PostReader();
  PostReader(PostReader&&) noexcept;
  PostReader& operator=(PostReader&&) noexcept;

  /// `line` must be NUL-terminated at `line[size]` and is overwritten; views in `post` point into it.
  /// Required are `id` and `text` (a deletion may leave it out); a missing `platform` stays empty for the feed's
  /// declaration to supply. Unknown fields are skipped at any depth up to kMaxDepth. Bytes that are not UTF-8 are let
  /// through: text/ treats them as separators and whatever is stored is repaired there. A byte order mark, spaces and
  /// CR around the object are allowed.
  [[nodiscard]] PostParseResult read(char* line, std::size_t size, Post& post);

  static constexpr std::size_t kMaxDepth = 32;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sait
