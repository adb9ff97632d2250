#include "text/character.hpp"

namespace sait {
namespace {

CharKind punctuation_kind(UChar32 c) {
  switch (c) {
    case 0x066A:  // Arabic percent sign
    case 0xFE60:  // small and full-width & and %
    case 0xFE6A:
    case 0xFF05:
    case 0xFF06:
      return CharKind::symbol;
    case 0x3002:  // ideographic and full-width full stop, full-width ! and ?
    case 0xFF01:
    case 0xFF0E:
    case 0xFF1F:
    case 0xFF61:
      return CharKind::stop;
    case 0x2026:
      return CharKind::terminal;
    default:
      return u_hasBinaryProperty(c, UCHAR_S_TERM) ? CharKind::terminal : CharKind::other;
  }
}

}  // namespace

CharKind wide_kind(UChar32 c) {
  if (c < 0) return CharKind::other;
  if (letter_of_sign(c) != 0) return CharKind::word;
  switch (u_charType(c)) {
    case U_UPPERCASE_LETTER:
    case U_LOWERCASE_LETTER:
    case U_TITLECASE_LETTER:
    case U_MODIFIER_LETTER:
    case U_OTHER_LETTER:
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_COMBINING_SPACING_MARK:
    case U_LETTER_NUMBER:
    case U_OTHER_NUMBER:
      return CharKind::word;
    case U_DECIMAL_DIGIT_NUMBER:
      return CharKind::digit;
    case U_FORMAT_CHAR:
      return CharKind::ignorable;
    case U_PRIVATE_USE_CHAR:
      return c == 0xE000 ? CharKind::word : CharKind::other;  // kLinkWord
    case U_CURRENCY_SYMBOL:
      return CharKind::symbol;
    case U_SPACE_SEPARATOR:
      return CharKind::space;
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
      return CharKind::line;
    case U_CONTROL_CHAR:
      return c == 0x85 ? CharKind::line : CharKind::other;
    case U_OTHER_PUNCTUATION:
      return punctuation_kind(c);
    default:
      return CharKind::other;
  }
}

}  // namespace sait
