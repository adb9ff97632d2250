#include "pipeline/outlet_runner.hpp"
#include "base/log.hpp"

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>
#include <utility>

namespace sait {
class EventSignal final : public OutletSignal {
 public:
  EventSignal() : fd_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}
  ~EventSignal() override {
    if (fd_ >= 0) ::close(fd_);
  }
  EventSignal(const EventSignal&) = delete;
  EventSignal& operator=(const EventSignal&) = delete;

  [[nodiscard]] int fd() const override { return fd_; }
  void drain() override {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto size = ::read(fd_, &count, sizeof count);  // EAGAIN: already empty
  }
  void expect_within(Duration span) override { pulse_.expect_within(span); }
  [[nodiscard]] Pulse& pulse() { return pulse_; }
  void raise() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto size = ::write(fd_, &one, sizeof one);  // EAGAIN: already raised
  }

 private:
  int fd_;
  Pulse pulse_;
};

namespace {

// Its error names which outlet it is, and where it is configured: it may be one of several to be opened.
Status open_outlet(Outlet& outlet) {
  auto status = outlet.open();
  if (status) return status;
  return Error{status.error().code, fmt::format("{}: {}", outlet.name_and_place(), status.error().message)};
}

}  // namespace

struct OutletRunner::Runner {
  std::unique_ptr<Outlet> outlet;
  std::unique_ptr<Outbox> outbox;
  EventSignal signal;
  std::jthread thread;
};

OutletRunner::OutletRunner(std::vector<std::unique_ptr<Outlet>> outlets) {
  for (auto& outlet : outlets) {
    auto& runner = runners_.emplace_back(std::make_unique<Runner>());
    runner->outlet = std::move(outlet);
  }
}

OutletRunner::~OutletRunner() { stop(); }

Status OutletRunner::open() {
  for (const auto& runner : runners_) {
    if (runner->signal.fd() < 0)
      return Error{"outlet", fmt::format("no event descriptor can be had: {}", std::strerror(errno))};
    if (auto status = open_outlet(*runner->outlet); !status) return status;
  }
  return {};
}

Status OutletRunner::start(Store& store) {
  for (const auto& runner : runners_) {
    auto outbox = store.open_outbox();
    if (!outbox) return outbox.error();
    runner->outbox = std::move(*outbox);
  }
  for (const auto& runner : runners_) start(*runner);
  return {};
}

void OutletRunner::start(Runner& runner) {
  runner.signal.raise();  // there may be alerts already
  runner.thread = std::jthread([&runner](const std::stop_token& stop) {
    runner.signal.expect_within(Duration(0));
    runner.outlet->run(*runner.outbox, runner.signal, stop);
    stop.stop_requested() ? runner.signal.pulse().rest() : runner.signal.pulse().lose();
  });
}

void OutletRunner::end(Runner& runner) {
  runner.thread.request_stop();
  runner.signal.raise();
  if (runner.thread.joinable()) runner.thread.join();
}

void OutletRunner::notify() {
  const std::lock_guard lock(mutex_);
  for (const auto& runner : runners_) runner->signal.raise();
}

void OutletRunner::stop() {
  for (const auto& runner : runners_) runner->thread.request_stop();
  notify();
  for (const auto& runner : runners_) end(*runner);
}

std::vector<std::pair<std::string, OutletState>> OutletRunner::states() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<std::string, OutletState>> states;
  for (const auto& runner : runners_) states.emplace_back(runner->outlet->id(), runner->outlet->state());
  return states;
}

OutletRunner::Runner* OutletRunner::unchanged(const Outlet& outlet) const {
  const auto at = std::ranges::find_if(runners_, [&](const auto& runner) {
    return runner->outlet->id() == outlet.id() && runner->outlet->settings() == outlet.settings();
  });
  return at == runners_.end() ? nullptr : at->get();
}

bool OutletRunner::differs(const std::vector<std::unique_ptr<Outlet>>& outlets) const {
  return !std::ranges::equal(outlets, runners_, [](const auto& outlet, const auto& runner) {
    return outlet->id() == runner->outlet->id() && outlet->settings() == runner->outlet->settings();
  });
}

Status OutletRunner::prepare(std::vector<std::unique_ptr<Outlet>> outlets, Store& store) {
  std::set<std::string> taken;  // ids, files and endpoints of those that begin
  std::set<const Runner*> staying;
  for (auto& outlet : outlets) {
    if (auto* runner = unchanged(*outlet)) {
      staying.insert(runner);
      next_.emplace_back(runner, nullptr);
      continue;
    }
    taken.insert("id " + outlet->id());
    for (auto& target : outlet->targets()) taken.insert(std::move(target));
    next_.emplace_back(nullptr, std::make_unique<Runner>()).second->outlet = std::move(outlet);
  }
  for (const auto& runner : runners_) {
    if (staying.contains(runner.get())) continue;
    const auto targets = runner->outlet->targets();
    const bool in_the_way = taken.contains("id " + runner->outlet->id()) ||
                            std::ranges::any_of(targets, [&](const auto& target) { return taken.contains(target); });
    if (!in_the_way) continue;
    end(*runner);
    ended_.push_back(runner.get());
  }
  for (auto& [stays, begins] : next_) {
    if (stays != nullptr) continue;
    if (auto status = open(*begins, store); !status) {
      abort();
      return status;
    }
  }
  return {};
}

Status OutletRunner::open(Runner& runner, Store& store) {
  if (runner.signal.fd() < 0)
    return Error{"outlet", fmt::format("no event descriptor can be had: {}", std::strerror(errno))};
  auto outbox = store.open_outbox();
  if (!outbox) return outbox.error();
  runner.outbox = std::move(*outbox);
  return open_outlet(*runner.outlet);
}

OutletRunner::Change OutletRunner::commit() {
  Change change;
  Runners former;
  {
    const std::lock_guard lock(mutex_);
    former = std::exchange(runners_, {});
    for (auto& [stays, begins] : next_) {
      if (stays == nullptr) {
        runners_.push_back(std::move(begins));
        start(*runners_.back());
        ++change.begun;
      } else {
        const auto at = std::ranges::find(former, stays, &std::unique_ptr<Runner>::get);
        runners_.push_back(std::move(*at));
        former.erase(at);
      }
    }
  }
  next_.clear();
  ended_.clear();
  for (const auto& runner : former) end(*runner);
  change.ended = former.size();
  return change;
}

void OutletRunner::abort() {
  next_.clear();  // what was opened is given back
  for (auto* runner : std::exchange(ended_, {})) {
    const auto status = runner->outlet->open();
    if (status) {
      start(*runner);
    } else {
      runner->signal.pulse().lose();
      log_event(spdlog::level::err, "outlet-lost", {{"outlet", runner->outlet->id()}},
                fmt::format("outlet {} cannot be taken up again: {}; restart saitd", runner->outlet->id(),
                            status.error().text()));
    }
  }
}

std::vector<ThreadSign> OutletRunner::threads() const {
  std::vector<ThreadSign> signs;
  const std::lock_guard lock(mutex_);
  for (const auto& runner : runners_)
    signs.push_back({"outlet " + runner->outlet->id(), runner->signal.pulse().overdue()});
  return signs;
}

}  // namespace sait
