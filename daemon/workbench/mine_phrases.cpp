#include "workbench/mine_phrases.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace sait {
namespace {

constexpr std::size_t kLongest = 6;         // items
constexpr std::size_t kKept = 1'500;        // sequences of each length
constexpr std::size_t kSteps = 30'000'000;  // looks at an item, in all
constexpr std::size_t kCommonInside = 3;    // everyday words in a phrase
constexpr std::size_t kMostChoices = 6;     // words in (a|b)
constexpr std::uint32_t kMostGap = 6;

using Sentences = std::vector<ItemSentence>;

bool says_something(const PhraseItem& item) { return item.content || item.is_named(); }

void note(SharedSequence& sequence, std::uint32_t text, SharedSequence::Place place) {
  if (sequence.texts.empty() || sequence.texts.back() != text) sequence.texts.push_back(text);
  sequence.places.push_back(place);
}

// Longer sequences, by the item that is added.
class Miner {
 public:
  explicit Miner(const PhraseItems& items) : items_(items) {}

  std::vector<SharedSequence> run() {
    std::vector<SharedSequence> all;
    auto level = singles();
    for (std::size_t length = 1; length < kLongest && !level.empty() && steps_ < kSteps; ++length) {
      std::vector<SharedSequence> longer;
      for (const auto& sequence : level) extend(sequence, longer);
      keep_best(longer);
      all.insert(all.end(), longer.begin(), longer.end());
      level = std::move(longer);
    }
    return all;
  }

 private:
  std::vector<SharedSequence> singles() {
    std::map<std::uint32_t, SharedSequence> found;
    for (std::uint32_t s = 0; s < items_.sentences().size(); ++s) {
      const auto& sentence = items_.sentences()[s];
      for (const auto& here : sentence.at) {
        for (const auto& item : here) {
          if (!says_something(items_.items()[item.id])) continue;
          auto& sequence = found[item.id];
          sequence.items = {item.id};
          note(sequence, sentence.text, {s, item.end});
        }
      }
    }
    return shared(found);
  }

  void extend(const SharedSequence& sequence, std::vector<SharedSequence>& out) {
    if (steps_ >= kSteps) return;
    std::map<std::uint32_t, SharedSequence> found;
    for (const auto& place : sequence.places) {
      const auto& sentence = items_.sentences()[place.sentence];
      const auto last = std::min<std::size_t>(sentence.at.size(), std::size_t{place.end} + kMostBetween + 1);
      for (std::size_t at = place.end; at < last; ++at) {
        steps_ += sentence.at[at].size();
        for (const auto& item : sentence.at[at]) note(found[item.id], sentence.text, {place.sentence, item.end});
      }
    }
    for (auto& [id, longer] : found) {
      longer.items = sequence.items;
      longer.items.push_back(id);
    }
    for (auto& longer : shared(found)) {
      if (is_sound(longer)) out.push_back(std::move(longer));
    }
  }

  // Those of at least two texts, each place once.
  static std::vector<SharedSequence> shared(std::map<std::uint32_t, SharedSequence>& found) {
    constexpr auto kKey = [](const SharedSequence::Place& place) { return std::pair(place.sentence, place.end); };
    std::vector<SharedSequence> out;
    for (auto& [id, sequence] : found) {
      if (sequence.texts.size() < 2) continue;
      auto& places = sequence.places;
      std::ranges::sort(places, {}, kKey);
      places.erase(std::ranges::unique(places, {}, kKey).begin(), places.end());
      out.push_back(std::move(sequence));
    }
    return out;
  }

  // No item twice in a row, and not too many words that say nothing.
  [[nodiscard]] bool is_sound(const SharedSequence& sequence) const {
    const auto& ids = sequence.items;
    if (ids.size() > 1 && ids.back() == ids[ids.size() - 2]) return false;
    const auto common = std::ranges::count_if(ids, [&](auto id) { return !says_something(items_.items()[id]); });
    return static_cast<std::size_t>(common) <= kCommonInside;
  }

  void keep_best(std::vector<SharedSequence>& level) const {
    const auto rank = [&](const SharedSequence& sequence) {
      const auto telling =
          std::ranges::count_if(sequence.items, [&](auto id) { return says_something(items_.items()[id]); });
      return std::tuple(-static_cast<std::ptrdiff_t>(sequence.texts.size()), -telling, sequence.items);
    };
    std::ranges::sort(level, {}, rank);
    if (level.size() > kKept) level.resize(kKept);
  }

  const PhraseItems& items_;
  std::size_t steps_ = 0;
};

// Where in a sentence each item of a sequence stands, with the least room between them.
struct Embedding {
  std::vector<std::uint32_t> begins, ends;
};

Embedding tightest(const SharedSequence& sequence, const ItemSentence& sentence) {
  struct Step {
    std::uint32_t begin = 0, end = 0, cost = 0;
    std::size_t before = 0;
  };
  std::vector<std::vector<Step>> layers(sequence.items.size());
  for (std::size_t k = 0; k < sequence.items.size(); ++k) {
    for (std::uint32_t at = 0; at < sentence.at.size(); ++at) {
      for (const auto& item : sentence.at[at]) {
        if (item.id != sequence.items[k]) continue;
        if (k == 0) {
          layers[0].push_back({at, item.end, 0, 0});
          continue;
        }
        std::optional<Step> best;
        for (std::size_t i = 0; i < layers[k - 1].size(); ++i) {
          const auto& before = layers[k - 1][i];
          if (before.end > at || at - before.end > kMostBetween) continue;
          const auto cost = before.cost + (at - before.end);
          if (!best || cost < best->cost) best = Step{at, item.end, cost, i};
        }
        if (best) layers[k].push_back(*best);
      }
    }
  }
  Embedding out{std::vector<std::uint32_t>(layers.size()), std::vector<std::uint32_t>(layers.size())};
  auto index =
      static_cast<std::size_t>(std::ranges::min_element(layers.back(), {}, &Step::cost) - layers.back().begin());
  for (auto k = layers.size(); k-- > 0;) {
    const auto& step = layers[k][index];
    out.begins[k] = step.begin;
    out.ends[k] = step.end;
    index = step.before;
  }
  return out;
}

// The next word that says something, before (`step` -1) or behind a place; how many words lie between.
struct Neighbour {
  std::uint32_t item = PhraseItems::kNoItem, between = 0;
};

Neighbour neighbour(const ItemSentence& sentence, const PhraseItems& items, std::int64_t from, int step) {
  constexpr std::uint32_t kNear = 2;
  Neighbour out;
  for (auto at = from; at >= 0 && at < static_cast<std::int64_t>(sentence.at.size()); at += step) {
    const auto id = sentence.word_item[static_cast<std::size_t>(at)];
    if (id != PhraseItems::kNoItem && items.items()[id].content) {
      out.item = id;
      return out;
    }
    if (++out.between > kNear) break;
  }
  return {};
}

// The words that lead or follow in every place as a choice; nothing where there is none, only one, or too many.
struct Choice {
  std::string part;
  std::uint32_t gap = 0;
};

std::optional<Choice> choice_of(const std::vector<std::pair<const ItemSentence*, Embedding>>& places,
                                const PhraseItems& items, bool behind) {
  std::set<std::string> words;
  Choice out;
  for (const auto& [sentence, embedding] : places) {
    const auto found = behind ? neighbour(*sentence, items, embedding.ends.back(), 1)
                              : neighbour(*sentence, items, std::int64_t{embedding.begins.front()} - 1, -1);
    if (found.item == PhraseItems::kNoItem) return std::nullopt;
    words.insert(items.items()[found.item].text);
    out.gap = std::max(out.gap, found.between);
  }
  if (words.size() < 2 || words.size() > kMostChoices) return std::nullopt;
  out.part = fmt::format("({})", fmt::join(words, "|"));
  return out;
}

}  // namespace

std::vector<SharedSequence> mine_sequences(const PhraseItems& items) { return Miner(items).run(); }

std::string DraftPhrase::text() const {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += gaps[i] == 0 ? " " : fmt::format(" ...{} ", gaps[i]);
    out += parts[i];
  }
  return out;
}

std::size_t DraftPhrase::room() const {
  std::size_t room = 0;
  for (const auto gap : gaps) room += gap;
  return room;
}

std::vector<DraftPhrase> phrases_of(const SharedSequence& sequence, const PhraseItems& items) {
  std::vector<std::pair<const ItemSentence*, Embedding>> places;  // one a text
  for (const auto& place : sequence.places) {
    const auto& sentence = items.sentences()[place.sentence];
    if (!places.empty() && places.back().first->text == sentence.text) continue;
    places.emplace_back(&sentence, tightest(sequence, sentence));
  }
  DraftPhrase phrase;
  for (std::size_t k = 0; k < sequence.items.size(); ++k) {
    phrase.parts.push_back(items.items()[sequence.items[k]].text);
    std::uint32_t least = kMostGap, most = 0;
    for (const auto& [sentence, embedding] : places) {
      const auto gap = k == 0 ? 0 : embedding.begins[k] - embedding.ends[k - 1];
      least = std::min(least, gap);
      most = std::max(most, gap);
    }
    // What varies in these will vary by a word more in others.
    phrase.gaps.push_back(most > least ? std::min(most + 1, kMostGap) : most);
  }
  std::vector<DraftPhrase> out;
  if (const auto behind = choice_of(places, items, true)) {
    auto longer = phrase;
    longer.parts.push_back(behind->part);
    longer.gaps.push_back(behind->gap);
    out.push_back(std::move(longer));
  }
  if (const auto before = choice_of(places, items, false)) {
    auto longer = phrase;
    longer.parts.insert(longer.parts.begin(), before->part);
    longer.gaps.insert(longer.gaps.begin() + 1, before->gap);
    longer.gaps.front() = 0;
    out.push_back(std::move(longer));
  }
  out.insert(out.begin(), std::move(phrase));
  return out;
}

}  // namespace sait
