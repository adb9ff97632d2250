#include "assess/influence.hpp"

#include <doctest/doctest.h>

#include "assess/assess.hpp"
#include "assess/journal_fixture.hpp"

using namespace sait;
using namespace sait::fixture;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

// The shipped policy with communities, and a narrative `named` that says whom it harms.
const std::shared_ptr<const RuleSet>& people_rules() {
  static const auto rules = [] {
    auto files = assess_files();
    files["narratives/named.yaml"] = narrative_file(
        "named", "claim: c\nstatus: unverified\nmaturity: {en: stable}\naffected: [asylum seekers, students]\n");
    files["policies/gfmd.yaml"] +=
        "communities:\n  - {name: arrivals.example, serves: [asylum seekers]}\n"
        "  - {name: nurses.example, serves: [nurses]}\n";
    return compiled(files);
  }();
  return rules;
}

struct Asked {
  Conversation conversation;
  Surroundings surroundings;
  std::uint64_t posts = 0;

  Asked() {
    surroundings.add(CoverageRecord{"f", CoverageState::up, {}, ""}, kStart - hours(24 * 40));
    surroundings.pass(kStart - hours(24 * 30), kStart + hours(24 * 3));
  }
  void say(SpeechAct act, PostRecord post, bool of_affected = false) {
    conversation.add(post, key_number(++posts), {act}, {}, of_affected);
  }
  void questions(std::uint64_t count, Time when) {
    for (std::uint64_t i = 0; i < count; ++i) say(SpeechAct::question, claim_by(posts, when));
  }
  // So many questions at noon of each of the 28 days before.
  void usual_questions(std::uint64_t a_day) {
    for (int day = 28; day >= 1; --day)
      questions(a_day + static_cast<std::uint64_t>(day % 3), kStart - hours(24 * day));
  }
  [[nodiscard]] Influence at(Time tick, const char* narrative = "plain") const {
    const auto& rules = *people_rules();
    return assess(conversation, *rules.find(narrative), surroundings.view("en", tick), rules.policy, tick).influence;
  }
};

const Time kNow = kStart + hours(2);

}  // namespace

TEST_CASE("a void is more questions than usual without a correction") {
  Asked quiet;
  quiet.questions(9, kStart);
  CHECK(quiet.at(kNow).void_open);
  REQUIRE(quiet.at(kNow).usual_questions);
  CHECK(quiet.at(kNow).usual_questions->median == 0);
  CHECK(quiet.at(kNow).reason.find("9 posts ask whether it is true (0 a day are usual), and no reliable answer") !=
        std::string::npos);

  Asked busy;
  busy.usual_questions(20);
  busy.questions(24, kStart);
  const auto usual = busy.at(kNow);
  CHECK_FALSE(usual.void_open);
  CHECK(usual.usual_questions->median == 21);
  CHECK(usual.usual_questions->days >= 24);
  busy.questions(24, kStart);
  CHECK(busy.at(kNow).void_open);  // 48 where 21 are usual
  busy.say(SpeechAct::debunk, claim_by(1, kStart));
  CHECK_FALSE(busy.at(kNow).void_open);
}

TEST_CASE("where nothing is usual yet the number of questions decides") {
  Asked fresh;
  fresh.surroundings = {};
  fresh.surroundings.add(CoverageRecord{"f", CoverageState::up, {}, ""}, kStart - hours(100));
  fresh.usual_questions(20);
  fresh.questions(10, kStart);
  const auto now = fresh.at(kNow);
  CHECK_FALSE(now.usual_questions);
  CHECK(now.void_open);
}

TEST_CASE("corrections of the morning leave the questions of the evening open") {
  Asked scene;
  scene.say(SpeechAct::debunk, claim_by(1, kStart));
  scene.questions(9, kStart);
  CHECK_FALSE(scene.at(kStart + hours(1)).void_open);
  scene.questions(7, kStart + hours(12));
  CHECK_FALSE(scene.at(kStart + hours(13)).void_open);  // too few ask on
  scene.questions(2, kStart + hours(12));
  const auto open = scene.at(kStart + hours(13));
  CHECK(open.void_open);
  CHECK(open.reason.find("9 of them in the last 6 hours, and no correction is as new") != std::string::npos);
  scene.say(SpeechAct::debunk, claim_by(2, kStart + hours(12)));
  CHECK_FALSE(scene.at(kStart + hours(13)).void_open);
}

TEST_CASE("a question that an edit takes back is asked no more") {
  Asked scene;
  scene.questions(8, kStart);
  CHECK(scene.at(kNow).void_open);
  auto edit = claim_by(0, kStart);
  edit.former_author_seen = true;
  scene.conversation.add(edit, key_number(1), {SpeechAct::report}, {SpeechAct::question});
  CHECK(scene.at(kNow).questions == 7);
  CHECK_FALSE(scene.at(kNow).void_open);
}

TEST_CASE("who corrects is told by tier") {
  Asked scene;
  for (const auto tier : {Tier::people, Tier::media, Tier::official, Tier::listed}) {
    auto post = claim_by(static_cast<std::uint64_t>(tier), kStart);
    post.tier = tier;
    scene.say(SpeechAct::debunk, post);
  }
  const auto& rules = *people_rules();
  const auto a =
      assess(scene.conversation, *rules.find("plain"), scene.surroundings.view("en", kNow), rules.policy, kNow);
  CHECK(a.awareness.corrections == 4);
  CHECK(a.awareness.corrections_vouched == 3);
  CHECK(a.awareness.reason.find("3 by offices, newsrooms or listed accounts") != std::string::npos);
}

TEST_CASE("replies count for a day, by how they stand, where a feed brings any") {
  Asked scene;
  scene.say(SpeechAct::claim, claim_by(1, kStart));
  scene.conversation.add_reply(kStart, Stance::doubting, +1);
  CHECK_FALSE(scene.at(kNow).replies);  // no feed has brought one, as far as is known
  scene.surroundings.note_reply("unknown");
  CHECK_FALSE(scene.at(kNow).replies);
  scene.surroundings.note_reply("f");
  scene.conversation.add_reply(kStart, Stance::believing, +1);
  scene.conversation.add_reply(kStart, Stance::believing, +1);
  scene.conversation.add_reply(kStart, Stance::neither, +1);
  CHECK(scene.at(kNow).replies == ReplyCounts{2, 1, 1});
  CHECK(scene.at(kNow).reason.find("Of 4 replies to it 2 believe it and 1 doubts it") != std::string::npos);
  scene.conversation.add_reply(kStart, Stance::believing, -1);  // its author thought better of it
  CHECK(scene.at(kNow).replies == ReplyCounts{1, 1, 1});
  CHECK(scene.at(kStart + hours(30)).replies == ReplyCounts{});
}

TEST_CASE("replies reach the conversation that they answer, live and after a restart") {
  auto claim = claim_by(1, kStart + minutes(1));
  auto reply = claim_by(2, kStart + minutes(2));
  reply.matches.clear();
  reply.refers = true;
  reply.replies = {{"plain", "en", Stance::doubting}};
  auto edit = reply;
  edit.edit = true;
  edit.superseded_replies = reply.replies;
  edit.replies = {{"plain", "en", Stance::believing}};
  std::vector<Event> events{{kStart + minutes(1), {}, CoverageRecord{"f", CoverageState::up, {}, "d"}},
                            {kStart + minutes(1), key_number(1), claim},
                            {kStart + minutes(2), key_number(2), reply},
                            {kStart + minutes(12), key_number(2), edit}};
  for (std::uint64_t who = 3; who < 20; ++who)
    events.push_back({kStart + minutes(20), key_number(who), claim_by(who, kStart + minutes(20))});
  const auto records = journal_of(events, kStart + hours(3));
  const auto alerts = run(records);
  REQUIRE_FALSE(alerts.empty());
  CHECK(alerts.back().assessment.influence.replies == ReplyCounts{1, 0, 0});
  for (std::size_t cut = 1; cut < records.size(); ++cut) {
    Fold before(known());
    std::vector<Alert> out;
    for (std::size_t i = 0; i < cut; ++i) advance(before, records[i], out);
    Fold after(known());
    REQUIRE(after.load(before.save()).ok());
    for (const auto& record : records) {
      if (record.seq > before.position()) advance(after, record, out);
    }
    CHECK(to_json(out.back()) == to_json(alerts.back()));
  }
}

TEST_CASE("whether the affected are reached is the share of claim authors in communities declared for them") {
  Asked scene;
  for (std::uint64_t who = 0; who < 12; ++who) scene.say(SpeechAct::claim, claim_by(who, kStart), who < 3);
  for (int again = 0; again < 5; ++again) scene.say(SpeechAct::claim, claim_by(1, kStart), true);
  const auto named = scene.at(kNow, "named");
  REQUIRE(named.affected);
  CHECK(named.affected->authors == 3);
  CHECK(named.affected->share == doctest::Approx(0.25));
  CHECK(named.reason.find("3 of 12 authors claim it in communities declared for the affected (asylum seekers") !=
        std::string::npos);
  CHECK_FALSE(scene.at(kNow, "plain").affected);  // nobody says whom it harms
  CHECK_FALSE(scene.at(kStart + hours(40), "named").affected);

  auto none = people_rules()->policy;
  none.communities.clear();
  const auto unseen =
      assess(scene.conversation, *people_rules()->find("named"), scene.surroundings.view("en", kNow), none, kNow)
          .influence;
  CHECK_FALSE(unseen.affected);
  CHECK(unseen.reason.find("Whether the affected (asylum seekers, students) are reached is not observable") !=
        std::string::npos);
}

TEST_CASE("a post counts for the affected by its community, whatever its feed") {
  const auto& rules = people_rules();
  for (const auto& [community, share] : {std::pair{"arrivals.example", 1.0}, {"nurses.example", 0.0}, {"c", 0.0}}) {
    Fold fold(known({rules}));
    JournalMaker maker;
    std::vector<Alert> alerts;
    for (std::uint64_t who = 1; who < 20; ++who) {
      auto post = claim_by(who, kStart + minutes(1), "named");
      post.community = community;
      maker.add({kStart + minutes(1), key_number(who), post});
    }
    maker.tick_until(kStart + hours(3));
    for (auto record : maker.records()) {
      if (std::holds_alternative<RulesRecord>(record.body)) record.body = RulesRecord{rules->hash};
      advance(fold, record, alerts);
    }
    REQUIRE_FALSE(alerts.empty());
    const auto& affected = alerts.back().assessment.influence.affected;
    REQUIRE(affected);
    CHECK(affected->share == share);
  }
}
