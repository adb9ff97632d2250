#include "story_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace sait::story {
namespace {

// The words of all its posts: a story says who speaks and when, not how a phrase is found.
constexpr const char* kMarker = "storymarker";
constexpr const char* kKept = "owner: stories\nreview_by: 2099-01-01\n";

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out + "\"";
}

std::string fact_line(const std::string& statement, const std::string& source, Time at) {
  return fmt::format("  - {{statement: {}, source: {}, year: {}}}\n", quoted(statement), quoted(source),
                     format_time(at).substr(0, 4));
}

std::set<std::string> languages_of(const Story& story) {
  std::set<std::string> languages{story.narrative.language};
  for (const auto& feed : story.feeds) languages.insert(language_on(story, feed));
  return languages;
}

// `maturity` and `phrases`: every narrative has a word of its own.
std::string phrases_of(const Story& story, const std::string& id) {
  std::string maturity = "maturity:\n", phrases = "phrases:\n";
  for (const auto& language : languages_of(story)) {
    maturity += fmt::format("  {}: stable\n", language);
    phrases += fmt::format("  {}: [\"{} {}\"]\n", language, kMarker, id);
  }
  return maturity + phrases;
}

std::string harm_file(const Story& story, const std::string& id, const std::string& title,
                      const std::string& category) {
  return fmt::format("id: {}\ntitle: {}\nkind: harm\ncategory: {}\n{}{}", id, quoted(title), category, kKept,
                     phrases_of(story, id));
}

std::string listed(const std::vector<std::string>& texts) {
  std::string list;
  for (const auto& text : texts) list += (list.empty() ? "" : ", ") + quoted(text);
  return "[" + list + "]";
}

std::set<std::string> regions_of(const Story& story) {
  std::set<std::string> regions{story.narrative.region};
  for (const auto& feed : story.feeds) regions.insert(feed.regions.begin(), feed.regions.end());
  for (const auto& day : story.calendar) regions.insert(day.region);
  regions.erase("");
  return regions;
}

// Those who read the narrative's language in a region; everywhere, where that is empty.
std::string audience_in(const Story& story, const std::string& region) {
  auto id = story.narrative.language;
  if (!region.empty()) id += "-";
  for (const char c : region) id += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return id;
}

void add_audiences(const Story& story, RuleFiles& files) {
  std::string regions = "regions:\n", audiences = "audiences:\n";
  for (const auto& region : regions_of(story)) {
    regions += fmt::format("  - {{id: {}}}\n", quoted(region));
    audiences += fmt::format("  - {{id: {}, title: {}, languages: [{}], regions: [{}]}}\n", audience_in(story, region),
                             quoted(region), story.narrative.language, quoted(region));
  }
  if (!regions_of(story).empty()) files["audiences.yaml"] = regions + audiences;
}

void add_calendar(const Story& story, RuleFiles& files) {
  if (story.calendar.empty()) return;
  std::string events = "events:\n";
  int number = 0;
  for (const auto& day : story.calendar)
    events += fmt::format("  - {{id: event-{}, title: {}, kind: {}, from: {}, until: {}, audiences: [{}]}}\n", ++number,
                          quoted(day.title), quoted(day.kind), quoted(day.on), quoted(day.until),
                          audience_in(story, day.region));
  files["calendar/story.yaml"] = events;
}

// A policy names whom an answer would reach and where the affected meet; the shipped one declares nobody.
std::string people_of(const Story& story) {
  std::string people;
  if (!story.channels.empty()) people += "\nchannels:\n";
  for (const auto& channel : story.channels)
    people += fmt::format("  - {{name: {}, audience: {}, people: {}}}\n", quoted(channel.name), audience_of(story),
                          channel.people);
  if (!story.communities.empty()) people += "\ncommunities:\n";
  for (const auto& place : story.communities)
    people += fmt::format("  - {{name: {}, serves: {}}}\n", quoted(place.name), listed(place.serves));
  return people;
}

}  // namespace

std::string audience_of(const Story& story) { return audience_in(story, story.narrative.region); }

const std::string& language_on(const Story& story, const Feed& feed) {
  const auto& wanted = story.narrative.language;
  const bool carries = feed.languages.empty() || std::ranges::find(feed.languages, wanted) != feed.languages.end();
  return carries ? wanted : feed.languages.front();
}

Rules::Rules(const Story& story, std::string policy)
    : story_(story), policy_(std::move(policy)), status_(story.narrative.status) {
  if (status_ == "false" || status_ == "misleading") {
    facts_ = fact_line("The claim has been checked.", story.sources.empty() ? story.id : story.sources.front(),
                       story.timeline.front().at);
  }
}

void Rules::learn(const OfficialFact& fact, Time at) {
  facts_ += fact_line(fact.statement, "official statement", at);
  if (!fact.status.empty()) status_ = fact.status;
}

RuleFiles Rules::files(const std::string& status) const {
  RuleFiles files{{"policies/gfmd.yaml", policy_ + people_of(story_)}};
  add_audiences(story_, files);
  add_calendar(story_, files);
  for (const auto& language : languages_of(story_))
    files[fmt::format("languages/{}.yaml", language)] = fmt::format("topic: [{}]\n", kMarker);
  std::set<std::string> harms;
  for (const auto& happening : story_.timeline) {
    const auto* posts = std::get_if<Posts>(&happening.what);
    if (posts != nullptr && !posts->harm.empty()) harms.insert(posts->harm);
  }
  for (const auto& harm : harms) files[fmt::format("harms/{}.yaml", harm)] = harm_file(story_, harm, harm, harm);
  const auto& told = story_.narrative;
  if (told.category.empty())
    files[fmt::format("narratives/{}.yaml", told.id)] = told_file(status);
  else
    files[fmt::format("harms/{}.yaml", told.id)] = harm_file(story_, told.id, told.title, told.category);
  return files;
}

std::string Rules::told_file(const std::string& status) const {
  const auto& told = story_.narrative;
  return fmt::format("id: {}\ntitle: {}\nclaim: {}\nstatus: {}\naimed_at_migrants: {}\naffected: {}\n{}{}{}", told.id,
                     quoted(told.title), quoted(told.claim), quoted(status), told.aimed_at_migrants,
                     listed(told.affected), kKept, facts_.empty() ? "" : "facts:\n" + facts_,
                     phrases_of(story_, told.id));
}

Result<std::shared_ptr<const RuleSet>> Rules::compile() const {
  Diagnostics diagnostics;
  if (auto rules = compile_rules(files(status_), diagnostics)) return rules;
  return diagnostics.as_error();
}

}  // namespace sait::story
