#include "feeds/line_batcher.hpp"

#include <utility>

namespace sait {

bool LineBatcher::begin(std::string source, std::uint64_t position, std::uint64_t line) {
  if (!batch_.lines.empty() && !flush()) return false;
  source_ = std::move(source);
  position_ = position;
  number_ = line;
  half_.clear();
  half_size_ = 0;
  no_line_yet_ = true;
  return true;
}

bool LineBatcher::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto end = bytes.find('\n');
    if (end == std::string_view::npos) {
      half_size_ += bytes.size();
      if (half_size_ <= limits_.max_line) {
        half_.append(bytes);
      } else {
        half_.clear();
      }
      return true;
    }
    if (!complete(bytes.substr(0, end), 1)) return false;
    bytes.remove_prefix(end + 1);
  }
  return true;
}

bool LineBatcher::end_line() { return half_size_ == 0 || complete({}, 0); }

bool LineBatcher::complete(std::string_view rest, std::uint64_t line_end) {
  half_size_ += rest.size();
  position_ += half_size_ + line_end;
  ++number_;
  no_line_yet_ = false;
  store(rest);
  half_.clear();
  half_size_ = 0;
  return (batch_.lines.size() < limits_.batch_lines && batch_.buffer.size() < kBatchBytes) || flush();
}

void LineBatcher::store(std::string_view rest) {
  auto& buffer = batch_.buffer;
  const std::size_t begin = buffer.size();
  const bool too_long = half_size_ > limits_.max_line;
  if (!too_long) {
    buffer.append(half_).append(rest);
    if (buffer.size() > begin && buffer.back() == '\r') buffer.pop_back();
    if (buffer.size() == begin) return;
  }
  const auto size = static_cast<std::uint32_t>(buffer.size() - begin);
  buffer.push_back('\0');
  batch_.lines.push_back({static_cast<std::uint32_t>(begin), size, position_, number_, too_long ? half_size_ : 0});
}

void LineBatcher::event(CoverageState state, std::string detail) {
  batch_.events.push_back({batch_.lines.size(), state, std::move(detail)});
}

bool LineBatcher::flush(bool ended) {
  if (batch_.lines.empty() && batch_.events.empty() && !ended) return true;
  batch_.source = source_;
  batch_.ended = ended;
  return sink_.push(std::exchange(batch_, {}));
}

LineLimits read_line_limits(const YamlNode& section) {
  LineLimits limits;
  limits.max_line = static_cast<std::size_t>(section["max_line"].integer(
      static_cast<std::int64_t>(limits.max_line), std::int64_t{1} << 10U, std::int64_t{64} << 20U));
  limits.batch_lines = static_cast<std::size_t>(
      section["batch_lines"].integer(static_cast<std::int64_t>(limits.batch_lines), 1, 65'536));
  return limits;
}

}  // namespace sait
