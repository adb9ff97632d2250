// Dates as feeds write them.
#include "feeds/loose_date.hpp"
#include "property.hpp"

using namespace sait;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(fuzz::view(data, size));
  const auto time = parse_loose_date(text);
  fuzz::require(parse_loose_date(text) == time, "the same text gives the same time");
  fuzz::require(parse_loose_date(" \n" + text) == time, "blanks before a date change nothing");
  if (!time) return 0;
  fuzz::require(*time >= Time(std::chrono::sys_days(std::chrono::year(1899) / 12 / 31)), "no time is before 1900");
  const auto written = format_time(*time);
  fuzz::require(parse_time(written) == time, "a time can be written and read again");
  fuzz::require(parse_loose_date(written) == time, "a time that was written is the same date");
  return 0;
}
