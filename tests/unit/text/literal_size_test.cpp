#include "text/literal_size.hpp"

#include <doctest/doctest.h>

#include <random>
#include <set>
#include <string>

TEST_CASE("the size of literals counts what several begin with once, in whatever order they come") {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    sait::LiteralSize size;
    std::set<std::string> beginnings;
    for (int i = 0; i < 40; ++i) {
      std::string literal;
      for (auto left = random() % 7; left > 0; --left) literal += static_cast<char>('a' + random() % 3);
      size.add(literal);
      for (std::size_t bytes = 1; bytes <= literal.size(); ++bytes) beginnings.insert(literal.substr(0, bytes));
      REQUIRE(size.bytes() == beginnings.size());
    }
  }
}
