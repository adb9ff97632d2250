#include <doctest/doctest.h>
#include <rapidjson/document.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "model/alert.hpp"

using namespace sait;

namespace {

Alert full_alert() {
  Alert alert;
  alert.id = "00ff17";
  alert.revision = 3;
  alert.sequence = 42;
  alert.change = AlertChange::escalated;
  alert.posture = Posture::respond_through_allies;
  alert.previous = Posture::prepare;
  alert.narrative = "housing-priority";
  alert.title = "\"They get flats first\" \xf0\x9f\x8f\xa0\n";
  alert.status = "misleading";
  alert.kind = "narrative";
  alert.audience = "de";
  alert.opened_at = *parse_time("2026-03-04T09:15:00Z");
  alert.at = *parse_time("2026-03-04T10:15:00.250Z");
  alert.expires_at = *parse_time("2026-03-04T16:15:00Z");
  alert.held = true;
  auto& assessment = alert.assessment;
  assessment.scale = {.level = Level::high,
                      .authors = {10, 12, 15},
                      .authors_observable = false,
                      .posts = 20,
                      .posts_hour = 2,
                      .posts_week = 70,
                      .posts_month = 90,
                      .engagement = 300,
                      .platforms = {{"forum", 8, 20}},
                      .on_topic = 4000,
                      .seen = 9000,
                      .reach = {300, 300, 20'000},
                      .usual = Usual{2.5, 1.6, 60},
                      .z = 6.5,
                      .reason = "12 authors"};
  assessment.awareness = {.level = Level::medium,
                          .breakout = 3,
                          .communities = 4,
                          .platforms = 2,
                          .media = 1,
                          .official = 0,
                          .elected = 2,
                          .corrections = 5,
                          .corrections_vouched = 2,
                          .correcting_authors = 0.25,
                          .languages = 2,
                          .followers = 10'000,
                          .one_voice = 0.4,
                          .crossings = {{Crossing::Into::platform, "mastodon", alert.at}},
                          .oxygen = Oxygen{40'000, 0.5, 20},
                          .reason = "two platforms"};
  assessment.influence = {.level = Level::low,
                          .aimed_at_migrants = true,
                          .questions = 6,
                          .usual_questions = UsualDay{1.5, 2.5, 26},
                          .replies = ReplyCounts{3, 4, 5},
                          .affected = AffectedReach{2, 0.167},
                          .threat_open = true,
                          .void_open = true,
                          .reason = "questions"};
  assessment.timing = {.trend = Trend::not_observable,
                       .first_seen = alert.opened_at,
                       .last_claim = alert.at,
                       .recent = 7,
                       .before = 3,
                       .day = 8,
                       .day_before = 4,
                       .peak = 9,
                       .velocity = 2.3,
                       .acceleration = -0.5,
                       .recycled = PreviousRun{alert.opened_at, alert.at, 70},
                       .clock = 19,
                       .doubling = HoursInterval{2.5, 4.0, std::nullopt},
                       .half_life = std::nullopt,
                       .events = {},
                       .reason = "rising"};
  assessment.timing.events = {{"vote", "The vote", "vote", *parse_time("2026-03-08"), *parse_time("2026-03-09"), 86}};
  assessment.coverage = {2, 3, false, 0.25, "one feed is down"};
  alert.policy = "city";
  alert.row = "grow-1";
  alert.reasons = {"a", "b"};
  alert.would_change = {"c"};
  alert.concern = "rents";
  alert.facts = {{"Most flats go to others.", "City of X", 2025}};
  alert.message = {"First.", "Second."};
  alert.avoid = {"repeating the claim"};
  alert.allies = {"tenants' union"};
  alert.rules[0] = 0xab;
  return alert;
}

std::filesystem::path root() { return SAIT_SOURCE_DIR; }

/// Exit status of the schema check over `lines`; what it says is shown only where it should have said nothing.
int check_schema(const std::string& lines, bool quiet = true) {
  std::string name = (std::filesystem::temp_directory_path() / "sait-alerts-XXXXXX").string();
  const int fd = ::mkstemp(name.data());
  REQUIRE(fd >= 0);
  ::close(fd);
  std::ofstream(name, std::ios::binary) << lines;
  const auto command = "/usr/bin/python3 '" + (root() / "tests/e2e/check_alert_schema.py").string() + "' '" + name +
                       (quiet ? "' 2>/dev/null" : "'");
  const int status = std::system(command.c_str());
  std::filesystem::remove(name);
  return WEXITSTATUS(status);
}

}  // namespace

TEST_CASE("an alert's canonical JSON has every field at its fixed place") {
  CHECK(
      to_json(full_alert()) ==
      R"({"schema":"alert.v1","id":"00ff17","revision":3,"sequence":42,"change":"escalated",)"
      R"("posture":"respond-through-allies","previous_posture":"prepare","narrative":{"id":"housing-priority",)"
      "\"title\":\"\\\"They get flats first\\\" \xf0\x9f\x8f\xa0\\n\","
      R"("status":"misleading","kind":"narrative"},"audience":"de","opened_at":"2026-03-04T09:15:00Z",)"
      R"("at":"2026-03-04T10:15:00.250Z","expires_at":"2026-03-04T16:15:00Z","held":true,"assessment":{)"
      R"("scale":{"level":"high","authors":{"low":10,"estimate":12,"high":15},"authors_observable":false,"posts":20,)"
      R"("posts_hour":2,"posts_week":70,"posts_month":90,"engagement":300,)"
      R"("platforms":[{"platform":"forum","claims":8,"engagement":20}],"on_topic":4000,"seen":9000,"reach":{"low":300,"estimate":300,"high":20000},)"
      R"("usual":{"median":2.5,"spread":1.6,"hours":60},"z":6.5,"reason":"12 authors"},)"
      R"("awareness":{"level":"medium","breakout":3,"communities":4,"platforms":2,"media":1,"official":0,"elected":2,"corrections":5,)"
      R"("corrections_vouched":2,"correcting_authors":0.25,"languages":2,"followers":10000,"one_voice":0.4,)"
      R"("crossings":[{"into":"platform","name":"mastodon","at":"2026-03-04T10:15:00.250Z"}],)"
      R"("oxygen":{"people":40000,"low":0.5,"high":20.0},"reason":"two platforms"},)"
      R"("influence":{"level":"low","harm":false,"aimed_at_migrants":true,"questions":6,)"
      R"("usual_questions":{"median":1.5,"spread":2.5,"days":26},"replies":{"believing":3,"doubting":4,"neither":5},)"
      R"("affected":{"authors":2,"share":0.167},"threat_open":true,"void_open":true,"reason":"questions"},)"
      R"("timing":{"trend":"not-observable","first_seen":"2026-03-04T09:15:00Z","last_claim":"2026-03-04T10:15:00.250Z",)"
      R"("recent":7,"before":3,"day":8,"day_before":4,"peak":9,"velocity":2.3,"acceleration":-0.5,)"
      R"("recycled":{"first":"2026-03-04T09:15:00Z","last":"2026-03-04T10:15:00.250Z","claims":70},)"
      R"("clock_hours":19.0,"doubling_hours":{"low":2.5,"estimate":4.0,"high":null},"half_life_hours":null,)"
      R"("events":[{"id":"vote","title":"The vote","kind":"vote","begins_at":"2026-03-08T00:00:00Z",)"
      R"("ends_at":"2026-03-09T00:00:00Z","hours_until":86}],"reason":"rising"},)"
      R"("coverage":{"feeds_up":2,"feeds_declared":3,"complete":false,"lost":0.25,"reason":"one feed is down"}},)"
      R"("decision":{"policy":"city","row":"grow-1","reasons":["a","b"],"would_change":["c"]},"concern":"rents",)"
      R"("facts":[{"statement":"Most flats go to others.","source":"City of X","year":2025}],)"
      R"("message":["First.","Second."],"avoid":["repeating the claim"],"allies":["tenants' union"],)"
      R"("rules":"ab00000000000000000000000000000000000000000000000000000000000000"})");
}

TEST_CASE("examples are the last field and change nothing before it") {
  auto entry = outbox_entry(full_alert());
  CHECK(with_examples(entry) == entry.body.substr(0, entry.body.size() - 1) + ",\"examples\":[]}");
  entry.examples = R"(["one","[deleted]"])";
  CHECK(with_examples(entry) == entry.body.substr(0, entry.body.size() - 1) + R"(,"examples":["one","[deleted]"]})");
}

TEST_CASE("an alert travels in a CloudEvents 1.0 envelope") {
  const auto entry = outbox_entry(full_alert());
  rapidjson::Document event;
  const auto text = cloud_event(entry, "/saitd/\"demo\"");
  event.Parse(text.data(), text.size());
  REQUIRE_FALSE(event.HasParseError());
  const auto is = [&](const char* name, const std::string& value) {
    return std::string(event[name].GetString()) == value;
  };
  CHECK(is("specversion", "1.0"));
  CHECK(is("id", "00ff17/3"));
  CHECK(is("source", "/saitd/\"demo\""));
  CHECK(is("type", "org.saitd.alert.v1"));
  CHECK(is("time", "2026-03-04T10:15:00.250Z"));
  CHECK(is("subject", "housing-priority/de"));
  CHECK(is("datacontenttype", "application/json"));
  CHECK(event["data"]["sequence"].GetUint64() == 42);
  CHECK(event["data"]["examples"].IsArray());
  CHECK(event.MemberCount() == 8);
}

TEST_CASE("a topic ends with its delimiter, so that no prefix hits a longer id") {
  CHECK(topic_of(full_alert()) == "alert/respond-through-allies/housing-priority/de/");
}

TEST_CASE("bytes that are no UTF-8, control characters and NULs do not break the writer") {
  auto alert = full_alert();
  alert.title = std::string("\xff\xfe\xc3(\0\x01\x7f", 7) + std::string(100, '\x80');
  alert.reasons = {std::string(1, '\xc3'), ""};
  const auto text = to_json(alert);
  rapidjson::Document document;
  document.Parse(text.data(), text.size());
  REQUIRE_FALSE(document.HasParseError());
  CHECK(std::string(document["narrative"]["title"].GetString(), document["narrative"]["title"].GetStringLength()) ==
        alert.title);
}

TEST_CASE("the names of levels, trends and postures read back, and no others do") {
  for (std::size_t i = 0; i < kPostures; ++i) {
    CHECK(posture_from(to_string(static_cast<Posture>(i))) == static_cast<Posture>(i));
  }
  for (int i = 0; i < 4; ++i) CHECK(level_from(to_string(static_cast<Level>(i))) == static_cast<Level>(i));
  for (int i = 0; i < 5; ++i) CHECK(trend_from(to_string(static_cast<Trend>(i))) == static_cast<Trend>(i));
  CHECK(std::string(to_string(Posture::no_engagement)) == "no-engagement");
  CHECK_FALSE(posture_from("no_engagement"));
  CHECK_FALSE(posture_from("Monitor"));
  CHECK_FALSE(level_from(""));
  CHECK_FALSE(trend_from("rising"));
}

TEST_CASE("every alert the daemon can write satisfies the published schema") {
  std::string lines;
  for (int change = 0; change < 6; ++change) {
    for (std::size_t posture = 0; posture < kPostures; ++posture) {
      auto alert = full_alert();
      alert.change = static_cast<AlertChange>(change);
      alert.posture = static_cast<Posture>(posture);
      if (posture % 2 == 0) alert.previous.reset();
      lines += to_json(alert) + "\n" + with_examples(outbox_entry(alert)) + "\n" +
               cloud_event(outbox_entry(alert), "/s") + "\n";
    }
  }
  CHECK(check_schema(lines, false) == 0);
}

TEST_CASE("the schema refuses an alert with a field too many, one too few or a wrong name") {
  const auto good = to_json(full_alert());
  const auto replaced = [&](const std::string& what, const std::string& with) {
    auto text = good;
    REQUIRE(text.find(what) != std::string::npos);
    return text.replace(text.find(what), what.size(), with);
  };
  CHECK(check_schema(replaced("\"sequence\":42,", "") + "\n") == 1);
  CHECK(check_schema(replaced("\"concern\"", "\"author\":\"x\",\"concern\"") + "\n") == 1);
  CHECK(check_schema(replaced("respond-through-allies", "attack") + "\n") == 1);
  CHECK(check_schema(replaced("\"posts\":20", "\"posts\":-1") + "\n") == 1);
  CHECK(check_schema(replaced("2026-03-04T09:15:00Z", "yesterday") + "\n") == 1);
  CHECK(check_schema(good + "\n{\n") == 1);
}

TEST_CASE("an advice in an incident carries its facts and says what it is, any other says nothing of incidents") {
  CHECK(to_json(full_alert()).find("incident") == std::string::npos);
  CHECK(to_json(full_alert()).find("holding_statement") == std::string::npos);
  auto alert = full_alert();
  alert.incident = AlertIncident{"i7", "An \"attack\"", {"One person is in custody."}};
  const auto json = to_json(alert);
  CHECK(json.find(R"("holding_statement":true,"incident":{"id":"i7","title":"An \"attack\"",)"
                  R"("facts":["One person is in custody."]},"rules":)") != std::string::npos);
  CHECK(check_schema(json + "\n", false) == 0);
  auto alone = json;
  alone.replace(alone.find("\"holding_statement\":true,"), 25, "");
  CHECK(check_schema(alone + "\n") == 1);
  auto denied = json;
  denied.replace(denied.find("\"holding_statement\":true"), 24, "\"holding_statement\":false");
  CHECK(check_schema(denied + "\n") == 1);
}

TEST_CASE(
    "a card's fact carries where it was read, the kit stands behind the allies, and a threat has an empty Rabat test") {
  auto alert = full_alert();
  alert.facts[0].id = "x-flats-2025";
  alert.facts[0].title = "Flats";
  alert.facts[0].address = "https://x.example/";
  alert.facts[0].place = "X";
  alert.facts[0].value = 90;
  alert.facts[0].unit = "% of new lets";
  alert.facts[0].read = "2026-11-27";
  alert.kit = AlertKit{{"write"}, "fairness", alert.facts[0], "look it up", "a nurse", {"calm"}, {"people"}, {"boats"}};
  alert.posture = Posture::escalate_safety;
  const auto json = to_json(alert);
  const std::string fact =
      R"({"statement":"Most flats go to others.","source":"City of X","year":2025,"id":"x-flats-2025","title":"Flats",)"
      R"("address":"https://x.example/","place":"X","value":90.0,"unit":"% of new lets","read":"2026-11-27"})";
  CHECK(json.find("\"facts\":[" + fact + "],") != std::string::npos);
  CHECK(json.find(R"("allies":["tenants' union"],"kit":{"do":["write"],"value":"fairness","number":)" + fact +
                  R"(,"number_note":"look it up","story":"a nurse","tone":["calm"],)"
                  R"("images":{"show":["people"],"avoid":["boats"]}},"rabat":{"context":null,"speaker":null,)"
                  R"("intent":null,"content_and_form":null,"extent":null,"likelihood":null},"rules":)") !=
        std::string::npos);
  CHECK(check_schema(json + "\n", false) == 0);
}
