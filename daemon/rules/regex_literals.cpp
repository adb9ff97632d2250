// What of a regular expression can be told from its tree: the literals of its matches.
#include <algorithm>
#include <functional>
#include <iterator>
#include <tuple>
#include <utility>

#include "rules/regex_tree.hpp"
#include "text/known_words.hpp"
#include "text/utf8.hpp"

namespace sait {
namespace {

constexpr std::size_t kMostBeginnings = 128;
constexpr std::size_t kMostLooked = 20'000;  // literals, for one answer
// Of beginnings that are followed far: so many bytes are enough to tell them apart, and of one sequence so many are
// few.
constexpr std::size_t kFarEnough = 8, kFewFar = 100;
constexpr std::size_t kMostOfSet = 10;  // characters of a set that are told one by one: digits

std::size_t bytes_of_words(std::string_view literal) {
  return literal.size() - static_cast<std::size_t>(std::ranges::count(literal, ' '));
}

bool is_long(std::string_view literal) { return bytes_of_words(literal) >= kMinLiteralBytes; }

bool is_sign(std::uint32_t character) {
  if (character < 0x80) return !(character >= 'a' && character <= 'z') && !(character >= 'A' && character <= 'Z');
  return (character >= 0xa2 && character <= 0xa5) || (character >= 0x20a0 && character <= 0x20cf);  // of currencies
}

std::ptrdiff_t characters(std::string_view literal) {
  return std::ranges::count_if(literal, [](char c) { return c != ' ' && !continues_character(c); });
}

// Whether few enough words begin so: two characters, or one that is a digit, a sign, or a word of its script.
bool is_short_part(std::string_view literal) {
  if (characters(literal) != 1 || is_long(literal)) return characters(literal) > 0;
  const auto first = literal.find_first_not_of(' ');
  return is_sign(code_point(literal.substr(first, character_size(literal, first))));
}

// What leads only says where to try, so the one letter of a word is enough as well.
bool may_lead(std::string_view literal) {
  return is_short_part(literal) || (characters(literal) == 1 && literal.ends_with(' '));
}

bool is_any_letters(const RegexNode& node) {
  return node.kind == RegexNode::Kind::repeat && node.children.front().kind == RegexNode::Kind::set &&
         !node.children.front().set.has_ascii(' ');
}

void put_in_order(std::vector<std::string>& literals) {
  if (!std::ranges::is_sorted(literals)) std::ranges::sort(literals);
  literals.erase(std::ranges::unique(literals).begin(), literals.end());
}

void append(std::vector<std::string> more, std::vector<std::string>& literals) {
  if (literals.empty()) return literals.swap(more);
  literals.insert(literals.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// What is known of a sequence whose beginnings are these once the next of its parts is read.
RegexBeginnings extended(RegexBeginnings all, const RegexBeginnings& next, Reach reach) {
  const auto all_count = all.whole.size() + all.part.size();
  const auto next_count = next.whole.size() + next.part.size();
  RegexBeginnings longer;
  longer.part = std::move(all.part);
  longer.inside = std::move(all.inside);
  append(next.inside, longer.inside);
  put_in_order(longer.inside);
  const auto several = [](const auto& literals) { return literals.size() > 1; };
  const bool choice = several(next.whole) || several(next.part) || (!next.whole.empty() && !next.part.empty());
  // Beyond a choice only as far as a word needs: fewer are to be looked for.
  const auto brief = static_cast<std::size_t>(std::ranges::count_if(all.whole, std::not_fn(is_long)));
  const bool many = choice && brief > 1 && brief * next_count > kMostBeginnings;
  const bool few = reach == Reach::far && all.whole.size() * next_count <= kFewFar;
  const auto is_enough = [&](const std::string& first) {
    if (!is_long(first)) return many;
    return few ? first.size() >= kFarEnough : choice || all_count > 1;
  };
  for (const auto& first : all.whole) {
    if (is_enough(first)) {
      longer.part.push_back(first);
      continue;
    }
    for (const auto& literal : next.whole) longer.whole.push_back(first + literal);
    for (const auto& literal : next.part) longer.part.push_back(first + literal);
  }
  put_in_order(longer.whole);
  put_in_order(longer.part);
  return longer;
}

RegexBeginnings beginnings_of(const RegexNode& node, Reach reach, std::size_t& allowed);

RegexBeginnings beginnings_of_sequence(const std::vector<RegexNode>& children, Reach reach, std::size_t& allowed) {
  RegexBeginnings all{{""}, {}, {}};
  for (std::size_t i = 0; i < children.size() && !all.whole.empty(); ++i) {
    // Whether nothing of the first word has been read yet.
    const bool before_word = all.whole.size() == 1 && all.part.empty() && all.inside.empty() &&
                             bytes_of_words(all.whole.front()) == 0 && all.whole.front().size() <= 1;
    if (before_word && is_any_letters(children[i]) && i + 1 < children.size() &&
        children[i + 1].kind == RegexNode::Kind::text && is_long(children[i + 1].text))
      return {{}, {}, {children[i + 1].text}};
    auto next = beginnings_of(children[i], reach, allowed);
    if (next.unknown() || (!next.inside.empty() && !before_word)) {
      append(std::exchange(all.whole, {}), all.part);
      put_in_order(all.part);
      break;
    }
    all = i == 0 ? std::move(next) : extended(std::move(all), next, reach);
  }
  return all;
}

// Where looking far would be too much, as far as a word.
RegexBeginnings beginnings_within(const RegexNode& node, Reach reach) {
  std::size_t allowed = kMostLooked;
  auto found = beginnings_of(node, reach, allowed);
  if (!found.unknown() || reach == Reach::word) return found;
  allowed = kMostLooked;
  return beginnings_of(node, Reach::word, allowed);
}

// Both whole and part, without what begins as another does.
std::vector<std::string> all_of(RegexBeginnings found) {
  auto all = std::move(found.whole);
  append(std::move(found.part), all);
  put_in_order(all);
  std::vector<std::string> out;
  for (auto& literal : all) {
    if (out.empty() || !literal.starts_with(out.back())) out.push_back(std::move(literal));
  }
  return out;
}

std::size_t shortest(const RequiredPart& part) { return std::ranges::min(part, {}, &std::string::size).size(); }

// Whether every match ends in a space, or is nothing while a space stands in front.
bool ends_in_space(const RegexNode& node, bool in_front) {
  switch (node.kind) {
    case RegexNode::Kind::text:
      return node.text.ends_with(' ');
    case RegexNode::Kind::set:
      return false;
    case RegexNode::Kind::sequence:
      for (const auto& child : node.children) in_front = ends_in_space(child, in_front);
      return in_front;
    case RegexNode::Kind::choice:
      return std::ranges::all_of(node.children, [&](const auto& child) { return ends_in_space(child, in_front); });
    case RegexNode::Kind::repeat:
      return (in_front || node.least > 0) && ends_in_space(node.children.front(), in_front);
    case RegexNode::Kind::shared:
      return node.shared->ends_in_space[in_front ? 1 : 0];
  }
  return false;
}

// What matches begin with, where a space stands in front of them; nothing if some begin with too little to sort texts.
std::vector<RequiredPart> first_part(const RegexNode& node, Reach reach) {
  std::size_t allowed = kMostLooked;
  const auto found = beginnings_of(node, reach, allowed);
  const auto literals = all_of(found);
  if (literals.empty() || !found.inside.empty() || !std::ranges::all_of(literals, is_short_part)) return {};
  RequiredPart part;
  for (const auto& literal : literals) part.push_back((literal.starts_with(' ') ? "" : " ") + literal);
  return {part};
}

struct PartsAsked {
  const KnownWords* common;
  Reach reach;  // far: of the choices that lie in no other, or what lies deep would be read again and again
};

// `in_front`: a space stands in front of every match, and makes its literals rarer.
void add_parts(const RegexNode& node, bool in_front, PartsAsked asked, std::vector<RequiredPart>& parts) {
  switch (node.kind) {
    case RegexNode::Kind::text: {
      const std::string_view space = in_front && !node.text.starts_with(' ') ? " " : "";
      auto literal = std::string(space) + node.text;
      // A word of two letters only as a whole word: "tb", not what begins so.
      const bool whole = literal.starts_with(' ') && literal.ends_with(' ') && is_short_part(literal);
      if (whole || is_long(literal)) parts.push_back({std::move(literal)});
      break;
    }
    case RegexNode::Kind::set:
      break;
    case RegexNode::Kind::sequence:
      for (const auto& child : node.children) {
        add_parts(child, in_front, asked, parts);
        in_front = ends_in_space(child, in_front);
      }
      break;
    case RegexNode::Kind::choice: {
      RequiredPart literals;
      bool long_one = false;
      for (const auto& child : node.children) {
        std::vector<RequiredPart> own;
        add_parts(child, in_front, {asked.common, Reach::word}, own);
        if (in_front && asked.reach == Reach::far && child.kind != RegexNode::Kind::text) {
          auto first = first_part(child, Reach::far);
          std::ranges::move(first, std::back_inserter(own));
        }
        if (in_front && own.empty()) own = first_part(child, Reach::word);
        if (own.empty()) return;
        // Beside longer words a short one is one more to look for; alone it would be in too many texts.
        long_one = long_one || std::ranges::any_of(own, sorts_texts);
        // Of several that are all required the one that fewest texts have.
        const auto& rarest = *std::ranges::max_element(own, [&](const RequiredPart& a, const RequiredPart& b) {
          return std::tuple(!has_everyday_word(a, asked.common), shortest(a), b.size()) <
                 std::tuple(!has_everyday_word(b, asked.common), shortest(b), a.size());
        });
        append(rarest, literals);
      }
      if (!long_one) return;
      put_in_order(literals);
      parts.push_back(std::move(literals));
      break;
    }
    case RegexNode::Kind::repeat:
      if (node.least > 0) add_parts(node.children.front(), in_front, asked, parts);
      break;
    case RegexNode::Kind::shared: {
      const auto& own = node.shared->parts[in_front ? 1 : 0];
      parts.insert(parts.end(), own.begin(), own.end());
      break;
    }
  }
}

RegexBeginnings found_in(const RegexNode& node, Reach reach, std::size_t& allowed) {
  switch (node.kind) {
    case RegexNode::Kind::text:
      return {{node.text}, {}, {}};
    case RegexNode::Kind::set: {
      RegexBeginnings all;
      for (unsigned char c = 0; c < 0x80; ++c) {
        if (node.set.has_ascii(c)) all.whole.emplace_back(1, static_cast<char>(c));
      }
      if (all.whole.size() > kMostOfSet || !node.set.beyond.empty()) return {};
      return all;
    }
    case RegexNode::Kind::choice: {
      RegexBeginnings all;
      for (const auto& child : node.children) {
        auto own = beginnings_of(child, reach, allowed);
        if (own.unknown()) return {};
        append(std::move(own.whole), all.whole);
        append(std::move(own.part), all.part);
        append(std::move(own.inside), all.inside);
      }
      for (auto* literals : {&all.whole, &all.part, &all.inside}) put_in_order(*literals);
      return all;
    }
    case RegexNode::Kind::sequence:
      return beginnings_of_sequence(node.children, reach, allowed);
    case RegexNode::Kind::repeat: {
      auto once = beginnings_of(node.children.front(), reach, allowed);
      if (once.unknown() || !once.inside.empty()) return {};
      if (node.most != 1) append(std::exchange(once.whole, {}), once.part);
      if (node.least == 0) once.whole.emplace_back();  // perhaps
      put_in_order(once.whole);
      put_in_order(once.part);
      return once;
    }
    case RegexNode::Kind::shared:
      return reach == Reach::far ? node.shared->far : node.shared->beginnings;
  }
  return {};
}

// Literals are counted wherever they are handed on: groups within groups would otherwise be read again and again.
RegexBeginnings beginnings_of(const RegexNode& node, Reach reach, std::size_t& allowed) {
  if (allowed == 0) return {};
  auto found = found_in(node, reach, allowed);
  allowed -= std::min(allowed, 1 + found.whole.size() + found.part.size() + found.inside.size());
  if (allowed == 0) return {};
  return found;
}

}  // namespace

RegexBeginnings beginnings(const RegexNode& node, std::size_t& allowed) {
  return beginnings_of(node, Reach::word, allowed);
}

bool has_everyday_word(const RequiredPart& part, const KnownWords* common) {
  return common != nullptr && std::ranges::any_of(part, [&](std::string_view literal) {
           while (literal.starts_with(' ')) literal.remove_prefix(1);
           while (literal.ends_with(' ')) literal.remove_suffix(1);
           return common->lists(literal);
         });
}

bool sorts_texts(const RequiredPart& part) {
  return std::ranges::any_of(part, is_long) && std::ranges::all_of(part, is_short_part);
}

std::vector<RequiredPart> required_parts(const RegexNode& node, const KnownWords* common, Reach reach) {
  constexpr std::size_t kMostParts = 6;  // more would not rule out more
  std::vector<RequiredPart> parts;
  add_parts(node, false, {common, reach}, parts);
  std::ranges::stable_sort(parts, std::ranges::greater(), shortest);
  if (parts.size() > kMostParts) parts.resize(kMostParts);
  return parts;
}

RequiredPart leading_literals(const RegexNode& node, Reach reach) {
  const auto found = beginnings_within(node, reach);
  auto literals = all_of(found);
  if (!std::ranges::all_of(literals, may_lead)) return {};
  // What begins with a space begins a match; what is inside may begin with none, or would be taken for that.
  const auto begins = [](const auto& literal) { return literal.starts_with(' '); };
  if (std::ranges::any_of(found.inside, begins)) return {};
  if (!found.inside.empty() && !std::ranges::all_of(literals, begins)) return {};
  append(found.inside, literals);
  return literals;
}

std::shared_ptr<const SharedRegex> SharedGroups::get(std::string_view name,
                                                     const std::function<std::string()>& written) {
  if (const auto known = groups_.find(name); known != groups_.end()) return known->second;
  auto& group = groups_[std::string(name)];
  auto text = std::make_shared<const std::string>(written());
  auto tree = parse_regex(*text);
  if (!tree) return group;
  auto shared = std::make_shared<SharedRegex>();
  shared->text = std::move(text);
  shared->node = std::move(*tree);
  shared->longest = longest_match(shared->node);
  shared->empty = matches_empty(shared->node);
  shared->beginnings = beginnings_within(shared->node, Reach::word);
  shared->far = beginnings_within(shared->node, Reach::far);
  const auto first = all_of(shared->beginnings);
  if (shared->beginnings.inside.empty() && !first.empty() && !first.front().empty()) {
    for (const auto& literal : first) {
      if (!shared->first_bytes.ends_with(literal.front())) shared->first_bytes += literal.front();
    }
  }
  for (const bool in_front : {false, true}) {
    add_parts(shared->node, in_front, {common_, Reach::far}, shared->parts[in_front ? 1 : 0]);
    shared->ends_in_space[in_front ? 1 : 0] = ends_in_space(shared->node, in_front);
  }
  group = std::move(shared);
  return group;
}

}  // namespace sait
