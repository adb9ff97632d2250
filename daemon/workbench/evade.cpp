#include "workbench/evade.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "text/utf8.hpp"

namespace sait {
namespace {

constexpr std::size_t kFewestLetters = 5;
constexpr std::size_t kWordsDisguised = 3;

// A word's letters in its text; beside them stand only what is no letter.
struct WrittenWord {
  std::size_t begin = 0, end = 0, letters = 0;
  bool plain = false;  // may be disguised
};

std::string utf8_of(UChar32 character) {
  std::array<std::uint8_t, U8_MAX_LENGTH> bytes{};
  std::size_t size = 0;
  U8_APPEND_UNSAFE(bytes.data(), size, character);
  return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)};
}

bool is_letter(std::string_view character) { return u_isalpha(static_cast<UChar32>(code_point(character))) != 0; }

std::vector<std::string_view> letters_of_text(std::string_view text) {
  std::vector<std::string_view> characters;
  for (std::size_t at = 0; at < text.size();) {
    const auto size = character_size(text, at);
    characters.push_back(text.substr(at, size));
    at += size;
  }
  return characters;
}

WrittenWord word_at(std::string_view text, std::size_t begin, std::size_t end) {
  WrittenWord word{begin, begin, 0, true};
  bool after_letters = false, seen = false;
  for (std::size_t at = begin; at < end;) {
    const auto character = text.substr(at, character_size(text, at));
    if (is_letter(character)) {
      if (!seen) word.begin = at;
      word.plain = word.plain && !after_letters;  // one run of letters
      seen = true;
      ++word.letters;
      word.end = at + character.size();
    } else {
      after_letters = seen;
      word.plain = word.plain && character != "#" && character != "@" &&
                   u_isdigit(static_cast<UChar32>(code_point(character))) == 0;
    }
    at += character.size();
  }
  return word;
}

std::vector<WrittenWord> words_of(std::string_view text) {
  std::vector<WrittenWord> words;
  const auto is_space = [&](std::size_t at) { return text[at] == ' ' || text[at] == '\n' || text[at] == '\t'; };
  for (std::size_t at = 0; at < text.size();) {
    if (is_space(at)) {
      ++at;
      continue;
    }
    auto end = at;
    while (end < text.size() && !is_space(end)) ++end;
    words.push_back(word_at(text, at, end));
    at = end;
  }
  return words;
}

// What an ASCII letter is written as; nothing where it stays.
std::string leet_of(char letter) {
  constexpr std::string_view kLetters = "aeio", kDigits = "4310";
  const auto at = kLetters.find(static_cast<char>(letter | 0x20));
  return at == std::string_view::npos ? std::string() : std::string(1, kDigits[at]);
}

std::string look_alike_of(char letter) {
  constexpr std::string_view kLetters = "aceiopxACEOPXTHKMB";
  constexpr std::array kCyrillic{"а", "с", "е", "і", "о", "р", "х", "А", "С",
                                 "Е", "О", "Р", "Х", "Т", "Н", "К", "М", "В"};
  const auto at = kLetters.find(letter);
  return at == std::string_view::npos ? std::string() : kCyrillic[at];
}

std::string other_shape(char letter, Evasion how) {
  constexpr UChar32 kFullWidth = 0xFEE0, kBoldCapitalA = 0x1D400, kBoldSmallA = 0x1D41A;
  if (how == Evasion::full_width) return utf8_of(letter + kFullWidth);
  return utf8_of(letter >= 'a' ? kBoldSmallA + (letter - 'a') : kBoldCapitalA + (letter - 'A'));
}

std::string letter_by_letter(std::string_view word, Evasion how) {
  std::string out;
  for (const auto character : letters_of_text(word)) {
    const bool ascii = character.size() == 1;
    std::string other;
    if (ascii && how == Evasion::leet) other = leet_of(character[0]);
    if (ascii && how == Evasion::look_alike) other = look_alike_of(character[0]);
    if (ascii && (how == Evasion::full_width || how == Evasion::mathematical)) other = other_shape(character[0], how);
    out += other.empty() ? std::string(character) : other;
  }
  return out;
}

std::string apart(std::string_view word, char between) {
  std::string out;
  for (const auto character : letters_of_text(word)) {
    if (!out.empty()) out += between;
    out += character;
  }
  return out;
}

// The last vowel four times.
std::string stretched(std::string_view word) {
  const auto at = word.find_last_of("aeiouAEIOU");
  if (at == std::string_view::npos) return std::string(word);
  return std::string(word.substr(0, at)) + std::string(3, word[at]) + std::string(word.substr(at));
}

std::string with_invisible(std::string_view word) {
  constexpr const char* kZeroWidthSpace = "\xe2\x80\x8b";
  const auto second = character_size(word, 0);
  const auto at = second + character_size(word, second);
  return std::string(word.substr(0, at)) + kZeroWidthSpace + std::string(word.substr(at));
}

std::string disguised(std::string_view word, Evasion how) {
  switch (how) {
    case Evasion::spaced:
      return apart(word, ' ');
    case Evasion::dotted:
      return apart(word, '.');
    case Evasion::stretched:
      return stretched(word);
    case Evasion::invisible:
      return with_invisible(word);
    default:
      return letter_by_letter(word, how);
  }
}

std::string capitalised(std::string_view word) {
  const auto size = character_size(word, 0);
  return utf8_of(u_toupper(static_cast<UChar32>(code_point(word.substr(0, size))))) + std::string(word.substr(size));
}

// The longest word and the one behind it, or before it, as one hashtag.
std::string as_hashtag(std::string_view text, const std::vector<WrittenWord>& words, std::size_t longest) {
  const auto joins = [&](std::size_t first) {  // nothing but a space between them
    return first + 1 < words.size() && words[first].plain && words[first + 1].plain && words[first + 1].letters > 0 &&
           words[first].letters > 0 && words[first].end + 1 == words[first + 1].begin;
  };
  auto first = longest;
  if (!joins(first)) {
    if (longest == 0 || !joins(longest - 1)) return {};
    first = longest - 1;
  }
  const auto& a = words[first];
  const auto& b = words[first + 1];
  return std::string(text.substr(0, a.begin)) + '#' + capitalised(text.substr(a.begin, a.end - a.begin)) +
         capitalised(text.substr(b.begin, b.end - b.begin)) + std::string(text.substr(b.end));
}

}  // namespace

const char* to_string(Evasion how) {
  constexpr std::array kNames{"leet",       "spaced",     "dotted",       "stretched", "invisible",
                              "look-alike", "full-width", "mathematical", "hashtag"};
  return kNames[static_cast<std::size_t>(how)];
}

std::string evade(std::string_view text, Evasion how) {
  const auto words = words_of(text);
  std::vector<std::size_t> longest;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].plain && words[i].letters >= kFewestLetters) longest.push_back(i);
  }
  std::ranges::stable_sort(longest, std::greater(), [&](std::size_t i) { return words[i].letters; });
  if (longest.empty()) return {};
  if (how == Evasion::hashtag) return as_hashtag(text, words, longest.front());
  const bool apart = how == Evasion::spaced || how == Evasion::dotted;
  longest.resize(std::min<std::size_t>(longest.size(), apart ? 1 : kWordsDisguised));
  std::ranges::sort(longest);
  std::string out;
  std::size_t done = 0;
  for (const auto i : longest) {
    out += text.substr(done, words[i].begin - done);
    out += disguised(text.substr(words[i].begin, words[i].end - words[i].begin), how);
    done = words[i].end;
  }
  out += text.substr(done);
  return out == text ? std::string() : out;
}

}  // namespace sait
