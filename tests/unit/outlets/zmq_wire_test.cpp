#include "outlets/zmq_wire.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <random>

#include "memory_outbox.hpp"
#include "outlets/zmq_recovery.hpp"

using namespace sait;
using test::MemoryOutbox;

TEST_CASE("a sequence on the wire is eight bytes, the highest first, and reads back") {
  CHECK(wire::encode_sequence(0x0102030405060708ULL) == std::string("\1\2\3\4\5\6\7\10"));
  std::mt19937_64 random(7);
  for (int i = 0; i < 1000; ++i) {
    const auto sequence = random() >> (random() % 64);
    CHECK(wire::decode_sequence(wire::encode_sequence(sequence)) == sequence);
  }
  CHECK_FALSE(wire::decode_sequence("1234567"));
  CHECK_FALSE(wire::decode_sequence("123456789"));
}

TEST_CASE("only 'from SEQUENCE' is a request, and 0 means the first") {
  CHECK(wire::parse_request("from 17") == 17);
  CHECK(wire::parse_request("from 0") == 1);
  CHECK(wire::parse_request(wire::request(std::numeric_limits<std::uint64_t>::max())) ==
        std::numeric_limits<std::uint64_t>::max());
  for (const char* bad : {"", "from", "from ", "from -1", "from +1", "from 1 ", "from  1", "FROM 1", "from 1x",
                          "from 0x1", "from 18446744073709551616", "since 1"}) {
    CAPTURE(bad);
    CHECK_FALSE(wire::parse_request(bad));
  }
  CHECK_FALSE(wire::parse_request("from " + std::string(1000, '0') + "1"));
}

TEST_CASE("a page header reads back, and what is none is refused with the reason") {
  const wire::PageHeader header{"run", 3, 9, 2, 5, Duration(250)};
  const auto back = wire::parse_page_header(wire::to_json(header));
  REQUIRE(back);
  CHECK(back->run == "run");
  CHECK(back->from == 3);
  CHECK(back->latest == 9);
  CHECK(back->count == 2);
  CHECK(back->next == 5);
  CHECK(back->heartbeat == Duration(250));
  for (const char* bad : {"", "[]", "{}", "{\"run\":\"r\",\"from\":1,\"latest\":2,\"count\":3,\"next\":2}",
                          "{\"run\":\"r\",\"from\":-1,\"latest\":2,\"count\":0,\"next\":2}",
                          "{\"run\":\"r\",\"from\":5,\"latest\":9,\"count\":0,\"next\":4}"}) {
    CAPTURE(bad);
    REQUIRE_FALSE(wire::parse_page_header(bad));
    CHECK(wire::parse_page_header(bad).error().code == "malformed");
  }
  const auto refused = wire::parse_page_header(wire::refusal("no \"luck\""));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "refused");
  CHECK(refused.error().message == "no \"luck\"");
}

TEST_CASE("deeply nested JSON from a foreign server is read without exhausting the stack") {
  CHECK(wire::heartbeat_interval(std::string(2'000'000, '[')) == Duration(0));
  CHECK(wire::heartbeat_interval(R"({"latest":4,"heartbeat_ms":100,"later":[{}]})") == Duration(100));
}

TEST_CASE("only endpoints on this machine are accepted") {
  for (const char* good :
       {"tcp://127.0.0.1:5581", "tcp://[::1]:1", "tcp://localhost:65535", "ipc:///run/saitd/alerts", "ipc://x"}) {
    CAPTURE(good);
    CHECK(wire::check_loopback(good));
  }
  for (const char* bad : {"tcp://*:5581",
                          "tcp://0.0.0.0:5581",
                          "tcp://127.0.0.2:5581",
                          "tcp://10.0.0.1:5581",
                          "tcp://[::]:5581",
                          "tcp://localhost.example:5581",
                          "tcp://eth0:5581",
                          "tcp://127.0.0.1",
                          "tcp://127.0.0.1:",
                          "pgm://x:1",
                          "tcp://127.0.0.1:0",
                          "tcp://127.0.0.1:65536",
                          "tcp://127.0.0.1:*",
                          "tcp://127.0.0.1:1;2",
                          "ipc://",
                          "ipc://*",
                          "ipc://@alerts",
                          "inproc://x",
                          "",
                          "127.0.0.1:5581"}) {
    CAPTURE(bad);
    REQUIRE_FALSE(wire::check_loopback(bad));
    CHECK(wire::check_loopback(bad).error().code == "endpoint");
  }
  CHECK(wire::check_loopback("tcp://0.0.0.0:5581").error().message.find("encrypted") != std::string::npos);
}

TEST_CASE("the recovery endpoint follows from the published one") {
  CHECK(wire::recovery_endpoint_of("tcp://127.0.0.1:5581") == "tcp://127.0.0.1:5582");
  CHECK(wire::recovery_endpoint_of("tcp://[::1]:7") == "tcp://[::1]:8");
  CHECK(wire::recovery_endpoint_of("ipc:///run/a") == "ipc:///run/a.recover");
  CHECK(wire::recovery_endpoint_of("tcp://127.0.0.1:65535").empty());
  CHECK(wire::recovery_endpoint_of("nonsense").empty());
  CHECK(wire::address_of("tcp://localhost:5") == "tcp://127.0.0.1:5");
}

TEST_CASE("the pages of a recovery hold every alert once, in order, within their limits") {
  MemoryOutbox outbox;
  std::mt19937_64 random(11);
  for (std::uint64_t i = 1; i <= 700; ++i) {
    auto entry = test::small_entry(i);
    if (random() % 5 == 0) entry.examples = "[\"" + std::string(random() % 300'000, 'x') + "\"]";
    if (i == 350) entry.examples = "[\"" + std::string(2U << 20U, 'y') + "\"]";  // larger than a page
    outbox.append(std::move(entry));
  }
  std::uint64_t next = 1, seen = 0;
  while (next <= 700) {
    const auto frames = recovery_reply(outbox, wire::request(next), "/saitd/test", Duration(2000));
    const auto header = wire::parse_page_header(frames.front());
    REQUIRE(header);
    CHECK(header->from == next);
    CHECK(header->latest == 700);
    CHECK(header->count >= 1);
    CHECK(header->count <= wire::kPageAlerts);
    CHECK(header->run == outbox.run_id());
    REQUIRE(frames.size() == 1 + 3 * header->count);
    std::size_t bytes = 0;
    for (std::size_t i = 1; i < frames.size(); i += 3) {
      CHECK(frames[i] == "alert/monitor/n1/de/");
      CHECK(wire::decode_sequence(frames[i + 1]) == ++seen);
      bytes += frames[i + 2].size();
    }
    CHECK((bytes <= wire::kPageBytes || header->count == 1));
    CHECK(header->next == seen + 1);
    next = header->next;
  }
  CHECK(seen == 700);
}

TEST_CASE("an empty page says how far the store is known, and a request that is none is refused with its usage") {
  MemoryOutbox outbox;
  outbox.append(10);
  outbox.forget_until(10);
  const auto next_of = [&](std::uint64_t from) {
    return wire::parse_page_header(recovery_reply(outbox, wire::request(from), "s", Duration(0)).front()).value().next;
  };
  CHECK(next_of(3) == 11);
  CHECK(next_of(11) == 11);
  CHECK(next_of(50) == 50);
  const auto refused = recovery_reply(outbox, "give me all", "s", Duration(0));
  REQUIRE(refused.size() == 1);
  CHECK(refused.front() == R"({"error":"the request is not understood","usage":"from SEQUENCE"})");
  outbox.fail(true);
  std::string trouble;
  const auto later = recovery_reply(outbox, "from 1", "s", Duration(0), &trouble);
  CHECK(wire::parse_page_header(later.front()).error().code == "refused");
  CHECK(trouble == "error[broken]: the test says so");
}
