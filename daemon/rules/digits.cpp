#include "rules/digits.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <string>

namespace sait {
namespace {

// As India groups: 15,00,000. Commas alone, two digits between them and three at the end.
bool has_indian_groups(std::string_view digits) {
  const auto first = digits.find(',');
  if (first != 1 && first != 2) return false;
  auto rest = digits.substr(first);
  for (; rest.size() > 4; rest.remove_prefix(3)) {
    if (rest[0] != ',' || !is_ascii_digit(rest[1]) || !is_ascii_digit(rest[2])) return false;
  }
  return rest.size() == 4 && rest[0] == ',' && std::ranges::all_of(rest.substr(1), is_ascii_digit);
}

// Digits in groups of three behind one to three, all with the same mark between: 1,500,000; not 10.11.2026.
bool has_groups(std::string_view digits) {
  const auto first = std::min(digits.find_first_of(".,"), digits.size());
  if (first == digits.size() || has_indian_groups(digits)) return true;
  if (first == 0 || first > 3) return false;
  for (auto at = first; at < digits.size(); at += 4) {
    const bool group = digits.size() - at >= 4 && digits[at] == digits[first] &&
                       std::ranges::all_of(digits.substr(at + 1, 3), is_ascii_digit);
    if (!group) return false;
  }
  return true;
}

}  // namespace

std::optional<double> number_of(std::string_view digits) {
  const auto points = std::ranges::count(digits, '.'), commas = std::ranges::count(digits, ',');
  const auto last = digits.find_last_of(".,");
  auto whole = digits;
  std::string plain, decimals;
  if (last != std::string_view::npos) {
    const bool both = points > 0 && commas > 0;
    const auto times = digits[last] == '.' ? points : commas;
    const bool three = digits.size() - last == 4 && digits.substr(0, last) != "0";
    if (both ? times == 1 : times == 1 && !three) {
      whole = digits.substr(0, last);
      decimals = digits.substr(last + 1);
    }
  }
  if (!has_groups(whole)) return std::nullopt;
  std::ranges::copy_if(whole, std::back_inserter(plain), is_ascii_digit);
  if (!decimals.empty()) plain += '.' + decimals;
  double value = 0;
  const auto [end, problem] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
  if (problem != std::errc() || end != plain.data() + plain.size() || value > kMostNumberRead) return std::nullopt;
  return value;
}

std::size_t digits_size(std::string_view words) {
  const auto run = [](std::string_view text) { return std::min(text.find_first_not_of("0123456789.,"), text.size()); };
  auto size = run(words);
  if (size > 3 || words.substr(0, size).find_first_of(".,") != std::string_view::npos) return size;
  while (size < words.size() && words[size] == ' ') {
    const auto group = words.substr(size + 1, run(words.substr(size + 1)));
    if (group.size() < 3 || !std::ranges::all_of(group.substr(0, 3), is_ascii_digit)) break;
    const auto decimals = group.substr(3);
    const bool mark = decimals.size() >= 2 && decimals.size() <= 3 && !is_ascii_digit(decimals.front());
    if (!decimals.empty() && !(mark && std::ranges::all_of(decimals.substr(1), is_ascii_digit))) break;
    size += 1 + group.size();
    if (!decimals.empty()) break;
  }
  return size;
}

}  // namespace sait
