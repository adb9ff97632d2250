#include "pipeline/replay.hpp"

#include <fmt/format.h>

#include "pipeline/stored_rules.hpp"

namespace sait {

Result<ReplayResult> replay_posts(std::shared_ptr<const RuleSet> rules, RuleFiles rule_files,
                                  std::vector<std::unique_ptr<Feed>> feeds, const Clock& clock, PipelineOptions options,
                                  const AlertSink& sink) {
  options.journal.clock = ClockMode::events;
  auto store = Store::open({":memory:", {}, {}});
  if (!store) return store.error();
  ReplayResult result;
  options.on_problem = [&result, report = options.on_problem](const std::string& feed, const LineProblem& problem) {
    ++result.rejected_lines;
    if (report) report(feed, problem);
  };
  auto made = Pipeline::make(std::move(*store), std::move(rules), std::move(rule_files), std::move(feeds), {}, clock,
                             std::move(options));
  if (!made) return made.error();
  auto& pipeline = **made;
  if (auto status = pipeline.start(); !status) return status.error();
  pipeline.wait_for_end();
  if (auto status = pipeline.stop(); !status) return status.error();
  result.status = pipeline.status();

  auto outbox = pipeline.store().open_outbox();
  if (!outbox) return outbox.error();
  for (std::uint64_t last = 0;;) {
    const auto entries = (*outbox)->read(last, 256);
    if (!entries) return entries.error();
    if (entries->empty()) return result;
    for (const auto& entry : *entries) {
      if (auto status = sink(entry); !status) return status.error();
    }
    last = entries->back().sequence;
  }
}

Status replay_journal(const std::string& path, const AlertSink& sink) {
  auto opened = Store::open_for_reading(path);
  if (!opened) return opened.error();
  auto& store = **opened;
  StoredRules rules(store);
  Fold fold([&](const Digest& hash) { return rules.find(hash); });
  bool first = true;
  return store.each_record(0, [&](Record&& record) -> Status {
    if (std::exchange(first, false) && record.seq != 1) {
      return Error{
          "incomplete-journal",
          fmt::format("{} begins with record {}: retention has dropped what came before, so its alerts cannot be "
                      "folded again from the start",
                      path, record.seq)};
    }
    std::vector<Alert> alerts;
    if (auto status = fold.advance(std::move(record), alerts); !status) return status;
    for (const auto& alert : alerts) {
      if (auto status = sink(outbox_entry(alert)); !status) return status;
    }
    return {};
  });
}

}  // namespace sait
