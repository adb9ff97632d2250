// Incidents that an operator opens and closes while the daemon runs: asked in the caller's thread, written by the
// writer between two batches.
#include "pipeline/operator_act.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "base/diagnostics.hpp"
#include "base/log.hpp"

namespace sait {
namespace {

constexpr auto kPatience = std::chrono::seconds(3);  // less than whoever asks over the control socket has

Error no_such_incident(const std::string& id, const std::vector<OpenIncident>& open) {
  std::vector<std::string_view> ids;
  for (const auto& incident : open) ids.emplace_back(incident.declared.id);
  auto known = fmt::format("open are {} (saitctl incident list)", fmt::join(ids, ", "));
  if (ids.empty()) known = "none is open";
  if (const auto near = nearest(id, ids); !near.empty()) known = fmt::format("did you mean \"{}\"?", near);
  return {"no-such-incident", fmt::format("\"{}\" is no incident that is open; {}", id, known)};
}

// The record of a draft at `stamp`, or why there is none.
Result<IncidentRecord> declared(const IncidentDraft& draft, Time stamp, std::size_t open) {
  if (open >= IncidentDraft::kMostOpen) {
    return Error{"too-many-incidents", fmt::format("{} incidents are open already; close one that is over "
                                                   "(saitctl incident close ID)",
                                                   open)};
  }
  const auto since = draft.since.value_or(stamp - draft.back);
  if (since < stamp - IncidentRecord::kMostBack) {
    return Error{"since-too-far",
                 fmt::format("an incident reaches back 48 h at most: the journal's time is {}, so --since may be {} or "
                             "later, and not {}",
                             format_time(stamp), format_time(stamp - IncidentRecord::kMostBack), format_time(since))};
  }
  if (since > stamp) {
    return Error{"since-ahead",
                 fmt::format("--since {} lies ahead of the journal's time {}", format_time(since), format_time(stamp))};
  }
  if (draft.lasts <= Duration(0) || draft.lasts > IncidentRecord::kLongest) {
    return Error{"for-out-of-range", fmt::format("--for {} is not above 0 and at most {}", format_duration(draft.lasts),
                                                 format_duration(IncidentRecord::kLongest))};
  }
  IncidentRecord record;
  record.title = draft.title;
  record.facts = draft.facts;
  record.audiences = draft.audiences;
  record.narratives = draft.narratives;
  record.since = since;
  record.until = stamp + draft.lasts;
  if (record.title.empty() || record.facts.empty() || !record.bounded())
    return Error{"incident-size", "an incident has a title and at least one fact, and no text or list is too long"};
  return record;
}

}  // namespace

Status Journal::act(OperatorAct& act, Time now) {
  if (options_.clock == ClockMode::events && state_.stamp == Time::min()) {
    act.outcome = Error{"no-time", "nothing has been read yet, so the journal has no time an incident could begin at"};
    return {};
  }
  if (auto status = advance_to(options_.clock == ClockMode::wall ? now : state_.stamp); !status) return status;
  const auto open = open_incidents();
  if (const auto* draft = std::get_if<IncidentDraft>(&act.asked)) {
    auto record = declared(*draft, state_.stamp, open.size());
    if (!record) {
      act.outcome = record.error();
      return {};
    }
    record->id = fmt::format("i{}", state_.seq + 1);
    act.outcome = OpenIncident{*record, state_.stamp};
    return emit(state_.stamp, {}, std::move(*record));
  }
  const auto& id = std::get<IncidentEnd>(act.asked).id;
  const auto known = std::ranges::find_if(open, [&](const auto& incident) { return incident.declared.id == id; });
  if (known == open.end()) {
    act.outcome = no_such_incident(id, open);
    return {};
  }
  act.outcome = *known;
  IncidentRecord end;
  end.id = id;
  end.open = false;
  return emit(state_.stamp, {}, std::move(end));
}

std::vector<OpenIncident> Journal::open_incidents() const {
  auto open = fold_.open_incidents();
  std::erase_if(open, [&](const OpenIncident& incident) { return incident.declared.until <= state_.stamp; });
  return open;
}

Result<OpenIncident> Pipeline::open_incident(IncidentDraft draft) {
  auto asked = std::make_shared<OperatorAct>();
  asked->asked = std::move(draft);
  return ask(std::move(asked));
}

Result<OpenIncident> Pipeline::close_incident(std::string id) {
  auto asked = std::make_shared<OperatorAct>();
  asked->asked = IncidentEnd{std::move(id)};
  return ask(std::move(asked));
}

Result<OpenIncident> Pipeline::ask(std::shared_ptr<OperatorAct> act) {
  {
    const std::lock_guard lock(status_mutex_);
    if (act_) return Error{"busy", "another incident is being declared or ended; try again"};
    act_ = act;
  }
  intake_->wake();
  std::unique_lock lock(status_mutex_);
  ended_.wait_for(lock, kPatience, [&] { return done_ || act->outcome; });
  act_ = nullptr;
  if (act->outcome) return *act->outcome;
  if (done_) return Error{kStopping, "saitd is stopping: nothing was declared"};
  const auto why = status_.paused.empty() ? std::string("the writer is busy") : "intake pauses: " + status_.paused;
  if (act->taken) {
    return Error{"not-committed", fmt::format("it is not in the journal yet, as {}; `saitctl incident list` shows it "
                                              "once it is",
                                              why)};
  }
  return Error{"not-taken", fmt::format("{}; nothing was declared: try again when it goes on", why)};
}

// Committed before whoever asked is told.
Status Pipeline::carry_out(OperatorAct& act) {
  OperatorAct done{act.asked, true, std::nullopt};
  if (auto status = journal_->act(done, clock_.now()); !status) return status;
  // With all inputs at their end no further record would bring the tick that takes it up.
  if (options_.journal.clock == ClockMode::events && all_ended()) {
    if (auto status = journal_->finish(); !status) return status;
  }
  if (journal_->has_news()) {
    if (auto status = commit(false); !status) return status;
  }
  if (*done.outcome) {
    const auto& incident = (*done.outcome)->declared;
    const bool opens = std::holds_alternative<IncidentDraft>(act.asked);
    log_event(spdlog::level::info, opens ? "incident-opened" : "incident-closed", {{"incident", incident.id}},
              fmt::format("incident {} is {}", incident.id, opens ? "open" : "closed"));
  }
  {
    const std::lock_guard lock(status_mutex_);
    act.outcome = std::move(done.outcome);
  }
  ended_.notify_all();
  return {};
}

}  // namespace sait
