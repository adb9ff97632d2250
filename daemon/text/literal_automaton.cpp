#include "text/literal_automaton.hpp"

#include <array>

namespace sait {
namespace {

constexpr std::uint32_t kNone = 0xffffffffU;

}  // namespace

LiteralAutomaton::LiteralAutomaton(const std::vector<std::string>& literals) {
  // Bytes that no literal has share one class, 0, unless there are none.
  std::array<bool, 256> used{};
  bool any = false;
  for (const auto& literal : literals) {
    for (const char c : literal) used[static_cast<unsigned char>(c)] = any = true;
  }
  if (!any) return;
  std::uint32_t count = 0;
  for (const bool u : used) count += u ? 1U : 0U;
  classes_ = count < 256 ? 1 : 0;
  for (std::size_t byte = 0; byte < 256; ++byte)
    class_of_[byte] = used[byte] ? static_cast<std::uint8_t>(classes_++) : 0;

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
  for (auto& edge : next_) edge = edge * classes_ | (own[edge].empty() ? 0 : kFinds);
  outputs_begin_.reserve(own.size() + 1);
  for (const auto& outputs : own) {
    outputs_begin_.push_back(static_cast<std::uint32_t>(outputs_.size()));
    outputs_.insert(outputs_.end(), outputs.begin(), outputs.end());
  }
  outputs_begin_.push_back(static_cast<std::uint32_t>(outputs_.size()));
}

}  // namespace sait
