#include "model/author_lists.hpp"

namespace sait {

bool AuthorLists::add(std::string_view platform, std::string_view id, Tier tier) {
  return accounts_[std::string(platform)].emplace(id, tier).second;
}

Tier AuthorLists::find(std::string_view platform, std::string_view id, Tier of_feed) const {
  const auto accounts = accounts_.find(platform);
  if (accounts == accounts_.end()) return of_feed;
  const auto account = accounts->second.find(id);
  if (account == accounts->second.end()) return of_feed;
  return account->second == Tier::listed && of_feed != Tier::people ? of_feed : account->second;
}

}  // namespace sait
