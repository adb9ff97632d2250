#include "rules/shared_text.hpp"

namespace sait {

std::string SharedText::text() const {
  if (groups_.empty()) return own_;
  std::string out;
  out.reserve(size());
  auto group = groups_.begin();
  for (const char c : own_) {
    if (c == kSharedMark) {
      out += **group++;
    } else {
      out += c;
    }
  }
  return out;
}

std::size_t SharedText::size() const {
  std::size_t size = own_.size() - groups_.size();
  for (const auto& group : groups_) size += group->size();
  return size;
}

}  // namespace sait
