#include "text/literal_automaton.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace {

using Hits = std::vector<std::pair<std::uint32_t, std::size_t>>;  // literal, where it ends

Hits hits_in(const sait::LiteralAutomaton& automaton, std::string_view text) {
  static sait::LiteralAutomaton::Scratch scratch;  // as of the text before
  Hits hits;
  automaton.search(text, scratch, [&](std::uint32_t index, std::size_t end) { hits.emplace_back(index, end); });
  return hits;
}

std::vector<std::uint32_t> found_in(const sait::LiteralAutomaton& automaton, std::string_view text) {
  std::vector<std::uint32_t> found;
  for (const auto& [index, end] : hits_in(automaton, text)) found.push_back(index);
  return found;
}

// What search() promises, the slow way: by end, then the longest first, then by number.
Hits naive(const std::vector<std::string>& literals, std::string_view text) {
  Hits found;
  for (std::size_t end = 1; end <= text.size(); ++end) {
    std::vector<std::pair<std::size_t, std::uint32_t>> here;
    for (std::uint32_t i = 0; i < literals.size(); ++i) {
      const auto& literal = literals[i];
      if (!literal.empty() && literal.size() <= end && text.substr(end - literal.size(), literal.size()) == literal) {
        here.emplace_back(text.size() - literal.size(), i);
      }
    }
    std::sort(here.begin(), here.end());
    for (const auto& [order, index] : here) found.emplace_back(index, end);
  }
  return found;
}

}  // namespace

TEST_CASE("overlapping, nested and repeated literals are all found") {
  const sait::LiteralAutomaton automaton({"she", "he", "hers", "", "he", "ushers"});
  CHECK(found_in(automaton, "ushers") == std::vector<std::uint32_t>{0, 1, 4, 5, 2});
  CHECK(found_in(automaton, "nothing").empty());
  CHECK(found_in(automaton, "").empty());
}

TEST_CASE("no literals find nothing") {
  CHECK(found_in(sait::LiteralAutomaton(), "text").empty());
  CHECK(found_in(sait::LiteralAutomaton(std::vector<std::string>{}), "text").empty());
  CHECK(found_in(sait::LiteralAutomaton({"", ""}), "text").empty());
}

TEST_CASE("literals that use every byte are told apart") {
  std::vector<std::string> literals;
  for (int byte = 0; byte < 256; ++byte) literals.emplace_back(1, static_cast<char>(byte));
  const sait::LiteralAutomaton automaton(literals);
  std::string text;
  std::vector<std::uint32_t> expected;
  for (std::uint32_t byte = 256; byte-- > 0;) {
    text += static_cast<char>(byte);
    expected.push_back(byte);
  }
  CHECK(found_in(automaton, text) == expected);
}

TEST_CASE("the automaton and a naive search agree") {
  std::mt19937 random(99);
  const auto word = [&](std::size_t longest, unsigned letters) {
    std::string text;
    for (auto left = random() % (longest + 1); left > 0; --left) text += static_cast<char>('a' + random() % letters);
    return text;
  };
  for (int round = 0; round < 3'000; ++round) {
    const auto letters = 1 + static_cast<unsigned>(random() % 4);
    // A short text is walked in one part, a long one in several; some literals of it go over those.
    const auto text = word(round % 2 == 0 ? 60 : 400, letters + 1);
    std::vector<std::string> literals(random() % 12);
    for (auto& literal : literals)
      literal =
          text.empty() || random() % 3 > 0 ? word(6, letters) : text.substr(random() % text.size(), random() % 200);
    const sait::LiteralAutomaton automaton(literals);
    CAPTURE(text);
    REQUIRE((hits_in(automaton, text) == naive(literals, text)));
  }
}
