#include "net/content_encoding.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <array>
#include <memory>
#include <new>

#include "base/ascii.hpp"

namespace sait {
namespace {

constexpr std::string_view kGzip = "\x1f\x8b";
constexpr int kMostEncodings = 5;
constexpr int kGzipWindow = 15 + 16, kZlibWindow = 15, kRawWindow = -15;  // as inflateInit2 takes them

struct EndInflate {
  void operator()(z_stream* stream) const { inflateEnd(stream); }
};

// RFC 1950, 2.2: the first two bytes. Some servers send a deflate stream without them.
bool begins_zlib(std::string_view body) {
  if (body.size() < 2) return true;
  const auto first = static_cast<unsigned char>(body[0]), second = static_cast<unsigned char>(body[1]);
  return (first & 0x0fU) == Z_DEFLATED && (first * 256U + second) % 31U == 0;
}

Result<std::string> inflated(std::string_view body, std::string_view name, int window, std::size_t most) {
  z_stream stream{};
  if (inflateInit2(&stream, window) != Z_OK) throw std::bad_alloc();
  const std::unique_ptr<z_stream, EndInflate> ends(&stream);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): zlib's type; it only reads there
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
  stream.avail_in = static_cast<uInt>(body.size());
  std::string out;
  std::array<char, 16U << 10U> piece{};
  for (;;) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    const int state = inflate(&stream, Z_NO_FLUSH);
    const auto came = piece.size() - stream.avail_out;
    if (out.size() + came > most)
      return Error{"too-large", fmt::format("more than {} bytes; the rest was not read", most)};
    out.append(piece.data(), came);
    if (state == Z_STREAM_END) {
      const auto rest = body.substr(body.size() - stream.avail_in);
      if (window != kGzipWindow || !rest.starts_with(kGzip)) return out;  // what else stands behind the end is padding
      inflateReset(&stream);
    } else if (state == Z_BUF_ERROR || (state == Z_OK && stream.avail_in == 0 && stream.avail_out > 0)) {
      return Error{"cut-off", fmt::format("its {} encoding has no end; {} bytes came", name, body.size())};
    } else if (state != Z_OK) {
      return Error{"http", fmt::format("its {} encoding is damaged after {} bytes", name, out.size())};
    }
  }
}

}  // namespace

Result<Decoded> decoded(std::string body, std::string_view header, std::size_t most) {
  Decoded out{std::move(body), false};
  for (int count = 0; !header.empty(); ++count) {
    const auto comma = header.rfind(',');
    const auto begin = comma == std::string_view::npos ? 0 : comma + 1;
    const auto name = ascii_lower(trimmed(header.substr(begin)));
    header = header.substr(0, begin == 0 ? 0 : comma);
    if (count == kMostEncodings)
      return Error{"http", fmt::format("it is encoded more than {} times over", kMostEncodings)};
    const bool gzip = name == "gzip" || name == "x-gzip";
    if (name == "br" || name == "zstd" || name == "compress" || name == "x-compress") {
      return Error{"http", fmt::format("it is encoded as {}, though {} was asked for", name, kEncodingsRead)};
    }
    if (!gzip && name != "deflate") continue;
    if (out.body.empty() || (gzip && !kGzip.starts_with(std::string_view(out.body).substr(0, kGzip.size())))) continue;
    const int window = gzip ? kGzipWindow : begins_zlib(out.body) ? kZlibWindow : kRawWindow;
    auto inner = inflated(out.body, name, window, most);
    if (!inner) return inner.error();
    out = {std::move(*inner), true};
  }
  return out;
}

}  // namespace sait
