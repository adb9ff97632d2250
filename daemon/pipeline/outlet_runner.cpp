#include "pipeline/outlet_runner.hpp"

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace sait {
namespace {

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
    if (auto status = runner->outlet->open(); !status) return status;
  }
  return {};
}

Status OutletRunner::start(Store& store) {
  for (const auto& runner : runners_) {
    auto outbox = store.open_outbox();
    if (!outbox) return outbox.error();
    runner->outbox = std::move(*outbox);
  }
  for (const auto& runner : runners_) {
    runner->thread = std::jthread([&r = *runner](const std::stop_token& stop) {
      r.signal.expect_within(Duration(0));
      r.outlet->run(*r.outbox, r.signal, stop);
      stop.stop_requested() ? r.signal.pulse().rest() : r.signal.pulse().lose();
    });
  }
  return {};
}

void OutletRunner::notify() {
  for (const auto& runner : runners_) runner->signal.raise();
}

void OutletRunner::stop() {
  for (const auto& runner : runners_) runner->thread.request_stop();
  notify();
  for (const auto& runner : runners_) {
    if (runner->thread.joinable()) runner->thread.join();
  }
}

std::vector<std::pair<std::string, OutletState>> OutletRunner::states() const {
  std::vector<std::pair<std::string, OutletState>> states;
  for (const auto& runner : runners_) states.emplace_back(runner->outlet->id(), runner->outlet->state());
  return states;
}

std::vector<ThreadSign> OutletRunner::threads() const {
  std::vector<ThreadSign> signs;
  for (const auto& runner : runners_)
    signs.push_back({"outlet " + runner->outlet->id(), runner->signal.pulse().overdue()});
  return signs;
}

}  // namespace sait
