#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>

#include "app/control_commands.hpp"
#include "app/control_socket.hpp"
#include "app/standard_output.hpp"
#include "app/status_json.hpp"

namespace sait {

void add_status_command(CLI::App& app, int& status) {
  struct StatusOptions {
    std::string socket = "/run/saitd/saitd.sock";
    std::string format = "text";
    bool alive = false;
  };
  auto options = std::make_shared<StatusOptions>();
  auto* command = app.add_subcommand("status", "the running daemon: feeds, lag, queue, rules, outlets");
  command->add_option("--socket", options->socket, "control.socket of its configuration")
      ->type_name("PATH")
      ->capture_default_str();
  command->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  command->add_flag("--alive", options->alive, "exit status 1 unless it is alive, as /healthz says: for health checks");
  command->footer("Example:\n  saitctl status --socket build/demo/saitd.sock");
  command->callback([options, &status] {
    const auto answer = ask_daemon(options->socket, "status");
    if (!answer) {
      fmt::print(stderr, "{}\n", answer.error().text());
      status = 1;
      return;
    }
    status = print_last(options->format == "json" ? *answer + "\n" : status_text(*answer));
    if (options->alive && !says_alive(*answer)) status = 1;
  });
}

}  // namespace sait
