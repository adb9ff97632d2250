// Bytes of a YAML file -> a tree of values with their places; what is refused, and why, is told. For yaml_reader.cpp
// alone.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.hpp"

namespace sait::yaml {

/// From 1, in bytes; 0: nowhere.
struct Place {
  int line = 0, column = 0;
};

/// A value as parsed. `asked` and `complained` belong to reading: which keys are known, whether the wrong kind was told
/// already.
struct Tree {
  enum class Kind : std::uint8_t { null, scalar, list, map };
  struct Child {
    std::string key;  // empty in a list
    Place key_place;
    std::unique_ptr<Tree> value;
  };
  Kind kind = Kind::null;
  Place place;
  std::string scalar;
  std::vector<Child> children;
  std::vector<std::string> asked;
  bool all_asked = false;  // as a whole: each key is known
  bool complained = false;
};

[[nodiscard]] const char* to_string(Tree::Kind kind);

/// One file while it is read: its text for snippets, where problems go, and the tree.
struct Source {
  std::string file, bytes;
  Diagnostics* diagnostics = nullptr;
  std::unique_ptr<Tree> root;
  std::size_t most_values = 0, values = 0;                // that it may have, and has
  bool broken = false;                                    // no tree because of a problem that was told
  std::optional<std::vector<std::string_view>> harmless;  // given: it may hold secrets (masked_line.hpp)

  /// Fills `root` from `bytes`, or fails; the limits are YamlDocument's.
  void parse();
  /// A diagnostic with its line; columns arrive in bytes and leave in characters, which people and editors count.
  void add(Diagnostic::Severity severity, Place place, std::string_view code, std::string_view text) const;
  void fail(Place place, std::string_view code, std::string_view text);
  [[nodiscard]] Place place_of(std::size_t offset) const;
  /// Whether a text without quotes ends before a comment that begins like a hashtag: "foo #bar".
  [[nodiscard]] bool is_cut_by_comment(const Tree& tree) const;
  /// A value or a key as a message may show it: in quotes, or as "this".
  [[nodiscard]] std::string shown(std::string_view text) const;

 private:
  [[nodiscard]] std::string_view line_text(int line) const;
  [[nodiscard]] std::size_t line_start(int line) const;  // an offset; bytes.size() behind the last line
  mutable std::vector<std::size_t> line_starts_;         // offsets, once a line was asked for
  [[nodiscard]] std::string shown_line(std::string_view line) const;
};

}  // namespace sait::yaml
