// What a command says to whoever called: what they did not receive must not end as a success.
#pragma once

#include <string_view>

#include "base/result.hpp"

namespace sait {

/// Writes `text` to standard output, through to the system. error[unwritable] with its reason: the device is full, the
/// reader went away. Not thread-safe.
[[nodiscard]] Status print_out(std::string_view text);

/// The same for a command that ends with it: what failed is said on standard error. Its exit status, 0 or 1.
[[nodiscard]] int print_last(std::string_view text);

/// Says the error on standard error, for a command that ends with it. Its exit status, 1.
[[nodiscard]] int fail(const Error& error);

}  // namespace sait
