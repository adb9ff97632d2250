// A small rule set, generated posts and pipelines over them.
#pragma once

#include <fmt/format.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "feeds/ndjson_feed.hpp"
#include "pipeline/pipeline.hpp"
#include "pipeline/rule_files.hpp"
#include "temp_folder.hpp"

namespace sait::test {

inline constexpr Time kMonday = std::chrono::sys_days(std::chrono::year(2026) / 3 / 2);

class FixedClock final : public Clock {
 public:
  explicit FixedClock(Time now = kMonday + std::chrono::hours(24 * 60)) : now_(now.time_since_epoch().count()) {}
  [[nodiscard]] Time now() const override { return Time(Duration(now_.load())); }
  void set(Time now) { now_.store(now.time_since_epoch().count()); }

 private:
  std::atomic<std::int64_t> now_;
};

/// The shipped policy with two narratives of the test's own: "lamps" (general) and "gates" (aimed at migrants, counts
/// only).
inline RuleFiles rule_files(const std::string& more_phrase = "blue lamps") {
  RuleFiles files;
  auto shipped = read_rule_folder(std::string(SAIT_SOURCE_DIR) + "/rules");
  files["policies/gfmd.yaml"] = shipped->at("policies/gfmd.yaml");
  files["languages/en.yaml"] =
      "topic: [newcomer*, lamps]\ncues:\n  debunk: [false, fact check]\n  question: [is it true]\n  agreement: [so "
      "true]\n";
  files["narratives/lamps.yaml"] =
      "id: lamps\ntitle: Lamps for newcomers\nclaim: Newcomers are given lamps\nstatus: 'false'\nowner: "
      "test\nreview_by: 2027-01-01\n"
      "concern: light\nfacts: [{statement: No lamps are given., source: test, year: 2026}]\nmaturity: {en: "
      "stable}\nphrases:\n  en: ['newcomers ... lamps', '" +
      more_phrase + "']\n";
  files["narratives/gates.yaml"] =
      "id: gates\ntitle: Gates\nclaim: The gates are open\nstatus: 'false'\naimed_at_migrants: true\nowner: "
      "test\nreview_by: 2027-01-01\n"
      "concern: safety\nfacts: [{statement: The gates are shut., source: test, year: 2026}]\nmaturity: {en: "
      "stable}\nphrases:\n  en: ['newcomers ... gates']\n";
  return files;
}

inline std::shared_ptr<const RuleSet> rules(const RuleFiles& files) {
  Diagnostics diagnostics;
  auto set = compile_rules(files, diagnostics);
  if (!set) throw std::runtime_error(diagnostics.render());
  return set;
}

struct PostLine {
  std::string id, text, author = "a", extra;
  Time created = kMonday;
  std::string platform = "forum";
};

inline std::string line(const PostLine& post) {
  return fmt::format(R"({{"platform":"{}","id":"{}","text":"{}","created_at":"{}","lang":"en"{}{}}})"
                     "\n",
                     post.platform, post.id, post.text, format_time(post.created),
                     post.author.empty() ? "" : fmt::format(R"(,"author":{{"id":"{}"}})", post.author), post.extra);
}

/// `count` posts over `days`: chatter, claims in bursts, questions, debunks, replies, edits, repeats, engagement,
/// deletions, bad lines.
inline std::string story(unsigned seed, std::size_t count, const std::string& platform, int days = 4) {
  std::mt19937 random(seed);
  const auto pick = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  static constexpr const char* kTexts[] = {"the weather is nice today",
                                           "newcomers get free lamps from the town",
                                           "they say newcomers all have new lamps",
                                           "is it true that newcomers get lamps?",
                                           "fact check: false, newcomers get no lamps",
                                           "newcomers hear the gates are open",
                                           "our newcomers choir sings on friday",
                                           "blue lamps for everyone"};
  std::string out;
  std::vector<PostLine> sent;
  auto time = kMonday;
  for (std::size_t i = 0; i < count; ++i) {
    const bool burst = (i / 50) % 3 == 1;
    time +=
        std::chrono::seconds(static_cast<std::int64_t>(86'400) * days / static_cast<std::int64_t>(count) + pick(60));
    PostLine post{fmt::format("{}-{}", platform, i),
                  kTexts[burst && pick(3) > 0 ? 1 + pick(2) : pick(8)],
                  fmt::format("u{}", pick(200)),
                  {},
                  time,
                  platform};
    const auto kind = pick(40);
    if (kind == 0 && !sent.empty())
      post.extra = fmt::format(R"(,"reply_to":"{}")", sent[pick(static_cast<unsigned>(sent.size()))].id);
    if (kind == 1) post.author.clear();
    if (kind == 2) out += "this is no json\n";
    if (kind == 3)
      out += R"({"platform":"x","id":7,"text":"wrong type"})"
             "\n";
    if (kind == 4 && !sent.empty()) out += line(sent[pick(static_cast<unsigned>(sent.size()))]);
    if (kind >= 5 && kind <= 8 && !sent.empty()) {
      auto again = sent[pick(static_cast<unsigned>(sent.size()))];
      again.created = time;
      if (kind == 5) again.text = kTexts[pick(8)];
      if (kind == 6) again.extra = fmt::format(R"(,"engagement":{{"likes":{}}})", pick(500));
      if (kind == 7) again.extra = R"(,"deleted":true)";
      out += line(again);
    }
    if (kind == 9) post.created = time - std::chrono::hours(72);
    out += line(post);
    sent.push_back(post);
  }
  return out;
}

inline FeedDeclaration declaration(const std::string& id) {
  FeedDeclaration declared;
  declared.id = id;
  declared.platform = id;
  declared.licence = "test";
  declared.retention = std::chrono::hours(72);
  return declared;
}

inline std::unique_ptr<Feed> file_feed(const std::string& id, const std::string& path, std::size_t batch_lines = 20) {
  NdjsonOptions options;
  options.path = path;
  options.lines.batch_lines = batch_lines;
  options.poll = Duration(10);
  return std::make_unique<NdjsonFeed>(declaration(id), options);
}

inline PipelineOptions events_options(std::size_t workers = 1) {
  PipelineOptions options;
  options.journal.clock = ClockMode::events;
  options.journal.tick = std::chrono::minutes(5);
  options.intake.workers = workers;
  options.posts_per_transaction = 37;
  options.on_problem = [](const std::string&, const LineProblem&) {};
  return options;
}

/// Every journal record and every alert of a store, as bytes; without examples, whose texts come and go by the hour.
inline std::string dump(Store& store) {
  std::string out;
  auto status = store.each_record(0, [&](Record&& record) -> Status {
    out += fmt::format("{} {} {} {} {}\n", record.seq, record.stamp.time_since_epoch().count(), kind_of(record),
                       to_hex(record.post), to_hex(sha256(encode_body(record))));
    return {};
  });
  if (!status) throw std::runtime_error(status.error().text());
  auto outbox = store.open_outbox();
  const auto entries = (*outbox)->read(0, 1'000'000);
  for (const auto& entry : *entries) out += entry.body + "\n";
  return out;
}

inline std::unique_ptr<Store> open_store(const std::string& path, const std::string& key_file) {
  auto store = Store::open({path, key_file, {}});
  if (!store) throw std::runtime_error(store.error().text());
  return std::move(*store);
}

}  // namespace sait::test
