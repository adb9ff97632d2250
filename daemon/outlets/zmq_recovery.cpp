#include "outlets/zmq_recovery.hpp"

#include <algorithm>

#include "outlets/zmq_wire.hpp"

namespace sait {

std::vector<std::string> recovery_reply(Outbox& outbox, std::string_view request, const std::string& source,
                                        Duration heartbeat, std::string* trouble) {
  const auto from = wire::parse_request(request);
  if (!from) return {wire::refusal("the request is not understood")};

  // In this order: an empty page then proves that nothing lies between `from` and `latest`.
  const auto latest = outbox.latest();
  if (!latest) {
    if (trouble != nullptr) *trouble = latest.error().text();
    return {wire::refusal("the alerts cannot be read just now; ask again")};
  }
  const auto entries = outbox.read(*from - 1, wire::kPageAlerts);
  if (!entries) {
    if (trouble != nullptr) *trouble = entries.error().text();
    return {wire::refusal("the alerts cannot be read just now; ask again")};
  }

  wire::PageHeader header;
  header.run = outbox.run_id();
  header.from = *from;
  header.latest = *latest;
  header.heartbeat = heartbeat;
  std::vector<std::string> frames(1);
  std::size_t bytes = 0;
  for (const auto& entry : *entries) {
    auto event = cloud_event(entry, source);
    bytes += event.size();
    if (header.count > 0 && bytes > wire::kPageBytes) break;
    frames.push_back(entry.topic);
    frames.push_back(wire::encode_sequence(entry.sequence));
    frames.push_back(std::move(event));
    header.next = entry.sequence + 1;
    ++header.count;
  }
  if (header.count == 0) header.next = std::max(*from, *latest + 1);
  header.latest = std::max(header.latest, header.count > 0 ? header.next - 1 : 0);
  frames.front() = wire::to_json(header);
  return frames;
}

}  // namespace sait
