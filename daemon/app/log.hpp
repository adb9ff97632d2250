// Messages to operators go to standard error.
#pragma once

#include <string>

namespace sait {

/// Sets up the process's logger; once, before any thread starts. `level`: debug info warn error. `format`: text, json,
/// or auto: text on a terminal, JSON otherwise. Colour only on a terminal and never with NO_COLOR.
void set_up_log(const std::string& level, const std::string& format);

/// Writes how many messages were held back so far (LogSink). Thread-safe.
void tell_held_back_messages();

}  // namespace sait
