// The configuration of a daemon: one YAML file, config/saitd.yaml documents every setting. Feeds and outlets read their
// own sections.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/diagnostics.hpp"
#include "feeds/feed.hpp"
#include "outlets/outlet.hpp"
#include "pipeline/journal.hpp"
#include "store/store.hpp"

namespace sait {

struct Config {
  std::string file;
  std::string name = "saitd";
  std::string rules;           // folder
  std::string control_socket;  // empty: none
  std::string http_listen;     // HOST:PORT; empty: none
  std::string log_level = "info";
  std::size_t workers = 1;
  static constexpr std::int64_t kPageBytes = 4096;
  std::int64_t max_store_pages = 0;
  StoreOptions store;
  JournalOptions journal;
  std::vector<std::unique_ptr<Feed>> feeds;
  std::vector<std::unique_ptr<Outlet>> outlets;
};

/// Reads and checks the whole file; paths in it are relative to its folder. nullptr when `diagnostics` has errors.
[[nodiscard]] std::unique_ptr<Config> load_config(const std::string& path, Diagnostics& diagnostics);

}  // namespace sait
