#include "rules/terms.hpp"

#include <fmt/format.h>

#include "rules/limits.hpp"
#include "rules/read.hpp"
#include "rules/slips.hpp"

namespace sait {
namespace {

const std::vector<std::string_view> kKinds{"loaded", "coded"};
constexpr int kMostAmbiguous = 3;

TermDraft read_term(const std::string& language, const YamlNode& node) {
  TermDraft draft{{}, node};
  auto& term = draft.term;
  term.language = language;
  const auto words = node.require("term");
  term.words = words.text();
  warn_of_comment(words);
  if (term.words.size() > limits::kWordBytes) {
    words.error("too-long", fmt::format("{} bytes; a word or some words of at most {} are taken", term.words.size(),
                                        limits::kWordBytes));
    term.words.clear();
  }
  term.line = words.line();
  term.column = words.column();
  term.id = fmt::format("{}/{}", language, term.words);
  term.kind = static_cast<TermKind>(node.require("kind").choice(kKinds, 0));
  term.note = node["note"].text();
  if (const auto instead = node["instead"]; instead.present()) term.instead = instead.texts();
  if (term.kind == TermKind::loaded) {
    term.frame = node.require("frame").text();
    if (term.instead.empty() && term.note.empty())
      node.error("missing", "a loaded term says what to write `instead`, or in a `note` why there is nothing");
  } else {
    term.ambiguity = static_cast<int>(node.require("ambiguity").integer(0, 0, kMostAmbiguous));
    term.first_seen = read_date(node.require("first_seen"));
    term.last_reviewed = read_date(node.require("last_reviewed"));
    term.expires = read_date(node.require("expires"));
    term.stands_for = node["stands_for"].text();
  }
  node.finish();
  return draft;
}

}  // namespace

const char* to_string(TermKind kind) { return kind == TermKind::loaded ? "loaded" : "coded"; }

bool in_use(const Term& term, std::string_view day) {
  return day.empty() || term.kind == TermKind::loaded || (term.first_seen <= day && day <= term.expires);
}

std::vector<TermDraft> read_terms(const std::string& language, const YamlNode& root) {
  std::vector<TermDraft> terms;
  const auto list = root.require("terms");
  if (list.present() && !list.is_list()) list.error("type", "`terms` is a list");
  auto items = list.items();
  if (items.size() > limits::kTermsAFile) {
    items[limits::kTermsAFile].error("too-many", fmt::format("{} terms in one file; at most {} are taken: leave out "
                                                             "what nobody writes any more",
                                                             items.size(), limits::kTermsAFile));
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(limits::kTermsAFile), items.end());
  }
  for (const auto& item : items) {
    if (item.is_map()) {
      terms.push_back(read_term(language, item));
    } else {
      item.error("type", "a term is a map with `term`, `kind` and what belongs to it");
    }
  }
  root.finish();
  return terms;
}

}  // namespace sait
