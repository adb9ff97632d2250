// What a running daemon shows of itself: status for people, metrics and health for those who watch it.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "app/health.hpp"
#include "app/http_server.hpp"
#include "app/identity.hpp"
#include "base/pulse.hpp"

namespace sait {

/// Thread-safe once all threads are added. What it is given must outlive it.
class DaemonView {
 public:
  DaemonView(const DaemonIdentity& identity, const Pipeline& pipeline, const Clock& clock)
      : identity_(identity), pipeline_(pipeline), clock_(clock) {}

  /// A thread beside the pipeline's that is to be looked at.
  void add_thread(std::function<ThreadSign()> sign) { threads_.push_back(std::move(sign)); }
  /// From now on it is not ready any more.
  void stopping() { stopping_ = true; }

  [[nodiscard]] Health health() const { return health_of(status()); }
  /// A line for whoever manages services: how it is, or what is wrong.
  [[nodiscard]] std::string summary() const;
  [[nodiscard]] std::string status_for_people() const;
  /// /metrics, /healthz and /readyz.
  [[nodiscard]] HttpServer::Routes routes() const;

 private:
  [[nodiscard]] PipelineStatus status() const;
  [[nodiscard]] Health health_of(const PipelineStatus& status) const;
  [[nodiscard]] HttpAnswer metrics() const;

  const DaemonIdentity& identity_;
  const Pipeline& pipeline_;
  const Clock& clock_;
  std::vector<std::function<ThreadSign()>> threads_;
  std::atomic<bool> stopping_{false};
};

}  // namespace sait
