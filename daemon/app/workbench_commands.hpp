// Commands of `saitctl rules` that try rules or propose some: one file each (command_*.cpp).
#pragma once

namespace CLI {
class App;
}

namespace sait {

/// Each adds its command below `rules`; when it is the one called, it sets `status` to its exit status.
void add_backtest_command(CLI::App& rules, int& status);
void add_profile_command(CLI::App& rules, int& status);
void add_suggest_command(CLI::App& rules, int& status);
void add_guard_command(CLI::App& rules, int& status);
void add_learn_command(CLI::App& rules, int& status);

}  // namespace sait
