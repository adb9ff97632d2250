#include <fmt/format.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <memory>
#include <thread>

#include "app/alert_text.hpp"
#include "app/control_commands.hpp"
#include "app/standard_output.hpp"
#include "outlets/alert_subscriber.hpp"

namespace sait {
namespace {

// CLI11 reads -1 as the highest number there is.
CLI::Validator not_negative() {
  return {[](std::string& text) { return text.starts_with('-') ? "it cannot be negative" : std::string(); }, ""};
}

constexpr auto kPatience = std::chrono::seconds(1);

struct TailOptions {
  AlertSubscriberOptions subscriber;
  std::string format = "text";
  std::string colour = "auto";
  std::uint64_t count = 0;
};

bool wants_colour(const std::string& colour) {
  if (colour != "auto") return colour == "always";
  const char* no_colour = std::getenv("NO_COLOR");
  return ::isatty(STDOUT_FILENO) == 1 && (no_colour == nullptr || *no_colour == '\0');
}

// As it is printed, with its ends of lines.
std::string shown(std::string_view alert, const TailOptions& options, bool colour) {
  if (options.format == "json") return std::string(alert) + "\n";
  return options.format == "brief" ? alert_line(alert, colour) : alert_text(alert, colour) + "\n";
}

int tail(const TailOptions& options) {
  // Ctrl-C and SIGTERM end the tail between two alerts: a thread waits for them and asks the subscriber to stop.
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::stop_source stop;
  std::promise<void> end;
  std::thread waiter([&, ended = end.get_future()] {
    int signal = 0;
    sigwait(&signals, &signal);
    stop.request_stop();
    // A reader that no longer reads would hold the end up for ever: what it did not take is not missed.
    if (ended.wait_for(kPatience) == std::future_status::timeout) std::_Exit(0);
  });

  const bool colour = wants_colour(options.colour);
  std::uint64_t seen = 0;
  Status written;
  AlertSubscriber subscriber(
      options.subscriber,
      [&](std::uint64_t, std::string_view alert) {
        if (!written || (options.count > 0 && seen >= options.count)) return;
        written = print_out(shown(alert, options, colour));
        ++seen;
        if (!written || (options.count > 0 && seen >= options.count)) stop.request_stop();
      },
      [](const SubscriberEvent& event) { fmt::print(stderr, "{}: {}\n", to_string(event.kind), event.text); });
  const auto status = subscriber.run(stop.get_token());
  if (!status) fmt::print(stderr, "{}\n", status.error().text());
  if (!written) fmt::print(stderr, "{}\n", written.error().text());
  end.set_value();
  pthread_kill(waiter.native_handle(), SIGUSR1);
  waiter.join();
  return status.ok() && written.ok() ? 0 : 1;
}

}  // namespace

void add_alerts_command(CLI::App& app, int& status) {
  auto options = std::make_shared<TailOptions>();
  auto* alerts = app.add_subcommand("alerts", "alerts of a daemon");
  alerts->require_subcommand(1);
  auto* command = alerts->add_subcommand("tail", "follows alerts over ZeroMQ; recovers what it missed");
  auto& subscriber = options->subscriber;
  command->add_option("--connect", subscriber.publish, "the outlet's `publish` endpoint")
      ->type_name("ENDPOINT")
      ->capture_default_str();
  command->add_option("--recover", subscriber.recover, "its `recover` endpoint; default: the port after it")
      ->type_name("ENDPOINT");
  command->add_option("--from", subscriber.from, "the first sequence wanted")
      ->check(not_negative())
      ->type_name("SEQUENCE")
      ->capture_default_str();
  command->add_option("--count", options->count, "stop after so many alerts; 0: never")
      ->check(not_negative())
      ->capture_default_str();
  command->add_option("--colour", options->colour, "auto (on a terminal, unless NO_COLOR is set), always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  command->add_option("--format", options->format, "text, brief: one line an alert, or json: one CloudEvent a line")
      ->check(CLI::IsMember({"text", "brief", "json"}))
      ->capture_default_str();
  command->footer(
      "Example:\n  saitctl alerts tail --connect tcp://127.0.0.1:5581 --from 1\n  saitctl alerts tail --format brief");
  command->callback([options, &status] { status = tail(*options); });
}

}  // namespace sait
