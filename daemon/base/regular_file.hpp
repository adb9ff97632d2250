// Small files that people write: configuration, rules, secrets.
#pragma once

#include <string>

#include "base/result.hpp"

namespace sait {

/// All of the file at `path`, or its first `most` bytes. error[unreadable] says why without the path, which the caller
/// names in its own words. What is no regular file is refused without opening it: a pipe or a device may block for
/// ever, and whoever writes to a pipe notices.
[[nodiscard]] Result<std::string> read_regular_file(const std::string& path, std::size_t most);

}  // namespace sait
