// A regular expression tried at one place of a text, by backtracking over a small program. RE2's automaton of a pattern
// takes tens of kilobytes once it has been used; with thousands of patterns none of it is in the processor's cache when
// a candidate comes. This takes some hundred bytes, and most candidates are decided after a few words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/regex_tree.hpp"

namespace sait {

/// Immutable; match() is thread-safe with a scratch per thread.
class AnchoredRegex {
 public:
  /// Reused: no allocation in the steady state.
  class Scratch {
   public:
    /// Steps that match() may take until the next call of this; it stops with Outcome::unknown once they are spent.
    void allow(std::size_t steps) { left_ = steps; }

   private:
    friend class AnchoredRegex;
    struct Choice {
      std::uint32_t step;   // to go on with
      std::uint32_t at;     // and where
      std::uint32_t least;  // of a repetition: where it may end at the earliest; kNone: no repetition
    };
    std::vector<Choice> choices_;
    std::size_t left_ = 0;
  };

  enum class Outcome : std::uint8_t {
    no,
    yes,
    unknown,  // too much backtracking: ask RE2
  };

  /// Nothing if the program would be long, or a repetition might go on without end.
  [[nodiscard]] static std::optional<AnchoredRegex> compile(const RegexNode& tree);

  /// Whether the expression matches text[from, ...) from its first byte on; `end`: behind the match that RE2 prefers.
  /// `text` is well-formed UTF-8 of less than 4 GiB.
  [[nodiscard]] Outcome match(std::string_view text, std::size_t from, std::size_t& end, Scratch& scratch) const;

  /// Asks for what match() looks at first, for when it is called soon.
  void fetch() const {
    __builtin_prefetch(steps_.data());
    __builtin_prefetch(text_.data());
  }

 private:
  struct Step {
    enum class Kind : std::uint8_t { text, set, either, jump, done } kind = Kind::done;
    std::uint32_t first = 0;            // text: offset into text_; either: tried first; jump: where to
    std::uint32_t second = 0;           // text: bytes; either: tried then; set: at least so many
    std::uint32_t most = 0;             // set: at most so many
    const CharacterSet* set = nullptr;  // one of sets_
  };
  friend class RegexProgram;

  std::vector<Step> steps_;
  std::string text_;
  // Thousands of expressions have the same few sets ("no full stop"): shared, they stay in the processor's cache.
  std::vector<std::shared_ptr<const CharacterSet>> sets_;
};

}  // namespace sait
