// Feed threads -> bounded work queue -> match workers -> each feed's own order again, for the writer.
//
// Every feed has so many batches in flight at most (credits); a feed without credit waits in push(). So a slow writer
// stops the feeds, one feed never takes another's place, and a merge that waits for one feed cannot be starved by the
// rest.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/pulse.hpp"
#include "base/time.hpp"
#include "feeds/feed.hpp"
#include "metrics/timings.hpp"
#include "pipeline/batch_reader.hpp"

namespace sait {

struct IntakeOptions {
  std::size_t workers = 1;
  std::size_t credits = 8;       // batches a feed may have in flight
  bool follow = true;            // false: read to the present end and stop (clock: events)
  const Clock* clock = nullptr;  // says when a feed's source was last read
  Timings* timings = nullptr;
  std::function<void()> worker_delay;  // tests only: called by a worker before each batch
};

class Intake {
 public:
  /// `make_reader` is called once in each worker thread.
  Intake(std::vector<std::unique_ptr<Feed>> feeds, std::function<std::unique_ptr<BatchReader>()> make_reader,
         IntakeOptions options);
  ~Intake();

  /// Starts all threads. Cursors by feed id.
  void start(const std::map<std::string, Cursor>& cursors);

  /// Asks the feeds to stop; what they pushed stays to be read.
  void stop_feeds();
  /// Ends all threads, dropping what nobody has read.
  void stop();

  [[nodiscard]] std::size_t feeds() const { return lanes_.size(); }
  [[nodiscard]] const Feed& feed(std::size_t number) const { return *feeds_[number]; }

  // For the writer's thread alone:

  /// The next batch of a feed in the feed's order; nullptr when none is ready. Stays valid until pop().
  [[nodiscard]] ReadBatch* head(std::size_t feed);
  void pop(std::size_t feed);
  /// No batch of this feed will come any more.
  [[nodiscard]] bool finished(std::size_t feed);
  /// Waits until something changed since the last call, wake() was called, or `limit` has passed.
  void wait(std::chrono::milliseconds limit);
  void wake();

  /// Whether the feed has tried to read its source yet, and when it last could. Thread-safe.
  struct Contact {
    bool tried = false;
    std::optional<Time> last_success;
  };
  [[nodiscard]] Contact contact(std::size_t feed) const;

  [[nodiscard]] std::vector<ThreadSign> threads(Pulse::Clock::time_point now = Pulse::Clock::now()) const;

  /// Batches in flight and the most there may be. Thread-safe.
  [[nodiscard]] std::pair<std::size_t, std::size_t> queue() const;

 private:
  struct Job {
    std::size_t feed = 0;
    std::uint64_t order = 0;
    RawBatch raw;
    std::chrono::steady_clock::time_point handed_over;
  };
  struct Lane {
    std::size_t in_flight = 0;
    std::uint64_t next_pushed = 0, next_ready = 0;
    std::map<std::uint64_t, ReadBatch> early;  // read before one that was pushed earlier
    std::deque<ReadBatch> ready;
    bool ended = false;  // its thread has returned
    Contact contact;
  };
  class Sink;

  bool push(std::size_t feed, RawBatch raw);
  void note_contact(std::size_t feed, bool success);
  void run_feed(std::size_t feed, const std::optional<Cursor>& cursor, const std::stop_token& stop);
  void run_worker(Pulse& pulse, const std::stop_token& stop);

  std::vector<std::unique_ptr<Feed>> feeds_;
  std::function<std::unique_ptr<BatchReader>()> make_reader_;
  IntakeOptions options_;

  mutable std::mutex mutex_;
  std::condition_variable_any credit_, work_, news_;
  std::deque<Job> jobs_;
  std::vector<Lane> lanes_;
  std::deque<Pulse> feed_pulses_, worker_pulses_;
  bool changed_ = false;
  bool stopping_ = false;
  std::vector<std::jthread> feed_threads_, worker_threads_;
};

}  // namespace sait
