// The configuration of a daemon: one YAML file, config/saitd.yaml documents every setting. Feeds and outlets read their
// own sections.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/audience_feeds.hpp"
#include "app/author_list_files.hpp"
#include "base/diagnostics.hpp"
#include "feeds/feed.hpp"
#include "outlets/outlet.hpp"
#include "pipeline/journal.hpp"
#include "store/store.hpp"

namespace sait {

class HostGate;

/// A setting that only a start takes over: what it says, in the form it is compared by, and where.
struct FixedSetting {
  std::string name, value;
  int line = 0, column = 0;
};

struct Config {
  std::string file;
  std::string name = "saitd";
  std::string rules;  // folder
  std::vector<AuthorListFile> lists;
  std::string control_socket;  // empty: none
  std::string http_listen;     // HOST:PORT; empty: none
  std::string log_level = "info", log_format = "auto";
  std::size_t workers = 1;
  static constexpr std::int64_t kPageBytes = 4096;
  std::int64_t max_store_pages = 0;
  bool watch = false;  // whether a change of rules or of the file is taken over by itself
  std::vector<FixedSetting> fixed;
  Duration host_pause{0};
  std::shared_ptr<HostGate> hosts;
  StoreOptions store;
  JournalOptions journal;
  std::vector<std::unique_ptr<Feed>> feeds;
  std::vector<NamedRegion> feed_regions;  // of all feeds
  std::vector<std::unique_ptr<Outlet>> outlets;
};

/// Reads and checks the whole file; paths in it are relative to its folder. nullptr when `diagnostics` has errors.
/// `hosts`: what the feeds that already run ask for their turns; its pause is not touched (Config::host_pause).
[[nodiscard]] std::unique_ptr<Config> load_config(const std::string& path, Diagnostics& diagnostics,
                                                  std::shared_ptr<HostGate> hosts = nullptr);

struct LoadedRules {
  RuleFiles files;
  std::shared_ptr<const RuleSet> set;
  std::shared_ptr<const AuthorLists> authors;
};

/// Reads and compiles the rule folder, and reads the lists of accounts; nothing when `diagnostics` got errors.
[[nodiscard]] std::optional<LoadedRules> load_rules(const Config& config, Diagnostics& diagnostics);

}  // namespace sait
