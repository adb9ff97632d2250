#include "feeds/post_archive.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "temp_folder.hpp"

namespace {

using namespace sait;

std::vector<std::string> lines_of(const std::string& path, std::optional<Error>* failure = nullptr) {
  auto archive = PostArchive::open(path);
  REQUIRE(archive.ok());
  ArchiveLines lines(**archive);
  std::vector<std::string> out;
  for (;;) {
    auto line = lines.next();
    if (!line.ok()) {
      REQUIRE(failure != nullptr);
      *failure = line.error();
      return out;
    }
    if (!*line) return out;
    out.emplace_back((*line)->data, (*line)->size);
    CHECK((*line)->data[(*line)->size] == '\0');
  }
}

// Compressed by Debian's zstd, not by code of ours.
std::string compressed(const std::string& path) {
  REQUIRE(std::system(("zstd -q -f " + path).c_str()) == 0);
  return path + ".zst";
}

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string many_lines(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "line " + std::to_string(i * 7919) + "\n";
  return text;
}

}  // namespace

TEST_CASE("post archive: plain, compressed and in several frames, the same lines") {
  const TempFolder folder;
  const auto text = many_lines(50'000);
  const auto plain = folder.write("a", text);
  const auto expected = lines_of(plain);
  CHECK(expected.size() == 50'000);
  CHECK(expected.back() == "line 395942081");
  const auto whole = compressed(plain);
  CHECK(lines_of(whole) == expected);
  const auto first = compressed(folder.write("b", text.substr(0, 10'003)));
  const auto second = compressed(folder.write("c", text.substr(10'003)));
  CHECK(lines_of(folder.write("d", bytes_of(first) + bytes_of(second))) == expected);
  // A frame that holds no data, of four bytes.
  const std::string skippable("\x5a\x2a\x4d\x18\x04\x00\x00\x00none", 12);
  CHECK(lines_of(folder.write("e", skippable + bytes_of(whole))) == expected);
}

TEST_CASE("post archive: the last line needs no end, empty lines are counted, a long one is told") {
  const TempFolder folder;
  const auto path = folder.write("a", "one\n\n\r\ntwo\r\n" + std::string(2 << 20, 'x') + "\nfour");
  auto archive = PostArchive::open(path);
  REQUIRE(archive.ok());
  CHECK((*archive)->size() == std::filesystem::file_size(path));
  ArchiveLines lines(**archive);
  std::vector<std::uint64_t> numbers, dropped;
  for (auto line = lines.next(); line.ok() && line.value(); line = lines.next()) {
    numbers.push_back(line.value()->number);
    dropped.push_back(line.value()->dropped_bytes);
  }
  CHECK(numbers == std::vector<std::uint64_t>{1, 4, 5, 6});
  CHECK(dropped == std::vector<std::uint64_t>{0, 0, 2 << 20, 0});
  CHECK((*archive)->bytes_read() == (*archive)->size());
  CHECK(lines_of(folder.write("empty", "")).empty());
}

TEST_CASE("post archive: what is damaged or cut off gives its lines, then says so") {
  const TempFolder folder;
  const auto whole = bytes_of(compressed(folder.write("a", many_lines(200'000))));
  std::optional<Error> failure;
  const auto lines = lines_of(folder.write("cut.zst", whole.substr(0, whole.size() / 2)), &failure);
  REQUIRE(failure);
  CHECK(failure->code == "damaged-archive");
  CHECK(failure->message.find("cut off") != std::string::npos);
  CHECK(lines.size() > 1000);
  CHECK(lines.front() == "line 0");
  auto damaged = whole;
  damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 0x55);
  failure.reset();
  (void)lines_of(folder.write("damaged.zst", damaged), &failure);
  REQUIRE(failure);
  CHECK(failure->message.find("damaged") != std::string::npos);
}

TEST_CASE("post archive: what is no archive says what to do") {
  const TempFolder folder;
  const auto missing = PostArchive::open(folder.file("none"));
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.error().message.find("No such file") != std::string::npos);
  const auto within = folder.write("sub/file", "x");
  const auto directory = PostArchive::open(folder.file("sub"));
  REQUIRE_FALSE(directory.ok());
  CHECK(directory.error().message.find("folder") != std::string::npos);
  std::optional<Error> failure;
  (void)lines_of(folder.write("a.gz", "\x1f\x8b\x08\x00 and more"), &failure);
  REQUIRE(failure);
  CHECK(failure->message.find("zcat") != std::string::npos);
}
