#include "net/host_gate.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace std::chrono_literals;
using sait::HostGate;

TEST_CASE("turns at one host lie a pause apart, other hosts are not held up") {
  HostGate gate(2s);
  const auto now = HostGate::Clock::now();
  CHECK(gate.take_turn("a", now) == now);
  CHECK(gate.take_turn("a", now) == now + 2s);
  CHECK(gate.take_turn("a", now) == now + 4s);
  CHECK(gate.take_turn("b", now) == now);
  CHECK(gate.take_turn("a", now + 1min) == now + 1min);
}

TEST_CASE("a host that asks to be left alone is, for the longest time it asked") {
  HostGate gate(1s);
  const auto now = HostGate::Clock::now();
  gate.hold("a", now + 1h);
  gate.hold("a", now + 1min);
  CHECK(gate.take_turn("a", now) == now + 1h);
  CHECK(gate.take_turn("b", now) == now);
}

TEST_CASE("what it remembers is bounded, and who must be left alone longest is forgotten last") {
  HostGate gate(1s);
  const auto now = HostGate::Clock::now();
  gate.hold("asked", now + 1h);
  for (std::size_t i = 0; i < 3 * HostGate::kMostHosts; ++i) (void)gate.take_turn(fmt::format("h{}", i), now);
  CHECK(gate.take_turn("asked", now) == now + 1h);
}
