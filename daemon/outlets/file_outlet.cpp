#include "outlets/file_outlet.hpp"

#include <fcntl.h>
#include <poll.h>
#include <rapidjson/document.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/crash_point.hpp"
#include "outlets/backoff.hpp"

namespace sait {
namespace {

constexpr std::size_t kLongestLine = 4U << 20U;
constexpr std::size_t kBlock = 64U << 10U;
constexpr std::chrono::seconds kPatience{60};  // without a signal; a signal lost would cost no more

/// Up to `size` bytes at `offset`; fewer only at the end of the file.
std::optional<std::string> read_at(int fd, std::size_t offset, std::size_t size) {
  std::string bytes(size, '\0');
  std::size_t have = 0;
  while (have < size) {
    const auto got = ::pread(fd, bytes.data() + have, size - have, static_cast<off_t>(offset + have));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

std::string foreign(const std::string& path, const std::string& why) {
  return path + " " + why + ": move it away (a new one is made) or set another `path` for this outlet";
}

}  // namespace

FileOutlet::FileOutlet(std::string id, std::string path) : Outlet(std::move(id)), path_(std::move(path)) {}
FileOutlet::~FileOutlet() { close(); }

void FileOutlet::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

Error FileOutlet::failure(const char* what) const {
  const int number = errno;
  std::string text = path_ + ": cannot " + what + ": " + std::strerror(number);
  if (number == ENOSPC || number == EDQUOT) text += "; make room, delivery then goes on by itself";
  return {number == ENOSPC || number == EDQUOT ? "disk-full" : "unwritable", std::move(text)};
}

Status FileOutlet::open() {
  struct stat found {};
  // Looked at before it is opened: opening a device or a pipe may already do something.
  if (::stat(path_.c_str(), &found) == 0 && !S_ISREG(found.st_mode)) {
    return Error{"not-a-file", path_ + " is not a regular file; set `path` to one"};
  }
  close();
  fd_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0640);
  if (fd_ < 0) return failure("open the file (its folder must exist and be writable)");
  if (::fstat(fd_, &found) != 0) return failure("look at the file");
  if (!S_ISREG(found.st_mode)) return Error{"not-a-file", path_ + " is not a regular file; set `path` to one"};
  if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return failure("lock the file");
    return Error{"file-in-use",
                 path_ +
                     " is being written by another process, perhaps another saitd: stop that one, or set "
                     "another `path` for this outlet"};
  }
  auto complete = static_cast<std::size_t>(found.st_size);
  auto last = read_last(complete);
  if (!last) return last.error();
  if (complete < static_cast<std::size_t>(found.st_size) && ::ftruncate(fd_, static_cast<off_t>(complete)) != 0) {
    return failure("cut off half a last line");
  }
  last_ = *last;
  new_ = complete == 0;
  cut_at_.reset();
  set_state(last_.sequence, {});
  return {};
}

/// `complete`: in, the file's size; out, the size without half a last line.
Result<FileOutlet::Last> FileOutlet::read_last(std::size_t& complete) const {
  const auto size = complete;
  std::string tail;
  std::size_t begin = size, end = std::string::npos, start = std::string::npos;
  // Backwards until the newline that ends the last complete line and the one before it.
  while (begin > 0 && start == std::string::npos && tail.size() < 2 * kLongestLine) {
    const auto step = std::min(begin, kBlock);
    auto block = read_at(fd_, begin - step, step);
    if (!block) return failure("read the file");
    begin -= step;
    tail.insert(0, *block);
    end = tail.rfind('\n');
    start = end == std::string::npos || end == 0 ? std::string::npos : tail.rfind('\n', end - 1);
  }
  constexpr std::string_view kBeginning = "{\"schema\":\"alert.v1\"";
  if (end == std::string::npos) {
    // Nothing, or half a first line: ours if it begins like one.
    const auto compared = std::min(tail.size(), kBeginning.size());
    if (begin == 0 && tail.substr(0, compared) == kBeginning.substr(0, compared)) return complete = 0, Last{};
    return Error{"foreign-file", foreign(path_, "holds no alerts")};
  }
  if (start == std::string::npos && begin > 0)
    return Error{"foreign-file", foreign(path_, "ends with a line far too long")};
  const auto first = start == std::string::npos ? 0 : start + 1;
  const auto line = tail.substr(first, end - first);
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(line.data(), line.size());
  const auto whole = [&] {
    if (document.HasParseError() || !document.IsObject() || !line.starts_with(kBeginning)) return false;
    const auto id = document.FindMember("id"), sequence = document.FindMember("sequence");
    const auto revision = document.FindMember("revision"), none = document.MemberEnd();
    return id != none && sequence != none && revision != none && id->value.IsString() && sequence->value.IsUint64() &&
           revision->value.IsUint64();
  };
  if (!whole()) return Error{"foreign-file", foreign(path_, "ends with a line that is no alert")};
  complete = begin + end + 1;
  return Last{document["sequence"].GetUint64(), document["revision"].GetUint64(), document["id"].GetString()};
}

Status FileOutlet::compare(Outbox& outbox) {
  if (compared_) return {};
  if (new_) {  // what a former file was given is not given again
    const auto cursor = outbox.cursor(id());
    if (!cursor) return cursor.error();
    last_.sequence = *cursor;
    compared_ = true;
    return {};
  }
  if (last_.sequence == 0) return {};
  const auto latest = outbox.latest();
  if (!latest) return latest.error();
  const auto other = Error{"foreign-file", foreign(path_, "was filled from another store (its last alert is number " +
                                                              std::to_string(last_.sequence) + ")")};
  if (last_.sequence > *latest) return other;
  const auto same = outbox.read(last_.sequence - 1, 1);
  if (!same) return same.error();
  // The alert itself may have been removed from the store; then the number alone has to do.
  if (!same->empty() && same->front().sequence == last_.sequence &&
      (same->front().id != last_.id || same->front().revision != last_.revision)) {
    return other;
  }
  compared_ = true;
  return {};
}

Status FileOutlet::reopen_if_replaced() {
  struct stat there {
  }, here{};
  if (::fstat(fd_, &here) != 0) return failure("look at the file");
  if (::stat(path_.c_str(), &there) == 0 && there.st_dev == here.st_dev && there.st_ino == here.st_ino) return {};
  // The old descriptor stays until the new one is good, so that the next try begins where this one did.
  const auto before = last_;
  const int old = std::exchange(fd_, -1);
  if (auto status = open(); !status) {
    close();
    fd_ = old;
    return status;
  }
  ::close(old);
  if (last_.sequence < before.sequence) last_ = before;
  return {};
}

Status FileOutlet::append(const std::string& lines) {
  if (cut_at_ && ::ftruncate(fd_, *cut_at_) != 0) return failure("cut off a half-written line");
  cut_at_.reset();
  struct stat now {};
  if (::fstat(fd_, &now) != 0) return failure("look at the file");
  cut_at_ = now.st_size;
  std::size_t done = 0;
  while (done < lines.size()) {
    const auto wrote = ::write(fd_, lines.data() + done, lines.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) {
      const auto error = failure("write");
      if (::ftruncate(fd_, *cut_at_) == 0) cut_at_.reset();
      return error;
    }
    done += static_cast<std::size_t>(wrote);
  }
  crash_point("outlet.publish.between");
  // After a failed sync the kernel may have forgotten the pages: only writing them again brings them back.
  if (::fdatasync(fd_) != 0) return failure("bring the alerts to the disk");
  cut_at_.reset();
  return {};
}

Result<bool> FileOutlet::deliver(Outbox& outbox) {
  if (auto status = compare(outbox); !status) return status.error();
  const auto entries = outbox.read(last_.sequence, kOutletBatch);
  if (!entries) return entries.error();
  if (!entries->empty()) {
    if (auto status = reopen_if_replaced(); !status) return status.error();
    std::string lines;
    for (const auto& entry : *entries) {
      if (entry.sequence > last_.sequence) lines.append(with_examples(entry)).push_back('\n');
    }
    crash_point("outlet.publish.before");
    if (auto status = append(lines); !status) return status.error();
    const auto& newest = entries->back();
    if (newest.sequence > last_.sequence) last_ = {newest.sequence, newest.revision, newest.id};
  }
  // For status and retention only: a start reads the file, not this.
  if (moved_ != last_.sequence) {
    if (auto status = outbox.move_cursor(id(), last_.sequence); !status) return status.error();
    moved_ = last_.sequence;
  }
  if (!entries->empty()) crash_point("outlet.publish.after");
  return entries->size() == kOutletBatch;
}

void FileOutlet::run(Outbox& outbox, OutletSignal& signal, std::stop_token stop) {
  if (fd_ < 0) return set_state(0, "error[not-open]: the outlet was never opened");
  loop(outbox, signal, stop);
  close();
}

void FileOutlet::loop(Outbox& outbox, OutletSignal& signal, const std::stop_token& stop) {
  using Steady = std::chrono::steady_clock;
  Backoff backoff{std::chrono::milliseconds(100), std::chrono::seconds(5)};
  bool pending = true;
  const auto work = [&] {
    const auto more = deliver(outbox);
    if (more) {
      backoff.succeeded();
      pending = *more;
      set_state(last_.sequence, {});
    } else {
      backoff.failed();
      set_state(last_.sequence, more.error().text());
    }
  };
  while (!stop.stop_requested()) {
    const auto now = Steady::now();
    const auto wait = milliseconds_until(pending ? backoff.until() : now + kPatience, now);
    signal.expect_within(Duration(wait));
    pollfd item{signal.fd(), POLLIN, 0};
    if (::poll(&item, 1, static_cast<int>(wait)) > 0) {
      signal.drain();
      pending = true;
    }
    if (pending && backoff.due(Steady::now())) work();
  }
  const auto deadline = Steady::now() + kStopGrace;
  backoff.succeeded();
  for (pending = true; pending && backoff.due(Steady::now()) && Steady::now() < deadline;) work();
}

OutletState FileOutlet::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

void FileOutlet::set_state(std::uint64_t delivered, std::string trouble) {
  const std::lock_guard lock(mutex_);
  state_ = {delivered, std::move(trouble)};
}

std::unique_ptr<Outlet> make_file_outlet(const YamlNode& section, std::string id, const std::string& /*source*/,
                                         const std::string& base_folder) {
  const auto node = section.require("path");
  const auto path = node.text();
  if (path.empty()) {
    if (node.present()) node.error("range", "an outlet to a file needs the path of one");
    return nullptr;
  }
  return std::make_unique<FileOutlet>(std::move(id),
                                      (std::filesystem::path(base_folder) / path).lexically_normal().string());
}

}  // namespace sait
