#include "model/record.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <random>

using namespace sait;

namespace {

class AnyRecord {
 public:
  explicit AnyRecord(unsigned seed) : random_(seed) {}

  Record of_kind(std::size_t kind) {
    Record record;
    record.seq = number();
    record.stamp = time();
    switch (kind) {
      case 0:
        record.body = tick();
        break;
      case 1:
        record.body = post();
        break;
      case 2:
        record.body = EngagementRecord{text(), time(), engagement(), engagement(), matches()};
        break;
      case 3:
        record.body = DeletionRecord{text(), time(), matches()};
        break;
      case 4:
        record.body = CoverageRecord{text(), static_cast<CoverageState>(random_() % 4), {text(), text()}, text()};
        if (flag()) std::get<CoverageRecord>(record.body).regions = {text(), text()};
        if (flag()) std::get<CoverageRecord>(record.body).community = text();
        break;
      case 5:
        record.body = RulesRecord{sha256(text())};
        break;
      case 6:
        record.body = backfill();
        break;
      case 7:
        record.body = NoticeRecord{text(), flag(), text()};
        break;
      default:
        record.body = incident();
        break;
    }
    return record;
  }
  std::uint64_t bits() { return random_(); }

 private:
  std::uint64_t number() { return random_() >> (random_() % 64); }
  bool flag() { return random_() % 2 == 0; }
  Time time() { return Time(Duration(static_cast<std::int64_t>(number()))); }
  std::string text() {
    std::string text(random_() % 4 == 0 ? 200 : random_() % 12, '\0');
    for (auto& c : text) c = static_cast<char>(random_());
    return text;
  }
  std::optional<std::uint64_t> count() { return flag() ? std::optional(number() / 2) : std::nullopt; }
  Engagement engagement() { return {count(), count(), count(), count()}; }
  std::vector<MatchRef> matches() {
    std::vector<MatchRef> matches(random_() % 4);
    for (auto& match : matches) match = {text(), text(), static_cast<SpeechAct>(random_() % kSpeechActs)};
    return matches;
  }
  std::vector<ReplyRef> replies() {
    std::vector<ReplyRef> replies(random_() % 3);
    for (auto& reply : replies) reply = {text(), text(), static_cast<Stance>(random_() % kStances)};
    return replies;
  }
  IncidentRecord incident() {
    const auto names = [&] {
      std::vector<std::string> list(random_() % 3);
      for (auto& name : list) name = text().substr(0, IncidentRecord::kMostName);
      return list;
    };
    return {text().substr(0, 9), flag(), text(), {text(), text()}, names(), names(), time(), time()};
  }
  SketchEntry entry() { return {static_cast<std::uint16_t>(random_()), static_cast<std::uint8_t>(random_())}; }
  BackfillRecord backfill() {
    BackfillRecord backfill;
    backfill.posts.resize(random_() % 3);
    for (auto& [key, post_] : backfill.posts) {
      for (auto& byte : key) byte = static_cast<std::uint8_t>(random_());
      post_ = post();
    }
    return backfill;
  }
  TickRecord tick() {
    TickRecord tick{time(), time(), Duration(static_cast<std::int64_t>(number())), {}};
    tick.totals.resize(random_() % 4);
    for (auto& totals : tick.totals) totals = {text(), number(), number(), number(), number(), number()};
    return tick;
  }
  PostRecord post() {
    PostRecord post;
    post.event_time = time();
    post.history = flag();
    post.feed = text();
    post.platform = text();
    post.community = text();
    post.language = text();
    post.tier = static_cast<Tier>(random_() % 3);
    post.follower_tier = static_cast<std::uint8_t>(random_() % 5);
    if (flag()) post.author = entry();
    post.content = entry();
    post.content_mac = number();
    post.engagement = engagement();
    post.matches = matches();
    post.edit = flag();
    if (post.edit) {
      post.superseded = matches();
      post.former_engagement = engagement();
    }
    post.refers = flag();
    if (post.refers) {
      post.replies = replies();
      post.superseded_replies = replies();
    }
    return post;
  }

  std::mt19937_64 random_;
};

// Decodes from a block of exactly this size, so that a sanitizer sees the first byte read beyond it.
Result<RecordBody> decode_alone(std::uint8_t kind, std::string_view bytes) {
  const auto block = std::make_unique<char[]>(bytes.size());
  std::copy(bytes.begin(), bytes.end(), block.get());
  return decode_body(kind, {block.get(), bytes.size()});
}

std::string encode_again(const RecordBody& body) { return encode_body(Record{0, {}, {}, body}); }

constexpr std::uint8_t kKinds = static_cast<std::uint8_t>(std::variant_size_v<RecordBody>);

}  // namespace

TEST_CASE("records of every kind come back byte for byte") {
  AnyRecord any(11);
  for (int round = 0; round < 300; ++round) {
    for (std::uint8_t kind = 0; kind < kKinds; ++kind) {
      CAPTURE(kind);
      const auto record = any.of_kind(kind);
      CHECK(kind_of(record) == kind);
      const auto bytes = encode_body(record);
      const auto body = decode_alone(kind, bytes);
      REQUIRE(body.ok());
      CHECK(body.value().index() == kind);
      CHECK(encode_again(body.value()) == bytes);
    }
  }
}

TEST_CASE("every field of a post comes back") {
  PostRecord post;
  post.event_time = Time(Duration(-5));
  post.history = true;
  post.feed = "feed";
  post.platform = "platform";
  post.community = "community";
  post.language = "en";
  post.tier = Tier::official;
  post.follower_tier = 3;
  post.author = SketchEntry{16'000, 51};
  post.content = {7, 2};
  post.content_mac = std::numeric_limits<std::uint64_t>::max();
  post.engagement = {1, 0, std::nullopt, 4};
  post.matches = {{"a", "de", SpeechAct::claim}, {"b", "en", SpeechAct::first_person}};
  post.edit = true;
  post.superseded = {{"c", "fr", SpeechAct::quote}};
  post.former_engagement = {std::nullopt, 5, 6, 7};
  post.refers = true;
  post.replies = {{"a", "de", Stance::doubting}};
  post.superseded_replies = {{"a", "de", Stance::believing}, {"b", "en", Stance::neither}};
  const auto body = decode_body(1, encode_body(Record{1, {}, {}, post}));
  REQUIRE(body.ok());
  const auto& back = std::get<PostRecord>(body.value());
  CHECK(back.event_time == post.event_time);
  CHECK(back.history);
  CHECK(back.feed == "feed");
  CHECK(back.platform == "platform");
  CHECK(back.community == "community");
  CHECK(back.language == "en");
  CHECK(back.tier == Tier::official);
  CHECK(back.follower_tier == 3);
  CHECK(back.author == post.author);
  CHECK(back.content == post.content);
  CHECK(back.content_mac == post.content_mac);
  CHECK(back.engagement == post.engagement);
  CHECK(back.matches == post.matches);
  CHECK(back.edit);
  CHECK(back.superseded == post.superseded);
  CHECK(back.former_engagement == post.former_engagement);
  CHECK(back.refers);
  CHECK(back.replies == post.replies);
  CHECK(back.superseded_replies == post.superseded_replies);
}

TEST_CASE("a post that answers nobody has the bytes it always had") {
  PostRecord post;
  const auto plain = encode_body(Record{1, {}, {}, post});
  post.refers = true;
  const auto referring = encode_body(Record{1, {}, {}, post});
  CHECK(referring.size() == plain.size() + 2);  // two empty lists
  post.refers = false;
  post.history = true;
  const auto history = encode_body(Record{1, {}, {}, post});
  const auto flags = static_cast<std::size_t>(std::ranges::mismatch(plain, history).in1 - plain.begin());
  auto damaged = plain;
  damaged[flags] = 8;  // no version has written it
  CHECK_FALSE(decode_body(1, damaged).ok());
}

TEST_CASE("a count that is not shown is not a count of zero, and the highest count is kept") {
  const auto most = std::numeric_limits<std::uint64_t>::max();
  const EngagementRecord change{"p", {}, {0, std::nullopt, most - 1, most}, {}, {}};
  const auto body = decode_body(2, encode_body(Record{1, {}, {}, change}));
  REQUIRE(body.ok());
  const auto& before = std::get<EngagementRecord>(body.value()).before;
  CHECK(before.likes == 0);
  CHECK_FALSE(before.reposts.has_value());
  CHECK(before.replies == most - 1);
  CHECK(before.views >=
        most - 1);  // 2^64 values and "not shown" do not fit into 64 bits: the highest is told as the one below
}

TEST_CASE("no beginning of a record is a record, nor is a record with something behind it") {
  AnyRecord any(12);
  for (int round = 0; round < 20; ++round) {
    for (std::uint8_t kind = 0; kind < kKinds; ++kind) {
      const auto bytes = encode_body(any.of_kind(kind));
      for (std::size_t size = 0; size < bytes.size(); ++size) {
        CAPTURE(kind);
        CAPTURE(size);
        const auto cut = decode_alone(kind, std::string_view(bytes).substr(0, size));
        REQUIRE_FALSE(cut.ok());
        CHECK(cut.error().code == "damaged-record");
      }
      CHECK_FALSE(decode_alone(kind, bytes + '\0').ok());
    }
  }
}

TEST_CASE("damaged bytes are told, or are the bytes of another record: nothing decodes to what has other bytes") {
  AnyRecord any(13);
  int told = 0, other = 0;
  for (int round = 0; round < 4000; ++round) {
    const auto kind = static_cast<std::uint8_t>(any.bits() % kKinds);
    auto bytes = encode_body(any.of_kind(kind));
    for (auto flips = 1 + any.bits() % 3; flips > 0; --flips) {
      auto& byte = bytes[any.bits() % bytes.size()];
      byte = static_cast<char>(any.bits() % 2 == 0 ? any.bits()
                                                   : static_cast<unsigned char>(byte) ^ (1U << (any.bits() % 8)));
    }
    const auto body = decode_alone(kind, bytes);
    if (!body.ok()) {
      ++told;
      CHECK(body.error().code == "damaged-record");
      continue;
    }
    ++other;
    CAPTURE(kind);
    CHECK(encode_again(body.value()) == bytes);
  }
  CHECK(told > 100);
  CHECK(other > 100);
}

TEST_CASE("random bytes never crash any kind, known or not") {
  AnyRecord any(14);
  for (int round = 0; round < 4000; ++round) {
    std::string bytes(any.bits() % 80, '\0');
    for (auto& byte : bytes) byte = static_cast<char>(any.bits() % 2 == 0 ? any.bits() : any.bits() % 4);
    const auto kind = static_cast<std::uint8_t>(any.bits() % (kKinds + 2U));
    const auto body = decode_alone(kind, bytes);
    if (kind >= kKinds) CHECK_FALSE(body.ok());
    if (body.ok()) CHECK(encode_again(body.value()) == bytes);
  }
}

TEST_CASE("a value that this version does not know is damage, never taken for another value") {
  const auto with_last_byte = [](Record record, char value) {
    auto bytes = encode_body(record);
    bytes.back() = value;
    return bytes;
  };
  const Record deletion{1, {}, {}, DeletionRecord{"p", {}, {{"n", "en", SpeechAct::claim}}}};
  CHECK(decode_body(3, with_last_byte(deletion, 6)).ok());
  CHECK_FALSE(decode_body(3, with_last_byte(deletion, 7)).ok());
  const Record coverage{1, {}, {}, CoverageRecord{"", CoverageState::up, {}, ""}};
  auto bytes = encode_body(coverage);
  bytes[1] = 3;
  CHECK(decode_body(4, bytes).ok());
  bytes[1] = 4;  // up, with a region and a community that do not follow
  CHECK_FALSE(decode_body(4, bytes).ok());
  const Record placed{1, {}, {}, CoverageRecord{"", CoverageState::up, {}, "", {"Chemnitz"}, "towns"}};
  bytes = encode_body(placed);
  bytes[1] = 7;
  CHECK(decode_body(4, bytes).ok());
  bytes[1] = 8;
  CHECK_FALSE(decode_body(4, bytes).ok());
}

TEST_CASE("a feed without a region and a community is declared in the bytes it always was") {
  const Record plain{1, {}, {}, CoverageRecord{"f", CoverageState::down, {"en"}, "d"}};
  CHECK(encode_body(plain) == std::string("\x01"
                                          "f\x01\x01\x02"
                                          "en\x01"
                                          "d",
                                          9));
  auto body = decode_body(
      4, encode_body({1, {}, {}, CoverageRecord{"f", CoverageState::down, {"en"}, "d", {"Chemnitz", "DE"}, "towns"}}));
  REQUIRE(body.ok());
  const auto& read = std::get<CoverageRecord>(*body);
  CHECK(read.state == CoverageState::down);
  CHECK(read.regions == std::vector<std::string>{"Chemnitz", "DE"});
  CHECK(read.community == "towns");
}

TEST_CASE("names of acts and tiers are read as they are written") {
  for (std::size_t i = 0; i < kSpeechActs; ++i) {
    const auto act = static_cast<SpeechAct>(i);
    CHECK(speech_act_from(to_string(act)) == act);
  }
  for (const auto tier : {Tier::people, Tier::media, Tier::official}) CHECK(tier_from(to_string(tier)) == tier);
  CHECK_FALSE(speech_act_from("Claim"));
  CHECK_FALSE(tier_from(""));
}

TEST_CASE("every field of an incident comes back, and more than it may hold is damage") {
  IncidentRecord incident;
  incident.id = "i7";
  incident.title = "T";
  incident.facts = {"a", "b"};
  incident.audiences = {"en"};
  incident.narratives = {"n"};
  incident.since = Time(Duration(-5));
  incident.until = Time(Duration(9));
  const auto back_of = [](const IncidentRecord& record) {
    return decode_body(8, encode_body(Record{1, {}, {}, record}));
  };
  const auto back = back_of(incident);
  REQUIRE(back.ok());
  const auto& read = std::get<IncidentRecord>(back.value());
  CHECK(read.id == "i7");
  CHECK(read.open);
  CHECK(read.title == "T");
  CHECK(read.facts == incident.facts);
  CHECK(read.audiences == incident.audiences);
  CHECK(read.narratives == incident.narratives);
  CHECK(read.since == incident.since);
  CHECK(read.until == incident.until);
  incident.open = false;
  CHECK_FALSE(std::get<IncidentRecord>(back_of(incident).value()).open);

  auto longest = incident;
  longest.title.assign(IncidentRecord::kMostTitle, 't');
  longest.facts.assign(IncidentRecord::kMostFacts, std::string(IncidentRecord::kMostFact, 'f'));
  longest.narratives.assign(IncidentRecord::kMostNames, std::string(IncidentRecord::kMostName, 'n'));
  CHECK(back_of(longest).ok());
  for (const auto grow : std::initializer_list<void (*)(IncidentRecord&)>{
           [](IncidentRecord& record) { record.title += 't'; }, [](IncidentRecord& record) { record.facts[3] += 'f'; },
           [](IncidentRecord& record) { record.facts.emplace_back("f"); },
           [](IncidentRecord& record) { record.narratives.emplace_back("n"); },
           [](IncidentRecord& record) {
             record.audiences.assign(1, std::string(IncidentRecord::kMostName + 1, 'a'));
           }}) {
    auto longer = longest;
    grow(longer);
    CHECK(back_of(longer).error().code == "damaged-record");
  }
}
