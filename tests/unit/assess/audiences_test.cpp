// Declared audiences in the fold: a city beside its country.
#include <doctest/doctest.h>

#include "assess/journal_fixture.hpp"

using namespace sait;
using namespace sait::fixture;
using namespace std::chrono_literals;

namespace {

const Time kNow = kStart + 3min;

const std::shared_ptr<const RuleSet>& city_rules() {
  static const auto rules = [] {
    auto files = assess_files();
    files["audiences.yaml"] =
        "regions:\n"
        "  - {id: DE}\n"
        "  - {id: chemnitz, names: [Chemnitz], within: DE}\n"
        "  - {id: munich, within: DE}\n"
        "audiences:\n"
        "  - {id: city, title: Chemnitz, languages: [en], regions: [chemnitz], feeds: [town, wide]}\n"
        "  - {id: country, title: The papers, languages: [en], regions: [DE], feeds: [papers]}\n"
        "  - {id: nobody, title: Nobody, languages: [en], feeds: [none]}\n";
    return compiled(files);
  }();
  return rules;
}

Event coverage(Time when, const std::string& feed, std::vector<std::string> regions,
               CoverageState state = CoverageState::up) {
  return {when, {}, CoverageRecord{feed, state, {"en"}, "d", std::move(regions), feed}};
}

std::vector<Event> beginning() {
  return {{kStart, {}, RulesRecord{city_rules()->hash}},
          coverage(kStart, "town", {"CHEMNITZ"}),
          coverage(kStart, "papers", {"DE"}),
          coverage(kStart, "south", {"munich"})};
}

// Ten claims of the city, forty of the country: the former count for both.
std::vector<Event> story() {
  auto events = beginning();
  for (std::uint64_t who = 0; who < 50; ++who) {
    const auto when = kNow + std::chrono::seconds(who);
    auto post = claim_by(who, when);
    post.feed = who < 10 ? "town" : "papers";
    post.community = post.feed;
    if (who < 10) post.matches = {{"plain", "city", SpeechAct::claim}, {"plain", "en", SpeechAct::claim}};
    events.push_back({when, key_number(who), post});
  }
  return events;
}

std::vector<Alert> told(const std::vector<Event>& events, Time end) {
  Fold fold(known({assess_rules(), city_rules()}));
  return run(fold, journal_of(events, end));
}

const Alert& last_of(const std::vector<Alert>& alerts, const std::string& audience) {
  const Alert* found = nullptr;
  for (const auto& alert : alerts) {
    if (alert.audience == audience) found = &alert;
  }
  REQUIRE_MESSAGE(found != nullptr, audience);
  return *found;
}

Surroundings surroundings(const std::vector<Event>& events) {
  Surroundings made;
  for (const auto& event : events) {
    if (const auto* record = std::get_if<CoverageRecord>(&event.body)) made.add(*record, event.stamp);
  }
  return made;
}

Coverage coverage_of(const std::vector<Event>& events, const std::string& audience, Time tick = kStart + 10min) {
  return surroundings(events).coverage(audience, tick, city_rules()->find_audience(audience));
}

}  // namespace

TEST_CASE("the same posts open an alert for the city and count for the language as a whole") {
  const auto alerts = told(story(), kNow + 2h);
  const auto& city = last_of(alerts, "city");
  const auto& all = last_of(alerts, "en");
  CHECK(city.audience_title == "Chemnitz");
  CHECK(all.audience_title.empty());
  CHECK(city.assessment.scale.posts == 10);
  CHECK(all.assessment.scale.posts == 50);
  CHECK(city.id != all.id);
  CHECK(to_json(city).find(R"("audience":"city","audience_title":"Chemnitz")") != std::string::npos);
  CHECK(to_json(all).find("audience_title") == std::string::npos);
  CHECK(topic_of(city).find("/plain/city/") != std::string::npos);
  CHECK(city.assessment.coverage.feeds_declared == 1);
  CHECK(all.assessment.coverage.feeds_declared == 3);
}

TEST_CASE("a city's posts of a day are those of the feeds that carry it") {
  const auto alerts = told(story(), kNow + 2h);
  CHECK(last_of(alerts, "city").assessment.scale.on_topic == 10);
  CHECK(last_of(alerts, "en").assessment.scale.on_topic == 50);
}

TEST_CASE("with its only feed down a city is not fully seen, whatever else is up") {
  auto events = beginning();
  CHECK(coverage_of(events, "city").complete);
  events.push_back(coverage(kStart + 5min, "town", {"CHEMNITZ"}, CoverageState::down));
  const auto city = coverage_of(events, "city");
  CHECK(city.feeds_declared == 1);
  CHECK(city.feeds_up == 0);
  CHECK_FALSE(city.complete);
  CHECK(coverage_of(events, "country").complete);  // the papers are up
  CHECK_FALSE(coverage_of(events, "en").complete);
  auto south = beginning();
  south.push_back(coverage(kStart + 5min, "south", {"munich"}, CoverageState::down));
  CHECK(coverage_of(south, "city").complete);
}

TEST_CASE("a feed around a city, or of no region, carries it too, one of another city does not") {
  for (const auto& [regions, carries] :
       {std::pair(std::vector<std::string>{"DE"}, true), std::pair(std::vector<std::string>{}, true),
        std::pair(std::vector<std::string>{"Chemnitz", "munich"}, true),
        std::pair(std::vector<std::string>{"munich"}, false)}) {
    auto events = beginning();
    events.push_back(coverage(kStart, "wide", regions, CoverageState::down));
    CHECK(coverage_of(events, "city").feeds_declared == (carries ? 2U : 1U));
    CHECK(coverage_of(events, "city").complete == !carries);
  }
}

TEST_CASE("an audience nobody feeds is not observable, never complete") {
  const auto nobody = coverage_of(beginning(), "nobody");
  CHECK(nobody.feeds_declared == 0);
  CHECK_FALSE(nobody.complete);
  CHECK(nobody.reason.find("not observable") != std::string::npos);
  CHECK_FALSE(coverage_of(beginning(), "fr").complete);  // a language no feed is in
  CHECK(Surroundings().coverage("en", kNow).complete);   // nothing is declared yet
}

TEST_CASE("an alert of a city whose last feed has left is closed as not observable, not as over") {
  auto events = story();
  events.push_back(coverage(kNow + 2h, "town", {"CHEMNITZ"}, CoverageState::ended));
  const auto alerts = told(events, kNow + 24h * 5);
  const auto& city = last_of(alerts, "city");
  CHECK(city.change == AlertChange::closed);
  REQUIRE_FALSE(city.reasons.empty());
  CHECK(city.reasons.back().find("Closed as not observable") != std::string::npos);
  for (const auto& alert : alerts) CHECK_FALSE((alert.audience == "city" && alert.change == AlertChange::deescalated));
}

TEST_CASE("an audience that is declared no longer opens nothing more, and its alert ends") {
  auto events = story();
  events.push_back({kNow + 2h, {}, RulesRecord{assess_rules()->hash}});
  const auto alerts = told(events, kNow + 24h * 5);
  CHECK(last_of(alerts, "city").change == AlertChange::closed);
  const auto known = std::ranges::count(alerts, "city", &Alert::audience);
  for (std::uint64_t who = 100; who < 200; ++who) {
    auto post = claim_by(who, kNow + 24h * 6);
    post.matches = {{"plain", "city", SpeechAct::claim}};
    events.push_back({kNow + 24h * 6, key_number(who), post});
  }
  CHECK(std::ranges::count(told(events, kNow + 24h * 7), "city", &Alert::audience) == known);
}

TEST_CASE("with audiences, too, a checkpoint and the tail give what the whole journal gives") {
  auto events = story();
  events.push_back(coverage(kNow + 2h, "town", {"CHEMNITZ"}, CoverageState::down));
  const auto records = journal_of(events, kNow + 30h);
  Fold whole(known({assess_rules(), city_rules()}));
  const auto alerts = run(whole, records);
  for (std::size_t cut = 1; cut < records.size(); cut += 7) {
    Fold first(known({assess_rules(), city_rules()}));
    std::vector<Alert> found;
    for (std::size_t i = 0; i < cut; ++i) advance(first, records[i], found);
    Fold second(known({assess_rules(), city_rules()}));
    if (first.position() == 0) continue;
    std::erase_if(found, [&](const Alert& alert) { return alert.sequence > first.last_sequence(); });
    REQUIRE(second.load(first.save()).ok());
    for (const auto& record : records) {
      if (record.seq > second.position()) advance(second, record, found);
    }
    CHECK(text_of(found) == text_of(alerts));
    CHECK(second.save() == whole.save());
  }
}
