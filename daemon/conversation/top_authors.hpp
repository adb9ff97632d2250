// How much of a conversation its loudest author writes: Space-Saving (Metwally, Agrawal, El Abbadi, "Efficient
// computation of frequent and top-k elements in data streams", 2005) over the last 24 to 30 hours, in pieces of 6.
// An author is known by the register and rank of a distinct-count sketch: no more than a record keeps. Two authors
// share both with a chance of about 1 in 50,000, so that a crowd never looks like one voice.
#pragma once

#include <cstdint>
#include <vector>

#include "conversation/bucket.hpp"

namespace sait {

class TopAuthors {
 public:
  static constexpr std::size_t kCounters = 16;  // of one piece; a count is off by at most its posts / 16
  static constexpr Hour kPieceHours = 6;
  static constexpr std::size_t kPieces = 5;

  /// Counts one claim; older than what is kept, it is left aside.
  void add(Hour hour, SketchEntry author);
  void advance(Hour hour);

  /// Claims with an author in the pieces that reach into [first, last], and how many of them at least are by the
  /// loudest one.
  struct Share {
    std::uint64_t posts = 0, loudest = 0;
    std::uint64_t loud = 0, by_loud = 0;  // authors of at least kLoud claims, as far as is certain, and their claims
  };
  static constexpr std::uint64_t kLoud = 5;
  [[nodiscard]] Share share(Hour first, Hour last) const;
  [[nodiscard]] std::size_t heap_bytes() const;

  void save(Encoder& out) const;
  [[nodiscard]] bool load(Decoder& in);

 private:
  struct Counter {
    std::uint32_t author = 0;  // index << 8 | rank
    std::uint32_t count = 0;   // at most so many
    std::uint32_t over = 0;    // of these at most so many are not its own
  };
  struct Piece {
    Hour first = 0;
    std::uint64_t posts = 0;
    std::vector<Counter> counters;
  };
  static void count(Piece& piece, std::uint32_t author);

  std::vector<Piece> pieces_;  // in order
};

}  // namespace sait
