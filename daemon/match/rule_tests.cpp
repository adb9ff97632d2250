#include "match/rule_tests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "match/post_matcher.hpp"

namespace sait {
namespace {

std::vector<std::string_view> views(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

std::string name_of(const std::optional<SpeechAct>& act) { return act ? to_string(*act) : "none"; }

std::string names_of(const std::vector<SpeechAct>& acts) {
  if (acts.empty()) return "nothing";
  std::string names;
  for (const auto act : acts) names += fmt::format("{}{}", names.empty() ? "" : " and ", to_string(act));
  return names;
}

std::string list_of(const auto& terms) {
  std::string out;
  for (const auto& term : terms) out += fmt::format("{}\"{}\"", out.empty() ? "" : ", ", term);
  return out.empty() ? "none" : out;
}

}  // namespace

std::vector<TestResult> run_tests(const std::shared_ptr<const RuleSet>& rules) {
  std::vector<TestResult> results;
  results.reserve(rules->tests.size());
  PostMatcher matcher(rules);
  for (const auto& test : rules->tests) {
    Post post;
    post.text = test.text;
    post.title = test.title;
    post.lang = test.language;
    post.media_alt = views(test.alt);
    post.hashtags = views(test.hashtags);
    post.links = views(test.links);
    if (test.answers) post.reply_to = "test";
    if (test.quotes) post.quote_of = "test";
    if (!test.as_of.empty()) post.created_at = parse_time(test.as_of);
    std::set<std::string> terms;
    auto& result = results.emplace_back();
    result.test = &test;
    const bool on_topic = matcher.on_topic(post, test.author);
    if (on_topic || test.answers || test.quotes) {
      for (const auto& match : matcher.matches(test.language, true)) {
        const auto& pattern = rules->patterns[match.pattern];
        if (pattern.narrative != test.narrative) continue;
        if (result.patterns.empty() || result.patterns.back() != match.pattern)
          result.patterns.push_back(match.pattern);
        if (std::ranges::find(result.acts, match.act) == result.acts.end()) result.acts.push_back(match.act);
        for (const auto* term : matcher.terms(match)) terms.insert(term->words);
      }
    }
    std::string outweighed;  // by the weights of which language
    if (test.act == SpeechAct::claim && (on_topic || test.answers || test.quotes)) {
      for (const auto& match : matcher.outweighed()) {
        const auto& pattern = rules->patterns[match.pattern];
        if (pattern.narrative == test.narrative) outweighed = pattern.weights->language;
      }
    }
    // A claim beside a milder act is still a claim.
    const bool claims = std::ranges::find(result.acts, SpeechAct::claim) != result.acts.end();
    if (!test.act) {
      result.passed = result.acts.empty();
    } else {
      const bool there = std::ranges::find(result.acts, *test.act) != result.acts.end();
      result.passed = there && (*test.act == SpeechAct::claim || !claims);
    }
    result.outweighed = !result.passed && !outweighed.empty();
    if (!result.passed)
      result.why = fmt::format("\"{}\" expects {} of this text and finds {}{}", rules->narratives[test.narrative].id,
                               name_of(test.act), names_of(result.acts),
                               outweighed.empty() ? ""
                                                  : fmt::format("; a claim was outweighed by weights/{}.yaml, "
                                                                "`saitctl rules explain` says how",
                                                                outweighed));
    if (result.passed && test.terms && std::set(test.terms->begin(), test.terms->end()) != terms) {
      result.passed = false;
      result.why = fmt::format("\"{}\" expects the terms {} beside its match{} and finds {}",
                               rules->narratives[test.narrative].id, list_of(*test.terms),
                               test.as_of.empty() ? "" : " on " + test.as_of, list_of(terms));
    }
  }
  return results;
}

}  // namespace sait
