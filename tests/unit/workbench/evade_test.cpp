#include "workbench/evade.hpp"

#include <doctest/doctest.h>

#include <string>

#include "text/fold.hpp"
#include "text/utf8.hpp"

namespace {

using namespace sait;

constexpr const char* kPost = "Migrants receive more than our pensioners, every week";

TEST_CASE("evade: each disguise as people write it") {
  CHECK(evade(kPost, Evasion::leet) == "M1gr4nts r3c31v3 more than our p3ns10n3rs, every week");
  CHECK(evade(kPost, Evasion::spaced) == "Migrants receive more than our p e n s i o n e r s, every week");
  CHECK(evade(kPost, Evasion::dotted) == "Migrants receive more than our p.e.n.s.i.o.n.e.r.s, every week");
  CHECK(evade(kPost, Evasion::stretched) == "Migraaaants receiveeee more than our pensioneeeers, every week");
  CHECK(evade("Migrants", Evasion::invisible) == "Mi\xe2\x80\x8bgrants");
  CHECK(evade("Migrants", Evasion::look_alike) ==
        "Мі"
        "gr"
        "а"
        "nts");
  CHECK(evade("Migrants", Evasion::full_width) == "Ｍｉｇｒａｎｔｓ");
  CHECK(evade("Migrants", Evasion::mathematical) == "𝐌𝐢𝐠𝐫𝐚𝐧𝐭𝐬");
  CHECK(evade("every week for migrants here", Evasion::hashtag) == "every week for #MigrantsHere");
  CHECK(evade("here come migrants, again", Evasion::hashtag) == "here #ComeMigrants, again");
}

TEST_CASE("evade: addresses, tags, names, digits and short words stay, and nothing is left of a text without others") {
  for (const auto how : kEvasions) {
    INFO(to_string(how));
    CHECK(evade("https://a.example/migrants #pensioners @refugees 1234567 m1grants we do it", how).empty());
    CHECK(evade("", how).empty());
  }
}

TEST_CASE("evade: what comes out is well-formed, in any script, and other than what went in") {
  for (const auto* text :
       {"Flüchtlinge müssen größere Häuser kriegen", "¿Por qué cobran más los extranjeros?",
        "اللاجئون يتقاضون أكثر من المتقاعدين", "Беженцы получают больше пенсионеров", "élèves déçus"}) {
    for (const auto how : kEvasions) {
      INFO(text, " ", to_string(how));
      const auto hidden = evade(text, how);
      CHECK(is_valid_utf8(hidden));
      CHECK(hidden != text);
    }
  }
}

}  // namespace
