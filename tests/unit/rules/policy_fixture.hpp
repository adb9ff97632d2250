// Policies and conversations at random, for tests that compare a table with itself looked at point by point.
#pragma once

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "rule_fixture.hpp"
#include "rules/decision_space.hpp"

namespace sait::fixture {

/// small() with another policy.
inline RuleFiles with_policy(const std::string& policy) {
  auto files = small();
  files["policies/p.yaml"] = policy;
  return files;
}

inline std::string with_rows(const std::string& rows, const std::string& more = {}) {
  return "id: p\n" + more + "rows:\n" + rows;
}

inline constexpr const char* kSafety = "  - {id: safety, because: b, when: {harm: true}, posture: escalate-safety}\n";
inline constexpr const char* kLast = "  - {id: rest, because: b, posture: monitor}\n";

/// The shipped policy.
inline Policy shipped_policy() {
  Diagnostics diagnostics;
  const auto rules = compile_rules(with_policy(shipped().at("policies/gfmd.yaml")), diagnostics);
  REQUIRE_MESSAGE(rules != nullptr, diagnostics.render());
  return rules->policy;
}

class RandomPolicies {
 public:
  explicit RandomPolicies(std::uint64_t seed) : random_(seed) {}

  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }

  /// A row with one to three conditions.
  PolicyRow row() {
    PolicyRow row;
    row.posture = static_cast<Posture>(below(kPostures - 1));
    for (auto left = 1 + below(3); left > 0; --left) {
      switch (below(9)) {
        case 0:
          row.scale_min = static_cast<Level>(below(4));
          break;
        case 1:
          row.influence_max = static_cast<Level>(below(4));
          break;
        case 2:
          row.breakout_min = 1 + static_cast<int>(below(6));
          break;
        case 3:
          row.trends = {static_cast<Trend>(below(5)), static_cast<Trend>(below(5))};
          break;
        case 4:
          row.authors_min = 1 + below(300);
          break;
        case 5:
          row.questions_min = 1 + below(80);
          break;
        case 6:
          row.void_open = below(2) == 0;
          break;
        case 7:
          row.event_near = below(2) == 0;
          break;
        default:
          row.aimed_at_migrants = below(2) == 0;
      }
    }
    return row;
  }

  /// The safety row, some rows at random, and a last one.
  Policy policy() {
    Policy policy;
    policy.void_questions = 1 + below(30);
    if (below(2) == 0) policy.event_tighten = static_cast<double>(1 + below(9)) / 10;
    policy.rows.emplace_back().harm = true;
    policy.rows.back().posture = Posture::escalate_safety;
    for (auto left = 1 + below(8); left > 0; --left) policy.rows.push_back(row());
    policy.rows.emplace_back();
    for (std::size_t i = 0; i < policy.rows.size(); ++i) policy.rows[i].id = "r" + std::to_string(i);
    return policy;
  }

  /// A conversation that can be.
  PolicyCase conversation(const Policy& policy) {
    for (;;) {
      PolicyCase given;
      given.authors = below(2) == 0 ? below(12) : below(400);
      given.breakout = 1 + static_cast<int>(below(6));
      given.trend = static_cast<Trend>(below(5));
      given.questions = below(2) == 0 ? below(12) : below(100);
      given.corrections = below(3) == 0 ? below(20) : 0;
      given.harm = below(6) == 0;
      given.aimed_at_migrants = below(4) == 0;
      given.event_near = below(3) == 0;
      given.authors_observable = below(4) != 0;
      given.complete = below(4) != 0;
      if (below(3) == 0) given.status = "unverified";
      if (below(3) == 0) given.ceiling = static_cast<Posture>(below(kPostures - 1));
      if (!contradiction(given, policy)) return given;
    }
  }

 private:
  std::mt19937_64 random_;
};

inline Situation situation_of(const PolicyCase& given, const Policy& policy) {
  return sait::situation_of(assessment_of(given, policy));
}

}  // namespace sait::fixture
