#include "text/fold.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <optional>

#include "text/address.hpp"
#include "text/ascii_run.hpp"
#include "text/character.hpp"
#include "text/cut_words.hpp"
#include "text/disguise.hpp"
#include "text/word_cache.hpp"
#include "text/word_form.hpp"

namespace sait {
namespace {

// Unicode's Stream-Safe Text Format (UAX #15, section 13) allows 30 marks on a letter. More are dropped: putting an
// endless run of marks into canonical order takes quadratic time.
constexpr int kMaxMarks = 30;
constexpr std::size_t kRoom = kAsciiBlock + 2;
constexpr std::size_t kLongestTag = 128;  // bytes; a longer hashtag is one word

// ASCII letters and digits -> their folded byte; 0 for everything else.
constexpr auto kFolded = [] {
  std::array<char, 256> folded{};
  for (unsigned c = 0; c < 128; ++c) {
    if (is_word(ascii_kind(static_cast<unsigned char>(c))))
      folded[c] = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  }
  return folded;
}();
constexpr unsigned kLetter = 1, kDigit = 2;
constexpr auto kBits = [] {
  std::array<std::uint8_t, 256> bits{};
  for (unsigned c = 0; c < 128; ++c) {
    if (kFolded[c] != 0) bits[c] = static_cast<std::uint8_t>(c >= '0' && c <= '9' ? kDigit : kLetter);
  }
  return bits;
}();

constexpr unsigned char byte(char c) { return static_cast<unsigned char>(c); }
constexpr bool ascii_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_ascii(char c) { return byte(c) < 0x80; }
// Arabic has a point and a comma of its own.
constexpr bool number_point(UChar32 c) { return c == '.' || c == ',' || c == 0x66B || c == 0x66C; }
constexpr char as_ascii_point(UChar32 c) { return c == '.' || c == 0x66B ? '.' : ','; }
// What follows the point in a vulgar fraction, ½ or ¾, to two places; empty for anything else.
std::string_view fraction_of(UChar32 c) {
  constexpr std::array<std::string_view, 15> kFrom150{"14", "11", "1",  "33", "67", "2",  "4", "6",
                                                      "8",  "17", "83", "12", "38", "62", "88"};
  switch (c) {
    case 0xBC:
      return "25";
    case 0xBD:
      return "5";
    case 0xBE:
      return "75";
    default:
      return c >= 0x2150 && c <= 0x215E ? kFrom150[static_cast<std::size_t>(c - 0x2150)] : std::string_view();
  }
}
constexpr bool leet_sign(char c) { return c == '@' || c == '$' || c == '!' || c == '|'; }

}  // namespace

struct Folder::Impl {
  explicit Impl(const KnownWords* words) : known_(words != nullptr && !words->empty() ? words : nullptr) {
    if (known_ != nullptr) cuts_.emplace(*known_);
  }

  void run();

 private:
  friend class Folder;

  void need(std::size_t bytes);
  void start_plain();
  void put(std::string_view word, std::string_view plain, std::size_t begin, std::size_t end);
  void note_word(std::size_t folded, std::size_t plain, std::size_t begin, std::size_t end, bool single);

  bool address();
  void clean_run();
  void ascii_word();
  [[nodiscard]] bool goes_on_beyond_ascii() const;
  bool leet_run(std::size_t begin);
  bool cached_word();
  void mixed_word(std::size_t limit);
  void other();
  void put_normalized(std::size_t begin, std::size_t end);
  void put_form(std::string_view word, std::size_t begin, std::size_t end);

  void hashtag();
  void tag_piece(std::size_t begin, std::size_t end);
  void fold_range(std::size_t begin, std::size_t end);
  [[nodiscard]] std::size_t tag_end(std::size_t begin) const;

  const KnownWords* known_;
  std::optional<CutWords> cuts_;
  WordForm form_;
  WordCache cache_;
  std::string raw_, normalized_, plain_word_, tag_;  // the words at hand, reused
  struct Place {
    std::size_t plain, original;
  };
  std::vector<Place> places_;  // of a hashtag's letters

  std::string_view text_;
  std::size_t at_ = 0;
  EmailFinder emails_{std::string_view()};
  FoldedText* out_ = nullptr;
  std::size_t size_ = 0, plain_size_ = 0;  // bytes written
  bool mark_seen_ = false;                 // something that may end a sentence, since the last word
  bool cuts_seen_ = false;                 // some word may be cut into pieces
  std::size_t singles_ = 0;                // words of one letter in a row, up to the last word
};

void Folder::Impl::run() {
  // Sized for the whole text were it ASCII, and a block more, which clean_run() may write.
  auto& out = *out_;
  emails_ = EmailFinder(text_);
  out.words.clear();
  out.one_sentence = out.ascii = true;
  out.accents_ = mark_seen_ = cuts_seen_ = false;
  size_ = plain_size_ = singles_ = at_ = 0;
  need(text_.size() + kRoom);
  out.text[size_++] = ' ';
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == ' ') {
      ++at_;
    } else if (kFolded[byte(c)] != 0) {
      const auto begin = at_;
      clean_run();
      if (at_ == begin && !address()) ascii_word();
    } else if (!is_ascii(c) && is_word(kind_at(text_, at_))) {
      if (!address() && !cached_word()) mixed_word(text_.size());
    } else {
      other();
    }
  }
  out.text.resize(size_);
  if (out.accents_) out.plain_.resize(plain_size_);
  if (cuts_seen_ && cuts_) cuts_->mend(text_, out);
}

// Room for so many more bytes in both forms.
void Folder::Impl::need(std::size_t bytes) {
  auto& out = *out_;
  if (out.text.size() < size_ + bytes) out.text.resize(size_ + bytes);
  if (out.accents_ && out.plain_.size() < plain_size_ + bytes) out.plain_.resize(plain_size_ + bytes);
}

// From here on the two forms differ.
void Folder::Impl::start_plain() {
  auto& out = *out_;
  out.accents_ = true;
  plain_size_ = size_;
  if (out.plain_.size() < out.text.size()) out.plain_.resize(out.text.size());  // has the room that need() made
  std::memcpy(out.plain_.data(), out.text.data(), size_);
}

// Behind a word that was written at `folded` and `plain`, each with its space.
inline void Folder::Impl::note_word(std::size_t folded, std::size_t plain, std::size_t begin, std::size_t end,
                                    bool single) {
  auto& words = out_->words;
  if (mark_seen_) {
    out_->one_sentence = out_->one_sentence && words.empty();
    mark_seen_ = false;
  }
  if (single) {
    cuts_seen_ = cuts_seen_ || ++singles_ >= kSpacedOut;
  } else {
    singles_ = 0;
    if (cut_before(text_, begin) != 0) cuts_seen_ = true;
  }
  words.push_back({static_cast<std::uint32_t>(folded), static_cast<std::uint32_t>(plain),
                   static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
}

void Folder::Impl::put(std::string_view word, std::string_view plain, std::size_t begin, std::size_t end) {
  auto& out = *out_;
  // Behind the word there is always room for the rest, were it ASCII.
  const auto rest = text_.size() - std::min(at_, text_.size()) + kRoom;
  out.ascii = false;  // or it need not have come this way
  if (!out.accents_ && word != plain) start_plain();
  need(std::max(word.size(), plain.size()) + rest);
  const auto folded = size_;
  std::memcpy(out.text.data() + size_, word.data(), word.size());
  size_ += word.size();
  out.text[size_++] = ' ';
  auto plain_at = folded;
  if (out.accents_) {
    plain_at = plain_size_;
    std::memcpy(out.plain_.data() + plain_size_, plain.data(), plain.size());
    plain_size_ += plain.size();
    out.plain_[plain_size_++] = ' ';
  }
  note_word(folded, plain_at, begin, end, is_single(word));
}

// Steps over an e-mail address, or puts an address down as a word; false if none begins here.
inline bool Folder::Impl::address() {
  const char lower = static_cast<char>(text_[at_] | 0x20);
  if (lower == 'h' || lower == 'w') {
    if (const auto end = url_end(text_, at_); end != 0) {
      const auto begin = at_;
      at_ = end;
      put(kLinkWord, kLinkWord, begin, end);
      return true;
    }
  }
  const auto end = emails_.end(at_);
  if (end == 0) return false;
  at_ = end;
  return true;
}

// Whether at_, behind an ASCII run, stands what only mixed_word() can judge.
bool Folder::Impl::goes_on_beyond_ascii() const {
  if (at_ >= text_.size()) return false;
  if (!is_ascii(text_[at_])) {
    const auto c = decode(text_, at_);
    const auto kind = kind_of(c.value);
    const bool point = number_point(c.value) && ascii_digit(text_[at_ - 1]);
    return is_word(kind) || kind == CharKind::ignorable || (point && kind_at(text_, at_ + c.size) == CharKind::digit);
  }
  return number_point(text_[at_]) && ascii_digit(text_[at_ - 1]) && at_ + 1 < text_.size() &&
         !is_ascii(text_[at_ + 1]) && kind_at(text_, at_ + 1) == CharKind::digit;
}

// Words of ASCII letters alone, or digits alone, with single spaces behind them, 64 bytes at a time: most of most
// texts. Ends before the first word that asks for more; whatever is done here, ascii_word() would do the same.
void Folder::Impl::clean_run() {
  auto& out = *out_;
  const auto base = at_;
  char* const to = out.text.data() + size_;
  std::array<char, kAsciiBlock> padded{};
  std::uint64_t letter = 0, digit = 0, space = 0, repeat = 0, single = 0;  // of the block before: its last bits carry
  const auto first = out.words.size();
  const auto plain = out.accents_ ? plain_size_ : size_;
  std::size_t start = base;  // of the word at hand
  std::size_t done = base;   // behind the last word's space
  const auto shifted = [](std::uint64_t now, std::uint64_t before, unsigned by) {
    return now << by | before >> (64 - by);
  };
  for (auto block = base; block < text_.size() + 1; block += kAsciiBlock) {
    const char* from = text_.data() + block;
    if (const auto left = text_.size() - block; left < kAsciiBlock) {
      padded.fill('\n');
      std::memcpy(padded.data(), from, left);
      padded[left] = ' ';  // the end of the text ends a word
      from = padded.data();
    }
    const auto masks = lower_ascii(from, to + (block - base), block == base ? ' ' : to[block - base - 1]);
    const auto word = masks.letters | masks.digits, before = letter | digit;
    const auto two_spaces = masks.spaces & shifted(masks.spaces, space, 1);
    const auto stretched = masks.repeats & shifted(masks.repeats, repeat, 1);
    const auto mixed =
        (masks.letters & shifted(masks.digits, digit, 1)) | (masks.digits & shifted(masks.letters, letter, 1));
    const auto stop = ~(word | masks.spaces) | two_spaces | stretched | mixed;
    const auto good = stop == 0 ? 64U : static_cast<unsigned>(std::countr_zero(stop));
    const auto in_block = good == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << good) - 1;
    auto starts = word & ~shifted(word, before, 1) & in_block;
    auto ends = masks.spaces & shifted(word, before, 1) & in_block;
    const auto singles = ends & shifted(masks.letters, letter, 1) & ~shifted(word, before, 2);
    if ((singles & shifted(singles, single, 2) & shifted(singles, single, 4)) != 0) cuts_seen_ = true;
    if ((before >> 63) == 0 && starts != 0) {
      start = block + static_cast<unsigned>(std::countr_zero(starts));
      starts &= starts - 1;
    }
    for (; ends != 0; ends &= ends - 1) {
      const auto end = block + static_cast<unsigned>(std::countr_zero(ends));
      out.words.push_back({static_cast<std::uint32_t>(size_ + (start - base)),
                           static_cast<std::uint32_t>(plain + (start - base)), static_cast<std::uint32_t>(start),
                           static_cast<std::uint32_t>(end)});
      done = end + 1;
      if (starts == 0) continue;
      start = block + static_cast<unsigned>(std::countr_zero(starts));
      starts &= starts - 1;
    }
    if (good != 64) break;
    letter = masks.letters;
    digit = masks.digits;
    space = masks.spaces;
    repeat = masks.repeats;
    single = singles;
  }
  if (done == base) return;
  if (out.accents_) {
    std::memcpy(out.plain_.data() + plain_size_, to, done - base);
    plain_size_ += done - base;
  }
  size_ += done - base;
  at_ = std::min(done, text_.size());
  if (mark_seen_) out.one_sentence = out.one_sentence && first == 0;
  mark_seen_ = false;
  cuts_seen_ = cuts_seen_ || cut_before(text_, base) != 0;
  const auto is_letter = [](const FoldedWord& word) { return word.end == word.begin + 1; };
  singles_ = 0;
  while (singles_ < std::min(kSpacedOut, out.words.size()) &&
         is_letter(out.words.rbegin()[static_cast<std::ptrdiff_t>(singles_)]))
    ++singles_;
  cuts_seen_ = cuts_seen_ || singles_ >= kSpacedOut;
}

void Folder::Impl::ascii_word() {
  auto& out = *out_;
  const auto begin = at_, folded = size_;
  char* const to = out.text.data();
  unsigned bits = 0;
  bool stretched = false;
  std::size_t size = folded, at = at_;
  for (char last = 0, before = 0;;) {
    const char c = text_[at];
    const char f = kFolded[byte(c)];
    if (f == 0) {
      if (!number_point(c) || at + 1 >= text_.size() || !ascii_digit(text_[at - 1]) || !ascii_digit(text_[at + 1]))
        break;
      to[size++] = c;
      last = 0;
    } else {
      to[size++] = f;
      bits |= kBits[byte(c)];
      stretched = stretched || (f == last && f == before);
      before = last;
      last = f;
    }
    if (++at >= text_.size()) break;
  }
  at_ = at;
  if (at < text_.size()) {
    if (!is_ascii(text_[at]) || number_point(text_[at])) {
      if (goes_on_beyond_ascii()) {
        at_ = begin;
        if (!cached_word()) mixed_word(text_.size());
        return;
      }
    } else if (leet_sign(text_[at]) && known_ != nullptr && leet_run(begin)) {
      return;
    }
  }
  const bool letters = (bits & kLetter) != 0;
  if ((stretched && letters) || (bits == (kLetter | kDigit) && known_ != nullptr)) {
    raw_.assign(to + folded, size - folded);
    return put_form(raw_, begin, at);
  }
  size_ = size;
  to[size_++] = ' ';
  auto plain = folded;
  if (out.accents_) {
    plain = plain_size_;
    std::memcpy(out.plain_.data() + plain_size_, to + folded, size_ - folded);
    plain_size_ += size_ - folded;
  }
  note_word(folded, plain, begin, at, letters && at - begin == 1);
}

// Letters, digits and signs from `begin` on that stand for a known word: put down, true.
bool Folder::Impl::leet_run(std::size_t begin) {
  raw_.clear();
  auto end = begin;
  for (; end < text_.size(); ++end) {
    const char c = text_[end];
    if (kFolded[byte(c)] == 0 && !leet_sign(c)) break;
    raw_.push_back(kFolded[byte(c)] != 0 ? kFolded[byte(c)] : c);
  }
  while (end > begin && raw_.back() == '!') {  // ends a sentence more often than a word
    raw_.pop_back();
    --end;
  }
  const auto word = undo_leet(raw_, *known_);
  if (word.empty()) return false;
  at_ = end;
  put(word, word, begin, end);
  return true;
}

// A folded word, cut and disguises undone.
void Folder::Impl::put_form(std::string_view word, std::size_t begin, std::size_t end) {
  std::string_view plain = word;
  if (form_.drop_accents(word, plain_word_)) plain = plain_word_;
  if (known_ != nullptr && !known_->lists(plain)) {
    if (const auto shown = undo_leet(plain, *known_); !shown.empty()) return put(shown, shown, begin, end);
  }
  if (is_stretched(plain)) {
    const auto shown = undo_stretching(plain, known_);
    return put(shown, shown, begin, end);
  }
  put(word, plain, begin, end);
}

// The word at hand from the cache, or into it: if it stands free between spaces, so that nothing around it matters.
bool Folder::Impl::cached_word() {
  if (known_ == nullptr) return false;  // folds a few words of rules: not worth its memory
  auto end = at_;
  const auto longest = std::min(text_.size(), at_ + WordCache::kLongest + 1);
  while (end < longest && (kFolded[byte(text_[end])] != 0 || !is_ascii(text_[end]))) ++end;
  if (end - at_ > WordCache::kLongest || (end < text_.size() && text_[end] != ' ' && text_[end] != '\n')) return false;
  const auto begin = at_;
  const auto written = text_.substr(begin, end - begin);
  if (const auto* entry = cache_.find(written)) {
    at_ = end;
    put(entry->folded_form(), entry->plain_form(), begin, end);
    return true;
  }
  const auto words = out_->words.size();
  mixed_word(text_.size());
  if (at_ != end || out_->words.size() != words + 1) return true;
  const auto& word = out_->words.back();
  if (word.begin != begin || word.end != end) return true;
  const auto folded = std::string_view(out_->text).substr(word.folded, size_ - 1 - word.folded);
  cache_.keep(
      written, folded,
      out_->accents_ ? std::string_view(out_->plain_).substr(word.plain, plain_size_ - 1 - word.plain) : folded);
  return true;
}

// A word with something beyond ASCII in it, up to `limit`.
void Folder::Impl::mixed_word(std::size_t limit) {
  // A mark stands on a letter: one on a space (struck-through text) is none of the word's.
  for (auto c = decode(text_, at_); at_ < limit && is_mark(c.value); c = decode(text_, at_)) {
    at_ += c.size;
    if (at_ >= limit || !is_word(kind_at(text_, at_))) return;
  }
  const auto begin = at_;
  raw_.clear();
  std::size_t end = begin;
  bool after_digit = false;
  bool after_non_ascii = false;
  int marks = 0;
  while (at_ < limit) {
    const auto c = decode(text_, at_);
    const auto kind = kind_of(c.value);
    if (is_word(kind)) {
      // Scripts without spaces write addresses straight behind a word.
      if (after_non_ascii && c.value < 0x80 && url_end(text_, at_) != 0) break;
      marks = is_mark(c.value) ? marks + 1 : 0;
      if (const auto decimals = fraction_of(c.value); !decimals.empty()) {
        raw_.append(after_digit ? "." : "0.").append(decimals);
      } else if (const char letter = letter_of_sign(c.value); letter != 0) {
        raw_.push_back(letter);  // (m) would be cut at its brackets
      } else if (marks <= kMaxMarks) {
        raw_.append(text_.substr(at_, c.size));
      }
      after_digit = kind == CharKind::digit;
      after_non_ascii = c.value >= 0x80;
      end = at_ + c.size;
    } else if (number_point(c.value) && after_digit && kind_at(text_, at_ + c.size) == CharKind::digit) {
      raw_.push_back(as_ascii_point(c.value));
    } else if (kind != CharKind::ignorable) {
      break;
    }
    at_ += c.size;
  }
  at_ = end;
  form_.fold(raw_, normalized_);
  put_normalized(begin, end);
}

// What is no word: signs that are words of their own, names and tags, and what separates.
void Folder::Impl::other() {
  const char first = text_[at_];
  if (first == '@') {
    if (const auto end = mention_end(text_, at_); end != 0) {
      at_ = end;
      return;
    }
  } else if (first == '#' && is_word(kind_at(text_, at_ + 1))) {
    ++at_;
    return hashtag();
  }
  const auto c = decode(text_, at_);
  const auto kind = kind_of(c.value);
  at_ += c.size;
  if (kind == CharKind::symbol) {
    const auto begin = at_ - c.size;
    constexpr UChar32 kArabicPercent = 0x066A;
    raw_.assign(c.value == kArabicPercent ? "%" : text_.substr(begin, c.size));
    form_.fold(raw_, normalized_);  // full-width signs become plain ones, a few currency signs become letters
    return put_normalized(begin, at_);
  }
  mark_seen_ = mark_seen_ || kind == CharKind::terminal || kind == CharKind::line || kind == CharKind::stop;
}

// Normalizing can bring in what is no part of a word (⑴ is (1), ㏂ is a.m.), so the outcome is cut again.
void Folder::Impl::put_normalized(std::size_t begin, std::size_t end) {
  const std::string_view word = normalized_;
  raw_.clear();
  const auto finish = [&] {
    if (!raw_.empty()) put_form(raw_, begin, end);
    raw_.clear();
  };
  bool after_digit = false;
  int marks = 0;
  for (std::size_t i = 0; i < word.size();) {
    const auto c = decode(word, i);
    const auto kind = kind_of(c.value);
    if (is_word(kind)) {
      marks = is_mark(c.value) ? marks + 1 : 0;
      if (marks <= kMaxMarks && (marks == 0 || !raw_.empty())) raw_.append(word.substr(i, c.size));
      after_digit = kind == CharKind::digit;
    } else if (number_point(c.value) && after_digit && kind_at(word, i + 1) == CharKind::digit) {
      raw_.push_back(word[i]);
    } else if (kind != CharKind::ignorable) {
      finish();
      after_digit = false;
      marks = 0;
      if (kind == CharKind::symbol) {
        raw_.assign(word.substr(i, c.size));
        finish();
      }
    }
    i += c.size;
  }
  finish();
}

std::size_t Folder::Impl::tag_end(std::size_t begin) const {
  auto end = begin;
  while (end < text_.size()) {
    const auto c = decode(text_, end);
    const auto kind = kind_of(c.value);
    if (!is_word(kind) && kind != CharKind::ignorable && c.value != '_') break;
    end += c.size;
  }
  return end;
}

// A tag, its # behind us: one word if rules know it so, else cut at _, at capitals and at digits.
void Folder::Impl::hashtag() {
  const auto begin = at_, end = tag_end(begin);
  if (end - begin > kLongestTag) return mixed_word(end);
  if (known_ != nullptr) {
    form_.fold(text_.substr(begin, end - begin), normalized_);
    form_.drop_accents(normalized_, plain_word_);
    if (known_->lists(plain_word_) || known_->has_shape(plain_word_)) return fold_range(begin, end);
  }
  enum class Case { none, lower, upper, digit };
  auto piece = begin;
  Case before = Case::none;
  std::size_t last = begin;  // where the character before begins
  for (auto i = begin; i < end;) {
    const auto c = decode(text_, i);
    const auto kind = kind_of(c.value);
    const auto now = kind == CharKind::digit  ? Case::digit
                     : kind != CharKind::word ? before
                     : u_isupper(c.value)     ? Case::upper
                                              : Case::lower;
    const bool rises = before == Case::lower && now == Case::upper;
    const bool number = before != Case::none && (before == Case::digit) != (now == Case::digit);
    if (c.value == '_') {
      tag_piece(piece, i);
      piece = i + c.size;
      before = Case::none;
    } else if (rises || number) {
      tag_piece(piece, i);
      piece = i;
      before = now;
    } else {
      // "UNPact": the last capital belongs to the word behind it.
      if (before == Case::upper && now == Case::lower && last > piece) {
        tag_piece(piece, last);
        piece = last;
      }
      before = now;
    }
    last = i;
    i += c.size;
  }
  tag_piece(piece, end);
  at_ = end;
}

// One piece of a tag: as it is if rules know it, else cut into words they know.
void Folder::Impl::tag_piece(std::size_t begin, std::size_t end) {
  if (begin >= end) return;
  if (known_ == nullptr) return fold_range(begin, end);
  auto& plain = tag_;
  plain.clear();
  places_.clear();
  for (auto i = begin; i < end;) {
    const auto c = decode(text_, i);
    places_.push_back({plain.size(), i});
    form_.fold(text_.substr(i, c.size), normalized_);
    form_.drop_accents(normalized_, plain_word_);
    plain += plain_word_;
    i += c.size;
  }
  if (known_->is_part(plain)) return fold_range(begin, end);
  auto from = begin;
  for (const auto cut : known_->split(plain)) {
    const auto place = std::ranges::find(places_, cut, &Place::plain);
    if (place == places_.end()) continue;
    fold_range(from, place->original);
    from = place->original;
  }
  fold_range(from, end);
}

void Folder::Impl::fold_range(std::size_t begin, std::size_t end) {
  for (at_ = begin; at_ < end;) {
    if (is_word(kind_at(text_, at_))) {
      mixed_word(end);
    } else {
      at_ += decode(text_, at_).size;
    }
  }
  at_ = end;
}

Folder::Folder(const KnownWords* known) : impl_(std::make_unique<Impl>(known)) {}
Folder::~Folder() = default;
Folder::Folder(Folder&&) noexcept = default;
Folder& Folder::operator=(Folder&&) noexcept = default;

void Folder::fold(std::string_view text, FoldedText& out) {
  impl_->text_ = text;
  impl_->out_ = &out;
  impl_->run();
}

std::string fold_words(std::string_view text) {
  Folder folder;
  FoldedText out;
  folder.fold(text, out);
  return std::string(out.plain());
}

std::string fold_words_with_accents(std::string_view text) {
  Folder folder;
  FoldedText out;
  folder.fold(text, out);
  return std::move(out.text);
}

}  // namespace sait
