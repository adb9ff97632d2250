// What two policies advise differently, over every case that either can tell apart.
#pragma once

#include <string>
#include <vector>

#include "rules/policy.hpp"

namespace sait {

/// One setting that differs: "bands.scale_authors", "10, 50, 200", "10, 60, 200".
struct SettingChange {
  std::string name, before, after;
};

/// Cases that one row took before and another takes now, with another posture.
struct PostureChange {
  std::string row_before, row_after;
  Posture before = Posture::monitor, after = Posture::monitor;
  std::size_t cases = 0;           // cells of the space of both
  std::vector<std::string> where;  // what is common to them: "authors 10 to 49", "trend growing"
  bool exact = true;               // all such cases; else only some of them
};

struct PolicyDiff {
  std::vector<SettingChange> settings;
  std::vector<std::string> rows_gone, rows_new;
  std::vector<PostureChange> postures;  // in the order of the new table
  std::size_t cases = 0, changed = 0;   // cells in all, and those with another posture

  [[nodiscard]] bool same() const {
    return settings.empty() && rows_gone.empty() && rows_new.empty() && postures.empty();
  }
};

/// Compares what the tables say, before ceilings and corrections: these are among the settings.
[[nodiscard]] PolicyDiff diff_policies(const Policy& before, const Policy& after);

}  // namespace sait
