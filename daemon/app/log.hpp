// Messages to operators: standard error, colour only on a terminal and never with NO_COLOR.
#pragma once

#include <string>

namespace sait {

/// Sets up the process's logger; once, before any thread starts. Levels: debug info warn error.
void set_up_log(const std::string& level);

}  // namespace sait
