// Alerts on their way out, as store/ keeps them and outlets/ read them: the two meet here and never include each other.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/alert.hpp"

namespace sait {

/// The outbox as an outlet sees it. Implemented by store/; every call may come from the outlet's own thread only.
class Outbox {
 public:
  virtual ~Outbox() = default;
  /// Entries with sequence > `after`, in order, at most `limit`, their examples as they are allowed to be now.
  [[nodiscard]] virtual Result<std::vector<OutboxEntry>> read(std::uint64_t after, std::size_t limit) = 0;
  /// The highest sequence committed; 0 when there is none.
  [[nodiscard]] virtual Result<std::uint64_t> latest() = 0;
  /// Identity of the store: sequences are comparable only within one. 32 hex digits.
  [[nodiscard]] virtual const std::string& run_id() const = 0;
  /// The outlet's durable cursor: the last sequence delivered.
  [[nodiscard]] virtual Result<std::uint64_t> cursor(const std::string& outlet) = 0;
  [[nodiscard]] virtual Status move_cursor(const std::string& outlet, std::uint64_t sequence) = 0;
};

}  // namespace sait
