// The tree of a regular expression, for the plain part of RE2's notation: letters, classes, groups, alternatives and
// greedy repetitions. What is written otherwise (anchors, flags, lazy repetitions, properties) has no tree, and only
// RE2 knows what it means.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sait {

/// A literal shorter than this is in too many posts to sort them by.
inline constexpr int kMinLiteralBytes = 3;

/// Which characters a class has.
struct CharacterSet {
  std::array<std::uint64_t, 2> ascii{};                         // bit i of word i / 64
  std::vector<std::pair<std::uint32_t, std::uint32_t>> beyond;  // ranges of code points from 128, ends included, sorted

  [[nodiscard]] bool has_ascii(unsigned char c) const { return (ascii[c >> 6U] >> (c & 63U) & 1U) != 0; }
  [[nodiscard]] bool has_beyond(std::uint32_t code_point) const;
  friend bool operator==(const CharacterSet&, const CharacterSet&) = default;
};

struct RegexNode {
  enum class Kind : std::uint8_t { text, set, sequence, choice, repeat };
  static constexpr std::size_t kNoEnd = ~std::size_t{0};

  Kind kind = Kind::sequence;
  std::string text;                 // text: UTF-8; empty never
  CharacterSet set;                 // set: one character of it
  std::size_t least = 1, most = 1;  // repeat: children[0] so many times
  bool lazy = false;                // as seldom as it can be, not as often
  std::vector<RegexNode> children;
};

/// Nothing if the expression is not of the plain part. Expects what RE2 accepts.
[[nodiscard]] std::optional<RegexNode> parse_regex(std::string_view pattern);

/// The most characters a match can have; nothing if there is no bound.
[[nodiscard]] std::optional<std::size_t> longest_match(const RegexNode& node);

/// Whether the node can match no character at all.
[[nodiscard]] bool matches_empty(const RegexNode& node);

/// One of these literals stands in every match.
using RequiredPart = std::vector<std::string>;

/// What can be told of the tree so, with literals of at least kMinLiteralBytes beside their spaces.
[[nodiscard]] std::vector<RequiredPart> required_parts(const RegexNode& node);

/// The literals one of which every match begins with; empty if there are no such, or one is too short.
[[nodiscard]] RequiredPart leading_literals(const RegexNode& node);

}  // namespace sait
