#include "text/language.hpp"

#include <cld2/public/compact_lang_det.h>

#include <algorithm>
#include <array>

#include "text/character.hpp"
#include "text/utf8.hpp"

namespace sait {
namespace {

// More text does not change the answer, only the cost.
constexpr std::size_t kMaxBytes = 4096;

// A prefix that ends at a character.
std::string_view prefix(std::string_view text) {
  if (text.size() <= kMaxBytes) return text;
  std::size_t end = kMaxBytes;
  while (end > kMaxBytes - 4 && continues_character(text[end])) --end;
  return text.substr(0, end);
}

bool is_alphanumeric(char c) { return c >= 0 && is_word(kAsciiKinds[static_cast<unsigned char>(c)]); }

struct Alias {
  std::string_view old_tag, tag;
};
// Tags BCP 47 has withdrawn that detectors and platforms still give, and those that name no language.
constexpr std::array<Alias, 9> kAliases{{{"iw", "he"},
                                         {"in", "id"},
                                         {"ji", "yi"},
                                         {"jw", "jv"},
                                         {"mo", "ro"},
                                         {"und", ""},
                                         {"mul", ""},
                                         {"zxx", ""},
                                         {"mis", ""}}};

}  // namespace

std::string primary_tag(std::string_view tag) {
  std::string primary;
  std::size_t length = 0;  // of the subtag at hand
  bool first = true;
  for (const char c : tag) {
    if (c == '-' || c == '_') {
      if (length == 0) return {};
      first = false;
      length = 0;
      continue;
    }
    if (!is_alphanumeric(c) || ++length > 8) return {};
    if (!first) continue;
    if (c >= '0' && c <= '9') return {};
    primary.push_back(static_cast<char>(c | 0x20));
  }
  if (length == 0 || primary.size() < 2 || primary.size() > 3) return {};
  const auto alias =
      std::find_if(kAliases.begin(), kAliases.end(), [&](const Alias& a) { return a.old_tag == primary; });
  return alias == kAliases.end() ? primary : std::string(alias->tag);
}

std::string detect_language(std::string_view utf8) { return detect_languages(utf8).sure; }

bool Languages::allow(std::string_view tag) const {
  return any || sure == tag || std::ranges::find(plausible, tag) != plausible.end();
}

Languages detect_languages(std::string_view utf8) {
  constexpr int kGoodPart = 15;       // percent of the text
  constexpr std::size_t kShort = 40;  // bytes; CLD2 wants some 20 characters of words of one language
  Languages out;
  // CLD2 reads past the end of ill-formed text.
  std::string repaired;
  auto text = prefix(utf8);
  if (!is_valid_utf8(text)) {
    repaired = repair_utf8(text);
    text = repaired;
  }
  std::array<CLD2::Language, 3> languages{};
  std::array<int, 3> percent{};
  int text_bytes = 0;
  bool reliable = false;
  const auto language = CLD2::ExtDetectLanguageSummary(text.data(), static_cast<int>(text.size()), true,
                                                       languages.data(), percent.data(), &text_bytes, &reliable);
  if (reliable && language != CLD2::UNKNOWN_LANGUAGE) out.sure = primary_tag(CLD2::LanguageCode(language));
  for (std::size_t i = 0; i < languages.size(); ++i) {
    if (percent[i] >= kGoodPart && languages[i] != CLD2::UNKNOWN_LANGUAGE)
      out.plausible[i] = primary_tag(CLD2::LanguageCode(languages[i]));
  }
  out.any = out.sure.empty() && text.size() < kShort;
  return out;
}

}  // namespace sait
