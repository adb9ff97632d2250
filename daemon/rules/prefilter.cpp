#include "rules/prefilter.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <deque>
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

// The items of each number, in their order.
template <typename Item>
void compress(const std::vector<std::pair<std::uint32_t, Item>>& numbered, std::size_t numbers,
              std::vector<std::uint32_t>& begin, std::vector<Item>& items) {
  begin.assign(numbers + 1, 0);
  for (const auto& entry : numbered) ++begin[entry.first];
  std::uint32_t before = 0;
  for (auto& each : begin) before += std::exchange(each, before);
  items.resize(numbered.size());
  auto next = begin;
  for (const auto& [number, item] : numbered) items[next[number]++] = item;
}

std::string_view bare(std::string_view literal) {
  while (literal.starts_with(' ')) literal.remove_prefix(1);
  while (literal.ends_with(' ')) literal.remove_suffix(1);
  return literal;
}

struct PartHash {
  std::size_t operator()(const RequiredPart* part) const { return RequiredPartHash()(*part); }
};
struct SamePart {
  bool operator()(const RequiredPart* one, const RequiredPart* other) const { return *one == *other; }
};

// Of a longer literal its beginning is looked for: what comes by it alone is soon ruled out.
constexpr std::size_t kLongestLooked = 15;  // bytes; of which a string needs no memory of its own
constexpr std::size_t kLookedAtOnce = 16;   // of the parts that were noted
constexpr auto kNoPart = ~std::uint32_t{0};
constexpr auto kBits = [] {
  std::array<std::uint32_t, kLookedAtOnce> bits{};
  for (std::size_t i = 0; i < bits.size(); ++i) bits[i] = std::uint32_t{1} << i;
  return bits;
}();

// What is looked for of a part, without what another of it begins with.
RequiredPart beginnings_of(const RequiredPart& part) {
  RequiredPart beginnings;
  for (const auto& literal : part) beginnings.push_back(literal.substr(0, kLongestLooked));
  std::ranges::sort(beginnings);
  RequiredPart fewest;
  for (auto& literal : beginnings) {
    if (fewest.empty() || !literal.starts_with(fewest.back())) fewest.push_back(std::move(literal));
  }
  return fewest;
}

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
  std::unordered_map<std::string_view, std::uint32_t> literal_numbers;                      // as looked_for has them
  std::unordered_map<const RequiredPart*, std::uint32_t, PartHash, SamePart> part_numbers;  // as they are looked for
  std::deque<RequiredPart> looked_for;
  std::vector<const RequiredPart*> parts;
  std::vector<std::size_t> shared;
  Lists<std::uint32_t> by_part, by_phrase;
  for (const auto& phrase : phrases) {
    auto& own = by_phrase.emplace_back();
    for (const auto& part : phrase.parts) {
      const auto [place, is_new] = part_numbers.emplace(&looked_for.emplace_back(beginnings_of(*part)),
                                                        static_cast<std::uint32_t>(parts.size()));
      if (is_new) {
        parts.push_back(part.get());
        shared.push_back(0);
        auto& numbers = by_part.emplace_back();
        for (const auto& literal : looked_for.back()) {
          const auto [number, fresh] = literal_numbers.emplace(literal, static_cast<std::uint32_t>(literals.size()));
          if (fresh) literals.push_back(literal);
          numbers.push_back(number->second);
        }
      } else {
        looked_for.pop_back();
      }
      if (std::ranges::find(own, place->second) != own.end()) continue;
      ++shared[place->second];
      own.push_back(place->second);
    }
  }
  std::vector<Rarity> rarities;
  for (std::size_t part = 0; part < parts.size(); ++part)
    rarities.push_back(rarity_among(*parts[part], shared[part], common));
  std::vector<std::pair<std::uint32_t, std::uint32_t>> in_parts;  // of a literal
  for (std::uint32_t part = 0; part < parts.size(); ++part) {
    for (const auto literal : by_part[part]) in_parts.emplace_back(literal, part);
  }
  std::vector<std::pair<std::uint32_t, Wake>> wakes;
  for (std::uint32_t i = 0; i < by_phrase.size(); ++i) {
    auto& own = by_phrase[i];
    lead_.push_back(own.empty() ? 0 : own.front());
    longest_.push_back(static_cast<std::uint32_t>(phrases[i].longest));
    std::ranges::stable_sort(own, std::ranges::greater(), [&](std::uint32_t part) { return rarities[part]; });
    if (!phrases[i].wakes || own.empty()) continue;
    for (const auto literal : by_part[own.front()])
      wakes.emplace_back(literal, Wake{i, own.size() > 1 ? own[1] : kNoGuard});
  }
  part_count_ = parts.size();
  std::vector<std::uint32_t> parts_begin, wakes_begin;
  compress(in_parts, literals.size(), parts_begin, literal_parts_);
  compress(wakes, literals.size(), wakes_begin, literal_wakes_);
  for (std::size_t i = 0; i <= literals.size(); ++i) literals_.push_back({parts_begin[i], wakes_begin[i]});
  compress(by_phrase, phrase_begin_, phrase_parts_);
  finder_ = LiteralFinder(literals);
}

void Prefilter::scan(std::string_view plain, bool ascii, Scan& scan) const {
  if (scan.by_part_.size() != part_count_ || scan.added_.size() != phrase_count_) {
    scan.noted_count_ = 0;
    scan.seen_.assign(part_count_, 0);
    scan.added_.assign(phrase_count_, 0);
    scan.by_part_.assign(part_count_, {});
    scan.text_ = 0;
  }
  const auto text = ++scan.text_;
  scan.topic_ = scan.split_ = false;
  scan.ascii_ = ascii;
  scan.hits_.clear();
  for (const auto part : std::span(scan.noted_).first(scan.noted_count_)) scan.seen_[part] = 0;
  scan.listed_.clear();
  scan.asked_ = 0;
  scan.woken_.clear();
  finder_.search(plain, [&](std::uint32_t literal, std::size_t begin, std::size_t end) {
    if (literal < topic_literals_) {
      scan.topic_ = true;
      return;
    }
    // Looked up below: by then it has come from memory, while the others were listed.
    __builtin_prefetch(&literals_[literal]);
    scan.hits_.push_back({literal, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), 0});
  });
  // Of thousands of phrases next to nothing is in the processor's cache: what all hits ask for is on its way together.
  std::size_t parts = 0;
  for (const auto& hit : scan.hits_) {
    const auto& literal = literals_[hit.literal];
    __builtin_prefetch(literal_parts_.data() + literal.parts_begin);
    __builtin_prefetch(literal_wakes_.data() + literal.wakes_begin);
    parts += (&literal)[1].parts_begin - literal.parts_begin;
  }
  // Once grown they stay so, what is not written to is not asked for; but not what a text as long as a book needed.
  constexpr std::size_t kKept = std::size_t{1} << 20U;
  const auto room = (parts + kLookedAtOnce - 1) / kLookedAtOnce * kLookedAtOnce;
  if (scan.noted_.size() > kKept && room <= kKept) scan.noted_ = scan.noted_of_ = scan.listed_ = {};
  if (scan.noted_.size() < room) scan.noted_.resize(room);
  if (scan.noted_of_.size() < room) scan.noted_of_.resize(room);
  scan.noted_count_ = parts;
  auto* noted = scan.noted_.data();
  auto* noted_of = scan.noted_of_.data();
  auto* const seen = scan.seen_.data();
  const auto* const all_parts = literal_parts_.data();
  std::uint32_t index = 0;
  for (const auto& hit : scan.hits_) {
    const auto* part = all_parts + literals_[hit.literal].parts_begin;
    const auto* const end = all_parts + literals_[hit.literal + 1].parts_begin;
    for (; part != end; ++part) {
      seen[*part] = 1;
      *noted++ = *part;
      *noted_of++ = index;
    }
    ++index;
  }
  std::fill(noted, scan.noted_.data() + room, kNoPart);
  for (const auto& hit : scan.hits_) {
    for (auto i = literals_[hit.literal].wakes_begin; i < literals_[hit.literal + 1].wakes_begin; ++i) {
      const auto [phrase, guard] = literal_wakes_[i];
      if (guard != kNoGuard && seen[guard] == 0) continue;
      if (scan.added_[phrase] == text || (guard != kNoGuard && !may_match(phrase, scan))) continue;
      scan.added_[phrase] = text;
      __builtin_prefetch(&lead_[phrase]);
      __builtin_prefetch(&longest_[phrase]);
      __builtin_prefetch(&phrase_begin_[phrase]);
      scan.woken_.push_back(phrase);
    }
  }
}

// The hits of a part, by where they begin. Of all that were noted mostly next to none is asked for: a part's are looked
// up when it is, many of what was noted compared at once.
Prefilter::Scan::Hits Prefilter::hits_of(std::uint32_t part, Scan& scan) {
  constexpr std::size_t kFewAsked = 40;  // to list them costs as much as to list all
  auto& known = scan.by_part_[part];
  if (known.text == scan.text_) return known;
  if (scan.asked_ < kFewAsked) {
    ++scan.asked_;
    list(part, scan);
  } else {
    if (std::exchange(scan.asked_, kFewAsked + 1) == kFewAsked) list_all(scan);
    if (known.text != scan.text_) known = {scan.text_, 0, 0};  // it was not noted
  }
  return known;
}

void Prefilter::list(std::uint32_t part, Scan& scan) {
  const auto begin = static_cast<std::uint32_t>(scan.listed_.size());
  for (std::size_t block = 0; block < scan.noted_count_; block += kLookedAtOnce) {
    const auto* const noted = scan.noted_.data() + block;
    std::uint32_t there = 0;
    for (std::size_t i = 0; i < kLookedAtOnce; ++i)
      there |= (0U - static_cast<std::uint32_t>(noted[i] == part)) & kBits[i];
    for (; there != 0; there &= there - 1)
      scan.listed_.push_back(scan.noted_of_[block + static_cast<std::size_t>(std::countr_zero(there))]);
  }
  scan.by_part_[part] = {scan.text_, begin, static_cast<std::uint32_t>(scan.listed_.size())};
}

void Prefilter::list_all(Scan& scan) {
  constexpr auto kNowhere = ~std::uint32_t{0};
  const auto noted = std::span(scan.noted_).first(scan.noted_count_);
  auto next = static_cast<std::uint32_t>(scan.listed_.size());
  scan.listed_.resize(scan.listed_.size() + noted.size());
  for (const auto part : noted) scan.by_part_[part] = {scan.text_, kNowhere, 0};
  for (const auto part : noted) ++scan.by_part_[part].end;  // how many it has
  for (const auto part : noted) {
    auto& hits = scan.by_part_[part];
    if (hits.begin != kNowhere) continue;
    hits.begin = next;
    next += std::exchange(hits.end, next);
  }
  for (std::size_t i = 0; i < noted.size(); ++i) scan.listed_[scan.by_part_[noted[i]].end++] = scan.noted_of_[i];
}

// Whether a literal of each part begins at `begin` or behind it, no farther than a match can reach.
bool Prefilter::all_follow(std::uint32_t phrase, std::uint32_t begin, Scan& scan) const {
  if (longest_[phrase] == 0) return true;
  constexpr std::uint32_t kLongestCharacter = 4;  // bytes
  const auto reach = begin + longest_[phrase] * (scan.ascii_ ? 1 : kLongestCharacter);
  return std::ranges::all_of(parts_of(phrase), [&](std::uint32_t part) {
    const auto hits = hits_of(part, scan);
    for (auto at = first_from(hits, begin, scan); at < hits.end; ++at) {
      const auto& hit = scan.hits_[scan.listed_[at]];
      if (hit.begin >= reach) return false;
      if (hit.end <= reach) return true;
    }
    return false;
  });
}

std::uint32_t Prefilter::last_begin(std::uint32_t phrase, Scan& scan) const {
  auto last = ~std::uint32_t{0};
  for (const auto part : parts_of(phrase))
    last = std::min(last, scan.hits_[scan.listed_[hits_of(part, scan).end - 1]].begin);
  return last;
}

void Prefilter::place(const FoldedText& folded, std::span<const WordRange> sentences, Scan& scan) const {
  scan.split_ = sentences.size() > 1;
  if (!scan.split_) return;
  std::uint32_t sentence = 0;
  const auto plain = folded.plain();
  for (auto& hit : scan.hits_) {
    // The literal's first byte may be the space that two sentences share.
    const auto inside = hit.begin + (plain[hit.begin] == ' ' ? 1 : 0);
    while (sentence + 1 < sentences.size() && folded.words[sentences[sentence + 1].first].plain <= inside) ++sentence;
    hit.sentence = sentence;
  }
}

std::uint64_t Prefilter::may_match_in(std::uint32_t phrase, Scan& scan) const {
  if (!may_match(phrase, scan)) return 0;
  if (!scan.split_) return ~std::uint64_t{0};
  auto all = ~std::uint64_t{0};
  for (const auto part : parts_of(phrase)) {
    std::uint64_t sentences = 0;
    const auto hits = hits_of(part, scan);
    for (auto at = hits.begin; at < hits.end; ++at)
      sentences |= std::uint64_t{1} << (scan.hits_[scan.listed_[at]].sentence % 64);
    all &= sentences;
  }
  return all;
}

}  // namespace sait
