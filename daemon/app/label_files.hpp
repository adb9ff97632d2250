// Tables of labels for commands: read, with what is wrong said on standard error.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "workbench/labels.hpp"

namespace sait {

/// As a command line says it.
struct LabelChoice {
  std::string asserting;  // labels that ask for the claim, commas between, in place of the usual ones
  std::string by;         // LabelOptions::group_by
};

/// The tables that were named, as one: of a folder all that end in .tsv, in whatever folder in it. Nothing after a
/// message, such as that a label of `asserting` does not occur.
[[nodiscard]] std::optional<LabelTable> read_label_files(const std::vector<std::string>& named,
                                                         const LabelChoice& choice);

}  // namespace sait
