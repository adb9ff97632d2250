#include "rules/containment.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace sait {

// A star of `narrow` may be any letters, so only a star of `wide` takes it.
bool word_covers(std::string_view wide, std::string_view narrow) {
  std::size_t w = 0, n = 0, star = std::string_view::npos, again = 0;
  while (n < narrow.size()) {
    if (w < wide.size() && wide[w] == '*') {
      star = w++;
      again = n;
    } else if (w < wide.size() && narrow[n] != '*' && wide[w] == narrow[n]) {
      ++w;
      ++n;
    } else if (star != std::string_view::npos) {
      w = star + 1;
      n = ++again;
    } else {
      return false;
    }
  }
  while (w < wide.size() && wide[w] == '*') ++w;
  return w == wide.size();
}

bool PhraseGraph::covers(const Label& wide, const Label& narrow) {
  using Kind = Label::Kind;
  if (narrow.kind == Kind::slot || wide.kind == Kind::slot)
    return wide.kind == Kind::slot && narrow.kind == Kind::slot && wide.slot == narrow.slot;
  if (wide.kind == Kind::any) return true;
  if (wide.kind == Kind::number) return narrow.kind == Kind::number || narrow.kind == Kind::whole;
  if (wide.kind == Kind::whole) return narrow.kind == Kind::whole;
  return narrow.kind == Kind::word && word_covers(wide.word, narrow.word);
}

std::optional<PhraseGraph> PhraseGraph::of(const PhraseNode& tree) {
  if (has_exact_word(tree)) return std::nullopt;
  PhraseGraph graph;
  graph.end_ = graph.add(tree, graph.new_state());
  return graph;
}

std::uint32_t PhraseGraph::new_state() {
  states_.emplace_back();
  return static_cast<std::uint32_t>(states_.size() - 1);
}

std::uint32_t PhraseGraph::add_label(std::uint32_t from, Label label) {
  const auto to = new_state();
  states_[from].edges.push_back({static_cast<std::uint32_t>(labels_.size()), to});
  labels_.push_back(std::move(label));
  return to;
}

// Adds the ways to write a node behind state `from` and gives the state where all of them end.
std::uint32_t PhraseGraph::add(const PhraseNode& node, std::uint32_t from) {
  auto to = from;
  switch (node.kind) {
    case PhraseNode::Kind::words:
      for (std::string_view rest = node.words; !rest.empty();) {
        const auto word = rest.substr(0, rest.find(' '));
        to = add_label(to, {Label::Kind::word, std::string(word)});
        rest.remove_prefix(std::min(rest.size(), word.size() + 1));
      }
      break;
    case PhraseNode::Kind::number:
      to = add_label(from, {node.words == "whole" ? Label::Kind::whole : Label::Kind::number, {}});
      break;
    case PhraseNode::Kind::slot:
      to = add_label(from, {Label::Kind::slot, {}, node.slot});
      break;
    case PhraseNode::Kind::gap: {
      std::vector<std::uint32_t> ends{from};
      for (int i = 0; i < node.gap; ++i) ends.push_back(add_label(ends.back(), {Label::Kind::any, {}}));
      to = ends.back();
      for (const auto end : ends) {
        if (end != to) states_[end].free.push_back(to);
      }
      break;
    }
    case PhraseNode::Kind::sequence:
      for (const auto& child : node.children) to = add(child, to);
      break;
    case PhraseNode::Kind::choice: {
      std::vector<std::uint32_t> ends;
      for (const auto& child : node.children) {
        const auto begin = new_state();
        states_[from].free.push_back(begin);
        ends.push_back(add(child, begin));
      }
      to = new_state();
      for (const auto end : ends) states_[end].free.push_back(to);
      break;
    }
  }
  if (!node.optional) return to;
  const auto behind = new_state();
  states_[to].free.push_back(behind);
  states_[from].free.push_back(behind);
  return behind;
}

// All states that are reached from these without a word, sorted.
void PhraseGraph::close(std::vector<std::uint32_t>& states) const {
  std::vector<bool> there(states_.size(), false);
  for (std::size_t i = 0; i < states.size(); ++i) {
    const auto state = states[i];
    if (there[state]) continue;
    there[state] = true;
    states.insert(states.end(), states_[state].free.begin(), states_[state].free.end());
  }
  states.clear();
  for (std::uint32_t i = 0; i < there.size(); ++i) {
    if (there[i]) states.push_back(i);
  }
}

// Goes every way through `inner` with all states of this that the same words lead to; a match of this may begin at any
// word. If this has ended wherever `inner` ends, no text is found by `inner` alone.
bool PhraseGraph::surely_within(const PhraseGraph& inner, std::size_t& steps) const {
  using Place = std::pair<std::uint32_t, std::vector<std::uint32_t>>;
  std::vector<std::uint32_t> start{0};
  close(start);
  std::set<Place> seen;
  std::vector<Place> open{{0, start}};
  while (!open.empty()) {
    auto place = std::move(open.back());
    open.pop_back();
    if (!seen.insert(place).second) continue;
    const auto& [at, mine] = place;
    if (std::ranges::binary_search(mine, end_)) continue;  // found: whatever follows
    if (at == inner.end_) return false;
    const auto& state = inner.states_[at];
    for (const auto next : state.free) open.emplace_back(next, mine);
    for (const auto& edge : state.edges) {
      std::vector<std::uint32_t> reached{0};
      for (const auto own : mine) {
        for (const auto& [label, to] : states_[own].edges) {
          if (steps == 0) return false;
          --steps;
          if (covers(labels_[label], inner.labels_[edge.label])) reached.push_back(to);
        }
      }
      close(reached);
      open.emplace_back(edge.to, std::move(reached));
    }
  }
  return true;
}

}  // namespace sait
