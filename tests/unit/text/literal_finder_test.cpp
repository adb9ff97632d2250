#include "text/literal_finder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <tuple>
#include <vector>

namespace {

using Hits = std::vector<std::tuple<std::size_t, std::size_t, std::uint32_t>>;  // begin, end, literal

Hits hits_in(const sait::LiteralFinder& finder, std::string_view text) {
  Hits hits;
  finder.search(text, [&](std::uint32_t index, std::size_t begin, std::size_t end) {
    CHECK((hits.empty() || std::get<0>(hits.back()) <= begin));
    hits.emplace_back(begin, end, index);
  });
  std::sort(hits.begin(), hits.end());
  return hits;
}

Hits naive(const std::vector<std::string>& literals, std::string_view text) {
  Hits found;
  for (std::uint32_t i = 0; i < literals.size(); ++i) {
    if (literals[i].empty()) continue;
    for (auto at = text.find(literals[i]); at != std::string_view::npos; at = text.find(literals[i], at + 1))
      found.emplace_back(at, at + literals[i].size(), i);
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

TEST_CASE("overlapping, nested and repeated literals are all found") {
  const std::vector<std::string> literals{"she", "he", "hers", "", "he", "ushers"};
  const sait::LiteralFinder finder(literals);
  CHECK(hits_in(finder, "ushers") == Hits{{0, 6, 5}, {1, 4, 0}, {2, 4, 1}, {2, 4, 4}, {2, 6, 2}});
  CHECK(hits_in(finder, "nothing").empty());
  CHECK(hits_in(finder, "").empty());
}

TEST_CASE("no literals find nothing") {
  CHECK(hits_in(sait::LiteralFinder(), "text").empty());
  CHECK(hits_in(sait::LiteralFinder(std::vector<std::string>{}), "text").empty());
  CHECK(hits_in(sait::LiteralFinder(std::vector<std::string>{"", ""}), "text").empty());
}

TEST_CASE("literals of one byte, of every byte, are told apart") {
  std::vector<std::string> literals;
  for (int byte = 0; byte < 256; ++byte) literals.emplace_back(1, static_cast<char>(byte));
  const sait::LiteralFinder finder(literals);
  std::string text;
  for (int byte = 256; byte-- > 0;) text += static_cast<char>(byte);
  CHECK(hits_in(finder, text) == naive(literals, text));
}

TEST_CASE("bytes that are zero are no end") {
  using namespace std::string_literals;
  const std::vector<std::string> literals{"a"s, "a\0"s, "a\0\0"s, "\0"s, "a\0\0\0\0\0\0\0\0b"s};
  const sait::LiteralFinder finder(literals);
  for (const auto& text : {"a"s, "a\0"s, "xa\0\0y"s, "a\0\0\0\0\0\0\0\0b"s})
    CHECK(hits_in(finder, text) == naive(literals, text));
}

TEST_CASE("the finder and a naive search agree") {
  std::mt19937 random(99);
  const auto word = [&](std::size_t longest, unsigned letters) {
    std::string text;
    for (auto left = random() % (longest + 1); left > 0; --left) text += static_cast<char>('a' + random() % letters);
    return text;
  };
  for (int round = 0; round < 3'000; ++round) {
    const auto letters = 1 + static_cast<unsigned>(random() % 4);
    const auto text = word(round % 2 == 0 ? 60 : 400, letters + 1);
    std::vector<std::string> literals(random() % (round % 10 == 0 ? 500 : 12));
    for (auto& literal : literals)
      literal =
          text.empty() || random() % 3 > 0 ? word(10, letters) : text.substr(random() % text.size(), random() % 200);
    const sait::LiteralFinder finder(literals);
    CAPTURE(text);
    REQUIRE((hits_in(finder, text) == naive(literals, text)));
  }
}
