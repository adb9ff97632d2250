#include "app/standard_output.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace sait {

Status print_out(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return {};
  return Error{"unwritable",
               fmt::format("standard output cannot be written: {}", std::generic_category().message(errno))};
}

int print_last(std::string_view text) {
  const auto status = print_out(text);
  return status ? 0 : fail(status.error());
}

int fail(const Error& error) {
  fmt::print(stderr, "{}\n", error.text());
  return 1;
}

}  // namespace sait
