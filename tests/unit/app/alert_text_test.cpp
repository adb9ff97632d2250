#include "app/alert_text.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace sait;

namespace {

std::string alert(const std::string& change, const std::string& observable) {
  return R"({"schema":"alert.v1","sequence":7,"change":")" + change +
         R"(","posture":"monitor","previous_posture":null,"narrative":{"id":"some-claim","title":"T","status":"false"},)"
         R"("audience":"de","at":"2026-03-09T14:30:00Z","expires_at":"2026-03-10T14:30:00Z","assessment":{)"
         R"("scale":{"authors":{"low":1,"estimate":1,"high":3},"authors_observable":)" +
         observable + R"(,"posts":3},"timing":{"trend":"growing"}},"examples":["a post"]})";
}

}  // namespace

TEST_CASE("an alert in brief is one line with what a glance needs") {
  const auto line = alert_line(alert("opened", "true"), false);
  CHECK(line ==
        "2026-03-09 14:30    7  opened        monitor                 some-claim/de                     "
        "1 author, growing\n");
  CHECK(alert_line(R"({"specversion":"1.0","data":)" + alert("opened", "true") + "}", false) == line);
}

TEST_CASE("in brief, posts are counted where authors cannot be, and nothing once it is over") {
  CHECK(alert_line(alert("updated", "false"), false).ends_with("  3 posts, growing\n"));
  CHECK(alert_line(alert("closed", "true"), false).ends_with("  some-claim/de\n"));
}

TEST_CASE("colour marks the posture of what needs attention, and only when asked for") {
  CHECK(alert_line(alert("opened", "true"), true).find("\x1b[") != std::string::npos);
  CHECK(alert_line(alert("closed", "true"), true).find("\x1b[") == std::string::npos);
  CHECK(alert_text(alert("opened", "true"), true).find("\x1b[") != std::string::npos);
  CHECK(alert_text(alert("opened", "true"), false).find("\x1b[") == std::string::npos);
}

TEST_CASE("every label of an alert's text stands apart from what follows it") {
  CHECK(alert_text(alert("opened", "true"), false).find("\n  seen (masked) a post\n") != std::string::npos);
}

TEST_CASE("an alert's text names the row that decided, its policy and the rules as they stood") {
  auto json = alert("opened", "true");
  json.insert(json.size() - 1,
              R"(,"decision":{"policy":"gfmd","row":"contained"},"rules":"0123456789abcdef0123456789abcdef")");
  CHECK(alert_text(json, false).find("\n  decided by    row contained of policy gfmd, rules 0123456789abcdef\n") !=
        std::string::npos);
  CHECK(alert_text(alert("opened", "true"), false).find("decided by") == std::string::npos);  // rules that are gone
}

TEST_CASE("a declared audience is shown with its title") {
  auto json = alert("opened", "true");
  CHECK(alert_text(json, false).find("audience de)") != std::string::npos);
  json.replace(json.find(R"("audience":"de")"), 15, R"("audience":"city","audience_title":"Chemnitz")");
  CHECK(alert_text(json, false).find("audience Chemnitz (city))") != std::string::npos);
  CHECK(alert_line(json, false).find("some-claim/city") != std::string::npos);
}

TEST_CASE("an alert in an incident says that it is a holding statement, and what is official") {
  auto json = alert("opened", "true");
  CHECK(alert_text(json, false).find("holding statement") == std::string::npos);
  json.pop_back();
  json +=
      R"(,"holding_statement":true,"incident":{"id":"i7","title":"Attack","facts":["One is in custody.","No name."]}})";
  CHECK(alert_text(json, false)
            .find("\n  incident      Attack (i7): a holding statement, never a rebuttal\n"
                  "  official      One is in custody.\n"
                  "                No name.\n") != std::string::npos);
}

TEST_CASE("what is no alert is shown in brief as it is") {
  CHECK(alert_line("not json", false) == "not json\n");
  CHECK(alert_line(R"({"data":5})", false) == "{\"data\":5}\n");
}

TEST_CASE("an alert of a rule on trial says so before anything else, and whose it would be") {
  auto json = alert("opened", "true");
  json.replace(json.find(R"("audience":"de")"), 15,
               R"("audience":"analysts","trial":{"maturity":"testing","audience":"city","audience_title":"Chemnitz"})");
  CHECK(alert_text(json, false)
            .find("ON TRIAL      a rule in testing: analysts alone are told; it would go to audience "
                  "Chemnitz (city)\n") != std::string::npos);
  CHECK(alert_line(json, false).find("some-claim/analysts (city, testing)") != std::string::npos);
}

TEST_CASE("a digest is shown as one, without an assessment") {
  auto json = alert("opened", "true");
  json.replace(json.find(R"("status":"false")"), 16, R"("status":"","kind":"digest")");
  json.insert(json.size() - 1, R"(,"decision":{"reasons":["fr: prepare"],"would_change":["raise it"]})");
  const auto text = alert_text(json, false);
  CHECK(text.find(" DIGEST ") == 0);
  CHECK(text.find("why           fr: prepare\n") != std::string::npos);
  CHECK(text.find("would change  raise it\n") != std::string::npos);
  CHECK(text.find("scale") == std::string::npos);
  CHECK(alert_line(json, false).find("  digest  ") != std::string::npos);
}
