// What holds for every journal, over random ones.
#include "assess/fold.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <set>

#include "assess/journal_fixture.hpp"
#include "rounds.hpp"

using namespace sait;
using namespace sait::fixture;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

bool is_tick(const Record& record) { return std::holds_alternative<TickRecord>(record.body); }

// The records about posts between two ticks in another order; those about the same post stay in theirs, as a feed gives
// them.
std::vector<Record> permuted(std::vector<Record> records, std::mt19937_64& random) {
  for (std::size_t first = 0; first < records.size();) {
    auto last = first;
    while (last < records.size() && !is_tick(records[last])) ++last;
    std::vector<std::size_t> places;
    for (auto i = first; i < last; ++i) {
      if (records[i].post != PostKey{}) places.push_back(i);
    }
    std::vector<Record> shuffled;
    for (const auto place : places) shuffled.push_back(records[place]);
    std::ranges::shuffle(shuffled, random);
    std::map<PostKey, std::vector<Record>> in_order;
    for (const auto place : places) in_order[records[place].post].push_back(records[place]);
    std::map<PostKey, std::size_t> taken;
    for (std::size_t i = 0; i < places.size(); ++i) {
      auto& record = records[places[i]];
      const auto seq = record.seq;
      const auto stamp = record.stamp;
      const auto key = shuffled[i].post;
      record = in_order[key][taken[key]++];
      record.seq = seq;
      record.stamp = stamp;
    }
    first = last + 1;
  }
  return records;
}

// Which conversations had a live claim in which tick's interval.
std::set<std::pair<Time, ConversationKey>> live_ticks(const std::vector<Record>& records) {
  std::set<std::pair<Time, ConversationKey>> live;
  std::vector<ConversationKey> since;
  for (const auto& record : records) {
    if (const auto* tick = std::get_if<TickRecord>(&record.body)) {
      for (const auto& key : since) live.emplace(tick->first, key);
      since.clear();
    } else if (const auto* post = std::get_if<PostRecord>(&record.body); post != nullptr && !post->history) {
      for (const auto& match : post->matches) {
        const bool claimed = std::ranges::find(post->superseded, match) != post->superseded.end();
        if (match.act == SpeechAct::claim && !claimed) since.push_back({match.narrative, match.audience});
      }
    }
  }
  return live;
}

// What holds between an alert and the one before it of the same conversation, if any.
void check_follows(const Alert& alert, const Alert* before) {
  if (before == nullptr || before->change == AlertChange::closed) {
    CHECK(alert.change == AlertChange::opened);
    CHECK(alert.revision == 1);
    CHECK(alert.opened_at == alert.at);
    if (before != nullptr) CHECK(alert.id != before->id);
    return;
  }
  CHECK(alert.id == before->id);
  CHECK(alert.revision == before->revision + 1);
  CHECK(alert.opened_at == before->opened_at);
  CHECK(alert.at > before->at);
  switch (alert.change) {
    case AlertChange::escalated:
      CHECK(alert.posture > before->posture);
      break;
    case AlertChange::deescalated:
      CHECK(alert.posture < before->posture);
      break;
    default:
      CHECK(alert.posture == before->posture);
      break;
  }
  const bool moved = alert.change == AlertChange::escalated || alert.change == AlertChange::deescalated;
  CHECK(alert.previous == (moved ? std::optional(before->posture) : std::nullopt));
  const bool lower = alert.change == AlertChange::deescalated || alert.change == AlertChange::closed;
  if (lower && !alert.assessment.coverage.complete) CHECK(alert.at >= before->expires_at);
  CHECK(alert.at <= before->expires_at);  // no advice is left standing after it has run out
}

// The alerts that are open after `alerts`, by what their last revision advises.
std::array<std::size_t, kPostures> open_after(const std::vector<Alert>& alerts) {
  std::map<std::string, const Alert*> last;
  for (const auto& alert : alerts) last[alert.id] = &alert;
  std::array<std::size_t, kPostures> open{};
  for (const auto& [id, alert] : last) {
    const bool over = alert->change == AlertChange::closed || alert->change == AlertChange::retracted;
    if (!over) ++open[static_cast<std::size_t>(alert->posture)];
  }
  return open;
}

}  // namespace

TEST_CASE("every alert of a random journal keeps the rules of an alert's life") {
  std::map<AlertChange, int> seen;
  std::map<Posture, int> postures;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const auto records = random_journal(seed);
    const auto live = live_ticks(records);
    std::map<ConversationKey, Alert> last;
    std::set<std::string> ids;
    std::uint64_t sequence = 0;
    for (const auto& alert : run(records)) {
      CAPTURE(to_json(alert));
      const ConversationKey key{alert.narrative, alert.audience};
      CHECK(alert.sequence == ++sequence);
      const auto before = last.find(key);
      check_follows(alert, before == last.end() ? nullptr : &before->second);
      if (alert.change == AlertChange::opened) CHECK(ids.insert(alert.id).second);
      if (alert.change == AlertChange::opened || alert.change == AlertChange::escalated) {
        CHECK(live.contains({alert.at, key}));
      }
      if (alert.change == AlertChange::closed) {
        CHECK(alert.expires_at == alert.at);
        // Over: silent for a day, or the advice ran out without a claim since it was given.
        const auto& given = before->second;
        const auto since = live.lower_bound({given.at + Duration(1), ConversationKey{}});
        const bool claimed = std::any_of(since, live.upper_bound({alert.at, ConversationKey{"~", ""}}),
                                         [&](const auto& tick) { return tick.second == key; });
        const bool hidden = !alert.assessment.coverage.complete && alert.at >= given.expires_at;
        CHECK((alert.assessment.scale.posts == 0 || hidden || (!claimed && alert.at >= given.expires_at)));
      } else if (alert.reasons.back().starts_with("Held:") || alert.reasons.back().starts_with("No longer held:")) {
        CHECK(alert.held == alert.reasons.back().starts_with("Held:"));
        CHECK(alert.expires_at == before->second.expires_at);
      } else {
        CHECK(alert.expires_at == alert.at + assess_rules()->policy.expiry(alert.posture));
      }
      CHECK((alert.posture == Posture::escalate_safety) == (alert.narrative == "threat"));
      if (alert.narrative == "quiet") CHECK(alert.posture <= Posture::monitor);
      if (alert.narrative == "unverified") CHECK(alert.posture <= assess_rules()->policy.unverified_ceiling);
      CHECK(alert.narrative != "shadow");
      CHECK(alert.audience == "en");  // the others are not stable
      CHECK(alert.examples.size() <= Conversation::kExamples);
      CHECK_FALSE(alert.reasons.empty());
      ++seen[alert.change];
      ++postures[alert.posture];
      last.insert_or_assign(key, alert);
    }
  }
  // The journals are of no use if they do not reach all of it.
  for (const auto change : {AlertChange::opened, AlertChange::escalated, AlertChange::updated, AlertChange::deescalated,
                            AlertChange::closed}) {
    CAPTURE(to_string(change));
    CHECK(seen[change] > 0);
  }
  for (std::size_t posture = 0; posture < kPostures; ++posture) {
    CAPTURE(to_string(static_cast<Posture>(posture)));
    CHECK(postures[static_cast<Posture>(posture)] > 0);
  }
}

TEST_CASE("the order in which posts come between two ticks changes nothing") {
  std::mt19937_64 random(21);
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const auto records = random_journal(seed);
    Fold straight(known());
    const auto wanted = text_of(run(straight, records));
    for (int round = 0; round < 3; ++round) {
      Fold fold(known());
      CHECK(text_of(run(fold, permuted(records, random))) == wanted);
      CHECK(fold.save() == straight.save());
    }
  }
}

TEST_CASE("a checkpoint and the tail behind it are the full fold, byte for byte, at 100 random positions") {
  const auto records = random_journal(7, false, 1200);
  Fold full(known());
  const auto wanted = run(full, records);
  std::mt19937_64 random(22);
  std::set<std::size_t> positions;
  while (positions.size() < test::rounds(100U)) positions.insert(random() % records.size());

  Fold leading(known());
  std::vector<Alert> alerts;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (positions.contains(i)) {
      Fold fold(known());
      const auto bytes = leading.save();
      REQUIRE(fold.load(bytes).ok());
      CHECK(fold.save() == bytes);
      CHECK(fold.position() == leading.position());
      CHECK(fold.conversations() == leading.conversations());
      CHECK(fold.open_by_posture() == leading.open_by_posture());
      CHECK(fold.open_by_posture() == open_after(alerts));
      CHECK(fold.last_tick() == leading.last_tick());
      CHECK_FALSE(fold.has_pending());
      auto all = alerts;
      for (auto at = leading.position(); at < records.size(); ++at) advance(fold, records[at], all);
      CHECK(all.size() == wanted.size());
      CHECK(text_of(all) == text_of(wanted));
      CHECK(fold.save() == full.save());
    }
    advance(leading, records[i], alerts);
  }
}

TEST_CASE("one tick record over many grid points is as many tick records with nothing between them") {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    Fold one(known()), many(known());
    CHECK(text_of(run(one, random_journal(seed))) == text_of(run(many, random_journal(seed, true))));
    CHECK(one.last_tick() == many.last_tick());
    CHECK(one.conversations() == many.conversations());
    CHECK(one.open_alerts() == many.open_alerts());
  }
}
