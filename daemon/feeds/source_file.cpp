#include "feeds/source_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/digest.hpp"

namespace sait {
namespace {

Error unreadable(const std::string& path, int number) {
  return {"unreadable", fmt::format("{}: {}", path, std::generic_category().message(number))};
}

Error not_a_file(const std::string& path) {
  return {"unreadable", path + ": is not a regular file; what comes through a pipe is read with `type: stdin`"};
}

SourceFile::State state_from(const struct stat& status) {
  return {status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size),
          std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec};
}

std::string prefix_hash(std::string_view bytes) { return to_hex(sha256(bytes)).substr(0, 16); }

// The first bytes of `file`, at most `size`.
Result<std::string> first_bytes(const SourceFile& file, std::size_t size) {
  std::string bytes(size, '\0');
  const auto count = file.read(0, bytes.data(), bytes.size());
  if (!count) return count.error();
  bytes.resize(*count);
  return bytes;
}

// Entries of a folder that can be read, in the order of their names; none if the folder cannot.
std::vector<std::filesystem::path> entries_of(const std::string& folder) {
  std::vector<std::filesystem::path> entries;
  std::error_code problem;
  for (std::filesystem::directory_iterator at(folder.empty() ? "." : folder, problem), end; !problem && at != end;
       at.increment(problem)) {
    entries.push_back(at->path());
  }
  std::ranges::sort(entries);
  return entries;
}

// ".1.gz", "-20260304T0915.ndjson", "_2026-Mar-04": how what was rotated goes on, whatever was made of it then
bool begins_with_number(std::string_view text) {
  return text.size() >= 2 && (text[0] == '.' || text[0] == '-' || text[0] == '_') && text[1] >= '0' && text[1] <= '9';
}

// ".1", "-20260304T0915+0100"
bool is_number_or_date(std::string_view text) {
  return begins_with_number(text) && text.find_first_not_of("0123456789-_.:+TZ", 1) == std::string_view::npos;
}

// "posts.ndjson" makes "posts.ndjson.1", "posts.ndjson-20260304" and "posts_20260304.ndjson".
bool is_rotation_of(const std::filesystem::path& base, std::string_view name) {
  const auto whole = base.filename().native(), stem = base.stem().native(), extension = base.extension().native();
  if (name.starts_with(whole) && is_number_or_date(name.substr(whole.size()))) return true;
  return name.starts_with(stem) && name.ends_with(extension) && name.size() > stem.size() + extension.size() &&
         is_number_or_date(name.substr(stem.size(), name.size() - stem.size() - extension.size()));
}

// A rotation that was compressed, renamed again or dated in a way that is not known here.
bool is_made_of_rotation(const std::filesystem::path& base, std::string_view name) {
  for (const auto& beginning : {base.filename().native(), base.stem().native()}) {
    if (name.starts_with(beginning) && begins_with_number(name.substr(beginning.size()))) return true;
  }
  return false;
}

}  // namespace

Result<SourceFile> SourceFile::open(const std::string& path) {
  // Looked at before it is opened: opening a pipe, and closing it again, is noticed by whoever writes to it.
  struct stat there {};
  if (::stat(path.c_str(), &there) != 0) return unreadable(path, errno);
  if (!S_ISREG(there.st_mode)) return not_a_file(path);
  // Not blocking, should it have become one in between.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return unreadable(path, errno);
  SourceFile file(path, descriptor);
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return unreadable(path, errno);
  if (!S_ISREG(status.st_mode)) return not_a_file(path);
  return file;
}

SourceFile::~SourceFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

SourceFile::SourceFile(SourceFile&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

SourceFile& SourceFile::operator=(SourceFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

Result<std::size_t> SourceFile::read(std::uint64_t offset, char* to, std::size_t size) const {
  for (;;) {
    const auto count = ::pread(descriptor_, to, size, static_cast<off_t>(offset));
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) return unreadable(path_, errno);
  }
}

Result<SourceFile::State> SourceFile::state() const {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) return unreadable(path_, errno);
  return state_from(status);
}

Result<SourceFile::State> state_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return unreadable(path, errno);
  return state_from(status);
}

Result<FileIdentity> FileIdentity::of(const SourceFile& file) {
  const auto state = file.state();
  if (!state) return state.error();
  const auto bytes = first_bytes(file, kPrefix);
  if (!bytes) return bytes.error();
  FileIdentity identity;
  identity.device_ = state->device;
  identity.inode_ = state->inode;
  identity.prefix_ = bytes->size();
  identity.hash_ = prefix_hash(*bytes);
  identity.modified_ = std::max<std::int64_t>(state->modified, 0);
  return identity;
}

std::optional<FileIdentity> FileIdentity::parse(std::string_view text) {
  FileIdentity identity;
  for (auto* number : {&identity.device_, &identity.inode_, &identity.prefix_}) {
    const auto end = text.find(':');
    if (end == std::string_view::npos) return std::nullopt;
    const auto [read, problem] = std::from_chars(text.data(), text.data() + end, *number, 16);
    if (problem != std::errc() || read != text.data() + end) return std::nullopt;
    text.remove_prefix(end + 1);
  }
  constexpr std::size_t kHash = 16;
  if (text.size() < kHash || identity.prefix_ > kPrefix) return std::nullopt;
  identity.hash_ = text.substr(0, kHash);
  text.remove_prefix(kHash);
  if (text.empty()) return identity;  // as written by a version that did not note the time
  const auto* end = text.data() + text.size();
  const auto [read, problem] = std::from_chars(text.data() + 1, end, identity.modified_, 16);
  if (text[0] != ':' || problem != std::errc() || read != end) return std::nullopt;
  return identity;
}

std::string FileIdentity::text() const {
  return fmt::format("{:x}:{:x}:{:x}:{}:{:x}", device_, inode_, prefix_, hash_, modified_);
}

bool FileIdentity::matches(const SourceFile& file) const {
  const auto state = file.state();
  if (!state || state->inode != inode_ || (prefix_ == 0 && state->device != device_)) return false;
  return begins_alike(file);
}

bool FileIdentity::begins_alike(const SourceFile& file) const {
  const auto bytes = first_bytes(file, static_cast<std::size_t>(prefix_));
  return bytes.ok() && bytes->size() == prefix_ && prefix_hash(*bytes) == hash_;
}

bool FileIdentity::copied_to(const SourceFile& file, std::uint64_t size) const {
  if (prefix_ < kPrefix / 4) return false;
  const auto state = file.state();
  return state && state->size >= size && begins_alike(file);
}

std::optional<SourceFile> find_file(const std::string& folder, const FileIdentity& identity) {
  for (const auto& entry : entries_of(folder)) {
    auto file = SourceFile::open(entry);
    if (file && identity.matches(*file)) return std::move(file).value();
  }
  return std::nullopt;
}

std::optional<SourceFile> find_copy(const std::string& path, const FileIdentity& identity, std::uint64_t size) {
  const std::filesystem::path base(path);
  for (const auto& entry : entries_of(base.parent_path())) {
    if (!is_rotation_of(base, entry.filename().native())) continue;
    auto file = SourceFile::open(entry);
    if (file && identity.copied_to(*file, size)) return std::move(file).value();
  }
  return std::nullopt;
}

Rotated rotated_after(const std::string& path, const SourceFile::State& after) {
  const std::filesystem::path base(path);
  const auto current = state_of(path);
  Rotated rotated;
  std::vector<std::pair<std::int64_t, SourceFile>> found;
  for (const auto& entry : entries_of(base.parent_path())) {
    const auto name = entry.filename().native();
    const bool plain = is_rotation_of(base, name);
    if (!plain && !is_made_of_rotation(base, name)) continue;
    const auto state = state_of(entry);
    if (!state || state->modified <= after.modified || state->same_file(after)) continue;
    if (current && state->same_file(*current)) continue;
    auto file = SourceFile::open(entry);
    if (file && plain)
      found.emplace_back(state->modified, std::move(file).value());
    else
      rotated.out_of_reach.push_back(entry);
  }
  std::ranges::stable_sort(found, {}, [](const auto& item) { return item.first; });
  rotated.files.reserve(found.size());
  for (auto& item : found) rotated.files.push_back(std::move(item.second));
  return rotated;
}

}  // namespace sait
