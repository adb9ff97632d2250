#include "feeds/asked_wait.hpp"

#include <algorithm>
#include <charconv>

#include "base/ascii.hpp"
#include "feeds/loose_date.hpp"

namespace sait {
namespace {

constexpr std::string_view kDigits = "0123456789";

// Whole seconds, a fraction rounded up; nothing for what is no number.
std::optional<Duration> seconds_in(std::string_view text) {
  const auto whole = text.substr(0, text.find('.'));
  const auto fraction = whole.size() == text.size() ? std::string_view() : text.substr(whole.size() + 1);
  if (whole.empty() || whole.find_first_not_of(kDigits) != std::string_view::npos ||
      fraction.find_first_not_of(kDigits) != std::string_view::npos)
    return std::nullopt;
  std::int64_t seconds = 0;
  const auto [end, problem] = std::from_chars(whole.data(), whole.data() + whole.size(), seconds);
  if (problem == std::errc::result_out_of_range) return kLongestAsked;
  const auto longest = std::chrono::duration_cast<std::chrono::seconds>(kLongestAsked).count();
  const bool more = fraction.find_first_not_of('0') != std::string_view::npos;
  return std::chrono::seconds(std::min(seconds, longest - 1) + (more || seconds >= longest ? 1 : 0));
}

}  // namespace

std::optional<Duration> wait_asked(std::string_view retry_after, Time now) {
  retry_after = trimmed(retry_after);
  if (const auto seconds = seconds_in(retry_after)) return seconds;
  const auto date = parse_loose_date(retry_after);
  return date ? std::optional(std::clamp(*date - now, Duration(0), kLongestAsked)) : std::nullopt;
}

std::optional<Duration> max_age(std::string_view cache_control) {
  static constexpr std::string_view kName = "max-age=";
  const auto at = ascii_lower(cache_control).find(kName);
  if (at == std::string::npos) return std::nullopt;
  const auto value = cache_control.substr(at + kName.size());
  return seconds_in(value.substr(0, value.find_first_not_of(kDigits)));
}

}  // namespace sait
