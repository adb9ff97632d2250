#include "assess/incidents.hpp"

#include <algorithm>
#include <ranges>

namespace sait {
namespace {

bool names(const std::vector<std::string>& listed, const std::string& name) {
  return listed.empty() || std::ranges::find(listed, name) != listed.end();
}

}  // namespace

bool covers(const IncidentRecord& incident, const ConversationKey& key) {
  return names(incident.audiences, key.audience) && names(incident.narratives, key.narrative);
}

void Incidents::add(const IncidentRecord& incident, Time stamp) {
  const auto known =
      std::ranges::find_if(open_, [&](const OpenIncident& other) { return other.declared.id == incident.id; });
  if (incident.open && known == open_.end()) {
    open_.push_back({incident, stamp});
    changed_.push_back(incident);
  } else if (!incident.open && known != open_.end()) {
    changed_.push_back(std::move(known->declared));
    open_.erase(known);
  }
}

std::vector<IncidentRecord> Incidents::run_tick(Time tick) {
  for (const auto& incident : open_) {
    if (incident.declared.until <= tick) changed_.push_back(incident.declared);
  }
  std::erase_if(open_, [tick](const OpenIncident& incident) { return incident.declared.until <= tick; });
  return std::exchange(changed_, {});
}

Time Incidents::next_end() const {
  auto end = Time::max();
  for (const auto& incident : open_) end = std::min(end, incident.declared.until);
  return end;
}

const IncidentRecord* Incidents::of(const ConversationKey& key, const Standing& standing,
                                    const Conversation& conversation) const {
  if (!standing.awaits_facts || !conversation.has_claims()) return nullptr;
  for (const auto& incident : std::views::reverse(open_)) {
    if (covers(incident.declared, key) && conversation.last_claim() >= incident.declared.since)
      return &incident.declared;
  }
  return nullptr;
}

bool Incidents::moves(const ConversationKey& key, const IncidentRecord* incident) {
  const auto known = stands_in_.find(key);
  const auto id = incident != nullptr ? incident->id : std::string();
  if ((known != stands_in_.end() ? known->second : std::string()) == id) return false;
  if (id.empty())
    stands_in_.erase(known);
  else
    stands_in_[key] = id;
  return true;
}

void Incidents::save(Encoder& out) const {
  out.varint(open_.size());
  for (const auto& incident : open_) {
    out.bytes(encode_body(Record{0, {}, {}, incident.declared}));
    out.time(incident.opened_at);
  }
  out.varint(stands_in_.size());
  for (const auto& [key, id] : stands_in_) {
    out.bytes(key.narrative);
    out.bytes(key.audience);
    out.bytes(id);
  }
}

bool Incidents::load(Decoder& in) {
  *this = {};
  const auto kind = static_cast<std::uint8_t>(RecordBody(IncidentRecord{}).index());
  const auto open = in.count();
  for (std::size_t i = 0; i < open && in.ok(); ++i) {
    auto body = decode_body(kind, in.bytes());
    if (!body) return false;
    open_.push_back({std::get<IncidentRecord>(std::move(*body)), in.time()});
  }
  const auto alerts = in.count();
  for (std::size_t i = 0; i < alerts && in.ok(); ++i) {
    ConversationKey key;
    key.narrative = in.bytes();
    key.audience = in.bytes();
    stands_in_[std::move(key)] = in.bytes();
  }
  return in.ok();
}

}  // namespace sait
