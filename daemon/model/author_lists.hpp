// Accounts that the operator has listed by hand: offices, media houses, and others whose posts a rule may ask for; and
// for which region they speak.
// Never filled by the daemon, and kept for no account that posts.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "model/record.hpp"

namespace sait {

/// Immutable once filled; shared by all threads.
class AuthorLists {
 public:
  /// False if the account is in a list already.
  bool add(std::string_view platform, std::string_view id, Tier tier, std::string_view region = {});

  /// Whose voice a post is: the list's word over the feed's, but Tier::listed over Tier::people alone.
  [[nodiscard]] Tier tier_of(std::string_view platform, std::string_view id, Tier of_feed) const {
    if (accounts_.empty() || id.empty()) return of_feed;
    return listed_tier(platform, id, of_feed);
  }

  /// Where the operator has listed it, as written; empty: nowhere.
  [[nodiscard]] std::string_view region_of(std::string_view platform, std::string_view id) const;

  friend bool operator==(const AuthorLists&, const AuthorLists&) = default;

 private:
  struct Account {
    Tier tier = Tier::people;
    std::string region;
    friend bool operator==(const Account&, const Account&) = default;
  };
  [[nodiscard]] const Account* find(std::string_view platform, std::string_view id) const;
  [[nodiscard]] Tier listed_tier(std::string_view platform, std::string_view id, Tier of_feed) const;

  std::map<std::string, std::map<std::string, Account, std::less<>>, std::less<>> accounts_;  // by platform, id
};

}  // namespace sait
