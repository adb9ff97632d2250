// saitctl: its commands, one file each (command_*.cpp), and the list of them.
#pragma once

namespace CLI {
class App;
}

namespace sait {

/// The whole program. 0: success. 1: what was checked does not hold, or something failed and was said. 2: wrong use.
int control_main(int argc, char** argv);

/// Each adds its command with its options to `app`; when it is the one called, it sets `status` to its exit status.
void add_status_command(CLI::App& app, int& status);
void add_alerts_command(CLI::App& app, int& status);
void add_replay_command(CLI::App& app, int& status);
void add_feed_command(CLI::App& app, int& status);
void add_reload_command(CLI::App& app, int& status);
void add_rules_command(CLI::App& app, int& status);
void add_match_command(CLI::App& app, int& status);
void add_draft_command(CLI::App& app, int& status);
void add_incident_command(CLI::App& app, int& status);

}  // namespace sait
