// A phrase put below `none:` of a narrative's file, with all the rest of the file as its writer left it.
#pragma once

#include <optional>
#include <span>
#include <string>

namespace sait {

struct InsertedNone {
  std::string bytes;  // the file with it
  std::string lines;  // what was put in, as it stands there
  int line = 0;       // where, from 1
  bool whole = true;  // whole lines; else it stands inside a line
};

/// Nothing where `none` is written in a way that only its writer can go on with (one value over several lines).
[[nodiscard]] std::optional<InsertedNone> insert_none(const std::string& file, const std::string& language,
                                                      std::span<const std::string> phrases);

}  // namespace sait
