#include "app/reloader.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>

#include "base/digest.hpp"
#include "base/log.hpp"
#include "net/host_gate.hpp"
#include "pipeline/rule_files.hpp"

namespace sait {
namespace {

namespace fs = std::filesystem;

constexpr auto kStep = std::chrono::minutes(1);  // what a look at the files, or reading all of them, may take
constexpr std::size_t kMostDetail = 4000;        // bytes of a failure that are told to analysts

std::string print_of(const fs::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return path.string() + " -\n";
  return fmt::format("{} {} {} {}.{} {}.{}\n", path.string(), info.st_ino, info.st_size, info.st_mtim.tv_sec,
                     info.st_mtim.tv_nsec, info.st_ctim.tv_sec, info.st_ctim.tv_nsec);
}

// The settings that a reload leaves alone must be as they were.
void check_fixed(const std::vector<FixedSetting>& running, const Config& config, Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < running.size(); ++i) {
    const auto& now = config.fixed[i];
    if (running[i].value == now.value) continue;
    diagnostics.add({Diagnostic::Severity::error,
                     config.file,
                     now.line,
                     now.column,
                     "needs-restart",
                     fmt::format("\"{}\" is taken over by a start only; restart saitd, or put it back", now.name),
                     {}});
  }
}

std::string shortened(std::string detail) {
  if (detail.size() <= kMostDetail) return detail;
  detail.resize(detail.rfind('\n', kMostDetail) == std::string::npos ? kMostDetail : detail.rfind('\n', kMostDetail));
  return detail + "\n...";
}

// What was taken over, in words.
std::string words_for(const ReloadOutcome& outcome) {
  std::string words = outcome.rules_changed ? fmt::format("other rules ({} of {} kept posts match otherwise now)",
                                                          outcome.matched_otherwise, outcome.kept_posts)
                                            : "the same rules";
  if (outcome.authors_changed) words += ", other lists of accounts";
  return words + fmt::format(", feeds: {} begun, {} ended, outlets: {} begun, {} ended", outcome.feeds_begun,
                             outcome.feeds_ended, outcome.outlets_begun, outcome.outlets_ended);
}

}  // namespace

std::uint64_t fingerprint_of_files(const std::vector<std::string>& files, const std::string& rules_folder) {
  std::set<std::string> prints;
  for (const auto& file : files) prints.insert(print_of(file));
  std::error_code problem;
  for (auto at = fs::recursive_directory_iterator(rules_folder, problem); !problem && at != fs::end(at);
       at.increment(problem)) {
    if (is_rule_file(at->path())) prints.insert(print_of(at->path()));
  }
  auto hash = fnv1a(problem ? problem.message() : "");
  for (const auto& print : prints) hash = fnv1a(print, hash);
  return hash;
}

Reloader::Reloader(const Config& config, Pipeline& pipeline, const Clock& clock)
    : file_(config.file),
      rules_folder_(config.rules),
      log_level_(config.log_level),
      host_pause_(config.host_pause),
      fixed_(config.fixed),
      hosts_(config.hosts),
      watch_(config.watch),
      pipeline_(pipeline),
      clock_(clock) {
  files_ = {file_};
  std::ranges::transform(config.lists, std::back_inserter(files_), &AuthorListFile::path);
  seen_ = taken_ = fingerprint_of_files(files_, rules_folder_);
}

Reloader::~Reloader() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

bool Reloader::stop(std::chrono::milliseconds patience) {
  if (!thread_.joinable()) return true;
  thread_.request_stop();
  std::unique_lock lock(mutex_);
  return ended_.wait_for(lock, patience, [&] { return has_ended_; });
}

void Reloader::start(std::function<void(bool)> around) {
  around_ = std::move(around);
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

std::uint64_t Reloader::request(const std::string& who) {
  log_event(spdlog::level::info, "reload-asked", {}, "reload: asked by " + who);
  const std::lock_guard lock(mutex_);
  const auto number = ++state_.asked;
  asked_.notify_all();
  return number;
}

ReloadState Reloader::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

void Reloader::run(const std::stop_token& stop) {
  run_until_stopped(stop);
  pulse_.rest();
  const std::lock_guard lock(mutex_);
  has_ended_ = true;
  ended_.notify_all();
}

void Reloader::run_until_stopped(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::uint64_t number = 0;
    pulse_.rest();
    {
      std::unique_lock lock(mutex_);
      const auto asked = [&] { return state_.asked > state_.done; };
      if (watch_)
        asked_.wait_for(lock, stop, kLook, asked);
      else
        asked_.wait(lock, stop, asked);
      if (stop.stop_requested()) return;
      number = state_.asked;
    }
    pulse_.expect_within(kStep);
    const bool due = number > state().done;
    if (!due && !look()) continue;
    if (!due) log_event(spdlog::level::info, "reload-asked", {}, "reload: files have changed");
    if (around_) around_(true);
    reload_once();
    if (around_) around_(false);
    const std::lock_guard lock(mutex_);
    state_.done = number;
  }
}

// Whether the files have changed since the last reload, and rest.
bool Reloader::look() {
  const auto now = fingerprint_of_files(files_, rules_folder_);
  return std::exchange(seen_, now) == now && now != taken_;
}

// The configuration, with the fingerprint of all files from before they are read: what changes meanwhile is seen.
std::unique_ptr<Config> Reloader::read_config(Diagnostics& diagnostics) {
  for (;;) {
    taken_ = fingerprint_of_files(files_, rules_folder_);
    Diagnostics found;
    auto config = load_config(file_, found, hosts_);
    std::vector<std::string> files{file_};
    if (config) std::ranges::transform(config->lists, std::back_inserter(files), &AuthorListFile::path);
    if (config && (config->rules != rules_folder_ || files != files_)) {
      // Watched from now on, whether what is in them is good or not: what is wrong there is mended there.
      rules_folder_ = config->rules;
      files_ = std::move(files);
      continue;
    }
    for (const auto& item : found.items()) diagnostics.add(item);
    return config;
  }
}

// Settings that are no part of the pipeline's plan; what of them is another now, in words.
std::vector<std::string> Reloader::take_settings(const Config& config) {
  std::vector<std::string> changed;
  if (std::exchange(log_level_, config.log_level) != config.log_level)
    changed.push_back("log.level is " + config.log_level);
  if (std::exchange(host_pause_, config.host_pause) != config.host_pause)
    changed.push_back("network.pause is " + format_duration(config.host_pause));
  hosts_->set_pause(config.host_pause);
  spdlog::set_level(spdlog::level::from_str(config.log_level));
  return changed;
}

void Reloader::reload_once() {
  Diagnostics diagnostics;
  auto config = read_config(diagnostics);
  std::optional<LoadedRules> rules;
  if (config) {
    check_fixed(fixed_, *config, diagnostics);
    rules = load_rules(*config, diagnostics);
  }
  if (diagnostics.has_errors() || !rules) return end("failed", diagnostics.render());
  if (!diagnostics.items().empty())
    log_event(spdlog::level::warn, "reload-warning", {}, "reload:\n" + diagnostics.render());

  ReloadPlan plan{rules->set, std::move(rules->files), std::move(config->feeds), std::move(config->outlets),
                  rules->authors};
  const bool differs = pipeline_.differs(plan);
  std::vector<std::string> done;
  if (differs) {
    pulse_.rest();  // it waits for the store and the writer
    const auto outcome = pipeline_.reload(std::move(plan));
    if (!outcome && outcome.error().code == Pipeline::kStopping) {  // no failure: nobody has to mend anything
      log_event(spdlog::level::info, "reload-dropped", {}, "reload: " + outcome.error().message);
      const std::lock_guard lock(mutex_);
      state_.result = "failed";  // for who asked
      state_.detail = outcome.error().text();
      return;
    }
    if (!outcome) return end("failed", outcome.error().text());
    done.push_back(words_for(*outcome));
  }
  std::ranges::move(take_settings(*config), std::back_inserter(done));
  if (done.empty()) return end("unchanged", "nothing has changed");
  end("success", fmt::format("{}", fmt::join(done, ", ")));
}

void Reloader::end(const char* result, std::string detail) {
  const bool failed = std::string_view(result) == "failed";
  if (failed)
    log_event(spdlog::level::err, "reload-failed", {}, "reload failed, everything stays as it was:\n" + detail);
  else
    log_event(spdlog::level::info, "reloaded", {}, fmt::format("reload: {}: {}", result, detail));
  pipeline_.tell_reload(failed ? std::optional(shortened(detail)) : std::nullopt);
  const std::lock_guard lock(mutex_);
  ++(failed ? state_.failed : std::string_view(result) == "success" ? state_.succeeded : state_.unchanged);
  state_.result = result;
  state_.detail = std::move(detail);
  state_.at = clock_.now();
}

}  // namespace sait
