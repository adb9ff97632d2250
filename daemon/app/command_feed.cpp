#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>

#include "app/control_commands.hpp"
#include "app/standard_output.hpp"
#include "feeds/opml.hpp"
#include "feeds/web_document.hpp"
#include "feeds/web_identity.hpp"
#include "feeds/web_post.hpp"

namespace sait {
namespace {

int fail_at(const std::string& place, const Error& error) {
  fmt::print(stderr, "{}: {}\n", place, error.text());
  return 1;
}

// "-" is standard input. Reads one byte more than a document may have, so that it is noticed.
std::optional<std::string> bytes_of(const std::string& file) {
  std::ifstream in;
  if (file != "-") {
    in.open(file, std::ios::binary);
    if (!in || std::filesystem::is_directory(file)) return std::nullopt;
  }
  std::istream& from = file == "-" ? std::cin : in;
  std::string bytes(kMaxDocument + 1, '\0');
  from.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(from.gcount()));
  return bytes;
}

const Error kUnreadable{"unreadable", "no file can be read there; name a file, or - for standard input"};

int parse(const std::string& type, const std::string& file, const std::string& base) {
  const auto bytes = bytes_of(file);
  if (!bytes) return fail_at(file, kUnreadable);
  DocumentContext context;
  context.base = base;
  context.format = type == "rss"        ? DocumentFormat::rss
                   : type == "atom"     ? DocumentFormat::atom
                   : type == "jsonfeed" ? DocumentFormat::json_feed
                                        : DocumentFormat::automatic;
  const auto document = parse_web_document(*bytes, context);
  if (!document) return fail_at(file, document.error());
  const auto ids = identities(*document).names;
  std::string posts;
  for (std::size_t i = 0; i < ids.size(); ++i) posts += post_line(document->items[i], "web", {}, ids[i]) + "\n";
  if (document->damaged)
    fmt::print(stderr, "{}: warning[damaged]: the document is broken; what could be read of it is here\n", file);
  return print_last(posts);
}

int import(const std::string& file) {
  const auto bytes = bytes_of(file);
  if (!bytes) return fail_at(file, kUnreadable);
  const auto feeds = parse_opml(*bytes);
  if (!feeds) return fail_at(file, feeds.error());
  if (feeds->empty()) return fail_at(file, {"empty", "the list names no feed: no outline has an xmlUrl"});
  fmt::print(stderr, "{} feeds; fill in each licence before the daemon reads them\n", feeds->size());
  return print_last(feeds_yaml(*feeds));
}

}  // namespace

void add_feed_command(CLI::App& app, int& status) {
  struct FeedOptions {
    std::string type, file, base;
  };
  auto options = std::make_shared<FeedOptions>();
  auto* feed = app.add_subcommand("feed", "what a feed reader makes of a document; feeds from lists of other readers");
  feed->require_subcommand(1);
  feed->footer(
      "Example:\n  saitctl feed parse auto news.xml --base https://news.example/feed\n  saitctl feed import "
      "subscriptions.opml");

  auto* parsing = feed->add_subcommand("parse", "a document to posts as NDJSON");
  parsing->add_option("type", options->type, "rss, atom, jsonfeed, or auto to tell by the content")
      ->required()
      ->check(CLI::IsMember({"auto", "rss", "atom", "jsonfeed"}));
  parsing->add_option("file", options->file, "the document; - for standard input")->required();
  parsing->add_option("--base", options->base, "the address it came from: what relative links are relative to")
      ->type_name("URI");
  parsing->footer("Example:\n  saitctl feed parse auto news.xml --base https://news.example/feed");
  parsing->callback([options, &status] { status = parse(options->type, options->file, options->base); });

  auto* importing = feed->add_subcommand("import", "a list of feeds (OPML) to blocks for the configuration");
  importing->add_option("opml", options->file, "the list; - for standard input")->required();
  importing->footer("Example:\n  saitctl feed import subscriptions.opml > feeds.yaml");
  importing->callback([options, &status] { status = import(options->file); });
}

}  // namespace sait
