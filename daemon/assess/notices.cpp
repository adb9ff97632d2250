#include "assess/notices.hpp"

#include <fmt/format.h>

namespace sait {
namespace {

constexpr const char* kNoConversation = "Not assessed: this is a notice of saitd about itself.";

std::string title_of(const std::string& topic) {
  if (topic == "reload-failed") return "A change of rules or configuration could not be taken over";
  return "A notice of saitd";
}

std::vector<std::string> lines_of(const std::string& detail) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < detail.size();) {
    const auto end = std::min(detail.find('\n', begin), detail.size());
    if (end > begin) lines.push_back(detail.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

Alert make_notice(const std::string& topic, AlertChange change, std::uint32_t revision, Time opened_at, Time tick) {
  auto alert = for_analysts(kNoConversation, opened_at, tick);
  alert.id = alert_id(topic, kAnalysts, opened_at);
  alert.revision = revision;
  alert.change = change;
  alert.narrative = topic;
  alert.title = title_of(topic);
  alert.kind = "notice";
  alert.expires_at = change == AlertChange::closed ? tick : tick + Notices::kHolds;
  return alert;
}

}  // namespace

Alert for_analysts(const char* why, Time opened_at, Time tick) {
  Alert alert;
  alert.audience = kAnalysts;
  alert.opened_at = opened_at;
  alert.at = tick;
  auto& assessment = alert.assessment;
  assessment.timing.trend = Trend::not_observable;
  assessment.timing.first_seen = assessment.timing.last_claim = opened_at;
  for (auto* reason : {&assessment.scale.reason, &assessment.awareness.reason, &assessment.influence.reason,
                       &assessment.timing.reason, &assessment.coverage.reason})
    *reason = why;
  return alert;
}

std::string alert_id(std::string_view narrative, std::string_view audience, Time opened_at) {
  Encoder bytes;
  bytes.bytes(narrative);
  bytes.bytes(audience);
  bytes.time(opened_at);
  return to_hex(sha256(bytes.str())).substr(0, 24);
}

std::vector<Alert> Notices::run_tick(Time tick) {
  std::vector<Alert> alerts;
  for (auto& [topic, said] : said_) {
    const auto at = open_.find(topic);
    if (at == open_.end()) {
      if (!said.open) continue;
      open_[topic] = {tick, 1, said.detail};
      alerts.push_back(make_notice(topic, AlertChange::opened, 1, tick, tick));
    } else {
      auto& known = at->second;
      if (said.open && said.detail == known.detail) continue;
      const auto change = said.open ? AlertChange::updated : AlertChange::closed;
      alerts.push_back(make_notice(topic, change, ++known.revision, known.opened_at, tick));
      known.detail = said.detail;
      if (!said.open) open_.erase(at);
    }
    alerts.back().reasons = lines_of(said.detail);
  }
  said_.clear();
  return alerts;
}

void Notices::save(Encoder& out) const {
  out.varint(open_.size());
  for (const auto& [topic, open] : open_) {
    out.bytes(topic);
    out.time(open.opened_at);
    out.varint(open.revision);
    out.bytes(open.detail);
  }
}

bool Notices::load(Decoder& in) {
  *this = {};
  const auto count = in.count();
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    auto& open = open_[std::string(in.bytes())];
    open.opened_at = in.time();
    open.revision = static_cast<std::uint32_t>(in.varint());
    open.detail = in.bytes();
  }
  return in.ok();
}

}  // namespace sait
