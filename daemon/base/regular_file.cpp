#include "base/regular_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace sait {
namespace {

constexpr std::size_t kBlock = std::size_t{64} << 10U;

Error unreadable(int number) { return {"unreadable", std::generic_category().message(number)}; }

Status check(const struct stat& info) {
  if (S_ISREG(info.st_mode)) return {};
  return Error{"unreadable", S_ISDIR(info.st_mode) ? "it is a folder" : "it is no regular file"};
}

Result<std::string> read_all(int file, std::size_t most) {
  struct stat info {};
  if (::fstat(file, &info) != 0) return unreadable(errno);
  if (auto status = check(info); !status) return status.error();
  std::string bytes;
  while (bytes.size() < most) {
    const auto before = bytes.size();
    bytes.resize(before + std::min(kBlock, most - before));
    const auto count = ::read(file, bytes.data() + before, bytes.size() - before);
    bytes.resize(before + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (count < 0 && errno != EINTR) return unreadable(errno);
    if (count == 0) break;
  }
  bytes.shrink_to_fit();  // thousands of small files would keep a block each
  return bytes;
}

}  // namespace

Result<std::string> read_regular_file(const std::string& path, std::size_t most) {
  struct stat there {};
  if (::stat(path.c_str(), &there) != 0) return unreadable(errno);
  if (auto status = check(there); !status) return status.error();
  // Not blocking, should it have become a pipe in between.
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return unreadable(errno);
  auto bytes = read_all(file, most);
  ::close(file);
  return bytes;
}

}  // namespace sait
