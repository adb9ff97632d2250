#include "workbench/profile.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace sait {
namespace {

// Each pattern once: matches are sorted by it.
void patterns_of(const std::vector<Match>& matches, std::vector<std::size_t>& patterns) {
  patterns.clear();
  for (const auto& match : matches) {
    if (patterns.empty() || patterns.back() != match.pattern) patterns.push_back(match.pattern);
  }
}

void take_least(double& best, double value) { best = std::min(best, value); }

}  // namespace

bool SeenPosts::is_new(const Post& post) {
  if (post.deleted) return false;
  key_.assign(post.platform).append(1, '\0').append(post.id);
  return seen_.insert(std::hash<std::string>{}(key_)).second;
}

PatternCounts::PatternCounts(const std::shared_ptr<const RuleSet>& rules)
    : matcher_(rules), found_(rules->patterns.size(), 0) {}

void PatternCounts::look(const Post& post) {
  if (!seen_.is_new(post)) return;
  ++posts_;
  if (!matcher_.on_topic(post)) return;
  std::vector<std::size_t> patterns;
  patterns_of(matcher_.matches(matcher_.language({})), patterns);
  for (const auto pattern : patterns) ++found_[pattern];
}

std::vector<std::size_t> PatternCounts::common() const {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < found_.size(); ++i) {
    if (static_cast<double>(found_[i]) > kCommon * static_cast<double>(posts_)) out.push_back(i);
  }
  return out;
}

std::vector<std::size_t> Profile::by_cost() const {
  std::vector<std::size_t> order(by_pattern.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater(), [&](std::size_t i) { return by_pattern[i].nanoseconds; });
  return order;
}

// One field of a post, folded and scanned a second time: the matcher shows neither.
struct Profiler::Parts {
  explicit Parts(const RuleSet& rules) : folder(&rules.known) {}
  Folder folder;
  struct {
    FoldedText folded;
    Prefilter::Scan scan;
  } fields[kFields];
};

Profiler::Profiler(std::shared_ptr<const RuleSet> rules, Clock clock, std::int64_t overhead)
    : rules_(std::move(rules)),
      clock_(std::move(clock)),
      overhead_(overhead),
      daemons_(rules_),
      own_(rules_),
      parts_(std::make_unique<Parts>(*rules_)),
      phrase_at_(rules_->phrases.size(), 0),
      woken_at_(rules_->patterns.size(), 0),
      looked_at_(rules_->patterns.size(), 0) {
  pass_.by_pattern.resize(rules_->patterns.size());
}
Profiler::~Profiler() = default;

// Since the last call, without the clock's own share.
double Profiler::lap() {
  const auto now = clock_();
  const auto since = now - std::exchange(last_, now) - overhead_;
  return static_cast<double>(std::max<std::int64_t>(since, 0));
}

void Profiler::look(const Post& post) {
  if (!seen_.is_new(post)) return;
  ++number_;
  ++pass_.posts;
  last_ = clock_();
  const bool on_topic = daemons_.on_topic(post);
  static const std::vector<Match> kNone;
  const auto& matches = on_topic ? daemons_.matches(daemons_.language({})) : kNone;
  pass_.path_nanoseconds += lap();
  pass_.on_topic += on_topic ? 1 : 0;
  count(matches);
  look_from_outside(post, on_topic);
}

void Profiler::count(const std::vector<Match>& matches) {
  patterns_of(matches, found_);
  for (const auto index : found_) {
    auto& own = pass_.by_pattern[index];
    const auto& pattern = rules_->patterns[index];
    if (own.found++ == 0) {
      std::ranges::copy_if(found_, std::back_inserter(own.always_with), [&](std::size_t other) {
        const auto& beside = rules_->patterns[other];
        return other != index && beside.narrative == pattern.narrative && beside.language == pattern.language;
      });
    } else {
      std::erase_if(own.always_with, [&](std::size_t other) { return !std::ranges::binary_search(found_, other); });
    }
  }
}

void Profiler::look_from_outside(const Post& post, bool on_topic) {
  own_.read(post);
  (void)lap();
  for (std::size_t i = 0; i < kFields; ++i)
    parts_->folder.fold(own_.original(static_cast<Field>(i)), parts_->fields[i].folded);
  pass_.folding += lap();
  for (auto& field : parts_->fields) rules_->prefilter.scan(field.folded.plain(), field.folded.ascii, field.scan);
  pass_.prefilter += lap();
  for (std::size_t i = 0; i < kFields; ++i) {
    if (!rules_->prefilter.woken(parts_->fields[i].scan).empty()) (void)own_.sentences(static_cast<Field>(i));
  }
  pass_.sentences += lap();
  to_look_at_.clear();
  for (auto& field : parts_->fields) look_for_phrases(rules_->prefilter.woken(field.scan), on_topic);
  look_at_patterns();
  if (!on_topic) return;
  (void)lap();
  (void)own_.matches(own_.language({}));
  pass_.judging += lap();
}

void Profiler::look_for_phrases(std::span<const std::uint32_t> phrases, bool on_topic) {
  for (const auto phrase : phrases) {
    if (std::exchange(phrase_at_[phrase], number_) == number_) continue;
    // A phrase is looked for once, for all patterns that it wakes and that may hold: each pays its part.
    asking_.clear();
    (void)lap();
    const auto may_find = [&](auto pattern) { return own_.may_find(pattern); };
    std::ranges::copy_if(rules_->woken_by[phrase], std::back_inserter(asking_), may_find);
    // Those of posts in which a pattern claims, too: few, and a hint costs the least there.
    if (on_topic) std::ranges::copy_if(rules_->hinted_by[phrase], std::back_inserter(asking_), may_find);
    if (asking_.empty()) continue;
    const bool there = !own_.view().occurrences(phrase).empty();
    const auto each = lap() / static_cast<double>(asking_.size());
    for (const auto pattern : asking_) {
      auto& own = pass_.by_pattern[pattern];
      own.nanoseconds += each;
      if (std::exchange(woken_at_[pattern], number_) != number_) ++own.woken;
      if (there && std::exchange(looked_at_[pattern], number_) != number_) to_look_at_.push_back(pattern);
    }
  }
}

void Profiler::look_at_patterns() {
  for (const auto pattern : to_look_at_) {
    (void)lap();
    (void)own_.finds(pattern);
    pass_.by_pattern[pattern].nanoseconds += lap();
  }
}

bool Profiler::end_pass() {
  for (const auto& pattern : pass_.by_pattern) pass_.patterns += pattern.nanoseconds;
  const bool same = passes_ == 0 || (pass_.posts == best_.posts && pass_.on_topic == best_.on_topic);
  if (passes_++ == 0) {
    best_ = pass_;
  } else {
    for (const auto part : {&Profile::path_nanoseconds, &Profile::folding, &Profile::prefilter, &Profile::sentences,
                            &Profile::patterns, &Profile::judging})
      take_least(best_.*part, pass_.*part);
    for (std::size_t i = 0; i < best_.by_pattern.size(); ++i)
      take_least(best_.by_pattern[i].nanoseconds, pass_.by_pattern[i].nanoseconds);
  }
  seen_.clear();
  pass_ = {};
  pass_.by_pattern.resize(rules_->patterns.size());
  return same;
}

}  // namespace sait
