#include "base/diagnostics.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using sait::Diagnostic;
using sait::Diagnostics;
using sait::nearest;

namespace {

Diagnostic problem(Diagnostic::Severity severity, std::string code) {
  return {severity, "a.yaml", 3, 5, std::move(code), "what is wrong", "    key: value"};
}

// The definition of Levenshtein's distance, word for word.
std::size_t edits(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return std::max(a.size(), b.size());
  const auto same = edits(a.substr(1), b.substr(1));
  if (a[0] == b[0]) return same;
  return 1 + std::min({same, edits(a.substr(1), b), edits(a, b.substr(1))});
}

}  // namespace

TEST_CASE("what a file holds does not steer the terminal it is shown on") {
  auto it = problem(Diagnostic::Severity::error, "c");
  it.text = "no \x1b[31mred\x7f";
  it.snippet = "key:\t\rvalue";
  CHECK(it.render() == "a.yaml:3:5: error[c]: no ?[31mred?\n    key:\t?value\n        ^\n");
}

TEST_CASE("a problem is shown with its place, its code and a caret under its column") {
  CHECK(problem(Diagnostic::Severity::error, "c").render() ==
        "a.yaml:3:5: error[c]: what is wrong\n"
        "        key: value\n"
        "        ^\n");
  CHECK(problem(Diagnostic::Severity::warning, "c").render().starts_with("a.yaml:3:5: warning[c]: "));
}

TEST_CASE("a problem of a whole file has neither line nor caret") {
  const Diagnostic whole{Diagnostic::Severity::error, "a.yaml", 0, 0, "c", "what", ""};
  CHECK(whole.render() == "a.yaml: error[c]: what\n");
}

TEST_CASE("warnings are no errors, and the error that stops a caller names the errors alone") {
  Diagnostics all;
  CHECK_FALSE(all.has_errors());
  all.add(problem(Diagnostic::Severity::warning, "mild"));
  CHECK_FALSE(all.has_errors());
  all.add(problem(Diagnostic::Severity::error, "first"));
  all.add(problem(Diagnostic::Severity::error, "second"));
  CHECK(all.has_errors());
  CHECK(all.items().size() == 3);
  const auto error = all.as_error();
  CHECK(error.code == "invalid");
  CHECK(error.message.find("mild") == std::string::npos);
  CHECK(error.message.find("error[first]") < error.message.find("error[second]"));
  CHECK(error.message.back() != '\n');
  const auto text = all.render();
  CHECK(text.find("warning[mild]") < text.find("error[first]"));
}

TEST_CASE("the nearest name is offered, and none that is far") {
  CHECK(nearest("narative", {"narrative", "policy"}) == "narrative");
  CHECK(nearest("polcy", {"narrative", "policy"}) == "policy");
  CHECK(nearest("something-else", {"narrative", "policy"}).empty());
  CHECK(nearest("x", {}).empty());
  CHECK(nearest("policy", {"polic", "policy"}) == "policy");
  CHECK(nearest("abcdef", {"abcdxy", "abxdyf"}) == "abcdxy");  // of two as near, the one that was named first
}

TEST_CASE("near means at most two edits or a third of the word") {
  std::mt19937 random(5);
  const auto any_word = [&] {
    std::string word(random() % 9, 'a');
    for (auto& c : word) c = static_cast<char>('a' + random() % 3);
    return word;
  };
  for (int round = 0; round < 400; ++round) {
    const auto word = any_word(), one = any_word(), two = any_word();
    const auto limit = std::max<std::size_t>(2, word.size() / 3);
    const auto to_one = edits(word, one), to_two = edits(word, two);
    const auto wanted = to_one <= limit && to_one <= to_two ? one : to_two <= limit ? two : std::string();
    CAPTURE(word);
    CAPTURE(one);
    CAPTURE(two);
    CHECK(nearest(word, {one, two}) == wanted);
  }
}
