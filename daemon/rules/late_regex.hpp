// An expression that RE2 compiles when it is asked for the first time: most phrases are decided by their
// rules/anchored_regex.hpp and never need it, and it costs more time and memory than everything else of a phrase.
#pragma once

#include <re2/re2.h>

#include <atomic>
#include <memory>
#include <utility>

#include "rules/shared_text.hpp"

namespace sait {

/// Immutable once made; get() is thread-safe: two threads that come first both compile it, and one of the two is kept.
/// Movable before it is shared.
class LateRegex {
 public:
  LateRegex() = default;
  /// An expression that RE2 is known to take.
  explicit LateRegex(SharedText expression) : state_(std::make_unique<State>(std::move(expression))) {}

  /// Not of a default-constructed one.
  [[nodiscard]] const RE2& get() const;
  [[nodiscard]] const SharedText& expression() const { return state_->expression; }

 private:
  struct State {
    explicit State(SharedText its_expression) : expression(std::move(its_expression)) {}
    ~State() { delete regex.load(); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    SharedText expression;
    std::atomic<const RE2*> regex = nullptr;  // owned
  };
  std::unique_ptr<State> state_;
};

}  // namespace sait
