// Rule sets that the journal names, compiled from the files the store keeps of them.
#pragma once

#include <map>
#include <memory>

#include "rules/rule_set.hpp"
#include "store/store.hpp"

namespace sait {

/// Compiles a set once while somebody uses it, and keeps none itself: a daemon that takes rules over every day for a
/// year holds one set, not 365. Not thread-safe; must not outlive the store.
class StoredRules {
 public:
  explicit StoredRules(Store& store) : store_(store) {}

  /// A set that need not be looked up while the caller keeps it.
  void add(const std::shared_ptr<const RuleSet>& rules) {
    std::erase_if(known_, [](const auto& known) { return known.second.expired(); });
    known_[rules->hash] = rules;
  }

  /// nullptr when the store does not hold it or it no longer compiles (which is logged).
  [[nodiscard]] std::shared_ptr<const RuleSet> find(const Digest& hash);

 private:
  Store& store_;
  std::map<Digest, std::weak_ptr<const RuleSet>> known_;
};

}  // namespace sait
