// What an entry of `phrases` may ask for. A phrase is the everyday condition; others are maps, and compose:
//
//   - "@migrants ... more ... than ... @citizens"
//   - {all: ["@migrants", "<number>"], none: ["last year"], where: "<number> > 5000000"}
//
// Each condition has one file in rules/conditions/ and one line in rules/conditions/all.cpp.
#pragma once

#include <algorithm>
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
  std::optional<std::uint32_t> sentence;  // only with its field

  /// Those of a phrase's occurrences that lie in it, without a look at the others: PostView gives them in order.
  [[nodiscard]] std::span<const Occurrence> of(std::span<const Occurrence> occurrences) const;
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
  /// Puts into each group the others' occurrences of its own sentence; without one there, their first group, or, where
  /// a comparison will judge it (`judged`), all of them. Each group takes a bounded number: a post of nothing but
  /// matches would ask for their product.
  void join(const Findings& others, bool judged);
  /// Takes out the groups in whose sentence none of the others lies, unless that is so of all.
  void keep_beside(const Findings& others);
  void add_group(std::span<const Occurrence> group);
  /// Takes out the groups for which `keep` says false.
  template <typename Keep>
  void filter(Keep&& keep) {
    thin([&](std::span<const Occurrence> group) { return keep(group) ? group.size() : 0; });
  }
  /// Of each group the first occurrences stay, as many as `count` says of it; none: the group goes. `count` may put the
  /// occurrences of its group into another order.
  template <typename Count>
  void thin(Count&& count) {
    std::size_t groups = 0, kept = 0, begin = 0;
    for (const std::size_t end : ends_) {
      const auto group = std::span(occurrences_).subspan(begin, end - begin);
      const auto stay = count(group);
      if (kept != begin) std::copy_n(group.begin(), stay, occurrences_.begin() + static_cast<std::ptrdiff_t>(kept));
      kept += stay;
      begin = end;
      if (stay > 0) ends_[groups++] = static_cast<std::uint32_t>(kept);
    }
    occurrences_.resize(kept);
    ends_.resize(groups);
  }

 private:
  std::vector<Occurrence> occurrences_;
  std::vector<std::uint32_t> ends_;
};

/// Why a condition does not hold, for people.
struct Reason {
  bool holds = false;
  std::string what;                 // the condition in words
  bool outer = false;               // it is made of others, which follow it
  std::string unwanted = {};        // what of a `none` was found, in words
  std::vector<Occurrence> at = {};  // and where; empty: it is nothing that has a place
};

/// Of several ways to hold the one that came nearest: with the fewest reasons that fail, those of a `none` last.
[[nodiscard]] std::vector<Reason> nearest_of(std::vector<std::vector<Reason>> ways);

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

  /// Adds lists of phrases, of each of which at least one occurs whenever the condition holds: what is looked at before
  /// the condition is. Fewer are never wrong.
  virtual void needs(std::vector<std::vector<std::uint32_t>>& lists) const;

  /// True for conditions that are looked at after their neighbours.
  [[nodiscard]] virtual bool judges_neighbours() const { return false; }

  /// True if what it finds lies in one sentence because it asks for that.
  [[nodiscard]] virtual bool in_one_sentence() const { return false; }

  /// A comparison will judge what it finds: called once, while rules are read.
  virtual void expect_judge() {}

  /// Whether it holds, and, if not, each condition inside, depth first; of alternatives those that came nearest.
  virtual void explain(PostView& view, const Scope& scope, std::vector<Reason>& reasons) const;

  /// In words: `all of ("@migrants", "<number>")`.
  [[nodiscard]] virtual std::string text() const = 0;

  /// True if only the writer, who knows the thread, can say whether it holds.
  [[nodiscard]] virtual bool needs_thread() const { return false; }

  /// What it asks of slots.
  virtual void comparisons(std::vector<const Comparison*>& out) const;

  /// The phrases inside that may be found, in order.
  virtual void phrases(std::vector<std::uint32_t>& out) const;

  // What can be said of it without a post (rules/redundant.hpp); less than could be said is never wrong.

  /// Its phrase, if it asks for this one and nothing else.
  [[nodiscard]] virtual std::optional<std::uint32_t> alone() const { return std::nullopt; }
  /// Adds phrases each of which is found wherever it holds.
  virtual void found_always(std::vector<std::uint32_t>&) const {}
  /// Adds phrases none of which stands anywhere in a post of which it holds; asked of conditions of whole posts.
  virtual void found_never(std::vector<std::uint32_t>&) const {}
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
  std::string_view schema;  // JSON Schema of the value; {"$ref":"#/definitions/conditions"} is a list of conditions
  std::unique_ptr<Condition> (*read)(const YamlNode& value, ConditionReader& reader);
};

[[nodiscard]] std::span<const ConditionType> all_conditions();

/// Every one of `parts` holds; those that judge their neighbours come last.
[[nodiscard]] std::unique_ptr<Condition> make_all_of(std::vector<std::unique_ptr<Condition>> parts);

}  // namespace sait
