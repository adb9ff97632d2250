#include "base/regular_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "temp_folder.hpp"

using namespace sait;

TEST_CASE("a file is read as it is, through links too, and up to a bound") {
  TempFolder folder;
  const std::string bytes = std::string(200'000, 'x') + std::string("\0\xff\r\n", 4);
  const auto path = folder.write("f", bytes);
  std::filesystem::create_symlink("f", folder.file("link"));
  for (const auto& name : {path, folder.file("link")}) CHECK((*read_regular_file(name, 1U << 20U) == bytes));
  CHECK(*read_regular_file(path, 3) == "xxx");
  CHECK(read_regular_file(folder.write("empty", ""), 3)->empty());
}

TEST_CASE("what is no regular file is refused at once, though it would block or never end") {
  TempFolder folder;
  REQUIRE(::mkfifo(folder.file("pipe").c_str(), 0600) == 0);
  for (const auto& [path, why] :
       {std::pair(folder.file("pipe"), "no regular file"), std::pair(std::string("/dev/zero"), "no regular file"),
        std::pair(folder.file(""), "a folder"), std::pair(folder.file("none"), "No such file")}) {
    CAPTURE(path);
    const auto read = read_regular_file(path, 100);
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().code == "unreadable");
    CHECK(read.error().message.find(why) != std::string::npos);
  }
}
