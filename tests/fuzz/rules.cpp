// YAML that people wrote, as a narrative beside a small good pack: an error with its place, or rules.
#include <algorithm>

#include "property.hpp"
#include "rules/rule_set.hpp"

using namespace sait;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 16'384) return 0;
  const auto text = fuzz::view(data, size);
  const RuleFiles files{
      {"languages/en.yaml",
       "topic: [\"migrant*\"]\nlexicons: {who: [\"migrant*\"]}\nvalues: {numbers: {two: 2}, percent: [\"%\"]}\n"},
      {"narratives/n.yaml", std::string(text)},
      {"policies/p.yaml",
       "id: p\nrows:\n  - {id: safety, because: b, when: {harm: true}, posture: escalate-safety}\n  - {id: rest, "
       "because: b, posture: monitor}\n"}};
  Diagnostics diagnostics;
  const auto rules = compile_rules(files, diagnostics);
  fuzz::require((rules == nullptr) == diagnostics.has_errors(), "rules, or a reason");
  const auto lines = std::count(text.begin(), text.end(), '\n') + std::count(text.begin(), text.end(), '\r') + 1;
  for (const auto& item : diagnostics.items()) {
    fuzz::require(!item.code.empty() && !item.text.empty() && !item.file.empty(), "a diagnostic says what and where");
    fuzz::require(item.file != "narratives/n.yaml" || (item.line >= 0 && item.line <= lines + 1),
                  "its line is in the file");
    (void)item.render();
  }
  return 0;
}
