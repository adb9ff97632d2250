// The tree of a regular expression, for the plain part of RE2's notation: letters, classes, groups, alternatives and
// repetitions. What is written otherwise (anchors, flags, properties) has no tree, and only
// RE2 knows what it means.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
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

class KnownWords;
struct SharedRegex;

struct RegexNode {
  enum class Kind : std::uint8_t { text, set, sequence, choice, repeat, shared };
  static constexpr std::size_t kNoEnd = ~std::size_t{0};

  Kind kind = Kind::sequence;
  std::string text;                 // text: UTF-8; empty never
  CharacterSet set;                 // set: one character of it
  std::size_t least = 1, most = 1;  // repeat: children[0] so many times
  bool lazy = false;                // as seldom as it can be, not as often
  std::vector<RegexNode> children;
  std::shared_ptr<const SharedRegex> shared;  // shared: what other expressions have, too
};

/// One of these literals stands in every match.
using RequiredPart = std::vector<std::string>;
using SharedPart = std::shared_ptr<const RequiredPart>;  // that of a lexicon dozens of phrases have
struct RequiredPartHash {
  std::size_t operator()(const RequiredPart& part) const {
    std::size_t hash = part.size();
    for (const auto& literal : part) hash = hash * 31 + std::hash<std::string>()(literal);
    return hash;
  }
};

/// What matches begin with: literals in order, each once. Every match begins with one of `whole` or `part`, or has one
/// of `inside` begin in its first word. All empty: unknown.
struct RegexBeginnings {
  std::vector<std::string> whole;   // all of a match: what follows may be added
  std::vector<std::string> part;    // matches go on behind it
  std::vector<std::string> inside;  // begin in the first word of a match, behind other letters of it

  [[nodiscard]] bool unknown() const { return whole.empty() && part.empty() && inside.empty(); }
};

struct RegexBlock;

/// A group that many expressions have (a lexicon), with what is asked of it each time.
struct SharedRegex {
  std::shared_ptr<const std::string> text;  // as it is written, "(?:a|b)"
  RegexNode node;
  std::optional<std::size_t> longest;
  bool empty = false;
  RegexBeginnings beginnings;
  RegexBeginnings far;                              // the same, Reach::far
  std::string first_bytes;                          // of its matches, each once; empty: unknown
  std::array<std::vector<RequiredPart>, 2> parts;   // behind other letters, behind a space
  std::array<bool, 2> ends_in_space{};              // the same
  mutable std::shared_ptr<const RegexBlock> block;  // of rules/anchored_regex.hpp, once made
  mutable bool refused = false;                     // it would be too long
};

/// Groups that expressions share, by name. Not thread-safe.
class SharedGroups {
 public:
  /// `common`: words of everyday language, as of required_parts(). Kept.
  explicit SharedGroups(const KnownWords* common = nullptr) : common_(common) {}

  [[nodiscard]] const KnownWords* common() const { return common_; }
  /// The group of this name; `written` is asked for it the first time: "(?:a|b)". nullptr: it is not of the plain part.
  [[nodiscard]] std::shared_ptr<const SharedRegex> get(std::string_view name,
                                                       const std::function<std::string()>& written);

 private:
  const KnownWords* common_;
  std::map<std::string, std::shared_ptr<const SharedRegex>, std::less<>> groups_;
};

/// How far the beginnings of matches are followed: until a word is known, or, where they stay few, over several words:
/// a word alone begins far more texts than match.
enum class Reach : std::uint8_t { word, far };

/// Nothing if the expression is not of the plain part. Expects what RE2 accepts. `shared`: what each kSharedMark of
/// rules/shared_text.hpp stands for, in order.
[[nodiscard]] std::optional<RegexNode> parse_regex(std::string_view pattern,
                                                   std::span<const std::shared_ptr<const SharedRegex>> shared = {});

/// The most characters a match can have; nothing if there is no bound.
[[nodiscard]] std::optional<std::size_t> longest_match(const RegexNode& node);

/// Whether the node can match no character at all.
[[nodiscard]] bool matches_empty(const RegexNode& node);

/// Whether one of its literals is a word of everyday language; `common` may be nullptr: then none is.
[[nodiscard]] bool has_everyday_word(const RequiredPart& part, const KnownWords* common);

/// Whether one of its literals has kMinLiteralBytes and none is a single letter: other parts are in too many texts.
[[nodiscard]] bool sorts_texts(const RequiredPart& part);

/// What can be told of the tree so; parts of short words are among them (sorts_texts).
/// Where one of several has to do, it is rather one without words of everyday language (`common`).
[[nodiscard]] std::vector<RequiredPart> required_parts(const RegexNode& node, const KnownWords* common = nullptr,
                                                       Reach reach = Reach::far);

/// `allowed`: how many literals may be looked at; less is left. Unknown once there are none left.
[[nodiscard]] RegexBeginnings beginnings(const RegexNode& node, std::size_t& allowed);

/// Literals one of which leads every match: it begins with it, or, of a literal without a space in front, has its
/// beginning in its first word ("flut" of " [^ ]*flut"). Reach::far: "they arrested", "they caught" of "they
/// (arrested|caught)". Empty if there are no such, or one is too short.
[[nodiscard]] RequiredPart leading_literals(const RegexNode& node, Reach reach = Reach::far);

}  // namespace sait
