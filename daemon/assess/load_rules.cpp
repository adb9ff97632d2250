#include "assess/load_rules.hpp"

#include <fmt/format.h>
#include <malloc.h>

#include "assess/policy_tests.hpp"
#include "match/rule_tests.hpp"

namespace sait {
namespace {

// The line of a file, for a diagnostic.
std::string line_of(const RuleFiles& files, const std::string& file, int line) {
  const auto known = files.find(file);
  if (known == files.end()) return {};
  std::string_view rest = known->second;
  for (int i = 1; i < line; ++i) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) return {};
    rest.remove_prefix(end + 1);
  }
  rest = rest.substr(0, rest.find('\n'));
  return std::string(rest.substr(0, rest.find('\r')));
}

// False if one failed.
template <typename Result>
bool all_hold(const std::vector<Result>& results, const RuleFiles& files, std::string_view advice,
              Diagnostics& diagnostics) {
  bool all = true;
  for (const auto& result : results) {
    if (result.passed) continue;
    all = false;
    const auto& test = *result.test;
    diagnostics.add({Diagnostic::Severity::error, test.file, test.line, test.column, "test-failed",
                     fmt::format("{}; {}", result.why, advice), line_of(files, test.file, test.line)});
  }
  return all;
}

}  // namespace

std::shared_ptr<const RuleSet> load_rules(const RuleFiles& files, Diagnostics& diagnostics) {
  auto rules = compile_rules(files, diagnostics);
  // What compiling took is several times what stays, in small pieces that the allocator would keep.
  malloc_trim(0);
  if (!rules) return nullptr;
  const bool posts = all_hold(run_tests(rules), files,
                              "change the phrases, `none` or the test; `saitctl rules explain` shows why", diagnostics);
  const bool cases =
      all_hold(run_policy_tests(rules->policy), files,
               "change the policy or the test; `saitctl rules explain --policy-case` shows why", diagnostics);
  return posts && cases ? rules : nullptr;
}

}  // namespace sait
