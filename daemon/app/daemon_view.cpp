#include "app/daemon_view.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/figures.hpp"
#include "app/status_json.hpp"
#include "metrics/families.hpp"

namespace sait {
namespace {

HttpAnswer answer(const std::vector<Check>& checks, bool ok) {
  return {ok ? 200 : 503, "application/json", checks_json(checks) + "\n"};
}

}  // namespace

PipelineStatus DaemonView::status() const {
  auto status = pipeline_.status();
  for (const auto& sign : threads_) status.threads.push_back(sign());
  return status;
}

Health DaemonView::health_of(const PipelineStatus& status) const {
  return sait::health_of(identity_, status, stopping_, clock_.now());
}

std::string DaemonView::summary() const {
  const auto now = status();
  const auto health = health_of(now);
  for (const auto* checks : {&health.alive, &health.ready}) {
    for (const auto& check : *checks) {
      if (!check.ok) return fmt::format("{}: {}", check.name, check.why);
    }
  }
  const auto down =
      std::ranges::count_if(now.feeds, [](const auto& feed) { return feed.state == CoverageState::down || feed.lost; });
  return fmt::format("feeds {}, down {}, conversations {}", now.feeds.size(), down, now.conversations);
}

std::string DaemonView::status_for_people() const {
  const auto now = status();
  return status_json(identity_, now, health_of(now), reloader_.state(), clock_.now());
}

HttpAnswer DaemonView::metrics() const {
  const auto now = status();
  auto figures = figures_of(identity_, now, reloader_.state(), pipeline_.timings(), clock_.now());
  const auto health = health_of(now);
  figures.healthy = health.is_alive();
  figures.ready = health.is_ready();
  return {200, "text/plain; version=0.0.4; charset=utf-8", exposition(families_of(figures))};
}

HttpServer::Routes DaemonView::routes() const {
  return {{"/metrics", [this] { return metrics(); }},
          {"/healthz",
           [this] {
             const auto now = health();
             return answer(now.alive, now.is_alive());
           }},
          {"/readyz", [this] {
             const auto now = health();
             return answer(now.ready, now.is_ready());
           }}};
}

}  // namespace sait
