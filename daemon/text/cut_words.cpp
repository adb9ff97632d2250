#include "text/cut_words.hpp"

#include <algorithm>
#include <vector>

#include "text/character.hpp"

namespace sait {
namespace {

constexpr std::size_t kMostPieces = 4;  // of one word with hyphens or dots in it

}  // namespace

bool is_single(std::string_view word) {
  const auto letter = decode(word, 0);
  return letter.size == word.size() && kind_of(letter.value) == CharKind::word;
}

// The words [first, result) are the letters of one, with the same single character between them; `first` if not.
std::size_t CutWords::spelt_out(std::size_t first) const {
  const auto& words = out_->words;
  // The one character between two words, format characters aside; 0 if there are none or several.
  const auto between = [&](std::size_t i) {
    UChar32 only = 0;
    for (std::size_t at = words[i].end; at < words[i + 1].begin;) {
      const auto c = decode(text_, at);
      at += c.size;
      if (kind_of(c.value) == CharKind::ignorable) continue;
      if (only != 0) return UChar32{0};
      only = c.value;
    }
    return only;
  };
  if (!is_single(out_->word(first))) return first;
  auto last = first + 1;
  while (last < words.size() && is_single(out_->word(last)) && between(last - 1) > 0 &&
         between(last - 1) == between(first))
    ++last;
  return last - first >= kSpacedOut ? last : first;
}

std::string_view CutWords::join_plain(std::size_t first, std::size_t last) {
  joined_.clear();
  for (auto i = first; i < last; ++i) joined_ += out_->plain_word(i);
  return joined_;
}

// The words [first, result) are pieces of a known one with a hyphen or a dot between them; `first` if not.
std::size_t CutWords::cut_word(std::size_t first) {
  const auto& words = out_->words;
  auto last = first + 1;
  const auto cut = [&](std::size_t i) {
    const auto size = cut_before(text_, words[i].begin);
    return size != 0 && words[i].begin == words[i - 1].end + size;
  };
  while (last < words.size() && last - first < kMostPieces && cut(last)) ++last;
  for (; last - first >= 2; --last) {
    bool any_known = false;
    for (auto i = first; i < last; ++i) any_known = any_known || known_.knows(out_->plain_word(i));
    if (!any_known && join_plain(first, last).size() > 4 && known_.knows(joined_)) return last;
  }
  return first;
}

void CutWords::append_word(std::string_view word, std::string_view plain, std::size_t first, std::size_t last) {
  auto& out = mended_;
  out.words.push_back({static_cast<std::uint32_t>(out.text.size()), static_cast<std::uint32_t>(out.plain_.size()),
                       out_->words[first].begin, out_->words[last - 1].end});
  out.text.append(word).push_back(' ');
  out.plain_.append(plain).push_back(' ');
}

// The letters [first, last) as the known word, or the known words, that they spell; as they are if they do not.
void CutWords::append_joined(std::size_t first, std::size_t last) {
  join_plain(first, last);
  // Three letters are a word only if rules have exactly that one.
  if (last - first == kSpacedOut ? known_.lists(joined_) : known_.knows(joined_))
    return append_word(joined_, joined_, first, last);
  std::size_t begin = 0, letter = first;
  for (const auto end : last - first > kSpacedOut ? known_.split(joined_) : std::vector<std::size_t>()) {
    auto behind = letter;
    for (auto size = begin; size < end; ++behind) size += out_->plain_word(behind).size();
    const auto word = std::string_view(joined_).substr(begin, end - begin);
    append_word(word, word, letter, behind);
    begin = end;
    letter = behind;
  }
  for (; letter < last; ++letter) append_word(out_->word(letter), out_->plain_word(letter), letter, letter + 1);
}

// Puts together what was cut, if rules know what comes out.
void CutWords::mend(std::string_view original, FoldedText& out) {
  text_ = original;
  out_ = &out;
  mended_.text.assign(1, ' ');
  mended_.plain_.assign(1, ' ');
  mended_.words.clear();
  for (std::size_t i = 0; i < out.words.size();) {
    auto last = spelt_out(i);
    if (last > i) {
      append_joined(i, last);
    } else if (last = cut_word(i); last > i) {
      append_word(join_plain(i, last), joined_, i, last);
    } else {
      last = i + 1;
      append_word(out.word(i), out.plain_word(i), i, last);
    }
    i = last;
  }
  if (mended_.words.size() == out.words.size()) return;
  mended_.one_sentence = out.one_sentence;
  mended_.ascii = out.ascii;
  mended_.accents_ = true;
  std::swap(out, mended_);
}

}  // namespace sait
