// Scaling everything that is counted scales no posture: what decides is how a day stands to what is usual and to the
// policy's counts, never how large a place is. The counts that a policy names are scaled with the posts; spreads (z)
// are not, they are the same by themselves.
//
// It holds where a history scatters more than counting alone does. Below that the floor of the spread (a multiple of
// the square root of the median) grows more slowly than counts, on purpose: twice of a small number is less of a
// surprise.
#include <doctest/doctest.h>

#include "rounds.hpp"

#include <cmath>
#include <random>
#include <set>

#include "assess/assess.hpp"
#include "assess/decide.hpp"
#include "assess/journal_fixture.hpp"

using namespace sait;
using namespace sait::fixture;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

constexpr int kDays = 28;

// So many posts of one act in one hour, each by an author of its own.
struct Batch {
  Hour hour;
  SpeechAct act;
  std::uint64_t posts;
  std::string community, platform;
  Tier tier = Tier::people;
};

std::vector<Batch> random_batches(std::mt19937_64& random) {
  const auto below = [&](std::uint64_t limit) { return random() % limit; };
  const Hour now = hour_of(kStart);
  std::vector<Batch> batches;
  std::uint64_t busy = 1;  // some days have three times as much as others
  for (Hour hour = now - kDays * 24; hour < now - 24; ++hour) {
    if (hour % 24 == 0) busy = 1 + below(3);
    batches.push_back({hour, SpeechAct::claim, below(12) * busy, "c", "p"});
    if (hour % 24 == 12) batches.push_back({hour, SpeechAct::question, below(40), "c", "p"});
  }
  // Today, up to a dozen times as much in some hours, in up to four places.
  const auto much = 1 + below(12), places = 1 + below(4), platforms = 1 + below(2);
  for (Hour hour = now - 24; hour < now; ++hour) {
    const auto place = std::to_string(below(places)), platform = std::to_string(below(platforms));
    batches.push_back({hour, SpeechAct::claim, below(12) * (below(3) == 0 ? much : 1), place, platform,
                       below(40) == 0 ? Tier::media : Tier::people});
    if (below(3) == 0) batches.push_back({hour, SpeechAct::question, below(9) * below(much), place, platform});
    if (below(12) == 0) batches.push_back({hour, SpeechAct::debunk, below(5), place, platform});
  }
  return batches;
}

// Every count that the policy names, `by` times as many; bands keep what lies between them.
Policy scaled(Policy policy, std::uint64_t by) {
  for (auto& band : policy.scale_authors) band *= by;
  for (auto& band : policy.influence_questions) band *= by;
  policy.void_questions *= by;
  policy.growing_posts *= by;
  policy.opens_at_authors *= by;
  for (auto& row : policy.rows) {
    if (row.authors_min) row.authors_min = *row.authors_min * by;
    if (row.authors_max) row.authors_max = (*row.authors_max + 1) * by - 1;
    if (row.questions_min) row.questions_min = *row.questions_min * by;
  }
  return policy;
}

struct Scaled {
  Assessment assessment;
  bool scatters = false;  // every history more than counting alone does, so that its spread grows as its counts do
};

Scaled assessed(const std::vector<Batch>& batches, const Narrative& narrative, std::uint64_t by) {
  Surroundings surroundings;
  surroundings.add(CoverageRecord{"f", CoverageState::up, {}, ""}, kStart - hours(24 * 40));
  surroundings.pass(kStart - hours(24 * 29), kStart);
  const auto view = surroundings.view("en", kStart);
  std::mt19937_64 names(17);
  Conversation conversation;
  std::uint64_t posts = 0;
  Hour noted = batches.front().hour;
  auto post = claim_by(0, kStart);
  for (const auto& batch : batches) {
    for (; noted < batch.hour; ++noted) conversation.note_day(conversation.claims(noted - 23, noted));
    post.event_time = Time(hours(batch.hour)) + minutes(1);
    post.community = batch.community;
    post.platform = batch.platform;
    post.tier = batch.tier;
    for (std::uint64_t i = 0; i < batch.posts * by; ++i) {
      post.author = DistinctSketch::entry_of(names());
      conversation.add(post, key_number(++posts), {batch.act}, {});
    }
  }
  conversation.judge(view.watched, kStart);
  Scaled out;
  out.assessment = assess(conversation, narrative, view, scaled(assess_rules()->policy, by), kStart);
  const Hour last = hour_of(kStart) - 1;
  const auto& timeline = conversation.timeline();
  const auto more = [](const std::optional<Baseline>& usual) {
    return usual && usual->spread > 1.5 * std::sqrt(usual->median + 1) + 0.01;
  };
  out.scatters = more(day_baseline(timeline, view.watched, last)) &&
                 more(day_baseline(timeline, view.watched, last, SpeechAct::question));
  for (auto hour = last - 23; hour <= last; ++hour)
    out.scatters = out.scatters && more(baseline(timeline, view.watched, hour));
  return out;
}

// Authors are an estimate, so near a count that a policy names it may fall on either side.
bool near_a_count(const Assessment& a, const Policy& policy) {
  std::vector<std::uint64_t> counts(policy.scale_authors.begin(), policy.scale_authors.end());
  for (const auto& row : policy.rows) {
    if (row.authors_min) counts.push_back(*row.authors_min);
    if (row.authors_max) counts.push_back(*row.authors_max + 1);
  }
  const auto authors = static_cast<double>(a.scale.authors.estimate);
  return std::ranges::any_of(counts, [&](std::uint64_t count) {
    return std::abs(authors - static_cast<double>(count)) <= 0.03 * static_cast<double>(count);
  });
}

}  // namespace

TEST_CASE("scaling a conversation, its history and the policy's counts alike scales no posture") {
  std::mt19937_64 random(91);
  std::set<Posture> seen;
  std::set<std::string> rows;
  int compared = 0, unusual = 0;
  for (int round = 0; round < test::rounds(200); ++round) {
    const auto batches = random_batches(random);
    const auto& narrative = *assess_rules()->find(random() % 4 == 0 ? "aimed" : "plain");
    const auto& [one, scatters] = assessed(batches, narrative, 1);
    const auto policy = assess_rules()->policy;
    if (!scatters || near_a_count(one, policy)) continue;
    const auto before = decide(one, narrative, policy);
    for (const std::uint64_t by : {2, 5, 10}) {
      const auto many = assessed(batches, narrative, by).assessment;
      CAPTURE(round);
      CAPTURE(by);
      CAPTURE(one.scale.reason);
      CAPTURE(many.scale.reason);
      // Tenths of z, each end rounded.
      CHECK(std::abs(*many.scale.z - *one.scale.z) <= 0.11);
      if (many.scale.unusual != one.scale.unusual) continue;  // by such a tenth
      const auto after = decide(many, narrative, scaled(policy, by));
      CHECK(after.posture == before.posture);
      CHECK(after.row == before.row);
      CHECK(many.influence.void_open == one.influence.void_open);
      CHECK(many.timing.trend == one.timing.trend);
      ++compared;
    }
    seen.insert(before.posture);
    rows.insert(before.row);
    if (*one.scale.z >= 3) ++unusual;
  }
  CHECK(compared > test::rounds(60));
  CHECK(unusual > test::rounds(5));
  CHECK(seen.size() >= 3);
  CHECK(rows.size() >= 4);
}

TEST_CASE("a baseline alone scales no posture: as much more of what is always there is no event") {
  // The same day in places where it is usual, whatever its size.
  std::mt19937_64 random(92);
  for (const std::uint64_t by : {1, 2, 5, 10}) {
    std::vector<Batch> batches;
    for (Hour hour = hour_of(kStart) - kDays * 24; hour < hour_of(kStart); ++hour)
      batches.push_back({hour, SpeechAct::claim, random() % 7, "c", "p"});
    const auto& narrative = *assess_rules()->find("plain");
    const auto a = assessed(batches, narrative, by).assessment;
    REQUIRE(a.scale.z);
    CHECK(a.scale.unusual <= Level::medium);
    CHECK(decide(a, narrative, assess_rules()->policy).posture <= Posture::prepare);
  }
}
