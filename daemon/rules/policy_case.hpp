// A conversation in a few numbers: what a policy's tests and `rules explain --policy-case` ask the decision table
// about.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/diagnostics.hpp"
#include "base/yaml_reader.hpp"
#include "model/assessment.hpp"

namespace sait {

struct Policy;

/// What is not said is quiet: one author, one community, nobody asks, nobody corrects.
struct PolicyCase {
  std::uint64_t authors = 1;
  bool authors_observable = true;
  std::optional<std::uint64_t> posts;  // one an author if not said
  std::uint64_t communities = 1, platforms = 1, media = 0, official = 0, elected = 0;
  std::optional<int> breakout;     // follows from the five above if not said
  std::optional<std::uint64_t> z;  // spreads above the usual; empty: no baseline yet
  Trend trend = Trend::steady;
  std::uint64_t questions = 0, corrections = 0;
  /// Follows from questions and corrections if not said. Said to be none where it would be one, as many ask as always
  /// do; said to be one in spite of corrections, these are out of date.
  std::optional<bool> void_open;
  bool complete = true;  // coverage; through a hole no conversation is seen to fall
  bool aimed_at_migrants = false, harm = false;
  bool recycled = false, threat_open = false;
  bool event_near = false;  // an event of the calendar: bands are tightened
  std::string status = "false";
  std::optional<Posture> ceiling;  // of the narrative

  [[nodiscard]] std::uint64_t posts_or_authors() const { return posts.value_or(authors); }
  [[nodiscard]] bool answered() const { return void_open ? !*void_open : corrections > 0; }
};

/// One entry of a policy's `tests`: a conversation, and what must be advised.
struct PolicyTest {
  PolicyCase given;
  Posture posture = Posture::monitor;
  std::string row;  // that must fire; empty: any
  std::string file;
  int line = 0, column = 0;
};

/// The keys of a case that `node` has. What it leaves unread is for the caller's finish().
[[nodiscard]] PolicyCase read_policy_case(const YamlNode& node);

/// "authors=60,breakout=3,trend=growing"; nothing after diagnostics.
[[nodiscard]] std::optional<PolicyCase> parse_policy_case(std::string_view text, Diagnostics& diagnostics);

/// The same in words of the same form: only what was said.
[[nodiscard]] std::string to_text(const PolicyCase& given);

/// Why no conversation can be like that under `policy`; nothing if one can.
[[nodiscard]] std::optional<std::string> contradiction(const PolicyCase& given, const Policy& policy);

/// The levels follow by the policy's bands, as for a conversation that is seen so.
[[nodiscard]] Assessment assessment_of(const PolicyCase& given, const Policy& policy);

/// Breakout Scale (Nimmo 2020) as far as counts tell it: 1 one community, 2 several or several platforms, 3 both, 4
/// media, 5 officials or elected representatives, 6 a call for violence.
[[nodiscard]] int breakout_of(const Awareness& counts, bool harm);

}  // namespace sait
