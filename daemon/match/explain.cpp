#include "match/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <variant>

#include "rules/comparison.hpp"
#include "rules/regex.hpp"
#include "text/disguised.hpp"
#include "text/utf8.hpp"

namespace sait {
namespace {

std::string without_spaces_around(std::string_view words) {
  while (words.starts_with(' ')) words.remove_prefix(1);
  while (words.ends_with(' ')) words.remove_suffix(1);
  return std::string(words);
}

// The words that a regular expression finds in a sentence; empty if none.
std::string find(const std::string& body, std::string_view sentence) {
  const RE2 regex(" (?:" + body + ")", regex_options());
  re2::StringPiece whole;
  if (!regex.ok() || !regex.Match({sentence.data(), sentence.size()}, 0, sentence.size(), RE2::UNANCHORED, &whole, 1))
    return {};
  return without_spaces_around({whole.data(), whole.size()});
}

// How far a phrase gets in one sentence.
PhraseReport report_in(const Phrase& phrase, const PhraseNode& tree, const SlotWords& slots,
                       std::string_view sentence) {
  PhraseReport report;
  report.phrase = phrase.source;
  const bool written = phrase.form.written;
  double wanted = 0, there = 0;
  std::string missing;
  for (const auto& part : tree.children) {
    if (part.kind == PhraseNode::Kind::gap) continue;
    auto required = part;
    required.optional = false;
    auto words = find(emit_regex(required, slots, written), sentence);
    if (!part.optional) {
      ++wanted;
      if (!words.empty()) ++there;
      if (words.empty() && missing.empty()) missing = part.source;
    }
    report.parts.push_back({part.source, std::move(words), part.optional});
  }
  report.nearness = wanted == 0 ? 0 : there / (wanted + 1);
  if (!missing.empty()) {
    report.failed = fmt::format("\"{}\" is not in the sentence", missing);
    return report;
  }
  // All is there: in another order, or too far apart. The longest beginning that is found ends before what failed.
  std::string body;
  std::string_view gap, before;
  for (const auto& part : tree.children) {
    body += emit_regex(part, slots, written);
    if (part.kind == PhraseNode::Kind::gap) {
      gap = part.source;
      continue;
    }
    if (find(body, sentence).empty()) {
      report.failed = before.empty()
                          ? fmt::format("\"{}\" is not found as it stands", part.source)
                          : fmt::format("\"{}\" does not follow \"{}\" {}", part.source, before,
                                        gap.empty() ? std::string("directly") : fmt::format("within the gap {}", gap));
      return report;
    }
    before = part.source;
    gap = {};
  }
  report.nearness = 1;
  return report;
}

// How far a regular expression gets in one sentence: its longest beginning that finds something.
PhraseReport regex_report_in(const Phrase& phrase, std::string_view body, std::string_view sentence) {
  constexpr std::size_t kMostTries = 256;
  PhraseReport report;
  report.phrase = phrase.source;
  report.failed = "no beginning of the regular expression is found";
  const auto step = std::max<std::size_t>(1, body.size() / kMostTries);
  for (auto size = body.size() - 1; size > 0; size -= std::min(size, step)) {
    const std::string beginning(body.substr(0, size));
    if (regex_problem(beginning) || regex_matches_empty(beginning)) continue;
    auto words = find(beginning, sentence);
    if (words.empty()) continue;
    report.nearness = static_cast<double>(size) / static_cast<double>(body.size() + 1);
    report.failed = fmt::format("\"{}\" does not follow", body.substr(size));
    report.parts.push_back({beginning, std::move(words), false});
    return report;
  }
  return report;
}

PhraseReport report(const RuleSet& rules, PostMatcher& matcher, std::uint32_t index) {
  const auto& phrase = rules.phrases[index];
  PhraseReport best;
  best.phrase = phrase.source;
  if (!matcher.view().occurrences(index).empty()) {
    best.nearness = 1;
    return best;
  }
  const auto words = rules.words.find(phrase.language);
  if (words == rules.words.end()) return best;
  std::string_view regex;
  if (phrase.source.starts_with(kRegexPrefix)) {
    regex = std::string_view(phrase.source).substr(kRegexPrefix.size());
    regex.remove_prefix(std::min(regex.find_first_not_of(' '), regex.size()));
  }
  const auto parsed =
      regex.empty() ? parse_phrase(phrase.source, &words->second) : std::variant<PhraseNode, PhraseProblem>();
  const auto* tree = std::get_if<PhraseNode>(&parsed);
  if (tree == nullptr) return best;
  best.failed = "nothing of it is in the post";
  for (const auto field : {Field::text, Field::title, Field::alt}) {
    const auto& folded = matcher.folded(field);
    if (folded.words.empty()) continue;
    for (const auto& sentence : matcher.sentences(field)) {
      const auto said = phrase.form.written ? folded.text_words(sentence) : folded.plain_words(sentence);
      auto here =
          regex.empty() ? report_in(phrase, *tree, words->second.slots, said) : regex_report_in(phrase, regex, said);
      if (here.nearness > best.nearness) best = std::move(here);
    }
  }
  return best;
}

// The first comparison that no value fits, with the values that were read; empty if each has one that does.
std::string failed_comparison(const Condition& condition, const std::vector<std::uint32_t>& phrases, PostView& view) {
  std::vector<const Comparison*> comparisons;
  condition.comparisons(comparisons);
  for (const auto* comparison : comparisons) {
    std::string read;
    bool holds = false;
    for (const auto phrase : phrases) {
      for (const auto& occurrence : view.occurrences(phrase)) {
        const auto value = view.slot(occurrence, comparison->slot);
        if (!value) continue;
        holds = holds || comparison->holds(*value);
        read += fmt::format("{}{}", read.empty() ? "" : " and ", to_text(*value));
      }
    }
    if (!holds)
      return fmt::format("{}: does not hold; <{}> {}", comparison->written, comparison->slot,
                         read.empty() ? "is not there" : "is " + read);
  }
  return {};
}

// Behind the words that were cut out of one tag, of which `first` is the first; behind `first` where it is none.
std::uint32_t end_of_tag(const FoldedText& folded, std::string_view original, std::uint32_t first) {
  auto last = first + 1;
  const auto& words = folded.words;
  if (words[first].begin == 0 || original[words[first].begin - 1] != '#') return last;
  const auto joined = [&](std::uint32_t word) {
    const auto begin = words[word - 1].end, end = words[word].begin;
    return begin <= end && original.substr(begin, end - begin).find_first_not_of('_') == std::string_view::npos;
  };
  while (last < words.size() && joined(last)) ++last;
  return last;
}

// What must not be there and is: `what`, where it was found.
void add_unwanted(PatternReport& report, const PostMatcher& matcher, std::string_view of, const std::string& what,
                  std::span<const Occurrence> at) {
  report.failed = fmt::format("{}: {} must not be there, and is", of, what);
  for (const auto& occurrence : at) {
    const auto span = matcher.span_of(occurrence);
    report.failed += fmt::format("{} \"{}\" ({})", report.unwanted.empty() ? ":" : " and",
                                 repair_utf8(matcher.words_at(span)), to_text(span));
    report.unwanted.push_back(span);
  }
}

// Whether the narrative's own `none` is what stops the pattern; if so, it is named.
bool is_silenced(const Pattern& pattern, PostMatcher& matcher, PatternReport& report) {
  Findings found;
  if (!pattern.condition->holds(matcher.view(), {}, found)) return false;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto& main = found.group(i).front();
    for (const auto& unless : *pattern.unless) {
      Findings unwanted;
      if (!unless->holds(matcher.view(), {main.field, main.sentence}, unwanted)) continue;
      add_unwanted(report, matcher, "the narrative's `none`, in that sentence", unless->text(),
                   unwanted.size() > 0 ? unwanted.group(0) : std::span<const Occurrence>());
      return true;
    }
  }
  return false;
}

// Whether a `none` is all that stops a pattern's conditions; if so, it is named.
bool is_stopped(const PostMatcher& matcher, PatternReport& report) {
  const Reason* stops = nullptr;
  for (const auto& reason : report.conditions) {
    if (reason.holds || reason.outer) continue;
    if (reason.unwanted.empty()) return false;
    if (stops == nullptr) stops = &reason;
  }
  if (stops == nullptr) return false;
  add_unwanted(report, matcher, "`none`", stops->unwanted, stops->at);
  return true;
}

// Why what is only hinted at, and weighs enough, is left out.
std::string not_told(const RuleSet& rules, PostMatcher& matcher, const Match& match) {
  const auto& pattern = rules.patterns[match.pattern];
  const auto& weights = *pattern.weights;
  const auto nearest = matcher.nearest(match);
  if (!nearest.narrative) return "only hinted at: its words weigh enough, and tell of no narrative";
  const auto of_nearest = std::ranges::find_if(rules.patterns, [&](const Pattern& other) {
    return other.weights == pattern.weights && other.weighed_as == *nearest.narrative;
  });
  const auto id = of_nearest == rules.patterns.end() ? std::string("one that is not in these rules")
                                                     : rules.narratives[of_nearest->narrative].id;
  if (nearest.lead < weights.apart)
    return fmt::format(
        "only hinted at: its words weigh enough, and do not tell which narrative it is: most of {}, {:.2f} "
        "ahead, and {:.2f} are asked for (`apart` of weights/{}.yaml)",
        id, nearest.lead, weights.apart, weights.language);
  if (*nearest.narrative != pattern.weighed_as) return fmt::format("only hinted at: its words are those of {}", id);
  return "only hinted at: its words weigh enough, and its title or its text speaks against a claim";
}

// Why what a pattern found as a claim is left out: what weighs most against it, a longer feature before its parts.
std::string outweighed_by(const RuleSet& rules, PostMatcher& matcher, const Match& match) {
  constexpr std::size_t kShown = 4;
  const auto& weights = *rules.patterns[match.pattern].weights;
  if (rules.patterns[match.pattern].hint && matcher.weigh(match) >= *weights.hinted)
    return not_told(rules, matcher, match);
  std::map<std::string, std::int32_t, std::less<>> against;
  matcher.each_feature(match, [&](std::string_view feature) {
    const auto weight = weights.find(ClaimWeights::key(feature));
    if (weight && *weight < 0) against.emplace(feature, *weight);
  });
  std::vector<std::pair<std::int32_t, std::string_view>> most;
  for (const auto& [feature, thousandths] : against) most.emplace_back(thousandths, feature);
  std::ranges::sort(most);
  if (most.size() > kShown) most.resize(kShown);
  std::string words;
  for (const auto& [thousandths, feature] : most)
    words += fmt::format("{}\"{}\" ({:.2f})", words.empty() ? "; most against it: " : ", ", feature,
                         static_cast<double>(thousandths) / 1000);
  if (rules.patterns[match.pattern].hint)
    return fmt::format("only hinted at: its words weigh {:.2f}, and hints ask for at least {:.2f} (weights/{}.yaml){}",
                       matcher.weigh(match), *weights.hinted, weights.language, words);
  return fmt::format(
      "found as a claim, and outweighed: its words weigh {:.2f}, those of a claim at least {:.2f} "
      "(weights/{}.yaml){}",
      matcher.weigh(match), weights.least, weights.language, words);
}

// The share of a phrase's literals that are in the post: cheap, and enough to choose what is worth a report.
double promise(const Phrase& phrase, std::string_view plain) {
  if (phrase.parts.empty()) return 0;
  double there = 0;
  for (const auto& part : phrase.parts)
    there += std::ranges::any_of(
                 *part, [&](const std::string& literal) { return plain.find(literal) != std::string_view::npos; })
                 ? 1
                 : 0;
  return there / static_cast<double>(phrase.parts.size());
}

}  // namespace

std::string to_text(const Span& span) {
  if (span.field != Field::alt) return fmt::format("{} {}-{}", to_string(span.field), span.begin, span.end);
  return fmt::format("alt of media {} {}-{}", span.media + 1, span.begin, span.end);
}

std::vector<Reading> readings(const PostMatcher& matcher) {
  std::vector<Reading> out;
  const auto& folded = matcher.folded();
  const auto original = matcher.original(Field::text);
  const auto written = [&](std::uint32_t begin, std::uint32_t end) {
    return std::string(original.substr(begin, end - begin));
  };
  for (std::uint32_t i = 0; i < folded.words.size();) {
    const auto& word = folded.words[i];
    const auto last = end_of_tag(folded, original, i);
    if (last > i + 1) {
      out.push_back(
          {written(word.begin - 1, folded.words[last - 1].end), without_spaces_around(folded.plain_words({i, last}))});
    } else if (folded.word(i) != kLinkWord) {
      // Folded by itself, without any word of the rules, it would be something else: it was disguised.
      auto as_is = written(word.begin, word.end);
      const auto read = folded.plain_word(i);
      if (without_spaces_around(fold_words(as_is)) != read || is_disguised(as_is, read))
        out.push_back({std::move(as_is), std::string(read)});
    }
    i = last;
  }
  return out;
}

std::vector<PatternReport> nearest_patterns(const RuleSet& rules, PostMatcher& matcher, std::string_view language,
                                            std::size_t most, std::string_view narrative) {
  constexpr std::size_t kCandidates = 50;
  std::set<std::size_t> matched;
  for (const auto& match : matcher.matches(std::string(language), true)) matched.insert(match.pattern);
  std::vector<PatternReport> reports;
  // Hints of all narratives are mostly found together, and fail alike: one speaks for all, that of the narrative which
  // the words tell, else the first.
  const Match* hint = nullptr;
  for (const auto& match : matcher.outweighed()) {
    const auto& pattern = rules.patterns[match.pattern];
    if (!narrative.empty() || !pattern.hint) continue;
    if (hint == nullptr || matcher.nearest(match).narrative == pattern.weighed_as) hint = &match;
  }
  for (const auto& match : matcher.outweighed()) {
    const auto& pattern = rules.patterns[match.pattern];
    if (!narrative.empty() && rules.narratives[pattern.narrative].id != narrative) continue;
    if (hint != nullptr && pattern.hint && &match != hint) continue;
    if (!matched.insert(match.pattern).second) continue;
    PatternReport one;
    one.pattern = match.pattern;
    one.failed = outweighed_by(rules, matcher, match);
    one.nearness = 1;
    reports.push_back(std::move(one));
  }
  std::string plain;
  for (const auto field : {Field::text, Field::title, Field::alt}) plain += matcher.folded(field).plain();
  std::vector<std::pair<double, std::size_t>> candidates;
  for (std::size_t i = 0; i < rules.patterns.size(); ++i) {
    const auto& pattern = rules.patterns[i];
    if (matched.contains(i) || (language != "und" && pattern.language != language)) continue;
    if (hint != nullptr && pattern.hint) continue;
    if (!narrative.empty() && rules.narratives[pattern.narrative].id != narrative) continue;
    std::vector<std::uint32_t> phrases;
    pattern.condition->phrases(phrases);
    double sum = 0;
    for (const auto phrase : phrases) sum += promise(rules.phrases[phrase], plain);
    if (sum > 0) candidates.emplace_back(sum / static_cast<double>(phrases.size()), i);
  }
  std::ranges::stable_sort(candidates, std::ranges::greater(), &std::pair<double, std::size_t>::first);
  if (candidates.size() > kCandidates) candidates.resize(kCandidates);
  for (const auto& [promised, index] : candidates) {
    const auto& pattern = rules.patterns[index];
    PatternReport one;
    one.pattern = index;
    std::vector<std::uint32_t> phrases;
    pattern.condition->phrases(phrases);
    double sum = 0;
    for (const auto phrase : phrases) {
      one.phrases.push_back(report(rules, matcher, phrase));
      sum += one.phrases.back().nearness;
      if (one.failed.empty()) one.failed = one.phrases.back().failed;
    }
    one.nearness = sum / static_cast<double>(phrases.size());
    if (one.nearness == 0) continue;
    pattern.condition->explain(matcher.view(), {}, one.conditions);
    if (is_silenced(pattern, matcher, one) || is_stopped(matcher, one)) {
      reports.push_back(std::move(one));
      continue;
    }
    if (one.failed.empty()) one.failed = failed_comparison(*pattern.condition, phrases, matcher.view());
    if (one.failed.empty()) {
      const auto fails = [](const Reason& reason) { return !reason.holds; };
      auto reason = std::ranges::find_if(one.conditions, [&](const Reason& r) { return fails(r) && !r.outer; });
      if (reason == one.conditions.end()) reason = std::ranges::find_if(one.conditions, fails);
      one.failed = reason == one.conditions.end() && pattern.hint
                       ? "a hint, which counts only as a claim, where no phrase says more, with weights that say what "
                         "hints ask for, and in the post's own language"
                   : reason == one.conditions.end() ? "it is not tried in this language"
                                                    : fmt::format("{}: does not hold", reason->what);
    }
    reports.push_back(std::move(one));
  }
  std::ranges::stable_sort(reports, std::ranges::greater(), &PatternReport::nearness);
  if (reports.size() > most) reports.resize(most);
  return reports;
}

}  // namespace sait
