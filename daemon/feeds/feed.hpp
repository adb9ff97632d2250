// A source of posts. One thread each; a feed only reads: it parses nothing and decides nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/yaml_reader.hpp"
#include "model/feed_declaration.hpp"

namespace sait {

class HostGate;

/// One line of a batch, in bytes of RawBatch::buffer. The byte at buffer[begin + size] is a NUL the parser may rely on.
struct RawLine {
  std::uint32_t begin = 0, size = 0;
  std::uint64_t next_position = 0;  // Cursor::position once this line is in the journal
  std::uint64_t number = 0;         // counted from 1 within Cursor::source
  std::uint64_t dropped_bytes =
      0;  // > 0: the line was longer than the feed's cap; its text is not here and it is reported as too long
};

/// What a feed noticed about itself, in order with its lines: it lies behind the first `after_lines` lines of its
/// batch.
struct FeedEvent {
  std::size_t after_lines = 0;
  CoverageState state = CoverageState::up;
  std::string detail;
};

struct RawBatch {
  std::string buffer;
  std::string source;  // Cursor::source of these lines
  std::vector<RawLine> lines;
  std::vector<FeedEvent> events;
  bool ended = false;  // the last batch of this feed
};

/// Where a feed's batches go, and what it says about itself. For the feed's own thread.
class FeedSink {
 public:
  virtual ~FeedSink() = default;
  /// Blocks while the feed has too much in flight and gives false once the daemon is stopping.
  virtual bool push(RawBatch batch) = 0;
  /// The source was read and had nothing new; a batch says the same of itself.
  virtual void reached() {}
  /// The feed's thread gives its next sign, any call of these, within `span` or a little later: it is taken for hung
  /// after that.
  virtual void expect_within(Duration /*span*/) {}
};

class Feed {
 public:
  explicit Feed(FeedDeclaration declaration) : declaration_(std::move(declaration)) {}
  virtual ~Feed() = default;
  [[nodiscard]] const FeedDeclaration& declaration() const { return declaration_; }

  /// Its settings in one form: a reload leaves a feed alone whose id and settings are as they were.
  [[nodiscard]] const std::string& settings() const { return settings_; }
  void set_settings(std::string settings) { settings_ = std::move(settings); }

  /// What it reads, and nothing else in a configuration may use: an absolute path, or words for people.
  [[nodiscard]] virtual std::string source() const = 0;

  /// Whether what was read but not committed can be read again after a restart (a file: yes; standard input: no).
  [[nodiscard]] virtual bool rereadable() const = 0;

  /// Reads from `cursor` (none: from the start) until stopped or ended; returns soon (< 1 s) after a stop request.
  /// With `follow` false it reads to the present end and pushes a batch with `ended`. Trouble with the source is a
  /// FeedEvent (down, up, hole), never an exception and never the end of the daemon.
  virtual void run(const std::optional<Cursor>& cursor, bool follow, FeedSink& sink, std::stop_token stop) = 0;

 private:
  FeedDeclaration declaration_;
  std::string settings_;
};

/// What all feeds of a configuration share.
struct FeedContext {
  std::string base_folder;  // the configuration's: relative paths are relative to it
  std::string user_agent, proxy;
  std::shared_ptr<HostGate> hosts = nullptr;
  std::string ca_file = {};
};

/// How a kind of feed reads its own section of the configuration. Problems go to the node's diagnostics.
struct FeedKind {
  std::string_view type;
  std::unique_ptr<Feed> (*make)(const YamlNode& section, FeedDeclaration declaration, const FeedContext& context);
};

/// The explicit list of all kinds (feeds/all.cpp).
[[nodiscard]] const std::vector<FeedKind>& feed_kinds();

/// Reads one entry of `feeds:`. What every feed has:
///   id (required, [a-z0-9-]+)  type (required)  platform (required)  licence (required: under which terms the posts
///   may be read) community (the feed's id)  tier (people | media | official | elected; people)  languages, regions
///   (lists; any) retention (72h, at most 30d)  deletion (honour | none; honour)
/// and then what its type has. nullptr when no feed can be made of it; a feed returned beside errors in the diagnostics
/// is not to be run.
[[nodiscard]] std::unique_ptr<Feed> make_feed(const YamlNode& entry, const FeedContext& context);

}  // namespace sait
