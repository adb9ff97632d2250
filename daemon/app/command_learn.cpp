#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>

#include "app/backtest_report.hpp"
#include "app/label_files.hpp"
#include "app/rules_folder.hpp"
#include "app/standard_output.hpp"
#include "app/workbench_commands.hpp"
#include "match/rule_tests.hpp"
#include "text/language.hpp"
#include "workbench/learn_weights.hpp"
#include "workbench/weight_lessons.hpp"

namespace sait {
namespace {

struct LearnCommand {
  std::string folder, language;
  std::vector<std::string> labels;
  LabelChoice choice;
  LearnOptions options;
  bool write = false;
};

// The rules of these files; nullptr after messages.
std::shared_ptr<const RuleSet> compiled(const std::string& folder, const RuleFiles& files,
                                        const Diagnostics& unreadable) {
  Diagnostics found;
  auto rules = compile_rules(files, found);
  const auto all = together(unreadable, found);
  if (rules != nullptr && !all.has_errors()) return rules;
  fmt::print(stderr, "{}", below(folder, all).render());
  return nullptr;
}

void tell_contradictions(const std::vector<const LabelRow*>& contradictions) {
  constexpr std::size_t kTold = 5;
  for (std::size_t i = 0; i < std::min(kTold, contradictions.size()); ++i) {
    const auto& row = *contradictions[i];
    fmt::print(stderr,
               "{}:{}: warning[contradiction]: \"{}\", but a test or an earlier label says {} of the same words; this "
               "one is left out\n",
               row.file, row.line, row.label,
               row.wanted == Wanted::claim ? "that they claim nothing" : "that they claim");
  }
  if (contradictions.size() > kTold)
    fmt::print(stderr, "warning[contradiction]: and {} more such labels\n", contradictions.size() - kTold);
}

std::string most_of(const LearntWeights& learnt, bool against) {
  constexpr std::size_t kShown = 8;
  std::string out;
  const auto count = learnt.weights.size();
  for (std::size_t i = 0; i < std::min(kShown, count); ++i) {
    const auto& [thousandths, feature] = learnt.weights[against ? i : count - 1 - i];
    if (against ? thousandths >= 0 : thousandths <= 0) break;
    out += fmt::format("{}\"{}\" {:.2f}", out.empty() ? "" : ", ", feature, static_cast<double>(thousandths) / 1000);
  }
  return out;
}

std::string text_of(const std::string& language, const LearntWeights& learnt, const LearntNarratives& told,
                    const WeightLessons::Lessons& lessons) {
  return fmt::format(
      "{}: {} weights from {} claims and {} other posts, for {}\n"
      "  of posts that it did not learn from (each of five parts was weighed by what the other four taught):\n"
      "  claims kept        {}\n"
      "  others outweighed  {}\n"
      "  others that weigh as much as hints ask for  {}\n"
      "  claims whose words tell their narrative     {}\n"
      "  claims whose words tell another             {}\n"
      "  a claim weighs more than another post in {:.0f} of 100 pairs\n"
      "  most for a claim   {}\n"
      "  most against       {}\n",
      language, learnt.weights.size(), learnt.claims, learnt.others, fmt::join(lessons.narratives(), ", "),
      share_text(learnt.kept), share_text(learnt.outweighed), share_text(learnt.strayed), share_text(told.told),
      share_text(told.wrong), 100 * learnt.ranking, most_of(learnt, false), most_of(learnt, true));
}

Status write(const std::filesystem::path& file, const std::string& bytes) {
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  if (error) return Error{"unwritable", fmt::format("{}: {}", file.parent_path().string(), error.message())};
  const auto beside = std::filesystem::path(file).concat(".new");
  {
    std::ofstream out(beside, std::ios::binary);
    out << bytes;
    out.close();
    if (!out)
      return Error{"unwritable", fmt::format("{}: cannot be written; is there room, and may you?", beside.string())};
  }
  std::filesystem::rename(beside, file, error);
  if (!error) return {};
  const Error failed{"unwritable", fmt::format("{}: {}", file.string(), error.message())};
  std::filesystem::remove(beside, error);
  return failed;
}

// Which tests fail of the rules with these weights: claims that are outweighed, and silent posts that are not.
std::string failing_tests(const std::shared_ptr<const RuleSet>& rules, const std::string& folder) {
  constexpr std::size_t kTold = 5;
  std::size_t failing = 0;
  std::string out;
  for (const auto& result : run_tests(rules)) {
    if (result.passed || ++failing > kTold) continue;
    out += fmt::format("  {}/{}:{}{}\n", folder, result.test->file, result.test->line,
                       result.outweighed ? " (its claim is outweighed)" : "");
  }
  if (failing == 0) return "tests that would fail: none\n";
  return fmt::format("tests that would fail: {}\n{}{}", failing, out,
                     failing > kTold
                         ? fmt::format("  and {} more; `saitctl rules test {}` names them\n", failing - kTold, folder)
                         : "");
}

int learn(const LearnCommand& command) {
  Diagnostics unreadable;
  auto files = rule_files_in(command.folder, unreadable);
  if (!files) return 1;
  // Without the weights that stand there: they may be of other words, or damaged.
  auto without = *files;
  std::erase_if(without, [](const auto& file) { return file.first.starts_with("weights/"); });
  const auto rules = compiled(command.folder, without, unreadable);
  if (rules == nullptr) return 1;
  if (!has_language(*rules, command.language)) return 2;
  WeightLessons taken(rules);
  taken.take_tests();
  if (!command.labels.empty()) {
    const auto table = read_label_files(command.labels, command.choice);
    if (!table) return 1;
    if (!table->has_texts)
      return fail(
          {"no-texts", fmt::format("{}: has no column `text`; add one: words are what is learnt", table->name)});
    tell_contradictions(taken.take_labels(*table));
  }
  std::string out;
  RuleFiles weights;
  for (const auto& [language, lessons] : taken.by_language()) {
    if (!command.language.empty() && language != primary_tag(command.language)) continue;
    const auto learnt = learn_weights(lessons.posts, command.options);
    if (!learnt || lessons.narratives().empty()) {
      const auto claims = std::ranges::count(lessons.posts, true, &LabelledWording::claim);
      out += fmt::format(
          "{}: nothing is learnt from {} claims and {} other posts; at least {} of each are needed, {} claims of one "
          "narrative, and words that stand in at least {} of them\n",
          language, claims, lessons.posts.size() - static_cast<std::size_t>(claims), LearntWeights::kFewestPosts,
          WeightLessons::kFewestClaims, command.options.fewest);
      continue;
    }
    const auto narratives = lessons.narratives();
    const auto told = learn_narratives(lessons.posts, narratives, command.options);
    out += text_of(language, *learnt, told, lessons);
    weights[fmt::format("weights/{}.yaml", language)] = weights_file(*learnt, told, narratives, command.options);
  }
  if (out.empty()) out = "nothing to learn from: no test and no label is in this language\n";
  if (weights.empty()) return print_last(out + "Nothing was written.\n");
  // As they will stand there: beside those of languages that nothing was learnt for.
  for (const auto& [path, bytes] : weights) (*files)[path] = bytes;
  const auto taught = compiled(command.folder, *files, unreadable);
  if (taught == nullptr) return 1;
  out += failing_tests(taught, command.folder);
  if (!command.write) return print_last(out + "Nothing was written; --write puts the weights into the rules.\n");
  std::vector<std::string> written;
  for (const auto& [path, bytes] : weights) {
    const auto file = std::filesystem::path(command.folder) / path;
    if (auto status = write(file, bytes); !status) {
      if (!written.empty()) fmt::print(stderr, "written before: {}\n", fmt::join(written, ", "));
      return fail(status.error());
    }
    written.push_back(file.string());
  }
  return print_last(out + fmt::format("written: {}\nWhat to do: look at posts that were not learnt from with `saitctl "
                                      "rules backtest {} --labels ...`.\n",
                                      fmt::join(written, ", "), command.folder));
}

}  // namespace

void add_learn_command(CLI::App& rules, int& status) {
  auto command = std::make_shared<LearnCommand>();
  auto* learning = rules.add_subcommand(
      "learn",
      "weights that tell claims from what only looks like one, from the tests beside the rules and labelled posts");
  learning->add_option("dir", command->folder, "the rule folder")->required()->type_name("DIR");
  learning
      ->add_option(
          "--labels", command->labels,
          "tables with `lang`, `label`, `narrative` and `text`, as for backtest; or folders of them. Not those "
          "that are to tell how well it does")
      ->type_name("PATH");
  learning
      ->add_option("--asserting", command->choice.asserting,
                   "the labels that ask for the claim, commas between; else claim, paraphrase, evasion, unverified and "
                   "false")
      ->type_name("LABELS");
  learning->add_option("--lang", command->language, "this language alone")->type_name("TAG");
  const auto add_number = [&](const char* name, double& value, double low, double high, const char* what) {
    learning->add_option(name, value, what)
        ->check(CLI::Range(low, high))
        ->check(
            [](const std::string& text) { return text.find_first_of("nN") == std::string::npos ? "" : "no number"; })
        ->capture_default_str();
  };
  add_number("--keep", command->options.keep, 0.5, 1,
             "of claims that were not learnt from, the share that is not to be outweighed");
  add_number("--stray", command->options.stray, 0, 0.5,
             "of other posts that were not learnt from, the share that may weigh as much as `hints` ask for");
  add_number("--apart", command->options.apart, 0, 100,
             "how far one narrative must be ahead of the others in the words of what is only hinted at");
  learning
      ->add_option("--fewest", command->options.fewest,
                   "posts that a word or a pair of words stands in, to have a weight")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  learning->add_flag("--write", command->write,
                     "writes DIR/weights/<language>.yaml in place of those that stand there");
  learning->footer("Example:\n  saitctl rules learn rules --labels rules/suites/seen --write");
  learning->callback([command, &status] { status = learn(*command); });
}

}  // namespace sait
