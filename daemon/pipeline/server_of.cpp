#include "pipeline/server_of.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace sait {
namespace {

// What speaks ActivityPub, by the names its servers give themselves (nodeinfo, software.name), and the network's own.
constexpr std::array<std::string_view, 14> kFederated{"mastodon", "fediverse", "activitypub", "pleroma",    "akkoma",
                                                      "misskey",  "sharkey",   "firefish",    "gotosocial", "pixelfed",
                                                      "peertube", "friendica", "lemmy",       "hometown"};

bool is_host(std::string_view text) {
  constexpr std::size_t kLongest = 253;  // RFC 1035
  return text.size() <= kLongest && text.find('.') != std::string_view::npos && text.front() != '.' &&
         text.back() != '.' && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
                  static_cast<unsigned char>(c) >= 0x80;
         });
}

// "@name@server" or "name@server".
std::string_view of_handle(std::string_view handle) {
  if (handle.starts_with('@')) handle.remove_prefix(1);
  const auto at = handle.rfind('@');
  return at == std::string_view::npos || at == 0 ? std::string_view() : handle.substr(at + 1);
}

std::string_view of_address(std::string_view uri) {
  const auto scheme = uri.find("://");
  if (scheme == std::string_view::npos) return {};
  uri.remove_prefix(scheme + 3);
  uri = uri.substr(0, uri.find_first_of("/?#"));
  if (const auto user = uri.rfind('@'); user != std::string_view::npos) uri.remove_prefix(user + 1);
  return uri.substr(0, uri.find(':'));
}

}  // namespace

std::string server_of(const Post& post) {
  if (std::ranges::find(kFederated, post.platform) == kFederated.end()) return {};
  for (const auto host : {of_handle(post.author_handle), of_address(post.uri)}) {
    if (is_host(host)) return ascii_lower(host);
  }
  return {};
}

}  // namespace sait
