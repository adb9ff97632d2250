// How people hide words from programs: what a rule is to see through.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace sait {

enum class Evasion : std::uint8_t {
  leet,          // m1gr4nts
  spaced,        // m i g r a n t s
  dotted,        // m.i.g.r.a.n.t.s
  stretched,     // migraaaants
  invisible,     // a zero-width space inside
  look_alike,    // Cyrillic letters among Latin ones
  full_width,    // ｍｉｇｒａｎｔｓ
  mathematical,  // 𝐦𝐢𝐠𝐫𝐚𝐧𝐭𝐬
  hashtag        // two words as one: #MigrantsGet
};
inline constexpr std::array kEvasions{Evasion::leet,       Evasion::spaced,       Evasion::dotted,
                                      Evasion::stretched,  Evasion::invisible,    Evasion::look_alike,
                                      Evasion::full_width, Evasion::mathematical, Evasion::hashtag};
[[nodiscard]] const char* to_string(Evasion how);

/// `text` (well-formed) with its longest words disguised so: the three longest, one alone where letters stand apart or
/// words are joined. Words of fewer than five letters, addresses, hashtags, names of accounts and what has digits stay
/// as they are. Empty if nothing can be disguised so.
[[nodiscard]] std::string evade(std::string_view text, Evasion how);

}  // namespace sait
