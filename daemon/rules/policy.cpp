#include "rules/policy.hpp"

namespace sait {

Duration Policy::expiry(Posture posture) const {
  if (const auto found = expires.find(posture); found != expires.end()) return found->second;
  // The more an advice asks for, the sooner it must be looked at again.
  switch (posture) {
    case Posture::escalate_safety:
      return std::chrono::hours(2);
    case Posture::respond_directly:
      return std::chrono::hours(6);
    case Posture::respond_through_allies:
    case Posture::prepare:
      return std::chrono::hours(12);
    case Posture::monitor:
    case Posture::no_engagement:
      break;
  }
  return std::chrono::hours(24);
}

}  // namespace sait
