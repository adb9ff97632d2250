// A text as the features that weights are given to (rules/claim_weights.hpp). Between its words stand the marks that
// tell how something is said:
//
//   token   := word | "0" (in place of what begins with a digit) | mark | "<" (where the text begins)
//   mark    := ? ! : ( " (also “ ” „ « ») … (also three dots), each once in a gap
//   feature := token, but for < | the first four letters of a longer word and * | two tokens, a space between
//
// Addresses and mentions are none, and neither are full stops: whether people set them says who they are, not what they
// say. Words are folded, without accents and with what hid them undone.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/claim_weights.hpp"
#include "text/fold.hpp"

namespace sait {

/// Takes texts apart, one after the other, reusing its memory. Not thread-safe.
class Wording {
 public:
  /// What is taken apart: words of a field, and which bytes of it are the text that they stand in.
  struct Part {
    std::string_view original;
    const FoldedText* folded = nullptr;
    WordRange words;
    std::size_t begin = 0, end = std::string_view::npos;
  };

  static constexpr std::uint32_t kAround = 40;  // words before and behind a match that it is weighed by

  /// The features of a part, in order, some more than once; each is valid during its call.
  void each_feature(const Part& part, const std::function<void(std::string_view feature)>& call);

  /// Their keys, each once. Valid until the next call.
  [[nodiscard]] const std::vector<std::uint64_t>& keys(const Part& part);

  /// Of a match in a long text the words around it: the labelled posts are short.
  [[nodiscard]] static WordRange around(WordRange match, const FoldedText& folded);

 private:
  void read_tokens(const Part& part);
  void add_marks(std::string_view between);

  std::vector<std::string_view> tokens_;
  std::string name_;
  std::vector<std::uint64_t> keys_, seen_;
};

}  // namespace sait
