#include "pipeline/rule_files.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "temp_folder.hpp"

using namespace sait;

namespace {

// Nobody in particular for as long as it lives: root may read everything.
class Unprivileged {
 public:
  Unprivileged() {
    if (was_ == 0) REQUIRE(::seteuid(65534) == 0);
  }
  ~Unprivileged() { (void)!::seteuid(was_); }
  Unprivileged(const Unprivileged&) = delete;
  Unprivileged& operator=(const Unprivileged&) = delete;

 private:
  uid_t was_ = ::geteuid();
};

void open_to_all(const TempFolder& folder) { REQUIRE(::chmod(folder.file("").c_str(), 0755) == 0); }

}  // namespace

TEST_CASE("all rule files of a folder and the folders in it are read, but for hidden ones") {
  TempFolder folder;
  folder.write("a.yaml", "a");
  folder.write("narratives/more/b.yaml", "b");
  folder.write("narratives/notes.txt", "no rule");
  folder.write(".git/c.yaml", "c");
  folder.write("narratives/.d.yaml", "d");
  std::filesystem::create_symlink("a.yaml", folder.file("e.yaml"));
  const auto files = read_rule_folder(folder.file(""));
  REQUIRE(files.ok());
  CHECK(*files == RuleFiles{{"a.yaml", "a"}, {"e.yaml", "a"}, {"narratives/more/b.yaml", "b"}});
}

TEST_CASE("what is named like YAML in another way is read, so that it can be refused by its name") {
  TempFolder folder;
  folder.write("a.yml", "a");
  folder.write("narratives/b.YAML", "b");
  folder.write("README.md", "no rule");
  folder.write("narratives/.c.yml", "c");
  const auto files = read_rule_folder(folder.file(""));
  REQUIRE(files.ok());
  CHECK(*files == RuleFiles{{"a.yml", "a"}, {"narratives/b.YAML", "b"}});
}

TEST_CASE("a folder with more bytes than are read is refused at the file that is too much") {
  TempFolder folder;
  const std::string most(kMaxRuleBytes / 2, '#');
  for (const auto* name : {"a.yaml", "b.yaml", "c.yaml"})
    folder.write(name, name == std::string("c.yaml") ? "#" : most);
  const auto files = read_rule_folder(folder.file(""));
  REQUIRE_FALSE(files.ok());
  CHECK(files.error().code == "too-large");
  CHECK(files.error().message.find(".yaml:1: with this file ") != std::string::npos);
  CHECK(files.error().message.find("16 MiB") != std::string::npos);
}

TEST_CASE("a folder that may not be entered refuses the whole, wherever it stands, and is named") {
  for (const auto* closed : {"closed", "narratives/closed"}) {
    CAPTURE(closed);
    TempFolder folder;
    open_to_all(folder);
    folder.write("a.yaml", "a");
    folder.write("narratives/b.yaml", "b");
    folder.write("z.yaml", "z");
    folder.write(std::string(closed) + "/c.yaml", "c");
    REQUIRE(::chmod(folder.file(closed).c_str(), ::geteuid() == 0 ? 0700 : 0) == 0);
    {
      const Unprivileged nobody;
      const auto files = read_rule_folder(folder.file(""));
      REQUIRE_FALSE(files.ok());
      CHECK(files.error().code == "unreadable");
      CHECK(files.error().message.find(folder.file(closed) + ": ") != std::string::npos);
    }
    REQUIRE(::chmod(folder.file(closed).c_str(), 0700) == 0);
  }
}

TEST_CASE("a hidden folder that may not be entered is passed over as any other hidden one") {
  TempFolder folder;
  open_to_all(folder);
  folder.write("a.yaml", "a");
  folder.write(".git/b.yaml", "b");
  REQUIRE(::chmod(folder.file(".git").c_str(), ::geteuid() == 0 ? 0700 : 0) == 0);
  {
    const Unprivileged nobody;
    const auto files = read_rule_folder(folder.file(""));
    REQUIRE(files.ok());
    CHECK(files->size() == 1);
  }
  REQUIRE(::chmod(folder.file(".git").c_str(), 0700) == 0);
}

TEST_CASE("a link out of the folder, to a folder, to itself or to nothing is named, not passed over") {
  for (const auto& [name, target] :
       {std::pair("x.yaml", "/etc/hostname"), std::pair("x.yaml", "x.yaml"), std::pair("x.yaml", "nothing"),
        std::pair("harms", "narratives"), std::pair("harms", "nothing"), std::pair("harms", "harms")}) {
    CAPTURE(name);
    CAPTURE(target);
    TempFolder folder;
    folder.write("narratives/b.yaml", "b");
    std::filesystem::create_symlink(target, folder.file(name));
    const auto files = read_rule_folder(folder.file(""));
    REQUIRE_FALSE(files.ok());
    CHECK(files.error().message.find(std::string("/") + name + ": ") != std::string::npos);
  }
}

TEST_CASE("who looks for everything that is wrong is told of each file that cannot be read") {
  TempFolder folder;
  folder.write("narratives/a.yaml", "a");
  folder.write("narratives/b.yaml", "b");
  std::filesystem::create_symlink("/etc/hostname", folder.file("narratives/x.yaml"));
  std::filesystem::create_symlink("nothing", folder.file("narratives/y.yaml"));
  REQUIRE(::mkfifo(folder.file("narratives/z.yaml").c_str(), 0600) == 0);
  Diagnostics unreadable;
  const auto files = read_rule_folder(folder.file(""), unreadable);
  REQUIRE(files.ok());
  CHECK(files->size() == 5);
  REQUIRE(unreadable.items().size() == 3);
  for (const auto& item : unreadable.items()) {
    CHECK(item.code == "unreadable");
    CHECK(item.line == 1);
    CHECK(files->at(item.file).empty());
  }
}
