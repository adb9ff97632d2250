// Alerts as lines of a file (NDJSON, alert.v1), each exactly once, whatever crashes.
//
// The file itself is the cursor: delivery goes on after the "sequence" of its last complete line; half a line behind
// it, left by a crash or a full disk, is cut off. Every batch is on the disk (fdatasync) before the outbox hears of it.
// This rests on the file system showing no length before its data, as ext4, xfs and btrfs do.
//
// A file that was moved away or removed while the daemon runs is noticed at the next alert, and a new one goes on from
// there (so logrotate's plain `create` works). A new file at start goes on after what this outlet's id was given
// before, though half a first line stands in it: a new id begins with the oldest alert of the outbox.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "outlets/outlet.hpp"

namespace sait {

/// Opened by open(), used from then on only by the thread in run().
class FileOutlet final : public Outlet {
 public:
  FileOutlet(std::string id, std::string path);
  ~FileOutlet() override;
  FileOutlet(const FileOutlet&) = delete;
  FileOutlet& operator=(const FileOutlet&) = delete;

  [[nodiscard]] std::vector<std::string> targets() const override { return {path_}; }
  /// error[not-a-file], error[file-in-use], error[foreign-file] when its last line is no alert, error[unwritable]
  /// otherwise. A file that is not ours is left as it was.
  [[nodiscard]] Status open() override;
  void run(Outbox& outbox, OutletSignal& signal, std::stop_token stop) override;
  [[nodiscard]] OutletState state() const override;

 private:
  /// What the last complete line says.
  struct Last {
    std::uint64_t sequence = 0, revision = 0;
    std::string id;
  };

  void loop(Outbox& outbox, OutletSignal& signal, const std::stop_token& stop);
  /// Delivers one batch; true while there may be more.
  [[nodiscard]] Result<bool> deliver(Outbox& outbox);
  /// error[foreign-file] when the file was filled from another store.
  [[nodiscard]] Status compare(Outbox& outbox);
  [[nodiscard]] Status append(const std::string& lines);
  [[nodiscard]] Status reopen_if_replaced();
  [[nodiscard]] Result<Last> read_last(std::size_t& complete) const;
  [[nodiscard]] Error failure(const char* what) const;
  void close();
  void set_state(std::uint64_t delivered, std::string trouble);

  const std::string path_;
  int fd_ = -1;
  Last last_;
  bool new_ = false;  // held no whole alert when it was opened
  bool compared_ = false;
  std::uint64_t moved_ = 0;             // the cursor the outbox knows of
  std::optional<std::int64_t> cut_at_;  // where a failed write began: cut there before the next one
  mutable std::mutex mutex_;
  OutletState state_;  // guarded by mutex_
};

/// Settings of `type: file`, not taken by a reload:
///   path  required; a regular file, created if missing (mode 0640); its folder must exist
[[nodiscard]] std::unique_ptr<Outlet> make_file_outlet(const YamlNode& section, std::string id,
                                                       const std::string& source, const std::string& base_folder);

}  // namespace sait
