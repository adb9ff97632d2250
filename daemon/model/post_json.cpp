#include "model/post_json.hpp"

#include <fmt/format.h>
#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <array>
#include <cstring>
#include <string_view>

#include "model/post_handler.hpp"

namespace sait {
namespace {

constexpr std::array<const char*, kRejections> kReasons{"none",    "json",  "depth",   "type",
                                                        "missing", "range", "too-long"};
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

const char* to_string(Rejection reason) { return kReasons.at(static_cast<std::size_t>(reason)); }

struct PostReader::State {
  rapidjson::Reader reader;  // keeps its stack from line to line
};

PostReader::PostReader() : state_(std::make_unique<State>()) {}
PostReader::~PostReader() = default;
PostReader::PostReader(PostReader&&) noexcept = default;
PostReader& PostReader::operator=(PostReader&&) noexcept = default;

PostParseResult PostReader::read(char* line, std::size_t size, Post& post) {
  post.clear();
  if (const void* nul = std::memchr(line, '\0', size)) {
    const auto offset = static_cast<const char*>(nul) - line;
    return {Rejection::json, fmt::format("a NUL byte stands at byte {}; JSON writes it as \\u0000", offset)};
  }
  const std::size_t skipped = std::string_view(line, size).starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;

  PostHandler handler(post);
  rapidjson::InsituStringStream stream(line + skipped);
  // Iterative: however deep a line is nested, the call stack is not.
  state_->reader.Parse<rapidjson::kParseInsituFlag | rapidjson::kParseIterativeFlag>(stream, handler);
  if (!handler.result().ok()) return handler.result();
  if (state_->reader.HasParseError()) {
    const auto code = state_->reader.GetParseErrorCode();
    if (code == rapidjson::kParseErrorNumberTooBig && handler.reject_huge_number()) return handler.result();
    return {Rejection::json, fmt::format("{} At byte {}.", rapidjson::GetParseError_En(code),
                                         state_->reader.GetErrorOffset() + skipped)};
  }
  handler.check_required();
  return handler.result();
}

}  // namespace sait
