// The list of conditions: a new one is a file beside this one and a line here. In this order they are looked at.
#include "rules/conditions/all.hpp"

#include <array>

namespace sait {

std::span<const ConditionType> all_conditions() {
  static const std::array kTypes{kPhrase, kAll,   kAny,     kSameSentence, kNear,   kAlt,  kHashtags,
                                 kLinks,  kMedia, kDomains, kAuthor,       kThread, kNone, kWhere};
  return kTypes;
}

}  // namespace sait
