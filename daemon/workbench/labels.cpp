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

// A post is judged once for a narrative, and has one text.
class Once {
 public:
  // Why a row may not stand beside those before it; empty if it may.
  [[nodiscard]] std::string why_not(const LabelRow& row) {
    const auto [text, is_new] = texts_.try_emplace({row.platform, row.id}, Place{row.file, row.line, row.text});
    if (!is_new && text->second.text != row.text)
      return fmt::format("the post has this id and another text in {}; give each post an id of its own",
                         text->second.from(row.file));
    const auto [known, is_first] =
        judged_.try_emplace({row.platform, row.id, row.narrative}, Place{row.file, row.line, {}});
    return is_first
               ? std::string()
               : fmt::format("the post is labelled in {}, too; leave one of the lines", known->second.from(row.file));
  }

 private:
  struct Place {
    std::string file;
    std::size_t line = 0;
    std::string text;

    [[nodiscard]] std::string from(const std::string& other) const {
      return file == other ? fmt::format("line {}", line) : fmt::format("{}:{}", file, line);
    }
  };
  std::map<std::pair<std::string, std::string>, Place> texts_;
  std::map<std::tuple<std::string, std::string, std::string>, Place> judged_;
};

std::string labels_in(const LabelTable& table) {
  std::set<std::string> labels;
  for (const auto& row : table.rows) labels.insert(row.label);
  return shorten(repair_utf8(fmt::format("{}", fmt::join(labels, ", "))), 200);
}

}  // namespace

std::size_t LabelTable::written_rows() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(rows, [](const LabelRow& row) { return !row.evasion.has_value(); }));
}

std::optional<LabelTable> read_labels(const std::string& name, std::string_view bytes, const LabelOptions& options,
                                      Diagnostics& diagnostics) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  LabelTable table;
  table.name = name;
  Problems problems(name, diagnostics);
  std::optional<Header> header;
  Once once;
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
    row.file = name;
    row.line = number;
    if (row.id.empty() || row.label.empty())
      problems.add(number, "table", fmt::format("the {} is missing", row.id.empty() ? "id" : "label"));
    else if (const auto why = once.why_not(row); !why.empty())
      problems.add(number, "twice", why);
    else
      table.rows.push_back(std::move(row));
  }
  if (!problems.any() && table.rows.empty())
    problems.add(0, "table",
                 "there is no label; the first line names the columns (id, label, ...), each further one is a post");
  problems.finish();
  if (problems.any()) return std::nullopt;
  return table;
}

std::optional<LabelTable> joined(std::string name, std::vector<LabelTable> tables, Diagnostics& diagnostics) {
  LabelTable all;
  all.name = std::move(name);
  all.has_texts = true;
  Once once;
  bool good = true;
  for (auto& table : tables) {
    Problems problems(table.name, diagnostics);
    all.has_texts = all.has_texts && table.has_texts;
    for (auto& row : table.rows) {
      if (const auto why = once.why_not(row); !why.empty()) problems.add(row.line, "twice", why);
      all.rows.push_back(std::move(row));
    }
    problems.finish();
    good = good && !problems.any();
  }
  if (!good) return std::nullopt;
  return all;
}

bool has_labels(const LabelTable& table, const std::set<std::string>& labels, Diagnostics& diagnostics) {
  Problems problems(table.name, diagnostics);
  for (const auto& label : labels) {
    if (std::ranges::none_of(table.rows, [&](const LabelRow& row) { return ascii_lower(row.label) == label; }))
      problems.add(0, "label", fmt::format("no post has the label \"{}\"; there are {}", label, labels_in(table)));
  }
  return !problems.any();
}

void add_evasions(LabelTable& table) {
  const auto rows = table.rows.size();
  for (std::size_t i = 0; i < rows; ++i) {
    if (table.rows[i].wanted == Wanted::silence || table.rows[i].text.empty()) continue;
    const auto text = repair_utf8(table.rows[i].text);
    for (const auto how : kEvasions) {
      auto hidden = evade(text, how);
      if (hidden.empty()) continue;
      auto row = table.rows[i];
      row.id = fmt::format("{} ({})", row.id, to_string(how));
      row.text = std::move(hidden);
      row.evasion = how;
      row.disguises = i;
      table.rows.push_back(std::move(row));
    }
  }
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

  /// `index` of the row in its table.
  void add(std::size_t index, const LabelRow& row, const std::string& language, const Said& said) {
    row_ = index;
    const auto& by = row.wanted == Wanted::claim ? said.claims : said.harms;
    if (row.evasion)
      add_evasion(row, language, by);
    else if (row.wanted == Wanted::silence)
      add_silence(row, language, said);
    else
      add_wanted(row, language, by, said);
  }

  void finish();

 private:
  using LabelKey = std::tuple<std::string, std::string, std::string, Wanted>;  // language, label, narrative
  struct LabelCount {
    Share found;
    std::uint64_t elsewhere = 0;
  };
  using HitsBy = std::map<std::pair<std::string, std::string>, Hits>;  // of a language, and a narrative or a group

  static bool is_right(const LabelRow& row, const std::set<std::string>& by) {
    return row.narrative.empty() ? !by.empty() : by.contains(row.narrative);
  }

  // What is not found undisguised says nothing about a disguise.
  void add_evasion(const LabelRow& row, const std::string& language, const std::set<std::string>& by) {
    if (!right_.contains(row.disguises)) return;
    for (const auto& which : {std::optional<Evasion>(), row.evasion}) {
      auto& found = evasions_[{language, which}];
      ++found.cases;
      found.hits += is_right(row, by) ? 1 : 0;
    }
  }

  void add_wanted(const LabelRow& row, const std::string& language, const std::set<std::string>& by, const Said& said) {
    const bool right = is_right(row, by);
    if (right) right_.insert(row_);
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
    auto& silence = silences_[language];
    ++silence.cases;
    silence.hits += by.empty() ? 0 : 1;
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
  std::map<std::string, Share> silences_;
  std::map<std::pair<std::string, std::optional<Evasion>>, Share> evasions_;
  std::set<std::size_t> right_;  // rows that were found as they should
  std::size_t row_ = 0;
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
  for (const auto& [language, found] : silences_) scores_.silences.push_back({language, found});
  std::ranges::stable_sort(scores_.silences, {}, [](const SilenceScore& score) {
    return std::pair(!score.found.known(), score.found.known() ? -score.found.value() : 0);
  });
  for (const auto& [key, found] : evasions_) scores_.evasions.push_back({key.first, key.second, found});
  std::ranges::stable_sort(scores_.evasions, {}, [](const EvasionScore& score) {
    return std::tuple(score.evasion.has_value(), !score.found.known(), score.found.known() ? score.found.value() : 0);
  });
}

}  // namespace

Scores score(const LabelTable& table, const FoundPosts& found, const FindRowPost& post_of, const IsHarm& is_harm) {
  Scores scores;
  Scorer scorer(scores);
  for (std::size_t index = 0; index < table.rows.size(); ++index) {
    const auto& row = table.rows[index];
    const auto post = post_of(row);
    if (!post) {
      ++scores.absent;
      scores.absent_rows.push_back(index);
      continue;
    }
    auto language = row.language;
    if (language.empty()) language = primary_tag(post->language);
    if (language.empty() && post->found != nullptr) language = found.language(*post->found);
    scorer.add(index, row, language.empty() ? kUndetermined : language, said_of(post->found, found, is_harm));
  }
  scorer.finish();
  return scores;
}

}  // namespace sait
