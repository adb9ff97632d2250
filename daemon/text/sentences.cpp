#include "text/sentences.hpp"

#include <unicode/brkiter.h>
#include <unicode/utext.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

#include "text/character.hpp"

namespace sait {
namespace {

// Whether the word before a break is a single letter with a full stop: an initial, an abbreviation.
bool is_initial(std::string_view original, const FoldedText& folded, std::size_t word) {
  const auto& before = folded.words[word];
  if (before.end >= original.size() || original[before.end] != '.') return false;
  const auto letter = decode(original, before.begin);
  return before.begin + letter.size == before.end && kind_of(letter.value) == CharKind::word;
}

// A line that was broken within a sentence: it began with a capital, nothing stands at its end but a comma, and the
// next line goes on at once with a small letter.
bool goes_on(std::string_view original, const FoldedText& folded, std::uint32_t first, std::uint32_t next) {
  if (!u_isupper(decode(original, folded.words[first].begin).value) ||
      !u_islower(decode(original, folded.words[next].begin).value))
    return false;
  const auto end = folded.words[next - 1].end;
  const auto between = original.substr(end, folded.words[next].begin - end);
  return std::ranges::count(between, '\n') == 1 && between.find_first_not_of(", \t\r\n") == std::string_view::npos;
}

// Of the nine languages, what is written with a full stop and goes on with a small letter. Not "no.", "St.", "max.": as
// words they end sentences more often.
constexpr std::array<std::string_view, 80> kAbbreviations{
    "abs", "al",  "approx", "apr",  "aprox", "aug", "bspw", "bzw",  "ca",  "cf",  "dec", "dez", "dgl", "dott",
    "dr",  "dra", "dt",     "ecc",  "ej",    "env", "etc",  "evtl", "feb", "ff",  "fig", "gen", "ggf", "godz",
    "gov", "ill", "incl",   "inkl", "itd",   "itp", "jan",  "jr",   "jul", "jun", "kb",  "ltd", "mio", "mld",
    "mln", "mme", "mr",     "mrd",  "mrs",   "ms",  "nov",  "np",   "nr",  "num", "oct", "okt", "orn", "osv",
    "pag", "pl",  "pp",     "prof", "rep",   "sen", "sep",  "sept", "sig", "sog", "sr",  "sra", "stb", "std",
    "str", "tsd", "tys",    "ud",   "uds",   "usw", "vb",   "vgl",  "vs",  "zb"};

bool is_abbreviation(std::string_view word) { return std::ranges::binary_search(kAbbreviations, word); }

bool is_number(std::string_view word) { return word.find_first_not_of("0123456789.,") == std::string_view::npos; }

// What is written with a full stop before a number: "no. 5", "art. 16", "rd. 500". Any other word ends its sentence
// there ("They are here. 900 more come").
constexpr std::array<std::string_view, 63> kBeforeNumbers{
    "abs", "al",  "art",  "arts", "az",  "bd",  "bl",   "ca",  "cap", "cca", "ch",   "chap", "ed",  "env", "ex",  "exp",
    "fax", "fig", "iss",  "jh",   "kap", "ker", "lit",  "max", "md",  "min", "mind", "n",    "no",  "nos", "nr",  "nrn",
    "num", "ok",  "op",   "p",    "pag", "par", "para", "pg",  "pkt", "pos", "poz",  "pp",   "rd",  "ref", "reg", "rn",
    "s",   "sec", "sect", "sf",   "st",  "str", "sz",   "tab", "tel", "ust", "v",    "ver",  "vol", "yy",  "ziff"};

bool goes_before_number(std::string_view word) {
  return is_abbreviation(word) || std::ranges::binary_search(kBeforeNumbers, word);
}

// A short word behind a number: "1,5 Mio. Euro", "20 Std. Arbeit". Units are abbreviations, without a vowel, or these;
// other words end a sentence ("900 men. They get").
constexpr std::array<std::string_view, 9> kUnits{"eur", "ha", "mia", "mil", "mill", "min", "sec", "sek", "usd"};

bool is_unit(std::string_view original, const FoldedText& folded, std::uint32_t word) {
  constexpr std::size_t kLongestUnit = 4;
  const auto end = folded.words[word].end;
  const auto unit = folded.plain_word(word);
  if (word == 0 || unit.size() > kLongestUnit || end >= original.size() || original[end] != '.') return false;
  if (!is_number(folded.plain_word(word - 1))) return false;
  return unit.find_first_of("aeiou") == std::string_view::npos || is_abbreviation(unit) ||
         std::ranges::binary_search(kUnits, unit);
}

// Whether a sentence ends before the word although it begins with a small letter, which ICU takes for one that goes on
// ("that is a hoax. migrants get more").
bool ends_before_small(std::string_view original, const FoldedText& folded, std::uint32_t word) {
  constexpr std::string_view kMarks = ".!?";
  constexpr std::string_view kEllipsis = "…";
  const auto begin = folded.words[word - 1].end, end = folded.words[word].begin;
  if (begin >= end) return false;
  auto between = original.substr(begin, end - begin);
  std::size_t marks = 0;
  bool stops = true;      // nothing but full stops
  bool ellipsis = false;  // "…"
  for (;; ++marks) {
    if (between.starts_with(kEllipsis)) {
      between.remove_prefix(kEllipsis.size());
      ellipsis = true;
    } else if (!between.empty() && kMarks.find(between.front()) != std::string_view::npos) {
      stops = stops && between.front() == '.';
      between.remove_prefix(1);
    } else {
      break;
    }
  }
  if (marks == 0 || between.find_first_of(" \t") == std::string_view::npos) return false;
  if (!stops) return true;
  if (ellipsis || marks > 1) return false;  // who hesitates goes on: "they get... more"
  const auto before = folded.plain_word(word - 1);
  if (is_number(folded.plain_word(word)) && goes_before_number(before)) return false;
  return !is_initial(original, folded, word - 1) && !is_unit(original, folded, word - 1) && !is_abbreviation(before) &&
         !is_number(before);
}

}  // namespace

struct SentenceSplitter::Impl {
  std::unique_ptr<icu::BreakIterator> iterator;
  UText text = UTEXT_INITIALIZER;
};

SentenceSplitter::SentenceSplitter() : impl_(std::make_unique<Impl>()) {
  UErrorCode status = U_ZERO_ERROR;
  impl_->iterator.reset(icu::BreakIterator::createSentenceInstance(icu::Locale::getRoot(), status));
  require(status, "rules for sentences");
}

SentenceSplitter::~SentenceSplitter() { utext_close(&impl_->text); }

void SentenceSplitter::split(std::string_view original, const FoldedText& folded, std::vector<WordRange>& sentences) {
  sentences.clear();
  const auto words = static_cast<std::uint32_t>(folded.words.size());
  if (words == 0) return;
  std::uint32_t first = 0;
  const auto add_up_to = [&](std::uint32_t last) {
    for (auto word = first + 1; word < last; ++word) {
      if (!ends_before_small(original, folded, word)) continue;
      sentences.push_back({first, word});
      first = word;
    }
    sentences.push_back({first, last});
    first = last;
  };
  if (!folded.one_sentence) {
    UErrorCode status = U_ZERO_ERROR;
    utext_openUTF8(&impl_->text, original.data(), static_cast<std::int64_t>(original.size()), &status);
    impl_->iterator->setText(&impl_->text, status);
    require(status, "rules for sentences");
    std::uint32_t next = 0;  // the first word at or behind the break
    for (auto place = impl_->iterator->next(); place != icu::BreakIterator::DONE; place = impl_->iterator->next()) {
      const auto at = static_cast<std::uint32_t>(place);
      while (next < words && folded.words[next].begin < at) ++next;
      if (next == first || next >= words) continue;
      const bool inside = folded.words[next - 1].end > at;  // of an address
      const bool line = original[at - 1] == '\n';
      if (inside || (!line && (is_initial(original, folded, next - 1) || is_unit(original, folded, next - 1))))
        continue;
      if (line && !inside && goes_on(original, folded, first, next)) continue;
      add_up_to(next);
    }
    add_up_to(words);
  } else {
    sentences.push_back({0, words});
  }
}

}  // namespace sait
