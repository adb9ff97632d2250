#include "app/incident_control.hpp"

#include <doctest/doctest.h>

#include "app/incident_text.hpp"
#include "pipeline/fixture.hpp"

using namespace sait;
using namespace sait::test;
using namespace std::chrono_literals;

namespace {

// "lamps" is suspect-misidentified, "gates" false, "threat" a harm.
const RuleSet& set() {
  static const auto made = [] {
    auto files = rule_files();
    auto& lamps = files["narratives/lamps.yaml"];
    lamps.replace(lamps.find("'false'"), 7, "suspect-misidentified");
    files["harms/threat.yaml"] =
        "id: threat\nkind: harm\ncategory: threat\ntitle: T\nowner: o\nreview_by: 2027-01-01\nphrases:\n  en: "
        "['lamps will burn']\n";
    files["audiences.yaml"] = "audiences:\n  - {id: city-press, title: C, languages: [en], feeds: [press]}\n";
    return rules(files);
  }();
  return *made;
}

std::string request(const std::string& more = "", const std::string& facts = R"(["A fact."])") {
  return R"({"command":"incident-open","title":"T","facts":)" + facts + more + "}";
}

std::string refused(const std::string& asked, const std::string& says = "") {
  const auto draft = read_incident_draft(asked, set(), kMonday);
  REQUIRE_FALSE(draft.ok());
  CAPTURE(draft.error().message);
  CHECK(draft.error().message.find(says) != std::string::npos);
  return draft.error().code;
}

}  // namespace

TEST_CASE("a request becomes a draft: texts on one line, trimmed, each once, with durations and times read") {
  const auto draft = read_incident_draft(
      R"({"title":"  Attack \n at the market ","facts":[" One  person\tis in custody. ","One person is in custody."],)"
      R"("audiences":["en"],"narratives":["lamps"],"since":"6h","for":"72h"})",
      set(), kMonday);
  REQUIRE_MESSAGE(draft.ok(), draft.error().text());
  CHECK(draft->title == "Attack at the market");
  CHECK(draft->facts == std::vector<std::string>{"One person is in custody."});
  CHECK(draft->audiences == std::vector<std::string>{"en"});
  CHECK(draft->narratives == std::vector<std::string>{"lamps"});
  CHECK_FALSE(draft->since);
  CHECK(draft->back == 6h);
  CHECK(draft->lasts == 72h);

  const auto at = read_incident_draft(request(R"(,"since":"2026-03-02T09:00:00Z")"), set(), kMonday);
  REQUIRE(at.ok());
  CHECK(at->since == kMonday + 9h);
  CHECK(at->lasts == IncidentDraft::kLasts);
  CHECK(read_incident_draft(request(), set(), kMonday)->back == 24h);
}

TEST_CASE("what a request has wrong is told, with what may be meant") {
  CHECK(refused("no JSON") == "request");
  CHECK(refused("[]") == "request");
  CHECK(refused(request("", "[]")) == "no-facts");
  CHECK(refused(request("", R"([" \t"])"), "--fact is empty") == "empty");
  CHECK(refused(R"({"facts":["A fact."]})", "--title is empty") == "empty");
  CHECK(refused(request("", "[\"" + std::string(501, 'x') + "\"]"), "--fact takes 500 bytes; this has 501") ==
        "too-long");
  std::string many = "[\"0\"";
  for (int i = 1; i < 13; ++i) many += ",\"" + std::to_string(i) + "\"";
  CHECK(refused(request("", many + "]"), "--fact is given 13 times; 12 is the most") == "too-many");
  CHECK(refused(request(R"(,"narratives":["lampz"])"), "did you mean \"lamps\"?") == "unknown-narrative");
  CHECK(refused(request(R"(,"narratives":["gates"])"), "\"gates\" is false") == "awaits-no-facts");
  CHECK(refused(request(R"(,"narratives":["threat"])"), "\"threat\" is a harm") == "awaits-no-facts");
  CHECK(refused(request(R"(,"audiences":["em"])"), "did you mean \"en\"?") == "unknown-audience");
  CHECK(refused(request(R"(,"since":"yesterday")"), "--since yesterday") == "since");
  CHECK(refused(request(R"(,"for":"7")"), "--for 7 ") == "for");
}

TEST_CASE("bytes that are no UTF-8 do not reach the journal as such") {
  const auto draft = read_incident_draft(request("", "[\"a\xff\xc3 b\"]"), set(), kMonday);
  REQUIRE(draft.ok());
  CHECK(draft->facts[0].find('\xff') == std::string::npos);
}

TEST_CASE("incidents are told to people as a block each, and to scripts as a line each") {
  const std::string one =
      R"({"id":"i7","title":"Attack","facts":["A fact.","Another."],"audiences":["en","de"],"narratives":[],)"
      R"("opened_at":"2026-03-02T09:00:00Z","since":"2026-03-01T09:00:00Z","until":"2026-03-09T09:00:00Z"})";
  const auto answer = R"({"incidents":[)" + one + "," + one + "]}";
  CHECK(*incidents_text(answer, true, "is open") == one + "\n" + one + "\n");
  const auto text = *incidents_text(answer, false, "is open");
  CHECK(text.starts_with(
      "i7 is open: Attack\n"
      "  opened      2026-03-02T09:00:00Z, reaches back to 2026-03-01T09:00:00Z, ends by itself 2026-03-09T09:00:00Z\n"
      "  audiences   en, de\n"
      "  narratives  all that await official facts\n"
      "  official    A fact.\n"
      "  official    Another.\n"
      "i7 is open: "));
  CHECK(text.find("ends by itself") != std::string::npos);
  CHECK(incidents_text(answer, false, "is closed", false)->find("ends by itself") == std::string::npos);
  CHECK(*incidents_text(R"({"incidents":[]})", false, "is open") == "no incident is open\n");
  CHECK(incidents_text(R"({"incidents":[]})", true, "is open")->empty());
}

TEST_CASE("a refusal is passed on, and what is no answer is named") {
  CHECK(incidents_text(R"({"error":"no-such-incident","message":"none is open"})", false, "").error().text() ==
        "error[no-such-incident]: none is open");
  for (const auto* answer : {"", "[]", "7", "{}", R"({"error":"unknown command"})"})
    CHECK(incidents_text(answer, false, "").error().code == "answer");
}

TEST_CASE("a declared audience may stand in an incident, and is proposed for a misspelt one") {
  const auto draft = read_incident_draft(request(R"(,"audiences":["city-press","en"])"), set(), kMonday);
  REQUIRE_MESSAGE(draft.ok(), draft.error().text());
  CHECK(draft->audiences == std::vector<std::string>{"city-press", "en"});
  CHECK(refused(request(R"(,"audiences":["city-pres"])"), R"(did you mean "city-press"?)") == "unknown-audience");
}
