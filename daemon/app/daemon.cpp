#include "app/daemon.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "app/config.hpp"
#include "app/control_socket.hpp"
#include "app/daemon_view.hpp"
#include "app/http_server.hpp"
#include "app/incident_control.hpp"
#include "app/log.hpp"
#include "app/reloader.hpp"
#include "app/service_manager.hpp"
#include "app/standard_output.hpp"
#include "app/system_clock.hpp"
#include "base/log.hpp"
#include "base/log_limit.hpp"
#include "pipeline/pipeline.hpp"

namespace sait {
namespace {

constexpr auto kReloadPatience = std::chrono::seconds(3);  // at a stop, once everything else has ended

// The signals a daemon answers, blocked before anything else, so that one that comes during the start is answered in
// order and every thread inherits it; the main thread alone takes them.
sigset_t block_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  return set;
}

// The next signal, or nothing once `until` has come.
std::optional<int> next_signal(const sigset_t& signals, std::chrono::steady_clock::time_point until) {
  const auto left = std::max<std::chrono::nanoseconds>(until - std::chrono::steady_clock::now(), {});
  const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
  const timespec wait{seconds.count(), static_cast<long>((left - seconds).count())};
  const int signal = sigtimedwait(&signals, nullptr, &wait);
  return signal > 0 ? std::optional(signal) : std::nullopt;
}

void wait_for_end(const sigset_t& signals, const Pipeline& pipeline, const DaemonView& view, ServiceManager& manager,
                  Reloader& reloader) {
  using Steady = std::chrono::steady_clock;
  const auto interval = manager.interval().value_or(std::chrono::hours(1));
  auto watchdog = Steady::now() + interval, count = Steady::now() + LogLimit::kWindow;
  for (;;) {
    const auto signal = next_signal(signals, std::min(watchdog, count));
    if (Steady::now() >= count) {
      tell_held_back_messages();  // a daemon that has nothing more to say owes them all the same
      count = Steady::now() + LogLimit::kWindow;
    }
    if (!signal) {
      if (Steady::now() < watchdog) continue;
      manager.look(view.health().is_alive(), view.summary());
      watchdog = Steady::now() + interval;
      continue;
    }
    if (*signal != SIGHUP || pipeline.failure()) {
      if (!pipeline.failure())
        log_event(spdlog::level::info, "stopping", {}, fmt::format("stopping: signal {}", *signal));
      return;
    }
    reloader.request("SIGHUP");
  }
}

int log_failure(const Error& error) {
  log_event(spdlog::level::critical, "failed", {{"code", error.code}}, error.text());
  return 1;
}

int run(Config& config, LoadedRules rules, const sigset_t& signals,
        const std::function<void(PipelineOptions&)>& adjust) {
  const SystemClock clock;
  auto store = Store::open(config.store);
  if (!store) return log_failure(store.error());
  (*store)->limit_pages(config.max_store_pages);

  DaemonIdentity identity{
      config.name,          config.file,
      config.store.path,    (*store)->run_id(),
      config.journal.clock, clock.now(),
      config.journal.tick,  static_cast<std::uint64_t>(config.max_store_pages * Config::kPageBytes)};
  PipelineOptions options;
  options.journal = config.journal;
  options.authors = std::move(rules.authors);
  options.intake.workers = config.workers;
  if (adjust) adjust(options);
  auto made = Pipeline::make(std::move(*store), std::move(rules.set), std::move(rules.files), std::move(config.feeds),
                             std::move(config.outlets), clock, options);
  if (!made) return log_failure(made.error());
  auto& pipeline = **made;
  pipeline.on_failure([] { ::kill(::getpid(), SIGTERM); });

  ServiceManager manager;  // before what calls it from a thread
  Reloader reloader(config, pipeline, clock);
  DaemonView view(identity, pipeline, reloader, clock);
  view.add_thread([&reloader] { return reloader.sign(); });
  std::optional<ControlSocket> control;
  if (!config.control_socket.empty()) {
    control.emplace(config.control_socket, [&](std::string_view command, const std::string& request) -> std::string {
      if (command == "status") return view.status_for_people();
      if (command == "reload") return fmt::format(R"({{"reload":{}}})", reloader.request("saitctl"));
      if (command.starts_with("incident-")) return answer_incident(command, request, pipeline);
      return R"({"error":"unknown command","commands":["incident-close","incident-list","incident-open","reload","status"]})";
    });
    view.add_thread([&control] { return control->sign(); });
    if (auto status = control->start(); !status) return log_failure(status.error());
  }
  std::optional<HttpServer> http;
  if (!config.http_listen.empty()) {
    http.emplace(config.http_listen, view.routes());
    if (auto status = http->start(); !status) return log_failure(status.error());
  }
  if (auto status = pipeline.start(); !status) return log_failure(status.error());
  {
    const auto status = pipeline.status();
    log_event(spdlog::level::info, "started", {},
              fmt::format("saitd {} runs: {} narratives, {} patterns, {} feeds, store {}", SAIT_VERSION,
                          status.rules->narratives.size(), status.rules->patterns.size(), status.feeds.size(),
                          identity.store));
  }
  manager.ready(view.summary());
  reloader.start([&manager](bool begins) { manager.reloading(begins); });
  wait_for_end(signals, pipeline, view, manager, reloader);
  view.stopping();
  manager.stopping();
  const auto ended = pipeline.stop();
  tell_held_back_messages();
  const int result = ended ? 0 : 1;  // the writer has said why
  if (ended) log_event(spdlog::level::info, "stopped", {}, "stopped; everything read is committed");
  if (!reloader.stop(kReloadPatience)) {
    log_event(spdlog::level::err, "reload-hangs", {}, "a reload hangs on a file; saitd ends without it");
    control.reset();
    std::_Exit(result);  // a thread that hangs in the system cannot be waited for, nor what it uses destroyed
  }
  return result;
}

// What is worth a warning, but keeps nothing from starting.
void warn(const Diagnostics& diagnostics) {
  if (!diagnostics.items().empty())
    log_event(spdlog::level::warn, "start-warning", {}, "start:\n" + diagnostics.render());
}

}  // namespace

int daemon_main(int argc, char** argv, const std::function<void(PipelineOptions&)>& adjust) {
  CLI::App app{
      "Watches public posts for misinformation about migration and advises when to speak, when to prepare and when "
      "silence is better."};
  app.footer("Example:\n  saitd --config config/demo.yaml --check\n  saitd --config config/demo.yaml");
  std::string path;
  bool check = false;
  app.add_option("--config", path, "the configuration file")->required()->type_name("FILE");
  app.add_flag("--check", check, "read everything, say what is wrong, start nothing");
  app.set_version_flag("--version", SAIT_VERSION);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  const auto signals = block_signals();
  Diagnostics diagnostics;
  auto config = load_config(path, diagnostics);
  std::optional<LoadedRules> rules;
  if (config) rules = load_rules(*config, diagnostics);
  if (check || !rules) fmt::print(stderr, "{}", diagnostics.render());
  if (!rules) return 1;
  if (check) {
    return print_last(fmt::format("{}: good: {} feeds, {} outlets, {} narratives and harms, {} patterns\n", path,
                                  config->feeds.size(), config->outlets.size(), rules->set->narratives.size(),
                                  rules->set->patterns.size()));
  }
  set_up_log(config->log_level, config->log_format);
  warn(diagnostics);
  return run(*config, std::move(*rules), signals, adjust);
}

}  // namespace sait
