// How long the steps of the path take: observed once a batch or once a transaction, never once a post.
#pragma once

#include <prometheus/histogram.h>

#include <chrono>

namespace sait {

/// Thread-safe.
struct Timings {
  prometheus::Histogram batch{kWaits};  // from a feed handing a batch over to its commit
  prometheus::Histogram match{kWork};   // a worker's time for one batch
  prometheus::Histogram commit{kWork};  // one transaction, when it succeeds

  static void observe(prometheus::Histogram& histogram, std::chrono::steady_clock::duration took) {
    histogram.Observe(std::chrono::duration<double>(took).count());
  }

 private:
  // Upper bounds in seconds; the one above all others is prometheus-cpp's own.
  static inline const prometheus::Histogram::BucketBoundaries kWork{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                                    0.1,    0.25,  0.5,    1,     2.5,  10};
  static inline const prometheus::Histogram::BucketBoundaries kWaits{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
                                                                     0.5,   1,      2.5,   5,    10,    30,   60,  300};
};

}  // namespace sait
