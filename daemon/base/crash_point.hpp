// Named places at which the crash tests end the process. In the shipped binaries no hook is set and a place costs one
// load.
#pragma once

#include <atomic>

namespace sait {

using CrashHook = void (*)(const char* place);

/// Set once, before any thread starts, by the test binary only.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): set before main starts anything
inline std::atomic<CrashHook> crash_hook{nullptr};

/// Called at places where a crash must lose and double nothing, never on the path of a single post.
inline void crash_point(const char* place) {
  if (const auto hook = crash_hook.load(std::memory_order_relaxed)) hook(place);
}

}  // namespace sait
