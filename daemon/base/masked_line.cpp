#include "base/masked_line.hpp"

#include <algorithm>

namespace sait {
namespace {

constexpr std::size_t kLongestWord = 40;
constexpr std::string_view kLayout = " \t{}[],";

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

class Masking {
 public:
  Masking(std::string_view line, std::span<const std::string_view> harmless) : rest_(line), harmless_(harmless) {}

  std::string run() {
    while (!rest_.empty()) {
      if (kLayout.find(rest_.front()) != std::string_view::npos || is_dash()) {
        show(1);
      } else if (const auto key = key_size(); key > 0) {
        const auto name = rest_.substr(is_quote(rest_.front()) ? 1 : 0, word_size());
        show(key);
        value(std::ranges::find(harmless_, name) != harmless_.end());
        if (!rest_.empty() && !ends_here())
          hide(rest_.size());  // nothing may follow but the next one of a map or a list
      } else {
        hide(rest_.size());
      }
    }
    return std::move(out_);
  }

 private:
  static bool is_quote(char c) { return c == '"' || c == '\''; }
  // Whether what begins here ends a value, or begins one with parts of its own.
  [[nodiscard]] bool ends_here() const {
    const auto at = rest_.find_first_not_of(" \t");
    return at == std::string_view::npos || std::string_view(",{}[]").find(rest_[at]) != std::string_view::npos;
  }
  [[nodiscard]] bool is_dash() const { return rest_.front() == '-' && (rest_.size() == 1 || rest_[1] == ' '); }
  // Of the word that begins here, within its quotes if it has some; 0 when it is none.
  [[nodiscard]] std::size_t word_size() const {
    const auto text = rest_.substr(is_quote(rest_.front()) ? 1 : 0);
    const auto end = std::ranges::find_if_not(text, is_word) - text.begin();
    return static_cast<std::size_t>(end) <= kLongestWord ? static_cast<std::size_t>(end) : 0;
  }
  // The same with its quotes; 0 when it is none or its quotes do not close.
  [[nodiscard]] std::size_t quoted_word_size() const {
    if (rest_.empty()) return 0;
    const auto size = word_size();
    if (size == 0 || !is_quote(rest_.front())) return size;
    return rest_.size() > size + 1 && rest_[size + 1] == rest_.front() ? size + 2 : 0;
  }
  // Of the name of a setting that begins here, with its colon.
  [[nodiscard]] std::size_t key_size() const {
    const auto size = quoted_word_size();
    if (size == 0 || rest_.size() <= size || rest_[size] != ':') return 0;
    const bool ends = rest_.size() == size + 1 || rest_[size + 1] == ' ' || is_quote(rest_.front());
    return ends ? size + 1 : 0;
  }

  void value(bool is_harmless) {
    show(std::min(rest_.find_first_not_of(" \t"), rest_.size()));
    if (rest_.empty() || rest_.front() == '{' || rest_.front() == '[') return;
    const auto word = quoted_word_size();
    const bool ends = word == rest_.size() || (word > 0 && kLayout.find(rest_[word]) != std::string_view::npos);
    if (is_harmless && ends) return show(word);
    if (!is_quote(rest_.front())) return hide(rest_.size());  // where it ends depends on the lines before
    const auto quote = rest_.front();
    std::size_t at = 1;
    while (at < rest_.size()) {
      const bool doubled = quote == '\'' && rest_.substr(at).starts_with("''");
      if (rest_[at] == quote && !doubled) break;
      at += doubled || (quote == '"' && rest_[at] == '\\') ? 2 : 1;
    }
    show(1);
    hide(std::min(at, rest_.size() + 1) - 1);
    show(std::min<std::size_t>(1, rest_.size()));
  }

  void show(std::size_t size) {
    out_ += rest_.substr(0, size);
    rest_.remove_prefix(size);
  }
  void hide(std::size_t size) {
    size = std::min(size, rest_.size());
    for (const char c : rest_.substr(0, size)) {
      const bool goes_on = (static_cast<unsigned char>(c) & 0xc0U) == 0x80;  // of a character of several bytes
      if (!goes_on) out_ += '*';
    }
    rest_.remove_prefix(size);
  }

  std::string_view rest_;
  std::span<const std::string_view> harmless_;
  std::string out_;
};

}  // namespace

std::string masked_line(std::string_view line, std::span<const std::string_view> harmless) {
  return Masking(line, harmless).run();
}

bool is_plain_word(std::string_view text) {
  return !text.empty() && text.size() <= kLongestWord && std::ranges::all_of(text, is_word);
}

}  // namespace sait
