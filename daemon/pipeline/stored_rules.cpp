#include "pipeline/stored_rules.hpp"

#include <fmt/format.h>

#include "base/log.hpp"
#include "pipeline/rule_files.hpp"

namespace sait {

std::shared_ptr<const RuleSet> StoredRules::find(const Digest& hash) {
  if (const auto known = known_.find(hash); known != known_.end()) {
    if (auto rules = known->second.lock()) return rules;
  }
  const auto bytes = store_.rules(hash);
  if (!bytes || bytes->empty()) return nullptr;
  const auto files = decode_files(*bytes);
  if (!files) return nullptr;
  Diagnostics diagnostics;
  auto rules = compile_rules(*files, diagnostics);
  if (rules)
    add(rules);
  else
    log_event(spdlog::level::err, "rules-unusable", {},
              fmt::format("the stored rule set {} no longer compiles:\n{}", to_hex(hash), diagnostics.render()));
  return rules;
}

}  // namespace sait
