#include "net/host_gate.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using sait::HostGate;

namespace {

constexpr auto kTaken = HostGate::Clock::time_point::max();

}  // namespace

TEST_CASE("a host is asked by one at a time, a pause lies between two, other hosts are not held up") {
  HostGate gate(2s);
  const auto now = HostGate::Clock::now();
  CHECK_FALSE(gate.enter("a", now));
  CHECK((gate.enter("a", now) == kTaken));
  CHECK((gate.enter("a", now + 1h) == kTaken));  // however long it takes
  CHECK_FALSE(gate.enter("b", now));
  gate.leave("a", now + 5s);
  CHECK((gate.enter("a", now + 6s) == now + 7s));
  CHECK_FALSE(gate.enter("a", now + 7s));
}

TEST_CASE("a host that asks to be left alone is, for the longest time it asked") {
  HostGate gate(1s);
  const auto now = HostGate::Clock::now();
  CHECK_FALSE(gate.enter("a", now));
  gate.hold("a", now + 1h);
  gate.hold("a", now + 1min);
  gate.leave("a", now);
  CHECK((gate.enter("a", now) == now + 1h));
  CHECK_FALSE(gate.enter("b", now));
  CHECK_FALSE(gate.enter("a", now + 1h));
}

TEST_CASE("who waits for a turn gets it when the one before has gone, and never two at once") {
  HostGate gate(0s);
  std::atomic<int> inside = 0, most = 0, turns = 0;
  std::vector<std::jthread> feeds;
  feeds.reserve(8);
  for (int feed = 0; feed < 8; ++feed) {
    feeds.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        const auto turn = gate.wait_for_turn("a", {});
        const int now = ++inside;
        most = std::max(most.load(), now);
        ++turns;
        std::this_thread::yield();
        --inside;
      }
    });
  }
  feeds.clear();
  CHECK(turns == 400);
  CHECK(most == 1);
}

TEST_CASE("who waits already waits on when the host asks to be left alone, and not when saitd stops") {
  HostGate gate(0s);
  auto turn = gate.wait_for_turn("a", {});
  REQUIRE(turn);
  const auto until = HostGate::Clock::now() + 50ms;
  std::atomic<bool> early = false;
  std::jthread patient([&] {
    const auto next = gate.wait_for_turn("a", {});
    early = HostGate::Clock::now() < until;
  });
  std::atomic<bool> got = true;
  std::jthread stopped([&](const std::stop_token& stop) { got = gate.wait_for_turn("b", stop).has_value(); });
  gate.hold("a", until);
  turn.reset();
  patient.join();
  CHECK_FALSE(early);

  stopped.join();
  CHECK(got);
  gate.hold("b", HostGate::Clock::now() + 1h);
  std::jthread waiting([&](const std::stop_token& stop) { got = gate.wait_for_turn("b", stop).has_value(); });
  waiting.request_stop();
  waiting.join();
  CHECK_FALSE(got);
}

TEST_CASE("who came first has its turn first, and keeps its place while it waits with a patience of its own") {
  HostGate gate(0s);
  auto turn = gate.wait_for_turn("a", {});
  HostGate::Place first(gate, "a"), second(gate, "a"), third(gate, "a");
  CHECK_FALSE(first.wait_for_turn({}, HostGate::Clock::now()));  // it waits on with the place it has
  std::mutex mutex;
  std::vector<int> order;
  std::vector<std::jthread> feeds;
  feeds.reserve(3);
  int number = 3;
  for (auto* place : {&third, &second, &first}) {
    feeds.emplace_back([&, place, mine = number--] {
      const auto given = place->wait_for_turn({});
      const std::lock_guard lock(mutex);
      order.push_back(mine);
    });
  }
  turn.reset();
  feeds.clear();
  CHECK(order == std::vector<int>{1, 2, 3});
}

TEST_CASE("who would wait longer than it can hears so at once where that is certain, and when its time is over") {
  HostGate gate(0s);
  const auto now = HostGate::Clock::now();
  CHECK_FALSE(gate.held_until("a"));
  gate.hold("a", now + 1h);
  CHECK((gate.held_until("a") == now + 1h));
  CHECK_FALSE(gate.wait_for_turn("a", {}, now + 59min));  // would hang otherwise
  CHECK_FALSE(gate.held_until("b"));
  {
    const auto turn = gate.wait_for_turn("b", {}, now);
    CHECK(turn);  // nobody is there: no time is needed
    const auto soon = HostGate::Clock::now() + 20ms;
    CHECK_FALSE(gate.wait_for_turn("b", {}, soon));
    CHECK((HostGate::Clock::now() >= soon));
  }
  CHECK(gate.wait_for_turn("b", {}, HostGate::Clock::now() + 1h));
  CHECK_FALSE(gate.held_until("b"));  // a pause is no wish of the host

  // A wish that comes while somebody waits counts for that one too.
  auto turn = gate.wait_for_turn("c", {});
  std::atomic<bool> got = true;
  std::jthread waiting([&] { got = gate.wait_for_turn("c", {}, HostGate::Clock::now() + 30min).has_value(); });
  gate.hold("c", HostGate::Clock::now() + 1h);
  waiting.join();
  CHECK_FALSE(got);
}

TEST_CASE("what it remembers is bounded, and who must be left alone longest is forgotten last") {
  HostGate gate(1s);
  const auto now = HostGate::Clock::now();
  gate.hold("asked", now + 1h);
  CHECK_FALSE(gate.enter("busy", now));
  for (std::size_t i = 0; i < 2 * HostGate::kMostHosts; ++i) {
    const auto host = fmt::format("h{}", i);
    CHECK_FALSE(gate.enter(host, now));
    gate.leave(host, now);
  }
  CHECK((gate.enter("asked", now) == now + 1h));
  CHECK((gate.enter("busy", now) == kTaken));
}
