#include "base/time.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace sait {
namespace {

// Reads exactly `count` digits at `at`; moves `at` behind them.
std::optional<int> digits(std::string_view text, std::size_t& at, std::size_t count) {
  if (text.size() < at + count) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const char c = text[at + i];
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  at += count;
  return value;
}

bool take(std::string_view text, std::size_t& at, std::string_view any_of) {
  if (at >= text.size() || any_of.find(text[at]) == std::string_view::npos) return false;
  ++at;
  return true;
}

// The zone at `at`: Z or ±hh:mm, as the minutes to subtract; it must end the text.
std::optional<std::chrono::minutes> zone(std::string_view text, std::size_t at) {
  if (at >= text.size()) return std::nullopt;
  if (text[at] == 'Z' || text[at] == 'z') {
    return at + 1 == text.size() ? std::optional(std::chrono::minutes(0)) : std::nullopt;
  }
  const int sign = text[at] == '-' ? -1 : 1;
  if (!take(text, at, "+-")) return std::nullopt;
  const auto hours = digits(text, at, 2);
  take(text, at, ":");
  const auto minutes = digits(text, at, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59 || at != text.size()) return std::nullopt;
  return std::chrono::minutes(sign * (*hours * 60 + *minutes));
}

struct Unit {
  std::string_view name;
  std::int64_t milliseconds;
};
constexpr Time kFirstTime = std::chrono::sys_days(std::chrono::year(1) / 1 / 1);
constexpr Time kEndTime = std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1);
constexpr std::array<Unit, 5> kUnits{{{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};

}  // namespace

std::optional<Time> parse_time(std::string_view text) {
  using std::chrono::day, std::chrono::month, std::chrono::year, std::chrono::year_month_day, std::chrono::sys_days;
  std::size_t at = 0;
  const auto y = digits(text, at, 4);
  if (!y || !take(text, at, "-")) return std::nullopt;
  const auto mo = digits(text, at, 2);
  if (!mo || !take(text, at, "-")) return std::nullopt;
  const auto d = digits(text, at, 2);
  if (!d || *y < 1) return std::nullopt;
  const year_month_day date{year(*y), month(static_cast<unsigned>(*mo)), day(static_cast<unsigned>(*d))};
  if (!date.ok()) return std::nullopt;
  const Time midnight = sys_days(date);
  if (at == text.size()) return midnight;

  if (!take(text, at, "Tt ")) return std::nullopt;
  const auto h = digits(text, at, 2);
  if (!h || !take(text, at, ":")) return std::nullopt;
  const auto mi = digits(text, at, 2);
  if (!mi || !take(text, at, ":")) return std::nullopt;
  const auto s = digits(text, at, 2);
  if (!s || *h > 23 || *mi > 59 || *s > 60) return std::nullopt;  // 60: a leap second, told as the next second
  int milliseconds = 0;
  if (take(text, at, ".")) {
    int scale = 100;
    const std::size_t first = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
      milliseconds += (text[at] - '0') * scale;
      scale /= 10;
      ++at;
    }
    if (at == first) return std::nullopt;
  }
  const auto offset = zone(text, at);
  if (!offset) return std::nullopt;
  const auto time = midnight + std::chrono::hours(*h) + std::chrono::minutes(*mi) + std::chrono::seconds(*s) +
                    Duration(milliseconds) - *offset;
  if (time < kFirstTime || time >= kEndTime) return std::nullopt;
  return time;
}

std::string format_time(Time time) {
  const auto days = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(days);
  const auto rest = std::chrono::hh_mm_ss<Duration>(time - days);
  auto text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                          static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), rest.hours().count(),
                          rest.minutes().count(), rest.seconds().count());
  if (rest.subseconds().count() != 0) text += fmt::format(".{:03}", rest.subseconds().count());
  return text + "Z";
}

std::optional<Duration> parse_duration(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || number < 0) return std::nullopt;
  const std::string_view name(end, static_cast<std::size_t>(text.data() + text.size() - end));
  for (const auto& unit : kUnits) {
    if (name == unit.name) {
      if (number > 9'000'000'000'000'000 / unit.milliseconds) return std::nullopt;
      return Duration(number * unit.milliseconds);
    }
  }
  return std::nullopt;
}

std::string format_duration(Duration duration) {
  for (const auto& unit : kUnits) {
    if (duration.count() != 0 && duration.count() % unit.milliseconds == 0) {
      return fmt::format("{}{}", duration.count() / unit.milliseconds, unit.name);
    }
  }
  return "0s";
}

}  // namespace sait
