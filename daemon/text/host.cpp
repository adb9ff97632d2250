#include "text/host.hpp"

#include <unicode/bytestream.h>
#include <unicode/idna.h>

#include <algorithm>
#include <memory>

#include "text/character.hpp"

namespace sait {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const auto lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// "ex%61mple" -> "example", and format characters, which UTS #46 keeps where a script joins its letters with them, out.
std::string seen_letters(std::string_view host) {
  std::string out;
  for (std::size_t i = 0; i < host.size(); ++i) {
    const bool escaped =
        host[i] == '%' && i + 2 < host.size() && hex_value(host[i + 1]) >= 0 && hex_value(host[i + 2]) >= 0;
    out += escaped ? static_cast<char>(hex_value(host[i + 1]) * 16 + hex_value(host[i + 2])) : host[i];
    i += escaped ? 2 : 0;
  }
  std::string seen;
  for (std::size_t i = 0; i < out.size();) {
    const auto c = decode(out, i);
    if (kind_of(c.value) != CharKind::ignorable) seen.append(out, i, c.size);
    i += c.size;
  }
  return seen;
}

std::string in_punycode(const std::string& host) {
  UErrorCode status = U_ZERO_ERROR;
  static const std::unique_ptr<const icu::IDNA> kIdna(
      icu::IDNA::createUTS46Instance(UIDNA_NONTRANSITIONAL_TO_ASCII, status));
  if (kIdna == nullptr) return host;
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  icu::IDNAInfo info;
  kIdna->nameToASCII_UTF8(host, sink, info, status);
  const bool ascii = std::ranges::all_of(out, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return U_SUCCESS(status) && !out.empty() && ascii ? out : host;
}

}  // namespace

std::string plain_host(std::string_view address) {
  if (const auto scheme = address.find("://"); scheme != std::string_view::npos) address.remove_prefix(scheme + 3);
  address = address.substr(0, address.find_first_of("/?#\\"));
  if (const auto user = address.rfind('@'); user != std::string_view::npos) address.remove_prefix(user + 1);
  const auto bracket = address.starts_with('[') ? address.find(']') : 0;  // around an address of IPv6
  address = address.substr(0, address.find(':', bracket));
  std::string host(address);
  const auto plain = [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != '%'; };
  if (!std::ranges::all_of(host, plain)) host = in_punycode(seen_letters(host));
  for (auto& c : host) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  while (host.ends_with('.')) host.pop_back();
  if (host.starts_with("www.")) host.erase(0, 4);
  return host;
}

}  // namespace sait
