// Reading YAML that people wrote: typed values with every problem collected at its line and column. Wraps yaml-cpp: no
// exception leaves.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.hpp"
#include "base/time.hpp"

namespace sait {

class YamlDocument;

/// A value in a document; cheap to copy, lives as long as its document. Reading an absent or wrong value gives the
/// fallback; a wrong one also leaves a diagnostic. Not thread-safe.
class YamlNode {
 public:
  [[nodiscard]] bool present() const;
  [[nodiscard]] bool is_map() const;
  [[nodiscard]] bool is_list() const;
  [[nodiscard]] bool is_scalar() const;
  [[nodiscard]] int line() const;    // from 1
  [[nodiscard]] int column() const;  // from 1

  /// The child of a map; absent when there is none. Asking for a key makes it known to finish().
  [[nodiscard]] YamlNode operator[](std::string_view key) const;
  /// Like operator[], and a diagnostic error[missing] when it is absent.
  [[nodiscard]] YamlNode require(std::string_view key) const;
  /// Children of a list in order (empty for anything else), or of a map with their keys.
  [[nodiscard]] std::vector<YamlNode> items() const;
  [[nodiscard]] std::vector<std::pair<std::string, YamlNode>> entries() const;

  [[nodiscard]] std::string text(std::string_view fallback = {}) const;
  /// Whether this is a text without quotes whose end, from a word with # on, YAML took for a comment: "foo #bar".
  [[nodiscard]] bool is_cut_by_comment() const;
  [[nodiscard]] std::int64_t integer(std::int64_t fallback, std::int64_t low, std::int64_t high) const;
  [[nodiscard]] double number(double fallback, double low, double high) const;
  [[nodiscard]] bool boolean(bool fallback) const;
  [[nodiscard]] Duration duration(Duration fallback, Duration low, Duration high) const;
  /// A list of texts; a single text counts as a list of one.
  [[nodiscard]] std::vector<std::string> texts() const;

  /// All of it in one form that comments, quotes, layout and the order of keys do not change: what two settings are
  /// compared by. Empty when absent.
  [[nodiscard]] std::string canonical() const;

  /// One of `names`, by its index; a diagnostic with the nearest name otherwise.
  [[nodiscard]] std::size_t choice(const std::vector<std::string_view>& names, std::size_t fallback) const;

  /// Reports every key of this map that was never asked for: error[unknown-key] with the nearest known key.
  void finish() const;

  /// A diagnostic at this place.
  void error(std::string_view code, std::string_view message) const;
  void warning(std::string_view code, std::string_view message) const;

 private:
  friend class YamlDocument;
  struct Data;
  explicit YamlNode(std::shared_ptr<Data> data) : data_(std::move(data)) {}
  std::shared_ptr<Data> data_;
};

/// One parsed file. Limits: kMaxBytes, kMaxDepth, kMaxValues, no aliases (a bomb is made of them), no tabs for
/// indentation (YAML's own rule), no duplicate keys. Each break is a diagnostic, and root() is then absent.
class YamlDocument {
 public:
  /// `diagnostics` must outlive the document. `harmless` is given for a file that may hold secrets: diagnostics then
  /// show of its lines what masked_line() leaves, with the values of these keys.
  /// `left`: how many values it may have where it is one of many files with a limit of all together.
  YamlDocument(std::string file, std::string bytes, Diagnostics& diagnostics,
               std::optional<std::vector<std::string_view>> harmless = std::nullopt, std::size_t left = kMaxValues);
  ~YamlDocument();
  YamlDocument(const YamlDocument&) = delete;
  YamlDocument& operator=(const YamlDocument&) = delete;

  [[nodiscard]] YamlNode root() const;
  /// How many values it has, or how many were counted until it was refused.
  [[nodiscard]] std::size_t values() const;

  static constexpr std::size_t kMaxBytes = 4U << 20U;
  static constexpr int kMaxDepth = 32;
  static constexpr std::size_t kMaxValues = 200'000;  // scalars, lists and maps

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace sait
