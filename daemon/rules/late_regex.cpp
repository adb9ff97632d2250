#include "rules/late_regex.hpp"

#include "rules/regex.hpp"

namespace sait {

const RE2& LateRegex::get() const {
  if (const auto* known = state_->regex.load(std::memory_order_acquire)) return *known;
  auto made = std::make_unique<const RE2>(state_->expression.text(), regex_options());
  const RE2* kept = nullptr;
  if (state_->regex.compare_exchange_strong(kept, made.get(), std::memory_order_acq_rel)) kept = made.release();
  return *kept;
}

}  // namespace sait
