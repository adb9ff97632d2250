// What `saitctl rules backtest` prints, in each of its forms. Nothing in it depends on the clock of the wall or on how
// many threads matched.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/backtest.hpp"
#include "workbench/labels.hpp"

namespace sait {

struct BacktestReport {
  std::string rules_name, source_name;  // as they were given
  std::optional<std::string> against_name;
  BacktestRun run;
  std::optional<BacktestRun> before;  // under the rules of --against
  std::vector<ConversationFigures> figures;
  std::vector<ConversationDifference> differences;  // where there is `before`
  std::optional<LabelTable> labels;
  Scores scores;                // where there are labels
  ExampleTexts texts;           // of examples
  bool shows_words = true;      // of labels that have their text beside them
  std::optional<Error> damage;  // the source ended before its end
};

[[nodiscard]] std::string text_of(const BacktestReport& report);
/// One object, indented.
[[nodiscard]] std::string json_of(const BacktestReport& report);
/// A test for each label: a claim that was missed or wrongly found fails. Needs labels.
[[nodiscard]] std::string junit_of(const BacktestReport& report);
/// A page that stands alone: no script, nothing from elsewhere.
[[nodiscard]] std::string html_of(const BacktestReport& report);

/// Where the rules are strong and where they are weak by the labels, a sentence each, without a full stop.
[[nodiscard]] std::vector<std::string> in_words(const BacktestReport& report);
/// Of each kind the first 20, a line each, by the label's place. Needs labels.
struct MistakesInWords {
  const char* what;
  std::vector<std::string> lines;
};
[[nodiscard]] std::vector<MistakesInWords> mistakes_in_words(const BacktestReport& report);
[[nodiscard]] std::string budget_in_words(const BudgetFigures& budget);
/// Time between the first alert and the first post of a newsroom: "41 h before", "3 h after"; empty if there is none of
/// either.
[[nodiscard]] std::string lead_text(const std::optional<Time>& alert, const std::optional<Time>& media);
/// The disguise, or "all".
[[nodiscard]] std::string evasion_text(const EvasionScore& score);
/// "0.83 (0.71 to 0.91; 40 of 48)", or "unknown (12 of 14)".
[[nodiscard]] std::string share_text(const Share& share);
/// "0.83 (0.71 to 0.91)", or "unknown".
[[nodiscard]] std::string f_text(const Hits& hits);
/// The place of an example for people: "line 412", "2026-11-02T10:14:00Z".
[[nodiscard]] std::string place_text(const ExamplePost& example);
/// Its words as they may be shown, or why they are not.
[[nodiscard]] std::string words_text(const ExamplePost& example, const ExampleTexts& texts);

}  // namespace sait
