#include "rules/schemas/all.hpp"

namespace sait::schemas {

const std::string_view kNarrative = R"json(
"facts": {"type": "array", "maxItems": 500, "items": {"anyOf": [{"$ref": "#/definitions/name", "description": "The id of a card of facts/. Example: uk-asylum-support-2024"}, {"title": "A fact", "type": "object", "additionalProperties": false, "required": ["statement", "source", "year"],
 "defaultSnippets": [{"label": "new fact", "description": "What is so, who says it, and of which year it is.", "body": {"statement": "${1:What is so}", "source": "${2:Who says it}", "year": "${3:2026}"}}],
 "properties": {
  "statement": {"$ref": "#/definitions/text", "description": "What is so, in one sentence that can be said in public."},
  "source": {"$ref": "#/definitions/text", "description": "Who says it: an office, a study, a fact-check, with its title or its date. Example: Home Office, rates of February 2024"},
  "year": {"type": "integer", "minimum": 1900, "maximum": 2100, "description": "Of which year the figure is. From 1900 to 2100. Example: 2024"},
  "review_by": {"$ref": "#/definitions/day", "description": "After this day the fact counts as unverified, until somebody has read the source again."}}}]}},
"act": {
 "enum": ["none", "claim", "report", "quote", "debunk", "question", "counter", "first_person", "first-person"],
 "enumDescriptions": ["Nothing may match: the post looks like the claim and is none.", "It says so.", "It tells that others say so.", "It repeats the words of another.",
  "It says that this is wrong.", "It asks whether this is so.", "It speaks against those who say so.", "Somebody tells of themselves.", "Somebody tells of themselves."]},
"tests": {"type": "array", "maxItems": 2000, "items": {"title": "A test", "type": "object", "additionalProperties": false, "required": ["text", "lang", "act"],
 "defaultSnippets": [
  {"label": "test: it makes the claim", "description": "A post in which the claim must be found.", "body": {"text": "\"${1:A post that says so}\"", "lang": "${2:en}", "act": "claim"}},
  {"label": "test: it must stay silent", "description": "A post that looks like the claim and is none: nothing may match.", "body": {"text": "\"${1:A post that looks like it}\"", "lang": "${2:en}", "act": "none"}},
  {"label": "test: it asks, reports or corrects", "description": "A post that speaks of the claim without making it.", "body": {"text": "\"${1:Is it true that ...?}\"", "lang": "${2:en}", "act": "${3|question,report,quote,debunk,counter,first-person|}"}}],
 "properties": {
  "text": {"$ref": "#/definitions/text", "description": "The post, as somebody would write it. Example: Refugees get free cars from the council!"},
  "lang": {"$ref": "#/definitions/text", "description": "The language of the post: the name of a file in languages/. Example: en"},
  "act": {"$ref": "#/definitions/act", "description": "What the post does with the claim; `none`: nothing may match."},
  "title": {"type": "string", "description": "The title of the post, as pages and videos have one."},
  "alt": {"$ref": "#/definitions/texts", "description": "The descriptions of its pictures and videos, one or a list."},
  "hashtags": {"$ref": "#/definitions/texts", "description": "Its tags, without #, one or a list."},
  "links": {"$ref": "#/definitions/texts", "description": "The addresses in it, one or a list. Example: https://news.example/a"},
  "answers": {"type": "boolean", "description": "true: it answers a post on the topic. false if not said."},
  "quotes": {"type": "boolean", "description": "true: it quotes another post. false if not said."},
  "author": {"enum": ["other", "official", "media", "listed", "elected"], "description": "Who posts it; `other` if not said.",
   "enumDescriptions": ["Anybody.", "A public office.", "A newsroom.", "An account in a list of the operator, such as an organisation that answers rumours.", "Somebody who is elected."]},
  "as_of": {"$ref": "#/definitions/day", "description": "The day of the post: coded terms count only on days on which they are in use."},
  "terms": {"$ref": "#/definitions/texts", "description": "The terms of terms/ that must be found beside the match on that day, one or a list."}}}},
"maturity": {"type": "object", "additionalProperties": {
 "description": "How far the rule has come in this language.",
 "enum": ["shadow", "testing", "stable", "retired"],
 "enumDescriptions": ["It only counts: nobody is told.", "Analysts are told, nobody else.", "It may alert.", "Kept for history: it counts for nothing."]}},
"budget": {"type": "object", "additionalProperties": false, "required": ["per_day"], "properties": {
 "per_day": {"type": "integer", "minimum": 1, "maximum": 1000000000, "description": "Alerts that may open or rise a day, over all audiences. Example: 3"}}},
"narrative": {"type": "object", "additionalProperties": false, "required": ["id", "title", "claim", "status", "owner", "review_by", "phrases"],
 "defaultSnippets": [{"label": "new narrative", "description": "A claim that can be checked, in the shadow, with its first phrase and its first tests.", "body": {
  "id": "${TM_FILENAME_BASE}", "title": "${1:Neutral words for it, never the slogan}", "claim": "${2:The statement that can be checked.}", "status": "${3|unverified,contested,misleading,\"false\",suspect-misidentified|}",
  "owner": "${4:my-team}", "review_by": "${5:2027-06-30}", "maturity": {"${6:en}": "shadow"}, "phrases": {"${6:en}": ["\"${7:@migrants ...3 @get ...3 what}\""]},
  "tests": [{"text": "\"${8:A post that says so}\"", "lang": "${6:en}", "act": "claim"}, {"text": "\"${9:A post that looks like it and is none}\"", "lang": "${6:en}", "act": "none"}]}}],
 "properties": {
  "id": {"$ref": "#/definitions/name", "description": "The file's name without .yaml: a-z, 0-9 and -. Example: free-cars"},
  "kind": {"enum": ["narrative"], "description": "May be left out: what lies in narratives/ is a narrative."},
  "title": {"$ref": "#/definitions/text", "description": "What it is called in alerts: neutral, never the slogan. Example: Cars for new arrivals"},
  "claim": {"$ref": "#/definitions/text", "description": "The statement that can be checked. Wanting something or disliking something is none: opinion is never matched. Example: Migrants are given a car by the state."},
  "status": {"$ref": "#/definitions/status", "description": "What is known of the claim."},
  "evidence": {"enum": ["text", "media"], "description": "What the claim rests on; `text` if not said. What rests on media has a ceiling in the policy until an incident with official facts is open.", "enumDescriptions": ["What is said.", "A picture or a video."]},
  "ceiling": {"$ref": "#/definitions/public_posture", "description": "The highest posture that may be advised for it, however large it grows."},
  "audience": {"$ref": "#/definitions/texts", "description": "Who sees the claim, in words for people, one or a list. Example: [\"older voters\"]"},
  "affected": {"$ref": "#/definitions/texts", "description": "Who is harmed by it, one or a list; the policy's communities serve people by these words. Example: [\"asylum seekers\"]"},
  "aimed_at_migrants": {"type": "boolean", "description": "true: it is told to people on the move and misleads them (routes, visas, amnesties). false if not said."},
  "storage": {"enum": ["text", "counts"], "description": "What is kept of posts that match; `counts` if it is aimed at migrants, else `text`.", "enumDescriptions": ["Their text, for as long as the operator keeps texts.", "Numbers alone."]},
  "owner": {"$ref": "#/definitions/text", "description": "Who answers for the rule: a team, never a private person. Example: rules-team"},
  "review_by": {"$ref": "#/definitions/day", "description": "The day by which somebody looks at it again; `rules check` warns from then on."},
  "concern": {"type": "string", "description": "The worry beneath the claim, which an answer takes seriously."},
  "facts": {"$ref": "#/definitions/facts", "description": "What is so, with its sources. Needed where `status` is false or misleading."},
  "message": {"$ref": "#/definitions/texts", "description": "What to say, in this order: the fact, one warning, the trick, the fact again."},
  "avoid": {"$ref": "#/definitions/texts", "description": "What to avoid in an answer, one or a list. Example: [\"repeating the slogan\"]"},
  "allies": {"$ref": "#/definitions/texts", "description": "Who could speak in our place, one or a list. Example: [unions, \"municipal councils\"]"},
  "maturity": {"$ref": "#/definitions/maturity", "description": "By language: shadow, testing, stable or retired; `testing` if not said. Example: {en: shadow}"},
  "budget": {"$ref": "#/definitions/budget", "description": "How many alerts it may give. Beyond that they wait for the next day (UTC), and analysts are told of them in a digest."},
  "phrases": {"$ref": "#/definitions/phrases", "description": "By language: phrases that assert the claim, as who, relation, what. Example: {en: [\"@migrants ...3 @get ...3 free cars\"]}"},
  "hints": {"$ref": "#/definitions/phrases", "description": "By language: what says too little by itself, such as `@topic`, any word of the language's topic. It counts as a claim only where no phrase finds anything, the post weighs `hinted` of weights/, and its words tell of this narrative (`told`). Example: {en: [\"@topic\"]}"},
  "none": {"$ref": "#/definitions/phrases", "description": "By language: what silences a match in its sentence, such as another meaning of the words. Example: {en: [\"toy car*\"]}"},
  "tests": {"$ref": "#/definitions/tests", "description": "Posts that must be found, and posts that must not. A pack whose tests fail is not loaded."}}},
"harm": {"type": "object", "additionalProperties": false, "required": ["id", "kind", "category", "title", "owner", "review_by", "phrases"],
 "defaultSnippets": [{"label": "new harm", "description": "A threat, a call to violence or dehumanising words: for people who are trained for it, never answered in public.", "body": {
  "id": "${TM_FILENAME_BASE}", "kind": "harm", "category": "${1|threat,call-to-action,dehumanisation,named-target,child-target|}", "title": "${2:Neutral words for it}", "owner": "${3:my-team}", "review_by": "${4:2027-06-30}",
  "maturity": {"${5:en}": "shadow"}, "phrases": {"${5:en}": ["\"${6:words}\""]}, "tests": [{"text": "\"${7:A post that threatens}\"", "lang": "${5:en}", "act": "claim"}, {"text": "\"${8:A post that condemns the threat}\"", "lang": "${5:en}", "act": "none"}]}}],
 "properties": {
  "id": {"$ref": "#/definitions/name", "description": "The file's name without .yaml: a-z, 0-9 and -."},
  "kind": {"const": "harm", "description": "Always harm: what lies in harms/ says so."},
  "category": {"description": "What is done.", "enum": ["threat", "call-to-action", "dehumanisation", "named-target", "child-target"],
   "enumDescriptions": ["Violence is announced.", "Others are called to violence.", "People are called animals, dirt or a disease.", "Somebody is named as a target.", "Children are named as a target."]},
  "title": {"$ref": "#/definitions/text", "description": "What it is called in alerts, in neutral words."},
  "audience": {"$ref": "#/definitions/texts", "description": "Who sees it, in words for people, one or a list."},
  "affected": {"$ref": "#/definitions/texts", "description": "Who is harmed by it, one or a list."},
  "storage": {"enum": ["text", "counts"], "description": "What is kept of posts that match; `text` if not said.", "enumDescriptions": ["Their text, for as long as the operator keeps texts.", "Numbers alone."]},
  "owner": {"$ref": "#/definitions/text", "description": "Who answers for the rule: a team, never a private person."},
  "review_by": {"$ref": "#/definitions/day", "description": "The day by which somebody looks at it again; `rules check` warns from then on."},
  "concern": {"type": "string", "description": "The worry beneath."},
  "facts": {"$ref": "#/definitions/facts", "description": "What is so, with its sources."},
  "message": {"$ref": "#/definitions/texts", "description": "What those who are trained for it do, in order."},
  "avoid": {"$ref": "#/definitions/texts", "description": "What to avoid, such as quoting or linking the post."},
  "allies": {"$ref": "#/definitions/texts", "description": "Who helps, one or a list."},
  "maturity": {"$ref": "#/definitions/maturity", "description": "By language: shadow, testing, stable or retired; `testing` if not said. Example: {en: shadow}"},
  "phrases": {"$ref": "#/definitions/phrases", "description": "By language: phrases that threaten, call to violence or dehumanise."},
  "none": {"$ref": "#/definitions/phrases", "description": "By language: what silences a match in its sentence."},
  "tests": {"$ref": "#/definitions/tests", "description": "Posts that must be found, and posts that must not. A pack whose tests fail is not loaded."}}}
)json";

}  // namespace sait::schemas
