#include "metrics/process.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

namespace sait {
namespace {

// Fields of /proc/self/stat behind the name, which may hold spaces and brackets; numbers as in proc(5), from 3.
constexpr std::size_t kState = 3, kUserTicks = 14, kSystemTicks = 15, kThreads = 20, kStartTicks = 22, kVirtual = 23,
                      kResident = 24;

std::vector<std::uint64_t> numbers_of_stat() {
  std::ifstream in("/proc/self/stat");
  const std::string line((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  std::vector<std::uint64_t> numbers(kState);  // what stands before counts as 0
  const auto name_end = line.rfind(')');
  if (name_end == std::string::npos) return {};
  std::istringstream fields(line.substr(name_end + 1));
  std::string state;
  fields >> state;
  numbers.push_back(0);
  std::int64_t number = 0;
  while (numbers.size() <= kResident && fields >> number) numbers.push_back(static_cast<std::uint64_t>(number));
  return numbers;
}

// When the machine was started, as Unix time.
std::optional<std::uint64_t> boot_time() {
  std::ifstream in("/proc/stat");
  for (std::string line; std::getline(in, line);) {
    std::istringstream fields(line);
    std::string key;
    std::uint64_t value = 0;
    if (fields >> key >> value && key == "btime") return value;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> count_open_files() {
  std::error_code problem;
  std::uint64_t count = 0;
  for (std::filesystem::directory_iterator at("/proc/self/fd", problem), end; !problem && at != end;
       at.increment(problem))
    ++count;
  if (problem || count == 0) return std::nullopt;
  return count - 1;  // the one that reads the folder
}

}  // namespace

ProcessFigures read_process() {
  ProcessFigures figures;
  if (const auto numbers = numbers_of_stat(); numbers.size() > kResident) {
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    figures.cpu_seconds = static_cast<double>(numbers[kUserTicks] + numbers[kSystemTicks]) / ticks;
    figures.threads = numbers[kThreads];
    figures.virtual_bytes = numbers[kVirtual];
    figures.resident_bytes = numbers[kResident] * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    if (const auto boot = boot_time())
      figures.started = static_cast<double>(*boot) + static_cast<double>(numbers[kStartTicks]) / ticks;
  }
  figures.open_files = count_open_files();
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    figures.most_files =
        limit.rlim_cur == RLIM_INFINITY ? std::numeric_limits<double>::infinity() : static_cast<double>(limit.rlim_cur);
  }
  return figures;
}

}  // namespace sait
