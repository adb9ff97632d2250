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
  using MakeReader = std::function<std::unique_ptr<BatchReader>()>;

  /// `make_reader` is called once in each worker thread, and again after a change().
  Intake(std::vector<std::unique_ptr<Feed>> feeds, MakeReader make_reader, IntakeOptions options);
  ~Intake();

  /// Starts all threads. Cursors by feed id.
  void start(const std::map<std::string, Cursor>& cursors);

  /// Asks the feeds to stop; what they pushed stays to be read.
  void stop_feeds();
  /// Ends all threads, dropping what nobody has read.
  void stop();

  // For the writer's thread alone:

  [[nodiscard]] std::size_t feeds() const { return lanes_.size(); }
  [[nodiscard]] const Feed& feed(std::size_t number) const { return *lanes_[number]->feed; }
  /// The next batch of a feed in the feed's order; nullptr when none is ready. Stays valid until pop().
  [[nodiscard]] ReadBatch* head(std::size_t feed);
  void pop(std::size_t feed);
  /// No batch of this feed will come any more.
  [[nodiscard]] bool finished(std::size_t feed);
  /// Waits until something changed since the last call, wake() was called, or `limit` has passed.
  void wait(std::chrono::milliseconds limit);
  /// Thread-safe.
  void wake();

  // Other feeds and another reader, in three steps: hold(), then go on taking until quiet(), then change().

  /// Ends the feeds of these numbers and takes nothing new from the others; what was handed over is still read.
  void hold(const std::vector<std::size_t>& leaving);
  /// After hold(): all that was handed over was taken, and the leaving feeds have ended.
  [[nodiscard]] bool quiet();
  /// A feed that begins, or (`feed` empty) the one that had the number `former` and goes on undisturbed.
  struct Seat {
    std::unique_ptr<Feed> feed;
    std::size_t former = 0;
  };
  /// Only when quiet(). The feeds by their new numbers; those that begin do so at their cursors.
  void change(std::vector<Seat> seats, MakeReader make_reader, const std::map<std::string, Cursor>& cursors);

  /// Whether the feed has tried to read its source yet, and when it last could. Thread-safe.
  struct Contact {
    bool tried = false;
    std::optional<Time> last_success;
  };
  [[nodiscard]] Contact contact(const std::string& id) const;

  [[nodiscard]] std::vector<ThreadSign> threads(Pulse::Clock::time_point now = Pulse::Clock::now()) const;

  /// Batches in flight and the most there may be. Thread-safe.
  [[nodiscard]] std::pair<std::size_t, std::size_t> queue() const;

 private:
  struct Lane {
    explicit Lane(std::unique_ptr<Feed> source) : feed(std::move(source)) {}
    std::unique_ptr<Feed> feed;
    std::size_t number = 0;
    std::size_t in_flight = 0;
    std::uint64_t next_pushed = 0, next_ready = 0;
    std::map<std::uint64_t, ReadBatch> early;  // read before one that was pushed earlier
    std::deque<ReadBatch> ready;
    bool leaving = false;
    bool ended = false;  // its thread has returned
    Contact contact;
    Pulse pulse;
    std::jthread thread;
  };
  struct Job {
    Lane* lane = nullptr;
    std::uint64_t order = 0;
    RawBatch raw;
    std::chrono::steady_clock::time_point handed_over;
  };
  class Sink;

  bool push(Lane& lane, RawBatch raw);
  void note_contact(Lane& lane, bool success);
  void start_feed(Lane& lane, const std::map<std::string, Cursor>& cursors);
  void run_worker(Pulse& pulse, const std::stop_token& stop);

  IntakeOptions options_;

  mutable std::mutex mutex_;
  std::condition_variable_any credit_, work_, news_;
  MakeReader make_reader_;
  std::uint64_t generation_ = 1;  // of make_reader_
  std::deque<Job> jobs_;
  std::vector<std::unique_ptr<Lane>> lanes_;  // changed by the writer's thread alone, under mutex_
  std::deque<Pulse> worker_pulses_;
  bool changed_ = false;
  bool stopping_ = false;
  bool held_ = false;
  std::vector<std::jthread> worker_threads_;
};

}  // namespace sait
