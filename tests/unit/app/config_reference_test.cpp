// config/saitd.yaml documents every setting there is, with the true default; the bundled configurations are right.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "app/config.hpp"
#include "temp_folder.hpp"

using namespace sait;
namespace fs = std::filesystem;

namespace {

const fs::path kSource = SAIT_SOURCE_DIR;

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE_MESSAGE(in, path.string());
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<std::string> lines_of(const fs::path& path) {
  std::ifstream in(path);
  REQUIRE_MESSAGE(in, path.string());
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// The settings one source reads: the names it gives to a section's [], to require(), and to the helpers of feeds and
// outlets. A helper of another name makes the comparison below fail for the settings it reads.
std::set<std::string> keys_read_by(const fs::path& source) {
  static const std::regex kRead(
      R"re((?:\b(?:root|section|entry|control|http|log|network|reload)\["|require\("|read_required\(\w+, "|endpoint\(")([a-z_]+)")re");
  const auto bytes = bytes_of(source);
  std::set<std::string> keys;
  for (auto at = std::sregex_iterator(bytes.begin(), bytes.end(), kRead); at != std::sregex_iterator(); ++at) {
    keys.insert((*at)[1].str());
  }
  return keys;
}

std::set<std::string> keys_read_in(const fs::path& folder) {
  std::set<std::string> keys;
  for (const auto& file : fs::directory_iterator(folder)) {
    if (file.path().extension() == ".cpp") keys.merge(keys_read_by(file.path()));
  }
  return keys;
}

// The settings a part of config/saitd.yaml sets: feeds, outlets, or "" for everything else.
std::set<std::string> keys_documented_in(const std::string& part) {
  Diagnostics diagnostics;
  const auto path = kSource / "config/saitd.yaml";
  const YamlDocument document(path.string(), bytes_of(path), diagnostics);
  std::set<std::string> keys;
  const auto take = [&keys](const YamlNode& map) {
    for (const auto& [key, value] : map.entries()) keys.insert(key);
  };
  if (!part.empty()) {
    for (const auto& item : document.root()[part].items()) take(item);
    return keys;
  }
  take(document.root());
  for (const auto& [key, value] : document.root().entries()) {
    if (value.is_map()) take(value);
  }
  return keys;
}

std::string joined(const std::set<std::string>& keys) { return fmt::format("{}", fmt::join(keys, " ")); }

std::unique_ptr<Config> loaded(const fs::path& path) {
  Diagnostics diagnostics;
  auto config = load_config(path.string(), diagnostics);
  // The folders and files of the machine they are for, and build/, need not be there.
  for (const auto& item : diagnostics.items()) CHECK((item.code == "no-folder" || item.code == "unreadable"));
  REQUIRE_MESSAGE(config, path.string());
  return config;
}

struct Line {
  std::string key, value, comment;
};

// The lines of config/saitd.yaml that set something.
std::vector<Line> settings() {
  static const std::regex kSetting(R"re(^ *(?:- )?([a-z_]+): *(.*?) *(?:# (.*))?$)re");
  std::vector<Line> found;
  for (const auto& line : lines_of(kSource / "config/saitd.yaml")) {
    std::smatch match;
    if (line.starts_with("#") || !std::regex_match(line, match, kSetting)) continue;
    found.push_back({match[1], match[2], match[3]});
  }
  return found;
}

}  // namespace

TEST_CASE("the reference documents exactly the settings that the code reads") {
  auto of_app = keys_read_by(kSource / "daemon/app/config.cpp");
  CHECK(of_app.erase("id") == 1);       // of feeds and outlets, to name a duplicate
  CHECK(of_app.erase("regions") == 1);  // of feeds, to name one that the rules do not know
  CHECK(joined(keys_documented_in("")) == joined(of_app));
  CHECK(joined(keys_documented_in("feeds")) == joined(keys_read_in(kSource / "daemon/feeds")));
  CHECK(joined(keys_documented_in("outlets")) == joined(keys_read_in(kSource / "daemon/outlets")));
}

TEST_CASE("the reference shows every kind of feed and of outlet") {
  std::set<std::string> shown;
  for (const auto& line : settings()) {
    if (line.key == "type") shown.insert(line.value);
  }
  for (const auto& kind : feed_kinds()) CHECK_MESSAGE(shown.contains(std::string(kind.type)), kind.type);
  for (const auto& kind : outlet_kinds()) CHECK_MESSAGE(shown.contains(std::string(kind.type)), kind.type);
}

TEST_CASE("each setting is explained once, on its line, with its default, its range and whether reload takes it") {
  static const std::regex kExplained(R"re(.*\b(?:required|default).* \| .+ \| .+ \| reload: (?:yes|no))re");
  std::set<std::string> explained;
  for (const auto& line : settings()) {
    if (line.comment.find(" | ") == std::string::npos) continue;
    CHECK_MESSAGE(std::regex_match(line.comment, kExplained), line.key, ": ", line.comment);
    explained.insert(line.key);
  }
  for (const auto& line : settings()) {
    const bool section = line.value.empty() && (line.key == "store" || line.key == "control" || line.key == "log" ||
                                                line.key == "network" || line.key == "http" || line.key == "reload");
    if (!section) CHECK_MESSAGE(explained.contains(line.key), line.key);
  }
}

TEST_CASE("the reference's values are the defaults that its comments name") {
  static const std::regex kDefault(R"re(^(?:[a-z]+: )?default ([^ |:,]+)[ ,|].*)re");
  for (const auto& line : settings()) {
    std::smatch match;
    if (std::regex_match(line.comment, match, kDefault)) CHECK_MESSAGE(match[1] == line.value, line.key);
  }
  TempFolder folder;
  const auto bare = loaded(folder.write("c.yaml",
                                        "rules: r\nstore: {path: s.db}\nfeeds:\n"
                                        "  - {id: posts, type: ndjson, platform: p, licence: l, path: f}\n"));
  const auto reference = loaded(kSource / "config/saitd.yaml");
  CHECK(reference->name == bare->name);
  CHECK(reference->journal.clock == bare->journal.clock);
  CHECK(reference->journal.tick == bare->journal.tick);
  CHECK(reference->journal.text_retention == bare->journal.text_retention);
  CHECK(reference->store.retention.records == bare->store.retention.records);
  CHECK(reference->store.key_file == reference->store.path + ".key");
  CHECK(reference->max_store_pages == bare->max_store_pages);
  CHECK(reference->workers == bare->workers);
  CHECK(reference->log_level == bare->log_level);
  const auto& stated = reference->feeds.front()->declaration();
  const auto& assumed = bare->feeds.front()->declaration();
  CHECK(stated.tier == assumed.tier);
  CHECK(stated.languages == assumed.languages);
  CHECK(stated.regions == assumed.regions);
  CHECK(stated.retention == assumed.retention);
  CHECK(stated.honours_deletions == assumed.honours_deletions);
}

TEST_CASE("the bundled configurations load without a word, and can run beside each other's state") {
  const auto demo = loaded(kSource / "config/demo.yaml");
  const auto live = loaded(kSource / "config/live.yaml");
  CHECK(demo->journal.clock == ClockMode::events);
  CHECK(live->journal.clock == ClockMode::wall);
  CHECK(demo->store.path != live->store.path);
  CHECK(demo->control_socket != live->control_socket);
  CHECK(fs::equivalent(demo->rules, kSource / "rules"));
  CHECK(fs::equivalent(live->rules, kSource / "rules"));
}

TEST_CASE("the pipe shown in config/live.yaml works once its lines are taken in") {
  std::string bytes;
  static const std::regex kHidden(R"re(^  # ((?:- id|  [a-z]+):.*)$)re");
  for (const auto& line : lines_of(kSource / "config/live.yaml")) {
    bytes += std::regex_replace(line, kHidden, "  $1") + "\n";
  }
  TempFolder folder;
  const auto config = loaded(folder.write("config/live.yaml", bytes));
  CHECK(config->feeds.size() == 2);
  CHECK_FALSE(config->feeds.back()->rereadable());
}
