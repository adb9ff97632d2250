// A destination of alerts. One thread each, reading the outbox with a cursor of its own: a slow outlet delays itself
// alone.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/yaml_reader.hpp"
#include "model/outbox.hpp"

namespace sait {

inline constexpr std::size_t kOutletBatch = 100;      // alerts read from the outbox at once
inline constexpr std::chrono::seconds kStopGrace{2};  // to deliver what is committed after a stop request

/// Wakes outlets when something was committed. A file descriptor (eventfd) so that it can stand in a poll beside
/// sockets.
class OutletSignal {
 public:
  virtual ~OutletSignal() = default;
  /// Readable when there may be news or the daemon stops; the outlet reads it empty with drain().
  [[nodiscard]] virtual int fd() const = 0;
  virtual void drain() = 0;
  /// The outlet's thread gives its next sign within `span` or a little later: it is taken for hung after that.
  virtual void expect_within(Duration /*span*/) {}
};

/// What status shows of an outlet; read by other threads.
struct OutletState {
  std::uint64_t delivered = 0;  // last sequence
  std::string trouble;          // empty when well
};

class Outlet {
 public:
  explicit Outlet(std::string id) : id_(std::move(id)) {}
  virtual ~Outlet() = default;
  [[nodiscard]] const std::string& id() const { return id_; }

  /// Its settings in one form: a reload leaves an outlet alone whose id and settings are as they were.
  [[nodiscard]] const std::string& settings() const { return settings_; }
  void set_settings(std::string settings) { settings_ = std::move(settings); }

  /// Where in a configuration it stands, "file:line:column", and its id: for what is said about it.
  [[nodiscard]] std::string name_and_place() const { return (place_.empty() ? "" : place_ + ": ") + "outlet " + id_; }
  void set_place(std::string place) { place_ = std::move(place); }

  /// What it writes or binds, and nothing else in a configuration may use: absolute paths, endpoints.
  [[nodiscard]] virtual std::vector<std::string> targets() const = 0;

  /// Opens what it needs (binds, opens a file): before any feed starts, where an error ends the start of the daemon, or
  /// in a reload, which an error refuses. What it took is given back at the end of run(); then it may be called again.
  [[nodiscard]] virtual Status open() = 0;

  /// Delivers until stopped; on a stop request delivers what is committed (at most 2 s), then returns.
  virtual void run(Outbox& outbox, OutletSignal& signal, std::stop_token stop) = 0;

  /// Thread-safe.
  [[nodiscard]] virtual OutletState state() const = 0;

 private:
  std::string id_, settings_, place_;
};

/// How a kind of outlet reads its section; problems go to the node's diagnostics, nullptr then. `source` is the
/// CloudEvents source of this daemon; relative paths are relative to `base_folder` (the configuration's).
struct OutletKind {
  std::string_view type;
  std::unique_ptr<Outlet> (*make)(const YamlNode& section, std::string id, const std::string& source,
                                  const std::string& base_folder);
};

/// The explicit list of all kinds (outlets/all.cpp).
[[nodiscard]] const std::vector<OutletKind>& outlet_kinds();

/// Reads one entry of `outlets:`; nullptr after a diagnostic.
///   id    required, [a-z0-9-]+: names the outlet's cursor in the store, in status and in logs; a new id starts from
///   the first alert type  required, one of outlet_kinds()
[[nodiscard]] std::unique_ptr<Outlet> make_outlet(const YamlNode& entry, const std::string& source,
                                                  const std::string& base_folder);

}  // namespace sait
