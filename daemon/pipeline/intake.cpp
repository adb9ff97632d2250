#include "pipeline/intake.hpp"

#include <algorithm>

namespace sait {

class Intake::Sink final : public FeedSink {
 public:
  Sink(Intake& intake, Lane& lane) : intake_(intake), lane_(lane) {}
  bool push(RawBatch batch) override {
    const bool up = std::ranges::any_of(batch.events, [](const FeedEvent& e) { return e.state == CoverageState::up; });
    intake_.note_contact(lane_, up || !batch.lines.empty());
    return intake_.push(lane_, std::move(batch));
  }
  void expect_within(Duration span) override { lane_.pulse.expect_within(span); }
  void reached() override { intake_.note_contact(lane_, true); }

 private:
  Intake& intake_;
  Lane& lane_;
};

Intake::Intake(std::vector<std::unique_ptr<Feed>> feeds, MakeReader make_reader, IntakeOptions options)
    : options_(std::move(options)), make_reader_(std::move(make_reader)), worker_pulses_(options_.workers) {
  for (auto& feed : feeds) {
    auto& lane = lanes_.emplace_back(std::make_unique<Lane>(std::move(feed)));
    lane->number = lanes_.size() - 1;
  }
}

Intake::~Intake() { stop(); }

void Intake::start(const std::map<std::string, Cursor>& cursors) {
  for (auto& pulse : worker_pulses_) {
    worker_threads_.emplace_back([this, &pulse](const std::stop_token& stop) { run_worker(pulse, stop); });
  }
  for (const auto& lane : lanes_) start_feed(*lane, cursors);
}

void Intake::start_feed(Lane& lane, const std::map<std::string, Cursor>& cursors) {
  const auto at = cursors.find(lane.feed->declaration().id);
  auto cursor = at == cursors.end() ? std::nullopt : std::optional(at->second);
  const std::lock_guard starting(mutex_);
  lane.thread = std::jthread([this, &lane, cursor](const std::stop_token& stop) {
    Sink sink(*this, lane);
    sink.expect_within(Duration(0));
    lane.feed->run(cursor, options_.follow, sink, stop);
    lane.pulse.rest();
    const std::lock_guard lock(mutex_);
    lane.ended = true;
    changed_ = true;
    news_.notify_all();
  });
  if (stopping_) lane.thread.request_stop();
}

void Intake::stop_feeds() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_ = true;
    for (const auto& lane : lanes_) lane->thread.request_stop();
  }
  credit_.notify_all();
  news_.notify_all();
}

void Intake::stop() {
  stop_feeds();
  for (auto& thread : worker_threads_) thread.request_stop();
  work_.notify_all();
  for (const auto& lane : lanes_) {
    if (lane->thread.joinable()) lane->thread.join();
  }
  worker_threads_.clear();
}

void Intake::hold(const std::vector<std::size_t>& leaving) {
  {
    const std::lock_guard lock(mutex_);
    held_ = true;
    for (const auto number : leaving) {
      lanes_[number]->leaving = true;
      lanes_[number]->thread.request_stop();
    }
  }
  credit_.notify_all();
}

bool Intake::quiet() {
  const std::lock_guard lock(mutex_);
  return std::ranges::all_of(lanes_,
                             [](const auto& lane) { return lane->in_flight == 0 && (!lane->leaving || lane->ended); });
}

void Intake::change(std::vector<Seat> seats, MakeReader make_reader, const std::map<std::string, Cursor>& cursors) {
  std::vector<std::unique_ptr<Lane>> former;
  std::vector<Lane*> begin;
  {
    const std::lock_guard lock(mutex_);
    former = std::move(lanes_);
    lanes_.clear();
    for (auto& seat : seats) {
      auto lane = seat.feed ? std::make_unique<Lane>(std::move(seat.feed)) : std::move(former[seat.former]);
      lane->number = lanes_.size();
      if (!lane->thread.joinable() && !lane->ended) begin.push_back(lane.get());
      lanes_.push_back(std::move(lane));
    }
    make_reader_ = std::move(make_reader);
    ++generation_;
    held_ = false;
  }
  for (auto* lane : begin) start_feed(*lane, cursors);
  credit_.notify_all();
  work_.notify_all();
  // `former` holds what left; its threads have ended.
}

void Intake::note_contact(Lane& lane, bool success) {
  const std::lock_guard lock(mutex_);
  lane.contact.tried = true;
  if (success && options_.clock != nullptr) lane.contact.last_success = options_.clock->now();
}

Intake::Contact Intake::contact(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  for (const auto& lane : lanes_) {
    if (lane->feed->declaration().id == id) return lane->contact;
  }
  return {};
}

bool Intake::push(Lane& lane, RawBatch raw) {
  const auto handed_over = std::chrono::steady_clock::now();  // with the wait for a credit
  std::unique_lock lock(mutex_);
  const auto ends = [&] { return stopping_ || lane.leaving; };
  lane.pulse.rest();  // as long as the store cannot be written
  credit_.wait(lock, [&] { return ends() || (!held_ && lane.in_flight < options_.credits); });
  lane.pulse.expect_within(Duration(0));
  // Once it ends, a source that can be read again keeps its batch; one that cannot hands over what it already holds.
  if (ends() && lane.feed->rereadable()) return false;
  ++lane.in_flight;
  jobs_.push_back({&lane, lane.next_pushed++, std::move(raw), handed_over});
  work_.notify_one();
  return !ends() || !lane.feed->rereadable();
}

void Intake::run_worker(Pulse& pulse, const std::stop_token& stop) {
  std::unique_ptr<BatchReader> reader;
  std::uint64_t generation = 0;
  for (;;) {
    Job job;
    std::size_t number = 0;
    MakeReader make_reader;
    {
      pulse.rest();
      std::unique_lock lock(mutex_);
      if (!work_.wait(lock, stop, [&] { return !jobs_.empty() || (reader && generation != generation_); })) return;
      if (!jobs_.empty()) {
        job = std::move(jobs_.front());
        jobs_.pop_front();
        number = job.lane->number;  // until the batch is taken no number changes
        if (!reader || generation != generation_) make_reader = make_reader_;
        generation = generation_;
      }
    }
    pulse.expect_within(Duration(0));
    if (job.lane == nullptr) {  // nothing to read, but other rules: those it has are not kept until something comes
      reader.reset();
      continue;
    }
    if (make_reader) reader = make_reader();
    if (options_.worker_delay) options_.worker_delay();
    const auto began = std::chrono::steady_clock::now();
    auto batch = reader->read(number, std::move(job.raw));
    batch.handed_over = job.handed_over;
    if (options_.timings != nullptr)
      Timings::observe(options_.timings->match, std::chrono::steady_clock::now() - began);
    const std::lock_guard lock(mutex_);
    auto& lane = *job.lane;
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
  const std::lock_guard lock(mutex_);
  for (const auto& lane : lanes_) signs.push_back({"feed " + lane->feed->declaration().id, lane->pulse.overdue(now)});
  for (std::size_t i = 0; i < worker_pulses_.size(); ++i)
    signs.push_back({"match worker " + std::to_string(i + 1), worker_pulses_[i].overdue(now)});
  return signs;
}

ReadBatch* Intake::head(std::size_t feed) {
  const std::lock_guard lock(mutex_);
  auto& ready = lanes_[feed]->ready;
  return ready.empty() ? nullptr : &ready.front();  // a deque keeps its elements' places when others are added
}

void Intake::pop(std::size_t feed) {
  const std::lock_guard lock(mutex_);
  auto& lane = *lanes_[feed];
  lane.ready.pop_front();
  --lane.in_flight;
  credit_.notify_all();
}

bool Intake::finished(std::size_t feed) {
  const std::lock_guard lock(mutex_);
  const auto& lane = *lanes_[feed];
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
  for (const auto& lane : lanes_) in_flight += lane->in_flight;
  return {in_flight, lanes_.size() * options_.credits};
}

}  // namespace sait
