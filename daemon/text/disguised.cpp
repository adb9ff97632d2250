#include "text/disguised.hpp"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <bit>

#include "text/character.hpp"

namespace sait {
namespace {

// How many of the scripts that writers mix are in a word.
int mixed_scripts(std::string_view word) {
  unsigned seen = 0;
  for (std::size_t i = 0; i < word.size();) {
    const auto c = decode(word, i);
    i += c.size;
    if (c.value < 0) continue;
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(c.value, &status)) {
      case USCRIPT_LATIN:
        seen |= 1U;
        break;
      case USCRIPT_CYRILLIC:
        seen |= 2U;
        break;
      case USCRIPT_GREEK:
        seen |= 4U;
        break;
      case USCRIPT_ARMENIAN:
        seen |= 8U;
        break;
      default:
        break;
    }
  }
  return std::popcount(seen);
}

icu::UnicodeString normal(const icu::Normalizer2* form, std::string_view word) {
  UErrorCode status = U_ZERO_ERROR;
  return form->normalize(icu::UnicodeString::fromUTF8({word.data(), static_cast<std::int32_t>(word.size())}), status);
}

bool has_other_shapes(std::string_view word) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* composed = icu::Normalizer2::getNFCInstance(status);
  const auto* compatible = icu::Normalizer2::getNFKCInstance(status);
  require(status, "NFC and NFKC");
  return normal(composed, word) != normal(compatible, word);
}

}  // namespace

bool is_disguised(std::string_view written, std::string_view read) {
  for (std::size_t i = 0; i < written.size();) {
    const auto c = decode(written, i);
    if (kind_of(c.value) == CharKind::ignorable || letter_of_sign(c.value) != 0) return true;
    i += c.size;
  }
  return has_other_shapes(written) || (mixed_scripts(written) > 1 && mixed_scripts(read) <= 1);
}

}  // namespace sait
