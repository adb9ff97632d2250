#include "app/status_json.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>

#include "app/json_members.hpp"

namespace sait {
namespace {

// Whole ones; 0 when it is negative.
std::uint64_t seconds_in(Duration duration) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, seconds));
}

void put_health(Json& json, const Health& health) {
  json.Key("health");
  json.StartObject();
  json.Key("alive");
  json.Bool(health.is_alive());
  json.Key("ready");
  json.Bool(health.is_ready());
  json.Key("failing");
  json.StartArray();
  for (const auto* checks : {&health.alive, &health.ready}) {
    for (const auto& check : *checks) {
      if (check.ok) continue;
      json.StartObject();
      put(json, "name", check.name);
      put(json, "why", check.why);
      json.EndObject();
    }
  }
  json.EndArray();
  json.EndObject();
}

void put_feeds(Json& json, const PipelineStatus& status, Time now, ClockMode clock) {
  json.Key("feeds");
  json.StartArray();
  for (const auto& feed : status.feeds) {
    json.StartObject();
    put(json, "id", feed.id);
    put(json, "state", to_string(feed.state));
    json.Key("lost");
    json.Bool(feed.lost);
    for (const auto& [key, count] :
         {std::pair("read", feed.totals.read), std::pair("on_topic", feed.totals.on_topic),
          std::pair("off_topic", feed.totals.off_topic), std::pair("rejected", feed.totals.rejected),
          std::pair("repeats", feed.totals.repeats)}) {
      put(json, key, count);
    }
    put(json, "line", feed.cursor.line);
    put(json, "position", feed.cursor.position);
    if (feed.newest) {
      put(json, "newest_post", format_time(*feed.newest));
      const auto reference = clock == ClockMode::wall ? now : status.stamp;
      put(json, "lag_seconds", seconds_in(reference - *feed.newest));
    }
    json.EndObject();
  }
  json.EndArray();
}

// Declared audiences, with how many feeds carry each.
void put_audiences(Json& json, const PipelineStatus& status) {
  json.Key("audiences");
  json.StartArray();
  if (status.rules) {
    for (const auto& audience : status.rules->audiences) {
      std::uint64_t feeds = 0, up = 0;
      for (const auto& feed : status.feeds) {
        if (std::ranges::find(feed.audiences, audience.id) == feed.audiences.end()) continue;
        ++feeds;
        up += feed.state == CoverageState::up ? 1 : 0;
      }
      json.StartObject();
      put(json, "id", audience.id);
      put(json, "title", audience.title);
      put(json, "feeds", feeds);
      put(json, "feeds_up", up);
      json.EndObject();
    }
  }
  json.EndArray();
}

// What rules on trial would have told, who tells most first.
void put_trials(Json& json, const PipelineStatus& status) {
  std::vector<const TrialState*> trials;
  for (const auto& trial : *status.trials) trials.push_back(&trial);
  std::ranges::stable_sort(trials, std::greater{},
                           [&](const TrialState* state) { return state->trial.alerts_in_week(status.stamp); });
  json.Key("trials");
  json.StartArray();
  for (const auto* state : trials) {
    json.StartObject();
    put(json, "narrative", state->key.narrative);
    put(json, "audience", state->key.audience);
    put(json, "maturity", to_string(state->trial.maturity));
    put(json, "alerts_7d", state->trial.alerts_in_week(status.stamp));
    put(json, "most_in_a_day", state->trial.most_in_a_day(status.stamp));
    put(json, "alerts", state->trial.alerts());
    put(json, "highest", to_string(state->trial.highest()));
    put(json, "advised_now", state->advised ? to_string(*state->advised) : "");
    put(json, "first", format_time(state->trial.first));
    put(json, "last", format_time(state->trial.last));
    json.EndObject();
  }
  json.EndArray();
}

// Of narratives and harms in a language: how far they have come.
void put_maturity(Json& json, const PipelineStatus& status) {
  std::array<std::uint64_t, 4> count{};
  if (status.rules) {
    for (const auto& narrative : status.rules->narratives) {
      for (const auto& [language, maturity] : narrative.maturity) ++count.at(static_cast<std::size_t>(maturity));
    }
  }
  json.Key("maturity");
  json.StartObject();
  for (const auto maturity : {Maturity::shadow, Maturity::testing, Maturity::stable})
    put(json, to_string(maturity), count.at(static_cast<std::size_t>(maturity)));
  json.EndObject();
}

void put_outlets(Json& json, const PipelineStatus& status) {
  json.Key("outlets");
  json.StartArray();
  for (const auto& [id, state] : status.outlets) {
    json.StartObject();
    put(json, "id", id);
    put(json, "delivered", state.delivered);
    put(json, "trouble", state.trouble);
    json.EndObject();
  }
  json.EndArray();
}

void put_reloads(Json& json, const ReloadState& reloads) {
  json.Key("reloads");
  json.StartObject();
  put(json, "asked", reloads.asked);
  put(json, "done", reloads.done);
  put(json, "failed", reloads.failed);
  put(json, "result", reloads.result);
  put(json, "detail", reloads.detail);
  put(json, "at", reloads.at ? format_time(std::chrono::floor<std::chrono::seconds>(*reloads.at)) : std::string());
  json.EndObject();
}

std::string value_text(const rapidjson::Value& object, const char* key) {
  const auto at = object.FindMember(key);
  if (at == object.MemberEnd()) return "-";
  if (at->value.IsString()) return at->value.GetString();
  if (at->value.IsUint64()) return std::to_string(at->value.GetUint64());
  if (at->value.IsInt64()) return std::to_string(at->value.GetInt64());
  if (at->value.IsBool()) return at->value.GetBool() ? "yes" : "no";
  return "-";
}

// How many of the rules do not alert yet.
std::string maturity_text(const rapidjson::Value& status) {
  const auto at = status.FindMember("maturity");
  if (at == status.MemberEnd()) return {};
  const auto shadow = value_text(at->value, "shadow"), testing = value_text(at->value, "testing");
  if (shadow == "0" && testing == "0") return {};
  return fmt::format(", by language {} in shadow, {} in testing, {} stable", shadow, testing,
                     value_text(at->value, "stable"));
}

// What rules on trial would have told, for people.
std::string trials_text(const rapidjson::Value& status) {
  constexpr rapidjson::SizeType kShown = 10;
  const auto trials = status.FindMember("trials");
  if (trials == status.MemberEnd() || trials->value.Empty()) return {};
  auto out = fmt::format("\n  {:<32} {:<8} {:>9} {:>10} {:<22} lately\n", "on trial: would have told", "maturity",
                         "alerts 7d", "most a day", "highest");
  for (rapidjson::SizeType i = 0; i < std::min(kShown, trials->value.Size()); ++i) {
    const auto& trial = trials->value[i];
    const auto now = value_text(trial, "advised_now");
    out += fmt::format(
        "  {:<32} {:<8} {:>9} {:>10} {:<22} {}\n", value_text(trial, "narrative") + "/" + value_text(trial, "audience"),
        value_text(trial, "maturity"), value_text(trial, "alerts_7d"), value_text(trial, "most_in_a_day"),
        value_text(trial, "highest"), now.empty() ? "last " + value_text(trial, "last") : "open: " + now);
  }
  if (trials->value.Size() > kShown)
    out += fmt::format("  and {} more: --format json has all\n", trials->value.Size() - kShown);
  return out;
}

}  // namespace

std::string status_json(const DaemonIdentity& identity, const PipelineStatus& status, const Health& health,
                        const ReloadState& reloads, Time now) {
  rapidjson::StringBuffer buffer;
  Json json(buffer);
  json.StartObject();
  put(json, "name", identity.name);
  put(json, "version", SAIT_VERSION);
  put(json, "pid", static_cast<std::uint64_t>(::getpid()));
  put(json, "config", identity.config);
  put(json, "started", format_time(std::chrono::floor<std::chrono::seconds>(identity.started)));
  put(json, "clock", identity.clock == ClockMode::wall ? "wall" : "events");
  put(json, "store", identity.store);
  put(json, "run", identity.run_id);
  put(json, "rules", status.rules ? to_hex(status.rules->hash) : std::string());
  put(json, "journal_time", status.stamp == Time::min() ? std::string() : format_time(status.stamp));
  put(json, "records", status.records);
  put(json, "ticks", status.ticks);
  put(json, "transactions", status.counts.transactions);
  put(json, "conversations", status.conversations);
  put(json, "open_alerts", std::accumulate(status.open_alerts.begin(), status.open_alerts.end(), std::uint64_t{0}));
  put(json, "alerts", status.counts.alerts);
  put(json, "held_back", status.held_back);
  put(json, "open_incidents", status.incidents.size());
  put(json, "queue", status.queue);
  put(json, "queue_capacity", status.queue_most);
  put(json, "paused", status.paused);
  put(json, "clock_behind_seconds", seconds_in(clock_behind(identity, status, now)));
  put_reloads(json, reloads);
  json.Key("inputs_ended");
  json.Bool(status.inputs_ended);
  put_health(json, health);
  put_feeds(json, status, now, identity.clock);
  put_maturity(json, status);
  put_trials(json, status);
  put_audiences(json, status);
  put_outlets(json, status);
  json.EndObject();
  return buffer.GetString();
}

bool says_alive(const std::string& json) {
  rapidjson::Document status;
  status.Parse<rapidjson::kParseIterativeFlag>(json.c_str());
  if (status.HasParseError() || !status.IsObject()) return false;
  const auto health = status.FindMember("health");
  return health != status.MemberEnd() && health->value.IsObject() && value_text(health->value, "alive") == "yes";
}

std::string status_text(const std::string& json) {
  rapidjson::Document status;
  status.Parse<rapidjson::kParseIterativeFlag>(json.c_str());
  if (status.HasParseError() || !status.IsObject() || !status.HasMember("feeds") || !status.HasMember("reloads"))
    return json + "\n";
  const auto field = [&](const char* key) { return value_text(status, key); };
  std::string out = fmt::format("{} (saitd {}, process {}), up since {}\n", field("name"), field("version"),
                                field("pid"), field("started"));
  out += fmt::format("  journal     {} records, {} ticks, time {} (clock: {})\n", field("records"), field("ticks"),
                     field("journal_time"), field("clock"));
  out += fmt::format("  rules       {}{}\n", field("rules").substr(0, 16), maturity_text(status));
  out += fmt::format("  advice      {} conversations, {} open alerts, {} told since start, analysts' included\n",
                     field("conversations"), field("open_alerts"), field("alerts"));
  if (const auto held = field("held_back"); held != "0" && held != "-")
    out += fmt::format("  held back   {} conversations wait for the next day's budget (UTC)\n", held);
  if (const auto incidents = field("open_incidents"); incidents != "0" && incidents != "-")
    out += fmt::format("  INCIDENTS   {} open (saitctl incident list)\n", incidents);
  out += fmt::format("  queue       {} of {} batches\n", field("queue"), field("queue_capacity"));
  if (const auto& reloads = status["reloads"]; value_text(reloads, "result") == "failed") {
    out += fmt::format("  RELOAD      failed at {}; everything stays as it was:\n{}\n", value_text(reloads, "at"),
                       value_text(reloads, "detail"));
  }
  if (!field("paused").empty()) out += fmt::format("  PAUSED      {}\n", field("paused"));
  if (const auto behind = field("clock_behind_seconds"); behind != "0") {
    out += fmt::format(
        "  CLOCK       {} s behind the journal's time: nothing is assessed until it has caught up; is it right?\n",
        behind);
  }
  if (const auto health = status.FindMember("health"); health != status.MemberEnd()) {
    // What stands above in capitals is not said twice.
    for (const auto& check : health->value["failing"].GetArray()) {
      const auto name = value_text(check, "name");
      if (name != "store" && name != "clock")
        out += fmt::format("  HEALTH      {}: {}\n", name, value_text(check, "why"));
    }
  }
  for (const auto& feed : status["feeds"].GetArray()) {
    if (value_text(feed, "lost") != "yes") continue;
    out += fmt::format(
        "  LOST        {}: nothing comes from it any more, the log says why; a reload asks it once more, or take it "
        "out\n",
        value_text(feed, "id"));
  }
  if (field("inputs_ended") == "yes") out += "  input       all inputs have ended\n";
  out += fmt::format("\n  {:<16} {:<6} {:>10} {:>9} {:>9} {:>8}  newest post\n", "feed", "state", "read", "on topic",
                     "rejected", "lag s");
  for (const auto& feed : status["feeds"].GetArray()) {
    out += fmt::format("  {:<16} {:<6} {:>10} {:>9} {:>9} {:>8}  {}\n", value_text(feed, "id"),
                       value_text(feed, "state"), value_text(feed, "read"), value_text(feed, "on_topic"),
                       value_text(feed, "rejected"), value_text(feed, "lag_seconds"), value_text(feed, "newest_post"));
  }
  if (const auto audiences = status.FindMember("audiences");
      audiences != status.MemberEnd() && !audiences->value.Empty()) {
    out += fmt::format("\n  {:<16} {:>10}  title\n", "audience", "feeds up");
    for (const auto& audience : audiences->value.GetArray())
      out += fmt::format("  {:<16} {:>10}  {}\n", value_text(audience, "id"),
                         fmt::format("{}/{}", value_text(audience, "feeds_up"), value_text(audience, "feeds")),
                         value_text(audience, "title"));
  }
  out += trials_text(status);
  out += fmt::format("\n  {:<16} {:>10}  trouble\n", "outlet", "delivered");
  for (const auto& outlet : status["outlets"].GetArray()) {
    const auto trouble = value_text(outlet, "trouble");
    out += fmt::format("  {:<16} {:>10}  {}\n", value_text(outlet, "id"), value_text(outlet, "delivered"),
                       trouble.empty() ? "none" : trouble);
  }
  return out;
}

}  // namespace sait
