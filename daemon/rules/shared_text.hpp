// A regular expression of which groups are shared with others: of hundreds of phrases that name a lexicon each keeps
// the few bytes of its own.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sait {

/// Stands in an expression for a group that it shares with others, in their order. Folded words have none.
inline constexpr char kSharedMark = '\x01';

/// Immutable once it is written.
class SharedText {
 public:
  SharedText() = default;
  explicit SharedText(std::string own) : own_(std::move(own)) {}

  void add(std::string_view own) { own_ += own; }
  /// What others have, too; not nullptr.
  void add(std::shared_ptr<const std::string> group) {
    own_ += kSharedMark;
    groups_.push_back(std::move(group));
  }

  /// With a kSharedMark for each group.
  [[nodiscard]] const std::string& own() const { return own_; }
  /// Written out.
  [[nodiscard]] std::string text() const;
  /// Of text().
  [[nodiscard]] std::size_t size() const;

 private:
  std::string own_;
  std::vector<std::shared_ptr<const std::string>> groups_;
};

}  // namespace sait
