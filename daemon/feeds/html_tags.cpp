#include "feeds/html_tags.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/ascii.hpp"

namespace sait {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

class Rewriter {
 public:
  explicit Rewriter(std::string_view html) : html_(html) { out_.reserve(html.size()); }

  std::string run() {
    while (at_ < html_.size()) {
      if (html_.compare(at_, 4, "<!--") == 0) {
        const auto end = html_.find("-->", at_ + 2);  // "<!-->" is a whole comment
        out_ += "<!---->";                            // lest what stands around it become one
        at_ = end == std::string_view::npos ? html_.size() : end + 3;
      } else if (html_[at_] == '<' && at_ + 1 < html_.size() && is_letter(html_[at_ + 1])) {
        start_tag();
      } else {
        out_.push_back(html_[at_++]);
      }
    }
    return std::move(out_);
  }

 private:
  void start_tag() {
    if (last_bracket_ == std::string_view::npos || at_ > last_bracket_) {
      out_ += "&lt;";
      ++at_;
      return;
    }
    const auto begin = ++at_;
    while (at_ < html_.size() && !is_blank(html_[at_]) && html_[at_] != '/' && html_[at_] != '>' && html_[at_] != '<')
      ++at_;
    const auto name = html_.substr(begin, at_ - begin);
    out_.push_back('<');
    out_ += name;
    kept_ = {};
    slash_ = 0;
    while (at_ < html_.size() && html_[at_] != '>') attribute();
    const bool empty = slash_ + 1 == at_;
    out_ += empty ? "/>" : ">";
    at_ = std::min(at_ + 1, html_.size());
    if (const auto lower = ascii_lower(name); !empty && (lower == "script" || lower == "style")) skip_to_end_of(lower);
  }

  // One attribute, or the blanks and slashes before it.
  void attribute() {
    if (is_blank(html_[at_]) || html_[at_] == '/') {
      if (html_[at_] == '/') slash_ = at_;
      ++at_;
      return;
    }
    const auto begin = at_++;  // even "=" begins a name
    while (at_ < html_.size() && !is_blank(html_[at_]) && html_[at_] != '/' && html_[at_] != '>' && html_[at_] != '=')
      ++at_;
    const auto name = html_.substr(begin, at_ - begin);
    auto next = html_.find_first_not_of(" \t\n\r\f", at_);
    if (next == std::string_view::npos || html_[next] != '=') return;
    next = html_.find_first_not_of(" \t\n\r\f", next + 1);
    at_ = std::min(next, html_.size());
    const auto text = value();
    for (std::size_t i = 0; i < kRead.size(); ++i) {
      if (kept_[i] || ascii_lower(name) != kRead[i]) continue;
      kept_[i] = true;  // the first counts
      keep(kRead[i], text);
    }
  }

  std::string_view value() {
    const char quote = at_ < html_.size() ? html_[at_] : '\0';
    const auto last = quote == '"' ? last_double_ : quote == '\'' ? last_single_ : std::string_view::npos;
    if (last != std::string_view::npos && last > at_) {
      const auto begin = at_ + 1;
      const auto end = html_.find(quote, begin);
      at_ = end + 1;
      return html_.substr(begin, end - begin);
    }
    const auto begin = at_;
    while (at_ < html_.size() && !is_blank(html_[at_]) && html_[at_] != '>') ++at_;
    return html_.substr(begin, at_ - begin);
  }

  void keep(std::string_view name, std::string_view text) {
    out_.push_back(' ');
    out_ += name;
    out_ += "=\"";
    for (const char c : text) {
      if (c == '"') {
        out_ += "&quot;";
      } else {
        out_.push_back(c);
      }
    }
    out_.push_back('"');
  }

  // What a script holds is no mark-up.
  void skip_to_end_of(std::string_view name) {
    for (at_ = html_.find("</", at_); at_ != std::string_view::npos; at_ = html_.find("</", at_ + 2)) {
      if (ascii_lower(html_.substr(at_ + 2, name.size())) == name) return;
    }
    at_ = html_.size();
  }

  static constexpr std::array<std::string_view, 2> kRead{"href", "alt"};

  std::string_view html_;
  std::string out_;
  std::size_t at_ = 0, slash_ = 0;  // slash_: the last between the attributes of the tag
  std::array<bool, kRead.size()> kept_{};
  // Where the last of each stands, so that none is looked for in vain.
  std::size_t last_bracket_ = html_.rfind('>'), last_double_ = html_.rfind('"'), last_single_ = html_.rfind('\'');
};

}  // namespace

std::string plain_tags(std::string_view html) { return Rewriter(html).run(); }

}  // namespace sait
