#include "rules/prefilter.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace sait {
namespace {

template <typename Item>
using Lists = std::vector<std::vector<Item>>;

template <typename Item>
void compress(const Lists<Item>& lists, std::vector<std::uint32_t>& begin, std::vector<Item>& items) {
  begin.assign(1, 0);
  items.clear();
  for (const auto& list : lists) {
    items.insert(items.end(), list.begin(), list.end());
    begin.push_back(static_cast<std::uint32_t>(items.size()));
  }
}

std::string_view bare(std::string_view literal) {
  while (literal.starts_with(' ')) literal.remove_prefix(1);
  while (literal.ends_with(' ')) literal.remove_suffix(1);
  return literal;
}

// How seldom a part is expected to stand in a text; the more, the better it wakes. Words of everyday language come
// last, then what many phrases share, then short literals.
auto rarity(const RequiredPart& part, std::size_t shared, const KnownWords& common) {
  bool everyday = false;
  std::size_t shortest = bare(part.front()).size();
  for (const auto& literal : part) {
    everyday = everyday || common.lists(bare(literal));
    shortest = std::min(shortest, bare(literal).size());
  }
  return std::tuple(everyday ? 0 : 1, -static_cast<std::int64_t>(shared), shortest);
}

}  // namespace

Prefilter::Prefilter(std::span<const std::string> topic, std::span<const Input> phrases, const KnownWords& common) {
  std::vector<std::string> literals(topic.begin(), topic.end());
  topic_literals_ = literals.size();
  std::map<RequiredPart, std::uint32_t> part_numbers;
  std::map<std::string, std::uint32_t> literal_numbers;
  std::vector<const RequiredPart*> parts;
  std::vector<std::size_t> shared;
  Lists<std::uint32_t> by_literal(literals.size()), by_phrase;
  for (const auto& phrase : phrases) {
    auto& own = by_phrase.emplace_back();
    for (const auto& part : phrase.parts) {
      const auto [place, is_new] = part_numbers.emplace(part, static_cast<std::uint32_t>(parts.size()));
      if (is_new) {
        parts.push_back(&place->first);
        shared.push_back(0);
        for (const auto& literal : part) {
          const auto [number, fresh] = literal_numbers.emplace(literal, static_cast<std::uint32_t>(literals.size()));
          if (fresh) {
            literals.push_back(literal);
            by_literal.emplace_back();
          }
          by_literal[number->second].push_back(place->second);
        }
      }
      ++shared[place->second];
      own.push_back(place->second);
    }
  }
  Lists<Wake> wakes(parts.size());
  for (std::uint32_t i = 0; i < by_phrase.size(); ++i) {
    auto& own = by_phrase[i];
    lead_.push_back(own.empty() ? 0 : own.front());
    longest_.push_back(static_cast<std::uint32_t>(phrases[i].longest));
    std::ranges::stable_sort(own, std::ranges::greater(),
                             [&](std::uint32_t part) { return rarity(*parts[part], shared[part], common); });
    if (phrases[i].wakes && !own.empty()) wakes[own.front()].push_back({i, own.size() > 1 ? own[1] : own.front()});
  }
  compress(by_literal, literal_begin_, literal_parts_);
  compress(wakes, part_begin_, part_wakes_);
  compress(by_phrase, phrase_begin_, phrase_parts_);
  part_count_ = parts.size();
  for (const auto& literal : literals) literal_size_.push_back(static_cast<std::uint32_t>(literal.size()));
  automaton_ = LiteralAutomaton(literals);
}

void Prefilter::scan(std::string_view plain, bool ascii, Scan& scan) const {
  if (scan.parts_.size() != part_count_) {
    scan.parts_.assign(part_count_, {});
    scan.text_ = 0;
  }
  const auto text = ++scan.text_;
  scan.topic_ = scan.split_ = false;
  scan.ascii_ = ascii;
  scan.hits_.clear();
  scan.woken_.clear();
  automaton_.search(plain, [&](std::size_t literal, std::size_t end) {
    if (literal < topic_literals_) scan.topic_ = true;
    for (auto i = literal_begin_[literal]; i < literal_begin_[literal + 1]; ++i) {
      const auto number = literal_parts_[i];
      auto& part = scan.parts_[number];
      const auto begin = static_cast<std::uint32_t>(end) - literal_size_[literal];
      part.last = part.seen == text ? std::max(part.last, begin) : begin;
      part.seen = text;
      scan.hits_.push_back({number, begin, static_cast<std::uint32_t>(end)});
    }
    return true;
  });
  for (const auto& hit : scan.hits_) {
    auto& part = scan.parts_[hit.part];
    if (part.woke == text) continue;
    part.woke = text;
    for (auto i = part_begin_[hit.part]; i < part_begin_[hit.part + 1]; ++i) {
      const auto [phrase, guard] = part_wakes_[i];
      if (scan.parts_[guard].seen == text && may_match(phrase, scan)) scan.woken_.push_back(phrase);
    }
  }
}

// Whether a literal of each part begins at `begin` or behind it, no farther than a match can reach.
bool Prefilter::all_follow(std::uint32_t phrase, std::uint32_t begin, const Scan& scan) const {
  if (longest_[phrase] == 0) return true;
  constexpr std::uint32_t kLongestCharacter = 4;  // bytes
  const auto reach = begin + longest_[phrase] * (scan.ascii_ ? 1 : kLongestCharacter);
  return std::ranges::all_of(parts_of(phrase), [&](std::uint32_t part) {
    for (auto hit = hits_from(scan, begin); hit != scan.hits_.end() && hit->end <= reach; ++hit) {
      if (hit->part == part && hit->begin >= begin) return true;
    }
    return false;
  });
}

bool Prefilter::may_match(std::uint32_t phrase, const Scan& scan) const {
  for (const auto part : parts_of(phrase)) {
    if (scan.parts_[part].seen != scan.text_) return false;
  }
  return true;
}

void Prefilter::place(const FoldedText& folded, std::span<const WordRange> sentences, Scan& scan) const {
  scan.split_ = sentences.size() > 1;
  if (!scan.split_) return;
  for (const auto& hit : scan.hits_) scan.parts_[hit.part].sentences = 0;
  std::size_t sentence = 0;
  for (const auto& hit : scan.hits_) {  // in the order of their ends
    // The literal's last byte may be the space that two sentences share; the one before it lies inside.
    const auto inside = hit.end - 2;
    while (sentence + 1 < sentences.size() && folded.words[sentences[sentence + 1].first].plain <= inside) ++sentence;
    scan.parts_[hit.part].sentences |= std::uint64_t{1} << (sentence % 64);
  }
}

std::uint64_t Prefilter::may_match_in(std::uint32_t phrase, const Scan& scan) const {
  if (!may_match(phrase, scan)) return 0;
  if (!scan.split_) return ~std::uint64_t{0};
  auto sentences = ~std::uint64_t{0};
  for (const auto part : parts_of(phrase)) sentences &= scan.parts_[part].sentences;
  return sentences;
}

}  // namespace sait
