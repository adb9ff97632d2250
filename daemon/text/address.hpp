// Where addresses, e-mail addresses and @mentions end: the folder leaves them out, mask() hides them.
#pragma once

#include <cstddef>
#include <string_view>

namespace sait {

/// The end of the address (http://, https://, www.) that begins at `at`, without punctuation that closes a sentence; 0
/// if none does.
[[nodiscard]] std::size_t url_end(std::string_view text, std::size_t at);

/// The end of an address without its scheme ("t.me/name", "forum.example.org:8080/u/7", "127.0.0.1?u=name") that begins
/// at `at`; 0 if none does. A host alone is one if it has three labels or more, since the first may be a name.
[[nodiscard]] std::size_t bare_link_end(std::string_view text, std::size_t at);

/// The end of the "u/name" or "user/name" that begins at `at`; 0 if none does.
[[nodiscard]] std::size_t user_path_end(std::string_view text, std::size_t at);

/// The end of the mention ("@name", "@name@host", "@name.host") whose @ stands at `at`; 0 if none does. Format
/// characters within it are not seen and hide nothing.
[[nodiscard]] std::size_t mention_end(std::string_view text, std::size_t at);

/// Finds e-mail addresses in one text, asked at rising places. It remembers how far it looked in vain, so that a text
/// costs two looks at each byte at most.
class EmailFinder {
 public:
  explicit EmailFinder(std::string_view text)
      : text_(text), none_before_(text.find('@') == std::string_view::npos ? text.size() : 0) {}

  /// The end of the e-mail address that begins at `at`; 0 if none does.
  [[nodiscard]] std::size_t end(std::size_t at) { return at < none_before_ ? 0 : look(at); }

 private:
  std::size_t look(std::size_t at);

  std::string_view text_;
  std::size_t none_before_;
};

}  // namespace sait
