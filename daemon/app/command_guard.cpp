#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>
#include <optional>

#include "app/archive_posts.hpp"
#include "app/match_json.hpp"
#include "app/rules_folder.hpp"
#include "app/standard_output.hpp"
#include "app/workbench_commands.hpp"
#include "text/language.hpp"
#include "text/utf8.hpp"
#include "workbench/guard.hpp"

namespace sait {
namespace {

struct GuardCommand {
  std::string folder, wrong, text, examples, background, language, narrative, format = "text";
};

constexpr std::uint64_t kFew = 4;  // posts found, of which a half says nothing

std::string json_of(const Guards& found, const GuardMeter* meter) {
  std::string out;
  for (const auto& guard : found.guards) {
    std::string phrases;
    for (const auto& phrase : guard.phrases) phrases += (phrases.empty() ? "" : ",") + json_string(phrase);
    out += fmt::format(
        R"({{"narrative":{},"lang":{},"none":[{}],"file":{},"line":{},"insert":{},"silences":[{}],"claims_kept":{}{}}})",
        json_string(guard.narrative), json_string(guard.language), phrases, json_string(guard.file), guard.line,
        json_string(guard.lines), fmt::join(guard.silenced, ","), found.claims,
        meter == nullptr ? ""
                         : fmt::format(",\"background\":{},\"background_matched\":{},\"background_silenced\":{}",
                                       meter->posts(), meter->matched(), meter->silenced()));
    out += '\n';
  }
  return out;
}

std::string text_of(const Guards& found, const GuardCommand& command, const GuardMeter* meter) {
  std::string out;
  for (const auto& guard : found.guards) {
    out +=
        fmt::format("{}/{}:{}: {}\n\n{}{}\n", command.folder, guard.file, guard.line,
                    guard.whole ? "put these lines there:" : "put this into the list that stands there:", guard.lines,
                    guard.whole ? "" : "\n");
    out += fmt::format("silences    {} of \"{}\" in \"{}\"\n",
                       command.text.empty()
                           ? fmt::format("the {} {}", guard.silenced.size() == 1 ? "post in line" : "posts in lines",
                                         fmt::join(guard.silenced, ", "))
                           : std::string("the text"),
                       guard.narrative, guard.language);
  }
  out += fmt::format(
      "keeps       all {} known claims of the pack's tests{}\n", found.claims,
      command.examples.empty() ? "" : fmt::format(", and the {} examples that are found", found.examples_found));
  if (!found.silent_already.empty())
    out += fmt::format("not found   lines {}: nothing to silence there\n", fmt::join(found.silent_already, ", "));
  if (meter != nullptr) {
    out += fmt::format("background  {} of the {} posts that are found would be silent too\n", meter->silenced(),
                       meter->matched());
    if (meter->matched() >= kFew && 2 * meter->silenced() > meter->matched())
      out +=
          "            that is over half of them: if some are claims, give these as --examples for a narrower guard\n";
    for (const auto& post : meter->examples())
      out += fmt::format("            {}:{}: {}\n", command.background, post.line, post.text);
  }
  out += fmt::format(
      "\nNothing was written. What to do: look whether a claim could be made with these words, and whether they are "
      "somebody's\nname (a name is no guard: it would silence every claim about them); if neither, put it there, add\n"
      "the post as a test with `act: none`, and run `saitctl rules test {}`.\n",
      command.folder);
  return out;
}

// The posts of a file; nothing after a message.
std::optional<std::vector<GuardPost>> posts_of(const std::string& path, std::size_t most, bool& all) {
  std::vector<GuardPost> out;
  const auto end = each_post(path,
                             [&](const Post& post, std::uint64_t line) {
                               if (!post.deleted)
                                 out.push_back({without_identifiers(post.text), without_identifiers(post.title),
                                                std::string(post.lang), line});
                               return out.size() <= most;
                             },
                             {.texts = true});
  if (is_cut(end)) return std::nullopt;
  if (out.size() > most) {
    fmt::print(stderr, "{}: error[too-many]: more than {} posts; give those that are most unlike each other\n", path,
               most);
    return std::nullopt;
  }
  if (out.empty()) {
    fmt::print(stderr, "{}: error[no-posts]: there is no post in it\n", path);
    return std::nullopt;
  }
  all = all && end == ArchiveEnd::whole;
  return out;
}

int guard(const GuardCommand& command) {
  constexpr std::size_t kMostExamples = 2'000;
  Diagnostics unreadable;
  const auto files = rule_files_in(command.folder, unreadable);
  const auto rules = files ? rules_in(command.folder) : nullptr;
  if (!rules) return 1;
  if (!has_language(*rules, command.language) || !has_narrative(*rules, command.narrative)) return 2;
  if (command.text.find_first_not_of(" \n\t") == std::string::npos && command.wrong.empty()) {
    fmt::print(stderr, "error[no-posts]: --text is empty; give the words of the post that was wrongly found\n");
    return 2;
  }
  bool all = true;
  std::vector<GuardPost> wrong{{without_identifiers(command.text), "", "", 1}}, examples;
  if (command.text.empty()) {
    auto posts = posts_of(command.wrong, kMostWrongPosts, all);
    if (!posts) return 1;
    wrong = std::move(*posts);
  }
  if (!command.examples.empty()) {
    auto posts = posts_of(command.examples, kMostExamples, all);
    if (!posts) return 1;
    examples = std::move(*posts);
  }
  const auto found = propose_guards(*files, rules, wrong, examples, {command.narrative, primary_tag(command.language)});
  if (!found) return fail(found.error());
  std::optional<GuardMeter> meter;
  if (!command.background.empty()) {
    meter.emplace(rules, found->rules);
    const auto end = each_post(command.background,
                               [&](const Post& post, std::uint64_t line) {
                                 meter->look_at(post, line);
                                 return true;
                               },
                               {.texts = true});
    if (is_cut(end)) return 1;
    all = all && end == ArchiveEnd::whole;
  }
  const auto* measured = meter ? &*meter : nullptr;
  const int status =
      print_last(command.format == "json" ? json_of(*found, measured) : text_of(*found, command, measured));
  return status != 0 ? status : all ? 0 : 1;
}

}  // namespace

void add_guard_command(CLI::App& rules, int& status) {
  auto command = std::make_shared<GuardCommand>();
  auto* guarding = rules.add_subcommand(
      "guard", "a `none` phrase that silences wrongly found posts and keeps every known claim; writes nothing");
  guarding->add_option("dir", command->folder, "the rule folder")->required()->type_name("DIR");
  auto* subject = guarding->add_option_group("subject", "one of these");
  subject
      ->add_option("--wrong", command->wrong,
                   "posts that were wrongly found: NDJSON, or plain text with one a line (also .zst)")
      ->type_name("FILE");
  subject->add_option("--text", command->text, "the text of one such post");
  subject->require_option(1);
  guarding->add_option("--narrative", command->narrative, "the narrative to silence them in; else each that finds them")
      ->type_name("ID");
  guarding->add_option("--lang", command->language, "the language of the posts; else each one's own")->type_name("TAG");
  guarding
      ->add_option("--examples", command->examples, "posts that must be found as they are now, beside the pack's tests")
      ->type_name("FILE");
  guarding->add_option("--background", command->background, "other posts: which of them would be silent too")
      ->type_name("FILE");
  guarding->add_option("--format", command->format, "how it is printed")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  guarding->footer(
      "Example:\n  saitctl rules guard rules --lang en --text \"Refugees got free toy cars at the church fair\"");
  guarding->callback([command, &status] { status = guard(*command); });
}

}  // namespace sait
