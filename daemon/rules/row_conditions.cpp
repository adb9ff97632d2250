#include "rules/row_conditions.hpp"

#include <fmt/format.h>

namespace sait {
namespace {

template <auto kLow, auto kHigh>
constexpr RowCondition range(std::string_view name) {
  return {name, [](const PolicyRow& row) { return (row.*kLow).has_value() || (row.*kHigh).has_value(); },
          [](const PolicyRow& from, PolicyRow& to) {
            to.*kLow = from.*kLow;
            to.*kHigh = from.*kHigh;
          }};
}

template <auto kValue>
constexpr RowCondition one(std::string_view name) {
  return {name, [](const PolicyRow& row) { return (row.*kValue).has_value(); },
          [](const PolicyRow& from, PolicyRow& to) { to.*kValue = from.*kValue; }};
}

}  // namespace

const std::vector<RowCondition>& row_conditions() {
  static const std::vector<RowCondition> kAll{range<&PolicyRow::scale_min, &PolicyRow::scale_max>("scale"),
                                              range<&PolicyRow::awareness_min, &PolicyRow::awareness_max>("awareness"),
                                              range<&PolicyRow::influence_min, &PolicyRow::influence_max>("influence"),
                                              range<&PolicyRow::breakout_min, &PolicyRow::breakout_max>("breakout"),
                                              {"trend", [](const PolicyRow& row) { return !row.trends.empty(); },
                                               [](const PolicyRow& from, PolicyRow& to) { to.trends = from.trends; }},
                                              range<&PolicyRow::authors_min, &PolicyRow::authors_max>("authors"),
                                              one<&PolicyRow::questions_min>("questions"),
                                              one<&PolicyRow::aimed_at_migrants>("aimed_at_migrants"),
                                              one<&PolicyRow::harm>("harm"),
                                              one<&PolicyRow::void_open>("void"),
                                              one<&PolicyRow::recycled>("recycled"),
                                              one<&PolicyRow::threat_open>("threat_open"),
                                              one<&PolicyRow::event_near>("event_near")};
  return kAll;
}

std::string in_words(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i)
    out += fmt::format("{}{}", i == 0 ? "" : i + 1 < names.size() ? ", " : " and ", names[i]);
  return out;
}

}  // namespace sait
