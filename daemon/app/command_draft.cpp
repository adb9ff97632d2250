#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include "app/control_commands.hpp"
#include "app/match_json.hpp"
#include "app/rules_folder.hpp"
#include "app/standard_output.hpp"
#include "match/draft.hpp"
#include "text/language.hpp"
#include "text/utf8.hpp"

namespace sait {
namespace {

struct DraftOptions {
  std::string file, rules, language, format = "text";
};

constexpr const char* kOfPackage = "/usr/share/saitd/rules";

// The folder of the package, where no other is named and none lies here; empty after a message.
std::string rules_folder(const DraftOptions& options) {
  std::error_code problem;
  if (!options.rules.empty()) return options.rules;
  if (std::filesystem::is_directory("rules/terms", problem)) return "rules";
  if (std::filesystem::is_directory(kOfPackage, problem)) return kOfPackage;
  fmt::print(stderr, "error[no-rules]: there are no rules in ./rules and none in {}; name a rule folder: --rules DIR\n",
             kOfPackage);
  return {};
}

std::string text_of(const TermFinding& found, const std::string& file) {
  std::string instead;
  for (const auto& text : found.term->instead) instead += (instead.empty() ? "" : "; ") + text;
  auto out = fmt::format("{}:{}:{}: \"{}\" is a {} term", file, found.line, found.column, found.words,
                         to_string(found.term->kind));
  if (!found.term->frame.empty()) out += fmt::format(" ({})", found.term->frame);
  if (!instead.empty()) out += "; write: " + instead;
  if (!found.term->note.empty()) out += fmt::format("\n    {}", found.term->note);
  return out + "\n";
}

std::string json_of(const TermFinding& found) {
  std::string instead;
  for (const auto& text : found.term->instead) instead += (instead.empty() ? "" : ",") + json_string(text);
  return fmt::format(
             R"({{"line":{},"column":{},"begin":{},"end":{},"words":{},"term":{},"kind":"{}","frame":{},"instead":[{}],"note":{}}})",
             found.line, found.column, found.begin, found.end, json_string(found.words), json_string(found.term->words),
             to_string(found.term->kind), json_string(found.term->frame), instead, json_string(found.term->note)) +
         "\n";
}

int check(const DraftOptions& options) {
  std::ifstream in;
  if (options.file != "-") {
    in.open(options.file, std::ios::binary);
    if (!in || std::filesystem::is_directory(options.file)) {
      fmt::print(stderr, "{}: error[unreadable]: no file can be read there; name a file, or - for standard input\n",
                 options.file);
      return 1;
    }
  }
  std::istream& from = options.file == "-" ? std::cin : in;
  const std::string text((std::istreambuf_iterator<char>(from)), std::istreambuf_iterator<char>());
  if (!is_valid_utf8(text)) {
    fmt::print(stderr, "{}: error[utf8]: the text is not UTF-8, so no word of it can be told; save it as UTF-8\n",
               options.file);
    return 1;
  }
  const auto folder = rules_folder(options);
  const auto rules = folder.empty() ? nullptr : rules_in(folder);
  if (!rules) return 1;
  if (!has_language(*rules, options.language)) return 2;
  const auto language = options.language.empty() ? detect_language(text) : primary_tag(options.language);
  const auto findings = terms_in(*rules, text, language);
  std::string out;
  for (const auto& found : findings) out += options.format == "json" ? json_of(found) : text_of(found, options.file);
  if (findings.empty() && options.format == "text")
    out = fmt::format("{}: no loaded term{}\n", options.file, language.empty() ? "" : " of " + language);
  const int status = print_last(out);
  return status != 0 ? status : findings.empty() ? 0 : 1;
}

}  // namespace

void add_draft_command(CLI::App& app, int& status) {
  auto options = std::make_shared<DraftOptions>();
  auto* draft = app.add_subcommand("draft", "looks at a text of our own before it goes out");
  draft->require_subcommand(1);
  draft->footer("Example:\n  saitctl draft check answer.txt");
  auto* checking = draft->add_subcommand("check", "loaded terms in a text, with what to write instead");
  checking->add_option("file", options->file, "the text; - for standard input")->required();
  checking->add_option("--rules", options->rules, "the rule folder; else ./rules, else that of the package")
      ->type_name("DIR");
  checking
      ->add_option("--lang", options->language,
                   "its language; else it is detected, and all are tried where it is not clear")
      ->type_name("TAG");
  checking->add_option("--format", options->format, "how it is printed")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  checking->footer("Example:\n  saitctl draft check answer.txt --lang de");
  checking->callback([options, &status] { status = check(*options); });
}

}  // namespace sait
