#include "feeds/post_archive.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <cerrno>
#include <cstdlib>
#include <new>
#include <system_error>
#include <utility>

namespace sait {
namespace {

constexpr std::size_t kArchiveBlock = std::size_t{256} << 10U;
constexpr std::string_view kZstd = "\x28\xb5\x2f\xfd";
constexpr std::string_view kSkippable =
    "\x2a\x4d\x18";  // behind a byte 0x50 to 0x5f: a frame of zstd that holds no data
constexpr std::string_view kGzipBegin = "\x1f\x8b";

bool is_zstd(std::string_view bytes) {
  const bool skippable = bytes.size() >= 4 && (static_cast<unsigned char>(bytes[0]) & 0xf0U) == 0x50 &&
                         bytes.substr(1, kSkippable.size()) == kSkippable;
  return skippable || bytes.starts_with(kZstd);
}

std::string reason(int number) { return std::generic_category().message(number); }

}  // namespace

struct PostArchive::Decompressor {
  Decompressor() : stream(ZSTD_createDStream()), out(ZSTD_DStreamOutSize(), '\0') {
    if (stream == nullptr) throw std::bad_alloc();
  }
  ~Decompressor() { ZSTD_freeDStream(stream); }
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;

  ZSTD_DStream* stream;
  std::string out;
  std::string_view waiting;  // compressed bytes of the block at hand
  bool within_frame = false;
};

PostArchive::PostArchive(std::string name, int descriptor)
    : name_(std::move(name)), descriptor_(descriptor), block_(kArchiveBlock, '\0') {}

PostArchive::~PostArchive() {
  if (descriptor_ != STDIN_FILENO) (void)::close(descriptor_);
}

Result<std::unique_ptr<PostArchive>> PostArchive::open(const std::string& path) {
  const bool standard = path == "-";
  const int descriptor = standard ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return Error{"unreadable",
                 fmt::format("{}: {}; name a file of posts (NDJSON, plain or zstd), or - for standard input", path,
                             reason(errno))};
  }
  std::unique_ptr<PostArchive> archive(new PostArchive(standard ? "standard input" : path, descriptor));
  struct stat state {};
  if (::fstat(descriptor, &state) == 0) {
    if (S_ISDIR(state.st_mode))
      return Error{"unreadable",
                   fmt::format("{}: this is a folder; name a file of posts (NDJSON, plain or zstd)", path)};
    if (S_ISREG(state.st_mode)) archive->size_ = static_cast<std::uint64_t>(state.st_size);
  }
  return archive;
}

Result<std::string_view> PostArchive::read_block() {
  std::size_t filled = 0;
  // The first bytes tell what it is: a pipe may bring them one by one.
  const std::size_t least = bytes_read_ == 0 ? 4 : 1;
  while (filled < least) {
    const auto count = ::read(descriptor_, block_.data() + filled, block_.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Error{"unreadable", fmt::format("{}: {}", name_, reason(errno))};
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  bytes_read_.fetch_add(filled, std::memory_order_relaxed);
  return std::string_view(block_).substr(0, filled);
}

Result<std::string_view> PostArchive::read() {
  if (compressed_) return decompress();
  const bool first = bytes_read_ == 0;
  auto block = read_block();
  if (!block || !first) return block;
  if (block->starts_with(kGzipBegin)) {
    return Error{"unreadable",
                 fmt::format("{}: is compressed with gzip; give it through `zcat` to standard input (-), or "
                             "compress it with zstd",
                             name_)};
  }
  if (!is_zstd(*block)) return block;
  compressed_ = std::make_unique<Decompressor>();
  compressed_->waiting = *block;
  return decompress();
}

Result<std::string_view> PostArchive::decompress() {
  auto& state = *compressed_;
  for (;;) {
    ZSTD_inBuffer in{state.waiting.data(), state.waiting.size(), 0};
    ZSTD_outBuffer out{state.out.data(), state.out.size(), 0};
    const auto left = ZSTD_decompressStream(state.stream, &out, &in);
    if (ZSTD_isError(left) != 0) {
      return Error{"damaged-archive", fmt::format("{}: its zstd form is damaged ({}); `zstd --test` tells more", name_,
                                                  ZSTD_getErrorName(left))};
    }
    state.waiting.remove_prefix(in.pos);
    if (in.pos > 0 || out.pos > 0) state.within_frame = left != 0;
    if (out.pos > 0) return std::string_view(state.out).substr(0, out.pos);
    if (!state.waiting.empty()) continue;
    auto block = read_block();
    if (!block) return block;
    if (block->empty()) {
      if (!state.within_frame) return std::string_view();
      return Error{"damaged-archive", fmt::format("{}: is cut off: its zstd form has no end", name_)};
    }
    state.waiting = *block;
  }
}

Result<std::unique_ptr<ArchiveSpool>> ArchiveSpool::make(std::string name) {
  const auto* const folder = std::getenv("TMPDIR");
  auto path = std::string(folder == nullptr || *folder == '\0' ? "/tmp" : folder) + "/saitctl-XXXXXX";
  const int descriptor = ::mkostemp(path.data(), O_CLOEXEC);
  if (descriptor < 0)
    return Error{"unwritable", fmt::format("{}: {}; TMPDIR names a folder for temporary files", path, reason(errno))};
  (void)::unlink(path.c_str());
  return std::unique_ptr<ArchiveSpool>(new ArchiveSpool(std::move(name), descriptor));
}

ArchiveSpool::~ArchiveSpool() { (void)::close(descriptor_); }

Status ArchiveSpool::write(std::string_view bytes) const {
  while (!bytes.empty()) {
    const auto count = ::write(descriptor_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      return Error{"unwritable",
                   fmt::format("{} cannot be copied to a temporary file: {}; TMPDIR names a folder for such", name_,
                               reason(errno))};
    }
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

Result<std::unique_ptr<ArchiveSpool>> ArchiveSpool::of_text(std::string name, std::string_view text) {
  auto spool = make(std::move(name));
  if (!spool) return spool;
  if (auto status = (*spool)->write(text); !status) return status.error();
  return spool;
}

Result<std::unique_ptr<ArchiveSpool>> ArchiveSpool::of_standard_input() {
  auto spool = make("standard input");
  if (!spool) return spool;
  std::string block(kArchiveBlock, '\0');
  for (;;) {
    const auto count = ::read(STDIN_FILENO, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Error{"unreadable", fmt::format("standard input: {}", reason(errno))};
    if (count == 0) return spool;
    if (auto status = (*spool)->write(std::string_view(block).substr(0, static_cast<std::size_t>(count))); !status)
      return status.error();
  }
}

Result<std::unique_ptr<PostArchive>> ArchiveSpool::open() const {
  const int descriptor = ::fcntl(descriptor_, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  if (descriptor < 0 || ::lseek(descriptor, 0, SEEK_SET) < 0)
    return Error{"unreadable", fmt::format("{}: {}", name_, reason(errno))};
  std::unique_ptr<PostArchive> archive(new PostArchive(name_, descriptor));
  struct stat state {};
  if (::fstat(descriptor, &state) == 0) archive->size_ = static_cast<std::uint64_t>(state.st_size);
  return archive;
}

class ArchiveLines::Batches final : public FeedSink {
 public:
  bool push(RawBatch batch) override {
    batches_.push_back(std::move(batch));
    return true;
  }
  [[nodiscard]] bool take(RawBatch& to) {
    if (batches_.empty()) return false;
    to = std::move(batches_.front());
    batches_.pop_front();
    return true;
  }

 private:
  std::deque<RawBatch> batches_;
};

ArchiveLines::ArchiveLines(PostArchive& archive, LineLimits limits)
    : archive_(archive), batches_(std::make_unique<Batches>()), batcher_(limits, *batches_) {
  (void)batcher_.begin(archive.name(), 0, 0);
}
ArchiveLines::~ArchiveLines() = default;

Result<std::optional<ArchiveLines::Line>> ArchiveLines::next() {
  while (line_ >= batch_.lines.size()) {
    line_ = 0;
    batch_.lines.clear();
    if (batches_->take(batch_)) continue;
    if (failure_) return *failure_;
    if (ended_) return std::optional<Line>();
    const auto bytes = archive_.read();
    if (bytes && !bytes->empty()) {
      (void)batcher_.feed(*bytes);
      (void)batcher_.flush();  // whoever writes into a pipe waits for what comes of a line
      continue;
    }
    ended_ = true;
    if (bytes)
      (void)batcher_.end_line();
    else
      failure_ = bytes.error();
    (void)batcher_.flush();
  }
  const auto& line = batch_.lines[line_++];
  return std::optional<Line>(Line{batch_.buffer.data() + line.begin, line.size, line.number, line.dropped_bytes});
}

ArchiveFeed::ArchiveFeed(FeedDeclaration declaration, std::shared_ptr<PostArchive> archive)
    : Feed(std::move(declaration)), archive_(std::move(archive)) {}

void ArchiveFeed::run(const std::optional<Cursor>&, bool, FeedSink& sink, std::stop_token stop) {
  LineBatcher batcher(LineLimits{}, sink);
  if (!batcher.begin(archive_->name(), 0, 0)) return;
  while (!stop.stop_requested()) {
    const auto bytes = archive_->read();
    if (!bytes) failure_ = bytes.error();
    if (!bytes || bytes->empty()) {
      if (!bytes || batcher.end_line()) (void)batcher.flush(true);
      return;
    }
    if (!batcher.feed(*bytes)) return;
  }
}

}  // namespace sait
