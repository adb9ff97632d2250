// A regular expression tried at one place of a text, by backtracking over a small program. RE2's automaton of a pattern
// takes tens of kilobytes once it has been used; with thousands of patterns none of it is in the processor's cache when
// a candidate comes. This takes some hundred bytes, and most candidates are decided after a few words.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/regex_tree.hpp"

namespace sait {

/// A program, or a part of one that others call: a lexicon that dozens of phrases name is there once. What a step needs
/// lies in it: of thousands of programs none is in the processor's cache, and each look elsewhere is waited for.
struct RegexBlock {
  static constexpr std::size_t kBytes = 8;
  struct Step {
    // jump: only while the program is made
    enum class Kind : std::uint8_t { text, set, either, branch, jump, join, call, done } kind = Kind::done;
    std::uint8_t size = 0;      // text: bytes, at most kBytes; branch: how many bytes ahead the byte is that decides
    std::uint16_t least = 0;    // set: at least so many characters; branch: the least byte that is known
    std::uint16_t most = 0;     // set: at most so many, kNoMost: any number; branch: the greatest byte
    std::uint16_t next = 0;     // the step that follows; either: tried first; branch: for bytes that are not known
    std::uint16_t other = 0;    // either: tried then; join, call: its number
    std::uint32_t targets = 0;  // branch: of `least`, in `targets`
    union {
      std::array<char, kBytes> text = {};
      const CharacterSet* set;  // one of sets
    };
  };
  static constexpr std::uint16_t kNoMost = 0xffff;

  std::vector<Step> steps;
  // Which step a choice goes on with, by a byte that follows: of a lexicon's hundreds of words hardly one begins so,
  // and the others need not be tried.
  std::vector<std::uint16_t> targets;
  std::uint16_t first = 0;  // step
  std::uint16_t joins = 0;
  // Thousands of expressions have the same few sets ("no full stop"): shared, they stay in the processor's cache.
  std::vector<std::shared_ptr<const CharacterSet>> sets;
  std::vector<std::shared_ptr<const RegexBlock>> called;  // they call none
};

/// Immutable; match() is thread-safe with a scratch per thread.
class AnchoredRegex {
 public:
  /// Reused: no allocation in the steady state.
  class Scratch {
   public:
    /// What follows is about one text and one expression: steps that match() may take for them until the next call of
    /// this. It stops with Outcome::unknown once they are spent.
    void begin(std::size_t steps) {
      left_ = steps;
      ++round_;
    }

   private:
    friend class AnchoredRegex;
    // Whether nothing was found from this join at this place on. Notes that it is being tried.
    [[nodiscard]] bool was_tried(std::size_t join, std::size_t at, std::size_t places) {
      constexpr std::size_t kMost = 1 << 17;  // entries: beyond them it is tried again
      const auto index = join * places + at;
      if (index + places > kMost) return false;
      if (index >= tried_.size()) tried_.resize(index + places, 0);
      return std::exchange(tried_[index], round_) == round_;
    }

    std::vector<std::uint64_t> tried_;  // by join and place: the round
    std::uint64_t round_ = 0;
    struct Choice {
      std::uint32_t step;   // to go on with
      std::uint32_t at;     // and where
      std::uint32_t least;  // of a repetition: where it may end at the earliest; kNone: no repetition
      std::uint32_t back;   // the step that called the block in which it is; kNone: it is in none
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

  /// Whether the expression matches text[from, ...) from its first byte on, after Scratch::begin() for this text;
  /// `end`: behind the match that RE2 prefers. `text` is well-formed UTF-8 of less than 4 GiB.
  [[nodiscard]] Outcome match(std::string_view text, std::size_t from, std::size_t& end, Scratch& scratch) const;

  /// Asks for what match() looks at first, for when it is called soon.
  void fetch() const { __builtin_prefetch(main_.steps.data()); }

 private:
  RegexBlock main_;
};

}  // namespace sait
