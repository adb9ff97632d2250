#include "assess/trials.hpp"

#include <set>

#include "assess/journal_fixture.hpp"
#include "rounds.hpp"

using namespace sait;
using namespace sait::fixture;
using namespace std::chrono_literals;

namespace {

// The fixture's rules, with `narrative` (a file of its own) at another maturity.
std::shared_ptr<const RuleSet> with_maturity(const std::string& path, const std::string& maturity) {
  auto files = assess_files();
  auto& bytes = files[path];
  bytes.replace(bytes.find("{en: stable}"), 12, "{en: " + maturity + "}");
  return compiled(files);
}

Fold fold_of(std::shared_ptr<const RuleSet> rules, Telling telling = Telling::as_declared) {
  return Fold([rules = std::move(rules)](const Digest&) { return rules; }, telling);
}

std::vector<Alert> about(const std::vector<Alert>& alerts, const std::string& narrative) {
  std::vector<Alert> out;
  std::ranges::copy_if(alerts, std::back_inserter(out), [&](const Alert& a) { return a.narrative == narrative; });
  return out;
}

bool raises(const Alert& alert) {
  return alert.change == AlertChange::opened || alert.change == AlertChange::escalated;
}

std::string place_of(const Trial& trial) {
  std::string text;
  for (const auto raised : trial.raised) text += std::to_string(raised) + " ";
  return text;
}

// As a team would have been told it: without who is told, and the numbers that depend on what else there is.
std::string as_stable(Alert alert) {
  if (alert.trial) {
    alert.audience = alert.trial->audience;
    alert.audience_title = alert.trial->audience_title;
    alert.trial.reset();
  }
  alert.sequence = 0;
  alert.rules = {};
  return text_of({alert});
}

std::vector<Event> claims(Time when, std::uint64_t first, std::uint64_t count, const std::string& narrative = "plain",
                          const std::string& audience = "en") {
  std::vector<Event> events;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto at = when + std::chrono::seconds(i);
    auto post = claim_by(first + i, at, narrative);
    post.matches = {{narrative, audience, SpeechAct::claim}};
    events.push_back({at, key_number(first + i), std::move(post)});
  }
  return events;
}

std::string told(const std::vector<Alert>& alerts) {
  std::string out;
  for (const auto& alert : alerts)
    out += alert.audience + (alert.trial ? "(" + alert.trial->maturity + " " + alert.trial->audience + ")" : "") + " " +
           to_string(alert.change) + " " + to_string(alert.posture) + "\n";
  return out;
}

// `first`, and from `when` on `second`.
std::vector<Alert> run_changed(Fold& fold, const std::shared_ptr<const RuleSet>& second, std::vector<Event> events,
                               Time when, Time end) {
  events.push_back({when, {}, RulesRecord{second->hash}});
  std::ranges::stable_sort(events, {}, &Event::stamp);
  return run(fold, journal_of(events, end));
}

}  // namespace

TEST_CASE("the shadow tells nobody and counts what stable rules would have told, testing tells it to the analysts") {
  std::uint64_t raised = 0;
  for (std::uint64_t seed = 1; seed <= test::rounds(6U); ++seed) {
    CAPTURE(seed);
    const auto records = random_journal(seed);
    for (const auto* id : {"plain", "threat"}) {
      const std::string path = std::string(id == std::string("plain") ? "narratives/" : "harms/") + id + ".yaml";
      auto stable = fold_of(assess_rules()), shadow = fold_of(with_maturity(path, "shadow")),
           testing = fold_of(with_maturity(path, "testing")),
           both = fold_of(with_maturity(path, "shadow"), Telling::shadow_too);
      const auto wanted = about(run(stable, records), id);
      CHECK(about(run(shadow, records), id).empty());
      const auto heard = about(run(testing, records), id);
      const auto heard_too = about(run(both, records), id);
      REQUIRE(heard.size() == wanted.size());
      REQUIRE(heard_too.size() == wanted.size());
      for (std::size_t i = 0; i < wanted.size(); ++i) {
        CHECK(as_stable(heard[i]) == as_stable(wanted[i]));
        CHECK(as_stable(heard_too[i]) == as_stable(wanted[i]));
        CHECK(heard[i].audience == kAnalysts);
        REQUIRE(heard[i].trial);
        CHECK(heard[i].trial->maturity == "testing");
        REQUIRE(heard_too[i].trial);
        CHECK(heard_too[i].trial->maturity == "shadow");
      }
      Trial count;
      for (const auto& alert : wanted) count.raised[static_cast<std::size_t>(alert.posture)] += raises(alert) ? 1 : 0;
      for (auto* fold : {&shadow, &testing}) {
        std::string found = place_of({});
        std::optional<Posture> advised;
        for (const auto& state : fold->trials()) {
          if (state.key.narrative != id) continue;
          found = place_of(state.trial);
          advised = state.advised;
        }
        CHECK(found == place_of(count));
        const bool open = !wanted.empty() && wanted.back().change != AlertChange::closed;
        CHECK(advised == (open ? std::optional(wanted.back().posture) : std::nullopt));
        CHECK(fold->open_alerts() + (open ? 1 : 0) == stable.open_alerts());
      }
      raised += count.alerts();
    }
  }
  CHECK(raised > 20);
}

TEST_CASE("a trial that becomes stable ends for the analysts, and the team hears of it with the next claim") {
  const auto testing = with_maturity("narratives/plain.yaml", "testing");
  auto events = claims(kStart, 1, 20);
  for (auto& event : claims(kStart + 2h + 3min, 100, 3)) events.push_back(event);
  Fold fold(known({assess_rules(), testing}));
  events.insert(events.begin(), {kStart, {}, RulesRecord{testing->hash}});
  const auto alerts = run_changed(fold, assess_rules(), events, kStart + 1h, kStart + 3h);
  const auto text = told(alerts);
  CAPTURE(text);
  REQUIRE(text.find("analysts(testing en) opened") == 0);
  const auto closed = std::ranges::find(alerts, AlertChange::closed, &Alert::change);
  REQUIRE(closed != alerts.end());
  CHECK(closed->audience == kAnalysts);
  CHECK(closed->at == kStart + 1h + kTick);
  CHECK(closed->reasons.back() == "Closed: this trial is over; the rules are stable for this audience from now on.");
  const auto opened = std::find_if(closed, alerts.end(), [](const Alert& a) { return a.audience == "en"; });
  REQUIRE(opened != alerts.end());
  CHECK(opened->change == AlertChange::opened);
  CHECK(opened->revision == 1);
  CHECK(opened->id != closed->id);
  CHECK(fold.trials().empty());
  CHECK(fold.open_alerts() == 1);
}

TEST_CASE(
    "what is in testing after the shadow opens for the analysts, and goes back into the shadow with a last word") {
  const auto shadow = with_maturity("narratives/plain.yaml", "shadow"),
             testing = with_maturity("narratives/plain.yaml", "testing");
  auto events = claims(kStart, 1, 20);
  for (auto& event : claims(kStart + 2h, 100, 3)) events.push_back(event);
  events.insert(events.begin(), {kStart, {}, RulesRecord{shadow->hash}});
  events.push_back({kStart + 1h, {}, RulesRecord{testing->hash}});
  Fold fold(known({assess_rules(), shadow, testing}));
  const auto alerts = run_changed(fold, shadow, events, kStart + 3h, kStart + 4h);
  const auto text = told(alerts);
  CAPTURE(text);
  REQUIRE(alerts.size() >= 2);
  CHECK(alerts.front().change == AlertChange::opened);
  CHECK(alerts.front().at == kStart + 2h + kTick);
  REQUIRE(fold.trials().size() == 1);
  CHECK(fold.trials()[0].trial.maturity == Maturity::shadow);
  CHECK(fold.trials()[0].trial.alerts() == 2);  // of both, so that they can be compared
  CHECK(alerts.back().change == AlertChange::closed);
  CHECK(alerts.back().reasons.back() ==
        "Closed: this trial is over; the rules are shadow for this audience from now on.");
  CHECK(std::ranges::all_of(alerts, [](const Alert& a) { return a.audience == kAnalysts; }));
}

TEST_CASE("days of a trial: the last week, the busiest, and none older than 28 days") {
  const Time day = utc_day(kStart);
  const ConversationKey key{"n", "en"};
  Trials trials;
  for (int i = 0; i < 40; ++i) {
    trials.note(key, Maturity::shadow, i % 2 == 0 ? Posture::monitor : Posture::prepare, day + i * 24h);
    if (i == 20) trials.note(key, Maturity::shadow, Posture::monitor, day + i * 24h + 1h);
  }
  const auto& trial = trials.all().at(key);
  CHECK(trial.alerts() == 41);
  CHECK(trial.days.size() == 28);
  CHECK(trial.most_in_a_day(day + 39 * 24h) == 2);
  CHECK(trial.highest() == Posture::prepare);
  CHECK(trial.alerts_in_week(day + 39 * 24h + 23h) == 7);
  CHECK(trial.alerts_in_week(day + 41 * 24h) == 5);
  CHECK(trial.most_in_a_day(day + 50 * 24h) == 1);
  CHECK(trial.most_in_a_day(day + 90 * 24h) == 0);
  CHECK(trial.first == day);
  CHECK(trial.last == day + 39 * 24h);
}

namespace {

// `plain` in three languages, with two alerts a day; `threat` in as many.
std::shared_ptr<const RuleSet> with_budget(const std::string& maturity = "stable", int per_day = 2) {
  auto files = assess_files();
  for (const auto* path : {"narratives/plain.yaml", "harms/threat.yaml"}) {
    auto& bytes = files[path];
    bytes.replace(bytes.find("{en: stable}"), 12,
                  "{en: " + maturity + ", de: " + maturity + ", fr: " + maturity + ", it: " + maturity + "}");
    for (const auto* language : {"de", "fr", "it"}) {
      bytes += std::string("  ") + language + ":\n    - \"@who get more\"\n";
      files[std::string("languages/") + language + ".yaml"] = kLanguage;
    }
  }
  files["narratives/plain.yaml"] += "budget: {per_day: " + std::to_string(per_day) + "}\n";
  return compiled(files);
}

// Claims of both in en, de, fr and it, an hour apart.
std::vector<Event> in_all_languages(const std::string& narrative = "plain", std::uint64_t first = 1) {
  std::vector<Event> events;
  auto at = kStart;
  for (const auto* language : {"en", "de", "fr", "it"}) {
    for (auto& event : claims(at, first, 20, narrative, language)) events.push_back(std::move(event));
    first += 100;
    at += 1h;
  }
  return events;
}

std::string opened(const std::vector<Alert>& alerts) {
  std::string out;
  for (const auto& alert : alerts) {
    if (alert.change == AlertChange::opened)
      out += alert.kind + " " + (alert.trial ? alert.trial->audience + " " : "") + alert.audience + " " +
             format_time(alert.at).substr(8, 8) + "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("beyond a narrative's own budget alerts wait in a digest that the analysts hear of, and are told next day") {
  auto fold = fold_of(with_budget());
  const auto alerts = run(fold, journal_of(in_all_languages(), Budget::next_day(kStart) + 1h));
  CHECK(opened(alerts) ==
        "narrative en 24T16:10\nnarrative de 24T17:10\ndigest analysts 24T18:10\nnarrative fr 25T00:00\n"
        "narrative it 25T00:00\n");
  std::vector<Alert> digests;
  std::ranges::copy_if(alerts, std::back_inserter(digests), [](const Alert& a) { return a.kind == "digest"; });
  REQUIRE(digests.size() == 3);
  CHECK(digests[0].narrative == "plain");
  CHECK(digests[0].title == "About plain");
  CHECK(digests[0].expires_at == Budget::next_day(kStart));
  CHECK(digests[0].posture == Posture::prepare);
  CHECK(topic_of(digests[0]) == "alert/prepare/plain/analysts/");
  REQUIRE(digests[0].reasons.size() == 2);
  CHECK(digests[0].reasons[1] == "fr: prepare, since " + format_time(kStart + 2h + kTick) + ".");
  CHECK(digests[1].change == AlertChange::updated);
  CHECK(digests[1].at == kStart + 3h + kTick);
  CHECK(digests[1].reasons.size() == 3);
  CHECK(digests[2].change == AlertChange::closed);
  CHECK(digests[2].at == Budget::next_day(kStart));
  CHECK(digests[2].id == digests[0].id);
  const auto late = std::ranges::find_if(alerts, [](const Alert& a) { return a.audience == "fr"; });
  REQUIRE(late != alerts.end());
  CHECK(late->reasons.back() ==
        "Held back since " + format_time(kStart + 2h + kTick) +
            ": the alerts a day that this narrative declares as its budget were given; analysts had it in a digest.");
  CHECK(fold.held_back() == 0);
}

TEST_CASE("volume neither holds back a harm nor takes a narrative's maturity") {
  const auto rules = with_budget();
  auto fold = fold_of(rules);
  auto events = in_all_languages();
  for (auto& event : in_all_languages("threat", 5000)) events.push_back(std::move(event));
  std::ranges::stable_sort(events, {}, &Event::stamp);
  const auto alerts = run(fold, journal_of(events, kStart + 5h));
  CHECK(std::ranges::count_if(alerts,
                              [](const Alert& a) { return a.kind == "harm" && a.change == AlertChange::opened; }) == 4);
  CHECK(std::ranges::none_of(alerts, [](const Alert& a) { return a.trial.has_value(); }));
  CHECK(fold.held_back() == 2);
}

TEST_CASE("when a day begins the highest that waits is told first, then who waits longest, and what is new last") {
  auto fold = fold_of(with_budget("stable", 1));
  auto events = claims(kStart, 1, 5);  // spends the day's one
  for (auto& event : claims(kStart + 1h, 100, 5, "plain", "de")) events.push_back(event);
  for (auto& event : claims(kStart + 2h, 200, 20, "plain", "fr")) events.push_back(event);
  for (auto& event : claims(kStart + 3h, 300, 20, "plain", "it")) events.push_back(event);
  const auto midnight = Budget::next_day(kStart);
  for (auto& event : claims(midnight - 5min, 400, 20, "aimed")) events.push_back(event);  // of its own budget
  const auto alerts = run(fold, journal_of(events, midnight + 24h + 1h));
  CHECK(opened(alerts).starts_with("narrative en 24T16:10\ndigest analysts 24T17:10\n"));
  CHECK(opened(alerts).find("narrative fr 25T00:00\n") != std::string::npos);
  CHECK(opened(alerts).find("narrative de 25T") == std::string::npos);
  CHECK(opened(alerts).find("narrative it 25T") == std::string::npos);
  // What still waits is told again when the day, and with it the digest, has run out.
  const auto again =
      std::ranges::find_if(alerts, [&](const Alert& alert) { return alert.kind == "digest" && alert.at == midnight; });
  REQUIRE(again != alerts.end());
  CHECK(again->change == AlertChange::updated);
  CHECK(again->expires_at == midnight + 24h);
  CHECK(again->reasons.size() == 3);
}

TEST_CASE("a digest falls and rises with the highest that waits, and is told by the hour without a post") {
  auto fold = fold_of(with_budget("stable", 1));
  auto events = claims(kStart, 1, 5);
  for (auto& event : claims(kStart + 1h, 100, 5, "plain", "de")) events.push_back(event);
  for (auto& event : claims(kStart + 2h, 200, 20, "plain", "fr")) events.push_back(event);
  for (auto& event : claims(kStart + 2h + 20min, 300, 5, "plain", "it")) events.push_back(event);
  const auto alerts = run(fold, journal_of(events, Budget::next_day(kStart) + 24h * 3));
  std::string said;
  std::optional<Posture> before;
  for (const auto& alert : alerts) {
    if (alert.kind != "digest") continue;
    CHECK(alert.expires_at <= Budget::next_day(alert.at));
    if (alert.change == AlertChange::escalated || alert.change == AlertChange::deescalated)
      CHECK(alert.previous == before);
    before = alert.posture;
    if (said.size() < 200)
      said +=
          format_time(alert.at).substr(8, 8) + " " + to_string(alert.change) + " " + to_string(alert.posture) + "\n";
  }
  CHECK(
      said.starts_with("24T17:10 opened no-engagement\n24T18:10 escalated prepare\n24T19:10 updated prepare\n"
                       "25T00:00 de-escalated no-engagement\n"));
}

TEST_CASE("two narratives have budgets and digests of their own, and a harm on trial opens no safety row for others") {
  auto files = assess_files();
  for (const auto* path : {"narratives/plain.yaml", "narratives/aimed.yaml"}) {
    auto& bytes = files[path];
    bytes.replace(bytes.find("{en: stable}"), 12, "{en: stable, de: stable}");
    bytes += "  de:\n    - \"@who get more\"\nbudget: {per_day: 1}\n";
  }
  files["languages/de.yaml"] = kLanguage;
  auto& threat = files["harms/threat.yaml"];
  threat.replace(threat.find("stable"), 6, "testing");
  auto fold = fold_of(compiled(files));
  std::vector<Event> events = claims(kStart - 30min, 900, 3, "threat");
  for (const auto* narrative : {"plain", "aimed"}) {
    const auto first = narrative == std::string("plain") ? 1U : 500U;
    for (auto& event : claims(kStart, first, 20, narrative)) events.push_back(event);
    for (auto& event : claims(kStart + 1h, first + 100, 20, narrative, "de")) events.push_back(event);
  }
  std::ranges::stable_sort(events, {}, &Event::stamp);
  const auto alerts = run(fold, journal_of(events, kStart + 2h));
  std::set<std::string> digests;
  for (const auto& alert : alerts) {
    if (alert.kind == "digest") digests.insert(alert.narrative);
    if (alert.kind == "narrative") CHECK(alert.posture != Posture::escalate_safety);
    if (alert.kind == "harm") CHECK(alert.audience == kAnalysts);
    if (alert.kind == "narrative")
      CHECK(std::ranges::none_of(alert.reasons,
                                 [](const std::string& r) { return r.find("threat") != std::string::npos; }));
  }
  CHECK(digests == std::set<std::string>{"aimed", "plain"});
  CHECK(fold.held_back() == 2);
}

TEST_CASE("a trial counts what would be told with a budget as without one") {
  auto testing = fold_of(with_budget("testing", 1)), shadow = fold_of(with_budget("shadow", 1)),
       free = fold_of(with_budget("testing", 1'000'000));
  for (auto* fold : {&testing, &shadow, &free}) run(*fold, journal_of(in_all_languages(), kStart + 5h));
  REQUIRE(free.trials().size() == 4);
  for (const auto* fold : {&testing, &shadow}) {
    const auto counted = fold->trials();
    REQUIRE(counted.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) CHECK(place_of(counted[i].trial) == place_of(free.trials()[i].trial));
  }
}

TEST_CASE("what rules on trial tell spends no audience's budget and obeys none") {
  auto files = assess_files();
  for (const auto* path : {"narratives/plain.yaml", "narratives/unverified.yaml"}) {
    auto& bytes = files[path];
    bytes.replace(bytes.find("stable"), 6, "testing");
  }
  files["policies/gfmd.yaml"] += "\nbudget: {per_audience_per_day: 1}\n";
  auto fold = fold_of(compiled(files));
  auto events = claims(kStart, 1, 20);
  for (auto& event : claims(kStart + 1h, 100, 20, "aimed")) events.push_back(event);
  for (auto& event : claims(kStart + 2h, 200, 20, "unverified")) events.push_back(event);
  CHECK(opened(run(fold, journal_of(events, kStart + 3h))) ==
        "narrative en analysts 24T16:10\nnarrative en 24T17:10\nnarrative en analysts 24T18:10\n");
}

TEST_CASE("what waits when a rule becomes stable is told to the team, and what goes back into the shadow is not") {
  const auto testing = with_budget("testing", 1), stable = with_budget("stable", 1), shadow = with_budget("shadow", 1);
  for (const auto& [next, wanted] : {std::pair{stable, true}, {shadow, false}}) {
    Fold fold(known({testing, next, assess_rules()}));
    auto events = claims(kStart, 1, 5);
    for (auto& event : claims(kStart + 1h, 100, 20, "plain", "de")) events.push_back(event);
    events.insert(events.begin(), {kStart, {}, RulesRecord{testing->hash}});
    const auto alerts = run_changed(fold, next, events, kStart + 2h, kStart + 3h);
    const auto team = std::ranges::find_if(alerts, [](const Alert& a) { return a.audience == "de"; });
    CHECK((team != alerts.end()) == wanted);
    if (team != alerts.end())
      CHECK(team->reasons.back().starts_with("Held back since " + format_time(kStart + 1h + kTick)));
    CHECK(alerts.back().change != AlertChange::escalated);
    CHECK(fold.held_back() == 0);
  }
}

TEST_CASE("a trial whose narrative the rules no longer hold ends at once, and begins anew when it comes back") {
  auto files = assess_files();
  auto& plain = files["narratives/plain.yaml"];
  plain.replace(plain.find("stable"), 6, "testing");
  const auto with = compiled(files);
  files.erase("narratives/plain.yaml");
  const auto without = compiled(files);
  Fold fold(known({with, without, assess_rules()}));
  auto events = claims(kStart, 1, 20);
  events.insert(events.begin(), {kStart, {}, RulesRecord{with->hash}});
  events.push_back({kStart + 1h, {}, RulesRecord{without->hash}});
  for (auto& event : claims(kStart + 3h, 100, 5)) events.push_back(event);
  const auto alerts = run_changed(fold, with, events, kStart + 2h, kStart + 4h);
  std::string said;
  for (const auto& alert : alerts)
    said += std::string(to_string(alert.change)) + format_time(alert.at).substr(10, 6) + " ";
  CAPTURE(said);
  const auto closed = std::ranges::find(alerts, AlertChange::closed, &Alert::change);
  REQUIRE(closed != alerts.end());
  CHECK(closed->at == kStart + 1h + kTick);
  CHECK(closed->reasons.back() == "Closed: this trial is over; the rules no longer hold this narrative.");
  CHECK(std::next(closed)->change == AlertChange::opened);
  REQUIRE(fold.trials().size() == 1);
  CHECK(fold.trials()[0].advised);
}

TEST_CASE("a step to safety spends no budget") {
  auto files = assess_files();
  files["policies/gfmd.yaml"] += "\nbudget: {per_audience_per_day: 1}\n";
  auto fold = fold_of(compiled(files));
  auto events = claims(kStart, 1, 3, "threat");
  for (auto& event : claims(kStart + 1h, 100, 20)) events.push_back(event);
  const auto alerts = run(fold, journal_of(events, kStart + 2h));
  CHECK(opened(alerts) == "harm en 24T16:10\nnarrative en 24T17:10\n");
}

TEST_CASE("a budget that is raised while alerts wait tells them with the next tick") {
  const auto narrow = with_budget(), wide = with_budget("stable", 9);
  Fold fold(known({narrow, wide, assess_rules()}));
  auto events = in_all_languages();
  events.insert(events.begin(), {kStart, {}, RulesRecord{narrow->hash}});
  const auto alerts = run_changed(fold, wide, events, kStart + 5h, kStart + 6h);
  CHECK(opened(alerts).ends_with("narrative fr 24T21:10\nnarrative it 24T21:10\n"));
}

TEST_CASE("a budget that is declared during the day counts what was told before it") {
  const auto narrow = with_budget("stable", 1), none = with_budget("stable", 1'000'000);
  Fold fold(known({narrow, none, assess_rules()}));
  auto events = in_all_languages();
  events.insert(events.begin(), {kStart, {}, RulesRecord{none->hash}});
  const auto alerts = run_changed(fold, narrow, events, kStart + 30min, kStart + 3h + 30min);
  CHECK(opened(alerts) == "narrative en 24T16:10\ndigest analysts 24T17:10\n");
  CHECK(fold.held_back() == 3);
}

TEST_CASE("testing has a budget of its own day, and the shadow needs none") {
  auto testing = fold_of(with_budget("testing"));
  const auto alerts = run(testing, journal_of(in_all_languages(), kStart + 5h));
  CHECK(opened(alerts) == "narrative en analysts 24T16:10\nnarrative de analysts 24T17:10\ndigest analysts 24T18:10\n");
  const auto digest = std::ranges::find(alerts, "digest", &Alert::kind);
  REQUIRE(digest != alerts.end());
  CHECK(digest->reasons.back() == "fr, in testing: prepare, since " + format_time(kStart + 2h + kTick) + ".");
  auto shadow = fold_of(with_budget("shadow"));
  CHECK(run(shadow, journal_of(in_all_languages(), kStart + 5h)).empty());
  CHECK(shadow.trials().size() == 4);
  CHECK(shadow.held_back() == 0);
}

TEST_CASE("a checkpoint keeps trials, budgets and digests") {
  std::size_t digests = 0, trials = 0;
  for (const auto* maturity : {"stable", "testing", "shadow"}) {
    const auto rules = with_budget(maturity, 1);
    for (std::uint64_t seed = 1; seed <= test::rounds(2U); ++seed) {
      const auto records = random_journal(seed);
      auto whole = fold_of(rules);
      const auto alerts = run(whole, records);
      digests += static_cast<std::size_t>(std::ranges::count(alerts, "digest", &Alert::kind));
      trials += whole.trials().size();
      for (std::size_t cut = 100; cut < records.size(); cut += 211) {
        auto first = fold_of(rules), second = fold_of(rules);
        auto heard = run(first, {records.begin(), records.begin() + static_cast<std::ptrdiff_t>(cut)});
        REQUIRE(second.load(first.save()).ok());
        std::vector<Record> rest;
        std::ranges::copy_if(records, std::back_inserter(rest),
                             [&](const Record& record) { return record.seq > second.position(); });
        for (auto& alert : run(second, rest)) heard.push_back(std::move(alert));
        CHECK(text_of(heard) == text_of(alerts));
        CHECK(second.save() == whole.save());
      }
    }
  }
  CHECK(digests > 0);
  CHECK(trials > 0);
}
