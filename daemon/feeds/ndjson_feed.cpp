#include "feeds/ndjson_feed.hpp"

#include <fmt/format.h>

#include <chrono>
#include <deque>
#include <filesystem>
#include <utility>
#include <vector>

#include "feeds/source_file.hpp"
#include "feeds/wait.hpp"

namespace sait {
namespace {

using Steady = std::chrono::steady_clock;
constexpr std::size_t kBlock = std::size_t{256} << 10U;
constexpr std::chrono::minutes kLongestLinger{1};  // with its successor waiting, however busy its writer
constexpr std::chrono::minutes kLookBack{10};      // not for ever: an open file keeps its place on the disk

// One run of the feed: steps until it is over.
class FileRun {
 public:
  FileRun(const NdjsonOptions& options, bool follow, FeedSink& sink, std::stop_token stop)
      : options_(options),
        follow_(follow),
        stop_(std::move(stop)),
        sink_(sink),
        batcher_(options.lines, sink),
        block_(kBlock) {}

  void go(const std::optional<Cursor>& cursor) {
    resume_from_ = cursor;
    while (!over()) file_ ? read_on() : open_next();
  }

 private:
  void open_next();
  void resume(const Cursor& cursor, Result<SourceFile> current);
  void start(SourceFile file, const Cursor& at);
  void read_on();
  void start_over_if_truncated(const SourceFile::State& state);
  Result<std::size_t> read_to_end();
  Status identify();
  void at_end(const SourceFile::State& here, bool grew);
  [[nodiscard]] bool is_done_with(const SourceFile::State& there, bool grew);
  void leave_file();
  void look_back();
  void go_on_as(const std::optional<FileIdentity>& identity);
  void queue_rotated(const SourceFile::State& after);

  void wait();
  void fail(const Error& error);
  void note_problem(const std::string& detail);
  void keep(bool sink_goes_on) { over_ = over_ || !sink_goes_on; }
  void end() {
    keep(batcher_.flush(true));
    over_ = true;
  }
  [[nodiscard]] bool over() const { return over_ || stop_.stop_requested(); }

  const NdjsonOptions& options_;
  const bool follow_;
  const std::stop_token stop_;
  FeedSink& sink_;
  LineBatcher batcher_;
  std::vector<char> block_;

  std::optional<Cursor> resume_from_;
  std::deque<SourceFile> between_;  // rotated away before they could be followed, oldest first
  std::optional<SourceFile> file_;
  std::optional<FileIdentity> identity_;  // empty until the file has bytes
  bool named_ = false;                    // lines went out under identity_, which stays from then on
  std::uint64_t offset_ = 0;              // of the next byte to read
  bool watched_ = false;                  // it stood at the path while it was read
  struct Replaced {
    Steady::time_point since, quiet_since;
  };
  std::optional<Replaced> replaced_;  // another file had taken the path when this one was last looked at
  struct Left {
    SourceFile file;
    std::uint64_t size;
    Steady::time_point at;
  };
  std::optional<Left> left_;  // the file before
  std::optional<bool> down_;  // empty: not told yet
  bool over_ = false;
};

void FileRun::wait() {
  sink_.expect_within(options_.poll);
  wait_until(stop_, std::chrono::steady_clock::now() + options_.poll);
}

// Tells a change between down and up, each once; an empty detail is "no problem". What follows a file tells the first
// time too, since it may have been down when the daemon was stopped.
void FileRun::note_problem(const std::string& detail) {
  const bool down = !detail.empty();
  const bool tell = down_ ? *down_ != down : down || follow_;
  const auto* up = down_ ? "is there again" : "is being followed";
  down_ = down;
  if (tell) batcher_.event(down ? CoverageState::down : CoverageState::up, down ? detail : options_.path + ": " + up);
}

void FileRun::fail(const Error& error) {
  note_problem(error.message);
  if (!follow_) return end();
  keep(batcher_.flush());
  if (!over()) wait();
}

void FileRun::open_next() {
  if (!between_.empty()) {
    auto file = std::move(between_.front());
    between_.pop_front();
    return start(std::move(file), {});
  }
  auto current = SourceFile::open(options_.path);
  if (resume_from_) return resume(*resume_from_, std::move(current));
  if (!current) return fail(current.error());
  note_problem({});
  start(std::move(current).value(), {});
}

void FileRun::resume(const Cursor& cursor, Result<SourceFile> current) {
  std::optional<SourceFile> former;
  const auto identity = FileIdentity::parse(cursor.source);
  if (identity && current && (identity->matches(*current) || identity->copied_to(*current, cursor.position))) {
    former = std::move(current).value();
  } else if (identity) {
    former = find_file(std::filesystem::path(options_.path).parent_path(), *identity);
    if (!former) former = find_copy(options_.path, *identity, cursor.position);
  }
  // With neither in sight the file may only be out of reach, as on a volume that is not mounted yet.
  // NOLINTNEXTLINE(bugprone-use-after-move): it was moved only where `former` is set
  if (!former && !current) return fail(current.error());

  const auto at = *std::exchange(resume_from_, std::nullopt);
  const auto state = former ? former->state() : Result<SourceFile::State>(SourceFile::State{});
  if (former && state && state->size >= at.position) {
    start(std::move(*former), at);
    go_on_as(identity);
  } else if (former) {
    batcher_.event(CoverageState::hole,
                   fmt::format("{}: was truncated while it was not read (read up to byte {}); what was written in "
                               "between is lost",
                               options_.path, at.position));
  } else {
    batcher_.event(CoverageState::hole,
                   fmt::format("{}: the file read before was rotated away or truncated while it was not read, and no "
                               "readable file in its folder holds it; what followed its line {} is lost",
                               options_.path, at.line));
    SourceFile::State after;  // those written to later than it was when it began are its successors
    after.modified = identity ? identity->modified() : 0;
    queue_rotated(after);
  }
}

// The file is read further under the name its lines went out under.
void FileRun::go_on_as(const std::optional<FileIdentity>& identity) {
  identity_ = identity;
  named_ = true;
  if (identity_ && identity_->matches(*file_)) return;
  if (const auto own = FileIdentity::of(*file_)) identity_ = *own;  // a copy
}

void FileRun::queue_rotated(const SourceFile::State& after) {
  auto rotated = rotated_after(options_.path, after);
  for (const auto& path : rotated.out_of_reach) {
    batcher_.event(
        CoverageState::hole,
        fmt::format("{}: was written after what was read last and is compressed, has a name that is not "
                    "known, or may not be read; what it holds is lost (delay its compression by one rotation)",
                    path));
  }
  for (auto& file : rotated.files) between_.push_back(std::move(file));
}

void FileRun::start(SourceFile file, const Cursor& at) {
  keep(batcher_.begin(at.source, at.position, at.line));
  if (!down_) note_problem({});
  file_ = std::move(file);
  offset_ = at.position;
  identity_.reset();
  named_ = false;
  const auto here = file_->state(), there = state_of(options_.path);
  watched_ = here && there && there->same_file(*here);
  replaced_.reset();
}

void FileRun::read_on() {
  auto state = file_->state();
  if (!state) return fail(state.error());
  start_over_if_truncated(*state);
  const auto count = read_to_end();
  if (!count) return fail(count.error());
  keep(batcher_.flush());
  if (over()) return;
  state = file_->state();
  if (!state) return fail(state.error());
  at_end(*state, *count > 0);
}

// A file that is shorter than what was read of it, or whose first bytes are others, was truncated and written anew.
void FileRun::start_over_if_truncated(const SourceFile::State& state) {
  if (state.size >= offset_ && (!identity_ || identity_->matches(*file_))) return;
  if (auto copy = identity_ ? find_copy(options_.path, *identity_, offset_) : std::nullopt) {
    file_ = std::move(*copy);
    watched_ = false;
    return go_on_as(identity_);
  }
  batcher_.event(CoverageState::hole,
                 fmt::format("{}: was truncated (read up to byte {}, {} there now); what was written in between may "
                             "be lost",
                             options_.path, offset_, state.size));
  auto file = *std::exchange(file_, std::nullopt);
  start(std::move(file), {});
}

Result<std::size_t> FileRun::read_to_end() {
  std::size_t total = 0;
  while (!over()) {
    sink_.expect_within(Duration(0));
    const auto count = file_->read(offset_, block_.data(), block_.size());
    if (!count) return count.error();
    if (*count == 0) break;
    if (const auto named = identify(); !named) return named.error();
    offset_ += *count;
    total += *count;
    keep(batcher_.feed({block_.data(), *count}));
    named_ = named_ || !batcher_.no_line_yet();
  }
  return total;
}

// Until a line went out the file's name may still change, and the more bytes it rests on the better.
Status FileRun::identify() {
  if (named_) return {};
  const auto identity = FileIdentity::of(*file_);
  if (!identity) return identity.error();
  identity_ = *identity;
  batcher_.set_source(identity_->text());
  return {};
}

void FileRun::at_end(const SourceFile::State& here, bool grew) {
  look_back();
  const auto there = state_of(options_.path);
  if (there && there->same_file(here)) {
    watched_ = true;
    replaced_.reset();
    note_problem({});
    sink_.reached();
    if (follow_) {
      keep(batcher_.flush());
      return wait();
    }
    keep(batcher_.end_line());
    return end();
  }
  if (!follow_) return leave_file();
  // Renamed with nothing in its place yet: its writer may still be at it.
  if (!there) return fail(there.error());
  if (auto copy = SourceFile::open(options_.path); copy && identity_ && identity_->copied_to(*copy, offset_)) {
    file_ = std::move(copy).value();
    return go_on_as(identity_);
  }
  if (is_done_with(*there, grew)) return leave_file();
  keep(batcher_.flush());
  wait();
}

// The writer may hold the former file a little longer, and nothing calls for haste while its successor is empty. One
// that was rotated away before it was read is left at its end.
bool FileRun::is_done_with(const SourceFile::State& there, bool grew) {
  const auto now = Steady::now();
  if (!replaced_) {
    replaced_ = Replaced{now, now};
    return false;
  }
  if (grew) replaced_->quiet_since = now;
  if (!watched_) return !grew;
  return there.size > 0 &&
         ((!grew && now - replaced_->quiet_since >= options_.linger) || now - replaced_->since >= kLongestLinger);
}

void FileRun::leave_file() {
  const auto state = file_->state();
  keep(batcher_.end_line());
  if (state && between_.empty()) queue_rotated(*state);
  left_.emplace(Left{std::move(*file_), offset_, Steady::now()});
  file_.reset();
}

// The cursor stands in the next file by now, so what was written to this one since is told, not read.
void FileRun::look_back() {
  if (!left_) return;
  const auto state = left_->file.state();
  if (state && state->size > left_->size) {
    batcher_.event(
        CoverageState::hole,
        fmt::format("{}: the file rotated away was written to after it was left at byte {}; what was written "
                    "there is lost (its writer must open the new file sooner)",
                    options_.path, left_->size));
    left_.reset();
  } else if (Steady::now() - left_->at >= kLookBack) {
    left_.reset();
  }
}

}  // namespace

NdjsonFeed::NdjsonFeed(FeedDeclaration declaration, NdjsonOptions options)
    : Feed(std::move(declaration)), options_(std::move(options)) {}

void NdjsonFeed::run(const std::optional<Cursor>& cursor, bool follow, FeedSink& sink, std::stop_token stop) {
  FileRun(options_, follow, sink, std::move(stop)).go(cursor);
}

std::unique_ptr<Feed> make_ndjson_feed(const YamlNode& section, FeedDeclaration declaration,
                                       const FeedContext& context) {
  NdjsonOptions options;
  const auto path = section.require("path");
  if (path.is_scalar() && path.text().empty()) path.error("missing", "\"path\" must name the file to follow");
  options.path = (std::filesystem::path(context.base_folder) / path.text()).lexically_normal().string();
  options.lines = read_line_limits(section);
  options.poll = section["poll"].duration(options.poll, Duration(10), std::chrono::minutes(1));
  return std::make_unique<NdjsonFeed>(std::move(declaration), std::move(options));
}

}  // namespace sait
