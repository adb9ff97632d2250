// Rule sets that the journal names, compiled from the files the store keeps of them.
#pragma once

#include <map>
#include <memory>

#include "rules/rule_set.hpp"
#include "store/store.hpp"

namespace sait {

/// Compiles each set once. Not thread-safe; must not outlive the store.
class StoredRules {
 public:
  explicit StoredRules(Store& store) : store_(store) {}

  /// A set that need not be looked up.
  void add(std::shared_ptr<const RuleSet> rules) { known_[rules->hash] = std::move(rules); }

  /// nullptr when the store does not hold it or it no longer compiles (which is logged).
  [[nodiscard]] std::shared_ptr<const RuleSet> find(const Digest& hash);

 private:
  Store& store_;
  std::map<Digest, std::shared_ptr<const RuleSet>> known_;
};

}  // namespace sait
