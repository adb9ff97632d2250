#include "text/literal_automaton.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>

namespace sait {
namespace {

constexpr std::uint32_t kNone = 0xffffffffU;

}  // namespace

// The literals by their beginnings; node 0 is the root.
struct LiteralAutomaton::Trie {
  struct Node {
    std::uint32_t first = kNone, next = kNone;  // its first child, the next of its own siblings
    std::uint8_t in = 0;                        // the class that leads to it
    std::vector<std::uint32_t> own;             // literals that end here
  };
  std::vector<Node> nodes = std::vector<Node>(1);

  // The child of a node by a class; made if it is not there.
  std::uint32_t child(std::uint32_t node, std::uint8_t in) {
    auto at = nodes[node].first;
    while (at != kNone && nodes[at].in != in) at = nodes[at].next;
    if (at != kNone) return at;
    const auto made = static_cast<std::uint32_t>(nodes.size());
    nodes.push_back({kNone, nodes[node].first, in, {}});
    nodes[node].first = made;
    return made;
  }
};

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

  Trie trie;
  for (std::uint32_t index = 0; index < literals.size(); ++index) {
    if (literals[index].empty()) continue;
    std::uint32_t node = 0;
    for (const char c : literals[index]) node = trie.child(node, class_of_[static_cast<unsigned char>(c)]);
    trie.nodes[node].own.push_back(index);
  }
  sizes_.reserve(literals.size());
  for (const auto& literal : literals) sizes_.push_back(static_cast<std::uint32_t>(literal.size()));
  link(trie);
}

// Numbered breadth first: most text never goes far from the root, and the states near it then lie together. The state
// that a failure leads to is nearer to the root, so its row is complete before it is copied from, and each row is
// written once.
void LiteralAutomaton::link(Trie& trie) {
  const auto states = trie.nodes.size();
  std::vector<std::uint32_t> queue{0}, number(states, 0), fail(states, 0), depth(states, 0);  // by node
  queue.reserve(states);
  for (std::size_t at = 0; at < queue.size(); ++at) {
    for (auto node = trie.nodes[queue[at]].first; node != kNone; node = trie.nodes[node].next) {
      depth[node] = depth[queue[at]] + 1;
      number[node] = static_cast<std::uint32_t>(queue.size());
      queue.push_back(node);
    }
  }
  next_.resize(states * classes_);  // of the root: it leads to itself
  depths_.resize(next_.size() / kLine);
  outputs_begin_.reserve(states + 1);
  for (std::size_t at = 0; at < states; ++at) {
    auto& node = trie.nodes[queue[at]];
    const auto row = next_.begin() + static_cast<std::ptrdiff_t>(at * classes_);
    const auto& otherwise = trie.nodes[fail[queue[at]]];
    if (at > 0) {
      std::copy_n(next_.begin() + static_cast<std::ptrdiff_t>(std::size_t{number[fail[queue[at]]]} * classes_),
                  classes_, row);
      node.own.insert(node.own.end(), otherwise.own.begin(), otherwise.own.end());
    }
    // The row still leads where the failure does: there a child's own failure is found.
    for (auto child = node.first; child != kNone; child = trie.nodes[child].next) {
      auto& edge = row[trie.nodes[child].in];
      fail[child] = at == 0 ? 0 : queue[edge / classes_];
      edge = number[child] * classes_;
    }
    depths_[at * classes_ / kLine] = depth[queue[at]];
    outputs_begin_.push_back(static_cast<std::uint32_t>(outputs_.size()));
    outputs_.insert(outputs_.end(), node.own.begin(), node.own.end());
  }
  outputs_begin_.push_back(static_cast<std::uint32_t>(outputs_.size()));
  for (auto& edge : next_) {
    const auto state = edge / classes_;
    if (outputs_begin_[state + 1] > outputs_begin_[state]) edge |= kFinds;
  }
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
