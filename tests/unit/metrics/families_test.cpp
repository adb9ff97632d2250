#include "metrics/families.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "metrics/timings.hpp"
#include "text/utf8.hpp"

using namespace sait;
using namespace std::chrono_literals;
using prometheus::MetricFamily;
using prometheus::MetricType;

namespace {

constexpr Time kNow = std::chrono::sys_days(std::chrono::year(2026) / 3 / 2);

// Every optional figure is there.
Figures full(const std::string& feed = "forum") {
  Figures figures;
  figures.version = "1.2.3";
  FeedFigures one;
  one.id = feed;
  one.totals = {feed, 10, 4, 3, 2, 1};
  one.rejected[static_cast<std::size_t>(Rejection::json)] = 2;
  one.last_success = one.newest = kNow;
  one.lag = 1500ms;
  figures.feeds = {one};
  figures.outlets = {{"bus", false, 7}};
  Timings timings;
  Timings::observe(timings.batch, 2s);
  figures.path.batch = timings.batch.Collect();
  figures.path.match = timings.match.Collect();
  figures.path.commit = timings.commit.Collect();
  figures.path.last_commit = figures.path.last_tick = kNow;
  figures.advice.latest_sequence = 9;
  figures.advice.held_back = 4;
  TrialFigures trial{"keys", "en", "shadow", {}, Posture::prepare};
  trial.alerts[static_cast<std::size_t>(Posture::monitor)] = 6;
  figures.advice.trials = {trial};
  figures.advice.outweighed["lamps"] = 3;
  figures.advice.matches["lamps"][static_cast<std::size_t>(SpeechAct::first_person)] = 5;
  figures.rules = {"abc", 1, 2, kNow};
  figures.reloads.last = kNow;
  figures.store.free = 1;
  figures.process = read_process();
  return figures;
}

// "name type", for every name that Prometheus' rules and the dashboards rest on.
const std::set<std::string> kPromised{
    "saitd_feed_up gauge",
    "saitd_feed_read_posts_total counter",
    "saitd_feed_on_topic_posts_total counter",
    "saitd_feed_off_topic_posts_total counter",
    "saitd_feed_repeated_posts_total counter",
    "saitd_feed_matched_posts_total counter",
    "saitd_feed_rejected_posts_total counter",
    "saitd_feed_holes_total counter",
    "saitd_feed_last_success_timestamp_seconds gauge",
    "saitd_feed_newest_post_timestamp_seconds gauge",
    "saitd_feed_lag_seconds gauge",
    "saitd_queue_batches gauge",
    "saitd_queue_capacity_batches gauge",
    "saitd_batch_duration_seconds histogram",
    "saitd_match_duration_seconds histogram",
    "saitd_commit_duration_seconds histogram",
    "saitd_commit_retries_total counter",
    "saitd_intake_paused gauge",
    "saitd_journal_records_total counter",
    "saitd_transactions_total counter",
    "saitd_ticks_total counter",
    "saitd_last_commit_timestamp_seconds gauge",
    "saitd_last_tick_timestamp_seconds gauge",
    "saitd_tick_interval_seconds gauge",
    "saitd_clock_behind_seconds gauge",
    "saitd_inputs_ended gauge",
    "saitd_event_clock gauge",
    "saitd_conversations gauge",
    "saitd_open_alerts gauge",
    "saitd_alerts_total counter",
    "saitd_held_back_conversations gauge",
    "saitd_trial_alerts_total counter",
    "saitd_trial_open_alerts gauge",
    "saitd_matches_total counter",
    "saitd_outweighed_claims_total counter",
    "saitd_outlet_up gauge",
    "saitd_outlet_delivered_sequence gauge",
    "saitd_outbox_latest_sequence gauge",
    "saitd_outlet_lag_alerts gauge",
    "saitd_rules_info gauge",
    "saitd_rules_narratives gauge",
    "saitd_rules_patterns gauge",
    "saitd_rules_loaded_timestamp_seconds gauge",
    "saitd_reloads_total counter",
    "saitd_last_reload_successful gauge",
    "saitd_last_reload_timestamp_seconds gauge",
    "saitd_texts gauge",
    "saitd_texts_expired_total counter",
    "saitd_texts_deleted_total counter",
    "saitd_store_size_bytes gauge",
    "saitd_store_limit_bytes gauge",
    "saitd_store_free_bytes gauge",
    "saitd_build_info gauge",
    "saitd_healthy gauge",
    "saitd_ready gauge",
    "process_cpu_seconds_total counter",
    "process_start_time_seconds gauge",
    "process_resident_memory_bytes gauge",
    "process_virtual_memory_bytes gauge",
    "process_open_fds gauge",
    "process_max_fds gauge",
    "process_threads gauge",
};

std::string joined(const std::set<std::string>& lines) { return fmt::format("{}", fmt::join(lines, "\n")); }

const char* name_of(MetricType type) {
  if (type == MetricType::Counter) return "counter";
  return type == MetricType::Histogram ? "histogram" : "gauge";
}

// The line of `text` that begins with `series`, without it.
std::string value_of(const std::string& text, const std::string& series) {
  const auto at = text.find("\n" + series + " ");
  if (at == std::string::npos) return "none";
  const auto begin = at + series.size() + 2;
  return text.substr(begin, text.find('\n', begin) - begin);
}

}  // namespace

TEST_CASE("exactly the promised names are there, each once, with its type, a HELP and a metric") {
  std::set<std::string> names;
  for (const auto& family : families_of(full())) {
    CHECK_MESSAGE(names.insert(fmt::format("{} {}", family.name, name_of(family.type))).second, family.name);
    CHECK_MESSAGE(family.help.size() > 5, family.name);
    CHECK_MESSAGE(family.help.find_first_of("\n\\") == std::string::npos, family.name);
    CHECK_MESSAGE(!family.metric.empty(), family.name);
  }
  CHECK(joined(names) == joined(kPromised));
}

TEST_CASE("figures stand where they belong") {
  const auto text = exposition(families_of(full()));
  CHECK(value_of(text, R"(saitd_feed_read_posts_total{feed="forum"})") == "10");
  CHECK(value_of(text, R"(saitd_feed_rejected_posts_total{feed="forum",reason="json"})") == "2");
  CHECK(value_of(text, R"(saitd_feed_rejected_posts_total{feed="forum",reason="too-long"})") == "0");
  CHECK(value_of(text, R"(saitd_feed_rejected_posts_total{feed="forum",reason="none"})") == "none");
  CHECK(value_of(text, R"(saitd_feed_lag_seconds{feed="forum"})") == "1.5");
  CHECK(value_of(text, R"(saitd_batch_duration_seconds_bucket{le="1"})") == "0");
  CHECK(value_of(text, R"(saitd_batch_duration_seconds_bucket{le="2.5"})") == "1");
  CHECK(value_of(text, R"(saitd_matches_total{narrative="lamps",act="first-person"})") == "5");
  CHECK(value_of(text, R"(saitd_outweighed_claims_total{narrative="lamps"})") == "3");
  CHECK(value_of(text, R"(saitd_open_alerts{posture="escalate-safety"})") == "0");
  CHECK(value_of(text, "saitd_held_back_conversations") == "4");
  const std::string tried = R"({narrative="keys",audience="en",maturity="shadow",posture=)";
  CHECK(value_of(text, "saitd_trial_alerts_total" + tried + R"("monitor"})") == "6");
  CHECK(value_of(text, "saitd_trial_alerts_total" + tried + R"("prepare"})") ==
        "0");  // from the first, or increase() loses it
  CHECK(value_of(text, "saitd_trial_open_alerts" + tried + R"("prepare"})") == "1");
  CHECK(value_of(text, R"(saitd_outlet_up{outlet="bus"})") == "0");
  CHECK(value_of(text, R"(saitd_outlet_lag_alerts{outlet="bus"})") == "2");
  CHECK(value_of(text, R"(saitd_build_info{version="1.2.3"})") == "1");
}

TEST_CASE("what is not known yet has no series, and nothing is said of it") {
  auto figures = full();
  figures.feeds[0].last_success.reset();
  figures.path.last_tick.reset();
  const auto text = exposition(families_of(figures));
  CHECK(text.find("saitd_feed_last_success") == std::string::npos);
  CHECK(text.find("saitd_last_tick") == std::string::npos);
  CHECK(text.find("saitd_last_commit_timestamp_seconds 1772409600") != std::string::npos);
}

TEST_CASE("an outlet that is further than the status says lags by nothing") {
  auto figures = full();
  figures.outlets[0].delivered = 12;
  CHECK(value_of(exposition(families_of(figures)), R"(saitd_outlet_lag_alerts{outlet="bus"})") == "0");
}

TEST_CASE("no label breaks the page: line feeds, quotes, backslashes and bytes that are no UTF-8") {
  for (const std::string hostile :
       {"a\nsaitd_up 1", "\"} 1\n# HELP x", "\xff\xfe\xc3", "back\\slash", "a\r\nb", "tab\t", ""}) {
    CAPTURE(hostile);
    const auto plain = exposition(families_of(full()));
    const auto text = exposition(families_of(full(hostile)));
    CHECK(is_valid_utf8(text));
    CHECK(std::ranges::count(text, '\n') == std::ranges::count(plain, '\n'));
    CHECK(text.find('\r') == std::string::npos);
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
      CHECK((text.compare(at, 2, "# ") == 0 || text.compare(at, 6, "saitd_") == 0 ||
             text.compare(at, 8, "process_") == 0));
  }
}

TEST_CASE("the kernel's figures of this process are plausible") {
  const auto process = read_process();
  CHECK(process.cpu_seconds.value() >= 0);
  CHECK(process.started.value() > 1.7e9);
  CHECK(process.resident_bytes.value() > 1U << 20U);
  CHECK(process.virtual_bytes.value() >= process.resident_bytes.value());
  CHECK(process.open_files.value() >= 3);
  CHECK(process.most_files.value() >= static_cast<double>(process.open_files.value()));
  CHECK(process.threads.value() >= 1);
}
