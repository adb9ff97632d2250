#include "rules/regex_tree.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "rules/shared_text.hpp"
#include "text/utf8.hpp"

namespace sait {
namespace {

constexpr std::uint32_t kLastCodePoint = 0x10FFFF;
constexpr std::size_t kLongest = 100'000;  // characters: beyond it a bound is none

using Ranges = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

CharacterSet set_of(Ranges ranges, bool negated) {
  std::ranges::sort(ranges);
  Ranges merged;
  for (const auto& [first, last] : ranges) {
    if (!merged.empty() && first <= merged.back().second + 1) {
      merged.back().second = std::max(merged.back().second, last);
    } else {
      merged.emplace_back(first, last);
    }
  }
  if (negated) {
    Ranges others;
    std::uint32_t next = 0;
    for (const auto& [first, last] : merged) {
      if (first > next) others.emplace_back(next, first - 1);
      next = last + 1;
    }
    if (next <= kLastCodePoint) others.emplace_back(next, kLastCodePoint);
    merged = std::move(others);
  }
  CharacterSet set;
  for (const auto& [first, last] : merged) {
    for (auto c = first; c <= std::min<std::uint32_t>(last, 127); ++c)
      set.ascii[c >> 6U] |= std::uint64_t{1} << (c & 63U);
    if (last > 127) set.beyond.emplace_back(std::max<std::uint32_t>(first, 128), last);
  }
  return set;
}

// \d, \w, \s as RE2 has them: ASCII.
std::optional<Ranges> named_class(char name) {
  switch (name) {
    case 'd':
      return Ranges{{'0', '9'}};
    case 'w':
      return Ranges{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
    case 's':
      return Ranges{{'\t', '\n'}, {'\f', '\r'}, {' ', ' '}};
    default:
      return std::nullopt;
  }
}

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// Recursive descent. Whatever is not of the plain part sets `unknown_`, which ends it.
class RegexParser {
 public:
  RegexParser(std::string_view pattern, std::span<const std::shared_ptr<const SharedRegex>> shared)
      : rest_(pattern), shared_(shared) {}

  std::optional<RegexNode> parse() {
    auto node = alternatives();
    if (unknown_ || !rest_.empty()) return std::nullopt;
    return node;
  }

 private:
  static constexpr int kDeepest = 100;

  RegexNode alternatives() {
    auto first = sequence();
    if (unknown_ || !rest_.starts_with('|')) return first;
    RegexNode choice;
    choice.kind = RegexNode::Kind::choice;
    choice.children.push_back(std::move(first));
    while (!unknown_ && take('|')) choice.children.push_back(sequence());
    return choice;
  }

  RegexNode sequence() {
    RegexNode node;
    while (!unknown_ && !rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
      auto item = repeated(piece());
      const bool text = item.kind == RegexNode::Kind::text;
      if (text && !node.children.empty() && node.children.back().kind == RegexNode::Kind::text) {
        node.children.back().text += item.text;
      } else {
        node.children.push_back(std::move(item));
      }
    }
    return node;
  }

  RegexNode piece() {
    if (!shared_.empty() && take(kSharedMark)) return shared_group();
    if (take('(')) {
      if (take('?') && !take(':')) return stop();
      if (++depth_ > kDeepest) return stop();
      auto inner = alternatives();
      --depth_;
      return take(')') ? inner : stop();
    }
    if (take('[')) return character_class();
    if (take('.')) return set_node({{'\n', '\n'}}, true);
    if (take('\\')) return escape();
    switch (rest_.front()) {
      case '^':
      case '$':
      case '*':
      case '+':
      case '?':
      case '{':
        return stop();
      default:
        return text_node(take_character());
    }
  }

  RegexNode shared_group() {
    RegexNode node;
    node.kind = RegexNode::Kind::shared;
    node.shared = shared_.front();
    shared_ = shared_.subspan(1);
    return node;
  }

  RegexNode escape() {
    if (rest_.empty()) return stop();
    const char c = rest_.front();
    if (!is_letter_or_digit(c)) return text_node(take_character());
    rest_.remove_prefix(1);
    if (auto ranges = named_class(static_cast<char>(c | 0x20))) return set_node(std::move(*ranges), c < 'a');
    return stop();
  }

  RegexNode character_class() {
    const bool negated = take('^');
    Ranges ranges;
    for (bool first = true; !unknown_ && (first || !rest_.starts_with(']')); first = false) {
      if (rest_.empty() || rest_.starts_with("[:")) return stop();
      if (rest_.starts_with('\\') && rest_.size() > 1 && is_letter_or_digit(rest_[1])) {
        const auto named = named_class(rest_[1]);
        if (!named) return stop();
        rest_.remove_prefix(2);
        if (rest_.starts_with('-') && !rest_.starts_with("-]")) return stop();
        ranges.insert(ranges.end(), named->begin(), named->end());
        continue;
      }
      const auto low = class_character();
      auto high = low;
      if (rest_.starts_with('-') && !rest_.starts_with("-]")) {
        rest_.remove_prefix(1);
        if (rest_.empty() || (rest_.starts_with('\\') && rest_.size() > 1 && is_letter_or_digit(rest_[1])))
          return stop();
        high = class_character();
      }
      if (low > high) return stop();
      ranges.emplace_back(low, high);
    }
    return take(']') ? set_node(std::move(ranges), negated) : stop();
  }

  std::uint32_t class_character() {
    (void)take('\\');
    if (rest_.empty()) {
      unknown_ = true;
      return 0;
    }
    return code_point(take_character());
  }

  RegexNode repeated(RegexNode node) {
    std::size_t least = 1, most = 1;
    if (take('?')) {
      least = 0;
    } else if (take('*')) {
      least = 0, most = RegexNode::kNoEnd;
    } else if (take('+')) {
      most = RegexNode::kNoEnd;
    } else if (take('{')) {
      const auto end = rest_.find('}');
      if (end == std::string_view::npos || !bounds(rest_.substr(0, end), least, most)) return stop();
      rest_.remove_prefix(end + 1);
    } else {
      return node;
    }
    const bool lazy = take('?');
    if (unknown_ || (!rest_.empty() && std::string_view("?*+{").find(rest_.front()) != std::string_view::npos))
      return stop();
    RegexNode repeat;
    repeat.lazy = lazy;
    repeat.kind = RegexNode::Kind::repeat;
    repeat.least = least;
    repeat.most = most;
    repeat.children.push_back(std::move(node));
    return repeat;
  }

  // "3", "3,", "3,5"
  static bool bounds(std::string_view text, std::size_t& least, std::size_t& most) {
    const auto comma = text.find(',');
    const auto number = [](std::string_view digits, std::size_t& value) {
      const auto [behind, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
      return error == std::errc() && behind == digits.data() + digits.size();
    };
    if (!number(text.substr(0, comma), least)) return false;
    most = least;
    if (comma == std::string_view::npos) return true;
    if (comma + 1 == text.size()) {
      most = RegexNode::kNoEnd;
      return true;
    }
    return number(text.substr(comma + 1), most) && least <= most;
  }

  static RegexNode text_node(std::string_view text) {
    RegexNode node;
    node.kind = RegexNode::Kind::text;
    node.text = text;
    return node;
  }

  static RegexNode set_node(Ranges ranges, bool negated) {
    RegexNode node;
    node.kind = RegexNode::Kind::set;
    node.set = set_of(std::move(ranges), negated);
    return node;
  }

  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string_view take_character() {
    const auto size = character_size(rest_, 0);
    const auto character = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return character;
  }

  RegexNode stop() {
    unknown_ = true;
    return {};
  }

  std::string_view rest_;
  std::span<const std::shared_ptr<const SharedRegex>> shared_;  // that come next
  int depth_ = 0;
  bool unknown_ = false;
};

}  // namespace

bool CharacterSet::has_beyond(std::uint32_t code_point) const {
  return std::ranges::any_of(
      beyond, [&](const auto& range) { return range.first <= code_point && code_point <= range.second; });
}

std::optional<RegexNode> parse_regex(std::string_view pattern,
                                     std::span<const std::shared_ptr<const SharedRegex>> shared) {
  return RegexParser(pattern, shared).parse();
}

std::optional<std::size_t> longest_match(const RegexNode& node) {
  std::size_t longest = 0;
  switch (node.kind) {
    case RegexNode::Kind::text:
      return static_cast<std::size_t>(std::ranges::count_if(node.text, [](char c) { return !continues_character(c); }));
    case RegexNode::Kind::set:
      return 1;
    case RegexNode::Kind::choice:
    case RegexNode::Kind::sequence:
      for (const auto& child : node.children) {
        const auto own = longest_match(child);
        if (!own) return std::nullopt;
        longest = node.kind == RegexNode::Kind::choice ? std::max(longest, *own) : longest + *own;
      }
      break;
    case RegexNode::Kind::repeat: {
      const auto once = longest_match(node.children.front());
      if (!once || node.most > kLongest) return std::nullopt;
      longest = *once * node.most;
      break;
    }
    case RegexNode::Kind::shared:
      return node.shared->longest;
  }
  if (longest > kLongest) return std::nullopt;
  return longest;
}

bool matches_empty(const RegexNode& node) {
  switch (node.kind) {
    case RegexNode::Kind::choice:
      return std::ranges::any_of(node.children, matches_empty);
    case RegexNode::Kind::sequence:
      return std::ranges::all_of(node.children, matches_empty);
    case RegexNode::Kind::repeat:
      return node.least == 0 || matches_empty(node.children.front());
    case RegexNode::Kind::shared:
      return node.shared->empty;
    default:
      return false;
  }
}

}  // namespace sait
