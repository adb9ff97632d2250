#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "app/archive_posts.hpp"
#include "app/match_json.hpp"
#include "app/rules_folder.hpp"
#include "app/standard_output.hpp"
#include "app/workbench_commands.hpp"
#include "text/language.hpp"
#include "workbench/suggest.hpp"

namespace sait {
namespace {

struct SuggestCommand {
  std::string folder, examples, background, language, narrative, format = "text";
  std::size_t most = 10;
  double rate = 0.001;
};

std::string list_of(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) out += fmt::format("{}\"{}\"", out.empty() ? "" : ", ", text);
  return out;
}

std::string json_of(const Suggestion& suggestion, const Suggestions& all, std::size_t rank) {
  std::string literals, wrong;
  for (const auto& literal : suggestion.literals) literals += (literals.empty() ? "" : ",") + json_string(literal);
  for (const auto& post : suggestion.wrong_examples)
    wrong += fmt::format("{}{{\"line\":{},\"text\":{}}}", wrong.empty() ? "" : ",", post.line, json_string(post.text));
  return fmt::format(
      "{{\"rank\":{},\"phrase\":{},\"lang\":{},\"finds\":{},\"adds\":{},\"beyond\":{},\"examples\":{},\"wrong\":{},"
      "\"background\":{},\"literals\":[{}],\"wrong_posts\":[{}]}}\n",
      rank, json_string(suggestion.phrase), json_string(all.language), suggestion.finds.size(), suggestion.adds,
      suggestion.beyond, all.examples, suggestion.wrong, all.background, literals, wrong);
}

std::string text_of(const Suggestions& all, const SuggestCommand& command) {
  std::string out = fmt::format("{} examples in \"{}\", {} of them found already; background of {} posts in \"{}\"\n",
                                all.examples, all.language, all.found_already, all.background, all.language);
  if (all.copies > 0)
    out += fmt::format("{} copies of other examples were left out: they say nothing more\n", all.copies);
  if (all.other_language > 0) out += fmt::format("{} examples in other languages were left out\n", all.other_language);
  constexpr std::uint64_t kFewPosts = 1000;
  if (all.background < kFewPosts)
    out += fmt::format("a background of {} posts is small: what is rare in everyday speech cannot be told from it\n",
                       all.background);
  std::size_t rank = 0;
  for (const auto& suggestion : all.phrases) {
    out += fmt::format("\n{}. \"{}\"\n", ++rank, suggestion.phrase);
    out += fmt::format("   finds    {} of {} examples; {} that nothing finds now{}\n", suggestion.finds.size(),
                       all.examples, suggestion.adds,
                       suggestion.beyond == suggestion.adds
                           ? ""
                           : fmt::format(", {} of them beyond the phrases above", suggestion.beyond));
    out += fmt::format("   wrongly  {} of {} background posts{}\n", suggestion.wrong, all.background,
                       suggestion.wrong == 0 ? ""
                                             : fmt::format(" ({:.2f} in 1,000); look whether they are claims",
                                                           1000 * static_cast<double>(suggestion.wrong) /
                                                               static_cast<double>(all.background)));
    for (const auto& post : suggestion.wrong_examples)
      out += fmt::format("            {}:{}: {}\n", command.background, post.line, post.text);
    out += fmt::format("   literal  {}\n", list_of(suggestion.literals));
  }
  if (!all.no_claims.empty())
    out += fmt::format(
        "\nno claims: {} {} of {} ask, report or deny it in these words; give posts that claim it, and add "
        "these as tests with what they do\n",
        all.no_claims.size() == 1 ? "line" : "lines", fmt::join(all.no_claims, ", "), command.examples);
  if (!all.missed.empty())
    out += fmt::format("\nstill found by nothing: {} {} of {}\n", all.missed.size() == 1 ? "line" : "lines",
                       fmt::join(all.missed, ", "), command.examples);
  if (all.too_common > 0)
    out += fmt::format("{}{} more were left out: they match over {:g} in 1,000 background posts\n",
                       all.missed.empty() ? "\n" : "", all.too_common, 1000 * command.rate);
  out += fmt::format(
      "\nNothing was written. What to do: copy what says who, relation and what of the claim into `phrases: {}:` of "
      "{};\n"
      "add the examples that claim it as tests with `act: claim`, and for each the posts that look most like it with "
      "`act: none`;\n"
      "then run `saitctl rules test {}`.\n",
      all.language, command.narrative.empty() ? "its narrative" : fmt::format("narratives/{}.yaml", command.narrative),
      command.folder);
  return out;
}

int suggest(const SuggestCommand& command) {
  Diagnostics unreadable;
  const auto files = rule_files_in(command.folder, unreadable);
  const auto rules = files ? rules_in(command.folder) : nullptr;
  if (!rules) return 1;
  if (!has_language(*rules, command.language) || !has_narrative(*rules, command.narrative)) return 2;
  if (command.background == "-" || command.examples == "-") {
    fmt::print(stderr,
               "error[unreadable]: standard input can be read but once; write both into files and name these\n");
    return 2;
  }
  Suggester suggester(*files, rules, {primary_tag(command.language), command.narrative, command.most, command.rate});
  bool room = true;
  const auto examples = each_post(
      command.examples, [&](const Post& post, std::uint64_t line) { return room = suggester.add(post, line); },
      {.texts = true});
  if (is_cut(examples)) return 1;
  if (!room) {
    fmt::print(stderr, "{}: error[too-many]: more than {} examples; keep those that say the claim most clearly\n",
               command.examples, Suggester::kMostExamples);
    return 1;
  }
  const auto counted = each_post(command.background,
                                 [&](const Post& post, std::uint64_t) {
                                   suggester.count(post);
                                   return true;
                                 },
                                 {.texts = true});
  if (is_cut(counted)) return 1;
  if (const auto proposed = suggester.propose(); !proposed.ok()) {
    fmt::print(stderr, "{}: {}\n", command.examples, proposed.error().text());
    return 1;
  }
  const auto measured = each_post(command.background,
                                  [&](const Post& post, std::uint64_t line) {
                                    suggester.measure(post, line);
                                    return true;
                                  },
                                  {.texts = true, .quiet = true});
  if (is_cut(measured)) return 1;
  const auto found = suggester.result();
  if (found.background == 0) {
    fmt::print(
        stderr,
        "{}: error[background]: not one of its {} posts is in \"{}\", so what a phrase would wrongly find cannot "
        "be told; give everyday posts in that language\n",
        command.background, found.background_all, found.language);
    return 1;
  }
  if (found.phrases.empty()) {
    fmt::print(
        stderr,
        "{}: error[no-phrase]: no phrase is left: {} find two examples and match more than {:g} in 1,000 posts of "
        "the background; give more examples of one claim, or a higher --rate\n",
        command.examples, found.too_common, 1000 * command.rate);
    return 1;
  }
  std::string out;
  if (command.format == "json") {
    for (std::size_t i = 0; i < found.phrases.size(); ++i) out += json_of(found.phrases[i], found, i + 1);
  } else {
    out = text_of(found, command);
  }
  const int status = print_last(out);
  return status != 0 ? status : examples == ArchiveEnd::whole && counted == ArchiveEnd::whole ? 0 : 1;
}

}  // namespace

void add_suggest_command(CLI::App& rules, int& status) {
  auto command = std::make_shared<SuggestCommand>();
  auto* suggesting = rules.add_subcommand(
      "suggest", "phrases that would find example posts, with what each would add and wrongly find; writes nothing");
  suggesting->add_option("dir", command->folder, "the rule folder")->required()->type_name("DIR");
  suggesting
      ->add_option("--examples", command->examples,
                   "at least two posts that make the same claim: NDJSON, or plain text with one a line (also .zst)")
      ->required()
      ->type_name("FILE");
  suggesting->add_option("--background", command->background, "everyday posts in the same language, of the same forms")
      ->required()
      ->type_name("FILE");
  suggesting->add_option("--lang", command->language, "the language of the examples; else that of most of them")
      ->type_name("TAG");
  suggesting
      ->add_option("--narrative", command->narrative,
                   "whose patterns count as finding an example already; else those of all")
      ->type_name("ID");
  suggesting->add_option("--most", command->most, "phrases to print")->check(CLI::Range(1, 100))->capture_default_str();
  suggesting
      ->add_option("--rate", command->rate,
                   "of the background's posts in the language that a phrase may match, 0 to 1; no phrase that matches "
                   "more is printed")
      ->check(CLI::Range(0.0, 1.0))
      ->check([](const std::string& text) { return text.find_first_of("nN") == std::string::npos ? "" : "no number"; })
      ->capture_default_str();
  suggesting->add_option("--format", command->format, "how it is printed")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  suggesting->footer(
      "Example:\n  saitctl rules suggest rules --examples claims.txt --background posts.ndjson --lang en");
  suggesting->callback([command, &status] { status = suggest(*command); });
}

}  // namespace sait
