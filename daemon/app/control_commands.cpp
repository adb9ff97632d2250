#include "app/control_commands.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <CLI/CLI.hpp>

#include "app/log.hpp"

namespace sait {

int control_main(int argc, char** argv) {
  ::signal(SIGPIPE, SIG_IGN);  // a reader that went away is an error of writing, not the end of the process
  set_up_log("warn", "text");
  CLI::App app{"Asks, replays and follows a saitd daemon; checks, tests and explains its rules."};
  app.require_subcommand(1);
  app.set_version_flag("--version", SAIT_VERSION);
  app.footer(
      "Example:\n  saitctl status --socket /run/saitd/saitd.sock\n  saitctl alerts tail\n"
      "  saitctl rules check rules\n  saitctl replay --config config/demo.yaml --posts posts.ndjson --out "
      "alerts.ndjson");
  int status = 0;
  add_status_command(app, status);
  add_alerts_command(app, status);
  add_replay_command(app, status);
  add_feed_command(app, status);
  add_reload_command(app, status);
  add_rules_command(app, status);
  add_match_command(app, status);
  add_draft_command(app, status);
  add_incident_command(app, status);
  try {
    app.parse(argc, argv);
  } catch (const CLI::RequiredError& error) {
    // A word that is no command is reported as a command that is missing.
    const auto unknown = app.remaining(true);
    if (unknown.empty() || std::string_view(error.what()) != CLI::RequiredError::Subcommand(1).what()) {
      (void)app.exit(error);
    } else {
      fmt::print(stderr, "'{}' is not known here\nRun with --help for the commands there are.\n", unknown.front());
    }
    return 2;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return status;
}

}  // namespace sait
