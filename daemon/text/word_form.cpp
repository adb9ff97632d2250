#include "text/word_form.hpp"

#include <unicode/bytestream.h>
#include <unicode/translit.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>

#include <array>
#include <bit>
#include <map>
#include <stdexcept>
#include <vector>

#include "text/character.hpp"

namespace sait {
namespace {

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
  require(status, "NFKC case folding");
  return *normalizer;
}

void append(std::string& out, UChar32 c) {
  std::array<std::uint8_t, U8_MAX_LENGTH> bytes{};
  std::int32_t size = 0;
  U8_APPEND_UNSAFE(bytes.data(), size, c);
  out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(size));
}

constexpr UChar32 kDropped = -1;
constexpr UChar32 kDotAbove = 0x307;

// What a letter is compared as, beyond NFKC; most are themselves.
UChar32 compared_as(UChar32 c) {
  if (c < 0x131) return c;
  switch (c) {
    case 0x131:  // ı
      return 'i';
    case 0x622:  // alef with madda, with hamza above and below, wasla
    case 0x623:
    case 0x625:
    case 0x671:
      return 0x627;
    case 0x629:  // ta marbuta
    case 0x6C1:  // Urdu's heh
    case 0x6D5:
      return 0x647;
    case 0x649:  // alef maksura, Persian ya
    case 0x6CC:
      return 0x64A;
    case 0x6A9:  // Persian kaf
      return 0x643;
    case 0x640:  // tatweel
    case 0x670:  // small alef
      return kDropped;
    default:
      break;
  }
  if (c >= 0x64B && c <= 0x65F) return kDropped;  // vowel signs
  if (const char letter = letter_of_sign(c); letter != 0) return letter;
  if (u_charType(c) == U_DECIMAL_DIGIT_NUMBER) return '0' + u_charDigitValue(c);
  return c;
}

// The scripts that writers mix to hide a word; what else there is stays as it is.
enum Script : std::uint8_t { latin, cyrillic, greek, armenian, scripts };

int script_of(UChar32 c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ? latin : scripts;
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(c, &status)) {
    case USCRIPT_LATIN:
      return latin;
    case USCRIPT_CYRILLIC:
      return cyrillic;
    case USCRIPT_GREEK:
      return greek;
    case USCRIPT_ARMENIAN:
      return armenian;
    default:
      return scripts;
  }
}

// Letter -> the letter of another script that looks like it, from Unicode's confusables through ICU.
class LookAlikes {
 public:
  LookAlikes() {
    UErrorCode status = U_ZERO_ERROR;
    auto* checker = uspoof_open(&status);
    require(status, "table of confusables");
    // Small letters by their own looks, then, where those differ, by the looks of their capitals.
    std::array<std::map<std::string, UChar32>, scripts> small, capital;
    std::vector<UChar32> letters;
    for (const auto& [first, last] : {std::pair{0x61, 0x7A},
                                      {0x3B1, 0x3C9},
                                      {0x430, 0x45F},
                                      {0x561, 0x586},
                                      {0x4BB, 0x4BB},
                                      {0x501, 0x501},
                                      {0x51B, 0x51D}}) {
      for (UChar32 c = first; c <= last; ++c) letters.push_back(c);
    }
    for (const auto c : letters) {
      // Rare ones are read as Latin letters, which are not read as them.
      if (c == 0x4BB || (c >= 0x501 && c <= 0x51D)) continue;
      small[static_cast<std::size_t>(script_of(c))].emplace(skeleton(checker, c), c);
      capital[static_cast<std::size_t>(script_of(c))].emplace(skeleton(checker, u_toupper(c)), c);
    }
    for (const auto c : letters) {
      for (std::size_t script = 0; script < scripts; ++script) {
        if (static_cast<int>(script) == script_of(c)) continue;
        auto found = small[script].find(skeleton(checker, c));
        if (found == small[script].end()) {
          found = capital[script].find(skeleton(checker, u_toupper(c)));
          if (found == capital[script].end()) continue;
        }
        like_[script].emplace(c, found->second);
      }
    }
    uspoof_close(checker);
  }

  [[nodiscard]] UChar32 in(int script, UChar32 c) const {
    const auto& like = like_[static_cast<std::size_t>(script)];
    const auto found = like.find(c);
    return found == like.end() ? c : found->second;
  }

 private:
  static std::string skeleton(const USpoofChecker* checker, UChar32 c) {
    std::string letter, out;
    append(letter, c);
    std::array<char, 64> buffer{};
    UErrorCode status = U_ZERO_ERROR;
    const auto size = uspoof_getSkeletonUTF8(checker, 0, letter.data(), static_cast<std::int32_t>(letter.size()),
                                             buffer.data(), static_cast<std::int32_t>(buffer.size()), &status);
    require(status, "skeleton of a letter");
    return {buffer.data(), static_cast<std::size_t>(size)};
  }

  std::array<std::map<UChar32, UChar32>, scripts> like_;
};

// Latin and Greek letters with an accent -> without, in UTF-8; empty where a letter has none or keeps it.
class Unaccented {
 public:
  Unaccented() {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::Transliterator> ascii(
        icu::Transliterator::createInstance("Latin-ASCII", UTRANS_FORWARD, status));
    require(status, "transliteration from Latin to ASCII");
    UErrorCode no_case = U_ZERO_ERROR;
    const auto* nfd = icu::Normalizer2::getNFDInstance(no_case);
    require(no_case, "canonical decomposition");
    for (const auto& [first, last] : kRanges) {
      for (UChar32 c = first; c <= last; ++c) {
        if (c == 0xF1 || !u_isalpha(c)) continue;
        icu::UnicodeString text(c);
        if (script_of(c) == greek) {
          icu::UnicodeString parts;
          UErrorCode failed = U_ZERO_ERROR;
          nfd->normalize(text, parts, failed);
          text = icu::UnicodeString(parts.char32At(0));
        } else if (script_of(c) == latin) {
          ascii->transliterate(text);
        }
        text.foldCase();
        std::string out;
        text.toUTF8String(out);
        std::string self;
        append(self, c);
        if (out == self || out.empty()) continue;
        number_[static_cast<std::size_t>(c)] = static_cast<std::uint16_t>(forms_.size());
        forms_.push_back(std::move(out));
      }
    }
  }

  /// The letters whose form is `plain`, in UTF-8.
  [[nodiscard]] std::string letters_of(std::string_view plain) const {
    std::string out;
    for (std::size_t c = 0; c < number_.size(); ++c) {
      if (number_[c] != 0 && forms_[number_[c]] == plain) append(out, static_cast<UChar32>(c));
    }
    return out;
  }

  [[nodiscard]] const std::string* of(UChar32 c) const {
    const auto place = static_cast<std::size_t>(c);
    if (place >= number_.size() || number_[place] == 0) return nullptr;
    return &forms_[number_[place]];
  }

 private:
  static constexpr std::pair<UChar32, UChar32> kRanges[] = {
      {0xC0, 0x24F}, {0x370, 0x3FF}, {0x1E00, 0x1EFF}, {0x1F00, 0x1FFF}};
  std::array<std::uint16_t, 0x2000> number_{};  // of a letter's form; 0: none
  std::vector<std::string> forms_{1};
};

const LookAlikes& look_alikes() {
  static const LookAlikes kTable;
  return kTable;
}

const Unaccented& unaccented() {
  static const Unaccented kTable;
  return kTable;
}

bool unaccent(std::string_view folded, std::string& out) {
  out.clear();
  bool changed = false;
  bool plain_letter = false;  // the letter before is Latin or Greek: marks on it go
  for (std::size_t i = 0; i < folded.size();) {
    const auto c = decode(folded, i);
    if (c.value < 0x80) {
      out.push_back(folded[i]);
      plain_letter = true;
    } else if (const auto* plain = unaccented().of(c.value)) {
      out += *plain;
      changed = plain_letter = true;
    } else if (plain_letter && is_mark(c.value)) {
      changed = true;
    } else {
      out.append(folded.substr(i, c.size));
      if (!is_mark(c.value)) plain_letter = script_of(c.value) < cyrillic;
    }
    i += c.size;
  }
  return changed;
}

std::string quote(std::string_view letter) {
  const bool plain = letter.size() > 1 || (letter[0] >= 'a' && letter[0] <= 'z') ||
                     (letter[0] >= '0' && letter[0] <= '9') || letter[0] == ' ';
  return plain ? std::string(letter) : "\\" + std::string(letter);
}

}  // namespace

WordForm::WordForm() : folding_(case_folding()) {
  look_alikes();
  unaccented();
}

void WordForm::normalize(std::string_view word, std::string& out) const {
  out.clear();
  StringSink sink(out);
  UErrorCode status = U_ZERO_ERROR;
  folding_.normalizeUTF8(0, icu::StringPiece(word.data(), static_cast<std::int32_t>(word.size())), sink, nullptr,
                         status);
  if (U_FAILURE(status)) out.clear();
}

// Letters as they are compared, no dot above behind an i. True if anything changed.
bool WordForm::map(std::string_view word, std::string& out) const {
  out.clear();
  bool changed = false;
  UChar32 before = 0;
  for (std::size_t i = 0; i < word.size();) {
    const auto c = decode(word, i);
    const auto as = c.value == kDotAbove && before == 'i' ? kDropped : compared_as(c.value);
    if (as == c.value) {
      out.append(word.substr(i, c.size));
    } else {
      changed = true;
      if (as != kDropped) append(out, as);
    }
    if (as != kDropped) before = as;
    i += c.size;
  }
  return changed;
}

namespace {

// The letters of a word as they are without accents, for a decision that stays when those are dropped.
template <typename Function>
void each_base_letter(std::string_view word, Function&& function) {
  for (std::size_t i = 0; i < word.size();) {
    const auto c = decode(word, i);
    i += c.size;
    if (is_mark(c.value)) continue;
    const auto* base = unaccented().of(c.value);
    if (base == nullptr) {
      function(c.value);
      continue;
    }
    for (std::size_t j = 0; j < base->size();) {
      const auto letter = decode(*base, j);
      j += letter.size;
      function(letter.value);
    }
  }
}

// The script of a word that mixes several: that of most letters; of Latin and Cyrillic the one in which most can be
// read (d, n and z are in no Cyrillic alphabet). `scripts` where it has no two.
int main_script(std::string_view word) {
  unsigned mixed = 0;  // a bit a script
  each_base_letter(word, [&](UChar32 c) {
    if (const int script = script_of(c); script != scripts) mixed |= 1U << static_cast<unsigned>(script);
  });
  if (std::popcount(mixed) < 2) return scripts;
  // Of a stretched letter two count, whatever scripts it is put together from, for it will be cut to two: else what is
  // folded would have another script when it is folded again.
  std::array<int, scripts + 1> letters{}, others{};  // of each script; not to be read in it
  UChar32 first = 0, last = 0;
  std::size_t row = 0;
  each_base_letter(word, [&](UChar32 c) {
    const auto like = look_alikes().in(latin, look_alikes().in(cyrillic, c));
    row = like == last ? row + 1 : 1;
    last = like;
    if (row > 2) return;
    const int own = script_of(c);
    ++letters[static_cast<std::size_t>(own)];
    if (own == scripts) return;
    if (first == 0) first = c;
    for (int script = latin; script < scripts; ++script)
      others[static_cast<std::size_t>(script)] += script_of(look_alikes().in(script, c)) == script ? 0 : 1;
  });
  // Of these two alone: what is like what goes in circles among more. Z and V in front of Russian words are a sign of
  // their own and hide nothing.
  const bool sign = letters[latin] == 1 && (first == 'z' || first == 'v');
  const bool readable = mixed == (1U << latin | 1U << cyrillic) && !sign;
  const auto rank = [&](int script) {
    const auto index = static_cast<std::size_t>(script);
    return std::pair(readable ? -others[index] : 0, letters[index]);
  };
  int most = std::countr_zero(mixed);
  for (const int script : {cyrillic, greek, armenian}) {
    if ((mixed >> static_cast<unsigned>(script) & 1U) != 0 && rank(script) > rank(most)) most = script;
  }
  return most;
}

// Where the word that begins at `begin` ends: "x⑴l" is normalized to "x(1)l", which will be cut.
std::size_t end_of_word(std::string_view text, std::size_t begin) {
  auto end = begin;
  while (end < text.size() && is_word(kind_at(text, end))) end += decode(text, end).size;
  return end;
}

}  // namespace

// Letters of the word's main script, where it mixes several. True if anything changed.
bool WordForm::one_script(std::string_view text, std::string& out) const {
  if (main_script(text) == scripts) return false;
  out.clear();
  bool changed = false;
  for (std::size_t i = 0; i < text.size();) {
    const auto end = end_of_word(text, i);
    const int script = main_script(text.substr(i, end - i));
    for (; i < end;) {
      const auto c = decode(text, i);
      const auto as = script == scripts ? c.value : look_alikes().in(script, c.value);
      changed = changed || as != c.value;
      append(out, as);
      i += c.size;
    }
    if (i == text.size()) break;
    const auto c = decode(text, i);
    append(out, c.value);
    i += c.size;
  }
  return changed;
}

void WordForm::fold(std::string_view word, std::string& out) {
  normalize(word, out);
  // What a step changes, an earlier one may have to look at again: an accent that can now be composed, a case.
  for (int round = 0; round < 4; ++round) {
    bool changed = map(out, scratch_);
    if (changed) normalize(scratch_, out);
    if (one_script(out, scratch_)) {
      normalize(scratch_, out);
      changed = true;
    }
    if (!changed) return;
  }
}

bool WordForm::drop_accents(std::string_view folded, std::string& out) {
  if (!unaccent(folded, out)) return false;
  // A bare letter may look like one of another script where the accented one did not.
  for (int round = 0; round < 4 && one_script(out, scratch_); ++round) std::swap(out, scratch_);
  return true;
}

std::string drop_accents(std::string_view text) {
  std::string out;
  unaccent(text, out);
  return out;
}

std::string any_accent(std::string_view plain, std::size_t& size) {
  const auto letter = plain.substr(0, decode(plain, 0).size);
  size = letter.size();
  std::string both;  // ä and æ
  if (plain.starts_with("ae") || plain.starts_with("oe")) both = unaccented().letters_of(plain.substr(0, 2));
  auto out = quote(letter);
  if (const auto accented = unaccented().letters_of(letter); !accented.empty()) out = "[" + out + accented + "]";
  // The marks that stand on Latin and Greek letters: with \pM, all that there are, a program has several times the
  // steps.
  out += "[\\x{300}-\\x{36f}\\x{1ab0}-\\x{1aff}\\x{1dc0}-\\x{1dff}\\x{20d0}-\\x{20ff}\\x{fe20}-\\x{fe2f}]*";
  if (both.empty()) return out;
  size = 2;
  std::size_t second = 0;
  return "(?:" + out + any_accent(plain.substr(1), second) + "|[" + both + "])";
}

}  // namespace sait
