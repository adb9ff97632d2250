// Words that stand for something: a value, a unit. All folded, without accents; a star at the end lets the last word go
// on.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sait {

/// Longest first: RE2 takes the first alternative that fits.
class WordList {
 public:
  struct Entry {
    std::string words;
    double value = 0;
    std::string unit;
  };

  void add(Entry entry);
  [[nodiscard]] bool empty() const { return entries_.empty(); }
  [[nodiscard]] auto begin() const { return entries_.begin(); }
  [[nodiscard]] auto end() const { return entries_.end(); }

  /// RE2 for one of them, with a space behind each word.
  [[nodiscard]] std::string regex() const;

  /// The entry whose words stand at the beginning of `words`; `size` is what they take. nullptr: none.
  [[nodiscard]] const Entry* at(std::string_view words, std::size_t& size) const;

 private:
  std::vector<Entry> entries_;
};

/// Bytes of the first word.
[[nodiscard]] std::size_t first_word_size(std::string_view words);

/// Takes so many bytes and the spaces behind them from the beginning.
void drop_words(std::string_view& words, std::size_t size);

}  // namespace sait
