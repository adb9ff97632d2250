// Which addresses of a network a daemon may be led to by what others wrote.
#pragma once

#include <string>

namespace sait {

/// True for the text of an address of the public internet ("1.1.1.1", "2606:4700::1111"). False for anything else, and
/// for what is no address: loopback, private, link-local, shared (RFC 6598), unique-local, multicast, documentation,
/// benchmarking, reserved, and every form that hides an IPv4 address in an IPv6 one (mapped, compatible, NAT64, 6to4,
/// Teredo). After the special-purpose registries of IANA (RFC 6890).
[[nodiscard]] bool is_public(const std::string& address);

}  // namespace sait
