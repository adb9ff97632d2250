#include "rules/check_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_set>

#include "rules/decision_space.hpp"
#include "rules/names.hpp"
#include "rules/row_conditions.hpp"

namespace sait {
namespace {

// What became of the cases of one row.
struct RowCases {
  bool holds = false, fires = false;
  // Where it fires.
  std::array<bool, kLevels> scale{}, awareness{}, influence{};
  std::array<bool, 7> breakout{};
  std::array<bool, kTrends> trend{};
};

class TableCheck {
 public:
  explicit TableCheck(const PolicyDraft& draft) : draft_(draft), rows_(draft.policy.rows), space_({&draft.policy}) {}

  // `sound`: nothing is wrong with where the safety rows stand.
  void run(bool sound) {
    look();
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      sound = cases_[i].fires && sound;
      if (!cases_[i].holds)
        tell_impossible(i);
      else if (!cases_[i].fires)
        tell_shadowed(i);
      else
        warn_of_idle_parts(i);
    }
    if (rows_.empty() || !last_holds_) {
      const auto& place = rows_.empty() ? draft_.node : draft_.row_nodes.back();
      place.error("no-last-row",
                  "the last row must always fire; end with a row without conditions, such as `posture: monitor`");
    } else if (sound && hidden_threat_) {
      tell_hidden_threat();
    }
  }

 private:
  void look() {
    cases_.resize(rows_.size());
    space_.each([&](const Cell& cell) {
      const auto is = space_.at(cell, draft_.policy);
      const auto first = first_row(draft_.policy, is);
      for (auto i = first; i < rows_.size(); ++i) {
        if (i != first && !fires(rows_[i], is)) continue;
        cases_[i].holds = true;
        if (i == first) note(cases_[i], is);
      }
      last_holds_ = last_holds_ && !rows_.empty() && fires(rows_.back(), is);
      const bool safe = first < rows_.size() && rows_[first].posture == Posture::escalate_safety;
      if (is.harm && !safe && !hidden_threat_) hidden_threat_ = first;
      return true;
    });
  }

  static void note(RowCases& cases, const Situation& is) {
    cases.fires = true;
    cases.scale[static_cast<std::size_t>(is.scale)] = true;
    cases.awareness[static_cast<std::size_t>(is.awareness)] = true;
    cases.influence[static_cast<std::size_t>(is.influence)] = true;
    cases.breakout[static_cast<std::size_t>(is.breakout)] = true;
    cases.trend[static_cast<std::size_t>(is.trend)] = true;
  }

  [[nodiscard]] std::string name_of(std::size_t row) const {
    return fmt::format("\"{}\" in line {}", rows_[row].id, draft_.row_nodes[row].line());
  }
  [[nodiscard]] std::string names_of_rows(const std::set<std::size_t>& rows) const {
    std::vector<std::string> names;
    for (const auto row : rows) names.push_back(name_of(row));
    return in_words(names);
  }

  // As few earlier rows as cover `row` where `there` holds, of those that take its cases first.
  template <typename There>
  [[nodiscard]] std::set<std::size_t> covering(std::size_t row, const There& there) const {
    std::unordered_set<std::uint64_t> cases;  // the earlier rows that fire there, a bit each
    static_assert(kMostRows <= 64);
    space_.each([&](const Cell& cell) {
      const auto is = space_.at(cell, draft_.policy);
      if (!there(is) || !fires(rows_[row], is)) return true;
      std::uint64_t earlier = 0;
      for (std::size_t i = 0; i < row; ++i) earlier |= std::uint64_t{fires(rows_[i], is)} << i;
      cases.insert(earlier);
      return true;
    });
    std::uint64_t needed = 0;
    for (const auto earlier : cases) needed |= earlier & (~earlier + 1);  // the first
    std::set<std::size_t> rows;
    for (std::size_t i = 0; i < row; ++i) {
      const auto bit = std::uint64_t{1} << i;
      if ((needed & bit) == 0) continue;
      if (std::ranges::any_of(cases, [&](std::uint64_t earlier) { return (earlier & needed & ~bit) == 0; }))
        rows.insert(i);
      else
        needed &= ~bit;
    }
    return rows;
  }

  void tell_shadowed(std::size_t row) const {
    const auto takers = covering(row, [](const Situation&) { return true; });
    draft_.row_nodes[row].error(
        "shadowed",
        takers.size() == 1
            ? fmt::format("this row never fires: {} fires whenever it would; move or remove one", names_of_rows(takers))
            : fmt::format("this row never fires: {} take all its cases between them; move or remove one",
                          names_of_rows(takers)));
  }

  [[nodiscard]] bool can_hold(const PolicyRow& row) const {
    bool found = false;
    space_.each([&](const Cell& cell) {
      found = fires(row, space_.at(cell, draft_.policy));
      return !found;
    });
    return found;
  }

  // The fewest conditions of the row that exclude each other.
  [[nodiscard]] std::vector<const RowCondition*> clash_of(const PolicyRow& row) const {
    std::vector<const RowCondition*> set;
    for (const auto& condition : row_conditions()) {
      if (condition.is_set(row)) set.push_back(&condition);
    }
    // What is left out without making the rest possible is no part of it.
    for (std::size_t i = set.size(); i > 0; --i) {
      auto rest = set;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i - 1));
      PolicyRow probe;
      for (const auto* condition : rest) condition->copy(row, probe);
      if (!can_hold(probe)) set = std::move(rest);
    }
    return set;
  }

  void tell_impossible(std::size_t row) const {
    std::vector<std::string> names;
    std::set<std::string> why;
    const auto clash = clash_of(rows_[row]);
    const auto has = [&](std::string_view name) {
      return std::ranges::find(clash, name, &RowCondition::name) != clash.end();
    };
    for (const auto* condition : clash) {
      names.push_back(fmt::format("`{}`", condition->name));
      if (auto reason = reason_of(condition->name); !reason.empty()) why.insert(std::move(reason));
    }
    if (has("harm") && (has("breakout") || has("awareness")))
      why.insert("breakout 6 is for harms alone, and harms have no other");
    std::string reasons;
    for (const auto& reason : why) reasons += "; " + reason;
    draft_.row_nodes[row].error(
        "impossible", fmt::format("this row can never fire: no conversation is what {} {} of it{}", in_words(names),
                                  names.size() == 1 ? "asks" : "ask", reasons));
  }

  // What the value of a condition follows from.
  [[nodiscard]] std::string reason_of(std::string_view condition) const {
    const auto& policy = draft_.policy;
    const auto& scale = policy.scale_authors;
    const auto& awareness = policy.awareness_breakout;
    const auto& influence = policy.influence_questions;
    if (condition == "scale" || condition == "authors")
      return fmt::format("by `bands` {} authors are medium, {} high, {} severe scale", scale[0], scale[1], scale[2]);
    if (condition == "awareness")
      return fmt::format("by `bands` breakout {} is medium, {} high, {} severe awareness", awareness[0], awareness[1],
                         awareness[2]);
    if (condition == "influence")
      return fmt::format("by `bands` {} questions are medium, {} high influence; severe is for harms alone",
                         influence[0], influence[1]);
    if (condition == "threat_open") return "a harm does not stand beside itself";
    if (condition == "void") return fmt::format("by `bands` a void has {} questions or more", policy.void_questions);
    if (condition == "aimed_at_migrants") return "only a narrative can be aimed at migrants, not a harm";
    if (condition == "trend") return "a stale claim has no author in the last 24 hours";
    return {};
  }

  // A value that a row names and never fires at, though it fires elsewhere: a list or a range that seems to reach
  // further than it does.
  void warn_of_idle_parts(std::size_t row) const {
    const auto& is = rows_[row];
    const auto& cases = cases_[row];
    const auto level_end = [&](std::string_view name, const std::optional<Level>& end, const auto& fired,
                               Level Situation::*member) {
      if (!end || fired[static_cast<std::size_t>(*end)]) return;
      warn_idle(row, fmt::format("{} {}", name, to_string(*end)),
                [&](const Situation& at) { return at.*member == *end; });
    };
    level_end("scale", is.scale_min, cases.scale, &Situation::scale);
    level_end("scale", is.scale_max, cases.scale, &Situation::scale);
    level_end("awareness", is.awareness_min, cases.awareness, &Situation::awareness);
    level_end("awareness", is.awareness_max, cases.awareness, &Situation::awareness);
    level_end("influence", is.influence_min, cases.influence, &Situation::influence);
    level_end("influence", is.influence_max, cases.influence, &Situation::influence);
    for (const auto& end : {is.breakout_min, is.breakout_max}) {
      if (end && !cases.breakout[static_cast<std::size_t>(*end)])
        warn_idle(row, fmt::format("breakout {}", *end), [&](const Situation& at) { return at.breakout == *end; });
    }
    for (const auto trend : is.trends) {
      if (!cases.trend[static_cast<std::size_t>(trend)])
        warn_idle(row, fmt::format("trend {}", to_string(trend)),
                  [&](const Situation& at) { return at.trend == trend; });
    }
  }

  template <typename There>
  void warn_idle(std::size_t row, const std::string& part, const There& there) const {
    const auto takers = covering(row, there);
    draft_.row_nodes[row].warning(
        "idle-part",
        takers.empty()
            ? fmt::format("this row never fires at {}: with its other conditions no conversation is so", part)
            : fmt::format("this row never fires at {}: {} {} these cases first; take it out, or move the row", part,
                          names_of_rows(takers), takers.size() == 1 ? "takes" : "take"));
  }

  void tell_hidden_threat() const {
    const bool some =
        std::ranges::any_of(rows_, [](const PolicyRow& row) { return row.posture == Posture::escalate_safety; });
    draft_.node.error("no-safety-row",
                      some ? fmt::format("every harm must reach escalate-safety, and some come to {}; begin with a row "
                                         "`when: {{harm: true}}` of that posture",
                                         name_of(*hidden_threat_))
                           : std::string("every harm must reach escalate-safety; begin with a row `when: {harm: true}` "
                                         "of that posture"));
  }

  const PolicyDraft& draft_;
  const std::vector<PolicyRow>& rows_;
  DecisionSpace space_;
  std::vector<RowCases> cases_;
  bool last_holds_ = true;
  std::optional<std::size_t> hidden_threat_;  // the row that takes one
};

// False after an error about where safety stands.
bool check_ids_and_safety(const PolicyDraft& draft) {
  std::map<std::string, std::size_t> first_of_id;
  bool other_seen = false, good = true;
  for (std::size_t i = 0; i < draft.policy.rows.size(); ++i) {
    const auto& row = draft.policy.rows[i];
    const auto& node = draft.row_nodes[i];
    const auto [first, is_new] = first_of_id.emplace(row.id, i);
    if (!is_new)
      node.error("duplicate-id",
                 fmt::format("the row in line {} is called \"{}\" too", draft.row_nodes[first->second].line(), row.id));
    const bool safety = row.posture == Posture::escalate_safety;
    if (safety && row.harm != true) node.error("safety", "escalate-safety is for harms; add `harm: true`");
    if (safety && other_seen) node.error("safety", "safety rows stand first, so that no other row can hide a threat");
    good = good && !(safety && (other_seen || row.harm != true));
    other_seen = other_seen || !safety;
  }
  return good;
}

void check_tests(const PolicyDraft& draft) {
  const auto nodes = draft.node["tests"].items();
  for (std::size_t i = 0; i < draft.policy.tests.size(); ++i) {
    const auto& test = draft.policy.tests[i];
    if (const auto why = contradiction(test.given, draft.policy))
      nodes[i].error("impossible-case", fmt::format("no conversation is like this: {}", *why));
    if (test.row.empty() || std::ranges::find(draft.policy.rows, test.row, &PolicyRow::id) != draft.policy.rows.end())
      continue;
    std::vector<std::string_view> ids;
    for (const auto& row : draft.policy.rows) ids.emplace_back(row.id);
    const auto near = nearest(test.row, ids);
    nodes[i]["row"].error("unknown-row", fmt::format("there is no row \"{}\"{}", test.row,
                                                     near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near)));
  }
}

}  // namespace

void check_table(const PolicyDraft& draft) {
  const bool safety_stands = check_ids_and_safety(draft);
  TableCheck(draft).run(safety_stands);
  check_tests(draft);
}

}  // namespace sait
