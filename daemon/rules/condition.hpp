// What an entry of `phrases` may ask for. A phrase is the everyday condition; others are maps, and compose:
//
//   - "@migrants ... more ... than ... @citizens"
//   - {all: ["@migrants", "<number>"], none: ["last year"], where: "<number> > 5000000"}
//
// Each condition has one file in rules/conditions/ and one line in rules/conditions/all.cpp.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/yaml_reader.hpp"
#include "rules/post_view.hpp"

namespace sait {

struct Comparison;  // rules/comparison.hpp

/// What of a post is looked at: all of it, one field, or one sentence of a field.
struct Scope {
  std::optional<Field> field;
  std::optional<std::uint32_t> sentence;

  [[nodiscard]] bool holds(const Occurrence& occurrence) const {
    return (!field || *field == occurrence.field) && (!sentence || *sentence == occurrence.sentence);
  }
};

/// What was found: groups of occurrences that together make a match, each group in one or several sentences, its first
/// occurrence being where the match is judged. Reused from post to post.
class Findings {
 public:
  void clear();
  void add(const Occurrence& occurrence);
  [[nodiscard]] std::size_t size() const { return ends_.size(); }
  [[nodiscard]] std::span<const Occurrence> group(std::size_t index) const;
  /// Puts all of another's groups behind these.
  void append(const Findings& others);
  /// Puts into each group the others' occurrences of its own sentence, or, without one there, their first group.
  void join(const Findings& others);
  void add_group(std::span<const Occurrence> group);
  /// Takes out the groups for which `keep` says false.
  template <typename Keep>
  void filter(Keep&& keep) {
    Findings kept;
    for (std::size_t i = 0; i < size(); ++i) {
      if (keep(group(i))) kept.add_group(group(i));
    }
    *this = std::move(kept);
  }

 private:
  std::vector<Occurrence> occurrences_;
  std::vector<std::uint32_t> ends_;
};

/// Why a condition does not hold, for people.
struct Reason {
  bool holds = false;
  std::string what;  // the condition in words
};

/// Immutable once read; shared by all threads.
class Condition {
 public:
  virtual ~Condition() = default;

  /// Whether it holds in `scope`; what it found goes behind `found`. Conditions that judge what their neighbours found
  /// (where) take groups out instead.
  [[nodiscard]] virtual bool holds(PostView& view, const Scope& scope, Findings& found) const = 0;

  /// Adds phrases of which at least one occurs whenever the condition holds; false if there are none such. What cannot
  /// wake a rule by itself (none, hashtags) says false.
  [[nodiscard]] virtual bool wakes(std::vector<std::uint32_t>& phrases) const;

  /// True for conditions that are looked at after their neighbours.
  [[nodiscard]] virtual bool judges_neighbours() const { return false; }

  /// Each condition inside and whether it holds, depth first: what `saitctl rules explain` shows.
  virtual void explain(PostView& view, const Scope& scope, std::vector<Reason>& reasons) const;

  /// In words: `all of ("@migrants", "<number>")`.
  [[nodiscard]] virtual std::string text() const = 0;

  /// True if only the writer, who knows the thread, can say whether it holds.
  [[nodiscard]] virtual bool needs_thread() const { return false; }

  /// What it asks of slots.
  virtual void comparisons(std::vector<const Comparison*>& out) const;

  /// The phrases inside that may be found, in order.
  virtual void phrases(std::vector<std::uint32_t>& out) const;
};

/// Every phrase of all rules, once a language; its number is its index in RuleSet::phrases. Compiled when all files are
/// read (rules/compile.cpp).
struct WrittenPhrases {
  struct Item {
    std::string language, text;
    YamlNode node;     // where it stands first
    std::size_t file;  // the number of that file
  };
  std::vector<Item> items;
  std::map<std::pair<std::string, std::string>, std::uint32_t> numbers;

  /// What is added from here on stands in another file.
  void begin_file();
  /// The number of a phrase, or nothing after a diagnostic: it is too long, or the file has too many.
  [[nodiscard]] std::optional<std::uint32_t> add(const std::string& language, const std::string& text,
                                                 const YamlNode& node);
  /// Whether the file has more than are taken.
  [[nodiscard]] bool full() const;

 private:
  std::size_t file_ = 0, in_file_ = 0;
};

/// Passed down while the conditions of one language are read.
class ConditionReader {
 public:
  ConditionReader(WrittenPhrases& phrases, std::string language) : phrases_(phrases), language_(std::move(language)) {}

  /// A scalar is a phrase, a map has one or more conditions that must all hold. nullptr after a diagnostic.
  [[nodiscard]] std::unique_ptr<Condition> read(const YamlNode& node);
  /// A scalar, a map, or a list of them.
  [[nodiscard]] std::vector<std::unique_ptr<Condition>> read_list(const YamlNode& node);
  [[nodiscard]] std::unique_ptr<Condition> phrase(const YamlNode& node);

 private:
  WrittenPhrases& phrases_;
  std::string language_;
  int depth_ = 0;
};

/// One line of rules/conditions/all.cpp.
struct ConditionType {
  std::string_view name;    // the key
  std::string_view help;    // one sentence
  std::string_view schema;  // JSON Schema of the value; {"$ref":"#/$defs/conditions"} is a list of conditions
  std::unique_ptr<Condition> (*read)(const YamlNode& value, ConditionReader& reader);
};

[[nodiscard]] std::span<const ConditionType> all_conditions();

/// Every one of `parts` holds; those that judge their neighbours come last.
[[nodiscard]] std::unique_ptr<Condition> make_all_of(std::vector<std::unique_ptr<Condition>> parts);

}  // namespace sait
