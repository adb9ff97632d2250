#include "rules/anchored_regex.hpp"

#include <algorithm>
#include <bit>
#include <bitset>
#include <cstring>
#include <iterator>
#include <limits>
#include <span>
#include <utility>

#include "text/utf8.hpp"

namespace sait {
namespace {

constexpr auto kNone = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint16_t kNoStep = std::numeric_limits<std::uint16_t>::max();
constexpr std::size_t kMostSteps = 40'000;    // of a program; a branch tells them in 16 bits
constexpr std::size_t kMostFirstBytes = 100;  // of one alternative
constexpr std::uint32_t kMostJoins = 64;
constexpr std::size_t kMostLiterals = 20'000;  // that tell the alternatives of a program apart
constexpr std::size_t kFarthestAhead = 12;     // bytes that tell alternatives apart
constexpr std::size_t kBytes = 256;
static_assert(kMostSteps < kNoStep);

// Behind the character at `at` if the set has it, else `at`.
std::size_t behind_character(const CharacterSet& set, std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x80) return set.has_ascii(byte) ? at + 1 : at;
  const auto size = character_size(text, at);
  return set.has_beyond(code_point(text.substr(at, size))) ? at + size : at;
}

// Whether the text begins with that of the step.
bool begins_with(std::string_view text, const RegexBlock::Step& step) {
  std::uint64_t there = 0, wanted = 0;
  static_assert(sizeof(there) == RegexBlock::kBytes);
  if (text.size() < sizeof(there)) return text.starts_with(std::string_view(step.text.data(), step.size));
  std::memcpy(&there, text.data(), sizeof(there));
  std::memcpy(&wanted, step.text.data(), sizeof(wanted));
  const auto behind = 8 * (sizeof(there) - step.size);
  const auto differs = there ^ wanted;
  return (std::endian::native == std::endian::little ? differs << behind : differs >> behind) == 0;
}

// The bytes that matches of the node begin with.
struct FirstBytes {
  std::bitset<kBytes> bytes;
  bool perhaps_none = false;  // a match may be empty
};

FirstBytes first_bytes(const RegexNode& node) {
  FirstBytes first;
  switch (node.kind) {
    case RegexNode::Kind::text:
      first.bytes.set(static_cast<unsigned char>(node.text.front()));
      break;
    case RegexNode::Kind::set:
      for (std::size_t byte = 0; byte < kBytes; ++byte)
        first.bytes[byte] =
            byte < 0x80 ? node.set.has_ascii(static_cast<unsigned char>(byte)) : !node.set.beyond.empty();
      break;
    case RegexNode::Kind::sequence:
      first.perhaps_none = true;
      for (auto child = node.children.begin(); child != node.children.end() && first.perhaps_none; ++child) {
        const auto next = first_bytes(*child);
        first.bytes |= next.bytes;
        first.perhaps_none = next.perhaps_none;
      }
      break;
    case RegexNode::Kind::choice:
      for (const auto& child : node.children) {
        const auto next = first_bytes(child);
        first.bytes |= next.bytes;
        first.perhaps_none = first.perhaps_none || next.perhaps_none;
      }
      break;
    case RegexNode::Kind::repeat:
      first = first_bytes(node.children.front());
      first.perhaps_none = first.perhaps_none || node.least == 0;
      break;
    case RegexNode::Kind::shared:
      first = first_bytes(node.shared->node);
      break;
  }
  return first;
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
  // `called`: a block that others call, and that calls none.
  explicit RegexProgram(bool called) : called_(called), depth_(called ? 1 : 0) {}

  std::optional<RegexBlock> compile(const RegexNode& tree) {
    add(tree);
    push(step_of(Step::Kind::done));
    if (refused_) return std::nullopt;
    leave_out_jumps();
    block_.steps.shrink_to_fit();
    block_.targets.shrink_to_fit();
    return std::move(block_);
  }

 private:
  using Step = RegexBlock::Step;

  // What leads to a jump leads to where that goes.
  void leave_out_jumps() {
    auto& steps = block_.steps;
    std::vector<std::uint16_t> number;  // by step: how many that are no jumps come before it
    std::uint16_t count = 0;
    for (const auto& step : steps) {
      number.push_back(count);
      if (step.kind != Step::Kind::jump) ++count;
    }
    const auto change = [&](std::uint16_t& step) {
      if (step == kNoStep) return;
      while (steps[step].kind == Step::Kind::jump) step = steps[step].next;
      step = number[step];
    };
    change(block_.first);
    for (auto& target : block_.targets) change(target);
    for (auto& step : steps) {
      if (step.kind == Step::Kind::jump || step.kind == Step::Kind::done) continue;
      change(step.next);
      if (step.kind == Step::Kind::either) change(step.other);
    }
    std::erase_if(steps, [](const Step& step) { return step.kind == Step::Kind::jump; });
  }

  std::uint16_t next() const { return static_cast<std::uint16_t>(block_.steps.size()); }

  // A step that goes on with what is pushed next; of one that leads elsewhere the caller says where.
  std::uint16_t push(Step step) {
    if (block_.steps.size() >= kMostSteps) {
      refused_ = true;
      return 0;
    }
    step.next = static_cast<std::uint16_t>(next() + 1);
    block_.steps.push_back(step);
    return static_cast<std::uint16_t>(next() - 1);
  }

  static Step step_of(Step::Kind kind) {
    Step step;
    step.kind = kind;
    return step;
  }
  // Of a kind that has a number.
  static Step numbered(Step::Kind kind, std::size_t number) {
    auto step = step_of(kind);
    step.other = static_cast<std::uint16_t>(number);
    return step;
  }

  void add(const RegexNode& node) {
    if (refused_) return;
    switch (node.kind) {
      case RegexNode::Kind::text:
        add_text(node.text);
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
      case RegexNode::Kind::shared:
        add_shared(*node.shared);
        break;
    }
  }

  void add_text(std::string_view text) {
    while (!text.empty()) {
      auto step = step_of(Step::Kind::text);
      step.size = static_cast<std::uint8_t>(std::min(text.size(), RegexBlock::kBytes));
      std::ranges::copy(text.substr(0, step.size), step.text.begin());
      push(step);
      text.remove_prefix(step.size);
    }
  }

  void add_set(const CharacterSet& set, std::size_t least, std::size_t most) {
    if (least >= RegexBlock::kNoMost || (most != RegexNode::kNoEnd && most >= RegexBlock::kNoMost)) refused_ = true;
    block_.sets.push_back(shared(set));
    auto step = step_of(Step::Kind::set);
    step.least = static_cast<std::uint16_t>(least);
    step.most = static_cast<std::uint16_t>(std::min<std::size_t>(most, RegexBlock::kNoMost));
    step.set = block_.sets.back().get();
    push(step);
  }

  struct Alternative {
    std::uint16_t body = 0;               // its first step
    std::vector<std::string> beginnings;  // of its matches
  };
  // One of its beginnings, as far as it lies ahead; empty: whatever comes.
  struct Candidate {
    const Alternative* alternative = nullptr;
    std::string_view rest;
    friend bool operator==(const Candidate&, const Candidate&) = default;
  };
  using Candidates = std::vector<Candidate>;  // in the order of the alternatives

  void add_shared(const SharedRegex& shared) {
    if (called_) return add(shared.node);
    if (shared.refused) refused_ = true;
    if (shared.block == nullptr && !shared.refused) {
      auto block = RegexProgram(true).compile(shared.node);
      shared.refused = refused_ = !block;
      if (block) shared.block = std::make_shared<const RegexBlock>(std::move(*block));
    }
    if (refused_) return;
    push(numbered(Step::Kind::call, block_.called.size()));
    block_.called.push_back(shared.block);
    add_join();
  }

  void add_choice(const RegexNode& node) {
    std::vector<const RegexNode*> children;
    list_alternatives(node, children);
    const auto head = push(step_of(Step::Kind::jump));
    ++depth_;
    std::vector<Alternative> alternatives;
    std::vector<std::uint16_t> ends;
    for (const auto* child : children) {
      alternatives.push_back({next(), beginnings_of(*child)});
      add(*child);
      ends.push_back(push(step_of(Step::Kind::jump)));
      if (refused_) return;
    }
    --depth_;
    Candidates all;
    for (const auto& alternative : alternatives) {
      for (const auto& beginning : alternative.beginnings) all.push_back({&alternative, beginning});
    }
    const auto first = tell_apart(all, 0);
    if (refused_) return;
    block_.steps[head].next = first;
    for (const auto end : ends) block_.steps[end].next = next();
    add_join();
  }

  // Where the ways through a choice meet again: behind it one that comes to the same place finds no more than the one
  // before. Only of choices that lie in no other: those are few, and behind them lies the most.
  void add_join() {
    if (depth_ == 0 && block_.joins < kMostJoins) push(numbered(Step::Kind::join, block_.joins++));
  }

  // A choice that is one of the alternatives adds its own.
  static void list_alternatives(const RegexNode& node, std::vector<const RegexNode*>& out) {
    if (node.kind == RegexNode::Kind::choice) {
      for (const auto& child : node.children) list_alternatives(child, out);
    } else if (node.kind == RegexNode::Kind::sequence && node.children.size() == 1) {
      list_alternatives(node.children.front(), out);
    } else {
      out.push_back(&node);
    }
  }

  // As strings, one of which may be empty: then matches may begin with anything.
  std::vector<std::string> beginnings_of(const RegexNode& node) {
    if (node.kind == RegexNode::Kind::shared) return bytes_of(node.shared->first_bytes);
    const auto found = beginnings(node, literals_left_);
    if (!found.unknown() && found.inside.empty()) {
      auto known = found.whole;
      known.insert(known.end(), found.part.begin(), found.part.end());
      return known;
    }
    const auto first = first_bytes(node);
    if (first.perhaps_none || first.bytes.count() > kMostFirstBytes) return {""};
    std::string bytes;
    for (std::size_t byte = 0; byte < kBytes; ++byte) {
      if (first.bytes[byte]) bytes += static_cast<char>(byte);
    }
    return bytes_of(bytes);
  }

  // Each by itself; none: anything.
  static std::vector<std::string> bytes_of(std::string_view bytes) {
    std::vector<std::string> out;
    for (const char byte : bytes) out.emplace_back(1, byte);
    if (out.empty()) out.emplace_back();
    return out;
  }

  // The step that goes on with those of the candidates that the byte `ahead` allows: what the bytes before it have
  // ruled out is not among them.
  std::uint16_t tell_apart(const Candidates& candidates, std::size_t ahead) {
    Candidates others;  // that any byte allows
    std::bitset<kBytes> known;
    for (const auto& candidate : candidates) {
      if (candidate.rest.empty()) {
        others.push_back(candidate);
      } else {
        known.set(static_cast<unsigned char>(candidate.rest.front()));
      }
    }
    if (known.none() || ahead > kFarthestAhead || are_few(candidates)) return add_chain(candidates);
    if (others.empty() && known.count() == 1) return tell_apart(behind(candidates, candidates[0].rest[0]), ahead + 1);
    std::size_t least = 0, most = kBytes - 1;
    while (!known[least]) ++least;
    while (!known[most]) --most;
    const auto step = push(step_of(Step::Kind::branch));
    const auto targets = block_.targets.size();
    const auto otherwise = others.empty() ? kNoStep : add_chain(others);
    if (refused_) return step;
    auto& branch = block_.steps[step];
    branch.size = static_cast<std::uint8_t>(ahead);
    branch.least = static_cast<std::uint16_t>(least);
    branch.most = static_cast<std::uint16_t>(most);
    branch.next = otherwise;
    branch.targets = static_cast<std::uint32_t>(targets);
    block_.targets.resize(targets + most - least + 1, otherwise);
    Candidates before;
    auto target = otherwise;
    for (auto byte = least; byte <= most && !refused_; ++byte) {
      if (!known[byte]) continue;
      auto list = behind(candidates, static_cast<char>(byte));
      if (list != before) target = tell_apart(list, ahead + 1);
      block_.targets[targets + byte - least] = target;
      before = std::move(list);
    }
    return step;
  }

  // What the byte allows, behind it.
  static Candidates behind(const Candidates& candidates, char byte) {
    Candidates out;
    for (const auto& [alternative, rest] : candidates) {
      if (rest.empty() || rest.front() == byte) out.push_back({alternative, rest.substr(rest.empty() ? 0 : 1)});
    }
    return out;
  }

  // As quickly tried as told apart.
  static bool are_few(const Candidates& candidates) {
    const auto* const first = candidates.front().alternative;
    const auto* const last = candidates.back().alternative;
    return std::ranges::all_of(candidates,
                               [&](const auto& one) { return one.alternative == first || one.alternative == last; });
  }

  // One after the other.
  std::uint16_t add_chain(const Candidates& candidates) {
    std::vector<std::uint16_t> bodies;
    for (const auto& candidate : candidates) {
      if (bodies.empty() || bodies.back() != candidate.alternative->body) bodies.push_back(candidate.alternative->body);
    }
    if (bodies.size() == 1) return bodies.front();
    const auto chain = next();
    for (const auto body : std::span(bodies).first(bodies.size() - 1)) {
      const auto either = push(step_of(Step::Kind::either));
      if (refused_) return 0;
      block_.steps[either].next = body;
      block_.steps[either].other = next();
    }
    const auto last = push(step_of(Step::Kind::jump));
    block_.steps[last].next = bodies.back();
    return chain;
  }

  // x{2,4} is xx(x(x)?)?, as RE2 has it; lazy, the way out is tried first.
  void add_repeat(const RegexNode& node) {
    const auto& child = node.children.front();
    if (child.kind == RegexNode::Kind::set && !node.lazy) {
      add_set(child.set, node.least, node.most);
      return;
    }
    ++depth_;
    for (std::size_t i = 0; i < node.least && !refused_; ++i) add(child);
    if (node.most == RegexNode::kNoEnd) {
      if (matches_empty(child)) refused_ = true;
      const auto either = push(step_of(Step::Kind::either));
      add(child);
      const auto back = push(step_of(Step::Kind::jump));
      leave(either, node.lazy);
      if (!refused_) block_.steps[back].next = either;
    } else {
      std::vector<std::uint16_t> eithers;
      for (auto i = node.least; i < node.most && !refused_; ++i) {
        eithers.push_back(push(step_of(Step::Kind::either)));
        add(child);
      }
      for (const auto either : eithers) leave(either, node.lazy);
    }
    --depth_;
    add_join();
  }

  // What follows next is what the choice leads to instead.
  void leave(std::uint16_t either, bool first) {
    if (refused_) return;
    auto& step = block_.steps[either];
    step.other = next();
    if (first) std::swap(step.next, step.other);
  }

  RegexBlock block_;
  bool called_;
  std::size_t depth_;  // of choices and repetitions around what is added
  std::size_t literals_left_ = kMostLiterals;
  bool refused_ = false;
};

std::optional<AnchoredRegex> AnchoredRegex::compile(const RegexNode& tree) {
  auto block = RegexProgram(false).compile(tree);
  if (!block) return std::nullopt;
  AnchoredRegex regex;
  regex.main_ = std::move(*block);
  return regex;
}

AnchoredRegex::Outcome AnchoredRegex::match(std::string_view text, std::size_t from, std::size_t& end,
                                            Scratch& scratch) const {
  using Step = RegexBlock::Step;
  auto& choices = scratch.choices_;
  choices.clear();
  const auto* block = &main_;
  std::uint32_t now = main_.first, back = kNone;
  std::size_t at = from;
  auto& left = scratch.left_;
  while (left > 0) {
    --left;
    const auto& step = block->steps[now];
    bool goes_on = true;
    switch (step.kind) {
      case Step::Kind::done:
        if (back != kNone) {
          block = &main_;
          now = main_.steps[std::exchange(back, kNone)].next;
          break;
        }
        end = at;
        ++scratch.round_;  // what was tried has not failed
        return Outcome::yes;
      case Step::Kind::jump:
        now = step.next;
        break;
      case Step::Kind::call:
        block = main_.called[step.other].get();
        back = now;
        now = block->first;
        break;
      case Step::Kind::join:
        goes_on = !scratch.was_tried(step.other, at, text.size() + 1);
        now = step.next;
        break;
      case Step::Kind::either: {
        const auto& preferred = block->steps[step.next];
        const bool may = preferred.kind != Step::Kind::text || (at < text.size() && text[at] == preferred.text[0]);
        if (may) choices.push_back({step.other, static_cast<std::uint32_t>(at), kNone, back});
        now = may ? step.next : step.other;
        break;
      }
      case Step::Kind::branch: {
        now = step.next;
        if (text.size() - at > step.size) {
          const auto byte = static_cast<unsigned char>(text[at + step.size]);
          if (byte >= step.least && byte <= step.most) now = block->targets[step.targets + byte - step.least];
        }
        goes_on = now != kNoStep;
        break;
      }
      case Step::Kind::text:
        goes_on = begins_with(text.substr(at), step);
        at += step.size;
        now = step.next;
        break;
      case Step::Kind::set: {
        const auto& set = *step.set;
        const auto began = at;
        auto least = at;
        std::uint32_t count = 0;
        for (; (count < step.most || step.most == RegexBlock::kNoMost) && at < text.size(); ++count) {
          const auto behind = behind_character(set, text, at);
          if (behind == at) break;
          at = behind;
          if (count + 1 == step.least) least = at;
        }
        left -= std::min(left, (at - began) / 16);  // a long run costs more than a step
        goes_on = count >= step.least;
        now = step.next;
        if (goes_on && at > least)
          choices.push_back({now, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(least), back});
        break;
      }
    }
    if (goes_on) continue;
    // Back to the last choice. A repetition gives one character back, and more where what follows begins otherwise.
    while (true) {
      if (choices.empty()) return Outcome::no;
      auto& choice = choices.back();
      now = choice.step;
      back = choice.back;
      block = back == kNone ? &main_ : main_.called[main_.steps[back].other].get();
      if (choice.least == kNone) {
        at = choice.at;
        choices.pop_back();
        break;
      }
      const auto& following = block->steps[now];
      const char* const wanted = following.kind == Step::Kind::text ? following.text.data() : nullptr;
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
