#include "text/literal_automaton.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>

#include "text/literal_size.hpp"

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
  classes_ = (used + first + kLine - 1) / kLine * kLine;

  // The trie. Edges that are not there are kNone until the states are linked.
  LiteralSize size;
  for (const auto& literal : literals) size.add(literal);
  next_.reserve((size.bytes() + 1) * classes_);  // a vector that grows would hold it up to three times
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
  sizes_.reserve(literals.size());
  for (const auto& literal : literals) sizes_.push_back(static_cast<std::uint32_t>(literal.size()));
  link(own);
}

// Breadth first, so that the state a failure leads to, which is nearer to the root, is complete before it is copied
// from.
void LiteralAutomaton::link(std::vector<std::vector<std::uint32_t>>& own) {
  std::vector<std::uint32_t> fail(own.size(), 0), depth(own.size(), 0);
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
        depth[edge] = depth[state] + 1;
        queue.push_back(edge);
      }
    }
  }
  // Most text never goes far from the root: numbered in this order, the states near it lie together.
  std::vector<std::uint32_t> number(own.size());
  for (std::uint32_t at = 0; at < queue.size(); ++at) number[queue[at]] = at;
  std::vector<std::uint32_t> rows(next_.size());
  depths_.resize(next_.size() / kLine);
  outputs_begin_.reserve(own.size() + 1);
  for (std::size_t at = 0; at < queue.size(); ++at) {
    const std::size_t state = queue[at];
    depths_[at * classes_ / kLine] = depth[state];
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

// What begins in a part is found by the lane that walks it, also where it ends behind that part: the lane goes on until
// all that it has begun to read began in the next one. All hits are then in the first lane's list.
void LiteralAutomaton::walk_parts(std::string_view text, Scratch& scratch) const {
  constexpr auto kLanes = Scratch::kLanes;
  auto& lanes = scratch.lanes_;
  for (auto& lane : lanes) lane.clear();
  const auto size = text.size() / kLanes;
  const auto add = [&](std::size_t lane, std::uint32_t row, std::size_t end) {
    each_output(row, [&](std::uint32_t literal) { lanes[lane].push_back({literal, static_cast<std::uint32_t>(end)}); });
  };
  std::array<std::uint32_t, kLanes> rows{};
  for (std::size_t i = 0; i < size; ++i) {
    std::uint32_t any = 0;
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      rows[lane] = step(rows[lane], text[lane * size + i]);
      any |= rows[lane];
    }
    if ((any & kFinds) == 0) continue;
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      if ((rows[lane] & kFinds) != 0) add(lane, rows[lane], lane * size + i + 1);
    }
  }
  for (std::size_t at = kLanes * size; at < text.size(); ++at) {
    rows.back() = step(rows.back(), text[at]);
    if ((rows.back() & kFinds) != 0) add(kLanes - 1, rows.back(), at + 1);
  }
  for (std::size_t lane = 0; lane + 1 < kLanes; ++lane) {
    const auto next = (lane + 1) * size;
    auto row = rows[lane];
    for (std::size_t at = next; at < text.size(); ++at) {
      row = step(row, text[at]);
      const auto past = static_cast<std::uint32_t>(at + 1 - next);
      if (depths_[(row & ~kFinds) / kLine] <= past) break;
      if ((row & kFinds) == 0) continue;
      each_output(row, [&](std::uint32_t literal) {
        if (sizes_[literal] > past) lanes[lane].push_back({literal, static_cast<std::uint32_t>(at + 1)});
      });
    }
  }
  auto& all = lanes.front();
  for (std::size_t lane = 1; lane < kLanes; ++lane) {
    for (const auto& hit : lanes[lane]) {
      // Of two that end together the one that began earlier is the longer.
      const auto place = all.empty() || all.back().end <= hit.end
                             ? all.end()
                             : std::ranges::upper_bound(all, hit.end, {}, &Scratch::Hit::end);
      all.insert(place, hit);
    }
  }
}

}  // namespace sait
