#include "workbench/labels.hpp"

#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

#include "base/ascii.hpp"
#include "text/language.hpp"
#include "text/utf8.hpp"

namespace sait {
namespace {

constexpr std::size_t kMostProblems = 20;  // told of one table
const std::string kUndetermined = "und";

std::vector<std::string_view> cells_of(std::string_view line) {
  std::vector<std::string_view> cells;
  for (;;) {
    const auto end = line.find('\t');
    cells.push_back(trimmed(line.substr(0, end)));
    if (end == std::string_view::npos) return cells;
    line.remove_prefix(end + 1);
  }
}

// The columns of a table by name.
class Header {
 public:
  explicit Header(std::string_view line) {
    for (const auto cell : cells_of(line)) names_.push_back(ascii_lower(cell));
  }
  [[nodiscard]] std::size_t size() const { return names_.size(); }
  [[nodiscard]] bool has(std::string_view name) const { return std::ranges::find(names_, name) != names_.end(); }
  [[nodiscard]] std::string text() const { return fmt::format("{}", fmt::join(names_, ", ")); }
  /// The first column of this name; nothing if there is none.
  [[nodiscard]] std::string_view of(const std::vector<std::string_view>& cells, std::string_view name) const {
    const auto at = static_cast<std::size_t>(std::ranges::find(names_, name) - names_.begin());
    return at < cells.size() ? cells[at] : std::string_view();
  }

 private:
  std::vector<std::string> names_;
};

Wanted wanted_of(const std::string& label, const LabelOptions& options) {
  const auto lower = ascii_lower(label);
  if (options.claim_labels.contains(lower)) return Wanted::claim;
  return options.harm_labels.contains(lower) ? Wanted::harm : Wanted::silence;
}

// Rows that were not read are an error each, up to a number.
class Problems {
 public:
  Problems(const std::string& name, Diagnostics& diagnostics) : name_(name), diagnostics_(diagnostics) {}

  void add(std::size_t line, std::string code, std::string text) {
    if (++count_ <= kMostProblems)
      diagnostics_.add(
          {Diagnostic::Severity::error, name_, static_cast<int>(line), 0, std::move(code), std::move(text), {}});
  }
  [[nodiscard]] bool any() const { return count_ > 0; }
  void finish() {
    if (count_ > kMostProblems)
      diagnostics_.add({Diagnostic::Severity::error,
                        name_,
                        0,
                        0,
                        "table",
                        fmt::format("{} more lines have such errors", count_ - kMostProblems),
                        {}});
  }

 private:
  const std::string& name_;
  Diagnostics& diagnostics_;
  std::size_t count_ = 0;
};

bool check_header(const Header& header, std::size_t line, const LabelOptions& options, Problems& problems) {
  for (const auto* const name : {"id", "label"}) {
    if (header.has(name)) continue;
    problems.add(
        line, "table",
        fmt::format("a table of labels has a column \"{}\"; this one begins with: {}. Its first line names the "
                    "columns, separated by tabs",
                    name, shorten(repair_utf8(header.text()), 120)));
  }
  if (!options.group_by.empty() && !header.has(ascii_lower(options.group_by)))
    problems.add(line, "table",
                 fmt::format("there is no column \"{}\"; there are {}", options.group_by, header.text()));
  return !problems.any();
}

LabelRow row_of(const Header& header, const std::vector<std::string_view>& cells, const LabelOptions& options) {
  LabelRow row;
  row.id = header.of(cells, "id");
  row.platform = header.of(cells, "platform");
  row.label = header.of(cells, "label");
  row.narrative = header.of(cells, "narrative");
  if (row.narrative == "-" || row.narrative == "none") row.narrative.clear();
  row.language = primary_tag(header.of(cells, "lang"));
  row.text = header.of(cells, "text");
  if (!options.group_by.empty()) row.group = header.of(cells, ascii_lower(options.group_by));
  row.wanted = wanted_of(row.label, options);
  return row;
}

std::string labels_in(const LabelTable& table) {
  std::set<std::string> labels;
  for (const auto& row : table.rows) labels.insert(row.label);
  return shorten(repair_utf8(fmt::format("{}", fmt::join(labels, ", "))), 200);
}

}  // namespace

std::optional<LabelTable> read_labels(const std::string& name, std::string_view bytes, const LabelOptions& options,
                                      Diagnostics& diagnostics) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  LabelTable table;
  table.name = name;
  Problems problems(name, diagnostics);
  std::optional<Header> header;
  // A post is judged once for a narrative, and has one text.
  std::map<std::pair<std::string, std::string>, std::pair<std::size_t, std::string>> texts;  // line and text
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> judged;
  const auto twice = [&](const LabelRow& row) -> std::string {
    const auto [text, is_new] = texts.try_emplace({row.platform, row.id}, row.line, row.text);
    if (!is_new && text->second.second != row.text)
      return fmt::format("the post has this id and another text in line {}; give each post an id of its own",
                         text->second.first);
    const auto [known, is_first] = judged.try_emplace({row.platform, row.id, row.narrative}, row.line);
    return is_first ? std::string()
                    : fmt::format("the post is labelled in line {}, too; leave one of the lines", known->second);
  };
  for (std::size_t number = 1; !bytes.empty(); ++number) {
    const auto end = std::min(bytes.find('\n'), bytes.size());
    const auto line = bytes.substr(0, end);
    bytes.remove_prefix(std::min(bytes.size(), end + 1));
    if (trimmed(line).empty() || line.front() == '#') continue;
    if (!header) {
      header.emplace(line);
      if (!check_header(*header, number, options, problems)) return std::nullopt;
      table.has_texts = header->has("text");
      continue;
    }
    const auto cells = cells_of(line);
    if (cells.size() != header->size()) {
      problems.add(number, "table",
                   fmt::format("{} cells where the first line names {}; are they separated by tabs?", cells.size(),
                               header->size()));
      continue;
    }
    auto row = row_of(*header, cells, options);
    row.line = number;
    if (row.id.empty() || row.label.empty())
      problems.add(number, "table", fmt::format("the {} is missing", row.id.empty() ? "id" : "label"));
    else if (const auto why = twice(row); !why.empty())
      problems.add(number, "twice", why);
    else
      table.rows.push_back(std::move(row));
  }
  for (const auto& label : options.must_occur) {
    if (!problems.any() &&
        std::ranges::none_of(table.rows, [&](const LabelRow& row) { return ascii_lower(row.label) == label; }))
      problems.add(0, "label", fmt::format("no post has the label \"{}\"; there are {}", label, labels_in(table)));
  }
  if (!problems.any() && table.rows.empty())
    problems.add(0, "table",
                 "there is no label; the first line names the columns (id, label, ...), each further one is a post");
  problems.finish();
  if (problems.any()) return std::nullopt;
  return table;
}

std::string posts_of(const LabelTable& table) {
  rapidjson::StringBuffer buffer;
  for (const auto& row : table.rows) {
    rapidjson::Writer<rapidjson::StringBuffer> json(buffer);
    const auto put = [&json](const char* key, const std::string& text) {
      json.Key(key);
      const auto valid = repair_utf8(text);
      json.String(valid.data(), static_cast<rapidjson::SizeType>(valid.size()));
    };
    json.StartObject();
    put("platform", row.platform.empty() ? "labels" : row.platform);
    put("id", row.id);
    put("text", row.text);
    if (!row.language.empty()) put("lang", row.language);
    json.EndObject();
    buffer.Put('\n');
  }
  return buffer.GetString();
}

namespace {

// What a post was found to say, over all audiences.
struct Said {
  std::set<std::string> claims, harms;
};

Said said_of(const FoundPost* post, const FoundPosts& found, const IsHarm& is_harm) {
  Said said;
  if (post == nullptr) return said;
  for (const auto number : post->matches) {
    const auto& match = found.match(number);
    if (match.act != SpeechAct::claim) continue;
    (is_harm(match.narrative) ? said.harms : said.claims).insert(match.narrative);
  }
  return said;
}

// Gathers scores row by row.
class Scorer {
 public:
  explicit Scorer(Scores& scores) : scores_(scores) {}

  void add(const LabelRow& row, const std::string& language, const Said& said) {
    if (row.wanted == Wanted::silence)
      add_silence(row, language, said);
    else
      add_wanted(row, language, row.wanted == Wanted::claim ? said.claims : said.harms, said);
  }

  void finish();

 private:
  using LabelKey = std::tuple<std::string, std::string, std::string, Wanted>;  // language, label, narrative
  struct LabelCount {
    Share found;
    std::uint64_t elsewhere = 0;
  };
  using HitsBy = std::map<std::pair<std::string, std::string>, Hits>;  // of a language, and a narrative or a group

  void add_wanted(const LabelRow& row, const std::string& language, const std::set<std::string>& by, const Said& said) {
    const bool right = row.narrative.empty() ? !by.empty() : by.contains(row.narrative);
    const bool elsewhere = !right && (!by.empty() || !said.claims.empty());
    count(row, language, right, elsewhere);
    const Hits hits{right ? 1U : 0U, 0, right ? 0U : 1U};
    languages_[{language, {}}] += hits;
    groups_[{language, row.group}] += hits;
    if (!row.narrative.empty()) {
      narratives_[{language, row.narrative}] += hits;
    } else {
      for (const auto& id : by) narratives_[{language, id}] += Hits{1, 0, 0};
    }
    if (!right) scores_.mistakes.push_back({&row, language, true, {by.begin(), by.end()}});
  }

  void add_silence(const LabelRow& row, const std::string& language, const Said& said) {
    auto by = said.claims;
    by.insert(said.harms.begin(), said.harms.end());
    count(row, language, !by.empty(), false);
    for (const auto& id : by) narratives_[{language, id}] += Hits{0, 1, 0};
    const Hits hits{0, by.empty() ? 0U : 1U, 0};
    languages_[{language, {}}] += hits;
    groups_[{language, row.group}] += hits;
    if (!by.empty()) scores_.mistakes.push_back({&row, language, false, {by.begin(), by.end()}});
  }

  void count(const LabelRow& row, const std::string& language, bool found, bool elsewhere) {
    for (const auto& narrative : std::set<std::string>{{}, row.narrative}) {
      auto& count = labels_[{language, row.label, narrative, row.wanted}];
      ++count.found.cases;
      count.found.hits += found ? 1 : 0;
      count.elsewhere += elsewhere ? 1 : 0;
    }
  }

  Scores& scores_;
  std::map<LabelKey, LabelCount> labels_;
  HitsBy languages_, narratives_, groups_;
};

// How well a label did, from 0 to 1.
double merit(const LabelScore& score) {
  return score.wanted == Wanted::silence ? 1 - score.found.value() : score.found.value();
}

void sort_worst_first(std::vector<NarrativeScore>& scores) {
  std::ranges::stable_sort(scores, {}, [](const NarrativeScore& score) {
    return std::pair(!score.hits.known(), score.hits.known() ? score.hits.f() : 0);
  });
}

void Scorer::finish() {
  for (const auto& [key, count] : labels_) {
    const auto& [language, label, narrative, wanted] = key;
    scores_.labels.push_back({language, label, narrative, wanted, count.found, count.elsewhere});
  }
  std::ranges::stable_sort(scores_.labels, {}, [](const LabelScore& score) {
    return std::pair(!score.found.known(), score.found.known() ? merit(score) : 0);
  });
  for (const auto& [key, hits] : languages_) scores_.languages.push_back({key.first, {}, {}, hits});
  for (const auto& [key, hits] : narratives_) scores_.narratives.push_back({key.first, key.second, {}, hits});
  for (const auto& [key, hits] : groups_) {
    if (!key.second.empty()) scores_.groups.push_back({key.first, {}, key.second, hits});
  }
  for (auto* list : {&scores_.languages, &scores_.narratives, &scores_.groups}) sort_worst_first(*list);
}

}  // namespace

Scores score(const LabelTable& table, const FoundPosts& found, const FindRowPost& post_of, const IsHarm& is_harm) {
  Scores scores;
  Scorer scorer(scores);
  for (const auto& row : table.rows) {
    const auto post = post_of(row);
    if (!post) {
      ++scores.absent;
      scores.absent_lines.push_back(row.line);
      continue;
    }
    auto language = row.language;
    if (language.empty()) language = primary_tag(post->language);
    if (language.empty() && post->found != nullptr) language = found.language(*post->found);
    scorer.add(row, language.empty() ? kUndetermined : language, said_of(post->found, found, is_harm));
  }
  scorer.finish();
  return scores;
}

}  // namespace sait
