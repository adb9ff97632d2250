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
  if (!status) fmt::print(stderr, "{}\n", status.error().text());
  return status ? 0 : 1;
}

}  // namespace sait
