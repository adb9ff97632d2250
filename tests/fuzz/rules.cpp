// YAML that people wrote, as one file of a small good pack: an error with its place, or rules. Which file is said by a
// comment in the first line ("# terms/en.yaml"); a narrative if none is.
#include <algorithm>
#include <array>

#include "property.hpp"
#include "rules/rule_set.hpp"

using namespace sait;

namespace {

constexpr std::array<std::string_view, 7> kPlaces{"harms/h.yaml",      "terms/en.yaml",   "languages/en.yaml",
                                                  "languages/de.yaml", "policies/p.yaml", "calendar/c.yaml",
                                                  "audiences.yaml"};

std::string place_of(std::string_view text) {
  if (!text.starts_with("# ")) return "narratives/n.yaml";
  const auto line = text.substr(2, text.find('\n') - 2);
  const auto* const place = std::ranges::find(kPlaces, line);
  return std::string(place == kPlaces.end() ? "narratives/n.yaml" : *place);
}

RuleFiles good() {
  return {{"audiences.yaml",
           "regions:\n  - {id: DE, names: {en: [Germany]}}\naudiences:\n  - {id: all, title: T, languages: [en], "
           "regions: [DE]}\n"},
          {"calendar/c.yaml", "events:\n  - {id: e, title: T, kind: vote, from: 2027-04-18, audiences: [all]}\n"},
          {"harms/h.yaml",
           "id: h\nkind: harm\ncategory: threat\ntitle: T\nowner: o\nreview_by: 2099-01-01\nphrases: {en: [\"burn the "
           "hostel\"]}\n"},
          {"languages/en.yaml",
           "topic: [\"migrant*\"]\nlexicons: {who: [\"migrant*\"]}\nvalues: {numbers: {two: 2}, percent: [\"%\"]}\n"},
          {"narratives/n.yaml",
           "id: n\ntitle: T\nclaim: C\nstatus: unverified\nowner: o\nreview_by: 2099-01-01\nphrases: {en: [\"@who get "
           "<number>\"]}\n"},
          {"policies/p.yaml",
           "id: p\nrows:\n  - {id: safety, because: b, when: {harm: true}, posture: escalate-safety}\n  - {id: rest, "
           "because: b, posture: monitor}\n"},
          {"terms/en.yaml", "terms:\n  - {term: flood, kind: loaded, frame: water, note: n}\n"}};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 16'384) return 0;
  const auto text = fuzz::view(data, size);
  const auto place = place_of(text);
  auto files = good();
  files[place] = std::string(text);
  Diagnostics diagnostics;
  const auto rules = compile_rules(files, diagnostics);
  fuzz::require((rules == nullptr) == diagnostics.has_errors(), "rules, or a reason");
  const auto lines = std::count(text.begin(), text.end(), '\n') + std::count(text.begin(), text.end(), '\r') + 1;
  for (const auto& item : diagnostics.items()) {
    fuzz::require(!item.code.empty() && !item.text.empty() && !item.file.empty(), "a diagnostic says what and where");
    fuzz::require(item.file != place || (item.line >= 0 && item.line <= lines + 1), "its line is in the file");
    (void)item.render();
  }
  return 0;
}
