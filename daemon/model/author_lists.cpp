#include "model/author_lists.hpp"

namespace sait {

bool AuthorLists::add(std::string_view platform, std::string_view id, Tier tier, std::string_view region) {
  return accounts_[std::string(platform)].emplace(id, Account{tier, std::string(region)}).second;
}

const AuthorLists::Account* AuthorLists::find(std::string_view platform, std::string_view id) const {
  const auto accounts = accounts_.find(platform);
  if (accounts == accounts_.end()) return nullptr;
  const auto account = accounts->second.find(id);
  return account == accounts->second.end() ? nullptr : &account->second;
}

Tier AuthorLists::listed_tier(std::string_view platform, std::string_view id, Tier of_feed) const {
  const auto* account = find(platform, id);
  if (account == nullptr) return of_feed;
  return account->tier == Tier::listed && of_feed != Tier::people ? of_feed : account->tier;
}

std::string_view AuthorLists::region_of(std::string_view platform, std::string_view id) const {
  if (id.empty()) return {};
  const auto* account = find(platform, id);
  return account == nullptr ? std::string_view() : account->region;
}

}  // namespace sait
