// One thread an outlet, each with an outbox connection and a wake-up of its own.
#pragma once

#include <memory>
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
  [[nodiscard]] std::vector<std::pair<std::string, OutletState>> states() const;
  [[nodiscard]] std::vector<ThreadSign> threads() const;

 private:
  struct Runner;
  std::vector<std::unique_ptr<Runner>> runners_;
};

}  // namespace sait
