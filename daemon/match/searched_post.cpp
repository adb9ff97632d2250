#include "match/searched_post.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

#include "match/slot_place.hpp"
#include "text/host.hpp"

namespace sait {
namespace {

constexpr std::string_view kBetweenAlts = "\n\n";  // no sentence goes on from one picture to the next
constexpr std::size_t kStepsASentence = 20'000;    // of AnchoredRegex, a phrase

}  // namespace

SearchedPost::SearchedPost(const RuleSet& rules)
    : rules_(rules), folder_(&rules.known), searched_(rules.phrases.size()) {
  int groups = 2;
  for (const auto& phrase : rules.phrases) groups = std::max(groups, 2 + static_cast<int>(phrase.form.slots.size()));
  captured_.resize(static_cast<std::size_t>(groups));
}

void SearchedPost::begin(const Post& post, AuthorClass author) {
  post_.text = post.text;
  post_.created_at = post.created_at;
  post_.lang = post.lang;
  post_.reply_to = post.reply_to;
  post_.repost_of = post.repost_of;
  post_.quote_of = post.quote_of;
  post_.hashtags = post.hashtags;
  post_.links = post.links;
  post_.media_alt = post.media_alt;
  author_ = author;
  ++number_;
  places_.clear();
  slot_words_.clear();
  tags_read_ = hosts_read_ = false;
  alts_.clear();
  alt_begins_.clear();
  for (const auto alt : post.media_alt) {
    alt_begins_.push_back(static_cast<std::uint32_t>(alts_.size()));
    alts_ += alt;
    alts_ += kBetweenAlts;
  }
  const std::array<std::string_view, kFields> texts{post.text, post.title, alts_};
  for (std::size_t i = 0; i < kFields; ++i) {
    auto& field = inputs_[i];
    field.original = texts[i];
    field.is_split = false;
    folder_.fold(texts[i], field.folded);
    rules_.prefilter.scan(field.folded.plain(), field.folded.ascii, field.scan);
  }
}

const SearchedPost::Input& SearchedPost::split(Field field) {
  auto& in = inputs_[static_cast<std::size_t>(field)];
  if (in.is_split) return in;
  in.is_split = true;
  splitter_.split(in.original, in.folded, in.sentences);
  rules_.prefilter.place(in.folded, in.sentences, in.scan);
  return in;
}

std::span<const Occurrence> SearchedPost::occurrences(std::uint32_t phrase) {
  auto& known = searched_[phrase];
  if (known.post != number_) {
    known.post = number_;
    known.begin = static_cast<std::uint32_t>(places_.size());
    for (const auto field : {Field::text, Field::title, Field::alt}) search(phrase, field);
    known.count = static_cast<std::uint32_t>(places_.size()) - known.begin;
  }
  return std::span(places_).subspan(known.begin, known.count);
}

std::optional<SlotValue> SearchedPost::slot(const Occurrence& occurrence, std::string_view name) {
  const auto& slots = rules_.phrases[occurrence.phrase].form.slots;
  const auto place = std::ranges::find(slots, name, &PhraseSlot::name);
  if (place == slots.end()) return std::nullopt;
  return slot_value(occurrence, static_cast<std::size_t>(place - slots.begin()));
}

std::span<const std::string> SearchedPost::hashtags() {
  if (tags_read_) return tags_;
  tags_read_ = true;
  tags_.clear();
  for (const auto tag : post_.hashtags) add_tag(tag.substr(tag.starts_with('#') ? 1 : 0));
  for (const auto& field : inputs_) {
    for (auto at = field.original.find('#'); at != std::string_view::npos; at = field.original.find('#', at + 1)) {
      auto end = field.original.find_first_of(" \t\r\n#@.,;:!?\"'()[]{}<>/|&*+=~`", at + 1);
      end = std::min(end, field.original.size());
      if (end > at + 1) add_tag(field.original.substr(at + 1, end - at - 1));
    }
  }
  return tags_;
}

std::span<const std::string> SearchedPost::hosts() {
  if (hosts_read_) return hosts_;
  hosts_read_ = true;
  hosts_.clear();
  for (const auto link : post_.links) hosts_.push_back(plain_host(link));
  for (const auto& field : inputs_) {
    for (std::size_t i = 0; i < field.folded.words.size(); ++i) {
      if (field.folded.word(i) != kLinkWord) continue;
      const auto& word = field.folded.words[i];
      hosts_.push_back(plain_host(field.original.substr(word.begin, word.end - word.begin)));
    }
  }
  return hosts_;
}

void SearchedPost::add_tag(std::string_view tag) {
  std::string folded;
  for (const char c : fold_words(tag)) {
    if (c != ' ') folded += c;
  }
  if (!folded.empty()) tags_.push_back(std::move(folded));
}

void SearchedPost::search(std::uint32_t index, Field field) {
  auto& in = inputs_[static_cast<std::size_t>(field)];
  if (in.folded.words.empty() || !rules_.prefilter.may_match(index, in.scan)) return;
  split(field);
  const auto may_stand = rules_.prefilter.may_match_in(index, in.scan);
  const auto& phrase = rules_.phrases[index];
  // Where a lead is tried only if all that has to follow it does so soon, that is bound enough.
  const bool bounded = !phrase.anchored || (phrase.form.leads && phrase.form.longest > 0);
  const auto last = bounded ? std::numeric_limits<std::uint32_t>::max() : rules_.prefilter.last_begin(index, in.scan);
  for (std::uint32_t i = 0; i < in.sentences.size(); ++i) {
    if ((may_stand >> (i % 64) & 1U) != 0) search_sentence(index, field, i, last);
  }
}

// All places in one sentence, from the left, none overlapping another. `last`: none begins behind that, where the
// phrase is tried by itself.
void SearchedPost::search_sentence(std::uint32_t index, Field field, std::uint32_t sentence, std::uint32_t last) {
  const auto& phrase = rules_.phrases[index];
  auto& in = inputs_[static_cast<std::size_t>(field)];
  const auto range = in.sentences[sentence];
  const bool written = phrase.form.written;
  const auto words = written ? in.folded.text_words(range) : in.folded.plain_words(range);
  if (!phrase.anchored) {
    for (std::size_t from = 0; from < words.size();)
      from = search_from(index, field, sentence, words, from, RE2::UNANCHORED);
    return;
  }
  // A match can only begin where a literal that leads it does, or else at the space before a word, and there it is
  // tried, as long as that costs no more than to let RE2 look through all of the sentence would.
  const auto base = static_cast<std::size_t>(words.data() - in.folded.plain().data());
  leads_.clear();
  if (phrase.form.leads) {
    rules_.prefilter.each_lead(index, in.folded.plain(), in.scan, base, base + words.size(), last,
                               [&](std::uint32_t begin) { leads_.push_back(begin - base); });
  } else {
    for (std::size_t at = 0; at + 1 < words.size() && base + at <= last; at = words.find(' ', at + 1))
      leads_.push_back(at);
  }
  scratch_.begin(kStepsASentence);
  std::size_t behind = 0;
  for (const auto lead : leads_) {
    if (lead < behind) continue;
    std::size_t end = 0;
    switch (phrase.anchored->match(words, lead, end, scratch_)) {
      case AnchoredRegex::Outcome::no:
        break;
      case AnchoredRegex::Outcome::yes:
        behind = add_place(index, field, sentence, words, lead, end);
        break;
      case AnchoredRegex::Outcome::unknown:
        for (behind = lead; behind < words.size();)
          behind = search_from(index, field, sentence, words, behind, RE2::UNANCHORED);
        break;
    }
  }
}

// A place that matches at words[begin, end). Only RE2 knows which of it is a slot.
std::size_t SearchedPost::add_place(std::uint32_t index, Field field, std::uint32_t sentence, std::string_view words,
                                    std::size_t begin, std::size_t end) {
  if (!rules_.phrases[index].form.slots.empty())
    return search_from(index, field, sentence, words.substr(0, end), begin, RE2::ANCHOR_START);
  captured_[1] = re2::StringPiece(words.data() + begin + 1, end - begin - 1);
  return add_captured(index, field, sentence, words, begin);
}

// Looks for the phrase in words[from, end) and gives the place to go on from: the end if it is not there.
std::size_t SearchedPost::search_from(std::uint32_t index, Field field, std::uint32_t sentence, std::string_view words,
                                      std::size_t from, RE2::Anchor anchor) {
  const auto& phrase = rules_.phrases[index];
  const re2::StringPiece text(words.data(), words.size());
  const auto slots = phrase.form.slots.size();
  if (slots == 0) {
    // All of the match but its first space is group 1. For the whole RE2 need not leave its automaton.
    if (!phrase.regex.get().Match(text, from, text.size(), anchor, captured_.data(), 1)) return words.size();
    captured_[1] = re2::StringPiece(captured_[0].data() + 1, captured_[0].size() - 1);
  } else if (!phrase.regex.get().Match(text, from, text.size(), anchor, nullptr, 0) ||
             !phrase.regex.get().Match(text, from, text.size(), anchor, captured_.data(),
                                       static_cast<int>(2 + slots))) {
    return words.size();
  }
  return add_captured(index, field, sentence, words, from);
}

std::size_t SearchedPost::add_captured(std::uint32_t index, Field field, std::uint32_t sentence, std::string_view words,
                                       std::size_t from) {
  const auto& form = rules_.phrases[index].form;
  const auto& in = input(field);
  const auto* base = form.written ? in.folded.text.data() : in.folded.plain().data();
  const auto at = [&](const re2::StringPiece& piece) {
    const auto begin = static_cast<std::size_t>(piece.data() - base);
    return in.folded.words_at(begin, begin + piece.size(), form.written);
  };
  const auto slots_begin = static_cast<std::uint32_t>(slot_words_.size());
  for (std::size_t i = 0; i < form.slots.size(); ++i)
    slot_words_.push_back(captured_[2 + i].data() == nullptr ? WordRange{} : at(captured_[2 + i]));
  places_.push_back({index, field, sentence, at(captured_[1]), slots_begin});
  const auto end = static_cast<std::size_t>(captured_[1].data() - words.data()) + captured_[1].size();
  return std::max(from + 1, end - 1);  // the space behind may stand before the next
}

WordRange SearchedPost::slot_words(const Occurrence& occurrence, std::size_t slot) const {
  return slot_words_[occurrence.slots + slot];
}

std::optional<SlotValue> SearchedPost::slot_value(const Occurrence& occurrence, std::size_t slot) const {
  const auto& phrase = rules_.phrases[occurrence.phrase];
  auto range = slot_words(occurrence, slot);
  if (range.first >= range.last) return std::nullopt;
  const auto& in = input(occurrence.field);
  const auto known = rules_.words.find(phrase.language);
  if (known == rules_.words.end()) return std::nullopt;
  const auto type = phrase.form.slots[slot].type;
  const bool counts =
      type == SlotType::number || type == SlotType::money || type == SlotType::percent || type == SlotType::share;
  const auto& slots = known->second.slots;
  const auto sentence = in.sentences[occurrence.sentence];
  auto words = in.folded.plain_words(range);
  words.remove_prefix(1);
  std::string written;
  if (counts) {
    range = without_article(in.folded, range);
    if (!is_one_number(in.original, in.folded, range, sentence, type, slots.numbers)) return std::nullopt;
    written = number_words_at(in.original, in.folded, range);
    words = written;
  }
  auto value = slots.read(type, words);
  if (value && type == SlotType::number) {
    const auto before = in.folded.plain_words({sentence.first, range.first});
    const auto behind = in.folded.plain_words({range.last, sentence.last});
    if (slots.is_in_share(before, behind.substr(1), value->value)) return std::nullopt;
  }
  if (value && value->type == SlotType::link) {
    const auto [begin, end] = in.folded.original_span(range);
    value->unit = plain_host(in.original.substr(begin, end - begin));
  }
  return value;
}

void SearchedPost::fetch(std::uint32_t index) const {
  const auto& phrase = rules_.phrases[index];
  __builtin_prefetch(&searched_[index]);
  __builtin_prefetch(&phrase.form);
  __builtin_prefetch(&phrase.form.leads);
  __builtin_prefetch(&phrase.anchored);
  __builtin_prefetch(&rules_.woken_by[index]);
}

std::string_view SearchedPost::with_signs_around(Field field, std::uint32_t sentence) const {
  const auto& in = input(field);
  constexpr std::string_view kBlankLine = "\n\n";
  const auto [first, last] = in.folded.original_span(in.sentences[sentence]);
  std::size_t begin = sentence > 0 ? in.folded.original_span(in.sentences[sentence - 1]).second : 0;
  std::size_t end = sentence + 1 < in.sentences.size() ? in.folded.original_span(in.sentences[sentence + 1]).first
                                                       : in.original.size();
  const auto before = in.original.substr(begin, first - begin).rfind(kBlankLine);
  if (before != std::string_view::npos) begin += before;
  const auto behind = in.original.substr(last, end - last).find(kBlankLine);
  if (behind != std::string_view::npos) end = last + behind;
  return in.original.substr(begin, end - begin);
}

Span SearchedPost::span_of(Field field, WordRange words) const {
  auto [begin, end] = input(field).folded.original_span(words);
  if (field != Field::alt || alt_begins_.empty()) return {field, begin, end};
  const auto behind = std::ranges::upper_bound(alt_begins_, begin);
  const auto media = static_cast<std::uint32_t>(behind - alt_begins_.begin()) - 1;
  // A word that was spelt out may go on in the next description.
  const auto next = behind == alt_begins_.end() ? alts_.size() : std::size_t{*behind};
  end = std::min(end, static_cast<std::uint32_t>(next - kBetweenAlts.size()));
  return {field, begin - alt_begins_[media], end - alt_begins_[media], media};
}

std::string_view SearchedPost::words_at(const Span& span) const {
  const auto from = span.field == Field::alt ? alt_begins_[span.media] : 0;
  return input(span.field).original.substr(from + span.begin, span.end - span.begin);
}

std::pair<std::size_t, std::size_t> SearchedPost::text_around(Field field, std::size_t byte) const {
  const auto size = input(field).original.size();
  if (field != Field::alt) return {0, size};
  const auto behind = std::ranges::upper_bound(alt_begins_, byte);
  return {behind == alt_begins_.begin() ? 0 : *std::prev(behind), behind == alt_begins_.end() ? size : *behind};
}

}  // namespace sait
