// Feeds, match workers, the writer and the outlets around one store: the daemon's whole path as a library with start
// and stop.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/pulse.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "feeds/feed.hpp"
#include "metrics/timings.hpp"
#include "model/author_lists.hpp"
#include "outlets/outlet.hpp"
#include "pipeline/counts.hpp"
#include "pipeline/intake.hpp"
#include "pipeline/journal.hpp"
#include "pipeline/outlet_runner.hpp"
#include "pipeline/stored_rules.hpp"
#include "store/store.hpp"

namespace sait {

struct IncidentDraft;
struct OperatorAct;

/// `clock: wall`: a journal whose time lies further ahead of the clock than this is waiting for it, and says so.
inline constexpr Duration kClockAhead = std::chrono::minutes(1);

struct PipelineOptions {
  JournalOptions journal;
  std::shared_ptr<const AuthorLists> authors = std::make_shared<AuthorLists>();
  IntakeOptions intake;
  std::size_t posts_per_transaction = 8192;
  Duration checkpoint_every = std::chrono::hours(1);                            // of wall time
  std::uint64_t checkpoint_records = 100'000;                                   // or after so many records
  std::function<void(const std::string& feed, const LineProblem&)> on_problem;  // writer's thread; empty: logged
};

/// What status shows; a copy as of the last commit.
struct PipelineStatus {
  struct Feed {
    std::string id;
    CoverageState state = CoverageState::up;
    bool lost = false;  // ended though its source was to be read on, or could not be read at its end
    Cursor cursor;
    FeedTotals totals;  // since start
    FeedCounts counts;
    std::optional<Time> newest;
    std::optional<Duration> lag;         // how old the newest post was when it was read
    Intake::Contact contact;             // now, not as of the last commit
    std::vector<std::string> audiences;  // declared ones that it carries
  };
  std::vector<Feed> feeds;
  PathCounts counts;
  TextCounts texts;
  std::uint64_t records = 0;  // in the journal
  std::uint64_t ticks = 0;    // since start
  Time stamp = Time::min();
  Time next_tick = Time::min();                // min: none is planned yet
  Time running_since = Time::min();            // its start, or the end of its last pause; by the clock of the wall
  std::optional<Time> last_commit, last_tick;  // by the clock of the wall
  std::size_t conversations = 0;
  std::array<std::size_t, kPostures> open_alerts{};
  std::uint64_t latest_alert = 0;  // its sequence
  std::size_t held_back = 0;       // conversations whose alert waits for the next day's budget
  std::shared_ptr<const std::vector<TrialState>> trials = std::make_shared<const std::vector<TrialState>>();
  std::vector<OpenIncident> incidents;
  std::size_t queue = 0, queue_most = 0;
  std::shared_ptr<const RuleSet> rules;
  Time rules_loaded = Time::min();
  std::string paused;         // why intake stands still; empty: it runs
  bool inputs_ended = false;  // all of them; a reload may bring others
  std::vector<std::pair<std::string, OutletState>> outlets;
  std::vector<ThreadSign> threads;
};

/// What a reload brings, made aside: rules, and feeds and outlets that have not begun.
struct ReloadPlan {
  std::shared_ptr<const RuleSet> rules;
  RuleFiles rule_files;
  std::vector<std::unique_ptr<Feed>> feeds;
  std::vector<std::unique_ptr<Outlet>> outlets;
  std::shared_ptr<const AuthorLists> authors = std::make_shared<AuthorLists>();
};

/// What it came to.
struct ReloadOutcome {
  bool rules_changed = false, authors_changed = false;
  std::uint64_t kept_posts = 0, matched_otherwise = 0;  // of the backfill
  std::size_t feeds_begun = 0, feeds_ended = 0;
  std::size_t outlets_begun = 0, outlets_ended = 0;
};

class Pipeline {
 public:
  /// The code of a reload's error when the end came first.
  static constexpr const char* kStopping = "stopping";

  /// `clock` must outlive the pipeline. Restores the state: newest checkpoint, then the journal's tail through the live
  /// fold.
  [[nodiscard]] static Result<std::unique_ptr<Pipeline>> make(std::unique_ptr<Store> store,
                                                              std::shared_ptr<const RuleSet> rules,
                                                              RuleFiles rule_files,
                                                              std::vector<std::unique_ptr<Feed>> feeds,
                                                              std::vector<std::unique_ptr<Outlet>> outlets,
                                                              const Clock& clock, PipelineOptions options);
  ~Pipeline();

  /// Opens the outlets, then starts every thread. On an error nothing runs.
  [[nodiscard]] Status start();

  /// Drains, writes a checkpoint, ends every thread. Idempotent. An error here means that the last batch was not
  /// committed: its cursors did not move either, so the next start reads it again.
  [[nodiscard]] Status stop();

  /// Takes other rules, feeds and outlets over at a batch boundary, all of them or none; what is unchanged (by id and
  /// settings) goes on undisturbed, but for a feed that is lost, which begins anew. Blocks until it is committed; one
  /// call at a time, not from the writer's thread. `clock: wall` only: error[clock-events]. error[stopping] when the
  /// end came first: then nothing was taken over.
  [[nodiscard]] Result<ReloadOutcome> reload(ReloadPlan plan);
  /// Whether the plan differs from what runs, or would begin a lost feed anew. Thread-safe.
  [[nodiscard]] bool differs(const ReloadPlan& plan) const;
  /// Tells the analysts that a reload failed, and why; nothing: none is outstanding. Thread-safe.
  void tell_reload(std::optional<std::string> failure);

  /// Declares an incident (pipeline/operator_act.hpp), or ends one; returns what was once that is committed. What
  /// cannot be is refused with its reason. Waits for the writer for seconds at most: error[not-taken],
  /// error[not-committed]. Thread-safe.
  [[nodiscard]] Result<OpenIncident> open_incident(IncidentDraft draft);
  [[nodiscard]] Result<OpenIncident> close_incident(std::string id);

  /// Blocks until all inputs have ended and are committed, or the pipeline failed or was stopped. True when they ended.
  bool wait_for_end();

  /// The error that ended the writer, if one did. Thread-safe.
  [[nodiscard]] std::optional<Error> failure() const;
  /// Called (from the writer's thread) when it fails. Set before start().
  void on_failure(std::function<void()> callback) { on_failure_ = std::move(callback); }

  [[nodiscard]] PipelineStatus status() const;
  [[nodiscard]] const Timings& timings() const { return timings_; }
  [[nodiscard]] Store& store() { return *store_; }

 private:
  Pipeline(std::unique_ptr<Store> store, std::shared_ptr<const RuleSet> rules, RuleFiles rule_files, const Clock& clock,
           PipelineOptions options);
  [[nodiscard]] Status restore();
  [[nodiscard]] Status restore_fold(std::vector<Alert>& alerts);
  [[nodiscard]] Result<Backfill::Outcome> read_past(const WriterState& state);

  void write(const std::stop_token& stop);
  [[nodiscard]] Status write_until_stopped(const std::stop_token& stop);
  [[nodiscard]] Status take_ready(const std::stop_token& stop, bool& moved);
  [[nodiscard]] Status take_next(std::size_t feed);
  [[nodiscard]] std::optional<std::size_t> next_feed(bool stopping);
  [[nodiscard]] Status drain();
  [[nodiscard]] Status commit(bool last);
  void add_housekeeping(Transaction& transaction, bool last);
  struct Change;
  [[nodiscard]] Status hear();
  [[nodiscard]] Status go_on_with(Change& change);
  [[nodiscard]] Status take_over(Change& change);
  [[nodiscard]] Result<OpenIncident> ask(std::shared_ptr<OperatorAct> act);
  [[nodiscard]] Status carry_out(OperatorAct& act);
  [[nodiscard]] Intake::MakeReader reader_maker() const;
  void count_outweighed(const PostDetail& detail);
  void count(const Transaction& transaction);
  void publish_status();
  void note_carried();
  void publish_end();
  void publish_next_tick();
  [[nodiscard]] bool all_ended() const;
  [[nodiscard]] bool look(std::size_t feed);
  [[nodiscard]] Status finish_batch(std::size_t feed);
  void report_problems(std::size_t feed);

  std::unique_ptr<Store> store_;
  std::shared_ptr<const RuleSet> rules_;
  RuleFiles rule_files_;
  const Clock& clock_;
  PipelineOptions options_;
  std::function<void()> on_failure_;
  Timings timings_;

  StoredRules stored_rules_;
  RecentPosts recent_;
  std::unique_ptr<Fold> fold_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<Intake> intake_;
  std::vector<FeedDeclaration> declarations_;
  std::vector<std::vector<std::string>> carried_;  // by feed: the ids of the declared audiences it carries
  std::map<std::string, Cursor> cursors_;
  std::unique_ptr<OutletRunner> outlets_;

  // The writer's place in each feed's first ready batch.
  struct Place {
    ReadBatch* batch = nullptr;  // nullptr: ask the intake
    std::size_t item = 0, event = 0;
    CoverageState told = CoverageState::up;  // what the feed last said of itself; holes do not count
    bool ended = false;
    [[nodiscard]] bool event_next() const;
    [[nodiscard]] bool lost() const { return told == CoverageState::ended || (ended && told == CoverageState::down); }
  };
  std::vector<Place> places_;
  std::size_t next_lane_ = 0;
  std::size_t taken_ = 0;                                           // posts in the open transaction
  std::vector<std::chrono::steady_clock::time_point> handed_over_;  // batches used up in the open transaction
  PathCounts counts_;
  std::map<std::string, FeedCounts, std::less<>> feed_counts_;  // by feed id
  std::uint64_t known_alerts_ = 0;  // up to this sequence they were advised before the start
  std::uint64_t checkpoint_seq_ = 0;
  std::chrono::steady_clock::time_point checkpoint_at_;
  Hour retention_hour_ = 0;
  std::stop_token writer_stop_;

  mutable std::mutex status_mutex_;
  std::condition_variable ended_;
  PipelineStatus status_;
  std::optional<Error> failure_;
  bool running_ = false, done_ = false;
  std::unique_ptr<Change> change_;                              // of reload(), for the writer
  std::optional<std::optional<std::string>> told_;              // of tell_reload(), for the writer
  std::shared_ptr<OperatorAct> act_;                            // of an operator, for the writer
  std::vector<std::pair<std::string, std::string>> feed_list_;  // id and settings of the feeds that run
  Pulse pulse_;                                                 // the writer's
  std::jthread writer_;
};

}  // namespace sait
