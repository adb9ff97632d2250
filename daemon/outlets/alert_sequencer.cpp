#include "outlets/alert_sequencer.hpp"

#include <algorithm>
#include <array>

namespace sait {
namespace {

std::string range(std::uint64_t first, std::uint64_t last) {
  return first == last ? std::to_string(first) : std::to_string(first) + " to " + std::to_string(last);
}

}  // namespace

const char* to_string(SubscriberEvent::Kind kind) {
  constexpr std::array<const char*, 7> kNames{"new-run", "recovery", "lost", "ahead", "silent", "heard", "trouble"};
  return kNames[static_cast<std::size_t>(kind)];
}

AlertSequencer::AlertSequencer(std::uint64_t from, std::string run, OnAlert on_alert, OnEvent on_event)
    : on_alert_(std::move(on_alert)),
      on_event_(std::move(on_event)),
      run_(std::move(run)),
      last_(std::max<std::uint64_t>(from, 1) - 1) {}

bool AlertSequencer::live(std::string_view run, std::uint64_t sequence, std::string_view json) {
  if (!same_run(run)) return false;
  if (sequence <= last_) return true;
  if (sequence == last_ + 1) {
    hand_out(sequence, json);
    hand_out_kept();
    return true;
  }
  note_target(sequence);
  if (kept_.size() < kKept) kept_.emplace(sequence, json);
  return true;
}

bool AlertSequencer::heartbeat(std::string_view run, std::uint64_t latest) {
  if (!same_run(run)) return false;
  note_target(latest);
  return true;
}

bool AlertSequencer::page(const wire::PageHeader& header, std::span<const Item> items) {
  if (!same_run(header.run)) return false;
  asked_once_ = true;
  if (header.latest < last_ && !said_ahead_) {
    said_ahead_ = true;
    say(SubscriberEvent::Kind::ahead, "the publisher's latest alert is " + std::to_string(header.latest) + ", before " +
                                          std::to_string(last_) + ": was its store put back to an older state?");
  }
  const auto until = [this](std::uint64_t sequence) {
    hand_out_kept();
    if (sequence <= last_) return;
    say(SubscriberEvent::Kind::lost, "the store no longer has " + range(last_ + 1, sequence));
    last_ = sequence;
    hand_out_kept();
  };
  for (const auto& item : items) {
    until(item.sequence - 1);
    if (item.sequence > last_) hand_out(item.sequence, item.json);
  }
  until(header.next - 1);
  target_ = std::max(target_, header.latest);
  return true;
}

std::optional<std::uint64_t> AlertSequencer::missing() const {
  if (!asked_once_ || target_ > last_) return last_ + 1;
  return std::nullopt;
}

bool AlertSequencer::same_run(std::string_view run) {
  if (run_ == run) return true;
  if (run_.empty()) {
    run_ = run;
    return true;
  }
  say(SubscriberEvent::Kind::new_run, "the publisher has another store, run " + std::string(run) + " after " + run_ +
                                          ": its alerts are counted from 1 again");
  run_ = run;
  last_ = target_ = 0;
  asked_once_ = said_ahead_ = false;
  kept_.clear();
  return false;
}

void AlertSequencer::hand_out(std::uint64_t sequence, std::string_view json) {
  last_ = sequence;
  on_alert_(sequence, json);
}

void AlertSequencer::hand_out_kept() {
  while (!kept_.empty() && kept_.begin()->first <= last_ + 1) {
    const auto node = kept_.extract(kept_.begin());
    if (node.key() > last_) hand_out(node.key(), node.mapped());
  }
}

void AlertSequencer::note_target(std::uint64_t sequence) {
  if (sequence <= std::max(last_, target_)) return;
  // Said when a hole opens, not again while it is known.
  if (asked_once_ && target_ <= last_) say(SubscriberEvent::Kind::recovery, "asking for " + range(last_ + 1, sequence));
  target_ = sequence;
}

void AlertSequencer::say(SubscriberEvent::Kind kind, std::string text) {
  if (on_event_) on_event_({kind, std::move(text)});
}

}  // namespace sait
