#include "rules/anchored_regex.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "text/utf8.hpp"

namespace sait {
namespace {

constexpr auto kNone = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kMostSteps = 20'000;  // of a program

// Behind the character at `at` if the set has it, else `at`.
std::size_t behind_character(const CharacterSet& set, std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x80) return set.has_ascii(byte) ? at + 1 : at;
  const auto size = character_size(text, at);
  return set.has_beyond(code_point(text.substr(at, size))) ? at + size : at;
}

// The one equal set that all expressions compiled by this thread share, as long as one of them has it: a pack is
// compiled by one thread.
std::shared_ptr<const CharacterSet> shared(const CharacterSet& set) {
  constexpr std::size_t kMostShared = 64;  // sets; what is rarer than that is not in the cache anyway
  static thread_local std::vector<std::weak_ptr<const CharacterSet>> known;
  std::erase_if(known, [](const auto& one) { return one.expired(); });
  for (const auto& one : known) {
    if (auto there = one.lock(); there && *there == set) return there;
  }
  auto fresh = std::make_shared<const CharacterSet>(set);
  if (known.size() < kMostShared) known.push_back(fresh);
  return fresh;
}

}  // namespace

// Tree -> steps.
class RegexProgram {
 public:
  std::optional<AnchoredRegex> compile(const RegexNode& tree) {
    add(tree);
    push({});
    if (refused_) return std::nullopt;
    regex_.steps_.shrink_to_fit();
    regex_.text_.shrink_to_fit();
    return std::move(regex_);
  }

 private:
  using Step = AnchoredRegex::Step;

  std::uint32_t next() const { return static_cast<std::uint32_t>(regex_.steps_.size()); }

  std::uint32_t push(Step step) {
    if (regex_.steps_.size() >= kMostSteps) {
      refused_ = true;
      return 0;
    }
    regex_.steps_.push_back(step);
    return next() - 1;
  }

  void add(const RegexNode& node) {
    if (refused_) return;
    switch (node.kind) {
      case RegexNode::Kind::text:
        push({Step::Kind::text, static_cast<std::uint32_t>(regex_.text_.size()),
              static_cast<std::uint32_t>(node.text.size())});
        regex_.text_ += node.text;
        break;
      case RegexNode::Kind::set:
        add_set(node.set, 1, 1);
        break;
      case RegexNode::Kind::sequence:
        for (const auto& child : node.children) add(child);
        break;
      case RegexNode::Kind::choice:
        add_choice(node);
        break;
      case RegexNode::Kind::repeat:
        add_repeat(node);
        break;
    }
  }

  void add_set(const CharacterSet& set, std::uint32_t least, std::uint32_t most) {
    regex_.sets_.push_back(shared(set));
    push({Step::Kind::set, 0, least, most, regex_.sets_.back().get()});
  }

  void add_choice(const RegexNode& node) {
    std::vector<std::uint32_t> ends;
    for (std::size_t i = 0; i < node.children.size() && !refused_; ++i) {
      if (i + 1 == node.children.size()) {
        add(node.children[i]);
        break;
      }
      const auto either = push({Step::Kind::either, next() + 1});
      add(node.children[i]);
      ends.push_back(push({Step::Kind::jump}));
      if (!refused_) regex_.steps_[either].second = next();
    }
    for (const auto end : ends) regex_.steps_[end].first = next();
  }

  // x{2,4} is xx(x(x)?)?, as RE2 has it; lazy, the way out is tried first.
  void add_repeat(const RegexNode& node) {
    const auto& child = node.children.front();
    const auto bounded = [](std::size_t count) {
      return static_cast<std::uint32_t>(std::min<std::size_t>(count, kNone));
    };
    if (child.kind == RegexNode::Kind::set && !node.lazy) {
      add_set(child.set, bounded(node.least), bounded(node.most));
      return;
    }
    for (std::size_t i = 0; i < node.least && !refused_; ++i) add(child);
    if (node.most == RegexNode::kNoEnd) {
      if (matches_empty(child)) refused_ = true;
      const auto either = push({Step::Kind::either, next() + 1});
      add(child);
      push({Step::Kind::jump, either});
      leave(either, node.lazy);
      return;
    }
    std::vector<std::uint32_t> eithers;
    for (auto i = node.least; i < node.most && !refused_; ++i) {
      eithers.push_back(push({Step::Kind::either, next() + 1}));
      add(child);
    }
    for (const auto either : eithers) leave(either, node.lazy);
  }

  // What follows next is what the choice leads to instead.
  void leave(std::uint32_t either, bool first) {
    if (refused_) return;
    auto& step = regex_.steps_[either];
    step.second = next();
    if (first) std::swap(step.first, step.second);
  }

  AnchoredRegex regex_;
  bool refused_ = false;
};

std::optional<AnchoredRegex> AnchoredRegex::compile(const RegexNode& tree) { return RegexProgram().compile(tree); }

AnchoredRegex::Outcome AnchoredRegex::match(std::string_view text, std::size_t from, std::size_t& end,
                                            Scratch& scratch) const {
  auto& choices = scratch.choices_;
  choices.clear();
  std::uint32_t now = 0;
  std::size_t at = from;
  auto& left = scratch.left_;
  while (left > 0) {
    --left;
    const auto& step = steps_[now];
    bool goes_on = true;
    switch (step.kind) {
      case Step::Kind::done:
        end = at;
        return Outcome::yes;
      case Step::Kind::jump:
        now = step.first;
        break;
      case Step::Kind::either: {
        const auto& preferred = steps_[step.first];
        const bool may = preferred.kind != Step::Kind::text || (at < text.size() && text[at] == text_[preferred.first]);
        if (may) choices.push_back({step.second, static_cast<std::uint32_t>(at), kNone});
        now = may ? step.first : step.second;
        break;
      }
      case Step::Kind::text:
        goes_on = text.size() - at >= step.second &&
                  std::memcmp(text.data() + at, text_.data() + step.first, step.second) == 0;
        at += step.second;
        ++now;
        break;
      case Step::Kind::set: {
        const auto& set = *step.set;
        const auto began = at;
        auto least = at;
        std::uint32_t count = 0;
        for (; count < step.most && at < text.size(); ++count) {
          const auto behind = behind_character(set, text, at);
          if (behind == at) break;
          at = behind;
          if (count + 1 == step.second) least = at;
        }
        left -= std::min(left, (at - began) / 16);  // a long run costs more than a step
        goes_on = count >= step.second;
        ++now;
        if (goes_on && at > least)
          choices.push_back({now, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(least)});
        break;
      }
    }
    if (goes_on) continue;
    // Back to the last choice. A repetition gives one character back, and more where what follows begins otherwise.
    while (true) {
      if (choices.empty()) return Outcome::no;
      auto& choice = choices.back();
      now = choice.step;
      if (choice.least == kNone) {
        at = choice.at;
        choices.pop_back();
        break;
      }
      const auto& following = steps_[now];
      const char* const wanted = following.kind == Step::Kind::text ? text_.data() + following.first : nullptr;
      at = choice.at;
      bool found = false;
      while (at > choice.least && !found) {
        do {
          --at;
        } while (continues_character(text[at]));
        found = wanted == nullptr || text[at] == *wanted;
      }
      left -= std::min(left, (choice.at - at) / 16);
      choice.at = static_cast<std::uint32_t>(at);
      if (at == choice.least) choices.pop_back();
      if (found) break;
    }
  }
  return Outcome::unknown;
}

}  // namespace sait
