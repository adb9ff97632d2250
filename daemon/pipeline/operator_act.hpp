// What an operator asks of the running journal: an incident to be declared, or to be ended.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "assess/incidents.hpp"
#include "base/result.hpp"
#include "pipeline/pipeline.hpp"

namespace sait {

/// An incident to be declared. Its texts are as IncidentRecord::bounded() wants them.
struct IncidentDraft {
  static constexpr Duration kBack = std::chrono::hours(24);       // how far it reaches back when nothing is said
  static constexpr Duration kLasts = std::chrono::hours(24 * 7);  // until it ends by itself when nothing is said
  static constexpr std::size_t kMostOpen = 32;                    // incidents at once

  std::string title;
  std::vector<std::string> facts, audiences, narratives;
  std::optional<Time> since;  // instead of `back`
  Duration back = kBack;      // before the journal's time
  Duration lasts = kLasts;
};

struct IncidentEnd {
  std::string id;
};

struct OperatorAct {
  std::variant<IncidentDraft, IncidentEnd> asked;
  bool taken = false;                           // by the writer: it can no longer be taken back
  std::optional<Result<OpenIncident>> outcome;  // what was declared or ended, once it is committed; or why not
};

}  // namespace sait
