#include "model/alert.hpp"

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <array>
#include <string>

namespace sait {
namespace {

constexpr std::array<const char*, 6> kChangeNames{"opened",       "escalated", "updated",
                                                  "de-escalated", "closed",    "retracted"};

/// A RapidJSON writer that takes this project's types. It does not validate UTF-8: bytes that are not pass through as
/// they are.
class Json {
 public:
  Json& key(std::string_view name) {
    writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
    return *this;
  }
  // An empty view may have no data, and the writer insists on a pointer.
  void value(std::string_view text) {
    writer_.String(text.empty() ? "" : text.data(), static_cast<rapidjson::SizeType>(text.size()));
  }
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(const char* text) { value(std::string_view(text)); }
  void value(bool flag) { writer_.Bool(flag); }
  void value(std::uint64_t number) { writer_.Uint64(number); }
  void value(std::uint32_t number) { writer_.Uint(number); }
  void value(int number) { writer_.Int(number); }
  void value(Time time) { value(format_time(time)); }
  void value(const Interval& interval) {
    open();
    member("low", interval.low);
    member("estimate", interval.estimate);
    member("high", interval.high);
    close();
  }
  void value(const std::optional<double>& number) {
    if (number)
      writer_.Double(*number);
    else
      writer_.Null();
  }
  void value(double number) { writer_.Double(number); }
  void value(const std::vector<Crossing>& crossings) {
    writer_.StartArray();
    for (const auto& crossing : crossings) {
      open();
      member("into", to_string(crossing.into));
      member("name", crossing.name);
      member("at", crossing.at);
      close();
    }
    writer_.EndArray();
  }
  void value(const std::vector<PlatformShare>& shares) {
    writer_.StartArray();
    for (const auto& share : shares) {
      open();
      member("platform", share.platform);
      member("claims", share.claims);
      member("engagement", share.engagement);
      close();
    }
    writer_.EndArray();
  }
  void value(const std::vector<ScheduledEvent>& events) {
    writer_.StartArray();
    for (const auto& event : events) {
      open();
      member("id", event.id);
      member("title", event.title);
      member("kind", event.kind);
      member("begins_at", event.begins_at);
      member("ends_at", event.ends_at);
      member("hours_until", event.hours_until);
      close();
    }
    writer_.EndArray();
  }
  void value(const std::optional<HoursInterval>& hours) {
    if (!hours) return null();
    open();
    member("low", hours->low);
    member("estimate", hours->estimate);
    member("high", hours->high);
    close();
  }
  void value(const std::vector<std::string>& texts) {
    writer_.StartArray();
    for (const auto& text : texts) value(text);
    writer_.EndArray();
  }
  void value(const Fact& fact) {
    open();
    member("statement", fact.statement);
    member("source", fact.source);
    member("year", fact.year);
    if (!fact.id.empty()) {
      member("id", fact.id);
      member("title", fact.title);
      member("address", fact.address);
      member("place", fact.place);
      if (fact.value) {
        member("value", *fact.value);
        member("unit", fact.unit);
      }
      member("read", fact.read);
    }
    close();
  }
  void value(const std::vector<Fact>& facts) {
    writer_.StartArray();
    for (const auto& fact : facts) value(fact);
    writer_.EndArray();
  }
  void null() { writer_.Null(); }

  template <typename T>
  void member(std::string_view name, const T& content) {
    key(name).value(content);
  }
  void open() { writer_.StartObject(); }
  void open(std::string_view name) { key(name).open(); }
  void close() { writer_.EndObject(); }
  [[nodiscard]] std::string str() const { return {buffer_.GetString(), buffer_.GetSize()}; }

 private:
  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

void put_oxygen(Json& json, const std::optional<Oxygen>& oxygen) {
  json.key("oxygen");
  if (!oxygen) return json.null();
  json.open();
  json.member("people", oxygen->people);
  json.member("low", oxygen->low);
  json.member("high", oxygen->high);
  json.close();
}

void put_replies(Json& json, const std::optional<ReplyCounts>& replies) {
  json.key("replies");
  if (!replies) return json.null();
  json.open();
  json.member("believing", replies->believing);
  json.member("doubting", replies->doubting);
  json.member("neither", replies->neither);
  json.close();
}

void put_affected(Json& json, const std::optional<AffectedReach>& affected) {
  json.key("affected");
  if (!affected) return json.null();
  json.open();
  json.member("authors", affected->authors);
  json.member("share", affected->share);
  json.close();
}

void put_scale(Json& json, const Scale& scale) {
  json.open("scale");
  json.member("level", to_string(scale.level));
  json.member("authors", scale.authors);
  json.member("authors_observable", scale.authors_observable);
  json.member("posts", scale.posts);
  json.member("posts_hour", scale.posts_hour);
  json.member("posts_week", scale.posts_week);
  json.member("posts_month", scale.posts_month);
  json.member("engagement", scale.engagement);
  json.member("platforms", scale.platforms);
  json.member("on_topic", scale.on_topic);
  json.member("seen", scale.seen);
  json.member("reach", scale.reach);
  if (scale.usual) {
    json.open("usual");
    json.member("median", scale.usual->median);
    json.member("spread", scale.usual->spread);
    json.member("hours", scale.usual->hours);
    json.close();
  }
  if (scale.z) json.member("z", *scale.z);
  json.member("reason", scale.reason);
  json.close();
}

void put_awareness(Json& json, const Awareness& awareness) {
  json.open("awareness");
  json.member("level", to_string(awareness.level));
  json.member("breakout", awareness.breakout);
  json.member("communities", awareness.communities);
  json.member("platforms", awareness.platforms);
  json.member("media", awareness.media);
  json.member("official", awareness.official);
  json.member("elected", awareness.elected);
  json.member("corrections", awareness.corrections);
  json.member("corrections_vouched", awareness.corrections_vouched);
  json.member("correcting_authors", awareness.correcting_authors);
  json.member("languages", awareness.languages);
  json.member("followers", awareness.followers);
  if (awareness.one_voice) json.member("one_voice", *awareness.one_voice);
  json.member("crossings", awareness.crossings);
  put_oxygen(json, awareness.oxygen);
  json.member("reason", awareness.reason);
  json.close();
}

void put_influence(Json& json, const Influence& influence) {
  json.open("influence");
  json.member("level", to_string(influence.level));
  json.member("harm", influence.harm);
  json.member("aimed_at_migrants", influence.aimed_at_migrants);
  json.member("questions", influence.questions);
  if (const auto& usual = influence.usual_questions) {
    json.open("usual_questions");
    json.member("median", usual->median);
    json.member("spread", usual->spread);
    json.member("days", usual->days);
    json.close();
  }
  put_replies(json, influence.replies);
  put_affected(json, influence.affected);
  json.member("threat_open", influence.threat_open);
  json.member("void_open", influence.void_open);
  json.member("reason", influence.reason);
  json.close();
}

void put_timing(Json& json, const Timing& timing) {
  json.open("timing");
  json.member("trend", to_string(timing.trend));
  json.member("first_seen", timing.first_seen);
  json.member("last_claim", timing.last_claim);
  json.member("recent", timing.recent);
  json.member("before", timing.before);
  json.member("day", timing.day);
  json.member("day_before", timing.day_before);
  json.member("peak", timing.peak);
  json.member("velocity", timing.velocity);
  json.member("acceleration", timing.acceleration);
  if (timing.recycled) {
    json.open("recycled");
    json.member("first", timing.recycled->first);
    json.member("last", timing.recycled->last);
    json.member("claims", timing.recycled->claims);
    json.close();
  }
  if (timing.clock) json.member("clock_hours", *timing.clock);
  json.member("doubling_hours", timing.doubling);
  json.member("half_life_hours", timing.half_life);
  json.member("events", timing.events);
  json.member("reason", timing.reason);
  json.close();
}

void put_assessment(Json& json, const Assessment& assessment) {
  json.open("assessment");
  put_scale(json, assessment.scale);
  put_awareness(json, assessment.awareness);
  put_influence(json, assessment.influence);
  put_timing(json, assessment.timing);
  const auto& coverage = assessment.coverage;
  json.open("coverage");
  json.member("feeds_up", coverage.feeds_up);
  json.member("feeds_declared", coverage.feeds_declared);
  json.member("complete", coverage.complete);
  json.member("lost", coverage.lost);
  json.member("reason", coverage.reason);
  json.close();
  json.close();
}

void put_heading(Json& json, const Alert& alert) {
  json.member("schema", "alert.v1");
  json.member("id", alert.id);
  json.member("revision", alert.revision);
  json.member("sequence", alert.sequence);
  json.member("change", to_string(alert.change));
  json.member("posture", to_string(alert.posture));
  json.key("previous_posture");
  if (alert.previous) {
    json.value(to_string(*alert.previous));
  } else {
    json.null();
  }
  json.open("narrative");
  json.member("id", alert.narrative);
  json.member("title", alert.title);
  json.member("status", alert.status);
  json.member("kind", alert.kind);
  json.close();
  json.member("audience", alert.audience);
  if (!alert.audience_title.empty()) json.member("audience_title", alert.audience_title);
  if (alert.trial) {
    json.open("trial");
    json.member("maturity", alert.trial->maturity);
    json.member("audience", alert.trial->audience);
    if (!alert.trial->audience_title.empty()) json.member("audience_title", alert.trial->audience_title);
    json.close();
  }
  json.member("opened_at", alert.opened_at);
  json.member("at", alert.at);
  json.member("expires_at", alert.expires_at);
  if (alert.held) json.member("held", true);
}

void put_kit(Json& json, const AlertKit& kit) {
  json.open("kit");
  json.member("do", kit.steps);
  if (!kit.value.empty()) json.member("value", kit.value);
  if (kit.number) {
    json.member("number", *kit.number);
    if (!kit.number_note.empty()) json.member("number_note", kit.number_note);
  }
  if (!kit.story.empty()) json.member("story", kit.story);
  json.member("tone", kit.tone);
  json.open("images");
  json.member("show", kit.show);
  json.member("avoid", kit.hide);
  json.close();
  json.close();
}

// The test of the Rabat Plan of Action (A/HRC/22/17/Add.4, paragraph 29): its six parts are for a person to fill in.
// Whether something is unlawful is never said here.
void put_rabat(Json& json) {
  json.open("rabat");
  for (const auto* part : {"context", "speaker", "intent", "content_and_form", "extent", "likelihood"})
    json.key(part).null();
  json.close();
}

}  // namespace

const char* to_string(AlertChange change) { return kChangeNames[static_cast<std::size_t>(change)]; }

std::string to_json(const Alert& alert) {
  Json json;
  json.open();
  put_heading(json, alert);
  put_assessment(json, alert.assessment);
  json.open("decision");
  json.member("policy", alert.policy);
  json.member("row", alert.row);
  json.member("reasons", alert.reasons);
  json.member("would_change", alert.would_change);
  json.close();
  json.member("concern", alert.concern);
  json.member("facts", alert.facts);
  json.member("message", alert.message);
  json.member("avoid", alert.avoid);
  json.member("allies", alert.allies);
  if (alert.kit) put_kit(json, *alert.kit);
  if (alert.posture == Posture::escalate_safety) put_rabat(json);
  if (alert.incident) {
    json.member("holding_statement", true);
    json.open("incident");
    json.member("id", alert.incident->id);
    json.member("title", alert.incident->title);
    json.member("facts", alert.incident->facts);
    json.close();
  }
  json.member("rules", to_hex(alert.rules));
  json.close();
  return json.str();
}

std::string topic_of(const Alert& alert) {
  const auto& audience = alert.trial ? alert.trial->audience : alert.audience;
  return fmt::format("{}/{}/{}/{}/", alert.trial ? "trial" : "alert", to_string(alert.posture), alert.narrative,
                     audience);
}

OutboxEntry outbox_entry(const Alert& alert) {
  OutboxEntry entry;
  entry.sequence = alert.sequence;
  entry.id = alert.id;
  entry.revision = alert.revision;
  entry.at = alert.at;
  entry.narrative = alert.narrative;
  entry.audience = alert.audience;
  entry.topic = topic_of(alert);
  entry.body = to_json(alert);
  return entry;
}

std::string with_examples(const OutboxEntry& entry) {
  std::string_view body = entry.body;
  if (body.ends_with('}')) body.remove_suffix(1);
  std::string out;
  out.reserve(body.size() + entry.examples.size() + 16);
  out += body.empty() ? "{" : body;
  if (body.size() > 1) out += ',';
  out += "\"examples\":";
  out += entry.examples.empty() ? "[]" : entry.examples;
  out += '}';
  return out;
}

std::string cloud_event(const OutboxEntry& entry, std::string_view source) {
  Json json;
  json.open();
  json.member("specversion", "1.0");
  json.member("id", entry.id + "/" + std::to_string(entry.revision));
  json.member("source", source);
  json.member("type", "org.saitd.alert.v1");
  json.member("time", entry.at);
  json.member("subject", entry.narrative + "/" + entry.audience);
  json.member("datacontenttype", "application/json");
  json.close();
  auto out = json.str();
  out.pop_back();
  out += ",\"data\":";
  out += with_examples(entry);
  out += '}';
  return out;
}

}  // namespace sait
