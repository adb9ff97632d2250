#include "app/daemon.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <spdlog/spdlog.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <cstdio>

#include "app/config.hpp"
#include "app/control_socket.hpp"
#include "app/log.hpp"
#include "app/standard_output.hpp"
#include "app/status_json.hpp"
#include "app/system_clock.hpp"
#include "pipeline/pipeline.hpp"
#include "pipeline/rule_files.hpp"

namespace sait {
namespace {

struct Rules {
  RuleFiles files;
  std::shared_ptr<const RuleSet> set;
};

// Reads and compiles the rule folder; what is wrong is printed.
std::optional<Rules> load_rules(const Config& config) {
  auto files = read_rule_folder(config.rules);
  if (!files) {
    fmt::print(stderr, "{}\n", files.error().text());
    return std::nullopt;
  }
  Diagnostics diagnostics;
  Rules rules{std::move(*files), nullptr};
  rules.set = compile_rules(rules.files, diagnostics);
  fmt::print(stderr, "{}", diagnostics.render());
  if (!rules.set) return std::nullopt;
  return rules;
}

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

void wait_for_end(const sigset_t& signals, const Pipeline& pipeline) {
  for (;;) {
    int signal = 0;
    sigwait(&signals, &signal);
    if (signal != SIGHUP || pipeline.failure()) {
      if (!pipeline.failure()) spdlog::info("stopping: signal {}", signal);
      return;
    }
    spdlog::warn("SIGHUP: this version reads rules and configuration at start only; restart to take them over");
  }
}

int fail(const Error& error) {
  spdlog::critical("{}", error.text());
  return 1;
}

int run(Config& config, Rules rules, const sigset_t& signals, const std::function<void(PipelineOptions&)>& adjust) {
  const SystemClock clock;
  auto store = Store::open(config.store);
  if (!store) return fail(store.error());
  (*store)->limit_pages(config.max_store_pages);

  DaemonIdentity identity{config.name,        config.file,          config.store.path,
                          (*store)->run_id(), config.journal.clock, clock.now()};
  PipelineOptions options;
  options.journal = config.journal;
  options.intake.workers = config.workers;
  if (adjust) adjust(options);
  auto made = Pipeline::make(std::move(*store), rules.set, std::move(rules.files), std::move(config.feeds),
                             std::move(config.outlets), clock, options);
  if (!made) return fail(made.error());
  auto& pipeline = **made;
  pipeline.on_failure([] { ::kill(::getpid(), SIGTERM); });

  std::optional<ControlSocket> control;
  if (!config.control_socket.empty()) {
    control.emplace(config.control_socket, [&](std::string_view command) -> std::string {
      if (command == "status") return status_json(identity, pipeline.status(), clock.now());
      return R"({"error":"unknown command","commands":["status"]})";
    });
    if (auto status = control->start(); !status) return fail(status.error());
  }
  if (auto status = pipeline.start(); !status) return fail(status.error());
  spdlog::info("saitd {} runs: {} narratives, {} patterns, {} feeds, store {}", SAIT_VERSION,
               rules.set->narratives.size(), rules.set->patterns.size(), pipeline.status().feeds.size(),
               identity.store);
  wait_for_end(signals, pipeline);
  if (!pipeline.stop()) return 1;  // the writer has said why
  spdlog::info("stopped; everything read is committed");
  return 0;
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
  fmt::print(stderr, "{}", diagnostics.render());
  if (!config) return 1;
  set_up_log(config->log_level);
  auto rules = load_rules(*config);
  if (!rules) return 1;
  if (check) {
    return print_last(fmt::format("{}: good: {} feeds, {} outlets, {} narratives and harms, {} patterns\n", path,
                                  config->feeds.size(), config->outlets.size(), rules->set->narratives.size(),
                                  rules->set->patterns.size()));
  }
  return run(*config, std::move(*rules), signals, adjust);
}

}  // namespace sait
