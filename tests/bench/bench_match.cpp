// Folding, the gate and matching on posts and patterns that were not written for this project, beside references
// measured in the same run, one thread:
//
//   python3 ../shared/data/bench/generate.py DIR && bench_match DIR
#include <cstdio>
// Needs FILE.
#include <cld2/public/compact_lang_det.h>
#include <fmt/format.h>
#include <hs/hs.h>
#include <rapidjson/document.h>
#include <re2/re2.h>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <new>

#include "../unit/rules/rule_fixture.hpp"
#include "match/post_matcher.hpp"
#include "meter.hpp"
#include "model/post_json.hpp"

namespace {

std::atomic<std::uint64_t> allocations{0};

}  // namespace

void* operator new(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

using namespace sait;

constexpr std::string_view kTopic = "migrant* refugee* asylum immigrant* foreigner* newcomer* illegals alien*";

struct Material {
  std::vector<std::string> texts, lines;
};

Material read_posts(const std::filesystem::path& file) {
  Material material;
  std::ifstream in(file, std::ios::binary);
  std::uint64_t number = 0;
  for (std::string line; std::getline(in, line);) {
    rapidjson::Document event;
    event.Parse(line.c_str());
    const auto& record = event["commit"]["record"];
    material.texts.emplace_back(record["text"].GetString(), record["text"].GetStringLength());
    material.lines.push_back(
        fmt::format(R"({{"platform":"bsky","id":"{}","lang":"en","created_at":"2026-11-22T10:00:00Z","text":"{}"}})",
                    ++number, material.texts.back()));
  }
  return material;
}

std::vector<std::string> read_lines(const std::filesystem::path& file) {
  std::vector<std::string> lines;
  std::ifstream in(file, std::ios::binary);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

void replace(std::string& text, std::string_view old, std::string_view now) {
  for (auto at = text.find(old); at != std::string::npos; at = text.find(old, at + now.size()))
    text.replace(at, old.size(), now);
}

// The four shapes of generate.py over words with one space between them, from border to border of words. What lies
// between two words there is a space, or so many characters with a space on both sides.
std::string over_words(std::string pattern) {
  replace(pattern, R"(\b.{0,40}\b)", " (?:.{0,38} )?");
  replace(pattern, R"(\b[^.]{0,60}\b)", " (?:[^.]{0,58} )?");
  replace(pattern, R"(\b.*\b)", " (?:.* )?");
  replace(pattern, R"(\s+)", " ");
  replace(pattern, R"(\b)", "");
  return pattern;
}

RuleFiles files_of(const std::vector<std::string>& patterns) {
  RuleFiles files{{"policies/p.yaml", fixture::kPolicy}};
  std::string topic;
  std::string_view words = kTopic;
  while (!words.empty()) {
    const auto size = std::min(words.find(' '), words.size());
    topic += fmt::format("{}\"{}\"", topic.empty() ? "" : ", ", words.substr(0, size));
    words.remove_prefix(std::min(words.size(), size + 1));
  }
  files["languages/en.yaml"] = "topic: [" + topic + "]\n";
  constexpr std::size_t kEach = 100;
  for (std::size_t from = 0; from < patterns.size(); from += kEach) {
    const auto id = fmt::format("n{}", from / kEach);
    auto& file = files["narratives/" + id + ".yaml"];
    file = fmt::format(
        "id: {}\ntitle: T\nclaim: C\nstatus: unverified\nowner: o\nreview_by: 2099-01-01\nphrases:\n  en:\n", id);
    for (auto i = from; i < std::min(from + kEach, patterns.size()); ++i)
      file += fmt::format("    - 'regex: {}'\n", over_words(patterns[i]));
  }
  return files;
}

std::shared_ptr<const RuleSet> compile(const RuleFiles& files) {
  Diagnostics diagnostics;
  auto rules = compile_rules(files, diagnostics);
  if (!rules) {
    std::cerr << diagnostics.render().substr(0, 2000);
    std::exit(1);
  }
  return rules;
}

// Posts a CPU second: the best of some passes over all of `count`.
double rate(std::size_t count, const std::function<void()>& pass, int passes = 5) {
  double best = 0;
  for (int i = 0; i < passes; ++i) {
    const bench::CpuWatch watch;
    pass();
    best = std::max(best, static_cast<double>(count) / watch.seconds());
  }
  return best;
}

void show(std::string_view what, double posts, std::string_view note = {}) {
  fmt::print("| {} | {:.0f} | {} |\n", what, posts, note);
  std::fflush(stdout);
}

// fold + gate + match of one rule set, pass by pass.
class Matching {
 public:
  explicit Matching(std::shared_ptr<const RuleSet> rules) : matcher_(std::move(rules)) {}

  void pass(const std::vector<std::string>& texts) {
    on_topic_ = matches_ = 0;
    const std::uint64_t before = allocations;
    const bench::CpuWatch watch;
    for (const auto& text : texts) {
      post_.text = text;
      if (!matcher_.on_topic(post_)) continue;
      ++on_topic_;
      matches_ += matcher_.matches("en").size();
    }
    rates.push_back(static_cast<double>(texts.size()) / watch.seconds());
    allocated_ = allocations - before;
    posts_ = texts.size();
  }

  // How many posts matched and what a post allocates once everything is warm.
  [[nodiscard]] std::string note() const {
    return fmt::format("{:.1f} % on topic, {} matches, {} allocations in the last pass",
                       100.0 * static_cast<double>(on_topic_) / static_cast<double>(posts_), matches_, allocated_);
  }

  std::vector<double> rates;  // posts a CPU second, by pass

 private:
  PostMatcher matcher_;
  Post post_;
  std::size_t posts_ = 1, on_topic_ = 0, matches_ = 0;
  std::uint64_t allocated_ = 0;
};

double best(const Matching& matching) { return *std::ranges::max_element(matching.rates); }

// The middle one of the shares that one reaches of the other, in passes that follow each other: what else the machine
// does while they run it does to both.
double share(const Matching& one, const Matching& other) {
  std::vector<double> shares;
  for (std::size_t i = 0; i < one.rates.size(); ++i) shares.push_back(one.rates[i] / other.rates[i]);
  std::ranges::nth_element(shares, shares.begin() + static_cast<std::ptrdiff_t>(shares.size() / 2));
  return shares[shares.size() / 2];
}

double lines_rate(const std::shared_ptr<const RuleSet>& rules, const std::vector<std::string>& lines) {
  PostMatcher matcher(rules);
  PostReader reader;
  Post post;
  std::string buffer;
  std::size_t matches = 0;
  return rate(lines.size(), [&] {
    for (const auto& line : lines) {
      buffer.assign(line);
      if (!reader.read(buffer.data(), buffer.size(), post).ok()) std::exit(1);
      if (matcher.on_topic(post)) matches += matcher.matches("en").size();
    }
  });
}

double hyperscan_rate(const std::vector<std::string>& patterns, const std::vector<std::string>& texts,
                      std::string& note) {
  std::vector<const char*> expressions;
  std::vector<unsigned> flags, ids;
  for (const auto& pattern : patterns) {
    expressions.push_back(pattern.c_str());
    flags.push_back(HS_FLAG_CASELESS | HS_FLAG_SINGLEMATCH);
    ids.push_back(static_cast<unsigned>(ids.size()));
  }
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  if (hs_compile_multi(expressions.data(), flags.data(), ids.data(), static_cast<unsigned>(ids.size()), HS_MODE_BLOCK,
                       nullptr, &database, &error) != HS_SUCCESS) {
    note = error->message;
    return 0;
  }
  hs_scratch_t* scratch = nullptr;
  hs_alloc_scratch(database, &scratch);
  std::size_t matches = 0;
  const auto found = [](unsigned, unsigned long long, unsigned long long, unsigned, void* count) {
    ++*static_cast<std::size_t*>(count);
    return 0;
  };
  const auto best = rate(texts.size(), [&] {
    matches = 0;
    for (const auto& text : texts)
      hs_scan(database, text.data(), static_cast<unsigned>(text.size()), 0, scratch, found, &matches);
  });
  note = fmt::format("{} matches", matches);
  hs_free_scratch(scratch);
  hs_free_database(database);
  return best;
}

class Sink final : public icu::ByteSink {
 public:
  void Append(const char* bytes, std::int32_t size) override { out.append(bytes, static_cast<std::size_t>(size)); }
  std::string out;
};

void references(const Material& material, const std::vector<std::string>& patterns) {
  std::string note;
  std::string buffer;
  show("RapidJSON in situ", rate(material.lines.size(), [&] {
         for (const auto& line : material.lines) {
           buffer.assign(line);
           rapidjson::Document document;
           document.ParseInsitu(buffer.data());
           if (document.HasParseError()) std::exit(1);
         }
       }));
  UErrorCode status = U_ZERO_ERROR;
  const auto* folding = icu::Normalizer2::getNFKCCasefoldInstance(status);
  Sink sink;
  show("ICU NFKC case fold", rate(material.texts.size(), [&] {
         for (const auto& text : material.texts) {
           sink.out.clear();
           folding->normalizeUTF8(0, text, sink, nullptr, status);
         }
       }));
  const std::size_t sample = 20'000;
  show("CLD2", rate(
                   sample,
                   [&] {
                     for (std::size_t i = 0; i < sample; ++i) {
                       bool reliable = false;
                       CLD2::DetectLanguage(material.texts[i].data(), static_cast<int>(material.texts[i].size()), true,
                                            &reliable);
                     }
                   },
                   2));
  const auto hyperscan = hyperscan_rate(patterns, material.texts, note);
  show(fmt::format("Hyperscan, {} patterns on raw text", patterns.size()), hyperscan, note);
  std::vector<std::unique_ptr<RE2>> each;
  for (const auto& pattern : patterns) each.push_back(std::make_unique<RE2>("(?i)" + pattern));
  const std::size_t few = 2'000;
  std::size_t found = 0;
  show("RE2, pattern by pattern", rate(
                                      few,
                                      [&] {
                                        for (std::size_t i = 0; i < few; ++i) {
                                          for (const auto& regex : each)
                                            found += RE2::PartialMatch(material.texts[i], *regex) ? 1U : 0U;
                                        }
                                      },
                                      2));
}

// The same matches as the patterns as they were written find in the same words: on some posts, since RE2 is slow alone.
bool agrees(const std::shared_ptr<const RuleSet>& rules, const std::vector<std::string>& patterns,
            const std::vector<std::string>& texts) {
  PostMatcher matcher(rules);
  Post post;
  std::vector<std::unique_ptr<RE2>> each;
  for (const auto& pattern : patterns) each.push_back(std::make_unique<RE2>(pattern));
  std::size_t posts = 0, matches = 0;
  for (std::size_t i = 0; i < texts.size(); i += 40) {
    post.text = texts[i];
    const bool on_topic = matcher.on_topic(post);
    std::vector<std::size_t> ours, theirs;
    if (on_topic) {
      for (const auto& match : matcher.matches("en")) ours.push_back(match.pattern);
    }
    const std::string words(matcher.folded().plain());
    for (std::size_t k = 0; k < each.size(); ++k) {
      if (RE2::PartialMatch(words, *each[k])) theirs.push_back(k);
    }
    std::vector<std::size_t> order;  // patterns of narratives in order of their paths: n0 n1 n10 ...
    for (const auto index : ours) {
      const auto& id = rules->patterns[index].id;
      order.push_back(std::stoul(id.substr(1)) * 100 + std::stoul(id.substr(id.rfind('/') + 1)) - 1);
    }
    std::ranges::sort(order);
    if (order != theirs) {
      fmt::print("differs on: {}\n", texts[i]);
      return false;
    }
    ++posts;
    matches += order.size();
  }
  fmt::print("\n{} posts: the same {} matches as each pattern alone over the same words\n", posts, matches);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: bench_match DIR    (what ../shared/data/bench/generate.py wrote)\n";
    return 2;
  }
  const std::filesystem::path folder(argv[1]);
  const auto material = read_posts(folder / "posts.ndjson");
  const auto patterns = read_lines(folder / "patterns-1000.txt");
  if (material.texts.empty() || patterns.empty()) {
    std::cerr << "error: no posts or patterns in " << folder << "; make them with generate.py\n";
    return 1;
  }
  fmt::print("| one thread, {} posts | posts a CPU second | |\n| --- | ---: | --- |\n", material.texts.size());
  const auto rules = compile(files_of(patterns));
  Matching few(rules), many(compile(files_of(read_lines(folder / "patterns-10000.txt")))),
      shipped(compile(fixture::shipped()));
  constexpr int kPasses = 11;
  for (int i = 0; i < kPasses; ++i) {
    for (auto* matching : {&few, &many, &shipped}) matching->pass(material.texts);
  }
  show("fold + gate + match, 1,000 patterns", best(few), few.note());
  show("fold + gate + match, 10,000 patterns", best(many),
       fmt::format("{}; {:.2f} of 1,000 patterns", many.note(), share(many, few)));
  show("fold + gate + match, the shipped pack", best(shipped), shipped.note());
  show("NDJSON to matches, 1,000 patterns", lines_rate(rules, material.lines));
  Folder folder_alone(&rules->known);
  FoldedText folded;
  show("fold alone", rate(material.texts.size(), [&] {
         for (const auto& text : material.texts) folder_alone.fold(text, folded);
       }));
  std::vector<std::string> plain;
  for (const auto& text : material.texts) {
    folder_alone.fold(text, folded);
    plain.emplace_back(folded.plain());
  }
  Prefilter::Scan scan;
  std::size_t woken = 0;
  const auto prefilter = rate(plain.size(), [&] {
    woken = 0;
    for (const auto& text : plain) {
      rules->prefilter.scan(text, true, scan);
      woken += rules->prefilter.woken(scan).size();
    }
  });
  show("prefilter alone", prefilter, fmt::format("{} candidates", woken));
  references(material, patterns);
  return agrees(rules, patterns, material.texts) ? 0 : 1;
}
