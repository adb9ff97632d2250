#include "workbench/phrase_items.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <re2/re2.h>

#include <algorithm>
#include <utility>

#include "rules/regex.hpp"

namespace sait {
namespace {

// A word that a phrase can ask for: no address, no number.
bool is_writable(std::string_view word) {
  const auto first = static_cast<unsigned char>(word.front());
  return word != kLinkWord && (first >= 0x80 || (first >= 'a' && first <= 'z'));
}

// The beginning that two words share, whole characters only.
std::string_view shared_beginning(std::string_view a, std::string_view b) {
  auto size = static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
  while (size > 0 && size < a.size() && (static_cast<unsigned char>(a[size]) & 0xc0U) == 0x80) --size;
  return a.substr(0, size);
}

// Endings of one word: "cars" beside "car", "leistungen" beside "leistung". Short words must be whole: "ban" is none of
// "bank".
bool are_forms(std::string_view a, std::string_view b, std::string_view stem) {
  constexpr std::size_t kShort = 5, kEnding = 3, kShortEnding = 1;
  const auto letters = characters_of(stem);
  const auto ending = std::max(characters_of(a), characters_of(b)) - letters;
  if (letters >= kShort) return ending <= kEnding;
  return letters >= 3 && (a == stem || b == stem) && ending <= kShortEnding;
}

RE2::Options longest_options() {
  auto options = regex_options();
  options.set_longest_match(true);
  return options;
}

}  // namespace

std::size_t characters_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; }));
}

struct PhraseItems::Named {
  Named(PhraseItem its_item, const std::string& expression)
      : item(std::move(its_item)), regex(expression, longest_options()) {}

  PhraseItem item;
  RE2 regex;
  std::uint32_t id = kNoItem;  // once it was found
  std::set<std::string> said;  // what it stood for
};

PhraseItems::PhraseItems(const PhraseWords& words, const std::set<std::string>& lexicons) {
  for (const auto& [name, entries] : words.lexicons) {
    const auto text = "@" + name;
    if (!lexicons.empty() && !lexicons.contains(text)) continue;
    auto parsed = parse_phrase(text, &words);
    if (const auto* node = std::get_if<PhraseNode>(&parsed); node != nullptr && !matches_nothing(*node))
      named_.push_back(
          std::make_unique<Named>(PhraseItem{PhraseItem::Kind::lexicon, text, false}, emit_regex(*node, words.slots)));
  }
  for (const auto type : {SlotType::number, SlotType::money, SlotType::percent, SlotType::share}) {
    const auto regex = words.slots.regex(type);
    if (!regex.empty())
      named_.push_back(std::make_unique<Named>(
          PhraseItem{PhraseItem::Kind::slot, fmt::format("<{}>", to_string(type)), false}, regex));
  }
}

PhraseItems::~PhraseItems() = default;

std::uint32_t PhraseItems::add(PhraseItem item) {
  items_.push_back(std::move(item));
  return static_cast<std::uint32_t>(items_.size() - 1);
}

void PhraseItems::read(const FoldedText& folded, WordRange sentence, std::uint32_t text) {
  sentence.last = std::min(sentence.last, sentence.first + kMostWords);
  const auto size = sentence.last - sentence.first;
  ItemSentence out;
  out.text = text;
  out.at.resize(size);
  out.word_item.assign(size, kNoItem);
  auto& said = said_.emplace_back();
  for (std::uint32_t i = 0; i < size; ++i) said.emplace_back(folded.plain_word(sentence.first + i));
  for (std::uint32_t i = 0; i < size; ++i) {
    auto rest = folded.plain_words({sentence.first + i, sentence.last});
    rest.remove_prefix(1);
    for (auto& named : named_) {
      re2::StringPiece found;
      if (!named->regex.Match(re2::StringPiece(rest.data(), rest.size()), 0, rest.size(), RE2::ANCHOR_START, &found, 1))
        continue;
      const auto end = i + static_cast<std::uint32_t>(std::count(found.begin(), found.end(), ' '));
      if (end <= i || end > size) continue;
      if (named->id == kNoItem) named->id = add(named->item);
      named->said.emplace(found.data(), found.size() - 1);
      out.at[i].push_back({named->id, end});
    }
    if (!is_writable(said[i])) continue;
    auto place = by_word_.find(said[i]);
    if (place == by_word_.end()) {
      const auto id = add({PhraseItem::Kind::word, std::string(folded.word(sentence.first + i)), false});
      place = by_word_.emplace(said[i], id).first;
    }
    out.at[i].push_back({place->second, i + 1});
    out.word_item[i] = place->second;
  }
  sentences_.push_back(std::move(out));
}

void PhraseItems::add_stem(const std::vector<std::uint32_t>& group, std::string_view stem) {
  constexpr std::size_t kStarred = 5;  // letters: a shorter stem would let in other words
  std::vector<std::string_view> forms;
  for (const auto id : group) forms.push_back(items_[id].text);
  const auto text =
      characters_of(stem) >= kStarred ? fmt::format("{}*", stem) : fmt::format("({})", fmt::join(forms, "|"));
  const auto id = add({PhraseItem::Kind::stem, text, true});
  for (auto& sentence : sentences_) {
    for (std::uint32_t i = 0; i < sentence.word_item.size(); ++i) {
      if (std::ranges::find(group, sentence.word_item[i]) != group.end()) sentence.at[i].push_back({id, i + 1});
    }
  }
}

void PhraseItems::finish(const std::function<bool(std::string_view)>& is_common) {
  const auto all_common = [&](std::string_view words) {
    while (!words.empty()) {
      const auto word = words.substr(0, words.find(' '));
      if (!is_common(word)) return false;
      words.remove_prefix(std::min(words.size(), word.size() + 1));
    }
    return true;
  };
  for (const auto& [word, id] : by_word_) items_[id].content = !is_common(word);
  for (const auto& named : named_) {
    if (named->id == kNoItem) continue;
    // That there is a number says nothing yet.
    items_[named->id].content = named->item.text != "<number>" && !std::ranges::all_of(named->said, all_common);
  }
  // Sorted, forms of one word lie together. Everyday words have none: "the" and "them" are two.
  std::vector<std::pair<std::string_view, std::uint32_t>> telling;
  for (const auto& [word, id] : by_word_) {
    if (items_[id].content) telling.emplace_back(word, id);
  }
  for (std::size_t first = 0, next = 0; first < telling.size(); first = next) {
    std::vector<std::uint32_t> group{telling[first].second};
    auto stem = telling[first].first;
    for (next = first + 1; next < telling.size(); ++next) {
      const auto shared = shared_beginning(stem, telling[next].first);
      if (!are_forms(telling[first].first, telling[next].first, shared)) break;
      stem = shared;
      group.push_back(telling[next].second);
    }
    if (group.size() > 1) add_stem(group, stem);
  }
}

}  // namespace sait
