#include "rules/word_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "rules/regex.hpp"

namespace sait {

std::size_t first_word_size(std::string_view words) { return std::min(words.find(' '), words.size()); }

void drop_words(std::string_view& words, std::size_t size) {
  words.remove_prefix(size);
  while (words.starts_with(' ')) words.remove_prefix(1);
}

void WordList::add(Entry entry) {
  const auto place = std::ranges::upper_bound(entries_, entry.words.size(), std::ranges::greater(),
                                              [](const Entry& e) { return e.words.size(); });
  entries_.insert(place, std::move(entry));
}

std::string WordList::regex() const {
  std::string out;
  for (const auto& [words, value, unit] : entries_) {
    const bool stem = words.ends_with('*');
    out += fmt::format("{}{}{} ", out.empty() ? "" : "|",
                       quote_regex(std::string_view(words).substr(0, words.size() - stem)), stem ? "[^ ]*" : "");
  }
  return "(?:" + out + ")";
}

const WordList::Entry* WordList::at(std::string_view words, std::size_t& size) const {
  for (const auto& entry : entries_) {
    const std::string_view wanted = entry.words;
    const bool stem = wanted.ends_with('*');
    const auto text = wanted.substr(0, wanted.size() - (stem ? 1 : 0));
    if (!words.starts_with(text)) continue;
    size = text.size() + (stem ? first_word_size(words.substr(text.size())) : 0);
    if (size == words.size() || words[size] == ' ') return &entry;
  }
  return nullptr;
}

}  // namespace sait
