#include "net/content_encoding.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

#include <string>

using namespace sait;

namespace {

constexpr int kGzip = 15 + 16, kZlib = 15, kRaw = -15;

std::string packed(const std::string& text, int window = kGzip) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  std::string in = text;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// Digits that do not compress to nothing.
std::string text_of(std::size_t size) {
  std::string text;
  for (std::uint32_t i = 1; text.size() < size; i = i * 1664525U + 1013904223U) text += std::to_string(i);
  return text;
}

std::string result(const std::string& body, std::string_view header, std::size_t most = 1U << 20U) {
  const auto out = decoded(body, header, most);
  return out ? (out->has_end ? "whole: " : "as it is: ") + out->body : "error: " + out.error().code;
}

const std::string kText = "a feed";

}  // namespace

TEST_CASE("bodies are read in each encoding that is asked for, one within the other too") {
  CHECK(result(packed(kText), "gzip") == "whole: a feed");
  CHECK(result(packed(kText), " X-GZip ") == "whole: a feed");
  CHECK(result(packed(kText, kZlib), "deflate") == "whole: a feed");
  CHECK(result(packed(kText, kRaw), "deflate") == "whole: a feed");
  CHECK(result(packed(packed(kText, kZlib)), "deflate, gzip") == "whole: a feed");
  CHECK(result(packed("a ") + packed("feed") + std::string(8, '\0'), "gzip") == "whole: a feed");
  CHECK(result(packed(text_of(300'000)), "gzip") == "whole: " + text_of(300'000));
}

TEST_CASE("names of no encoding, and gzip of what is none, leave a body as it is") {
  for (const auto* name : {"", "identity", "utf-8", "none", "aws-chunked", ",", "gzip"}) {
    CAPTURE(name);
    CHECK(result(kText, name) == "as it is: a feed");
  }
  CHECK(result("", "gzip") == "as it is: ");
  CHECK(result(packed(kText), "gzip, utf-8") == "whole: a feed");
}

TEST_CASE("a body that stops anywhere before the end of its encoding is cut off") {
  for (const int window : {kGzip, kZlib}) {
    const auto whole = packed(text_of(2000), window);
    for (std::size_t size = 1; size < whole.size(); ++size) {
      CAPTURE(size);
      CHECK(result(whole.substr(0, size), window == kGzip ? "gzip" : "deflate") == "error: cut-off");
    }
  }
}

TEST_CASE("what unfolds to more than it may, is damaged, or is in an encoding nobody asked for is refused") {
  CHECK(result(packed(text_of(1001)), "gzip", 1000) == "error: too-large");
  CHECK(result(packed(std::string(1000, ' ')), "gzip", 1000).starts_with("whole: "));
  CHECK(result(packed(packed(std::string(50U << 20U, ' '))), "gzip, gzip") == "error: too-large");
  auto damaged = packed(text_of(2000));
  damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 0x55);
  CHECK(result(damaged, "gzip") == "error: http");
  for (const auto* name : {"br", "zstd", "compress", "gzip, br"}) {
    CAPTURE(name);
    CHECK(result(kText, name) == "error: http");
  }
  CHECK(result(kText, "gzip,gzip,gzip,gzip,gzip,gzip") == "error: http");
}
