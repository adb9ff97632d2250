#include "rules/condition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "rules/limits.hpp"
#include "rules/phrase.hpp"

namespace sait {
namespace {

constexpr int kMostNested = 8;

// Occurrences that a group takes from its neighbours: so many at least, and so many in all groups together. Far more
// than anybody writes; they bound what a post costs in which every word is a match.
constexpr std::size_t kLeastJoined = 16;
constexpr std::size_t kMostJoined = 1U << 16U;

std::pair<Field, std::uint32_t> sentence_of(const Occurrence& occurrence) {
  return {occurrence.field, occurrence.sentence};
}

}  // namespace

const char* to_string(Field field) {
  constexpr std::array<const char*, kFields> kNames{"text", "title", "alt"};
  return kNames[static_cast<std::size_t>(field)];
}

AuthorClass author_class_of(Tier tier) {
  switch (tier) {
    case Tier::official:
      return AuthorClass::official;
    case Tier::media:
      return AuthorClass::media;
    case Tier::listed:
      return AuthorClass::listed;
    case Tier::elected:
      return AuthorClass::elected;
    case Tier::people:
      break;
  }
  return AuthorClass::other;
}

std::span<const Occurrence> Scope::of(std::span<const Occurrence> occurrences) const {
  if (!field) return occurrences;
  const auto there = sentence ? std::ranges::equal_range(occurrences, std::pair(*field, *sentence), {}, sentence_of)
                              : std::ranges::equal_range(occurrences, *field, {}, &Occurrence::field);
  return {there.begin(), there.end()};
}

void Findings::clear() {
  occurrences_.clear();
  ends_.clear();
}

void Findings::add(const Occurrence& occurrence) {
  occurrences_.push_back(occurrence);
  ends_.push_back(static_cast<std::uint32_t>(occurrences_.size()));
}

void Findings::add_group(std::span<const Occurrence> group) {
  occurrences_.insert(occurrences_.end(), group.begin(), group.end());
  ends_.push_back(static_cast<std::uint32_t>(occurrences_.size()));
}

std::span<const Occurrence> Findings::group(std::size_t index) const {
  const auto begin = index == 0 ? 0 : ends_[index - 1];
  return std::span(occurrences_).subspan(begin, ends_[index] - begin);
}

void Findings::append(const Findings& others) {
  for (std::size_t i = 0; i < others.size(); ++i) add_group(others.group(i));
}

void Findings::join(const Findings& others, bool judged) {
  if (others.size() == 0) return;
  if (size() == 0) return append(others);
  auto sorted = others.occurrences_;
  if (!std::ranges::is_sorted(sorted, {}, sentence_of)) std::ranges::stable_sort(sorted, {}, sentence_of);
  const auto most = std::max(kLeastJoined, kMostJoined / size());
  Findings joined;
  for (std::size_t i = 0; i < size(); ++i) {
    const auto own = group(i);
    const auto there = std::ranges::equal_range(sorted, sentence_of(own.front()), {}, sentence_of);
    auto beside = std::span<const Occurrence>(there.begin(), there.end());
    if (beside.empty()) beside = judged ? std::span<const Occurrence>(sorted) : others.group(0);
    beside = beside.first(std::min(beside.size(), most));
    joined.occurrences_.insert(joined.occurrences_.end(), own.begin(), own.end());
    joined.add_group(beside);
  }
  *this = std::move(joined);
}

void Findings::keep_beside(const Findings& others) {
  std::vector<std::pair<Field, std::uint32_t>> sentences(others.occurrences_.size());
  std::ranges::transform(others.occurrences_, sentences.begin(), sentence_of);
  std::ranges::sort(sentences);
  const auto beside = [&](std::span<const Occurrence> group) {
    return std::ranges::binary_search(sentences, sentence_of(group.front()));
  };
  for (std::size_t i = 0; i < size(); ++i) {
    if (beside(group(i))) return filter(beside);
  }
}

std::vector<Reason> nearest_of(std::vector<std::vector<Reason>> ways) {
  if (ways.empty()) return {};
  return std::move(*std::ranges::min_element(ways, {}, [](const std::vector<Reason>& way) {
    const auto fails = [](const Reason& reason) { return !reason.holds && !reason.outer; };
    const auto failed = std::ranges::count_if(way, fails);
    const auto stopped =
        std::ranges::count_if(way, [&](const Reason& reason) { return fails(reason) && !reason.unwanted.empty(); });
    return std::pair(failed - stopped, failed);
  }));
}

bool Condition::wakes(std::vector<std::uint32_t>&) const { return false; }

void Condition::needs(std::vector<std::vector<std::uint32_t>>& lists) const {
  std::vector<std::uint32_t> one_of;
  if (wakes(one_of)) lists.push_back(std::move(one_of));
}

void Condition::explain(PostView& view, const Scope& scope, std::vector<Reason>& reasons) const {
  Findings found;
  reasons.push_back({.holds = holds(view, scope, found), .what = text()});
}

void Condition::comparisons(std::vector<const Comparison*>&) const {}

void Condition::phrases(std::vector<std::uint32_t>&) const {}

void WrittenPhrases::begin_file() {
  ++file_;
  in_file_ = 0;
}

bool WrittenPhrases::full() const { return in_file_ > limits::kPhrasesAFile; }

std::optional<std::uint32_t> WrittenPhrases::add(const std::string& language, const std::string& text,
                                                 const YamlNode& node) {
  if (full()) return std::nullopt;
  ++in_file_;
  if (full()) {
    node.error("too-many", fmt::format("more than {} phrases in one file; at most that many are taken: use lexicons, "
                                       "or make narratives of their own",
                                       limits::kPhrasesAFile));
    return std::nullopt;
  }
  if (text.size() > limits::kPhraseBytes && !text.starts_with(kRegexPrefix)) {  // which has a limit of its own
    const auto bars = static_cast<std::size_t>(std::ranges::count(text, '|'));
    if (bars > kMaxAlternatives) {
      node.error("alternatives", fmt::format("about {} alternatives; at most {} are allowed", bars, kMaxAlternatives));
    } else {
      node.error("too-long", fmt::format("{} bytes; a phrase of at most {} is taken: use lexicons, or make several "
                                         "entries of it",
                                         text.size(), limits::kPhraseBytes));
    }
    return std::nullopt;
  }
  const auto [place, is_new] = numbers.emplace(std::pair(language, text), static_cast<std::uint32_t>(items.size()));
  if (is_new) items.push_back({language, text, node, file_});
  return place->second;
}

std::unique_ptr<Condition> ConditionReader::read(const YamlNode& node) {
  if (node.is_scalar()) return phrase(node);
  if (!node.is_map()) {
    node.error("condition", "a condition is a phrase in quotes, or a map such as {all: [\"...\", \"...\"]}");
    return nullptr;
  }
  if (depth_ >= kMostNested) {
    node.error("depth",
               fmt::format("conditions lie more than {} deep in each other; write several entries", kMostNested));
    return nullptr;
  }
  ++depth_;
  std::vector<std::unique_ptr<Condition>> parts;
  bool wrong = false;
  for (const auto& type : all_conditions()) {
    const auto value = node[type.name];
    if (!value.present()) continue;
    if (value.is_list() && value.items().empty()) {  // it would find nothing, and nobody would know
      value.error("condition", "this list is empty; write what is asked for, or remove it");
      wrong = true;
      continue;
    }
    auto part = type.read(value, *this);
    if (part) {
      parts.push_back(std::move(part));
    } else {
      wrong = true;
    }
  }
  --depth_;
  node.finish();
  if (wrong) return nullptr;
  if (parts.empty()) {
    node.error("condition", "this asks for nothing; write a phrase, or all, any, near ...");
    return nullptr;
  }
  return parts.size() == 1 && !parts.front()->judges_neighbours() ? std::move(parts.front())
                                                                  : make_all_of(std::move(parts));
}

std::vector<std::unique_ptr<Condition>> ConditionReader::read_list(const YamlNode& node) {
  std::vector<std::unique_ptr<Condition>> parts;
  if (!node.is_list()) {
    if (auto part = read(node)) parts.push_back(std::move(part));
    return parts;
  }
  const auto items = node.items();
  if (items.empty()) node.error("condition", "this list is empty");
  for (const auto& item : items) {
    if (!item.present()) {
      item.error("empty-phrase", "this item is empty");
    } else if (auto part = read(item)) {
      parts.push_back(std::move(part));
    }
  }
  return parts;
}

}  // namespace sait
