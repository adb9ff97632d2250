#include "rules/prefilter.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

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

Prefilter::Prefilter(std::span<const std::string> topic, std::span<const Input> phrases, const KnownWords& common)
    : topic_literals_(topic.size()), phrase_count_(phrases.size()) {
  std::vector<std::string> literals(topic.begin(), topic.end());
  std::map<RequiredPart, std::uint32_t> part_numbers;
  std::map<std::string, std::uint32_t> literal_numbers;
  std::vector<const RequiredPart*> parts;
  std::vector<std::size_t> shared;
  Lists<std::uint32_t> by_part, by_phrase;
  for (const auto& phrase : phrases) {
    auto& own = by_phrase.emplace_back();
    for (const auto& part : phrase.parts) {
      const auto [place, is_new] = part_numbers.emplace(part, static_cast<std::uint32_t>(parts.size()));
      if (is_new) {
        parts.push_back(&place->first);
        shared.push_back(0);
        auto& numbers = by_part.emplace_back();
        for (const auto& literal : part) {
          const auto [number, fresh] = literal_numbers.emplace(literal, static_cast<std::uint32_t>(literals.size()));
          if (fresh) literals.push_back(literal);
          numbers.push_back(number->second);
        }
        std::ranges::sort(numbers);
      }
      ++shared[place->second];
      own.push_back(place->second);
    }
  }
  std::vector<bool> marked(parts.size());
  for (std::size_t part = 0; part < parts.size(); ++part)
    marked[part] = by_part[part].size() > static_cast<std::size_t>(kFewLiterals);
  for (std::uint32_t i = 0; i < by_phrase.size(); ++i) {
    auto& own = by_phrase[i];
    lead_.push_back(own.empty() ? 0 : own.front());
    longest_.push_back(static_cast<std::uint32_t>(phrases[i].longest));
    std::ranges::stable_sort(own, std::ranges::greater(),
                             [&](std::uint32_t part) { return rarity(*parts[part], shared[part], common); });
    for (std::size_t at = phrases[i].wakes ? 1 : 0; at < own.size(); ++at) marked[own[at]] = true;
  }
  // The marked ones first.
  std::vector<std::uint32_t> number(parts.size());
  marked_ = static_cast<std::size_t>(std::ranges::count(marked, true));
  for (std::uint32_t part = 0, first = 0, then = static_cast<std::uint32_t>(marked_); part < parts.size(); ++part)
    number[part] = marked[part] ? first++ : then++;
  Lists<std::uint32_t> part_literals(parts.size()), marks(literals.size());
  for (std::uint32_t part = 0; part < parts.size(); ++part) {
    if (marked[part]) {
      for (const auto literal : by_part[part]) marks[literal].push_back(number[part]);
    }
    part_literals[number[part]] = std::move(by_part[part]);
  }
  Lists<Wake> wakes(literals.size());
  for (std::uint32_t i = 0; i < by_phrase.size(); ++i) {
    auto& own = by_phrase[i];
    for (auto& part : own) part = number[part];
    if (!own.empty()) lead_[i] = number[lead_[i]];
    if (!phrases[i].wakes || own.empty()) continue;
    for (const auto literal : part_literals[own.front()])
      wakes[literal].push_back({i, own.size() > 1 ? own[1] : kNoGuard});
  }
  std::vector<std::uint32_t> marks_begin, wakes_begin;
  compress(marks, marks_begin, literal_marks_);
  compress(wakes, wakes_begin, literal_wakes_);
  for (std::size_t i = 0; i <= literals.size(); ++i) {
    const auto size = i < literals.size() ? literals[i].size() : 0;
    literals_.push_back({static_cast<std::uint32_t>(size), marks_begin[i], wakes_begin[i]});
  }
  compress(part_literals, part_literals_begin_, part_literals_);
  compress(by_phrase, phrase_begin_, phrase_parts_);
  automaton_ = LiteralAutomaton(literals);
}

void Prefilter::scan(std::string_view plain, bool ascii, Scan& scan) const {
  if (scan.parts_.size() != marked_ || scan.added_.size() != phrase_count_ || scan.woke_.size() != literals_.size()) {
    scan.parts_.assign(marked_, {});
    scan.added_.assign(phrase_count_, 0);
    scan.woke_.assign(literals_.size(), 0);
    scan.text_ = 0;
  }
  const auto text = ++scan.text_;
  scan.topic_ = scan.split_ = false;
  scan.ascii_ = ascii;
  scan.hits_.clear();
  scan.woken_.clear();
  automaton_.search(plain, scan.search_, [&](std::uint32_t literal, std::size_t end) {
    if (literal < topic_literals_) {
      scan.topic_ = true;
      return;
    }
    // Looked up below: by then it has come from memory, while the others were listed.
    __builtin_prefetch(&literals_[literal]);
    __builtin_prefetch(&scan.woke_[literal]);
    scan.hits_.push_back({literal, 0, static_cast<std::uint32_t>(end), 0});
  });
  // Of thousands of phrases next to nothing is in the processor's cache: what all hits ask for is on its way together.
  for (auto& hit : scan.hits_) {
    const auto& literal = literals_[hit.literal];
    hit.begin = hit.end - literal.size;
    __builtin_prefetch(literal_marks_.data() + literal.marks_begin);
    __builtin_prefetch(literal_wakes_.data() + literal.wakes_begin);
  }
  for (const auto& hit : scan.hits_) {
    for (auto i = literals_[hit.literal].marks_begin; i < literals_[hit.literal + 1].marks_begin; ++i) {
      auto& part = scan.parts_[literal_marks_[i]];
      part.last = part.seen == text ? std::max(part.last, hit.begin) : hit.begin;
      part.seen = text;
    }
  }
  for (const auto& hit : scan.hits_) {
    if (std::exchange(scan.woke_[hit.literal], text) == text) continue;
    for (auto i = literals_[hit.literal].wakes_begin; i < literals_[hit.literal + 1].wakes_begin; ++i) {
      const auto [phrase, guard] = literal_wakes_[i];
      if (guard != kNoGuard) {
        if (scan.parts_[guard].seen != text) continue;
        const auto others = parts_of(phrase).subspan(2);
        if (!std::ranges::all_of(others, [&](auto part) { return scan.parts_[part].seen == text; })) continue;
      }
      if (std::exchange(scan.added_[phrase], text) == text) continue;
      __builtin_prefetch(&lead_[phrase]);
      __builtin_prefetch(&longest_[phrase]);
      __builtin_prefetch(&phrase_begin_[phrase]);
      scan.woken_.push_back(phrase);
    }
  }
}

void Prefilter::fetch(std::uint32_t phrase) const {
  for (const auto part : parts_of(phrase)) __builtin_prefetch(&part_literals_begin_[part]);
}

// Whether a literal of each part begins at `begin` or behind it, no farther than a match can reach.
bool Prefilter::all_follow(std::uint32_t phrase, std::uint32_t begin, const Scan& scan) const {
  if (longest_[phrase] == 0) return true;
  constexpr std::uint32_t kLongestCharacter = 4;  // bytes
  const auto reach = begin + longest_[phrase] * (scan.ascii_ ? 1 : kLongestCharacter);
  return std::ranges::all_of(parts_of(phrase), [&](std::uint32_t part) {
    for (auto hit = hits_from(scan, begin); hit != scan.hits_.end() && hit->end <= reach; ++hit) {
      if (hit->begin >= begin && has(part, hit->literal)) return true;
    }
    return false;
  });
}

bool Prefilter::seen(std::uint32_t part, const Scan& scan) const {
  if (is_marked(part)) return scan.parts_[part].seen == scan.text_;
  return std::ranges::any_of(scan.hits_, [&](const auto& hit) { return has(part, hit.literal); });
}

// Where its last literal begins. Only of a part that was seen.
std::uint32_t Prefilter::last_of(std::uint32_t part, const Scan& scan) const {
  if (is_marked(part)) return scan.parts_[part].last;
  std::uint32_t last = 0;
  for (const auto& hit : scan.hits_) {
    if (has(part, hit.literal)) last = std::max(last, hit.begin);
  }
  return last;
}

std::uint32_t Prefilter::last_begin(std::uint32_t phrase, const Scan& scan) const {
  auto last = ~std::uint32_t{0};
  for (const auto part : parts_of(phrase)) last = std::min(last, last_of(part, scan));
  return last;
}

std::uint64_t Prefilter::sentences_of(std::uint32_t part, const Scan& scan) const {
  if (is_marked(part)) return scan.parts_[part].sentences;
  std::uint64_t sentences = 0;
  for (const auto& hit : scan.hits_) {
    if (has(part, hit.literal)) sentences |= std::uint64_t{1} << (hit.sentence % 64);
  }
  return sentences;
}

bool Prefilter::may_match(std::uint32_t phrase, const Scan& scan) const {
  return std::ranges::all_of(parts_of(phrase), [&](auto part) { return seen(part, scan); });
}

void Prefilter::place(const FoldedText& folded, std::span<const WordRange> sentences, Scan& scan) const {
  scan.split_ = sentences.size() > 1;
  if (!scan.split_) return;
  const auto each_mark = [&](const Scan::Hit& hit, auto&& change) {
    for (auto i = literals_[hit.literal].marks_begin; i < literals_[hit.literal + 1].marks_begin; ++i)
      change(scan.parts_[literal_marks_[i]].sentences);
  };
  for (const auto& hit : scan.hits_) each_mark(hit, [](auto& where) { where = 0; });
  std::uint32_t sentence = 0;
  for (auto& hit : scan.hits_) {  // in the order of their ends
    // The literal's last byte may be the space that two sentences share; the one before it lies inside.
    const auto inside = hit.end - 2;
    while (sentence + 1 < sentences.size() && folded.words[sentences[sentence + 1].first].plain <= inside) ++sentence;
    hit.sentence = sentence;
    each_mark(hit, [sentence](auto& where) { where |= std::uint64_t{1} << (sentence % 64); });
  }
}

std::uint64_t Prefilter::may_match_in(std::uint32_t phrase, const Scan& scan) const {
  if (!may_match(phrase, scan)) return 0;
  if (!scan.split_) return ~std::uint64_t{0};
  auto sentences = ~std::uint64_t{0};
  for (const auto part : parts_of(phrase)) sentences &= sentences_of(part, scan);
  return sentences;
}

}  // namespace sait
