// How often a property is tried.
#pragma once

#include <algorithm>

namespace sait::test {

/// Programs with sanitizers take ten times as long and more, and what they look for shows in a fraction of the rounds;
/// all of them run in the release build.
inline bool all_rounds() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return false;
#else
  return true;
#endif
}

/// A quarter of them where not all are tried, one at least.
template <typename Number>
Number rounds(Number all) {
  return all_rounds() ? all : std::max<Number>(1, all / 4);
}

}  // namespace sait::test
