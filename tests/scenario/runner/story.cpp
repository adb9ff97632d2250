#include "story.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/yaml_reader.hpp"

namespace sait::story {
namespace {

constexpr std::int64_t kMost = 1'000'000'000;
constexpr Duration kLongest = std::chrono::hours(24 * 365);

std::uint64_t count(const YamlNode& node, std::int64_t low = 0) {
  return static_cast<std::uint64_t>(node.integer(low, low, kMost));
}

Time read_time(const YamlNode& node) {
  const auto time = parse_time(node.text());
  if (!time && node.present()) node.error("time", "not a time such as 2026-03-04T09:15:00Z");
  return time.value_or(Time{});
}

std::vector<std::string> texts(const YamlNode& node) {
  return node.present() ? node.texts() : std::vector<std::string>{};
}

std::vector<Advice> read_postures(const YamlNode& node) {
  std::vector<std::string_view> names{"none"};
  for (std::size_t i = 0; i < kPostures; ++i) names.emplace_back(sait::to_string(static_cast<Posture>(i)));
  std::vector<Advice> postures;
  for (const auto& item : node.items()) {
    const auto index = item.choice(names, 0);
    postures.push_back(index == 0 ? Advice{} : static_cast<Posture>(index - 1));
  }
  std::ranges::sort(postures);
  return postures;
}

Claim read_claim(const YamlNode& node) {
  Claim claim;
  claim.id = node.require("id").text();
  claim.title = node.require("title").text();
  claim.claim = node["claim"].text();
  if (node["kind"].choice({"narrative", "harm"}, 0) == 1) claim.category = node.require("category").text();
  claim.status = node["status"].text("unverified");
  claim.aimed_at_migrants = node["aimed_at_migrants"].boolean(false);
  claim.language = node.require("language").text();
  claim.region = node["region"].text();
  claim.affected = texts(node["affected"]);
  node.finish();
  return claim;
}

Feed read_feed(const YamlNode& node) {
  Feed feed;
  feed.id = node.require("id").text();
  feed.platform = node.require("platform").text();
  feed.tier = static_cast<Tier>(node["tier"].choice({"people", "media", "official", "listed", "elected"}, 0));
  feed.languages = texts(node["languages"]);
  feed.regions = texts(node["regions"]);
  feed.people = count(node["people"]);
  node.finish();
  return feed;
}

OrdinaryTraffic read_traffic(const YamlNode& node) {
  OrdinaryTraffic traffic;
  traffic.feed = node.require("feed").text();
  traffic.days = static_cast<int>(node.require("days").integer(1, 1, 365));
  traffic.claims_per_day = node.require("claims_per_day").number(0, 0, 1e6);
  node.finish();
  return traffic;
}

Posts read_posts(const YamlNode& node) {
  Posts posts;
  posts.over = node.require("over").duration(std::chrono::hours(1), Duration(1), kLongest);
  posts.posts = count(node.require("posts"));
  posts.authors = count(node.require("authors"));
  posts.feed = node.require("feed").text();
  posts.communities = count(node.require("communities"), 1);
  posts.harm = node["harm"].text();
  posts.act = SpeechAct::claim;
  if (const auto act = posts.harm.empty() ? node.require("act") : node["act"]; act.present()) {
    std::vector<std::string_view> names{"off-topic"};
    for (std::size_t i = 0; i < kSpeechActs; ++i) names.emplace_back(sait::to_string(static_cast<SpeechAct>(i)));
    const auto index = act.choice(names, 0);
    posts.act = index == 0 ? std::optional<SpeechAct>{} : static_cast<SpeechAct>(index - 1);
  }
  if (const auto followers = node["followers"]; followers.present()) posts.followers = count(followers);
  posts.engagement = count(node["engagement"]);
  if (const auto replies = node["replies"]; replies.present()) {
    posts.believing = count(replies["believing"]);
    posts.doubting = count(replies["doubting"]);
    replies.finish();
  }
  posts.say = node["say"].text();
  return posts;
}

Happening read_happening(const YamlNode& node) {
  Happening happening;
  happening.at = read_time(node.require("at"));
  if (const auto down = node["feed_down"]; down.present()) {
    happening.what = FeedChange{down.text(), false};
  } else if (const auto up = node["feed_up"]; up.present()) {
    happening.what = FeedChange{up.text(), true};
  } else if (const auto fact = node["official_fact"]; fact.present()) {
    happening.what = OfficialFact{fact.text(), node["status"].text()};
  } else if (const auto incident = node["incident"]; incident.present()) {
    happening.what = Incident{incident.choice({"close", "open"}, 1) == 1, texts(node["facts"]),
                              node["reaches_back"].duration(Duration(0), Duration(0), kLongest)};
  } else {
    happening.what = read_posts(node);
  }
  node.finish();
  return happening;
}

Expectation read_expectation(const YamlNode& node) {
  Expectation expectation;
  expectation.at = read_time(node.require("at"));
  expectation.posture = read_postures(node.require("posture"));
  expectation.never = read_postures(node["never"]);
  expectation.holding_statement = node["holding_statement"].boolean(false);
  expectation.safety = node["safety"].boolean(false);
  expectation.why = node.require("why").text();
  node.finish();
  return expectation;
}

// The feed a thing is about must be one of the story's.
void check_feed(const Story& story, const std::string& feed, const YamlNode& node) {
  if (story.feed(feed) == nullptr) node.error("feed", fmt::format("\"{}\" is not among the story's feeds", feed));
}

void read_timeline(const YamlNode& root, Story& story) {
  for (const auto& node : root.require("timeline").items()) {
    const auto happening = read_happening(node);
    if (const auto* posts = std::get_if<Posts>(&happening.what)) check_feed(story, posts->feed, node);
    if (const auto* change = std::get_if<FeedChange>(&happening.what)) check_feed(story, change->feed, node);
    if (!story.timeline.empty() && happening.at < story.timeline.back().at)
      node.error("order", "earlier than the line before; the timeline is in order");
    story.timeline.push_back(happening);
  }
  if (story.timeline.empty()) root.error("empty", "a story needs a timeline");
}

void read_calendar(const YamlNode& root, Story& story) {
  for (const auto& node : root["calendar"].items()) {
    auto& day = story.calendar.emplace_back();
    day.on = node.require("on").text();
    day.until = node["until"].text(day.on);
    day.kind = node.require("kind").text();
    day.title = node["title"].text(day.kind);
    day.region = node["region"].text();
    node.finish();
  }
}

// Whether a post of the story stands there.
bool is_place(const Story& story, std::string_view name) {
  return std::ranges::any_of(story.timeline, [&](const Happening& happening) {
    const auto* posts = std::get_if<Posts>(&happening.what);
    if (posts == nullptr || !name.starts_with(posts->feed + "/")) return false;
    const auto number = name.substr(posts->feed.size() + 1);
    for (std::uint64_t place = 1; place <= posts->communities; ++place) {
      if (number == fmt::to_string(place)) return true;
    }
    return false;
  });
}

// Misspelt, a place or a group would count for nothing, and nobody would see it.
void read_people(const YamlNode& root, Story& story) {
  for (const auto& node : root["channels"].items()) {
    story.channels.push_back({node.require("name").text(), count(node.require("people"), 1)});
    node.finish();
  }
  for (const auto& node : root["communities"].items()) {
    ServedPlace place{node.require("name").text(), texts(node.require("serves"))};
    if (!is_place(story, place.name))
      node.error("community", fmt::format("no post of the story stands in \"{}\"", place.name));
    for (const auto& group : place.serves) {
      if (std::ranges::find(story.narrative.affected, group) == story.narrative.affected.end())
        node.error("affected", fmt::format("\"{}\" is not among those affected", group));
    }
    story.communities.push_back(std::move(place));
    node.finish();
  }
}

void read_expectations(const YamlNode& root, Story& story) {
  for (const auto& node : root.require("expect").items()) {
    auto expectation = read_expectation(node);
    if (!story.expect.empty() && expectation.at <= story.expect.back().at)
      node.error("order", "not later than the line before; expectations are in order");
    story.expect.push_back(std::move(expectation));
  }
  if (story.expect.empty()) root.error("empty", "a story needs what is expected");
}

}  // namespace

const char* to_string(const Advice& advice) { return advice ? sait::to_string(*advice) : "none"; }

const Feed* Story::feed(std::string_view feed_id) const {
  const auto found = std::ranges::find(feeds, feed_id, &Feed::id);
  return found == feeds.end() ? nullptr : &*found;
}

Story read_story(const std::string& file, std::string bytes, const std::string& id, Diagnostics& diagnostics) {
  Story story;
  const YamlDocument document(file, std::move(bytes), diagnostics);
  const auto root = document.root();
  if (!root.present()) return story;
  story.id = root.require("id").text();
  if (story.id != id) root["id"].error("file-name", fmt::format("the id must be \"{}\", as the file is called", id));
  story.title = root.require("title").text();
  (void)root.require("case").text();
  story.sources = texts(root.require("sources"));
  story.readers = root.require("readers").text();
  story.narrative = read_claim(root.require("narrative"));
  for (const auto& node : root.require("feeds").items()) story.feeds.push_back(read_feed(node));
  for (const auto& node : root["history"].items()) {
    story.history.push_back(read_traffic(node));
    check_feed(story, story.history.back().feed, node);
  }
  read_timeline(root, story);
  read_calendar(root, story);
  read_people(root, story);
  read_expectations(root, story);
  for (const auto& node : root["changes"].items()) {
    for (const auto* key : {"on", "what", "why"}) (void)node.require(key).text();
    node.finish();
  }
  root.finish();
  return story;
}

}  // namespace sait::story
