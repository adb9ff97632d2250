#include "app/health.hpp"

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>

namespace sait {
namespace {

bool all_ok(const std::vector<Check>& checks) { return std::ranges::all_of(checks, &Check::ok); }

std::int64_t seconds(Duration duration) { return std::chrono::floor<std::chrono::seconds>(duration).count(); }

std::string joined(const std::vector<std::string>& names) { return fmt::format("{}", fmt::join(names, ", ")); }

Check threads(const PipelineStatus& status) {
  std::vector<std::string> overdue;
  for (const auto& thread : status.threads) {
    if (thread.overdue) overdue.push_back(thread.name);
  }
  if (overdue.empty()) return {"threads", true, {}};
  return {"threads", false, "no sign of life: " + joined(overdue)};
}

// Judged from when the tick was due, or from when intake last went on: a pause of its own is no hang.
Check ticks(const DaemonIdentity& identity, const PipelineStatus& status, Time now) {
  Check check{"ticks", true, {}};
  if (identity.clock == ClockMode::events) {
    check.why = "events are the clock";
  } else if (!status.paused.empty()) {
    check.why = "none while intake pauses";
  } else if (clock_behind(identity, status, now) > Duration(0)) {
    check.why = "none until the clock has caught up with the journal";
  } else if (status.next_tick != Time::min()) {
    const auto late = now - std::max(status.next_tick, status.running_since);
    check.ok = late <= identity.tick + kTickGrace;
    if (!check.ok) check.why = fmt::format("the tick of {} has not run", format_time(status.next_tick));
  }
  return check;
}

Check feeds(const PipelineStatus& status) {
  std::vector<std::string> waiting;
  for (const auto& feed : status.feeds) {
    if (!feed.contact.tried) waiting.push_back(feed.id);
  }
  if (waiting.empty()) return {"feeds", true, {}};
  return {"feeds", false, "not tried yet: " + joined(waiting)};
}

Check clock(const DaemonIdentity& identity, const PipelineStatus& status, Time now) {
  const auto behind = clock_behind(identity, status, now);
  if (behind <= Duration(0)) return {"clock", true, {}};
  return {"clock", false, fmt::format("{} s behind the journal's time; is it right?", seconds(behind))};
}

}  // namespace

bool Health::is_alive() const { return all_ok(alive); }
bool Health::is_ready() const { return all_ok(ready); }

Duration clock_behind(const DaemonIdentity& identity, const PipelineStatus& status, Time now) {
  const bool ahead = identity.clock == ClockMode::wall && status.stamp > now + kClockAhead;
  return ahead ? status.stamp - now : Duration(0);
}

Health health_of(const DaemonIdentity& identity, const PipelineStatus& status, bool stopping, Time now) {
  Health health;
  health.alive = {threads(status), ticks(identity, status, now)};
  health.ready = {{"store", status.paused.empty(), status.paused},
                  {"rules", status.rules != nullptr, status.rules ? "" : "none are loaded"},
                  feeds(status),
                  clock(identity, status, now),
                  {"running", !stopping, stopping ? "saitd is stopping" : ""}};
  return health;
}

std::string checks_json(const std::vector<Check>& checks) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> json(buffer);
  json.StartObject();
  json.Key("ok");
  json.Bool(all_ok(checks));
  json.Key("checks");
  json.StartArray();
  for (const auto& check : checks) {
    json.StartObject();
    json.Key("name");
    json.String(check.name.c_str());
    json.Key("ok");
    json.Bool(check.ok);
    json.Key("why");
    json.String(check.why.c_str(), static_cast<rapidjson::SizeType>(check.why.size()));
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return buffer.GetString();
}

}  // namespace sait
