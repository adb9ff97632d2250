#include "feeds/xml_mend.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>

#include "feeds/html_text.hpp"

namespace sait::xml {
namespace {

constexpr std::size_t kMaxName = 32;  // bytes of the name of an entity

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// XML 1.0 has no control characters but three, and none of the last two of a plane.
std::string without_controls(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto rest = text.substr(at, 3);
    const bool no_character = rest == "\xef\xbf\xbe" || rest == "\xef\xbf\xbf";
    const bool control = static_cast<unsigned char>(text[at]) < 0x20 && !is_blank(text[at]);
    out.push_back(no_character || control ? ' ' : text[at]);
    if (no_character) at += 2;
  }
  return out;
}

// The name of the reference behind an ampersand; empty when it has no end.
std::string_view name_of_reference(std::string_view behind_ampersand) {
  const auto size = behind_ampersand.substr(0, kMaxName + 1).find(';');
  return size == std::string_view::npos ? std::string_view() : behind_ampersand.substr(0, size);
}

bool is_number(std::string_view name) {
  return name.size() > 1 && name[0] == '#' &&
         name.find_first_not_of("0123456789abcdefABCDEFxX", 1) == std::string_view::npos;
}

class Mender {
 public:
  Mender(std::string_view text, bool& damaged) : text_(text), damaged_(damaged) { out_.reserve(text.size() + 64); }

  std::string run() {
    while (at_ < text_.size()) {
      if (text_[at_] == '&') {
        reference();
      } else if (text_[at_] != '<') {
        if (in_tag_ && !within_tag(text_[at_])) continue;
        out_.push_back(text_[at_++]);
      } else if (!bracket()) {
        break;
      }
    }
    return std::move(out_);
  }

 private:
  [[nodiscard]] bool here(std::string_view what) const { return text_.compare(at_, what.size(), what) == 0; }

  // Behind the next `end` from `from` on; the end of the text when there is none.
  [[nodiscard]] std::size_t behind(std::string_view end, std::size_t from) {
    const auto found = text_.find(end, from);
    if (found == std::string_view::npos) damaged_ = true;
    return found == std::string_view::npos ? text_.size() : found + end.size();
  }

  // What is left out leaves this, lest what stands around it become one: "<<!-- -->!DOCTYPE".
  void leave_out_until(std::size_t end) {
    out_ += "<!---->";
    at_ = end;
  }

  // What begins with "<", in whatever it stands: there it begins for libxml2 too. One that begins nothing means itself,
  // so that no reference behind it can make a declaration or a tag of it. False: the text ends here.
  bool bracket() {
    const auto byte = [&](std::size_t at) { return at < text_.size() ? static_cast<unsigned char>(text_[at]) : 0U; };
    const auto begins_name = [](unsigned c) {
      return std::isalpha(static_cast<int>(c)) != 0 || c == '_' || c == ':' || c >= 0x80;
    };
    const auto next = byte(at_ + 1);
    const bool tag = begins_name(next);
    if (!tag && next != '!' && next != '?' && (next != '/' || !begins_name(byte(at_ + 2)))) {
      damaged_ = true;
      if (!among_names()) out_ += "&lt;";
      ++at_;
      return true;
    }
    in_tag_ = false;
    if (here("<![CDATA[")) {
      const auto end = behind("]]>", at_);
      out_.append(text_, at_, end - at_);
      at_ = end;
    } else if (here("<!--")) {
      leave_out_until(behind("-->", at_ + 4));
    } else if (here("<?")) {
      // One without an end ends before the next tag.
      const auto end = no_instruction_ends_ ? std::string_view::npos : text_.find("?>", at_);
      no_instruction_ends_ = end == std::string_view::npos;
      damaged_ = damaged_ || no_instruction_ends_;
      leave_out_until(no_instruction_ends_ ? std::min(text_.find('<', at_ + 1), text_.size()) : end + 2);
    } else if (here("<!DOCTYPE")) {
      const auto end = doctype_seen_ ? 0 : doctype_end();
      doctype_seen_ = true;
      damaged_ = damaged_ || end == 0;
      leave_out_until(end == 0 ? behind(">", at_) : end);
    } else if (next == '!') {  // HTML's document type, its conditions
      damaged_ = true;
      const auto end = std::min(text_.find_first_of("<>", at_ + 1), text_.size());
      leave_out_until(end < text_.size() && text_[end] == '>' ? end + 1 : end);
    } else {
      in_tag_ = tag;
      quote_ = '\0';
      after_equals_ = false;
      attributes_ = 0;
      if (in_tag_ && ++tags_ > kMaxTags) {
        damaged_ = true;
        return false;
      }
      out_.push_back(text_[at_++]);
    }
    return true;
  }

  // In a tag, not in a value.
  [[nodiscard]] bool among_names() const { return in_tag_ && quote_ == '\0'; }

  // Counts attributes. False: another would be too many, and what follows it in the tag is left out.
  bool within_tag(char c) {
    if (quote_ != '\0') {
      if (c == quote_) quote_ = '\0';
      return true;
    }
    if (c == '=' && attributes_ == kMaxAttributes) {
      damaged_ = true;
      at_ = std::min(text_.find_first_of("<>", at_), text_.size());
      return false;
    }
    if ((c == '"' || c == '\'') && after_equals_) quote_ = c;
    if (c == '>') in_tag_ = false;
    if (c == '=') ++attributes_;
    if (!is_blank(c)) after_equals_ = c == '=';
    return true;
  }

  void reference() {
    if (among_names()) {  // where none belongs, nor may it become a sign of the tag
      damaged_ = true;
      ++at_;
      return;
    }
    const auto name = name_of_reference(text_.substr(at_ + 1));
    static constexpr std::array<std::string_view, 5> kXml{"amp", "lt", "gt", "quot", "apos"};
    const bool number = is_number(name);
    const auto own = name.empty() || number ? own_.end() : own_.find(name);
    auto meant = name.empty() || number || own != own_.end() ? std::string() : html_entity(name);
    if (number || std::ranges::find(kXml, name) != kXml.end()) {
      meant = '&' + std::string(name) + ';';
      if (number && name[1] == 'X') meant[2] = 'x';  // HTML takes both
    } else if (own != own_.end()) {
      const bool kept = own->second && expanded_ + own->second->size() <= kMaxExpanded;
      if (kept) meant = *own->second;
      expanded_ += meant.size();
      damaged_ = damaged_ || !kept;
    } else if (meant.empty()) {
      damaged_ = true;
      out_ += "&amp;";
      ++at_;
      return;
    }
    out_ += meant;
    at_ += name.size() + 2;
  }

  // Behind the document type that begins here; 0 if it has no end. Its entities are known from then on.
  std::size_t doctype_end() {
    bool subset = false;
    for (auto at = at_ + 1; at < text_.size();) {
      const char c = text_[at];
      if (text_.compare(at, 4, "<!--") == 0) {
        at = behind("-->", at + 4);
      } else if (text_.compare(at, 8, "<!ENTITY") == 0) {
        at = entity(at + 8);
      } else if (c == '"' || c == '\'') {
        at = behind(text_.substr(at, 1), at + 1);
      } else if (c == '>' && !subset) {
        return at + 1;
      } else {
        subset = c == '[' || (subset && c != ']');
        ++at;
      }
    }
    return 0;
  }

  // `name "text">`; gives the place behind the text. Anything else (a file, a parameter) has none.
  std::size_t entity(std::size_t at) {
    const auto skip_blanks = [&] {
      while (at < text_.size() && is_blank(text_[at])) ++at;
    };
    skip_blanks();
    const auto from = at;
    while (at < text_.size() && !is_blank(text_[at]) && text_[at] != '>') ++at;
    const auto name = text_.substr(from, at - from);
    skip_blanks();
    const bool text = at < text_.size() && (text_[at] == '"' || text_[at] == '\'');
    if (name.empty() || name == "%" || name.size() > kMaxName) return at;
    if (!text) {
      own_.emplace(name, std::nullopt);
      return at;
    }
    const auto begin = at + 1;
    const auto end = behind(text_.substr(at, 1), begin);
    own_.emplace(name, as_text(text_.substr(begin, end - begin - (end > begin ? 1U : 0U))));
    return end;
  }

  // Written so that it stays text wherever it is put; nothing when it is too long or refers to another.
  static std::optional<std::string> as_text(std::string_view value) {
    if (value.size() > kMaxEntity) return std::nullopt;
    std::string out;
    for (std::size_t at = 0; at < value.size(); ++at) {
      if (value[at] == '&' && !is_number(name_of_reference(value.substr(at + 1)))) return std::nullopt;
      if (value[at] == '<') {
        out += "&lt;";
      } else if (value[at] == 'X' && out.ends_with("&#")) {
        out.push_back('x');  // HTML takes both
      } else if (value[at] == '"' || value[at] == '\'') {
        out += value[at] == '"' ? "&quot;" : "&apos;";
      } else {
        out.push_back(value[at]);
      }
    }
    return out;
  }

  std::string_view text_;
  bool& damaged_;
  std::string out_;
  std::size_t at_ = 0;

  bool in_tag_ = false, after_equals_ = false;
  char quote_ = '\0';  // of the attribute's value we are in
  int attributes_ = 0, tags_ = 0;

  bool doctype_seen_ = false, no_instruction_ends_ = false;  // so that each is looked for in vain once
  std::map<std::string, std::optional<std::string>, std::less<>> own_;
  std::size_t expanded_ = 0;
};

}  // namespace

std::string mended(std::string_view text, bool& damaged) {
  const auto characters = without_controls(text);
  return Mender(characters, damaged).run();
}

}  // namespace sait::xml
