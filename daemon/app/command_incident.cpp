#include <fmt/format.h>
#include <rapidjson/document.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "app/control_commands.hpp"
#include "app/control_socket.hpp"
#include "app/incident_text.hpp"
#include "app/json_members.hpp"
#include "app/standard_output.hpp"
#include "base/time.hpp"

namespace sait {
namespace {

struct IncidentOptions {
  std::string socket = "/run/saitd/saitd.sock", format = "text";
  std::string id, title, since, lasts;
  std::vector<std::string> facts, audiences, narratives;
};

std::string request_of(const IncidentOptions& options, const std::string& command) {
  rapidjson::StringBuffer buffer;
  Json json(buffer);
  json.StartObject();
  put(json, "command", command);
  if (command == "incident-close") put(json, "id", options.id);
  if (command == "incident-open") {
    put(json, "title", options.title);
    put(json, "facts", options.facts);
    put(json, "audiences", options.audiences);
    put(json, "narratives", options.narratives);
    if (!options.since.empty()) put(json, "since", options.since);
    if (!options.lasts.empty()) put(json, "for", options.lasts);
  }
  json.EndObject();
  return buffer.GetString();
}

// `heading` stands before what was done, in the form for people.
int run(const IncidentOptions& options, const std::string& command, std::string_view heading) {
  const auto answer = request_of_daemon(options.socket, request_of(options, command));
  auto text = answer ? incidents_text(*answer, options.format == "json", heading, command != "incident-close") : answer;
  if (!text) {
    fmt::print(stderr, "{}\n", text.error().text());
    return 1;
  }
  return print_last(*text);
}

CLI::App* add(CLI::App& parent, const std::string& name, const std::string& about, IncidentOptions& options) {
  auto* command = parent.add_subcommand(name, about);
  command->add_option("--socket", options.socket, "control.socket of the daemon's configuration")
      ->type_name("PATH")
      ->capture_default_str();
  command->add_option("--format", options.format, "text, or json: one object a line")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  return command;
}

std::string not_empty(const std::string& text) {
  return text.find_first_not_of(" \t\n") == std::string::npos ? "it is empty" : "";
}

void add_open(CLI::App& parent, const std::shared_ptr<IncidentOptions>& options, int& status) {
  auto* command = add(parent, "open", "declares an incident: until it ends, a holding statement may answer", *options);
  command->add_option("--title", options->title, "what happened, in a few words")
      ->required()
      ->check(not_empty)
      ->type_name("TEXT");
  command->add_option("--fact", options->facts, "what is official, and who says so; at least one")
      ->required()
      ->check(not_empty)
      ->allow_extra_args(false)
      ->type_name("TEXT");
  command->add_option("--audience", options->audiences, "only for this audience; all if none is named")
      ->allow_extra_args(false)
      ->type_name("NAME");
  command
      ->add_option("--narrative", options->narratives,
                   "only for this narrative; all that are unverified, suspect-misidentified or have evidence: media if "
                   "none is named")
      ->allow_extra_args(false)
      ->type_name("ID");
  command->add_option("--since", options->since, "how far it reaches back, or from when on; 48 h at most [24h]")
      ->check([](const std::string& text) {
        return parse_duration(text) || parse_time(text)
                   ? ""
                   : "\"" + text + "\" is no duration such as 24h and no time such as 2026-03-02T09:00:00Z";
      })
      ->type_name("DURATION|TIME");
  command->add_option("--for", options->lasts, "how long until it ends by itself; 28d at most [7d]")
      ->check([](const std::string& text) {
        return parse_duration(text) ? "" : "\"" + text + "\" is no duration such as 72h";
      })
      ->type_name("DURATION");
  command->footer(
      "Claims since then count as if they came now. What is advised is a holding statement: what is known, who "
      "decides, "
      "when the next update comes.\nNever write a suspect's name, origin or status into a title or a fact unless "
      "officials have published it: alerts carry both.\nNewer facts: open another one, then close the former.\n"
      "Example:\n  saitctl incident open --title \"Attack at the market\" --fact \"One person is in custody (police, "
      "18:00).\" --since 6h --audience en");
  command->callback([options, &status] { status = run(*options, "incident-open", "is open"); });
}

}  // namespace

void add_incident_command(CLI::App& app, int& status) {
  auto options = std::make_shared<IncidentOptions>();
  auto* command = app.add_subcommand("incident", "declares that something happened, with official facts; ends it");
  command->require_subcommand(1);
  command->footer("Example:\n  saitctl incident list");
  add_open(*command, options, status);
  auto* close = add(*command, "close", "ends an incident: open alerts are looked at again at the next tick", *options);
  close->add_option("id", options->id, "as `saitctl incident list` names it")->required()->type_name("ID");
  close->footer("Example:\n  saitctl incident close i1207");
  close->callback([options, &status] { status = run(*options, "incident-close", "is closed"); });
  auto* list = add(*command, "list", "the incidents that are open", *options);
  list->footer("Example:\n  saitctl incident list --format json");
  list->callback([options, &status] { status = run(*options, "incident-list", "is open"); });
}

}  // namespace sait
