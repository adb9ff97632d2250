#include "text/fold.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "text/address.hpp"
#include "text/character.hpp"

namespace sait {
namespace {

// Unicode's Stream-Safe Text Format (UAX #15, section 13) allows 30 marks on a letter. More are dropped: putting an
// endless run of marks into canonical order takes quadratic time.
constexpr int kMaxMarks = 30;

constexpr auto kLower = [] {
  std::array<char, 128> lower{};
  for (std::size_t c = 0; c < 128; ++c) lower[c] = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return lower;
}();

constexpr bool ascii_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool ascii_word(char c) { return ascii_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }
constexpr bool number_point(UChar32 c) { return c == '.' || c == ','; }

class StringSink final : public icu::ByteSink {
 public:
  explicit StringSink(std::string& out) : out_(out) {}
  void Append(const char* bytes, std::int32_t size) override { out_.append(bytes, static_cast<std::size_t>(size)); }

 private:
  std::string& out_;
};

const icu::Normalizer2& case_folding() {
  UErrorCode status = U_ZERO_ERROR;
  const auto* normalizer = icu::Normalizer2::getNFKCCasefoldInstance(status);
  if (U_FAILURE(status)) throw std::runtime_error(std::string("ICU has no NFKC case folding: ") + u_errorName(status));
  return *normalizer;
}

}  // namespace

std::pair<std::uint32_t, std::uint32_t> FoldedText::original_span(std::size_t begin, std::size_t end) const {
  auto first = std::upper_bound(words.begin(), words.end(), begin,
                                [](std::size_t place, const FoldedWord& word) { return place < word.folded; });
  if (first != words.begin() && begin < text.find(' ', std::prev(first)->folded)) --first;
  auto last = first;  // behind the last word
  std::uint32_t to = 0;
  for (; last != words.end() && last->folded < end; ++last) to = std::max(to, last->end);
  if (last == first) {
    const std::uint32_t between = first == words.begin() ? 0 : std::prev(first)->end;
    return {between, between};
  }
  return {first->begin, to};
}

struct Folder::Impl {
  void run();

 private:
  friend class Folder;

  void non_ascii();
  void word();
  void mixed_word(std::size_t begin);
  void symbol(CodePoint c);
  void normalize();
  void emit_normalized(std::size_t begin, std::size_t end);
  void end_word(std::size_t folded, std::size_t begin, std::size_t end);
  void boundary(CharKind kind);
  void end_sentence();
  [[nodiscard]] bool word_goes_on() const;

  const icu::Normalizer2& folding_ = case_folding();
  std::string raw_, normalized_;  // the word at hand, reused

  std::string_view text_;
  std::size_t at_ = 0;
  FoldedText* out_ = nullptr;
  bool words_in_sentence_ = false;
  bool terminal_seen_ = false;  // a sentence ends if the next thing that is no mere separator is a space
};

void Folder::Impl::run() {
  EmailFinder emails(text_);
  out_->text.assign(1, ' ');
  out_->words.clear();
  at_ = 0;
  words_in_sentence_ = terminal_seen_ = false;
  while (at_ < text_.size()) {
    const char c = text_[at_];
    const auto kind = is_ascii(c) ? kind_of(c) : kind_at(text_, at_);
    std::size_t address = 0;
    if (is_word(kind)) {
      const int lower = is_ascii(c) ? kLower[static_cast<unsigned char>(c)] : 0;
      if (lower == 'h' || lower == 'w') address = url_end(text_, at_);
      if (address == 0) address = emails.end(at_);
    } else if (c == '@') {
      address = mention_end(text_, at_);
    }
    if (address != 0) {
      at_ = address;
      terminal_seen_ = false;
    } else if (is_word(kind)) {
      word();
    } else if (kind == CharKind::symbol) {
      symbol(decode(text_, at_));
    } else {
      boundary(kind);
      at_ += is_ascii(c) ? 1 : decode(text_, at_).size;
    }
  }
  if (terminal_seen_) end_sentence();
}

void Folder::Impl::boundary(CharKind kind) {
  if (kind == CharKind::terminal) {
    terminal_seen_ = true;
  } else if (kind == CharKind::line || kind == CharKind::stop || (kind == CharKind::space && terminal_seen_)) {
    end_sentence();
  }
}

void Folder::Impl::end_sentence() {
  if (words_in_sentence_) out_->text += "\n ";
  words_in_sentence_ = terminal_seen_ = false;
}

void Folder::Impl::end_word(std::size_t folded, std::size_t begin, std::size_t end) {
  out_->words.push_back(
      {static_cast<std::uint32_t>(folded), static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
  out_->text.push_back(' ');
  words_in_sentence_ = true;
  terminal_seen_ = false;
}

// Whether at_, behind an ASCII run, stands what only mixed_word() can judge.
bool Folder::Impl::word_goes_on() const {
  if (at_ >= text_.size()) return false;
  if (!is_ascii(text_[at_])) {
    const auto kind = kind_at(text_, at_);
    return is_word(kind) || kind == CharKind::ignorable;
  }
  return number_point(text_[at_]) && ascii_digit(text_[at_ - 1]) && kind_at(text_, at_ + 1) == CharKind::digit;
}

void Folder::Impl::word() {
  const std::size_t begin = at_;
  if (is_ascii(text_[begin])) {
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (ascii_word(c)) continue;
      const bool point =
          number_point(c) && ascii_digit(text_[at_ - 1]) && at_ + 1 < text_.size() && ascii_digit(text_[at_ + 1]);
      if (!point) break;
    }
    if (!word_goes_on()) {
      const std::size_t folded = out_->text.size();
      out_->text.append(text_.substr(begin, at_ - begin));
      for (std::size_t i = folded; i < out_->text.size(); ++i)
        out_->text[i] = kLower[static_cast<unsigned char>(out_->text[i])];
      end_word(folded, begin, at_);
      return;
    }
  }
  mixed_word(begin);
}

void Folder::Impl::mixed_word(std::size_t begin) {
  raw_.clear();
  std::size_t end = begin;
  bool after_digit = false;
  bool after_non_ascii = false;
  int marks = 0;
  for (at_ = begin; at_ < text_.size();) {
    const auto c = decode(text_, at_);
    const auto kind = kind_of(c.value);
    if (is_word(kind)) {
      // Scripts without spaces write addresses straight behind a word.
      if (after_non_ascii && c.value < 0x80 && url_end(text_, at_) != 0) break;
      marks = is_mark(c.value) ? marks + 1 : 0;
      if (marks <= kMaxMarks) raw_.append(text_.substr(at_, c.size));
      after_digit = kind == CharKind::digit;
      after_non_ascii = c.value >= 0x80;
      end = at_ + c.size;
    } else if (number_point(c.value) && after_digit && kind_at(text_, at_ + 1) == CharKind::digit) {
      raw_.push_back(text_[at_]);
    } else if (kind != CharKind::ignorable) {
      break;
    }
    at_ += c.size;
  }
  at_ = end;
  normalize();
  emit_normalized(begin, end);
}

void Folder::Impl::symbol(CodePoint c) {
  const std::size_t begin = at_;
  at_ += c.size;
  constexpr UChar32 kArabicPercent = 0x066A;
  raw_.assign(c.value == kArabicPercent ? "%" : text_.substr(begin, c.size));
  normalize();  // full-width signs become plain ones, a few currency signs become letters
  emit_normalized(begin, at_);
}

// raw_ -> normalized_: NFKC, case folded, no default-ignorable characters, no dot above straight after i.
void Folder::Impl::normalize() {
  static constexpr std::string_view kDottedI = "i\xCC\x87";
  const auto fold = [this] {
    normalized_.clear();
    StringSink sink(normalized_);
    UErrorCode status = U_ZERO_ERROR;
    folding_.normalizeUTF8(0, raw_, sink, nullptr, status);
    if (U_FAILURE(status)) normalized_.clear();
  };
  fold();
  auto dotted = normalized_.find(kDottedI);
  if (dotted == std::string::npos) return;
  // Without its dot the i may take an accent that follows: normalized once more.
  raw_.clear();
  std::size_t from = 0;
  for (; dotted != std::string::npos; dotted = normalized_.find(kDottedI, from)) {
    raw_.append(normalized_, from, dotted + 1 - from);
    from = dotted + kDottedI.size();
    while (normalized_.compare(from, 2, kDottedI.substr(1)) == 0) from += 2;
  }
  raw_.append(normalized_, from);
  fold();
}

// Normalizing can bring in what is no part of a word (½ is 1⁄2, ⑴ is (1)), so the outcome is cut again.
void Folder::Impl::emit_normalized(std::size_t begin, std::size_t end) {
  const std::string_view word = normalized_;
  std::size_t folded = out_->text.size();
  const auto finish = [&] {
    if (out_->text.size() > folded) end_word(folded, begin, end);
    folded = out_->text.size();
  };
  bool after_digit = false;
  int marks = 0;
  for (std::size_t i = 0; i < word.size();) {
    const auto c = decode(word, i);
    const auto kind = kind_of(c.value);
    if (is_word(kind)) {
      marks = is_mark(c.value) ? marks + 1 : 0;
      if (marks <= kMaxMarks) out_->text.append(word.substr(i, c.size));
      after_digit = kind == CharKind::digit;
    } else if (number_point(c.value) && after_digit && kind_at(word, i + 1) == CharKind::digit) {
      out_->text.push_back(word[i]);
    } else if (kind != CharKind::ignorable) {
      finish();
      after_digit = false;
      marks = 0;
      if (kind == CharKind::symbol) {
        out_->text.append(word.substr(i, c.size));
        finish();
      }
    }
    i += c.size;
  }
  finish();
}

Folder::Folder() : impl_(std::make_unique<Impl>()) {}
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
  return std::move(out.text);
}

}  // namespace sait
