#include "rules/calendar.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "policy_fixture.hpp"
#include "rules/calendar_diff.hpp"
#include "rules/hygiene.hpp"

using namespace sait;
using namespace std::chrono_literals;

namespace {

constexpr auto kDay = std::chrono::days(1);

Time at(const std::string& text) {
  const auto time = parse_time(text);
  REQUIRE(time);
  return *time;
}

CalendarEvent event(const std::string& id, const std::string& from, const std::string& until = {}) {
  const auto first = CalendarDay::parse(from), last = CalendarDay::parse(until.empty() ? from : until);
  REQUIRE((first && last));
  CalendarEvent event;
  event.id = event.title = id;
  event.kind = "vote";
  event.from = *first;
  event.until = *last;
  return event;
}

// Ids of what is near, in their order.
std::string near_ids(const Calendar& calendar, Time time) {
  std::string ids;
  for (const auto& item : calendar.near_at(time)) ids += (ids.empty() ? "" : " ") + item.event.id;
  return ids;
}

// What is said of a calendar: "line:column code: text" each.
std::string said_of(const std::string& calendar, const std::string& other = {}) {
  auto files = fixture::small();
  files["calendar/a.yaml"] = calendar;
  if (!other.empty()) files["calendar/b.yaml"] = other;
  Diagnostics diagnostics;
  const bool refused = compile_rules(files, diagnostics) == nullptr;
  CHECK(refused == diagnostics.has_errors());
  std::string out;
  for (const auto& item : diagnostics.items())
    out += std::to_string(item.line) + ":" + std::to_string(item.column) + " " + item.code + ": " + item.text + "\n";
  return out;
}

std::string with_event(const std::string& keys) { return "events:\n  - {" + keys + "}\n"; }

}  // namespace

TEST_CASE("an event is near from so long before its first day until its last day is over") {
  const Calendar calendar({event("vote", "2027-04-18", "2027-04-19")}, 14 * kDay);
  const auto first = at("2027-04-04"), over = at("2027-04-20");
  CHECK(near_ids(calendar, first - 1ms).empty());
  CHECK(near_ids(calendar, first) == "vote");
  CHECK(near_ids(calendar, at("2027-04-18")) == "vote");
  CHECK(near_ids(calendar, over - 1ms) == "vote");
  CHECK(near_ids(calendar, over).empty());
  const auto near = calendar.near_at(first).front().event;
  CHECK(near.begins_at == at("2027-04-18"));
  CHECK(near.ends_at == over);
  CHECK(calendar.next_change(at("2020-01-01")) == first);
  CHECK(calendar.next_change(first - 1ms) == first);
  CHECK(calendar.next_change(first) == over);
  CHECK(calendar.next_change(over) == Time::max());
}

TEST_CASE("an event's own time before it counts in place of the policy's") {
  auto soon = event("soon", "2027-04-18");
  soon.before = 90min;
  auto days_only = event("days-only", "2027-04-18");
  days_only.before = Duration(0);
  const Calendar calendar({soon, days_only}, 14 * kDay);
  CHECK(near_ids(calendar, at("2027-04-17T22:29:59Z")).empty());
  CHECK(near_ids(calendar, at("2027-04-17T22:30:00Z")) == "soon");
  CHECK(near_ids(calendar, at("2027-04-18T00:00:00Z")) == "days-only soon");
}

TEST_CASE("what comes every year comes in each, also over the turn of the year") {
  const Calendar calendar({event("days", "12-24", "01-06")}, 3 * kDay);
  for (const auto* year : {"2026", "2027", "2031"}) {
    const std::string y = year;
    CHECK(near_ids(calendar, at(y + "-12-20T23:59:59Z")).empty());
    CHECK(near_ids(calendar, at(y + "-12-21")) == "days");
    CHECK(near_ids(calendar, at(y + "-12-31T23:59:59Z")) == "days");
    CHECK(near_ids(calendar, at(y + "-01-01")) == "days");
    CHECK(near_ids(calendar, at(y + "-01-06T23:59:59Z")) == "days");
    CHECK(near_ids(calendar, at(y + "-01-07")).empty());
    CHECK(calendar.next_change(at(y + "-01-02")) == at(y + "-01-07"));
    CHECK(calendar.next_change(at(y + "-06-02")) == at(y + "-12-21"));
  }
  // The time before it reaches into the year before.
  const Calendar early({event("new-year", "01-02")}, 14 * kDay);
  CHECK(near_ids(early, at("2026-12-18T23:59:59Z")).empty());
  CHECK(near_ids(early, at("2026-12-19")) == "new-year");
  CHECK(early.next_change(at("2026-12-01")) == at("2026-12-19"));
}

TEST_CASE("29 February is the 28th where there is none") {
  const Calendar calendar({event("leap", "02-29")}, Duration(0));
  CHECK(near_ids(calendar, at("2028-02-28T12:00:00Z")).empty());
  CHECK(near_ids(calendar, at("2028-02-29T12:00:00Z")) == "leap");
  CHECK(near_ids(calendar, at("2027-02-28T12:00:00Z")) == "leap");
  CHECK(near_ids(calendar, at("2027-03-01")).empty());
  CHECK(calendar.next_change(at("2100-01-01")) == at("2100-02-28"));
}

TEST_CASE("of several events the one that ends first comes first") {
  const Calendar calendar({event("season", "11-20", "12-24"), event("vote", "2026-12-06")}, 14 * kDay);
  CHECK(near_ids(calendar, at("2026-12-01")) == "vote season");
  CHECK(calendar.next_change(at("2026-12-01")) == at("2026-12-07"));
}

TEST_CASE("between two changes nothing changes, whatever the calendar") {
  std::mt19937_64 random(81);
  const auto below = [&](std::uint64_t limit) { return random() % limit; };
  for (int round = 0; round < 60; ++round) {
    std::vector<CalendarEvent> events;
    for (auto left = 1 + below(5); left > 0; --left) {
      const auto year = below(2) == 0 ? "" : std::to_string(2026 + below(3)) + "-";
      const auto month = below(12) + 1;
      auto& made =
          events.emplace_back(event("e" + std::to_string(left), year + (month < 10 ? "0" : "") + std::to_string(month) +
                                                                    "-" + std::to_string(10 + below(19))));
      if (below(2) == 0) made.before = std::chrono::hours(below(24 * 180));
    }
    const Calendar calendar(events, 14 * kDay);
    auto time = at("2026-01-01") + std::chrono::minutes(below(60 * 24 * 400));
    for (int i = 0; i < 20; ++i) {
      const auto next = calendar.next_change(time);
      if (next == Time::max()) break;
      CHECK(next > time);
      CHECK(near_ids(calendar, next - 1ms) == near_ids(calendar, time));
      CHECK(near_ids(calendar, next - (next - time) / 2) == near_ids(calendar, time));
      time = next;
    }
  }
}

TEST_CASE("a time no calendar reaches has nothing near") {
  const Calendar calendar({event("vote", "2027-04-18"), event("day", "12-18")}, 14 * kDay);
  CHECK(calendar.near_at(Time::min()).empty());
  CHECK(calendar.near_at(Time::max()).empty());
}

TEST_CASE("a calendar file is read with all that an event says") {
  auto files = fixture::small();
  files["policies/p.yaml"] += "calendar: {before: 7d}\n";
  files["calendar/a.yaml"] = with_event(
      "id: vote, title: The vote, kind: vote, from: 2027-04-18, until: 2027-04-19, before: 36h, audiences: [en], "
      "narratives: n");
  files["calendar/b.yaml"] = with_event("id: leap, title: L, kind: anniversary, from: 02-29");
  Diagnostics diagnostics;
  const auto rules = compile_rules(files, diagnostics);
  REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
  const auto& events = rules->calendar.events();
  REQUIRE(events.size() == 2);
  CHECK(events[0].title == "The vote");
  CHECK(events[0].from.text() == "2027-04-18");
  CHECK(events[0].until.text() == "2027-04-19");
  CHECK(events[0].before == Duration(36h));
  CHECK(events[0].audiences == std::vector<std::string>{"en"});
  CHECK(events[0].narratives == std::vector<std::string>{"n"});
  CHECK(events[1].yearly());
  CHECK(events[1].until.text() == "02-29");
  CHECK(near_ids(rules->calendar, at("2028-02-22")) == "leap");  // by the policy's 7d
  const auto near = rules->calendar.near_at(at("2027-04-18")).front();
  CHECK(near.about_audience("en"));
  CHECK_FALSE(near.about_audience("de"));
  CHECK(near.about_narrative("n"));
  CHECK_FALSE(near.about_narrative("other"));
}

TEST_CASE("what is wrong in a calendar is told at its place with a way out, all of it at once") {
  const std::string good = "id: a, title: T, kind: vote, from: 2027-04-18";
  CHECK(said_of(with_event(good)).empty());
  CHECK(said_of("events: []\n").empty());
  CHECK(said_of("events:\n"
                "  - {id: A, title: T, kind: vote, from: 2027-02-29}\n"
                "  - {id: b, title: \"\", kind: votes, from: 13-01}\n"
                "  - {id: c, title: T, kind: vote, form: 12-18}\n"
                "  - {id: d, title: T, kind: vote, from: 2027-04-18, until: 2027-04-17}\n"
                "  - {id: e, title: T, kind: vote, from: 2027-04-18, until: 04-19, audiences: [em], narratives: [m]}\n"
                "  - {id: f, title: T, kind: vote, from: 12-18, until: 12-17, before: 200d}\n"
                "  - four\n") ==
        "2:10 id: an id is made of a-z, 0-9 and -\n"
        "2:41 date: \"2027-02-29\" is no day such as 2027-04-18, or 12-18 for every year\n"
        "3:20 missing: \"title\" is empty\n"
        "3:30 choice: \"votes\" is not one of the names allowed here; did you mean \"vote\"?\n"
        "3:43 date: \"13-01\" is no day such as 2027-04-18, or 12-18 for every year\n"
        "4:5 missing: \"from\" is missing\n"
        "4:35 unknown-key: unknown key \"form\"; did you mean \"from\"?\n"
        "5:60 date: it ends on 2027-04-17 and begins on 2027-04-18; exchange them\n"
        "6:60 date: `from` and `until` are both days of one year, or both of every year\n"
        "6:79 language: there is no languages/em.yaml; did you mean \"en\"?\n"
        "6:97 narrative: there is no narrative or harm \"m\"; did you mean \"n\"?\n"
        "7:55 too-long: it lasts 365 days, and 120 are taken at most: what is always near is no event\n"
        "7:70 range: \"200d\" is not a duration from 0s to 180d; write a number with its unit: ms, s, m, h or d\n"
        "8:5 type: an event is a map with `id`, `title`, `kind` and `from`\n");
  CHECK(said_of(with_event(good), with_event(good)) ==
        "2:10 duplicate-id: the event in line 2 of calendar/a.yaml is called \"a\" too; rename one\n");
  CHECK(said_of("event: []\n").find("unknown-key") != std::string::npos);
  CHECK(said_of("events: {}\n").find("`events` is a list") != std::string::npos);
}

TEST_CASE("a policy says how an event tightens bands, within bounds") {
  const auto read = [](const std::string& more) {
    Diagnostics diagnostics;
    const auto rules = compile_rules(
        fixture::with_policy(fixture::with_rows(std::string(fixture::kSafety) + fixture::kLast, more)), diagnostics);
    return rules ? fmt::format("{} {}", rules->policy.event_tighten, format_duration(rules->policy.event_before))
                 : diagnostics.items().front().code;
  };
  CHECK(read("") == "1 14d");
  CHECK(read("calendar: {tighten: 0.5, before: 7d}\n") == "0.5 7d");
  CHECK(read("calendar: {tighten: 1.5}\n") == "range");
  CHECK(read("calendar: {tighten: 0}\n") == "range");
  CHECK(read("calendar: {before: 365d}\n") == "range");
  CHECK(read("calendar: {tigthen: 0.5}\n") == "unknown-key");
}

TEST_CASE("tightened bands begin earlier, still one after the other, and ratios stay") {
  Bands bands;
  bands.scale_authors = {10, 50, 200};
  bands.influence_questions = {10, 51};
  bands.void_questions = 5;
  bands.growing_posts = 5;
  const auto half = bands.tightened(0.5);
  CHECK(half.scale_authors == std::array<std::uint64_t, 3>{5, 25, 100});
  CHECK(half.influence_questions == std::array<std::uint64_t, 2>{5, 26});
  CHECK(half.void_questions == 3);
  CHECK(half.growing_posts == 3);
  CHECK(half.scale_z == bands.scale_z);
  CHECK(half.awareness_breakout == bands.awareness_breakout);
  CHECK(half.growing_factor == bands.growing_factor);
  CHECK(half.fading_factor == bands.fading_factor);
  CHECK(bands.tightened(1.0).scale_authors == bands.scale_authors);
  CHECK(bands.tightened(0.7).scale_authors == std::array<std::uint64_t, 3>{7, 35, 140});
  bands.scale_authors = {1, 2, 3};
  CHECK(bands.tightened(0.1).scale_authors == std::array<std::uint64_t, 3>{1, 2, 3});
  bands.scale_authors = {1, 2, 40};
  CHECK(bands.tightened(0.1).scale_authors == std::array<std::uint64_t, 3>{1, 2, 4});
}

TEST_CASE("near an event no level and no void is lower, whatever the policy") {
  fixture::RandomPolicies random(82);
  for (int round = 0; round < 300; ++round) {
    const auto policy = random.policy();
    const auto quiet = policy.bands(false), near = policy.bands(true);
    const auto authors = random.below(400), questions = random.below(100);
    CHECK(near.scale_level(authors) >= quiet.scale_level(authors));
    CHECK(near.influence_level(false, questions) >= quiet.influence_level(false, questions));
    CHECK(near.is_void(questions, false) >= quiet.is_void(questions, false));
  }
}

TEST_CASE("near an event the shipped table advises no less, in every case there can be") {
  const auto policy = fixture::shipped_policy();
  CHECK(policy.event_tighten < 1.0);
  const DecisionSpace space({&policy});
  REQUIRE(space.values(Side::event_near) == 2);
  std::size_t looked = 0, higher = 0;
  space.each([&](const Cell& cell) {
    if (value_of(cell, Side::event_near) == 0) {
      auto near = cell;
      near[static_cast<std::size_t>(Side::event_near)] = 1;
      const auto& was = policy.rows[first_row(policy, space.at(cell, policy))];
      const auto& is = policy.rows[first_row(policy, space.at(near, policy))];
      CHECK_MESSAGE(is.posture >= was.posture, was.id << " -> " << is.id);
      ++looked;
      higher += is.posture > was.posture ? 1 : 0;
    }
    return true;
  });
  CHECK(looked > 1000);
  CHECK(higher > 100);
}

TEST_CASE("an event that is long over and a calendar that nothing looks at are told of") {
  const auto said = [](const std::string& policy_more, const std::string& calendar) {
    auto files = fixture::small();
    files["policies/p.yaml"] += policy_more;
    files["calendar/a.yaml"] = calendar;
    Diagnostics diagnostics;
    const auto rules = compile_rules(files, diagnostics);
    REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
    warn_about(*rules, files, at("2027-01-01"), diagnostics);
    std::string out;
    for (const auto& item : diagnostics.items()) {
      if (item.file == "calendar/a.yaml")
        out +=
            std::to_string(item.line) + ":" + std::to_string(item.column) + " " + item.code + ": " + item.text + "\n";
    }
    return out;
  };
  const std::string tighten = "calendar: {tighten: 0.5}\n";
  const auto day = [](const std::string& from) { return with_event("id: a, title: T, kind: vote, from: " + from); };
  CHECK(said(tighten, day("2026-12-03")).empty());
  CHECK(said(tighten, day("2026-12-01")) ==
        "2:10 event-over: \"a\" was over on 2026-12-01; remove it, or write the day of the next one\n");
  CHECK(said(tighten, day("12-01")).empty());
  CHECK(said("", day("12-01")).starts_with("2:10 idle-calendar: the policy neither tightens its bands"));
}

TEST_CASE("what two calendars say differently is told event by event") {
  auto vote = event("vote", "2027-04-18");
  const Calendar before({event("gone", "12-18"), vote}, kDay);
  CHECK(diff_calendars(before, before).same());
  vote.until = *CalendarDay::parse("2027-04-19");
  vote.before = 36h;
  vote.audiences = {"de", "en"};
  const auto diff = diff_calendars(before, Calendar({vote, event("new", "02-29")}, kDay));
  REQUIRE((diff.gone.size() == 1 && diff.added.size() == 1));
  CHECK(diff.gone.front().id == "gone");
  CHECK(diff.added.front().id == "new");
  std::string changed;
  for (const auto& change : diff.changed) changed += change.name + ": " + change.before + " -> " + change.after + "\n";
  CHECK(changed == "vote.until: 2027-04-18 -> 2027-04-19\nvote.before:  -> 36h\nvote.audiences:  -> de, en\n");
}

TEST_CASE("what a policy advises near an event is explained and compared like the rest") {
  const auto before = fixture::shipped_policy();
  auto after = before;
  after.event_tighten = 1.0;
  after.event_before = 7 * kDay;
  const auto diff = diff_policies(before, after);
  std::string settings;
  for (const auto& change : diff.settings)
    settings += change.name + ": " + change.before + " -> " + change.after + "\n";
  CHECK(settings == "calendar.tighten: 0.5 -> 1\ncalendar.before: 14d -> 7d\n");
  REQUIRE_FALSE(diff.postures.empty());
  for (const auto& change : diff.postures)
    CHECK(std::ranges::find(change.where, "a scheduled event is near") != change.where.end());
}
