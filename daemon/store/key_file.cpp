#include "store/key_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace sait {
namespace {

Error key_error(const std::string& path, std::string_view what) {
  return {"key-unreadable",
          fmt::format("{}: {}; the store key must be a file of 32 bytes that only its owner may read (chmod 600)", path,
                      what)};
}

// Writes under another name first: a crash leaves no half key behind.
Result<Digest> make_key(const std::string& path) {
  const auto key = random_key();
  const auto draft = path + ".new";
  const int file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return key_error(draft, std::strerror(errno));
  const bool written = ::write(file, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && ::fsync(file) == 0;
  ::close(file);
  if (!written || std::rename(draft.c_str(), path.c_str()) != 0) return key_error(path, std::strerror(errno));
  return key;
}

}  // namespace

Result<Digest> read_or_make_key(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a pipe in its place is no key
  if (file < 0) return errno == ENOENT ? make_key(path) : Result<Digest>(key_error(path, std::strerror(errno)));
  struct stat info {};
  Digest key{};
  const bool whole = ::fstat(file, &info) == 0 && info.st_size == static_cast<off_t>(key.size()) &&
                     ::read(file, key.data(), key.size()) == static_cast<ssize_t>(key.size());
  ::close(file);
  if (!whole) return key_error(path, "it does not hold 32 bytes");
  if ((info.st_mode & 077U) != 0) return key_error(path, "others may read it");
  return key;
}

Digest replay_key() { return sha256("saitd replay"); }

Result<int> take_lock(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0)
    return Error{"store-unwritable",
                 fmt::format("{}: {}; check that the folder exists and may be written", path, std::strerror(errno))};
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    char holder[32] = {};
    const auto size = ::pread(file, holder, sizeof holder - 1, 0);
    ::close(file);
    const std::string who = size > 0
                                ? fmt::format("process {}", std::string_view(holder, static_cast<std::size_t>(size)))
                                : "another process";
    return Error{
        "store-in-use",
        fmt::format("{} is held by {}: two daemons cannot share one database; stop the other or use another store.path",
                    path, who)};
  }
  const auto pid = fmt::format("{}", ::getpid());
  if (::ftruncate(file, 0) != 0 || ::pwrite(file, pid.data(), pid.size(), 0) < 0) {
    // The lock holds all the same; only the message to a second daemon would name no process.
  }
  return file;
}

void release_lock(int lock) {
  if (lock >= 0) ::close(lock);
}

}  // namespace sait
