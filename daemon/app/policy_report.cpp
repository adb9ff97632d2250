#include "app/policy_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "app/calendar_report.hpp"
#include "app/match_json.hpp"

namespace sait {
namespace {

constexpr std::size_t kNearRows = 3;

template <typename Texts>
std::string json_list(const Texts& texts) {
  std::string out;
  for (const auto& text : texts) out += (out.empty() ? "" : ",") + json_string(text);
  return "[" + out + "]";
}

std::vector<std::string> ids_of(const std::vector<std::size_t>& rows, const Policy& policy) {
  std::vector<std::string> ids;
  for (const auto row : rows) ids.push_back(policy.rows[row].id);
  return ids;
}

std::string near_text(const NearRow& near, const Policy& policy) {
  const auto& row = policy.rows[near.row];
  auto out = fmt::format("{} ({}", row.id, to_string(near.posture));
  if (near.posture != row.posture) out += fmt::format("; the table says {}", to_string(row.posture));
  out += fmt::format(") if {}\n", fmt::join(near.changes, " and "));
  if (near.holds_too) out += "         its conditions hold already, but the row that decides stands above it\n";
  return out;
}

std::string quoted(const std::vector<std::string>& ids) { return fmt::format("\"{}\"", fmt::join(ids, "\", \"")); }

std::string setting_text(const std::string& value) { return value.empty() ? "none" : value; }

}  // namespace

std::string text_of(const PolicyExplanation& explanation, const PolicyCase& given, const Policy& policy) {
  const auto& a = explanation.assessment;
  const auto& decision = explanation.decision;
  const auto& row = policy.rows[explanation.row];
  auto out =
      fmt::format("case     {}\nlevels   scale {}, awareness {} (breakout {}), influence {}{}, {}\n", to_text(given),
                  to_string(a.scale.level), to_string(a.awareness.level), a.awareness.breakout,
                  to_string(a.influence.level), a.influence.void_open ? " (a void)" : "", to_string(a.timing.trend));
  out += fmt::format("row      {} ({}:{}) says {}\n         {}\nadvised  {}\n", row.id, policy.file, row.line,
                     to_string(row.posture), row.because, to_string(decision.posture));
  for (std::size_t i = 1; i < decision.reasons.size(); ++i) out += fmt::format("         {}\n", decision.reasons[i]);
  for (std::size_t i = 0; i < std::min(kNearRows, explanation.near.size()); ++i)
    out += "nearest  " + near_text(explanation.near[i], policy);
  if (!explanation.never.empty())
    out += fmt::format("never    {} for {}\n", fmt::join(ids_of(explanation.never, policy), ", "),
                       given.harm                ? "a harm"
                       : given.aimed_at_migrants ? "a narrative aimed at migrants"
                                                 : "a narrative that is not aimed at migrants");
  return out;
}

std::string json_of(const PolicyExplanation& explanation, const PolicyCase& given, const Policy& policy) {
  const auto& a = explanation.assessment;
  const auto& decision = explanation.decision;
  const auto& row = policy.rows[explanation.row];
  std::string near;
  for (const auto& item : explanation.near) {
    near += fmt::format(R"({}{{"row":{},"posture":"{}","table":"{}","holds_too":{},"if":{}}})", near.empty() ? "" : ",",
                        json_string(policy.rows[item.row].id), to_string(item.posture),
                        to_string(policy.rows[item.row].posture), item.holds_too, json_list(item.changes));
  }
  return fmt::format(
             R"({{"policy":{},"case":{},"scale":"{}","awareness":"{}","breakout":{},"influence":"{}","void":{},)",
             json_string(policy.id), json_string(to_text(given)), to_string(a.scale.level),
             to_string(a.awareness.level), a.awareness.breakout, to_string(a.influence.level), a.influence.void_open) +
         fmt::format(R"("trend":"{}","row":{},"file":{},"line":{},"table":"{}","posture":"{}","reasons":{},)",
                     to_string(a.timing.trend), json_string(row.id), json_string(policy.file), row.line,
                     to_string(row.posture), to_string(decision.posture), json_list(decision.reasons)) +
         fmt::format("\"nearest\":[{}],\"never\":{}}}\n", near, json_list(ids_of(explanation.never, policy)));
}

std::string text_of(const PolicyDiff& diff, const CalendarDiff& calendar) {
  auto out = text_of(calendar);
  if (diff.same()) return out + "the policies advise the same\n";
  for (const auto& change : diff.settings)
    out += fmt::format("{}: {} -> {}\n", change.name, setting_text(change.before), setting_text(change.after));
  if (!diff.rows_gone.empty()) out += fmt::format("rows that are gone: {}\n", quoted(diff.rows_gone));
  if (!diff.rows_new.empty()) out += fmt::format("rows that are new: {}\n", quoted(diff.rows_new));
  for (const auto& change : diff.postures) {
    out += fmt::format("{} from {} (\"{}\") to {} (\"{}\")", change.after > change.before ? "rises" : "falls",
                       to_string(change.before), change.row_before, to_string(change.after), change.row_after);
    if (change.where.empty())
      out += change.exact ? ", always\n" : ", in some cases\n";
    else
      out += fmt::format(", {}: {}\n", change.exact ? "where" : "in some cases where", fmt::join(change.where, "; "));
  }
  return out + fmt::format("{} of {} cases of the tables get another posture\n", diff.changed, diff.cases);
}

std::string json_of(const PolicyDiff& diff, const CalendarDiff& calendar) {
  std::string settings, postures;
  for (const auto& change : diff.settings)
    settings += fmt::format("{}{{\"name\":{},\"old\":{},\"new\":{}}}", settings.empty() ? "" : ",",
                            json_string(change.name), json_string(change.before), json_string(change.after));
  for (const auto& change : diff.postures) {
    postures += fmt::format(R"({}{{"old_row":{},"new_row":{},"old":"{}","new":"{}","cases":{},"where":{},"exact":{}}})",
                            postures.empty() ? "" : ",", json_string(change.row_before), json_string(change.row_after),
                            to_string(change.before), to_string(change.after), change.cases, json_list(change.where),
                            change.exact);
  }
  return fmt::format(
      "{{\"settings\":[{}],\"rows_gone\":{},\"rows_new\":{},\"postures\":[{}],\"changed\":{},\"cases\":{},"
      "\"calendar\":{}}}\n",
      settings, json_list(diff.rows_gone), json_list(diff.rows_new), postures, diff.changed, diff.cases,
      json_of(calendar));
}

}  // namespace sait
