#include "app/config.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <set>

#include "app/http_server.hpp"
#include "app/rules_folder.hpp"
#include "assess/load_rules.hpp"
#include "base/regular_file.hpp"
#include "net/host_gate.hpp"
#include "net/http_client.hpp"
#include "pipeline/rule_files.hpp"

namespace sait {
namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

// Settings whose values may be shown where something is wrong beside them: figures, choices and ids.
const std::vector<std::string_view> kHarmless{
    "id",    "type",  "clock",     "tick",     "workers",  "max_size", "text_retention", "record_retention",
    "tier",  "poll",  "retention", "deletion", "max_line", "timeout",  "batch_lines",    "allow_private",
    "pause", "level", "heartbeat", "format",   "watch"};

std::string beside(const fs::path& folder, const std::string& path) {
  if (path.empty() || path == ":memory:") return path;
  return (folder / path).lexically_normal().string();
}

// Files, sockets and endpoints by whose they are: a daemon that writes where it reads destroys one of the two.
class Claims {
 public:
  // `what` is compared; shown is `shown`, as an address of the web may hold a secret.
  void take(const std::string& what, const std::string& whose, const YamlNode& node) { take(what, what, whose, node); }
  void take(const std::string& what, const std::string& shown, const std::string& whose, const YamlNode& node) {
    if (what.empty()) return;
    std::error_code ignored;
    const auto canonical = what.front() == '/' ? fs::weakly_canonical(what, ignored).string() : what;
    const auto [at, is_new] = taken_.emplace(canonical, whose);
    if (!is_new) node.error("used-twice", fmt::format("{} is {} already; name another", shown, at->second));
  }

 private:
  std::map<std::string, std::string> taken_;
};

// A warning, because a configuration may be checked on another machine than the one it is for.
void warn_without_folder(std::string file, const YamlNode& node) {
  constexpr std::string_view kIpc = "ipc://";
  if (file.starts_with(kIpc)) file.erase(0, kIpc.size());
  if (file.empty() || file.front() != '/') return;
  const auto folder = fs::path(file).parent_path();
  std::error_code ignored;
  if (fs::is_directory(folder, ignored)) {
    if (::access(folder.c_str(), W_OK | X_OK) == 0) return;
    return node.warning("unwritable-folder",
                        fmt::format("{} may not be written by this user; saitd cannot start so", folder.string()));
  }
  node.warning("no-folder", fmt::format("the folder {} does not exist; make it before saitd starts", folder.string()));
}

void read_store(const YamlNode& section, const fs::path& folder, Config& config, Claims& claims) {
  const auto path = section.require("path").text();
  config.store.path = beside(folder, path);
  config.store.key_file = beside(folder, section["key_file"].text(path + ".key"));
  const auto bytes = section["max_size"].integer(0, 0, std::int64_t{1} << 50);
  config.max_store_pages =
      bytes / Config::kPageBytes + (bytes % Config::kPageBytes > 0 ? 1 : 0);  // 0 pages would be no limit
  config.journal.text_retention = section["text_retention"].duration(72h, 0h, 24h * 30);
  config.store.retention.texts = config.journal.text_retention;
  config.store.retention.records = section["record_retention"].duration(24h * 28, 24h * 8, 24h * 366);
  section.finish();
  claims.take(config.store.path, "the store's database", section["path"]);
  claims.take(config.store.key_file, "the store's key file", section["key_file"]);
  warn_without_folder(config.store.path, section["path"]);
  if (section["key_file"].present()) warn_without_folder(config.store.key_file, section["key_file"]);
  if (path == ":memory:") section["path"].error("store", "':memory:' loses everything at the end; name a file");
}

// An address of the web may hold a secret, and what was meant to be one as well.
std::string shown_source(const Feed& feed) {
  auto source = feed.source();
  if (source.starts_with('/')) return source;
  return origin_of(source).empty() ? "this" : shown_address(source);
}

void read_feeds(const YamlNode& list, const FeedContext& context, Config& config, Claims& claims) {
  if (!list.is_list() || list.items().empty()) {
    list.error("missing", "at least one feed is needed");
    return;
  }
  std::set<std::string> ids;
  for (const auto& entry : list.items()) {
    auto feed = make_feed(entry, context);
    if (!feed) continue;
    if (!ids.insert(feed->declaration().id).second) {
      entry["id"].error("duplicate-id", fmt::format("another feed is called '{}' too", feed->declaration().id));
    }
    config.store.retention.feeds[feed->declaration().id] = feed->declaration().retention;
    claims.take(feed->source(), shown_source(*feed), fmt::format("what feed {} reads", feed->declaration().id), entry);
    const auto regions = entry["regions"];
    for (const auto& region : regions.is_scalar() ? std::vector{regions} : regions.items())
      config.feed_regions.push_back({region.text(), region.line(), region.column()});
    config.feeds.push_back(std::move(feed));
  }
}

void read_outlets(const YamlNode& list, const std::string& folder, Config& config, Claims& claims) {
  std::set<std::string> ids;
  for (const auto& entry : list.items()) {
    auto outlet = make_outlet(entry, "/saitd/" + config.name, folder);
    if (!outlet) continue;
    if (!ids.insert(outlet->id()).second)
      entry["id"].error("duplicate-id", fmt::format("another outlet is called '{}' too", outlet->id()));
    outlet->set_place(fmt::format("{}:{}:{}", config.file, entry.line(), entry.column()));
    for (const auto& target : outlet->targets()) {
      claims.take(target, fmt::format("what outlet {} writes to", outlet->id()), entry);
      warn_without_folder(target, entry[entry["path"].present() ? "path" : "publish"]);
    }
    config.outlets.push_back(std::move(outlet));
  }
}

void read_http(const YamlNode& http, Config& config, Claims& claims) {
  config.http_listen = http["listen"].text();
  http.finish();
  if (config.http_listen.empty()) return;
  if (!is_listen_address(config.http_listen)) {
    http["listen"].error("address", "this is no HOST:PORT; write 127.0.0.1:9581 or localhost:9581");
  }
  claims.take("tcp://" + config.http_listen, "where metrics and health are asked for", http["listen"]);
}

void keep_fixed(const YamlNode& root, Config& config) {
  for (const auto* name : {"name", "clock", "tick", "workers", "store", "control", "http", "reload"}) {
    const auto node = root[name];
    config.fixed.push_back({name, node.canonical(), node.line(), node.column()});
  }
  const auto format = root["log"]["format"];
  config.fixed.push_back({"log.format", format.canonical(), format.line(), format.column()});
}

void check_network(const YamlNode& network, const FeedContext& feeds) {
  if (!feeds.proxy.empty()) {
    const auto proxy = network["proxy"];
    // Without a scheme it is one of http to libcurl, and here.
    const auto whole = feeds.proxy.find("://") == std::string::npos ? "http://" + feeds.proxy : feeds.proxy;
    if (has_userinfo(whole) || feeds.proxy.find('@') != std::string::npos) {
      proxy.error("secret", "\"proxy\" holds a name or a password, which do not belong in a configuration");
    } else if (origin_of(whole).empty() || whole.find_first_of("?#") != std::string::npos) {
      proxy.error("address", "\"proxy\" must be an address of http or https, such as http://proxy.example:3128");
    }
  }
  // A warning, as of folders.
  if (feeds.ca_file.empty()) return;
  if (const auto read = read_regular_file(feeds.ca_file, 1); !read) {
    network["ca_file"].warning("unreadable", fmt::format("{} cannot be read: {}; no feed over https can be read so",
                                                         feeds.ca_file, read.error().message));
  }
}

void read_root(const YamlNode& root, Config& config) {
  const auto folder = fs::absolute(fs::path(config.file)).parent_path();
  config.name = root["name"].text("saitd");
  config.journal.clock = root["clock"].choice({"wall", "events"}, 0) == 0 ? ClockMode::wall : ClockMode::events;
  config.journal.tick = root["tick"].duration(1min, 1s, 1h);
  config.rules = beside(folder, root.require("rules").text());
  config.workers = static_cast<std::size_t>(root["workers"].integer(1, 1, 64));
  const auto lists = root["lists"];
  if (lists.present() && !lists.is_list()) lists.error("type", "\"lists\" must be a list of files");
  for (const auto& entry : lists.items())
    config.lists.push_back({beside(folder, entry.text()), config.file, entry.line(), entry.column()});
  Claims claims;
  read_store(root.require("store"), folder, config, claims);
  const auto control = root["control"];
  config.control_socket = beside(folder, control["socket"].text());
  claims.take(config.control_socket, "the control socket", control["socket"]);
  warn_without_folder(config.control_socket, control["socket"]);
  read_http(root["http"], config, claims);
  const auto network = root["network"];
  const auto contact = network["contact"].text();
  config.host_pause = network["pause"].duration(1s, 0s, 1min);
  if (!config.hosts) config.hosts = std::make_shared<HostGate>(config.host_pause);
  const FeedContext feeds{
      folder.string(), fmt::format("saitd/{}{}", SAIT_VERSION, contact.empty() ? "" : fmt::format(" (+{})", contact)),
      network["proxy"].text(), config.hosts, beside(folder, network["ca_file"].text())};
  check_network(network, feeds);
  network.finish();
  read_feeds(root.require("feeds"), feeds, config, claims);
  read_outlets(root["outlets"], folder.string(), config, claims);
  control.finish();
  static const std::vector<std::string_view> kLevels{"debug", "info", "warn", "error"};
  const auto log = root["log"];
  config.log_level = kLevels[log["level"].choice(kLevels, 1)];
  static const std::vector<std::string_view> kFormats{"auto", "text", "json"};
  config.log_format = kFormats[log["format"].choice(kFormats, 0)];
  log.finish();
  const auto reload = root["reload"];
  config.watch = reload["watch"].boolean(false);
  reload.finish();
  keep_fixed(root, config);
  root.finish();
}

}  // namespace

std::unique_ptr<Config> load_config(const std::string& path, Diagnostics& diagnostics,
                                    std::shared_ptr<HostGate> hosts) {
  auto bytes = read_regular_file(path, YamlDocument::kMaxBytes + 1);  // one more than is taken, so that it is told
  if (!bytes) {
    diagnostics.add({Diagnostic::Severity::error,
                     path,
                     0,
                     0,
                     bytes.error().code,
                     bytes.error().message + "; name a configuration file, for example config/demo.yaml",
                     {}});
    return nullptr;
  }
  auto config = std::make_unique<Config>();
  config->file = path;
  config->hosts = std::move(hosts);
  const YamlDocument document(path, std::move(*bytes), diagnostics, kHarmless);
  if (diagnostics.has_errors()) return nullptr;
  if (!document.root().is_map()) {
    diagnostics.add({Diagnostic::Severity::error,
                     path,
                     0,
                     0,
                     "empty",
                     "the file holds no settings; config/saitd.yaml documents them",
                     {}});
    return nullptr;
  }
  read_root(document.root(), *config);
  return diagnostics.has_errors() ? nullptr : std::move(config);
}

std::optional<LoadedRules> load_rules(const Config& config, Diagnostics& diagnostics) {
  auto files = read_rule_folder(config.rules);
  if (!files) {
    diagnostics.add({Diagnostic::Severity::error, config.rules, 0, 0, files.error().code, files.error().message, {}});
    return std::nullopt;
  }
  LoadedRules rules{std::move(*files), nullptr, nullptr};
  Diagnostics found;
  rules.set = load_rules(rules.files, found);
  rules.authors = read_author_lists(config.lists, rules.set.get(), diagnostics);
  // By their paths in the folder; whoever reads this stands elsewhere.
  for (const auto& shown = below(config.rules, found); const auto& item : shown.items()) diagnostics.add(item);
  if (!rules.set || diagnostics.has_errors()) return std::nullopt;
  check_audience_feeds(*rules.set, config.feeds, config.feed_regions,
                       (fs::path(config.rules) / "audiences.yaml").lexically_normal().string(), config.file,
                       diagnostics);
  return rules;
}

}  // namespace sait
