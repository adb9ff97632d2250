#include "feeds/stdin_feed.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>

#include "feed_harness.hpp"

namespace {

using namespace sait::test;

// A pipe in place of standard input.
class Pipe {
 public:
  Pipe() { REQUIRE(::pipe(ends_.data()) == 0); }
  ~Pipe() {
    close_writer();
    ::close(ends_[0]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  void write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto count = ::write(ends_[1], bytes.data(), bytes.size());
      REQUIRE(count > 0);
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  void close_writer() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }
  [[nodiscard]] int reader() const { return ends_[0]; }

 private:
  std::array<int, 2> ends_{-1, -1};
};

}  // namespace

TEST_CASE("standard input is read line by line until its end, and cannot be read again") {
  Pipe pipe;
  sait::StdinFeed feed({}, {}, pipe.reader());
  CHECK_FALSE(feed.rereadable());
  CollectingSink sink;
  RunningFeed running(feed, sink, sait::Cursor{"stdin", 100, 7});
  pipe.write("one\ntw");
  REQUIRE(sink.wait_for_lines(1));  // a complete line does not wait for the next
  pipe.write("o\r\n\nthree");
  REQUIRE(sink.wait_for_lines(2));
  CHECK_FALSE(sink.seen().ended);
  pipe.close_writer();
  running.join();
  const auto seen = sink.seen();
  CHECK(seen.texts() == Texts{"one", "two", "three"});
  CHECK(seen.ended);
  CHECK(seen.sound);
  CHECK(seen.lines[0].cursor == sait::Cursor{"stdin", 4, 1});
  CHECK(seen.lines[2].cursor == sait::Cursor{"stdin", 15, 4});
}

TEST_CASE("much input arrives whole") {
  Pipe pipe;
  sait::StdinFeed feed({}, {100'000, 64}, pipe.reader());
  CollectingSink sink;
  RunningFeed running(feed, sink);
  std::string bytes;
  for (int i = 0; i < 20'000; ++i) bytes += "line " + std::to_string(i) + "\n";
  pipe.write(bytes);
  pipe.write(std::string(100'001, 'x') + "\nlast\n");
  pipe.close_writer();
  running.join();
  const auto seen = sink.seen();
  REQUIRE(seen.lines.size() == 20'002);
  CHECK(seen.lines[19'999].text == "line 19999");
  CHECK(seen.lines[20'000].dropped_bytes == 100'001);
  CHECK(seen.lines[20'001].text == "last");
}

TEST_CASE("when it is stopped, what was read is whole lines and the rest is still in the pipe") {
  Pipe pipe;
  sait::StdinFeed feed({}, {}, pipe.reader());
  CollectingSink sink;
  std::string bytes;
  for (int i = 0; i < 200'000; ++i) bytes += "a line whose length does not divide a block " + std::to_string(i) + "\n";
  std::thread writer([&] { pipe.write(bytes); });
  RunningFeed running(feed, sink);
  REQUIRE(sink.wait_for_lines(1000));
  running.stop();
  std::string rest;
  std::vector<char> block(65'536);
  const auto read = sink.seen().lines.back().cursor.position;
  while (read + rest.size() < bytes.size()) {
    const auto count = ::read(pipe.reader(), block.data(), block.size());
    REQUIRE(count > 0);
    rest.append(block.data(), static_cast<std::size_t>(count));
  }
  writer.join();
  CHECK((bytes.substr(read) == rest));
}

TEST_CASE("an idle standard input can be stopped") {
  const Pipe pipe;
  sait::StdinFeed feed({}, {}, pipe.reader());
  CollectingSink sink;
  RunningFeed running(feed, sink);
  running.stop();
  CHECK_FALSE(sink.seen().ended);
}

TEST_CASE("input that cannot be read is down and the end") {
  const int folder = ::open("/", O_RDONLY | O_CLOEXEC);
  REQUIRE(folder >= 0);
  sait::StdinFeed feed({}, {}, folder);
  CollectingSink sink;
  feed.run(std::nullopt, true, sink, {});
  ::close(folder);
  CHECK(sink.seen().ended);
  CHECK(sink.seen().count(sait::CoverageState::down) == 1);
}
