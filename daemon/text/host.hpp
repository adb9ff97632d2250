// Hosts of addresses in the one form in which they are compared.
#pragma once

#include <string>
#include <string_view>

namespace sait {

/// The host of an address with or without its scheme, as browsers read it: "https://me@WWW.Bücher.example.:8080/x" ->
/// "xn--bcher-kva.example". In small letters and Punycode (UTS #46, not transitional), without "www.", without what
/// nobody sees in it. A host that is none under these rules comes back in small letters. Thread-safe.
[[nodiscard]] std::string plain_host(std::string_view address);

}  // namespace sait
