#include "rules/prefilter.hpp"

#include <algorithm>
#include <functional>
#include <tuple>
#include <unordered_map>
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

struct PartHash {
  std::size_t operator()(const RequiredPart* part) const {
    std::size_t hash = part->size();
    for (const auto& literal : *part) hash = hash * 31 + std::hash<std::string>()(literal);
    return hash;
  }
};
struct SamePart {
  bool operator()(const RequiredPart* one, const RequiredPart* other) const { return *one == *other; }
};

// Of a longer literal its beginning is looked for: what comes by it alone is soon ruled out, and the automaton, a row a
// byte of what it looks for, stays small enough for the processor's cache.
constexpr std::size_t kLongestLooked = 8;  // bytes

// Of the parts of one phrase: words of everyday language come last, then what many phrases share, then short literals.
using Rarity = std::tuple<int, std::int64_t, std::size_t>;
Rarity rarity_among(const RequiredPart& part, std::size_t shared, const KnownWords& common) {
  std::size_t shortest = bare(part.front()).size();
  for (const auto& literal : part) shortest = std::min(shortest, bare(literal).size());
  return std::tuple(has_everyday_word(part, &common) ? 0 : 1, -static_cast<std::int64_t>(shared), shortest);
}

}  // namespace

std::pair<bool, std::int64_t> rarity(const RequiredPart& part, const KnownWords& common) {
  return {!has_everyday_word(part, &common), -static_cast<std::int64_t>(part.size())};
}

Prefilter::Prefilter(std::span<const std::string> topic, std::span<const Input> phrases, const KnownWords& common)
    : topic_literals_(topic.size()), phrase_count_(phrases.size()) {
  std::vector<std::string> literals(topic.begin(), topic.end());
  std::unordered_map<const RequiredPart*, std::uint32_t, PartHash, SamePart> part_numbers;
  std::unordered_map<std::string, std::uint32_t> literal_numbers;
  std::vector<const RequiredPart*> parts;
  std::vector<std::size_t> shared;
  Lists<std::uint32_t> by_part, by_phrase;
  for (const auto& phrase : phrases) {
    auto& own = by_phrase.emplace_back();
    for (const auto& part : phrase.parts) {
      const auto [place, is_new] = part_numbers.emplace(&part, static_cast<std::uint32_t>(parts.size()));
      if (is_new) {
        parts.push_back(&part);
        shared.push_back(0);
        auto& numbers = by_part.emplace_back();
        for (const auto& literal : part) {
          auto beginning = literal.substr(0, kLongestLooked);
          const auto [number, fresh] = literal_numbers.emplace(beginning, static_cast<std::uint32_t>(literals.size()));
          if (fresh) literals.push_back(std::move(beginning));
          numbers.push_back(number->second);
        }
        std::ranges::sort(numbers);
        numbers.erase(std::ranges::unique(numbers).begin(), numbers.end());
      }
      ++shared[place->second];
      own.push_back(place->second);
    }
  }
  std::vector<Rarity> rarities;
  for (std::size_t part = 0; part < parts.size(); ++part)
    rarities.push_back(rarity_among(*parts[part], shared[part], common));
  std::vector<bool> marked(parts.size());
  for (std::size_t part = 0; part < parts.size(); ++part)
    marked[part] = by_part[part].size() > static_cast<std::size_t>(kFewLiterals);
  for (std::uint32_t i = 0; i < by_phrase.size(); ++i) {
    auto& own = by_phrase[i];
    lead_.push_back(own.empty() ? 0 : own.front());
    longest_.push_back(static_cast<std::uint32_t>(phrases[i].longest));
    std::ranges::stable_sort(own, std::ranges::greater(), [&](std::uint32_t part) { return rarities[part]; });
    for (std::size_t at = phrases[i].wakes && !phrases[i].asked ? 1 : 0; at < own.size(); ++at) marked[own[at]] = true;
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
  scan.chain_.clear();
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
  for (std::uint32_t index = 0; index < scan.hits_.size(); ++index) {
    const auto& hit = scan.hits_[index];
    for (auto i = literals_[hit.literal].marks_begin; i < literals_[hit.literal + 1].marks_begin; ++i) {
      auto& part = scan.parts_[literal_marks_[i]];
      const bool first = part.seen != text;
      part.last = first ? hit.begin : std::max(part.last, hit.begin);
      scan.chain_.push_back({index, first ? kNoLink : part.chain});
      part.chain = static_cast<std::uint32_t>(scan.chain_.size() - 1);
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
    constexpr std::size_t kManyHits = 64;  // rather forward from `begin` than back from the end
    if (is_marked(part) && scan.hits_.size() < kManyHits) {
      bool follows = false;
      each_of(part, scan, [&](const Scan::Hit& hit) {
        follows = hit.begin >= begin && hit.end <= reach;
        return !follows && hit.end > begin;
      });
      return follows;
    }
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
  const auto plain = folded.plain();
  for (auto& hit : scan.hits_) {  // in the order of their ends
    // The literal's first and last bytes may be the spaces that two sentences share.
    const auto inside = hit.end - (plain[hit.end - 1] == ' ' ? 2 : 1);
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
