#include "story_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "assess/fold.hpp"
#include "story_rules.hpp"

namespace sait::story {
namespace {

bool closes(const Alert& alert) {
  return alert.change == AlertChange::closed || alert.change == AlertChange::retracted;
}

Advice left_by(const Alert& alert) { return closes(alert) ? Advice{} : alert.posture; }

bool contains(const std::vector<Advice>& postures, const Advice& posture) {
  return std::ranges::find(postures, posture) != postures.end();
}

std::string listed(const std::vector<Advice>& postures) {
  std::string text;
  for (const auto& posture : postures) text += (text.empty() ? "" : ", ") + std::string(to_string(posture));
  return text;
}

Result<std::vector<Alert>> fold(const Journal& journal) {
  Fold fold([&](const Digest& hash) {
    const auto found = std::ranges::find_if(journal.rules, [&](const auto& set) { return set->hash == hash; });
    return found == journal.rules.end() ? nullptr : *found;
  });
  std::vector<Alert> alerts;
  for (const auto& record : journal.records) {
    if (auto status = fold.advance(record, alerts); !status) return status.error();
  }
  return alerts;
}

// What the story's audience is told: of the narrative's own conversation, and of the harms beside it.
struct Courses {
  Course narrative;
  std::map<std::string, Course> harms;  // by id

  [[nodiscard]] bool safety_open(Time time) const {
    return std::ranges::any_of(harms,
                               [&](const auto& harm) { return harm.second.at(time) == Posture::escalate_safety; });
  }
  [[nodiscard]] std::optional<Time> safety_at(Time until) const {
    std::optional<Time> first;
    for (const auto& [key, course] : harms) {
      for (const auto& alert : course.alerts()) {
        if (alert.posture == Posture::escalate_safety && alert.at <= until && (!first || alert.at < *first))
          first = alert.at;
      }
    }
    return first;
  }
  // Held by the narrative's conversation; and safety, where a harm's held it.
  [[nodiscard]] std::vector<Held> held(Time from, Time to) const {
    auto all = narrative.held(from, to);
    for (const auto& [key, course] : harms) {
      for (auto& held : course.held(from, to)) {
        if (held.advice == Posture::escalate_safety) all.push_back(std::move(held));
      }
    }
    return all;
  }
};

bool says_holding_statement(const Alert* alert) {
  return alert != nullptr && !closes(*alert) && std::ranges::any_of(alert->reasons, [](const std::string& reason) {
           return reason.find("holding statement") != std::string::npos;
         });
}

// `since`: where the former line stands.
Line judge(const Expectation& expected, Time since, const Courses& courses) {
  Line line;
  line.expected = expected;
  line.got = courses.narrative.at(expected.at);
  line.safety_open = courses.safety_open(expected.at);
  line.safety_at = courses.safety_at(expected.at);
  // Safety is shown beside the narrative's own posture, or alone.
  if (!line.got && line.safety_open) line.got = Posture::escalate_safety;
  const auto* alert = courses.narrative.last(expected.at);
  if (alert != nullptr) {
    line.row = alert->row;
    line.reasons = alert->reasons;
  }

  std::vector<std::string> parts;
  const bool safety_says_it = line.safety_open && contains(expected.posture, Posture::escalate_safety);
  if (!safety_says_it && !contains(expected.posture, line.got))
    parts.push_back(fmt::format("posture {}", to_string(line.got)));
  std::vector<Advice> wrong;
  for (auto& held : courses.held(since, expected.at)) {
    if (!contains(expected.never, held.advice)) continue;
    wrong.push_back(held.advice);
    line.wrong.push_back(std::move(held));
  }
  std::ranges::sort(wrong);
  wrong.erase(std::ranges::unique(wrong).begin(), wrong.end());
  if (!wrong.empty()) parts.push_back("held " + listed(wrong));
  if (expected.holding_statement && !says_holding_statement(alert)) parts.emplace_back("no holding statement");
  if (expected.safety && !line.safety_at) parts.emplace_back("no safety");
  for (const auto& part : parts) line.difference += (line.difference.empty() ? "" : "; ") + part;
  return line;
}

}  // namespace

const Alert* Course::last(Time time) const {
  const auto next = std::ranges::upper_bound(alerts_, time, {}, &Alert::at);
  return next == alerts_.begin() ? nullptr : &*std::prev(next);
}

Advice Course::at(Time time) const {
  const auto* alert = last(time);
  return alert == nullptr ? Advice{} : left_by(*alert);
}

std::vector<Held> Course::held(Time from, Time to) const {
  std::vector<Held> all;
  if (const auto* alert = last(from)) {
    all.push_back({left_by(*alert), alert->at, alert->row});
  } else {
    all.push_back({Advice{}, from, {}});
  }
  for (const auto& alert : alerts_) {
    if (alert.at > from && alert.at <= to && left_by(alert) != all.back().advice)
      all.push_back({left_by(alert), alert.at, alert.row});
  }
  return all;
}

Result<Outcome> run(const Story& story, const std::string& policy) {
  auto journal = journal_of(story, policy);
  if (!journal) return journal.error();
  auto alerts = fold(*journal);
  if (!alerts) return alerts.error();

  Outcome outcome;
  Courses courses;
  for (const auto& alert : *alerts) {
    if (alert.audience != audience_of(story)) continue;
    const bool own = alert.narrative == story.narrative.id;
    if (own) courses.narrative.add(alert);
    if (alert.kind == "harm") courses.harms[alert.narrative].add(alert);
    if (own || alert.kind == "harm") outcome.course.push_back(alert);
  }
  auto since = story.timeline.front().at;
  for (const auto& expected : story.expect) {
    outcome.lines.push_back(judge(expected, std::min(since, expected.at), courses));
    since = expected.at;
  }
  return outcome;
}

}  // namespace sait::story
