// What stands on the wire between the zeromq outlet and its subscribers. No sockets here: both sides and their tests
// share it.
//
//   live        := topic · sequence · run id · CloudEvent JSON        topic = alert/<posture>/<narrative>/<audience>/,
//                                                                   of a rule on trial trial/<posture>/...
//   heartbeat   := "heartbeat/" · latest sequence · run id · {"latest":N,"heartbeat_ms":M}
//   request     := "from SEQUENCE"            decimal; from a DEALER as it is, from a REQ behind its empty delimiter
//   page        := header (topic · sequence · CloudEvent JSON)*       at most kPageAlerts alerts or kPageBytes
//   header      := {"run":R,"from":F,"latest":L,"count":C,"next":N,"heartbeat_ms":M}
//   refusal     := {"error":"...","usage":"from SEQUENCE"}
//
// sequence is an unsigned 64-bit number, big-endian: 1, 2, 3 ... over all alerts of a store. The run id names the
// store: sequences are comparable only under the same one. A page holds everything the store has from `from` up to
// `next` - 1; a subscriber asks again from `next` while `next` <= `latest`. Each reply to a request is one multipart
// message. Unknown JSON fields are to be ignored.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace sait::wire {

inline constexpr std::string_view kAlertPrefix = "alert/";
inline constexpr std::string_view kTrialPrefix = "trial/";  // of rules on trial
inline constexpr std::string_view kHeartbeatTopic = "heartbeat/";
inline constexpr std::size_t kPageAlerts = 100;
inline constexpr std::size_t kPageBytes = 1U << 20U;
inline constexpr std::size_t kRequestBytes = 64;  // a longer request is malformed

inline constexpr std::string_view kDefaultPublish = "tcp://127.0.0.1:5581";

[[nodiscard]] std::string encode_sequence(std::uint64_t sequence);
[[nodiscard]] std::optional<std::uint64_t> decode_sequence(std::string_view frame);

struct PageHeader {
  std::string run;
  std::uint64_t from = 1, latest = 0, count = 0, next = 1;
  Duration heartbeat{0};  // how often the publisher sends one; 0: not said
};
[[nodiscard]] std::string to_json(const PageHeader& header);
/// A refusal gives error[refused] with its text, anything else that is no header error[malformed].
[[nodiscard]] Result<PageHeader> parse_page_header(std::string_view json);

struct Heartbeat {
  std::uint64_t latest = 0;
  Duration interval{0};  // 0: not said
};
[[nodiscard]] std::string to_json(const Heartbeat& heartbeat);
/// The interval alone; `latest` stands in the frame before. Anything unreadable gives 0.
[[nodiscard]] Duration heartbeat_interval(std::string_view json);

[[nodiscard]] std::string request(std::uint64_t from);
/// nullopt unless it is exactly "from SEQUENCE"; "from 0" means "from 1".
[[nodiscard]] std::optional<std::uint64_t> parse_request(std::string_view frame);
[[nodiscard]] std::string refusal(std::string_view why);

/// tcp://127.0.0.1:PORT, tcp://[::1]:PORT, tcp://localhost:PORT or ipc://PATH; anything else is error[endpoint]: alerts
/// leave this machine only encrypted, and the outlet does not encrypt yet.
[[nodiscard]] Status check_loopback(std::string_view endpoint);

/// The endpoint as libzmq can bind and connect it: "localhost" becomes 127.0.0.1, because libzmq takes no host name to
/// bind to.
[[nodiscard]] std::string address_of(std::string_view endpoint);

/// Where recovery is unless given: the port after the published one, or the path with ".recover" behind it.
[[nodiscard]] std::string recovery_endpoint_of(std::string_view publish);

/// The path of an ipc:// endpoint; empty for any other.
[[nodiscard]] std::string_view ipc_path(std::string_view endpoint);

}  // namespace sait::wire
