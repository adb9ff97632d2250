// What items of feeds of the web are known by: sources repeat, change and leave out ids.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "feeds/web_document.hpp"

namespace sait {

/// Leaves out items that say, word for word, what one before them says: lists of several rubrics have them twice.
void drop_twins(WebDocument& document);

struct Identities {
  std::vector<std::string> names;     // one for each item, no two the same
  std::vector<bool> own;              // whether it is the item's own id
  std::vector<std::uint64_t> shared;  // hashes of what several items say of themselves, which hence names none of them
};

/// What an item is known by: its id; where it has none, or several items say the same, its link; where that is no
/// better, a hash of title and date; at last one of the text too. What is in `shared_before` names none either.
[[nodiscard]] Identities identities(const WebDocument& document, const std::vector<std::uint64_t>& shared_before = {});

/// What an item without an id of its own is recognised by when its name has to change: its title and date, and these
/// with its text.
[[nodiscard]] std::array<std::uint64_t, 2> words_of(const WebItem& item);

/// Where and when an item is, whatever its id says: a hash of its link without scheme, "www.", tracking parameters and
/// fragment, and of its date of publication. 0 where the link is none of a page of its own.
[[nodiscard]] std::uint64_t place_of(const WebItem& item);

}  // namespace sait
