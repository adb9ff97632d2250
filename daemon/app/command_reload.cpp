#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdio>
#include <memory>
#include <thread>
#include <utility>

#include "app/control_commands.hpp"
#include "app/control_socket.hpp"
#include "app/standard_output.hpp"

namespace sait {
namespace {

struct ReloadOptions {
  std::string socket = "/run/saitd/saitd.sock";
  std::string format = "text";
};

constexpr auto kBetweenLooks = std::chrono::milliseconds(50);

// The daemon's answer to a command.
Result<rapidjson::Document> ask(const std::string& socket, std::string_view command) {
  const auto answer = ask_daemon(socket, command);
  if (!answer) return answer.error();
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(answer->c_str());
  if (document.HasParseError() || !document.IsObject())
    return Error{"answer", fmt::format("{}: the daemon's answer is not understood: {}", socket, *answer)};
  return document;
}

int tell(const rapidjson::Value& reloads, const ReloadOptions& options) {
  const std::string result = reloads["result"].GetString();
  const std::string detail = reloads["detail"].GetString();
  if (options.format == "json") {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> json(buffer);
    reloads.Accept(json);
    fmt::print("{}\n", buffer.GetString());
  } else if (result == "failed") {
    fmt::print(stderr, "reload failed, everything stays as it was:\n{}\n", detail);
  } else {
    fmt::print("{}: {}\n", result, detail);
  }
  return result == "failed" ? 1 : 0;
}

int reload(const ReloadOptions& options) {
  const auto asked = ask(options.socket, "reload");
  if (!asked) return fail(asked.error());
  const auto number = asked->FindMember("reload");
  if (number == asked->MemberEnd() || !number->value.IsUint64())
    return fail({"answer", fmt::format("{}: this daemon takes no reload over its socket", options.socket)});
  for (bool told = false;;) {
    const auto status = ask(options.socket, "status");
    if (!status) return fail(status.error());
    const auto& reloads = (*status)["reloads"];
    if (reloads["done"].GetUint64() >= number->value.GetUint64()) return tell(reloads, options);
    const std::string paused = (*status)["paused"].GetString();
    if (!paused.empty() && !std::exchange(told, true))
      fmt::print(stderr, "intake pauses, and the reload waits until it goes on: {}\n", paused);
    std::this_thread::sleep_for(kBetweenLooks);
  }
}

}  // namespace

void add_reload_command(CLI::App& app, int& status) {
  auto options = std::make_shared<ReloadOptions>();
  auto* command = app.add_subcommand("reload", "takes changed rules, feeds and outlets over: all of it, or nothing");
  command->add_option("--socket", options->socket, "control.socket of its configuration")
      ->type_name("PATH")
      ->capture_default_str();
  command->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  command->footer("Example:\n  saitctl reload --socket build/live/saitd.sock");
  command->callback([options, &status] { status = reload(*options); });
}

}  // namespace sait
