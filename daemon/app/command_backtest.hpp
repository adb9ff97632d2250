// `saitctl rules backtest`.
#pragma once

namespace CLI {
class App;
}

namespace sait {

void add_backtest_command(CLI::App& rules, int& status);

}  // namespace sait
