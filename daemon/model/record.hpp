// What the journal holds: the only input of the fold. A record carries no text and no author.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "model/post.hpp"

namespace sait {

/// HMAC(store key, platform | namespace | native id), cut to 128 bits.
using PostKey = std::array<std::uint8_t, 16>;
[[nodiscard]] std::string_view as_bytes(const PostKey& key);

/// A key is a keyed hash already: any eight bytes of it will do. Not to be kept beside what is found by it ("noexcept"
/// says that it need not be): it would lie in another line of memory than the key.
struct PostKeyHash {
  std::size_t operator()(const PostKey& key) const noexcept {
    std::size_t value = 0;
    std::memcpy(&value, key.data(), sizeof value);
    return value;
  }
};

/// What a post does with a claim. The order is the journal's byte form: append only.
enum class SpeechAct : std::uint8_t { claim, report, quote, debunk, question, counter, first_person };
inline constexpr std::size_t kSpeechActs = 7;
[[nodiscard]] const char* to_string(SpeechAct act);
[[nodiscard]] std::optional<SpeechAct> speech_act_from(std::string_view name);

/// What the fold needs of a match. `narrative` is the id of a narrative or a harm.
struct MatchRef {
  std::string narrative;
  std::string audience;
  SpeechAct act = SpeechAct::claim;
  friend auto operator<=>(const MatchRef&, const MatchRef&) = default;
};

/// How a reply stands to the claim it answers, as far as its words tell. The order is the journal's byte form: append
/// only.
enum class Stance : std::uint8_t { neither, believing, doubting };
inline constexpr std::size_t kStances = 3;

/// A reply to, or a quote-post of, a post that makes the claim `narrative` for `audience`.
struct ReplyRef {
  std::string narrative;
  std::string audience;
  Stance stance = Stance::neither;
  friend auto operator<=>(const ReplyRef&, const ReplyRef&) = default;
};

/// One observation for a distinct-count sketch (conversation/sketch.hpp): the register it falls into and its rank.
struct SketchEntry {
  std::uint16_t index = 0;
  std::uint8_t rank = 0;
  friend bool operator==(const SketchEntry&, const SketchEntry&) = default;
};

/// Who speaks, as a feed declares it or the operator's lists do (model/author_lists.hpp); used for breakout and for
/// protected classes. The order is the journal's byte form: append only.
enum class Tier : std::uint8_t { people, media, official, listed, elected };
[[nodiscard]] const char* to_string(Tier tier);
[[nodiscard]] std::optional<Tier> tier_from(std::string_view name);

/// Under 1,000 followers or unknown, from 1,000, 10,000, 100,000, a million.
inline constexpr std::size_t kFollowerTiers = 5;

/// A post that is on topic, or a new version of one (`edit`).
struct PostRecord {
  Time event_time;       // created_at, never after the stamp; of an edit: that of the first version
  bool history = false;  // older than 48 h on arrival: never velocity
  std::string feed, platform, community, language;
  Tier tier = Tier::people;
  std::uint8_t follower_tier = 0;     // 0 unknown or under 1k, 1: 1k, 2: 10k, 3: 100k, 4: 1M and more
  std::optional<SketchEntry> author;  // empty: not observable
  SketchEntry content;                // of the folded text: near-duplicates collapse where authors are unknown
  std::uint64_t content_mac = 0;      // keyed hash of the text as written: tells a repeat from an edit
  Engagement engagement;
  std::vector<MatchRef> matches;  // sorted, unique; empty: on topic only
  bool edit = false;              // a new version: takes back what the former one counted
  std::vector<MatchRef> superseded;
  Engagement former_engagement;
  bool former_author_seen = false;
  bool refers = false;                       // it replies to or quotes another post of the journal
  std::vector<ReplyRef> replies;             // sorted, one a conversation that the other post claims in
  std::vector<ReplyRef> superseded_replies;  // of an edit; both empty unless `refers`
};

/// New counts for a post already in the journal.
struct EngagementRecord {
  std::string platform;
  Time event_time;
  Engagement before, now;
  std::vector<MatchRef> matches;
};

/// The platform or its author removed the post: the text goes, numbers stay.
struct DeletionRecord {
  std::string platform;
  Time event_time;
  std::vector<MatchRef> matches;
};

/// Counters of one feed over one tick interval. `read` = on_topic + off_topic + rejected + repeats.
struct FeedTotals {
  std::string feed;
  std::uint64_t read = 0, on_topic = 0, off_topic = 0, rejected = 0, repeats = 0;
  friend bool operator==(const FeedTotals&, const FeedTotals&) = default;
};

/// The ticks on the grid from `first` to `last` run: written before the first record stamped at or after `first`,
/// stamped `last`. `first` is the first grid point after the tick record before, so more than one means that nothing
/// came in between; grid points that saitd missed because it did not run (`clock: wall`) are never run. Totals are
/// those since the tick record before.
struct TickRecord {
  Time first, last;
  Duration interval{0};
  std::vector<FeedTotals> totals;
};

/// Whether a feed could be seen. A silent feed is never a falling conversation.
enum class CoverageState : std::uint8_t { up, down, hole, ended };
[[nodiscard]] const char* to_string(CoverageState state);

/// The first record of a feed declares it (`up`); `languages` are those it declares, empty for any. By these, its
/// regions and its community it carries an audience or does not.
struct CoverageRecord {
  std::string feed;
  CoverageState state = CoverageState::up;
  std::vector<std::string> languages;
  std::string detail;                     // for people; never an address with secrets, an author or a text
  std::vector<std::string> regions = {};  // that it declares, as written; empty: any
  std::string community = {};             // that it declares
};

/// From here on this rule set judges; its files are kept in the store by hash.
struct RulesRecord {
  Digest rules{};
};

/// The kept posts that other rules than those of their records match otherwise, each as it stands now: an `edit` whose
/// former and new words are the same. Written before the RulesRecord of those rules; fills buckets, never a velocity.
struct BackfillRecord {
  std::vector<std::pair<PostKey, PostRecord>> posts;
};

/// What saitd has to tell the analysts about itself: at the next tick an alert opens (or is updated, or closes) whose
/// narrative is `topic`.
struct NoticeRecord {
  std::string topic;   // "reload-failed"
  bool open = true;    // false: it is over
  std::string detail;  // for people, lines; never an address with secrets, an author or a post's text
};

/// An operator declares an incident, or (`open` false) ends the one of this id: then nothing else counts. While it is
/// open, claims that wait for official facts may be answered, by a holding statement.
struct IncidentRecord {
  // What a record may hold; more is refused where it is declared, and is damage where it is read. Only ever raised.
  static constexpr std::size_t kMostTitle = 200, kMostFact = 500, kMostName = 100;  // bytes
  static constexpr std::size_t kMostFacts = 12, kMostNames = 64;
  static constexpr Duration kMostBack = std::chrono::hours(48);
  static constexpr Duration kLongest = std::chrono::hours(24 * 28);

  std::string id;  // "i", and the number of the record that opened it
  bool open = true;
  std::string title;
  std::vector<std::string> facts;       // official ones, in the operator's words
  std::vector<std::string> audiences;   // empty: all
  std::vector<std::string> narratives;  // empty: all that wait for official facts
  Time since;                           // it reaches back so far: at most kMostBack before its stamp
  Time until;                           // it ends by itself: at most kLongest after its stamp

  /// No text or list is longer than it may be.
  [[nodiscard]] bool bounded() const;
};

using RecordBody = std::variant<TickRecord, PostRecord, EngagementRecord, DeletionRecord, CoverageRecord, RulesRecord,
                                BackfillRecord, NoticeRecord, IncidentRecord>;

/// One journal record. `seq` has no holes; `stamp` never decreases.
struct Record {
  std::uint64_t seq = 0;
  Time stamp;
  PostKey post{};  // zero where the record is about no post
  RecordBody body;
};

/// The number a record's kind has in the journal: the variant's index; append only.
[[nodiscard]] inline std::uint8_t kind_of(const Record& record) {
  return static_cast<std::uint8_t>(record.body.index());
}

/// Bytes of the body alone (seq, stamp, kind and post stand in columns of their own).
[[nodiscard]] std::string encode_body(const Record& record);

/// The inverse. Damaged bytes give error[damaged-record], never a crash.
[[nodiscard]] Result<RecordBody> decode_body(std::uint8_t kind, std::string_view bytes);

}  // namespace sait
