// How long a document of a feed takes, against libxml2 alone on the same bytes, and which one takes longest. No Google
// Benchmark: each document counts for itself, and the worst of them is what is asked for.
//
//   bench_documents [FOLDER [SAITCTL]]    FOLDER: documents (default ../shared/data/feeds/corpus beside the source);
//                                         SAITCTL: the program, to time `saitctl feed parse auto` on each as well
#include <fmt/format.h>
#include <libxml/parser.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "feeds/web_document.hpp"
#include "feeds/web_identity.hpp"
#include "feeds/web_post.hpp"
#include "meter.hpp"

using namespace sait;

namespace {

constexpr int kTimes = 5;  // of which the fastest counts: what else the machine did then is not the document's
const std::string kBase = "https://news.example/feed.xml";

struct Document {
  std::string name, bytes;
  double ours = 0, reference = 0;        // CPU seconds
  double command = 0, command_wall = 0;  // seconds of the command as a whole
};

template <typename Work>
double fastest(const Work& work) {
  double best = 0;
  for (int i = 0; i < kTimes; ++i) {
    const bench::CpuWatch watch;
    work();
    const auto took = watch.seconds();
    best = i == 0 ? took : std::min(best, took);
  }
  return best;
}

// As the command and the daemon do: document, identities, posts.
void read(const std::string& bytes) {
  DocumentContext context;
  context.base = kBase;
  const auto document = parse_web_document(bytes, context);
  if (!document) return;
  const auto ids = identities(*document).names;
  for (std::size_t i = 0; i < ids.size(); ++i) (void)post_line(document->items[i], "web", {}, ids[i]);
}

void read_plainly(const std::string& bytes) {
  xmlFreeDoc(xmlReadMemory(bytes.data(), static_cast<int>(bytes.size()), nullptr, nullptr,
                           XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
}

// The fastest of three.
void run_command(Document& document, const std::filesystem::path& file, const char* program) {
  for (int i = 0; i < 3; ++i) {
    const auto start = bench::wall_seconds();
    const auto child = fork();
    if (child == 0) {
      if (std::freopen("/dev/null", "w", stdout) == nullptr || std::freopen("/dev/null", "w", stderr) == nullptr)
        _exit(127);
      execl(program, program, "feed", "parse", "auto", file.c_str(), "--base", kBase.c_str(), nullptr);
      _exit(127);
    }
    int status = 0;
    rusage used{};
    wait4(child, &status, 0, &used);
    const auto wall = bench::wall_seconds() - start;
    const auto seconds = [](const timeval& time) {
      return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    const auto cpu = seconds(used.ru_utime) + seconds(used.ru_stime);
    document.command = i == 0 ? cpu : std::min(document.command, cpu);
    document.command_wall = i == 0 ? wall : std::min(document.command_wall, wall);
  }
}

template <typename Show>
void print_slowest(std::vector<Document>& documents, const char* what, double Document::*time, const Show& shown) {
  std::ranges::sort(documents, std::ranges::greater{}, time);
  fmt::print("slowest {}:\n", what);
  for (const auto& document : std::span(documents).first(std::min<std::size_t>(3, documents.size()))) shown(document);
}

// What was written to be slow, of one size each, and an ordinary document of that size beside them.
std::vector<Document> made_documents() {
  constexpr std::size_t kSize = 1U << 20U;
  const auto filled = [](std::string text, std::string_view with, std::string_view end = {}) {
    while (text.size() < kSize) text += with;
    return text.append(end);
  };
  const std::string begin = "<rss><channel>", item = begin + "<item><guid>a</guid><description>";
  return {
      {"an ordinary one",
       filled(begin,
              "<item><title>A title of some words</title><link>https://news.example/1</link>"
              "<guid>1</guid><pubDate>Thu, 05 Mar 2026 09:00:00 GMT</pubDate><description>"
              "Two or three sentences. This is what most items are.</description></item>"),
       0, 0, 0, 0},
      {"items without anything", filled(begin, "<item/>"), 0, 0, 0, 0},
      {"& without a name", filled(item, "&"), 0, 0, 0, 0},
      {"tags in texts, never closed", filled(item, "&lt;a"), 0, 0, 0, 0},
      {"one tag of attributes", filled(begin + "<item ", "a='' "), 0, 0, 0, 0},
      {"one tag of attributes in a text", filled(item + "&lt;a ", "b=c ", "&gt;"), 0, 0, 0, 0},
      {"a comment of comments", filled(item, "<!-- "), 0, 0, 0, 0},
      {"links", filled(item, "&lt;a href=b>"), 0, 0, 0, 0},
      {"elements", filled(item, "<a>"), 0, 0, 0, 0},
  };
}

void hear_nothing(void* /*context*/, const char* /*format*/, ...) {}

}  // namespace

int main(int argc, char** argv) {
  xmlSetGenericErrorFunc(nullptr, hear_nothing);  // libxml2 alone complains of encodings
  const std::filesystem::path folder = argc > 1 ? argv[1] : SAIT_SOURCE_DIR "/../shared/data/feeds/corpus";
  std::vector<Document> documents;
  if (std::filesystem::is_directory(folder)) {
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
      if (!file.is_regular_file()) continue;
      std::ifstream in(file.path(), std::ios::binary);
      Document document{file.path().lexically_relative(folder).string(), {std::istreambuf_iterator<char>(in), {}}};
      document.ours = fastest([&] { read(document.bytes); });
      document.reference = fastest([&] { read_plainly(document.bytes); });
      if (argc > 2) run_command(document, file.path(), argv[2]);
      documents.push_back(std::move(document));
    }
  }
  double ours = 0, reference = 0;
  for (const auto& document : documents) ours += document.ours, reference += document.reference;
  fmt::print("{} documents: {:.1f} ms of CPU, libxml2 alone {:.1f} ms: {:.1f} times\n", documents.size(), ours * 1e3,
             reference * 1e3, reference > 0 ? ours / reference : 0);
  print_slowest(documents, "to read", &Document::ours, [](const Document& one) {
    fmt::print("  {:8.3f} ms, libxml2 alone {:8.3f} ms, {} bytes: {}\n", one.ours * 1e3, one.reference * 1e3,
               one.bytes.size(), one.name);
  });
  if (argc > 2) {
    print_slowest(documents, "as a command, by CPU", &Document::command, [](const Document& one) {
      fmt::print("  {:8.3f} ms of CPU, {:8.3f} ms of wall: {}\n", one.command * 1e3, one.command_wall * 1e3, one.name);
    });
    print_slowest(documents, "as a command, by wall", &Document::command_wall, [](const Document& one) {
      fmt::print("  {:8.3f} ms of wall, {:8.3f} ms of CPU: {}\n", one.command_wall * 1e3, one.command * 1e3, one.name);
    });
  }

  fmt::print("made to be slow, 1 MiB each:\n");
  double ordinary = 0;
  for (auto& document : made_documents()) {
    document.ours = fastest([&] { read(document.bytes); });
    if (ordinary == 0) ordinary = document.ours;
    fmt::print("  {:8.1f} ms, {:4.1f} times an ordinary one: {}\n", document.ours * 1e3, document.ours / ordinary,
               document.name);
  }
  return 0;
}
