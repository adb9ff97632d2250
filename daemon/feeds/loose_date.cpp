#include "feeds/loose_date.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

#include "base/ascii.hpp"

namespace sait {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// A run of digits, a run of letters (bytes beyond ASCII count as letters), or one other character.
struct Token {
  enum class Kind : std::uint8_t { number, word, sign };
  Kind kind = Kind::sign;
  std::string_view text;
  bool after_space = false;
  [[nodiscard]] bool is(char c) const { return kind == Kind::sign && text.front() == c; }
};

constexpr std::size_t kMostBytes = 100;  // no date is longer

// Without what stands in round brackets, which are comments (RFC 5322, 3.2.2): "(Novosibirsk Standard Time)" is no
// November.
std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  bool space = false;
  int brackets = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto kind_at = [&](std::size_t i) {
      const auto byte = static_cast<unsigned char>(text[i]);
      if (byte >= '0' && byte <= '9') return Token::Kind::number;
      return byte >= 0x80 || std::isalpha(byte) != 0 ? Token::Kind::word : Token::Kind::sign;
    };
    if (std::isspace(static_cast<unsigned char>(text[at])) != 0) {
      space = true;
      ++at;
      continue;
    }
    if (text[at] == '(' || brackets > 0) {
      brackets += text[at] == '(' ? 1 : text[at] == ')' ? -1 : 0;
      ++at;
      continue;
    }
    const auto kind = kind_at(at);
    auto end = at + 1;
    while (kind != Token::Kind::sign && end < text.size() && kind_at(end) == kind) ++end;
    tokens.push_back({kind, text.substr(at, end - at), space});
    space = false;
    at = end;
  }
  return tokens;
}

std::optional<int> number_in(const Token& token) {
  int value = 0;
  if (token.kind != Token::Kind::number || token.text.size() > 6) return std::nullopt;
  std::from_chars(token.text.data(), token.text.data() + token.text.size(), value);
  return value;
}

// Beginnings of the names of months: English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Turkish,
// Hungarian, Greek. Longest first within a month where one is the beginning of another's.
std::optional<unsigned> month_named(std::string_view word) {
  static constexpr std::array<std::array<std::string_view, 12>, 12> kMonths{{
      {"jan", "gen", "ene", "sty", "oca", "janv", "Ιαν", "ιαν", "jän"},
      {"feb", "fév", "fev", "lut", "şub", "sub", "fevr", "Φεβ", "φεβ", "febr"},
      {"mar", "mär", "maa", "mrt", "már", "Μάρ", "Μαρ", "μάρ", "μαρ", "mrz"},
      {"apr", "avr", "abr", "kwi", "nis", "ápr", "Απρ", "απρ"},
      {"may", "mai", "mag", "mei", "maj", "máj", "Μάι", "Μαϊ", "Μαι", "μάι", "μαϊ"},
      {"jun", "juin", "giu", "cze", "haz", "jún", "Ιουν", "Ιούν", "ιουν", "ιούν"},
      {"jul", "juil", "lug", "lip", "tem", "júl", "Ιουλ", "Ιούλ", "ιουλ", "ιούλ"},
      {"aug", "aoû", "aou", "ago", "sie", "ağu", "agu", "Αύγ", "Αυγ", "αύγ", "αυγ"},
      {"sep", "set", "wrz", "eyl", "szep", "Σεπ", "σεπ"},
      {"oct", "okt", "ott", "out", "paź", "paz", "eki", "Οκτ", "οκτ"},
      {"nov", "lis", "kas", "Νοέ", "Νοε", "νοέ", "νοε"},
      {"dec", "dez", "déc", "dic", "gru", "ara", "Δεκ", "δεκ"},
  }};
  const auto name = ascii_lower(word);
  for (unsigned month = 0; month < kMonths.size(); ++month) {
    for (const auto beginning : kMonths[month]) {
      if (!beginning.empty() && name.starts_with(beginning)) return month + 1;
    }
  }
  return std::nullopt;
}

// Minutes east of Greenwich.
std::optional<int> zone_named(std::string_view word) {
  struct Zone {
    std::string_view name;
    int minutes;
  };
  // RFC 822, some that are often met, and "ET" and its like, which say not whether it is summer: read as standard time.
  static constexpr std::array kZones{
      Zone{"z", 0},       Zone{"gmt", 0},     Zone{"ut", 0},     Zone{"utc", 0},    Zone{"wet", 0},
      Zone{"est", -300},  Zone{"edt", -240},  Zone{"et", -300},  Zone{"cst", -360}, Zone{"cdt", -300},
      Zone{"ct", -360},   Zone{"mst", -420},  Zone{"mdt", -360}, Zone{"mt", -420},  Zone{"pst", -480},
      Zone{"pdt", -420},  Zone{"pt", -480},   Zone{"ast", -240}, Zone{"at", -240},  Zone{"adt", -180},
      Zone{"akst", -540}, Zone{"akdt", -480}, Zone{"hst", -600}, Zone{"cet", 60},   Zone{"mez", 60},
      Zone{"met", 60},    Zone{"cest", 120},  Zone{"mesz", 120}, Zone{"mest", 120}, Zone{"bst", 60},
      Zone{"west", 60},   Zone{"eet", 120},   Zone{"eest", 180}, Zone{"msk", 180},  Zone{"trt", 180},
      Zone{"ist", 330},   Zone{"jst", 540},   Zone{"kst", 540},  Zone{"aest", 600}, Zone{"aedt", 660},
      Zone{"nzst", 720},  Zone{"nzdt", 780},
  };
  const auto name = ascii_lower(word);
  const auto* found = std::ranges::find_if(kZones, [&](const Zone& zone) { return zone.name == name; });
  return found == kZones.end() ? std::nullopt : std::optional(found->minutes);
}

struct Parts {
  std::optional<int> year, day;
  std::optional<unsigned> month;
  int hour = 0, minute = 0, second = 0, milli = 0;
  int zone = 0;  // minutes east
};

int full_year(int year, std::size_t digits) {
  if (digits > 2) return year;
  return year < 70 ? 2000 + year : 1900 + year;  // RFC 2822, 4.3, with the turn where asctime's writers put it
}

constexpr int kMaxZone = 15 * 60;  // minutes; the widest in use is +14:00

std::optional<Time> time_of(const Parts& parts) {
  if (!parts.year || *parts.year < 1900 || *parts.year > 9999) return std::nullopt;
  // std::chrono's month and day keep eight bits of what they are given.
  if (parts.month.value_or(1) > 12 || parts.day.value_or(1) > 31) return std::nullopt;
  const auto date = std::chrono::year(*parts.year) / std::chrono::month(parts.month.value_or(1)) /
                    std::chrono::day(static_cast<unsigned>(parts.day.value_or(1)));
  if (!date.ok()) return std::nullopt;
  const bool midnight = parts.hour == 24 && parts.minute == 0 && parts.second == 0;
  if ((parts.hour > 23 && !midnight) || parts.minute > 59 || parts.second > 60) return std::nullopt;
  const Time time = std::chrono::sys_days(date) + hours(parts.hour) + minutes(parts.minute - parts.zone) +
                    seconds(parts.second) + Duration(parts.milli);
  static constexpr Time kYear10000 = std::chrono::sys_days(std::chrono::year(10000) / 1 / 1);  // RFC 3339 ends there
  return time < kYear10000 ? std::optional(time) : std::nullopt;
}

class DateReader {
 public:
  explicit DateReader(std::string_view text) : tokens_(tokens_of(text)) {}

  std::optional<Time> read() {
    if (!(read_iso() || read_names())) return std::nullopt;
    return time_of(parts_);
  }

 private:
  [[nodiscard]] const Token* peek(std::size_t ahead = 0) const {
    return at_ + ahead < tokens_.size() ? &tokens_[at_ + ahead] : nullptr;
  }
  [[nodiscard]] std::optional<int> number(std::size_t ahead = 0) const {
    const auto* token = peek(ahead);
    return token == nullptr ? std::nullopt : number_in(*token);
  }
  [[nodiscard]] bool sign(char c, std::size_t ahead = 0) const {
    const auto* token = peek(ahead);
    return token != nullptr && token->is(c);
  }

  // YYYY, YYYY-MM, YYYY-MM-DD, YYYYMMDD, YYYY-DDD, each with a time behind T or a space; also with / or . between.
  bool read_iso() {
    const auto* first = peek();
    if (first == nullptr || first->kind != Token::Kind::number) return false;
    const auto digits = first->text;
    if (digits.size() == 8) {
      parts_.year = number_in({Token::Kind::number, digits.substr(0, 4)});
      parts_.month = static_cast<unsigned>(*number_in({Token::Kind::number, digits.substr(4, 2)}));
      parts_.day = number_in({Token::Kind::number, digits.substr(6, 2)});
      ++at_;
    } else if (digits.size() == 4) {
      const char between = sign('/', 1) ? '/' : sign('.', 1) ? '.' : '-';
      if (peek(1) != nullptr && !sign(between, 1)) return false;
      parts_.year = number();
      ++at_;
      if (sign(between) && number(1)) {
        const auto* part = peek(1);
        if (part->text.size() == 3) {
          const auto day =
              std::chrono::sys_days(std::chrono::year(*parts_.year) / 1 / 1) + std::chrono::days(*number(1) - 1);
          const std::chrono::year_month_day date(day);
          if (*number(1) < 1 || static_cast<int>(date.year()) != *parts_.year) return false;
          parts_.month = static_cast<unsigned>(date.month());
          parts_.day = static_cast<int>(static_cast<unsigned>(date.day()));
          at_ += 2;
        } else {
          parts_.month = static_cast<unsigned>(*number(1));
          at_ += 2;
          if (sign(between) && number(1)) {
            parts_.day = number(1);
            at_ += 2;
          }
        }
      }
    } else {
      return false;
    }
    if (const auto* token = peek(); token != nullptr && (token->text == "T" || token->text == "t")) ++at_;
    return read_time() && read_zone();
  }

  // Names: "Thu, 01 Jan 2004 19:48:21 GMT", "January 5, 2004", "Sun Jan  4 16:29:06 PST 2004", "5. März 2004 10:12".
  bool read_names() {
    at_ = 0;
    parts_ = {};
    for (const auto* token = peek(); token != nullptr; token = peek()) {
      if (token->kind == Token::Kind::number && !number()) return false;
      if (token->kind == Token::Kind::number && begins_time(0)) {
        if (!read_time()) return false;
        continue;
      }
      if (token->kind == Token::Kind::number) {
        const auto value = number();
        if (!value) return false;
        const bool year = token->text.size() == 4 || parts_.day;
        if (year && parts_.year) {
          if (!zone_digits(*token)) return false;
          parts_.zone = *value / 100 * 60 + *value % 100;
          if (parts_.zone > kMaxZone) return false;
        } else if (year) {
          parts_.year = full_year(*value, token->text.size());
        } else {
          parts_.day = *value;
        }
        ++at_;
        continue;
      }
      if (token->kind == Token::Kind::word) {
        // The last one counts: "mar." is a Tuesday in three languages before it is a March.
        if (const auto month = month_named(token->text)) parts_.month = month;
        ++at_;
        const bool before_time = begins_time(0);  // the "at" of "March 9, 2026 at 2:30 pm" is no zone
        if (const auto zone = zone_named(token->text); zone && parts_.day && parts_.month && !before_time) {
          if (!read_zone_at(at_ - 1)) return false;
        }
        continue;
      }
      const bool zone = (token->is('+') || token->is('-')) && parts_.year && number(1) && has_time_;
      if (!zone) {
        ++at_;
        continue;
      }
      if (!read_zone()) return false;
    }
    return parts_.month && parts_.day && parts_.year;
  }

  [[nodiscard]] bool is_hour_word(std::size_t ahead) const {
    const auto* token = peek(ahead);
    return token != nullptr && (token->text == "h" || token->text == "H" || token->text == "Uhr");
  }
  // "2:30", "14h30", "2 pm"; the last two only behind a month, as they look like other things before it.
  [[nodiscard]] bool begins_time(std::size_t ahead) const {
    if (!number(ahead)) return false;
    return sign(':', ahead + 1) || (parts_.month && (is_hour_word(ahead + 1) || half_day(ahead + 1).tokens > 0));
  }

  struct HalfDay {
    bool afternoon = false;
    std::size_t tokens = 0;  // 0: there is none
  };
  // AM, PM, a.m., p.m.
  [[nodiscard]] HalfDay half_day(std::size_t ahead) const {
    const auto word = [&](std::size_t at) {
      const auto* token = peek(at);
      return token != nullptr && token->kind == Token::Kind::word ? ascii_lower(token->text) : std::string();
    };
    const auto first = word(ahead);
    if (first == "am" || first == "pm") return {first == "pm", 1};
    if ((first != "a" && first != "p") || !sign('.', ahead + 1) || word(ahead + 2) != "m") return {};
    return {first == "p", sign('.', ahead + 3) ? 4U : 3U};
  }
  [[nodiscard]] static bool zone_digits(const Token& token) { return token.text.size() == 4; }

  // hh[:mm[:ss[.fff]]], with half of the day behind it; nothing there is midnight.
  bool read_time() {
    const auto hour = number();
    if (!hour) return true;
    const bool compact = !sign(':', 1) && (peek()->text.size() == 4 || peek()->text.size() == 6);
    has_time_ = true;
    if (compact) {
      parts_.hour = peek()->text.size() == 6 ? *hour / 10000 : *hour / 100;
      parts_.minute = peek()->text.size() == 6 ? *hour / 100 % 100 : *hour % 100;
      parts_.second = peek()->text.size() == 6 ? *hour % 100 : 0;
      ++at_;
    } else {
      parts_.hour = *hour;
      ++at_;
      if (is_hour_word(0)) {
        ++at_;
        if (number()) parts_.minute = *number(), ++at_;
      }
      if (sign(':') && number(1)) {
        parts_.minute = *number(1);
        at_ += 2;
      }
      if (sign(':') && number(1)) {
        parts_.second = *number(1);
        at_ += 2;
      }
    }
    if ((sign('.') || sign(',')) && peek(1) != nullptr && peek(1)->kind == Token::Kind::number &&
        !peek(1)->after_space) {
      auto digits = std::string(peek(1)->text.substr(0, 3));
      digits.resize(3, '0');
      std::from_chars(digits.data(), digits.data() + 3, parts_.milli);
      at_ += 2;
    }
    if (const auto half = half_day(0); half.tokens > 0) {
      if (parts_.hour > 12) return false;
      parts_.hour = parts_.hour % 12 + (half.afternoon ? 12 : 0);
      at_ += half.tokens;
    }
    return true;
  }

  bool read_zone_at(std::size_t at) {
    at_ = at;
    return read_zone();
  }

  // Z, a name, +hh:mm, +hhmm, +hh, or a name and an offset from it ("GMT+2"). Nothing is UTC.
  bool read_zone() {
    if (const auto* token = peek(); token != nullptr && token->kind == Token::Kind::word) {
      const auto zone = zone_named(token->text);
      parts_.zone = zone.value_or(0);
      ++at_;
    }
    if (!(sign('+') || sign('-')) || !number(1)) return true;
    const int way = sign('-') ? -1 : 1;
    const auto digits = peek(1)->text.size();
    const auto value = *number(1);
    at_ += 2;
    int offset = digits > 2 ? value / 100 * 60 + value % 100 : value * 60;
    if (digits <= 2 && sign(':') && number(1)) {
      offset += *number(1);
      at_ += 2;
    }
    if (offset > kMaxZone) return false;
    parts_.zone += way * offset;
    return true;
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  Parts parts_;
  bool has_time_ = false;
};

}  // namespace

std::optional<Time> parse_loose_date(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
  if (text.empty() || text.size() > kMostBytes) return std::nullopt;
  return DateReader(text).read();
}

}  // namespace sait
