// What the writer makes of posts: stamps, ticks, records, the fold's alerts, gathered into one transaction. No thread,
// no clock of its own.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "assess/fold.hpp"
#include "base/digest.hpp"
#include "feeds/feed.hpp"
#include "pipeline/backfill.hpp"
#include "pipeline/batch_reader.hpp"
#include "pipeline/recent_posts.hpp"
#include "pipeline/writer_state.hpp"
#include "store/transaction.hpp"

namespace sait {

struct OperatorAct;

/// wall: a record is stamped with its arrival. events: inputs are merged by event time and stamped with the watermark.
enum class ClockMode : std::uint8_t { wall, events };

struct JournalOptions {
  ClockMode clock = ClockMode::wall;
  Duration tick = std::chrono::minutes(1);
  Duration text_retention = std::chrono::hours(72);  // a feed may ask for less
};

class Journal {
 public:
  /// A post older than this on arrival is history: it fills buckets, never velocity.
  static constexpr Duration kHistory = std::chrono::hours(48);
  /// `clock: wall`: more ticks than these missed in a row are a pause of saitd's own (down, suspended, disk full).
  static constexpr int kPauseTicks = 3;
  /// So many deletions of posts that are not known are remembered, the latest, for as long as any post is.
  static constexpr std::size_t kMostEarlyDeletions = 1024;
  /// `clock: events`: so many lines wait for the first post that has a time. Their cursors stay until it comes.
  static constexpr std::size_t kMostUndated = 10'000;
  static constexpr std::size_t kMostUndatedBytes = 32 << 20;  // of their texts

  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  Journal(HmacKey key, std::vector<FeedDeclaration> feeds, Fold& fold, RecentPosts& recent, WriterState state,
          JournalOptions options);

  /// From the next record on, `hash` judges; `files` is stored with it, and what `past` says of kept posts comes before
  /// it. Nothing happens if the journal said so already.
  void use_rules(const Digest& hash, std::string files, Backfill::Outcome past = {});

  /// Other feeds from here on, by their new numbers. All that was read from the former ones must have been taken.
  void use_feeds(std::vector<FeedDeclaration> feeds);

  /// Tells the analysts that a change of rules or configuration could not be taken over, and why; nothing: none is
  /// outstanding any more.
  [[nodiscard]] Status tell_reload(const std::optional<std::string>& failure, Time now);

  /// Carries out what an operator asks (pipeline/operator_act.hpp) and says in it what came of that. An error here is
  /// the journal's own.
  [[nodiscard]] Status act(OperatorAct& act, Time now);
  /// By the journal's time.
  [[nodiscard]] std::vector<OpenIncident> open_incidents() const;

  /// What passes this feed during a pause is lost; every other feed reads it afterwards.
  void cannot_reread(std::size_t feed);

  /// When an item would be stamped (`clock: events`): what the merge orders by.
  [[nodiscard]] Time merge_time(std::size_t feed, const ReadItem& item) const;
  [[nodiscard]] Time merge_time(std::size_t feed) const;

  /// One line. `now` is the arrival (`clock: wall`; else not used). `detail` is nullptr when the item has none; it is
  /// consumed.
  [[nodiscard]] Status take(std::size_t feed, const std::string& source, const ReadItem& item, PostDetail* detail,
                            Time now);
  /// What a feed noticed about itself.
  [[nodiscard]] Status take(std::size_t feed, CoverageState state, const std::string& detail, Time now);
  /// Time passes without a post: runs the ticks that are due at `now`.
  [[nodiscard]] Status advance_to(Time now);
  /// `clock: events`, all inputs ended: lets the last posts be judged by one more tick.
  [[nodiscard]] Status finish();

  /// Before the last transaction: what waits for a time and no restart could read again is taken without one.
  [[nodiscard]] Status take_unrepeatable();

  /// What has gathered since the last call, ready to commit. Checkpoints and retention are the caller's to add.
  [[nodiscard]] Transaction take_transaction();
  [[nodiscard]] bool has_news() const { return dirty_; }

  [[nodiscard]] const WriterState& state() const { return state_; }
  /// Alerts that a restart's fold found again: they go into the next transaction to be compared.
  void add_alerts(std::vector<Alert> alerts);
  [[nodiscard]] std::uint64_t ticks() const { return ticks_; }

 private:
  [[nodiscard]] Time stamp_of(const ReadItem& item, Time now) const;
  [[nodiscard]] Status emit(Time stamp, const PostKey& post, RecordBody body);
  [[nodiscard]] Status run_ticks(Time stamp);
  [[nodiscard]] bool skip_pause(Time stamp);
  [[nodiscard]] Status tell_pause(Time from, Time until);
  [[nodiscard]] Status declare(Time stamp);
  [[nodiscard]] Status declare_rules(Time stamp);
  [[nodiscard]] bool says_something(std::size_t feed, CoverageState state) const;
  [[nodiscard]] Status cover(std::size_t feed, CoverageState state, const std::string& detail, Time stamp);
  [[nodiscard]] Status take_item(std::size_t feed, const std::string& source, const ReadItem& item, PostDetail* detail,
                                 Time now);
  [[nodiscard]] Status take_undated(const std::optional<Time>& first, Time now);
  [[nodiscard]] Status take_post(FeedTotals& totals, const FeedDeclaration& feed, const ReadItem& item,
                                 PostDetail* detail, Time stamp);
  [[nodiscard]] Status add_post(const FeedDeclaration& feed, const ReadItem& item, PostDetail& detail, Time stamp);
  [[nodiscard]] Status edit_post(const FeedDeclaration& feed, const ReadItem& item, PostDetail* detail,
                                 const RecentPost& known, Time stamp);
  [[nodiscard]] bool waits(const PostDetail& detail) const;
  [[nodiscard]] Status bring_early(const PostKey& post, Time stamp);
  [[nodiscard]] Status bring(EarlyReply& reply, Time stamp, bool& is_new);
  void keep_text(const FeedDeclaration& feed, PostDetail& detail, Time stamp);
  void forget_text(const PostKey& post);
  void remember_deletion(const PostKey& post, Time stamp);
  [[nodiscard]] bool was_deleted_early(const PostKey& post) const;
  [[nodiscard]] bool thread_is_on_topic(const PostDetail& detail) const;
  [[nodiscard]] bool is_on_topic(const PostDetail& detail) const;
  void settle_matches(PostDetail& detail) const;
  void settle_replies(PostDetail& detail) const;
  [[nodiscard]] FeedProgress& progress(std::size_t feed);
  void find_progress();

  HmacKey key_;
  std::vector<FeedDeclaration> feeds_;
  Fold& fold_;
  RecentPosts& recent_;
  WriterState state_;
  std::vector<FeedProgress*> progress_;  // into state_.feeds, by feed number
  std::vector<bool> rereadable_;
  JournalOptions options_;

  Transaction transaction_;
  std::map<std::size_t, Cursor> moved_;
  bool dirty_ = false;
  bool declared_ = false;
  std::uint64_t ticks_ = 0;
  struct NewRules {
    Digest hash{};
    std::string files;
    Backfill::Outcome past;
  };
  std::optional<NewRules> new_rules_;
  struct Notice {
    std::size_t feed;
    CoverageState state;
    std::string detail;
  };
  std::vector<Notice> before_first_stamp_;  // `clock: events` has no time yet
  struct Undated {
    std::size_t feed;
    std::string source;
    ReadItem item;
    std::optional<PostDetail> detail;
    std::optional<Notice> notice = {};  // this, not an item
  };
  std::size_t undated_bytes_ = 0;
  std::vector<Undated> undated_;  // the same: what came behind the first post without a time
};

}  // namespace sait
