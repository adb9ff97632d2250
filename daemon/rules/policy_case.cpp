#include "rules/policy_case.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "rules/decision_space.hpp"
#include "rules/names.hpp"

namespace sait {
namespace {

const std::vector<std::string_view> kCaseStatuses{"false", "misleading", "unverified", "contested",
                                                  "suspect-misidentified"};
const std::vector<std::string_view> kCoverages{"complete", "hole"};

void read_count(const YamlNode& node, std::uint64_t& count, std::int64_t least) {
  if (node.present())
    count = static_cast<std::uint64_t>(node.integer(static_cast<std::int64_t>(count), least, kMostCount));
}

std::string contradiction_of_counts(const PolicyCase& given) {
  if (given.posts && *given.posts < given.authors && given.authors_observable)
    return fmt::format("{} authors make {} posts or more, not {}", given.authors, given.authors, *given.posts);
  return {};
}

}  // namespace

PolicyCase read_policy_case(const YamlNode& node) {
  PolicyCase given;
  read_count(node["authors"], given.authors, 0);
  given.authors_observable = node["authors_observable"].boolean(given.authors_observable);
  if (const auto posts = node["posts"]; posts.present())
    given.posts = static_cast<std::uint64_t>(posts.integer(0, 0, kMostCount));
  read_count(node["communities"], given.communities, 0);
  read_count(node["platforms"], given.platforms, 0);
  read_count(node["media"], given.media, 0);
  read_count(node["official"], given.official, 0);
  read_count(node["elected"], given.elected, 0);
  if (const auto breakout = node["breakout"]; breakout.present())
    given.breakout = static_cast<int>(breakout.integer(1, 1, 6));
  if (const auto z = node["z"]; z.present()) given.z = static_cast<std::uint64_t>(z.integer(0, 0, kMostCount));
  if (const auto trend = node["trend"]; trend.present())
    given.trend = static_cast<Trend>(trend.choice(names_of<Trend>(kTrends), static_cast<std::size_t>(given.trend)));
  read_count(node["questions"], given.questions, 0);
  read_count(node["corrections"], given.corrections, 0);
  if (const auto flag = node["void"]; flag.present()) given.void_open = flag.boolean(true);
  given.complete = node["coverage"].choice(kCoverages, 0) == 0;
  given.aimed_at_migrants = node["aimed_at_migrants"].boolean(false);
  given.harm = node["harm"].boolean(false);
  given.recycled = node["recycled"].boolean(false);
  given.threat_open = node["threat_open"].boolean(false);
  given.event_near = node["event_near"].boolean(false);
  given.status = kCaseStatuses[node["status"].choice(kCaseStatuses, 0)];
  if (const auto ceiling = node["ceiling"]; ceiling.present()) {
    given.ceiling = static_cast<Posture>(
        ceiling.choice(names_of<Posture>(kPostures - 1), static_cast<std::size_t>(Posture::respond_directly)));
  }
  return given;
}

std::optional<PolicyCase> parse_policy_case(std::string_view text, Diagnostics& diagnostics) {
  // As a map with one pair a line: read and judged as a policy's tests are.
  std::string lines;
  while (!text.empty()) {
    auto pair = text.substr(0, text.find(','));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
    if (const auto sign = pair.find('='); sign == std::string_view::npos)
      lines += fmt::format("{}\n", pair);
    else
      lines += fmt::format("{}: {}\n", pair.substr(0, sign), pair.substr(sign + 1));
  }
  Diagnostics own;
  std::optional<PolicyCase> given;
  {
    const YamlDocument document("--policy-case", lines, own);
    if (const auto root = document.root(); root.is_map()) {
      given = read_policy_case(root);
      root.finish();
    } else if (!own.has_errors()) {
      own.add({Diagnostic::Severity::error,
               "--policy-case",
               0,
               0,
               "type",
               "write pairs with commas between them, such as authors=60,breakout=3,trend=growing",
               {}});
    }
  }
  for (const auto& item : own.items()) diagnostics.add(item);
  return own.has_errors() ? std::nullopt : given;
}

std::string to_text(const PolicyCase& given) {
  std::string out;
  const PolicyCase quiet;
  const auto add = [&](std::string_view name, const auto& value) {
    out += fmt::format("{}{}={}", out.empty() ? "" : ", ", name, value);
  };
  const auto count = [&](std::string_view name, std::uint64_t value, std::uint64_t usual) {
    if (value != usual) add(name, value);
  };
  add("authors", given.authors);
  if (!given.authors_observable) add("authors_observable", false);
  if (given.posts) add("posts", *given.posts);
  count("communities", given.communities, quiet.communities);
  count("platforms", given.platforms, quiet.platforms);
  count("media", given.media, quiet.media);
  count("official", given.official, quiet.official);
  count("elected", given.elected, quiet.elected);
  if (given.breakout) add("breakout", *given.breakout);
  if (given.z) add("z", *given.z);
  if (given.trend != quiet.trend) add("trend", to_string(given.trend));
  count("questions", given.questions, quiet.questions);
  count("corrections", given.corrections, quiet.corrections);
  if (given.void_open) add("void", *given.void_open);
  if (!given.complete) add("coverage", "hole");
  if (given.aimed_at_migrants) add("aimed_at_migrants", true);
  if (given.harm) add("harm", true);
  if (given.recycled) add("recycled", true);
  if (given.threat_open) add("threat_open", true);
  if (given.event_near) add("event_near", true);
  if (given.status != quiet.status) add("status", given.status);
  if (given.ceiling) add("ceiling", to_string(*given.ceiling));
  return out;
}

std::optional<std::string> contradiction(const PolicyCase& given, const Policy& policy) {
  if (auto why = contradiction_of_counts(given); !why.empty()) return why;
  const auto is = situation_of(assessment_of(given, policy));
  if (auto why = contradiction(is, policy)) return why;
  const auto bands = policy.bands(given.event_near);
  if (!given.void_open.value_or(false) || given.questions >= bands.void_questions) return std::nullopt;
  return fmt::format("a void needs {} questions (bands.void_questions)", bands.void_questions);
}

Assessment assessment_of(const PolicyCase& given, const Policy& policy) {
  Assessment a;
  const auto bands = policy.bands(given.event_near);
  a.scale.authors = {given.authors_observable ? given.authors : std::min<std::uint64_t>(1, given.authors),
                     given.authors, given.authors};
  a.scale.authors_observable = given.authors_observable;
  a.scale.posts = given.posts_or_authors();
  if (given.z) {
    a.scale.z = static_cast<double>(*given.z);
    a.scale.unusual = bands.unusual_level(*a.scale.z);
  }
  a.scale.level = std::min(bands.scale_level(given.authors), a.scale.unusual);
  a.awareness.communities = given.communities;
  a.awareness.platforms = given.platforms;
  a.awareness.media = given.media;
  a.awareness.official = given.official;
  a.awareness.elected = given.elected;
  a.awareness.corrections = given.corrections;
  a.awareness.breakout = given.breakout.value_or(breakout_of(a.awareness, given.harm));
  a.awareness.level = bands.awareness_level(a.awareness.breakout);
  a.influence.harm = given.harm;
  a.influence.aimed_at_migrants = given.aimed_at_migrants;
  a.influence.questions = given.questions;
  a.influence.void_open = bands.is_void(given.questions, given.answered());
  a.influence.level = bands.influence_level(given.harm, given.questions);
  a.influence.threat_open = given.threat_open;
  if (given.threat_open) a.influence.level = std::max(a.influence.level, Level::high);
  a.coverage.complete = given.complete;
  a.timing.recent = a.scale.posts;
  a.awareness.corrections_recent = given.corrections;
  if (given.recycled) a.timing.recycled = PreviousRun{};
  if (given.event_near) a.timing.events.emplace_back();
  // A silent feed is never a falling conversation.
  a.timing.trend = given.complete || given.trend == Trend::growing ? given.trend : Trend::not_observable;
  return a;
}

int breakout_of(const Awareness& counts, bool harm) {
  if (harm) return 6;
  if (counts.official > 0 || counts.elected > 0) return 5;
  if (counts.media > 0) return 4;
  if (counts.platforms > 1 && counts.communities > 2) return 3;
  return counts.platforms > 1 || counts.communities > 1 ? 2 : 1;
}

}  // namespace sait
