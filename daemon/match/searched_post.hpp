// The post at hand, folded and searched for phrases: what conditions see of it (rules/post_view.hpp).
#pragma once

#include <re2/re2.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/post.hpp"
#include "rules/post_view.hpp"
#include "rules/rule_set.hpp"
#include "text/fold.hpp"
#include "text/sentences.hpp"

namespace sait {

/// A place in a field of the original, in bytes (Field::alt: of one description).
struct Span {
  Field field = Field::text;
  std::uint32_t begin = 0, end = 0;
  std::uint32_t media = 0;  // of Field::alt: which of Post::media_alt, from 0
  friend bool operator==(const Span&, const Span&) = default;
};

/// Reads posts one after the other, reusing its memory; phrases are looked for when first asked. Not thread-safe.
class SearchedPost final : public PostView {
 public:
  struct Input {
    std::string_view original;  // of Field::alt: all descriptions, blank lines between them
    FoldedText folded;
    Prefilter::Scan scan;
    std::vector<WordRange> sentences;  // after split()
    bool is_split = false;
  };

  /// `rules` must outlive it.
  explicit SearchedPost(const RuleSet& rules);

  /// The next post. What it borrows from must live until the call after this one.
  void begin(const Post& post, AuthorClass author);

  [[nodiscard]] const Input& input(Field field) const { return inputs_[static_cast<std::size_t>(field)]; }
  [[nodiscard]] std::span<const Input> inputs() const { return inputs_; }
  /// The field with its sentences.
  const Input& split(Field field);
  /// Of posts begun: tells one from the next.
  [[nodiscard]] std::uint64_t number() const { return number_; }

  [[nodiscard]] const Post& post() const override { return post_; }
  [[nodiscard]] AuthorClass author() const override { return author_; }
  [[nodiscard]] std::span<const Occurrence> occurrences(std::uint32_t phrase) override;
  [[nodiscard]] std::optional<SlotValue> slot(const Occurrence& occurrence, std::string_view name) override;
  [[nodiscard]] std::span<const std::string> hashtags() override;
  [[nodiscard]] std::span<const std::string> hosts() override;

  /// Of thousands of phrases next to none is in the processor's cache when its turn comes: asked for together, they
  /// come while the sentences are told apart.
  void fetch(std::uint32_t phrase) const;

  /// The words of a phrase's slot, by its number; none where it is in a part that is not there. And their value.
  [[nodiscard]] WordRange slot_words(const Occurrence& occurrence, std::size_t slot) const;
  [[nodiscard]] std::optional<SlotValue> slot_value(const Occurrence& occurrence, std::size_t slot) const;

  [[nodiscard]] Span span_of(Field field, WordRange words) const;
  [[nodiscard]] std::string_view words_at(const Span& span) const;
  /// From where to where the text goes on that a byte of a field stands in: the field, or one description of a picture.
  [[nodiscard]] std::pair<std::size_t, std::size_t> text_around(Field field, std::size_t byte) const;
  /// A sentence of the original with what stands before and behind it up to other words or a blank line: emoji mostly
  /// stand at the end, behind its full stop. After split().
  [[nodiscard]] std::string_view with_signs_around(Field field, std::uint32_t sentence) const;

 private:
  // What is known of a phrase in the post at hand.
  struct Searched {
    std::uint64_t post = 0;  // searched in that post
    std::uint32_t begin = 0, count = 0;
  };

  void add_tag(std::string_view tag);
  void search(std::uint32_t index, Field field);
  void search_sentence(std::uint32_t index, Field field, std::uint32_t sentence, std::uint32_t last);
  std::size_t add_place(std::uint32_t index, Field field, std::uint32_t sentence, std::string_view words,
                        std::size_t begin, std::size_t end);
  std::size_t search_from(std::uint32_t index, Field field, std::uint32_t sentence, std::string_view words,
                          std::size_t from, RE2::Anchor anchor);
  std::size_t add_captured(std::uint32_t index, Field field, std::uint32_t sentence, std::string_view words,
                           std::size_t from);

  const RuleSet& rules_;
  Folder folder_;
  SentenceSplitter splitter_;
  std::array<Input, kFields> inputs_;
  std::string alts_;                       // all descriptions of media: the field they are to conditions
  std::vector<std::uint32_t> alt_begins_;  // of each in it
  Post post_;                              // what conditions may ask of it
  AuthorClass author_ = AuthorClass::other;
  std::uint64_t number_ = 0;

  std::vector<Searched> searched_;     // by phrase
  std::vector<Occurrence> places_;     // of the post at hand
  std::vector<WordRange> slot_words_;  // of its occurrences
  std::vector<re2::StringPiece> captured_;
  AnchoredRegex::Scratch scratch_;
  std::vector<std::size_t> leads_;
  std::vector<std::string> tags_, hosts_;
  bool tags_read_ = false, hosts_read_ = false;
};

}  // namespace sait
