#include "text/literal_automaton.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>

namespace sait {
namespace {

constexpr std::uint32_t kNone = 0xffffffffU;

}  // namespace

LiteralAutomaton::LiteralAutomaton(const std::vector<std::string>& literals) {
  // Bytes that no literal has share class 0, the others are numbered from the most frequent on: what a text mostly asks
  // of a row then lies in its first cache line.
  std::array<std::uint64_t, 256> counts{};
  for (const auto& literal : literals) {
    for (const char c : literal) ++counts[static_cast<unsigned char>(c)];
  }
  std::array<std::uint8_t, 256> order{};
  std::iota(order.begin(), order.end(), std::uint8_t{0});
  std::ranges::stable_sort(order, std::ranges::greater(), [&](std::uint8_t byte) { return counts[byte]; });
  const auto used = static_cast<std::uint32_t>(std::ranges::count_if(counts, [](auto count) { return count > 0; }));
  if (used == 0) return;
  const std::uint32_t first = used < 256 ? 1 : 0;
  for (std::uint32_t i = 0; i < used; ++i) class_of_[order[i]] = static_cast<std::uint8_t>(first + i);
  constexpr std::uint32_t kLine = 16;  // entries
  classes_ = (used + first + kLine - 1) / kLine * kLine;

  // The trie. Edges that are not there are kNone until the states are linked.
  next_.assign(classes_, kNone);
  std::vector<std::vector<std::uint32_t>> own(1);
  for (std::uint32_t index = 0; index < literals.size(); ++index) {
    if (literals[index].empty()) continue;
    std::size_t state = 0;
    for (const char c : literals[index]) {
      const std::size_t edge = state * classes_ + class_of_[static_cast<unsigned char>(c)];
      if (next_[edge] == kNone) {
        next_[edge] = static_cast<std::uint32_t>(own.size());
        own.emplace_back();
        next_.resize(next_.size() + classes_, kNone);
      }
      state = next_[edge];
    }
    own[state].push_back(index);
  }
  link(own);
}

// Breadth first, so that the state a failure leads to, which is nearer to the root, is complete before it is copied
// from.
void LiteralAutomaton::link(std::vector<std::vector<std::uint32_t>>& own) {
  std::vector<std::uint32_t> fail(own.size(), 0);
  std::vector<std::uint32_t> queue{0};
  queue.reserve(own.size());
  for (std::size_t at = 0; at < queue.size(); ++at) {
    const std::size_t state = queue[at];
    if (state != 0) own[state].insert(own[state].end(), own[fail[state]].begin(), own[fail[state]].end());
    for (std::size_t c = 0; c < classes_; ++c) {
      auto& edge = next_[state * classes_ + c];
      const auto otherwise = state == 0 ? 0U : next_[std::size_t{fail[state]} * classes_ + c];
      if (edge == kNone) {
        edge = otherwise;
      } else {
        fail[edge] = otherwise;
        queue.push_back(edge);
      }
    }
  }
  // Most text never goes far from the root: numbered in this order, the states near it lie together.
  std::vector<std::uint32_t> number(own.size());
  for (std::uint32_t at = 0; at < queue.size(); ++at) number[queue[at]] = at;
  std::vector<std::uint32_t> rows(next_.size());
  outputs_begin_.reserve(own.size() + 1);
  for (std::size_t at = 0; at < queue.size(); ++at) {
    const std::size_t state = queue[at];
    for (std::size_t c = 0; c < classes_; ++c) {
      const auto to = next_[state * classes_ + c];
      rows[at * classes_ + c] = number[to] * classes_ | (own[to].empty() ? 0 : kFinds);
    }
    outputs_begin_.push_back(static_cast<std::uint32_t>(outputs_.size()));
    outputs_.insert(outputs_.end(), own[state].begin(), own[state].end());
  }
  next_ = std::move(rows);
  outputs_begin_.push_back(static_cast<std::uint32_t>(outputs_.size()));
}

}  // namespace sait
