#include "match/wording.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "text/utf8.hpp"

namespace sait {
namespace {

constexpr std::string_view kBegin = "<", kNumber = "0", kQuote = "\"", kEllipsis = "…";
constexpr std::size_t kBeginning = 4;      // letters
constexpr std::size_t kKeysAToken = 3;     // itself, its beginning, and it with the next one
constexpr std::size_t kMostBetween = 200;  // bytes of a gap that are looked through: signs without end say no more

// A mark as written, and the one it stands for.
constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kMarks{{{"?", "?"},
                                                                                {"!", "!"},
                                                                                {":", ":"},
                                                                                {"(", "("},
                                                                                {"\"", kQuote},
                                                                                {"“", kQuote},
                                                                                {"”", kQuote},
                                                                                {"„", kQuote},
                                                                                {"«", kQuote},
                                                                                {"»", kQuote},
                                                                                {"…", kEllipsis},
                                                                                {"؟", "?"},
                                                                                {"¿", "¿"}}};

// The first letters of a longer word; empty for a short one.
std::string_view beginning(std::string_view word) {
  std::size_t end = 0;
  for (std::size_t letters = 0; letters < kBeginning && end < word.size(); ++letters) end += character_size(word, end);
  return end < word.size() ? word.substr(0, end) : std::string_view();
}

bool is_mark(std::string_view token) {
  return std::ranges::any_of(kMarks, [&](const auto& mark) { return mark.second == token; });
}

}  // namespace

void Wording::add_marks(std::string_view between) {
  const auto first = tokens_.size();
  while (!between.empty()) {
    std::string_view mark;
    std::size_t size = character_size(between, 0);
    if (between.starts_with("...")) {
      mark = kEllipsis;
      size = 3;
    } else if (const auto known = std::ranges::find(kMarks, between.substr(0, size), [](auto& m) { return m.first; });
               known != kMarks.end()) {
      mark = known->second;
    }
    between.remove_prefix(size);
    if (mark.empty()) continue;
    if (std::find(tokens_.begin() + static_cast<std::ptrdiff_t>(first), tokens_.end(), mark) == tokens_.end())
      tokens_.push_back(mark);
  }
}

void Wording::read_tokens(const Part& part) {
  const auto& words = part.folded->words;
  const auto range = part.words;
  const auto end = std::min(part.end, part.original.size());
  tokens_.clear();
  if (range.first == 0 || words[range.first - 1].begin < part.begin) tokens_.push_back(kBegin);
  for (auto i = range.first; i <= range.last; ++i) {
    const auto from = std::max<std::size_t>(part.begin, i == 0 ? 0 : words[i - 1].end);
    const auto to = std::min<std::size_t>(end, i == words.size() ? end : words[i].begin);
    if (from < to) add_marks(part.original.substr(from, std::min(to - from, kMostBetween)));
    if (i == range.last) break;
    const auto word = part.folded->plain_word(i);
    if (word == kLinkWord || word.empty()) continue;
    tokens_.push_back((word.front() >= '0' && word.front() <= '9') ? kNumber : word);
  }
}

void Wording::each_feature(const Part& part, const std::function<void(std::string_view feature)>& call) {
  read_tokens(part);
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    const auto token = tokens_[i];
    if (token != kBegin) {
      call(token);
      if (const auto letters = is_mark(token) ? std::string_view() : beginning(token); !letters.empty()) {
        name_.assign(letters).append("*");
        call(name_);
      }
    }
    if (i + 1 == tokens_.size()) continue;
    name_.assign(token).append(" ").append(tokens_[i + 1]);
    call(name_);
  }
}

const std::vector<std::uint64_t>& Wording::keys(const Part& part) {
  // As each_feature(), but no feature is written out: a key goes on from that of its beginning.
  read_tokens(part);
  keys_.clear();
  // A few dozen: to find those that are there twice this takes half the time of sorting.
  seen_.assign(std::bit_ceil(kKeysAToken * tokens_.size() + 1) * 2, 0);
  const auto add = [&](std::uint64_t key) {
    auto at = key & (seen_.size() - 1);
    for (; seen_[at] != 0; at = (at + 1) & (seen_.size() - 1)) {
      if (seen_[at] == key) return;
    }
    seen_[at] = key;
    keys_.push_back(key);
  };
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    const auto token = tokens_[i];
    const auto key = ClaimWeights::key(token);
    if (token != kBegin) {
      add(key);
      if (const auto letters = is_mark(token) ? std::string_view() : beginning(token); !letters.empty())
        add(ClaimWeights::key("*", ClaimWeights::key(letters)));
    }
    if (i + 1 < tokens_.size()) add(ClaimWeights::key(tokens_[i + 1], ClaimWeights::key(" ", key)));
  }
  return keys_;
}

WordRange Wording::around(WordRange match, const FoldedText& folded) {
  const auto words = static_cast<std::uint32_t>(folded.words.size());
  return {match.first - std::min(match.first, kAround), match.last + std::min(words - match.last, kAround)};
}

}  // namespace sait
