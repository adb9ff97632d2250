#include "metrics/families.hpp"

#include <prometheus/text_serializer.h>

#include <algorithm>
#include <deque>
#include <iterator>
#include <sstream>
#include <utility>

#include "text/utf8.hpp"

namespace sait {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<std::pair<const char*, std::string>>;

// What a label or a HELP may hold: prometheus-cpp lets broken UTF-8 through, and escapes nothing in a HELP.
std::string one_line(std::string_view text) {
  auto line = repair_utf8(text);
  std::ranges::replace_if(
      line, [](char c) { return c == '\n' || c == '\t' || c == '\\'; }, ' ');
  return line;
}

double number(bool value) { return value ? 1 : 0; }
double number(double value) { return value; }
double number(std::uint64_t value) { return static_cast<double>(value); }
double number(Duration value) { return std::chrono::duration<double>(value).count(); }
double number(Time value) { return number(value.time_since_epoch()); }

// Families in the order they are added.
class Page {
 public:
  class Family {
   public:
    explicit Family(MetricFamily& family) : family_(family) {}

    template <typename Value>
    Family& add(const Value& value, const Labels& labels = {}) {
      auto& metric = put({}, labels);
      (family_.type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = number(value);
      return *this;
    }
    template <typename Value>
    Family& add(const std::optional<Value>& value, const Labels& labels = {}) {
      return value ? add(*value, labels) : *this;
    }
    Family& add(const ClientMetric& histogram) { return put(histogram, {}), *this; }

   private:
    ClientMetric& put(ClientMetric metric, const Labels& labels) {
      for (const auto& [name, value] : labels) metric.label.push_back({name, one_line(value)});
      return family_.metric.emplace_back(std::move(metric));
    }
    MetricFamily& family_;
  };

  Family gauge(const char* name, const char* help) { return family(name, help, MetricType::Gauge); }
  Family counter(const char* name, const char* help) { return family(name, help, MetricType::Counter); }
  Family histogram(const char* name, const char* help) { return family(name, help, MetricType::Histogram); }
  [[nodiscard]] std::vector<MetricFamily> take() {
    return {std::make_move_iterator(families_.begin()), std::make_move_iterator(families_.end())};
  }

 private:
  Family family(const char* name, const char* help, MetricType type) {
    return Family(families_.emplace_back(MetricFamily{name, one_line(help), type, {}}));
  }
  std::deque<MetricFamily> families_;  // their places stay when more are added
};

// One metric for each feed or outlet, labelled with its id.
template <typename Items, typename Value>
void each(Page::Family family, const char* label, const Items& items, Value value) {
  for (const auto& item : items) family.add(value(item), {{label, item.id}});
}

void add_feeds(Page& page, const std::vector<FeedFigures>& feeds) {
  const auto gauge = [&](const char* name, const char* help, auto value) {
    each(page.gauge(name, help), "feed", feeds, value);
  };
  const auto counter = [&](const char* name, const char* help, auto value) {
    each(page.counter(name, help), "feed", feeds, value);
  };
  gauge("saitd_feed_up",
        "Whether the feed can be read; 1 for an input read to its end, 0 for a source that is gone for good.",
        [](const auto& feed) { return feed.up; });
  counter("saitd_feed_read_posts_total", "Lines or items taken from the feed, rejected ones included.",
          [](const auto& feed) { return feed.totals.read; });
  counter("saitd_feed_on_topic_posts_total", "Posts on topic, edits included.",
          [](const auto& feed) { return feed.totals.on_topic; });
  counter("saitd_feed_off_topic_posts_total", "Posts off topic: counted and forgotten.",
          [](const auto& feed) { return feed.totals.off_topic; });
  counter("saitd_feed_repeated_posts_total", "Posts that were known already and say nothing else.",
          [](const auto& feed) { return feed.totals.repeats; });
  counter("saitd_feed_matched_posts_total", "Posts on topic in which a narrative or a harm was found, edits included.",
          [](const auto& feed) { return feed.matched; });
  auto rejected = page.counter("saitd_feed_rejected_posts_total", "Lines or items that are no post, by reason.");
  for (const auto& feed : feeds) {
    for (std::size_t reason = 1; reason < kRejections; ++reason)
      rejected.add(feed.rejected[reason], {{"feed", feed.id}, {"reason", to_string(static_cast<Rejection>(reason))}});
  }
  counter("saitd_feed_holes_total", "Coverage holes: stretches of the feed that can no longer be read.",
          [](const auto& feed) { return feed.holes; });
  gauge("saitd_feed_last_success_timestamp_seconds",
        "When the feed's source was last read, with or without something new.",
        [](const auto& feed) { return feed.last_success; });
  gauge("saitd_feed_newest_post_timestamp_seconds", "When the feed's newest post was written.",
        [](const auto& feed) { return feed.newest; });
  gauge("saitd_feed_lag_seconds", "How old the feed's newest post was when it was read.",
        [](const auto& feed) { return feed.lag; });
}

void add_path(Page& page, const PathFigures& path) {
  page.gauge("saitd_queue_batches", "Batches between the feeds and their commit.").add(path.queue);
  page.gauge("saitd_queue_capacity_batches", "The most batches there may be; feeds then wait.")
      .add(path.queue_capacity);
  page.histogram("saitd_batch_duration_seconds", "From a feed handing a batch over to its commit.").add(path.batch);
  page.histogram("saitd_match_duration_seconds", "A worker's time for one batch: parse, fold, gate, match.")
      .add(path.match);
  page.histogram("saitd_commit_duration_seconds", "A transaction that succeeded.").add(path.commit);
  page.counter("saitd_commit_retries_total", "Transactions that could not be committed and were tried again.")
      .add(path.retries);
  page.gauge("saitd_intake_paused", "Whether intake stands still because the store cannot be written.")
      .add(path.paused);
  page.counter("saitd_journal_records_total", "Records written to the journal since the start.").add(path.records);
  page.counter("saitd_transactions_total", "Transactions committed since the start.").add(path.transactions);
  page.counter("saitd_ticks_total", "Tick records since the start: each runs the ticks that were due.").add(path.ticks);
  page.gauge("saitd_last_commit_timestamp_seconds", "When a transaction was last committed.").add(path.last_commit);
  page.gauge("saitd_last_tick_timestamp_seconds", "When conversations were last assessed.").add(path.last_tick);
  page.gauge("saitd_tick_interval_seconds", "How often conversations are assessed.").add(path.tick_interval);
  page.gauge("saitd_clock_behind_seconds", "How far the clock lies behind the journal's time; no tick runs meanwhile.")
      .add(path.clock_behind);
  page.gauge("saitd_inputs_ended", "Whether all inputs have ended.").add(path.inputs_ended);
  page.gauge("saitd_event_clock", "Whether events are the clock: then no tick comes once all inputs have ended.")
      .add(path.event_clock);
}

void add_advice(Page& page, const AdviceFigures& advice) {
  page.gauge("saitd_conversations", "Conversations that are followed.").add(advice.conversations);
  auto open = page.gauge("saitd_open_alerts", "Alerts that are open, by the posture they advise.");
  auto alerts = page.counter(
      "saitd_alerts_total",
      "Alerts and revisions of alerts, by posture and by what they change; without what analysts alone are told.");
  for (std::size_t posture = 0; posture < kPostures; ++posture) {
    const auto* name = to_string(static_cast<Posture>(posture));
    open.add(advice.open[posture], {{"posture", name}});
    for (std::size_t change = 0; change < kAlertChanges; ++change) {
      alerts.add(advice.alerts[posture][change],
                 {{"posture", name}, {"change", to_string(static_cast<AlertChange>(change))}});
    }
  }
  page.gauge("saitd_held_back_conversations", "Conversations whose alert waits for the next day's budget.")
      .add(advice.held_back);
  auto trials = page.counter("saitd_trial_alerts_total",
                             "Alerts that rules in shadow or testing would have opened or raised for an audience, "
                             "budgets aside, by the posture reached, since their trial began.");
  auto advised = page.gauge("saitd_trial_open_alerts",
                            "Alerts that would be open by rules in shadow or testing, by the posture they would "
                            "advise.");
  for (const auto& trial : advice.trials) {
    const auto labels = [&](std::size_t posture) {
      return Labels{{"narrative", trial.narrative},
                    {"audience", trial.audience},
                    {"maturity", trial.maturity},
                    {"posture", to_string(static_cast<Posture>(posture))}};
    };
    for (std::size_t posture = 0; posture < kPostures; ++posture) {
      trials.add(trial.alerts[posture], labels(posture));
    }
    if (trial.advised) advised.add(true, labels(static_cast<std::size_t>(*trial.advised)));
  }
  auto matches = page.counter("saitd_matches_total", "Places where a narrative or a harm was found, by speech act.");
  for (const auto& [narrative, acts] : advice.matches) {
    for (std::size_t act = 0; act < kSpeechActs; ++act)
      matches.add(acts[act], {{"narrative", narrative}, {"act", to_string(static_cast<SpeechAct>(act))}});
  }
  auto outweighed = page.counter("saitd_outweighed_claims_total",
                                 "Claims of a narrative that the words around them outweighed, so that they are no "
                                 "matches; as posts come in, repeats among them.");
  for (const auto& [narrative, claims] : advice.outweighed) outweighed.add(claims, {{"narrative", narrative}});
}

void add_outlets(Page& page, const std::vector<OutletFigures>& outlets, std::uint64_t latest) {
  each(page.gauge("saitd_outlet_up", "Whether the outlet delivers without trouble."), "outlet", outlets,
       [](const auto& outlet) { return outlet.up; });
  each(page.gauge("saitd_outlet_delivered_sequence", "Sequence of the last alert delivered."), "outlet", outlets,
       [](const auto& outlet) { return outlet.delivered; });
  page.gauge("saitd_outbox_latest_sequence", "Sequence of the last alert there is.").add(latest);
  each(page.gauge("saitd_outlet_lag_alerts", "Alerts that wait for delivery."), "outlet", outlets,
       [latest](const auto& outlet) { return latest - std::min(latest, outlet.delivered); });
}

void add_rules(Page& page, const RuleFigures& rules, const ReloadFigures& reloads) {
  page.gauge("saitd_rules_info", "The hash of the rules that judge.").add(true, {{"hash", rules.hash}});
  page.gauge("saitd_rules_narratives", "Narratives and harms that are loaded.").add(rules.narratives);
  page.gauge("saitd_rules_patterns", "Patterns that are loaded.").add(rules.patterns);
  page.gauge("saitd_rules_loaded_timestamp_seconds", "When the rules that judge were loaded.").add(rules.loaded);
  page.counter("saitd_reloads_total", "Reloads of rules and configuration, by result.")
      .add(reloads.succeeded, {{"result", "success"}})
      .add(reloads.failed, {{"result", "failed"}})
      .add(reloads.unchanged, {{"result", "unchanged"}});
  page.gauge("saitd_last_reload_successful", "Whether the last reload, if there was one, was taken over.")
      .add(reloads.last_successful);
  page.gauge("saitd_last_reload_timestamp_seconds", "When a reload was last tried.").add(reloads.last);
}

void add_store(Page& page, const StoreFigures& store) {
  page.gauge("saitd_texts", "Texts of posts that are kept now.").add(store.texts);
  page.counter("saitd_texts_expired_total", "Texts dropped when their time was over.").add(store.texts_expired);
  page.counter("saitd_texts_deleted_total", "Texts dropped because the post was deleted or edited.")
      .add(store.texts_deleted);
  page.gauge("saitd_store_size_bytes", "The database and its log on the disk.").add(store.size);
  page.gauge("saitd_store_limit_bytes", "The most the database may take (store.max_size); 0 for no limit.")
      .add(store.limit);
  page.gauge("saitd_store_free_bytes", "What is left on the database's file system.").add(store.free);
}

void add_process(Page& page, const Figures& figures) {
  const auto& process = figures.process;
  page.gauge("saitd_build_info", "The version of saitd.").add(true, {{"version", figures.version}});
  page.gauge("saitd_healthy", "Whether /healthz holds.").add(figures.healthy);
  page.gauge("saitd_ready", "Whether /readyz holds.").add(figures.ready);
  page.counter("process_cpu_seconds_total", "Processor time, of user and system together.").add(process.cpu_seconds);
  page.gauge("process_start_time_seconds", "When the process was started.").add(process.started);
  page.gauge("process_resident_memory_bytes", "Resident memory.").add(process.resident_bytes);
  page.gauge("process_virtual_memory_bytes", "Virtual memory.").add(process.virtual_bytes);
  page.gauge("process_open_fds", "Open file descriptors.").add(process.open_files);
  page.gauge("process_max_fds", "The most file descriptors that may be open.").add(process.most_files);
  page.gauge("process_threads", "Threads.").add(process.threads);
}

}  // namespace

std::vector<MetricFamily> families_of(const Figures& figures) {
  Page page;
  add_feeds(page, figures.feeds);
  add_path(page, figures.path);
  add_advice(page, figures.advice);
  add_outlets(page, figures.outlets, figures.advice.latest_sequence);
  add_rules(page, figures.rules, figures.reloads);
  add_store(page, figures.store);
  add_process(page, figures);
  return page.take();
}

std::string exposition(std::vector<MetricFamily> families) {
  std::erase_if(families, [](const MetricFamily& family) { return family.metric.empty(); });
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, families);
  return out.str();
}

}  // namespace sait
