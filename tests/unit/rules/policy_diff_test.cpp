#include "rules/policy_diff.hpp"

#include <doctest/doctest.h>
#include <fmt/ranges.h>

#include "policy_fixture.hpp"

using namespace sait;

namespace {

std::string summary(const PolicyDiff& diff) {
  std::string out;
  for (const auto& change : diff.settings) out += change.name + ": " + change.before + " -> " + change.after + "\n";
  for (const auto& change : diff.postures)
    out += fmt::format("{} {} -> {} {}{}: {}\n", change.row_before, to_string(change.before), change.row_after,
                       to_string(change.after), change.exact ? "" : " in part", fmt::join(change.where, "; "));
  return out;
}

}  // namespace

TEST_CASE("a policy is the same as itself") {
  const auto policy = fixture::shipped_policy();
  const auto diff = diff_policies(policy, policy);
  CHECK(diff.same());
  CHECK(diff.changed == 0);
  CHECK(diff.cases > 1000);
}

TEST_CASE("a moved band is told with the cases it moves") {
  const auto before = fixture::shipped_policy();
  auto after = before;
  after.scale_authors = {10, 50, 250};
  CHECK(summary(diff_policies(before, after)) == "bands.scale_authors: 10, 50, 200 -> 10, 50, 250\n");  // no row asks
  after.scale_authors = {30, 50, 200};
  CHECK(summary(diff_policies(before, after)).find("breaking-out respond-through-allies -> otherwise monitor") !=
        std::string::npos);
  CHECK(summary(diff_policies(before, after)).find("growing prepare -> otherwise monitor") != std::string::npos);
}

TEST_CASE("another posture, a row less and a row more are told by row") {
  const auto before = fixture::shipped_policy();
  auto after = before;
  const auto at = [&](const char* id) { return std::ranges::find(after.rows, id, &PolicyRow::id); };
  at("growing")->posture = Posture::monitor;
  CHECK(summary(diff_policies(before, after)).find("growing prepare -> growing monitor") == 0);
  after = before;
  after.rows.erase(at("mainstream"));
  auto diff = diff_policies(before, after);
  CHECK(diff.rows_gone == std::vector<std::string>{"mainstream"});
  for (const auto& change : diff.postures) CHECK(change.row_before == "mainstream");
  diff = diff_policies(after, before);
  CHECK(diff.rows_new == std::vector<std::string>{"mainstream"});
  CHECK(diff.settings.empty());
}

TEST_CASE("settings of the life of an alert are told") {
  const auto before = fixture::shipped_policy();
  auto after = before;
  after.raise_after = std::chrono::minutes(30);
  after.expires[Posture::prepare] = std::chrono::hours(12);
  after.unverified_ceiling = Posture::prepare;
  CHECK(summary(diff_policies(before, after)) ==
        "ceilings.unverified: respond-directly -> prepare\nhysteresis.raise_after: 20m -> 30m\nexpires.prepare: "
        "1d -> 12h\n");
}

TEST_CASE("every conversation that two policies judge differently is among what is told, and no other") {
  fixture::RandomPolicies random(61);
  for (int round = 0; round < 100; ++round) {
    const auto before = random.policy();
    auto after = before;
    after.rows[1 + random.below(after.rows.size() - 2)] = random.row();
    const auto diff = diff_policies(before, after);
    for (int i = 0; i < 200; ++i) {
      const auto given = random.conversation(before);
      const auto& was = before.rows[first_row(before, fixture::situation_of(given, before))];
      const auto& is = after.rows[first_row(after, fixture::situation_of(given, after))];
      const bool told = std::ranges::any_of(diff.postures, [&](const PostureChange& change) {
        return change.row_before == was.id && change.row_after == is.id;
      });
      CHECK(told == (was.posture != is.posture));
    }
  }
}
