// What a rule may look at in one post; match/ gives it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "model/post.hpp"
#include "model/record.hpp"
#include "rules/slot.hpp"
#include "text/fold.hpp"

namespace sait {

enum class Field : std::uint8_t { text, title, alt };
inline constexpr std::size_t kFields = 3;
[[nodiscard]] const char* to_string(Field field);

/// Who wrote the post, as far as rules may ask: by the feed's tier or the operator's lists, never by what the author
/// is.
enum class AuthorClass : std::uint8_t { other, official, media, listed, elected };
[[nodiscard]] AuthorClass author_class_of(Tier tier);

/// Where a phrase was found.
struct Occurrence {
  std::uint32_t phrase = 0;  // index into RuleSet::phrases
  Field field = Field::text;
  std::uint32_t sentence = 0;  // of the field, from 0
  WordRange words;             // of the field
  std::uint32_t slots = 0;     // the first of its phrase's slots in PostView
};

/// Valid while the post is; not thread-safe.
class PostView {
 public:
  virtual ~PostView() = default;

  [[nodiscard]] virtual const Post& post() const = 0;
  [[nodiscard]] virtual AuthorClass author() const = 0;

  /// All places where the phrase is found, in order of field and place; none overlaps another. Looked for when first
  /// asked. Valid until the next call for a phrase that was not asked for before.
  [[nodiscard]] virtual std::span<const Occurrence> occurrences(std::uint32_t phrase) = 0;

  /// The value of the slot of this name in an occurrence; empty where its phrase has none, or where it is in a part
  /// that is not there.
  [[nodiscard]] virtual std::optional<SlotValue> slot(const Occurrence& occurrence, std::string_view name) = 0;

  /// The tags of the post, from its own list and from its text: folded, without accents, in one piece.
  [[nodiscard]] virtual std::span<const std::string> hashtags() = 0;
  /// Hosts of the post's addresses, from its own list and from its text: as plain_host() has them.
  [[nodiscard]] virtual std::span<const std::string> hosts() = 0;
};

}  // namespace sait
