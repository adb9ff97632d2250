// One thread an outlet, each with an outbox connection and a wake-up of its own.
#pragma once

#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/pulse.hpp"
#include "outlets/outlet.hpp"
#include "store/store.hpp"

namespace sait {

class OutletRunner {
 public:
  explicit OutletRunner(std::vector<std::unique_ptr<Outlet>> outlets);
  ~OutletRunner();

  /// Opens every outlet, in order; the first error ends it.
  [[nodiscard]] Status open();
  [[nodiscard]] Status start(Store& store);
  /// Something was committed. Thread-safe.
  void notify();
  /// Lets every outlet deliver what is committed, then ends its thread.
  void stop();
  /// Thread-safe.
  [[nodiscard]] std::vector<std::pair<std::string, OutletState>> states() const;
  [[nodiscard]] std::vector<ThreadSign> threads() const;

  // Other outlets, in two steps, from one thread: prepare(), then commit() or abort(). An outlet whose id and settings
  // are as they were goes on undisturbed; each keeps its place in the outbox by its id.

  /// Whether these are other outlets than those that run.
  [[nodiscard]] bool differs(const std::vector<std::unique_ptr<Outlet>>& outlets) const;
  /// Opens those that begin; ends those in whose place they come. On an error everything is as it was.
  [[nodiscard]] Status prepare(std::vector<std::unique_ptr<Outlet>> outlets, Store& store);
  struct Change {
    std::size_t begun = 0, ended = 0;
  };
  /// Those that begin run, those that are no longer there end.
  Change commit();
  void abort();

 private:
  struct Runner;
  using Runners = std::vector<std::unique_ptr<Runner>>;
  [[nodiscard]] static Status open(Runner& runner, Store& store);
  static void start(Runner& runner);
  static void end(Runner& runner);
  [[nodiscard]] Runner* unchanged(const Outlet& outlet) const;

  mutable std::mutex mutex_;  // guards the list, not what is in it
  Runners runners_;
  // Between prepare() and its end:
  std::vector<std::pair<Runner*, std::unique_ptr<Runner>>> next_;  // in order: one that goes on, or a new one
  std::vector<Runner*> ended_;                                     // to make room
};

}  // namespace sait
