#include "outlets/zmq_wire.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <charconv>

namespace sait::wire {
namespace {

constexpr std::string_view kIpc = "ipc://";
constexpr std::string_view kUsage = "from SEQUENCE";

std::optional<std::uint64_t> parse_number(std::string_view digits) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

// A message repeats no endpoint in which a name or a password may stand.
std::string shown(std::string_view endpoint) {
  return endpoint.find_first_of("@?") == std::string_view::npos ? "'" + std::string(endpoint) + "'" : "this";
}

class JsonObject {
 public:
  JsonObject() { writer_.StartObject(); }
  JsonObject& add(const char* name, std::string_view text) {
    writer_.Key(name);
    writer_.String(text.empty() ? "" : text.data(), static_cast<rapidjson::SizeType>(text.size()));
    return *this;
  }
  JsonObject& add(const char* name, std::uint64_t number) {
    writer_.Key(name);
    writer_.Uint64(number);
    return *this;
  }
  [[nodiscard]] std::string finish() {
    writer_.EndObject();
    return {buffer_.GetString(), buffer_.GetSize()};
  }

 private:
  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

/// Iterative parsing: deep nesting from a foreign server must not exhaust the stack.
bool parse_object(std::string_view json, rapidjson::Document& document) {
  document.Parse<rapidjson::kParseIterativeFlag>(json.empty() ? "" : json.data(), json.size());
  return !document.HasParseError() && document.IsObject();
}

std::optional<std::uint64_t> number_in(const rapidjson::Document& document, const char* name) {
  const auto found = document.FindMember(name);
  if (found == document.MemberEnd() || !found->value.IsUint64()) return std::nullopt;
  return found->value.GetUint64();
}

std::string_view text_in(const rapidjson::Document& document, const char* name) {
  const auto found = document.FindMember(name);
  if (found == document.MemberEnd() || !found->value.IsString()) return {};
  return {found->value.GetString(), found->value.GetStringLength()};
}

Duration interval_in(const rapidjson::Document& document) {
  constexpr std::uint64_t kDay = 86'400'000;
  return Duration(static_cast<Duration::rep>(std::min(number_in(document, "heartbeat_ms").value_or(0), kDay)));
}

}  // namespace

std::string encode_sequence(std::uint64_t sequence) {
  std::string frame(8, '\0');
  for (std::size_t i = 8; i-- > 0; sequence >>= 8U) frame[i] = static_cast<char>(sequence & 0xffU);
  return frame;
}

std::optional<std::uint64_t> decode_sequence(std::string_view frame) {
  if (frame.size() != 8) return std::nullopt;
  std::uint64_t sequence = 0;
  for (const char byte : frame) sequence = sequence << 8U | static_cast<unsigned char>(byte);
  return sequence;
}

std::string to_json(const PageHeader& header) {
  return JsonObject()
      .add("run", header.run)
      .add("from", header.from)
      .add("latest", header.latest)
      .add("count", header.count)
      .add("next", header.next)
      .add("heartbeat_ms", static_cast<std::uint64_t>(header.heartbeat.count()))
      .finish();
}

Result<PageHeader> parse_page_header(std::string_view json) {
  rapidjson::Document document;
  if (!parse_object(json, document)) return Error{"malformed", "the recovery reply does not begin with a JSON object"};
  if (const auto why = text_in(document, "error"); !why.empty()) return Error{"refused", std::string(why)};
  PageHeader header;
  header.run = text_in(document, "run");
  const auto from = number_in(document, "from"), latest = number_in(document, "latest");
  const auto count = number_in(document, "count"), next = number_in(document, "next");
  if (header.run.empty() || !from || !latest || !count || !next || *from == 0 || *next < *from ||
      *count > *next - *from) {
    return Error{"malformed", "the recovery reply has no usable run, from, latest, count and next"};
  }
  header.from = *from, header.latest = *latest, header.count = *count, header.next = *next;
  header.heartbeat = interval_in(document);
  return header;
}

std::string to_json(const Heartbeat& heartbeat) {
  return JsonObject()
      .add("latest", heartbeat.latest)
      .add("heartbeat_ms", static_cast<std::uint64_t>(heartbeat.interval.count()))
      .finish();
}

Duration heartbeat_interval(std::string_view json) {
  rapidjson::Document document;
  return parse_object(json, document) ? interval_in(document) : Duration{0};
}

std::string request(std::uint64_t from) { return "from " + std::to_string(from); }

std::optional<std::uint64_t> parse_request(std::string_view frame) {
  constexpr std::string_view kVerb = "from ";
  if (frame.size() > kRequestBytes || !frame.starts_with(kVerb)) return std::nullopt;
  const auto from = parse_number(frame.substr(kVerb.size()));
  if (!from) return std::nullopt;
  return std::max<std::uint64_t>(*from, 1);
}

std::string refusal(std::string_view why) { return JsonObject().add("error", why).add("usage", kUsage).finish(); }

Status check_loopback(std::string_view endpoint) {
  for (const std::string_view host : {"tcp://127.0.0.1:", "tcp://[::1]:", "tcp://localhost:"}) {
    if (!endpoint.starts_with(host)) continue;
    const auto port = parse_number(endpoint.substr(host.size()));
    if (port && *port >= 1 && *port <= 65535) return {};
    return Error{"endpoint", shown(endpoint) + " needs a port from 1 to 65535 at its end"};
  }
  if (const auto path = ipc_path(endpoint); !path.empty()) {
    // "@" is Linux's abstract namespace, which no file permission guards; "*" would be a random place nobody finds.
    if (path.front() != '@' && path.front() != '*') return {};
    return Error{"endpoint", shown(endpoint) + " is not the path of a socket; write ipc:///run/saitd/alerts"};
  }
  return Error{"endpoint",
               shown(endpoint) +
                   " could be reached from other machines, and alerts must be encrypted before they leave this one: "
                   "use tcp://127.0.0.1:PORT, tcp://[::1]:PORT or ipc://PATH, and an SSH tunnel or a VPN to it"};
}

std::string address_of(std::string_view endpoint) {
  constexpr std::string_view kLocalhost = "tcp://localhost:";
  if (!endpoint.starts_with(kLocalhost)) return std::string(endpoint);
  return "tcp://127.0.0.1:" + std::string(endpoint.substr(kLocalhost.size()));
}

std::string recovery_endpoint_of(std::string_view publish) {
  if (!ipc_path(publish).empty()) return std::string(publish) + ".recover";
  const auto colon = publish.rfind(':');
  const auto port = colon == std::string_view::npos ? std::nullopt : parse_number(publish.substr(colon + 1));
  if (!port || *port >= 65535) return {};
  return std::string(publish.substr(0, colon + 1)) + std::to_string(*port + 1);
}

std::string_view ipc_path(std::string_view endpoint) {
  return endpoint.starts_with(kIpc) ? endpoint.substr(kIpc.size()) : std::string_view{};
}

}  // namespace sait::wire
