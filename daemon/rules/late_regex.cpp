#include "rules/late_regex.hpp"

#include "rules/regex.hpp"

namespace sait {

const RE2& LateRegex::get() const {
  std::call_once(state_->once, [this] { state_->regex = std::make_unique<RE2>(state_->expression, regex_options()); });
  return *state_->regex;
}

}  // namespace sait
