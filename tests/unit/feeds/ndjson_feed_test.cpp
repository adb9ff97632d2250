#include "feeds/ndjson_feed.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <random>

#include "feed_harness.hpp"

namespace {

using namespace sait::test;
using namespace std::string_literals;
using sait::CoverageState;
using sait::Cursor;

sait::NdjsonFeed feed_of(const std::string& path, sait::LineLimits limits = {},
                         sait::Duration linger = sait::Duration(20)) {
  sait::FeedDeclaration declaration;
  declaration.id = "file";
  declaration.platform = "test";
  return {declaration, {path, limits, sait::Duration(2), linger}};
}

Seen read_once(const std::string& path, const std::optional<Cursor>& cursor = std::nullopt,
               sait::LineLimits limits = {}) {
  auto feed = feed_of(path, limits);
  CollectingSink sink;
  feed.run(cursor, false, sink, {});
  return sink.seen();
}

// The cursor behind the last line, as the journal would hold it.
Cursor read_up_to_now(const std::string& path) {
  const auto seen = read_once(path);
  REQUIRE_FALSE(seen.lines.empty());
  return seen.lines.back().cursor;
}

void set_age(const std::string& path, int minutes) {
  std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - std::chrono::minutes(minutes));
}

}  // namespace

TEST_CASE("a file is read to its end, the last line with or without its end") {
  const TemporaryFolder folder;
  write_file(folder / "posts", "one\ntwo\r\n\n\r\nthree");
  const auto seen = read_once(folder / "posts");
  CHECK(seen.texts() == Texts{"one", "two", "three"});
  CHECK(seen.ended);
  CHECK(seen.sound);
  CHECK(seen.events.empty());
  CHECK(seen.lines[1].cursor.position == 9);
  CHECK(seen.lines[1].cursor.line == 2);
  CHECK(seen.lines[2].cursor.position == 17);
  CHECK(seen.lines[2].cursor.line == 5);
}

TEST_CASE("an empty file ends at once and without a complaint") {
  const TemporaryFolder folder;
  write_file(folder / "posts", "");
  const auto seen = read_once(folder / "posts");
  CHECK(seen.lines.empty());
  CHECK(seen.events.empty());
  CHECK(seen.ended);
}

TEST_CASE("bytes reach the sink as they are") {
  const TemporaryFolder folder;
  const auto bytes = "\xEF\xBB\xBFwith a mark\na\0b\n\xff\xc3\n\t \nlast\n"s;
  write_file(folder / "posts", bytes);
  const auto seen = read_once(folder / "posts");
  CHECK(seen.texts() == Texts{"\xEF\xBB\xBFwith a mark", "a\0b"s, "\xff\xc3", "\t ", "last"});
  CHECK(seen.sound);
}

TEST_CASE("while following, a half line waits for its rest") {
  const TemporaryFolder folder;
  const auto path = folder / "posts";
  write_file(path, "one\ntw");
  auto feed = feed_of(path);
  CollectingSink sink;
  RunningFeed running(feed, sink);
  REQUIRE(sink.wait_for_lines(1));
  append_file(path, "o");
  append_file(path, "\nthree\nfo");
  REQUIRE(sink.wait_for_lines(3));
  running.stop();
  const auto seen = sink.seen();
  CHECK(seen.texts() == Texts{"one", "two", "three"});
  CHECK_FALSE(seen.ended);
  CHECK(seen.lines[2].cursor.source == seen.lines[0].cursor.source);
  CHECK(read_once(path, seen.lines[2].cursor).texts() == Texts{"fo"});
}

TEST_CASE("a rotated file is read to its end before the new one from its start") {
  const TemporaryFolder folder;
  const auto path = folder / "posts";
  write_file(path, "one\n");
  auto feed = feed_of(path);
  CollectingSink sink;
  RunningFeed running(feed, sink);
  REQUIRE(sink.wait_for_lines(1));
  std::ofstream writer(path, std::ios::app);  // still writes to the former file after the rename
  std::filesystem::rename(path, folder / "posts.1");
  writer << "two\nthree" << std::flush;
  write_file(path, "four\n");
  REQUIRE(sink.wait_for_lines(4));
  append_file(path, "five\n");
  REQUIRE(sink.wait_for_lines(5));
  running.stop();
  const auto seen = sink.seen();
  CHECK(seen.texts() == Texts{"one", "two", "three", "four", "five"});
  CHECK(seen.lines[2].cursor.source == seen.lines[0].cursor.source);
  CHECK(seen.lines[3].cursor.source != seen.lines[0].cursor.source);
  CHECK(seen.lines[3].cursor.line == 1);
  CHECK(seen.lines[3].cursor.position == 5);
  CHECK(seen.count(CoverageState::hole) == 0);
}

TEST_CASE("a writer that is slow to let go of a rotated file loses no line, and one that never does is told") {
  const TemporaryFolder folder;
  const auto path = folder / "posts";
  write_file(path, "one\n");
  const auto rotate = [&] {
    std::filesystem::rename(path, folder / "posts.1");
    write_file(path, "new\n");
  };
  SUBCASE("slow") {
    auto feed = feed_of(path, {}, std::chrono::hours(1));
    CollectingSink sink;
    RunningFeed running(feed, sink);
    REQUIRE(sink.wait_for_lines(1));
    rotate();
    // Meanwhile another feed of the same pace looks at its file dozens of times.
    write_file(folder / "other", "0\n");
    auto other = feed_of(folder / "other");
    CollectingSink looks;
    RunningFeed looking(other, looks);
    for (std::size_t i = 1; i <= 50; ++i) {
      REQUIRE(looks.wait_for_lines(i));
      append_file(folder / "other", "x\n");
    }
    append_file(folder / "posts.1", "two\n");
    REQUIRE(sink.wait_for_lines(2));
    running.stop();
    CHECK(sink.seen().texts() == Texts{"one", "two"});
    CHECK(sink.seen().count(CoverageState::hole) == 0);
  }
  SUBCASE("never") {
    auto feed = feed_of(path, {}, sait::Duration(0));
    CollectingSink sink;
    RunningFeed running(feed, sink);
    REQUIRE(sink.wait_for_lines(1));
    rotate();
    REQUIRE(sink.wait_for_lines(2));
    append_file(folder / "posts.1", "late\n");
    REQUIRE(sink.wait_for([](const Seen& seen) { return seen.count(CoverageState::hole) == 1; }));
    append_file(path, "newer\n");
    REQUIRE(sink.wait_for_lines(3));
    running.stop();
    CHECK(sink.seen().texts() == Texts{"one", "new", "newer"});
    CHECK(sink.seen().events.back().detail.find("after it was left at byte 4") != std::string::npos);
  }
}

TEST_CASE("a copy under the same path, as from a backup, is the file that was read") {
  const TemporaryFolder folder;
  const auto path = folder / "posts";
  const std::string first(100, 'a');
  write_file(path, first + "\ntwo\n");
  const auto copy = [&] {
    std::filesystem::copy_file(path, folder / "backup");
    append_file(folder / "backup", "three\n");
    std::filesystem::rename(folder / "backup", path);
  };
  SUBCASE("put there while it was not read") {
    const auto cursor = read_up_to_now(path);
    copy();
    const auto seen = read_once(path, cursor);
    CHECK(seen.texts() == Texts{"three"});
    CHECK(seen.events.empty());
  }
  SUBCASE("put there while it is followed") {
    auto feed = feed_of(path);
    CollectingSink sink;
    RunningFeed running(feed, sink);
    REQUIRE(sink.wait_for_lines(2));
    copy();
    REQUIRE(sink.wait_for([](const Seen& seen) { return !seen.lines.empty() && seen.lines.back().text == "three"; }));
    running.stop();
    CHECK(sink.seen().texts() == Texts{first, "two", "three"});
    CHECK(sink.seen().count(CoverageState::hole) == 0);
  }
}

TEST_CASE("where the file read last is gone, only what was rotated away after it is read or told") {
  const TemporaryFolder folder;
  const auto path = folder / "posts";
  write_file(folder / "posts.4.gz", "older, compressed");
  write_file(folder / "posts.3", "older\n");
  write_file(path, "one\n");
  set_age(folder / "posts.4.gz", 9);
  set_age(folder / "posts.3", 8);
  set_age(path, 7);
  const auto cursor = read_up_to_now(path);
  std::filesystem::remove(path);
  write_file(folder / "posts.1", "two\n");
  write_file(path, "three\n");
  set_age(folder / "posts.1", 6);
  const auto seen = read_once(path, cursor);
  CHECK(seen.texts() == Texts{"two", "three"});
  CHECK(seen.count(CoverageState::hole) == 1);
}

TEST_CASE("a truncated file is a hole and is read from its start") {
  const TemporaryFolder folder;
  const auto path = folder / "posts";
  write_file(path, "one is a long line\ntwo\n");
  auto feed = feed_of(path);
  CollectingSink sink;
  RunningFeed running(feed, sink);
  REQUIRE(sink.wait_for_lines(2));
  std::filesystem::resize_file(path, 0);
  REQUIRE(sink.wait_for([](const Seen& seen) { return seen.count(CoverageState::hole) == 1; }));
  append_file(path, "three\n");
  REQUIRE(sink.wait_for_lines(3));
  running.stop();
  const auto seen = sink.seen();
  CHECK(seen.texts() == Texts{"one is a long line", "two", "three"});
  REQUIRE(seen.events.size() == 2);
  CHECK(seen.events[0].state == CoverageState::up);
  CHECK(seen.events[0].after_lines == 0);
  CHECK(seen.events[1].state == CoverageState::hole);
  CHECK(seen.events[1].after_lines == 2);
  CHECK(seen.events[1].detail.find("truncated") != std::string::npos);
  CHECK(seen.lines[2].cursor.line == 1);
}

TEST_CASE("a file that was overwritten with something longer is a hole too") {
  const TemporaryFolder folder;
  const auto path = folder / "posts";
  write_file(path, "one\n");
  auto feed = feed_of(path);
  CollectingSink sink;
  RunningFeed running(feed, sink);
  REQUIRE(sink.wait_for_lines(1));
  std::fstream(path, std::ios::in | std::ios::out) << "other\nlines\n";  // one write, no truncation in between
  REQUIRE(sink.wait_for([](const Seen& seen) { return !seen.lines.empty() && seen.lines.back().text == "lines"; }));
  running.stop();
  CHECK(sink.seen().texts(1) == Texts{"other", "lines"});
  CHECK(sink.seen().count(CoverageState::hole) == 1);
}

TEST_CASE("a missing file is down once, and up when it is there") {
  const TemporaryFolder folder;
  const auto path = folder / "posts";
  auto feed = feed_of(path);
  CollectingSink sink;
  RunningFeed running(feed, sink);
  REQUIRE(sink.wait_for([](const Seen& seen) { return seen.count(CoverageState::down) == 1; }));
  write_file(folder / "new", "one\n");
  std::filesystem::rename(folder / "new", path);
  REQUIRE(sink.wait_for_lines(1));
  std::filesystem::remove(path);
  REQUIRE(sink.wait_for([](const Seen& seen) { return seen.count(CoverageState::down) == 2; }));
  std::filesystem::create_directory(path);  // there, but nothing that can be read
  std::filesystem::remove(path);
  write_file(folder / "new", "two\n");
  std::filesystem::rename(folder / "new", path);
  REQUIRE(sink.wait_for_lines(2));
  running.stop();
  const auto seen = sink.seen();
  CHECK(seen.texts() == Texts{"one", "two"});
  CHECK(seen.events[0].detail == path + ": No such file or directory");
  for (std::size_t i = 0; i < seen.events.size(); ++i) {
    CHECK(sait::to_string(seen.events[i].state) == std::string(i % 2 == 0 ? "down" : "up"));
  }
}

TEST_CASE("without following, a file that cannot be read is down and the end") {
  const TemporaryFolder folder;
  for (const auto& path : {folder / "none", folder / ""}) {
    const auto seen = read_once(path);
    CHECK(seen.ended);
    CHECK(seen.count(CoverageState::down) == 1);
  }
}

TEST_CASE("a restart from any cursor reads exactly the rest") {
  std::mt19937 random(5);
  const TemporaryFolder folder;
  const auto path = folder / "posts";
  for (int round = 0; round < 12; ++round) {
    std::string bytes;
    for (auto lines = random() % 40; lines > 0; --lines) {
      const auto size = random() % 8 == 0 ? random() % 3'000 : random() % 20;
      for (auto left = size; left > 0; --left) bytes += static_cast<char>('a' + random() % 26);
      bytes += random() % 2 == 0 ? "\n" : "\r\n";
    }
    if (random() % 2 == 0) bytes += "no end";
    write_file(path, bytes);
    const sait::LineLimits limits{1024, 1 + random() % 7};
    const auto all = read_once(path, std::nullopt, limits);
    CHECK(all.sound);
    for (const auto batch : all.batches) CHECK(batch <= limits.batch_lines);
    for (std::size_t i = 0; i < all.lines.size(); ++i) {
      const auto rest = read_once(path, all.lines[i].cursor, limits);
      REQUIRE(rest.texts() == all.texts(i + 1));
      REQUIRE(rest.events.empty());
      for (std::size_t k = 0; k < rest.lines.size(); ++k) REQUIRE(rest.lines[k].cursor == all.lines[i + 1 + k].cursor);
    }
  }
}

TEST_CASE("a file that grew after its cursor was written is known again") {
  const TemporaryFolder folder;
  const auto path = folder / "posts";
  write_file(path, "one\n");
  const auto cursor = read_up_to_now(path);
  append_file(path, "two\n" + std::string(1'000, 'x') + "\n");
  const auto seen = read_once(path, cursor);
  CHECK(seen.texts() == Texts{"two", std::string(1'000, 'x')});
  CHECK(seen.events.empty());
  CHECK(seen.lines[0].cursor.source == cursor.source);
}

TEST_CASE("after a restart a renamed file is finished first, then those between, then the new one") {
  const TemporaryFolder folder;
  const auto path = folder / "posts";
  write_file(path, "one\ntwo\n");
  const auto cursor = read_up_to_now(path);
  append_file(path, "three\nfour");
  std::filesystem::rename(path, folder / "posts.2");
  write_file(folder / "posts.1", "five\n");
  write_file(folder / "posts.3", "older than all of it\n");
  write_file(folder / "posts.bak", "not a rotation\n");
  write_file(path, "six\n");
  set_age(folder / "posts.3", 9);
  set_age(folder / "posts.2", 8);
  set_age(folder / "posts.1", 7);
  const auto seen = read_once(path, cursor);
  CHECK(seen.texts() == Texts{"three", "four", "five", "six"});
  CHECK(seen.events.empty());
  CHECK(seen.lines[1].cursor.source == cursor.source);
  CHECK(seen.lines[1].cursor.line == 4);
  CHECK(seen.ended);
}

TEST_CASE("rotations are known by a number or a date before the extension, too, but not files of another name") {
  const TemporaryFolder folder;
  const auto path = folder / "posts.ndjson";
  write_file(path, "one\n");
  const auto cursor = read_up_to_now(path);
  append_file(path, "two\n");
  std::filesystem::rename(path, folder / "posts-20260301.ndjson");
  write_file(folder / "posts.2026-03-02T10:00.ndjson", "three\n");
  write_file(folder / "posts_20260303.ndjson", "four\n");
  write_file(folder / "posts.ndjson-20260304+0100", "five\n");
  write_file(folder / "posts-de.ndjson", "another feed's\n");
  write_file(path, "six\n");
  set_age(folder / "posts-20260301.ndjson", 8);
  set_age(folder / "posts.2026-03-02T10:00.ndjson", 7);
  set_age(folder / "posts_20260303.ndjson", 6);
  set_age(folder / "posts.ndjson-20260304+0100", 5);
  const auto seen = read_once(path, cursor);
  CHECK(seen.texts() == Texts{"two", "three", "four", "five", "six"});
  CHECK(seen.events.empty());
}

TEST_CASE("a rotation of a form that is not known is a hole that names it") {
  for (const std::string name : {"posts.ndjson.1.old", "posts.ndjson.1.zip", "posts-20260304.ndjson.Z",
                                 "posts.ndjson-4.lzma", "posts_4Mar.ndjson", "posts.ndjson.1.gz"}) {
    CAPTURE(name);
    const TemporaryFolder folder;
    const auto path = folder / "posts.ndjson";
    write_file(path, "one\n");
    const auto cursor = read_up_to_now(path);
    std::filesystem::rename(path, folder / "posts.ndjson.2");
    set_age(folder / "posts.ndjson.2", 5);
    write_file(folder / name, "between");
    write_file(path, "two\n");
    const auto seen = read_once(path, cursor);
    CHECK(seen.texts() == Texts{"two"});
    REQUIRE(seen.count(CoverageState::hole) == 1);
    CHECK(seen.events[0].detail.find(name) != std::string::npos);
  }
}

TEST_CASE("after a restart what was compressed in between is a hole that names it, what was not is read") {
  const TemporaryFolder folder;
  const auto path = folder / "posts";
  write_file(path, "one\n");
  set_age(path, 10);
  const auto cursor = read_up_to_now(path);
  std::string lost;
  SUBCASE("one that followed") {
    std::filesystem::rename(path, folder / "posts.3");
    write_file(folder / "posts.2.gz", "two, compressed");
    lost = "posts.2.gz";
    set_age(folder / "posts.3", 9);
    set_age(folder / "posts.2.gz", 8);
  }
  SUBCASE("the file itself") {
    std::filesystem::remove(path);
    write_file(folder / "posts.2.gz", "one and what followed, compressed");
    set_age(folder / "posts.2.gz", 8);
    lost = "what followed its line 1 is lost";
  }
  write_file(folder / "posts.1", "three\n");
  set_age(folder / "posts.1", 7);
  write_file(path, "four\n");
  const auto seen = read_once(path, cursor);
  CHECK(seen.texts() == Texts{"three", "four"});
  REQUIRE(seen.count(CoverageState::hole) >= 1);
  CHECK(seen.events[0].detail.find(lost) != std::string::npos);
}

TEST_CASE("a file copied away and truncated is finished from its copy") {
  const TemporaryFolder folder;
  const auto path = folder / "posts";
  const std::string first(100, 'a');
  write_file(path, first + "\ntwo\n");
  const auto cursor = read_up_to_now(path);
  const auto rotate = [&] {
    append_file(path, "three\n");
    std::filesystem::copy_file(path, folder / "posts.1");
    std::filesystem::resize_file(path, 0);
    append_file(path, "four\n");
  };
  SUBCASE("while it was not read") {
    rotate();
    const auto seen = read_once(path, cursor);
    CHECK(seen.texts() == Texts{"three", "four"});
    CHECK(seen.events.empty());
  }
  SUBCASE("while it is followed") {
    auto feed = feed_of(path);
    CollectingSink sink;
    RunningFeed running(feed, sink);
    REQUIRE(sink.wait_for_lines(2));
    append_file(path, "half");
    write_file(folder / "posts.1", first + "\ntwo\nhalf a line\n");
    write_file(path, "four\n");
    REQUIRE(sink.wait_for_lines(4));
    running.stop();
    const auto seen = sink.seen();
    CHECK(seen.texts() == Texts{first, "two", "half a line", "four"});
    CHECK(seen.count(CoverageState::hole) == 0);
  }
}

TEST_CASE("a pipe by the name of a file is not opened, and the message names the feed for pipes") {
  const TemporaryFolder folder;
  const auto path = folder / "posts";
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  const auto seen = read_once(path);
  REQUIRE(seen.events.size() == 1);
  CHECK(seen.events[0].detail.find("type: stdin") != std::string::npos);
}

TEST_CASE("after a restart a file that is gone is a hole, and the new one is read from its start") {
  const TemporaryFolder folder;
  const auto path = folder / "posts";
  write_file(path, "one\n");
  const auto cursor = read_up_to_now(path);
  SUBCASE("it was removed") {
    write_file(folder / "new", "two\n");
    std::filesystem::rename(folder / "new", path);
  }
  SUBCASE("it was written anew in place, so that only its bytes tell") { write_file(path, "two\n"); }
  const auto seen = read_once(path, cursor);
  CHECK(seen.texts() == Texts{"two"});
  REQUIRE(seen.events.size() == 1);
  CHECK(seen.events[0].state == CoverageState::hole);
  CHECK(seen.events[0].after_lines == 0);
  CHECK(seen.events[0].detail.find("rotated away") != std::string::npos);
}

TEST_CASE("after a restart a file shorter than its cursor is a hole") {
  const TemporaryFolder folder;
  const auto path = folder / "posts";
  const std::string first(300, 'a');
  write_file(path, first + "\ntwo\n");
  const auto cursor = read_up_to_now(path);
  std::filesystem::resize_file(path, first.size() + 1);
  const auto seen = read_once(path, cursor);
  CHECK(seen.texts() == Texts{first});
  CHECK(seen.count(CoverageState::hole) == 1);
}

TEST_CASE("a cursor is kept while neither its file nor a new one is in sight") {
  const TemporaryFolder folder;
  const auto path = folder / "posts";
  write_file(path, "one\ntwo\n");
  auto cursor = read_once(path).lines[0].cursor;
  std::filesystem::create_directory(folder / "away");
  std::filesystem::rename(path, folder / "away/posts");
  auto feed = feed_of(path);
  CollectingSink sink;
  RunningFeed running(feed, sink, cursor);
  REQUIRE(sink.wait_for([](const Seen& seen) { return seen.count(CoverageState::down) == 1; }));
  std::filesystem::rename(folder / "away/posts", path);
  REQUIRE(sink.wait_for_lines(1));
  REQUIRE(sink.wait_for([](const Seen& seen) { return seen.count(CoverageState::up) == 1; }));
  running.stop();
  CHECK(sink.seen().texts() == Texts{"two"});
  CHECK(sink.seen().count(CoverageState::hole) == 0);
}

TEST_CASE("a cursor this feed did not write is a hole, not a position") {
  const TemporaryFolder folder;
  const auto path = folder / "posts";
  write_file(path, "one\ntwo\n");
  for (const char* source : {"", "stdin", "1:2:3", "zz:1:1:0123456789abcdef", "1:1:101:0123456789abcdef"}) {
    const auto seen = read_once(path, Cursor{source, 4, 1});
    CHECK(seen.texts() == Texts{"one", "two"});
    CHECK(seen.count(CoverageState::hole) == 1);
  }
}

TEST_CASE("a line longer than the cap is counted, not held, and its neighbours stay whole") {
  const TemporaryFolder folder;
  const auto path = folder / "posts";
  constexpr std::size_t kLong = std::size_t{50} << 20U;
  write_file(path, "one\n" + std::string(kLong, 'x') + "\n" + std::string(1024, 'y') + "\n" + std::string(1025, 'z') +
                       "\nlast");
  const auto seen = read_once(path, std::nullopt, {1024, 512});
  CHECK(seen.texts() == Texts{"one", "", std::string(1024, 'y'), "", "last"});
  CHECK(seen.sound);
  CHECK(seen.lines[1].dropped_bytes == kLong);
  CHECK(seen.lines[1].cursor.position == 4 + kLong + 1);
  CHECK(seen.lines[2].dropped_bytes == 0);
  CHECK(seen.lines[3].dropped_bytes == 1025);
  CHECK(seen.lines[4].cursor.line == 5);
}

TEST_CASE("batches hold at most the lines and about the bytes they may") {
  const TemporaryFolder folder;
  const auto path = folder / "posts";
  std::string bytes;
  for (int i = 0; i < 100; ++i) bytes += std::string(30'000, 'x') + "\n";
  write_file(path, bytes);
  const auto seen = read_once(path);
  CHECK(seen.lines.size() == 100);
  CHECK(seen.batches == std::vector<std::size_t>{35, 35, 30, 0});  // and the end
}

TEST_CASE("a sink that takes no more ends the run") {
  const TemporaryFolder folder;
  const auto path = folder / "posts";
  write_file(path, "one\ntwo\nthree\n");
  auto feed = feed_of(path, {1024, 1});
  CollectingSink sink(1);
  RunningFeed running(feed, sink);
  running.join();
  CHECK(sink.seen().texts() == Texts{"one"});
}

TEST_CASE("a stop request ends a wait, however long the poll") {
  const TemporaryFolder folder;
  const auto path = folder / "posts";
  write_file(path, "one\n");
  sait::NdjsonFeed feed({}, {path, {}, std::chrono::hours(24)});
  CollectingSink sink;
  RunningFeed running(feed, sink);
  REQUIRE(sink.wait_for_lines(1));
  running.stop();
  CHECK(sink.seen().texts() == Texts{"one"});
}

TEST_CASE("nothing is lost or doubled while a writer writes and rotates") {
  const TemporaryFolder folder;
  const auto path = folder / "posts";
  write_file(path, "");
  auto feed = feed_of(path, {1024, 16});
  CollectingSink sink;
  RunningFeed running(feed, sink);
  Texts expected;
  std::mt19937 random(17);
  for (int rotation = 0; rotation < 5; ++rotation) {
    for (int line = 0; line < 200; ++line) {
      const auto text = std::to_string(rotation) + ":" + std::to_string(line) + std::string(random() % 60, '.');
      const auto cut = random() % text.size();
      append_file(path, text.substr(0, cut));
      append_file(path, text.substr(cut) + "\n");
      expected.push_back(text);
    }
    REQUIRE(sink.wait_for_lines(expected.size() - 150));  // the feed is somewhere in this file when it is renamed
    std::filesystem::rename(path, folder / ("posts." + std::to_string(rotation)));
    write_file(path, "");
  }
  REQUIRE(sink.wait_for_lines(expected.size()));
  running.stop();
  CHECK(sink.seen().texts() == expected);
  CHECK(sink.seen().count(CoverageState::hole) == 0);
}
