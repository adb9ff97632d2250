#include "rules/attach.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

namespace sait {
namespace {

using Cards = std::map<std::string_view, const FactDraft*>;

std::string or_nearest(std::string_view id, const std::vector<std::string_view>& known) {
  const auto near = nearest(id, known);
  return near.empty() ? std::string() : fmt::format("; did you mean \"{}\"?", near);
}

void attach_facts(NarrativeDraft& draft, const Cards& cards, bool all_known, std::set<std::string_view>& used) {
  std::vector<std::string_view> ids;
  for (const auto& [id, card] : cards) ids.push_back(id);
  bool complete = true;
  std::set<std::string_view> named;
  for (const auto& [index, node] : draft.cards) {
    auto& fact = draft.narrative.facts[index];
    const auto card = cards.find(fact.id);
    if (card == cards.end()) {
      complete = false;
      if (all_known) node.error("fact", fmt::format("facts/ has no card \"{}\"{}", fact.id, or_nearest(fact.id, ids)));
      continue;
    }
    if (!named.insert(card->first).second)
      node.warning("duplicate", fmt::format("the card \"{}\" is named above, too; remove one", fact.id));
    used.insert(card->first);
    fact = card->second->fact;
  }
  const auto& narrative = draft.narrative;
  const bool needs = narrative.status == "false" || narrative.status == "misleading";
  if (needs && complete && std::ranges::none_of(narrative.facts, &Fact::verified)) {
    const auto facts = draft.node["facts"];
    (facts.present() ? facts : draft.node)
        .error("no-facts",
               narrative.facts.empty()
                   ? fmt::format("a narrative that is called {} needs `facts` with their sources", narrative.status)
                   : fmt::format("a narrative that is called {} needs a fact that somebody has read in its "
                                 "source; all of these are unverified",
                                 narrative.status));
  }
}

void attach_kit(KitDraft& kit, NarrativeDraft& draft, bool facts_known) {
  auto& narrative = draft.narrative;
  for (const auto* key : {"message", "avoid", "allies"}) {
    if (const auto own = draft.node[key]; own.present())
      own.error("twice",
                fmt::format("{} says what to say about \"{}\", too; keep one of them", kit.file, narrative.id));
  }
  const bool harm = narrative.kind == NarrativeKind::harm;
  const auto wrong = kit.node[harm ? "message" : "do"];
  if (wrong.present())
    wrong.error("twice", harm ? "a harm is answered by nobody in public: write `do`, what is done in which order"
                              : "`do` is for harms; a narrative has a `message`");
  if (!kit.kit.number.empty() && facts_known) {
    const auto fact = std::ranges::find(narrative.facts, kit.kit.number, &Fact::id);
    const auto node = kit.node["number"];
    if (fact == narrative.facts.end())
      node.error("fact", fmt::format("\"{}\" is no fact card of {}; name one that is in its `facts`", kit.kit.number,
                                     narrative.file));
    else if (!fact->verified || !fact->value)
      node.error("fact", fmt::format("the card \"{}\" {}", kit.kit.number,
                                     fact->verified ? "has no value" : "is unverified: its number is not for alerts"));
  }
  narrative.message = std::move(kit.message);
  narrative.avoid = std::move(kit.avoid);
  narrative.allies = std::move(kit.allies);
  narrative.kit = std::move(kit.kit);
}

}  // namespace

void attach(Drafts& drafts) {
  Cards cards;
  for (const auto& card : drafts.facts) cards.emplace(card.fact.id, &card);
  const bool facts_known = !drafts.some_unread("facts/");
  const bool narratives_known = !drafts.some_unread("narratives/") && !drafts.some_unread("harms/");
  std::set<std::string_view> used;
  for (auto& draft : drafts.narratives) attach_facts(draft, cards, facts_known, used);
  for (const auto& card : drafts.facts) {
    if (narratives_known && !used.contains(card.fact.id))
      card.node.warning("idle-fact", fmt::format("no narrative names the card \"{}\"; write it into the `facts` of "
                                                 "those that it answers",
                                                 card.fact.id));
  }
  std::vector<std::string_view> ids;
  for (const auto& draft : drafts.narratives) ids.push_back(draft.narrative.id);
  for (auto& kit : drafts.kits) {
    const auto draft =
        std::ranges::find(drafts.narratives, kit.id, [](const NarrativeDraft& one) { return one.narrative.id; });
    if (draft != drafts.narratives.end()) {
      attach_kit(kit, *draft, facts_known);
    } else if (narratives_known) {
      kit.node["id"].error("narrative",
                           fmt::format("there is no narrative or harm \"{}\"{}", kit.id, or_nearest(kit.id, ids)));
    }
  }
}

}  // namespace sait
