#include "pipeline/intake.hpp"

#include <algorithm>

namespace sait {

class Intake::Sink final : public FeedSink {
 public:
  Sink(Intake& intake, std::size_t feed) : intake_(intake), feed_(feed) {}
  bool push(RawBatch batch) override {
    const bool up = std::ranges::any_of(batch.events, [](const FeedEvent& e) { return e.state == CoverageState::up; });
    intake_.note_contact(feed_, up || !batch.lines.empty());
    return intake_.push(feed_, std::move(batch));
  }
  void expect_within(Duration span) override { intake_.feed_pulses_[feed_].expect_within(span); }
  void reached() override { intake_.note_contact(feed_, true); }

 private:
  Intake& intake_;
  std::size_t feed_;
};

Intake::Intake(std::vector<std::unique_ptr<Feed>> feeds, std::function<std::unique_ptr<BatchReader>()> make_reader,
               IntakeOptions options)
    : feeds_(std::move(feeds)),
      make_reader_(std::move(make_reader)),
      options_(std::move(options)),
      lanes_(feeds_.size()),
      feed_pulses_(feeds_.size()),
      worker_pulses_(options_.workers) {}

Intake::~Intake() { stop(); }

void Intake::start(const std::map<std::string, Cursor>& cursors) {
  for (auto& pulse : worker_pulses_) {
    worker_threads_.emplace_back([this, &pulse](const std::stop_token& stop) { run_worker(pulse, stop); });
  }
  for (std::size_t feed = 0; feed < feeds_.size(); ++feed) {
    const auto at = cursors.find(feeds_[feed]->declaration().id);
    auto cursor = at == cursors.end() ? std::nullopt : std::optional(at->second);
    feed_threads_.emplace_back([this, feed, cursor](const std::stop_token& stop) { run_feed(feed, cursor, stop); });
  }
}

void Intake::stop_feeds() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_ = true;
  }
  for (auto& thread : feed_threads_) thread.request_stop();
  credit_.notify_all();
  news_.notify_all();
}

void Intake::stop() {
  stop_feeds();
  for (auto& thread : worker_threads_) thread.request_stop();
  work_.notify_all();
  feed_threads_.clear();
  worker_threads_.clear();
}

void Intake::run_feed(std::size_t feed, const std::optional<Cursor>& cursor, const std::stop_token& stop) {
  Sink sink(*this, feed);
  sink.expect_within(Duration(0));
  feeds_[feed]->run(cursor, options_.follow, sink, stop);
  feed_pulses_[feed].rest();
  const std::lock_guard lock(mutex_);
  lanes_[feed].ended = true;
  changed_ = true;
  news_.notify_all();
}

void Intake::note_contact(std::size_t feed, bool success) {
  const std::lock_guard lock(mutex_);
  auto& contact = lanes_[feed].contact;
  contact.tried = true;
  if (success && options_.clock != nullptr) contact.last_success = options_.clock->now();
}

Intake::Contact Intake::contact(std::size_t feed) const {
  const std::lock_guard lock(mutex_);
  return lanes_[feed].contact;
}

bool Intake::push(std::size_t feed, RawBatch raw) {
  const auto handed_over = std::chrono::steady_clock::now();  // with the wait for a credit
  std::unique_lock lock(mutex_);
  auto& lane = lanes_[feed];
  // Once stopping, a source that can be read again keeps its batch; one that cannot hands over what it already holds.
  feed_pulses_[feed].rest();  // as long as the store cannot be written
  credit_.wait(lock, [&] { return stopping_ || lane.in_flight < options_.credits; });
  feed_pulses_[feed].expect_within(Duration(0));
  if (stopping_ && feeds_[feed]->rereadable()) return false;
  ++lane.in_flight;
  jobs_.push_back({feed, lane.next_pushed++, std::move(raw), handed_over});
  work_.notify_one();
  return !stopping_ || !feeds_[feed]->rereadable();
}

void Intake::run_worker(Pulse& pulse, const std::stop_token& stop) {
  const auto reader = make_reader_();
  for (;;) {
    Job job;
    {
      pulse.rest();
      std::unique_lock lock(mutex_);
      if (!work_.wait(lock, stop, [&] { return !jobs_.empty(); })) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    pulse.expect_within(Duration(0));
    if (options_.worker_delay) options_.worker_delay();
    const auto began = std::chrono::steady_clock::now();
    auto batch = reader->read(job.feed, std::move(job.raw));
    batch.handed_over = job.handed_over;
    if (options_.timings != nullptr)
      Timings::observe(options_.timings->match, std::chrono::steady_clock::now() - began);
    const std::lock_guard lock(mutex_);
    auto& lane = lanes_[job.feed];
    lane.early.emplace(job.order, std::move(batch));
    while (!lane.early.empty() && lane.early.begin()->first == lane.next_ready) {
      lane.ready.push_back(std::move(lane.early.begin()->second));
      lane.early.erase(lane.early.begin());
      ++lane.next_ready;
      changed_ = true;
    }
    if (changed_) news_.notify_all();
  }
}

std::vector<ThreadSign> Intake::threads(Pulse::Clock::time_point now) const {
  std::vector<ThreadSign> signs;
  for (std::size_t i = 0; i < feeds_.size(); ++i)
    signs.push_back({"feed " + feeds_[i]->declaration().id, feed_pulses_[i].overdue(now)});
  for (std::size_t i = 0; i < worker_pulses_.size(); ++i)
    signs.push_back({"match worker " + std::to_string(i + 1), worker_pulses_[i].overdue(now)});
  return signs;
}

ReadBatch* Intake::head(std::size_t feed) {
  const std::lock_guard lock(mutex_);
  auto& ready = lanes_[feed].ready;
  return ready.empty() ? nullptr : &ready.front();  // a deque keeps its elements' places when others are added
}

void Intake::pop(std::size_t feed) {
  const std::lock_guard lock(mutex_);
  auto& lane = lanes_[feed];
  lane.ready.pop_front();
  --lane.in_flight;
  credit_.notify_all();
}

bool Intake::finished(std::size_t feed) {
  const std::lock_guard lock(mutex_);
  const auto& lane = lanes_[feed];
  return lane.ended && lane.in_flight == 0;
}

void Intake::wait(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  news_.wait_for(lock, limit, [&] { return changed_; });
  changed_ = false;
}

void Intake::wake() {
  const std::lock_guard lock(mutex_);
  changed_ = true;
  news_.notify_all();
}

std::pair<std::size_t, std::size_t> Intake::queue() const {
  const std::lock_guard lock(mutex_);
  std::size_t in_flight = 0;
  for (const auto& lane : lanes_) in_flight += lane.in_flight;
  return {in_flight, lanes_.size() * options_.credits};
}

}  // namespace sait
