#include "rules/schemas/all.hpp"

namespace sait::schemas {

const std::string_view kPolicy = R"json(
"level": {"enum": ["low", "medium", "high", "severe"]},
"trend": {"enum": ["growing", "steady", "fading", "stale", "not-observable"],
 "enumDescriptions": ["More is said than before.", "As much is said as before.", "Less is said than at its height.", "Nothing has been said for long.", "The feeds were not seen, so nobody can tell."]},
"category": {"type": "integer", "minimum": 1, "maximum": 6},
"three": {"type": "array", "minItems": 3, "maxItems": 3, "items": {"$ref": "#/definitions/positive"}},
"levels": {"anyOf": [{"$ref": "#/definitions/level"}, {"type": "object", "additionalProperties": false, "minProperties": 1, "properties": {
 "min": {"$ref": "#/definitions/level", "description": "This level or a higher one."}, "max": {"$ref": "#/definitions/level", "description": "This level or a lower one."}}}]},
"when": {"type": ["object", "null"], "additionalProperties": false, "properties": {
 "scale": {"$ref": "#/definitions/levels", "description": "How large the conversation is: a level, or from one to another. Example: high or {min: medium}"},
 "awareness": {"$ref": "#/definitions/levels", "description": "How far it has come: a level, or from one to another. Example: {min: medium}"},
 "influence": {"$ref": "#/definitions/levels", "description": "How much harm it may do: a level, or from one to another. Example: low"},
 "breakout": {"anyOf": [{"$ref": "#/definitions/category"}, {"type": "object", "additionalProperties": false, "minProperties": 1, "properties": {
  "min": {"$ref": "#/definitions/category", "description": "This category or a higher one, 1 to 6."}, "max": {"$ref": "#/definitions/category", "description": "This category or a lower one, 1 to 6."}}}],
  "description": "The category of the Breakout Scale, 1 to 6, or from one to another: 1 one community, 2 several communities or platforms, 3 several of both, 4 media, 5 public figures, 6 a harm. Example: {min: 4}"},
 "trend": {"anyOf": [{"$ref": "#/definitions/trend"}, {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/trend"}}], "description": "How it moves: one or a list. Example: [fading, stale]"},
 "authors": {"type": "object", "minProperties": 1, "additionalProperties": false, "description": "Authors of claims in 24 hours, from one count to another. Example: {min: 10}", "properties": {
  "min": {"$ref": "#/definitions/count", "description": "So many or more."}, "max": {"$ref": "#/definitions/count", "description": "So many or fewer."}}},
 "questions": {"type": "object", "additionalProperties": false, "required": ["min"], "description": "Posts of 24 hours that ask. Example: {min: 5}", "properties": {
  "min": {"$ref": "#/definitions/positive", "description": "So many or more."}}},
 "aimed_at_migrants": {"type": "boolean", "description": "Whether the claim is told to people on the move."},
 "harm": {"type": "boolean", "description": "Whether it is a harm: a threat, a call to violence. The row for it stands first."},
 "void": {"type": "boolean", "description": "Whether many ask and nobody answers."},
 "recycled": {"type": "boolean", "description": "Whether the claim was gone for more than 90 days and came back."},
 "threat_open": {"type": "boolean", "description": "Whether a harm has an alert open for the same audience."},
 "event_near": {"type": "boolean", "description": "Whether an event of the calendar is near or under way."}}},
"case": {"title": "A test of the policy", "type": "object", "additionalProperties": false, "required": ["posture"],
 "defaultSnippets": [{"label": "new test of the policy", "description": "A conversation in numbers of 24 hours, and what must be advised.", "body": {"authors": "${1:60}", "communities": "${2:3}", "platforms": "${3:2}", "trend": "${4|growing,steady,fading,stale|}", "posture": "${5|no-engagement,monitor,prepare,respond-through-allies,respond-directly,escalate-safety|}"}}],
 "properties": {
  "posture": {"$ref": "#/definitions/posture", "description": "What must be advised."},
  "row": {"$ref": "#/definitions/text", "description": "The row that must decide, by its id, if that matters."},
  "authors": {"$ref": "#/definitions/count", "description": "Authors of claims in 24 hours; 1 if not said."},
  "authors_observable": {"type": "boolean", "description": "false: the feeds do not tell authors apart. true if not said."},
  "posts": {"$ref": "#/definitions/count", "description": "Claims in 24 hours; one an author if not said."},
  "communities": {"$ref": "#/definitions/count", "description": "Communities in which it is said."},
  "platforms": {"$ref": "#/definitions/count", "description": "Platforms on which it is said."},
  "media": {"$ref": "#/definitions/count", "description": "Newsrooms that say it."},
  "official": {"$ref": "#/definitions/count", "description": "Public offices that say it."},
  "elected": {"$ref": "#/definitions/count", "description": "Elected people who say it."},
  "breakout": {"$ref": "#/definitions/category", "description": "The category of the Breakout Scale, 1 to 6; follows from the five before if not said."},
  "z": {"$ref": "#/definitions/count", "description": "Spreads above the usual for the hour; nothing is usual yet if not said."},
  "trend": {"$ref": "#/definitions/trend", "description": "How it moves; steady if not said."},
  "questions": {"$ref": "#/definitions/count", "description": "Posts of 24 hours that ask."},
  "corrections": {"$ref": "#/definitions/count", "description": "Posts of 24 hours that correct it."},
  "void": {"type": "boolean", "description": "false: as many ask as always do; true beside corrections: these are out of date. Follows from the two before if not said."},
  "coverage": {"enum": ["complete", "hole"], "description": "Whether the feeds were seen all the time; `complete` if not said.", "enumDescriptions": ["All feeds were seen.", "One was not: then nothing is seen to fall."]},
  "aimed_at_migrants": {"type": "boolean", "description": "Whether the claim is told to people on the move; false if not said."},
  "harm": {"type": "boolean", "description": "Whether it is a harm; false if not said."},
  "recycled": {"type": "boolean", "description": "Whether it was gone for more than 90 days; false if not said."},
  "threat_open": {"type": "boolean", "description": "Whether a harm has an alert open for the same audience; false if not said."},
  "event_near": {"type": "boolean", "description": "Whether an event of the calendar is near; false if not said."},
  "status": {"$ref": "#/definitions/status", "description": "What is known of the claim; false if not said."},
  "ceiling": {"$ref": "#/definitions/public_posture", "description": "The narrative's ceiling; none if not said."}}},
"row": {"title": "A row", "type": "object", "additionalProperties": false, "required": ["id", "because", "posture"],
 "defaultSnippets": [{"label": "new row", "description": "Conditions that must all hold, and what is then advised. The first row that fits decides.", "body": {"id": "${1:name}", "because": "${2:One sentence that says why.}", "when": {"authors": {"min": "${3:10}"}, "trend": "${4|growing,steady,fading,stale|}"}, "posture": "${5|no-engagement,monitor,prepare,respond-through-allies,respond-directly,escalate-safety|}"}}],
 "properties": {
  "id": {"$ref": "#/definitions/text", "description": "Its name in alerts and tests. Example: breaking-out"},
  "because": {"$ref": "#/definitions/text", "description": "One sentence for people: why this is advised."},
  "when": {"$ref": "#/definitions/when", "description": "All of these must hold. The last row has none: it takes what is left. Example: {trend: growing, authors: {min: 10}}"},
  "posture": {"$ref": "#/definitions/posture", "description": "What is advised."},
  "at_once": {"type": "boolean", "description": "true: a public posture of this row waits no longer than any other. false if not said."}}},
"bands": {"type": "object", "additionalProperties": false, "properties": {
 "scale_authors": {"$ref": "#/definitions/three", "description": "Authors of claims in 24 hours from which on scale is medium, high, severe. Example: [10, 50, 200]"},
 "scale_z": {"$ref": "#/definitions/three", "description": "Spreads above the usual for the hour from which on scale is medium, high, severe; scale is the lower of this and authors. Example: [3, 5, 8]"},
 "awareness_breakout": {"type": "array", "minItems": 3, "maxItems": 3, "items": {"$ref": "#/definitions/category"}, "description": "Categories of the Breakout Scale from which on awareness is medium, high, severe. Example: [2, 3, 4]"},
 "influence_questions": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"$ref": "#/definitions/positive"}, "description": "Questions in 24 hours from which on influence is medium, high; severe is for harms alone. Example: [10, 50]"},
 "void_questions": {"$ref": "#/definitions/positive", "description": "So many questions in 24 hours, and no correction: people ask and nobody answers. Example: 8"},
 "void_z": {"$ref": "#/definitions/positive", "description": "And so many spreads above the usual questions of a day. Example: 3"}}},
"timing": {"type": "object", "additionalProperties": false, "properties": {
 "growing_factor": {"type": "number", "minimum": 1.01, "maximum": 100, "description": "It grows when the last 6 hours have so many times the posts of the 6 before. Example: 2"},
 "growing_posts": {"$ref": "#/definitions/positive", "description": "And at least so many posts in the last 6 hours. Example: 5"},
 "fading_factor": {"type": "number", "minimum": 0.01, "maximum": 0.99, "description": "It fades when the last 24 hours have less than this part of its highest 24 hours. Example: 0.5"},
 "stale_after": {"$ref": "#/definitions/duration", "description": "So long without a claim it is stale; 1d to 28d. Example: 7d"},
 "clocks": {"type": "object", "additionalProperties": {"$ref": "#/definitions/duration"}, "description": "Half-lives of posts by platform, in place of the ones the daemon knows. Example: {youtube: 6d}"}}},
"channel": {"title": "A channel", "type": "object", "additionalProperties": false, "required": ["name", "audience", "people"],
 "defaultSnippets": [{"label": "new channel", "description": "One of our own ways to speak, or an ally's.", "body": {"name": "${1:our newsletter}", "audience": "${2:en}", "people": "${3:40000}"}}],
 "properties": {
  "name": {"$ref": "#/definitions/text", "description": "What it is called. Example: our newsletter"},
  "audience": {"$ref": "#/definitions/text", "description": "Whom it reaches: a language or a declared audience. Example: en"},
  "people": {"type": "integer", "minimum": 1, "maximum": 10000000000, "description": "How many people read it. Example: 40000"}}},
"community": {"title": "A community", "type": "object", "additionalProperties": false, "required": ["name", "serves"],
 "defaultSnippets": [{"label": "new community", "description": "A community made for people whom claims harm.", "body": {"name": "${1:arrivals.example}", "serves": ["${2:asylum seekers}"]}}],
 "properties": {
  "name": {"$ref": "#/definitions/text", "description": "As posts or feeds name it. Example: arrivals.example"},
  "serves": {"$ref": "#/definitions/texts", "description": "Whom it is made for, in the words of narratives' `affected`. Example: [\"asylum seekers\"]"}}},
"ceilings": {"type": "object", "additionalProperties": false, "properties": {
 "unobserved": {"$ref": "#/definitions/posture", "description": "The highest posture where authors cannot be counted."},
 "unverified": {"$ref": "#/definitions/posture", "description": "The highest posture for what is unverified, until an incident with official facts is open."},
 "suspect_misidentified": {"$ref": "#/definitions/posture", "description": "The highest posture for what is said of somebody after an attack, until an incident with official facts is open."},
 "media": {"$ref": "#/definitions/posture", "description": "The highest posture where a picture or a video is what it rests on, until an incident with official facts is open."}}},
"hysteresis": {"type": "object", "additionalProperties": false, "properties": {
 "raise_after": {"$ref": "#/definitions/duration", "description": "A higher posture must hold so long before it is advised; safety never waits. At most 7d. Example: 20m"},
 "allies_after": {"$ref": "#/definitions/duration", "description": "And one that speaks in public through others, so long. At most 7d. Example: 1h"},
 "respond_after": {"$ref": "#/definitions/duration", "description": "And one that speaks ourselves, so long. At most 7d. Example: 2h"},
 "lower_after": {"$ref": "#/definitions/duration", "description": "A lower posture must hold so long: longer than a night. At most 7d. Example: 10h"},
 "update_every": {"$ref": "#/definitions/duration", "description": "An unchanged posture is told again at most so often. 1m to 7d. Example: 12h"}}},
"policy": {"type": "object", "additionalProperties": false, "required": ["id", "rows"],
 "defaultSnippets": [{"label": "new policy", "description": "The smallest policy that is taken: a row for safety first, and one for all that is left.", "body": {"id": "${TM_FILENAME_BASE}", "rows": [
  {"id": "safety", "because": "A threat goes to people who are trained for it.", "when": {"harm": true}, "posture": "escalate-safety"}, {"id": "rest", "because": "${1:Nothing asks for more than to watch.}", "posture": "monitor"}]}}],
 "properties": {
  "id": {"$ref": "#/definitions/text", "description": "Its name in alerts. Example: gfmd"},
  "bands": {"$ref": "#/definitions/bands", "description": "The smallest counts from which on a variable is medium, high, severe."},
  "timing": {"$ref": "#/definitions/timing", "description": "What counts as growing, fading and stale."},
  "channels": {"type": "array", "items": {"$ref": "#/definitions/channel"}, "description": "Our own channels and our allies': what an answer would be read on."},
  "communities": {"type": "array", "items": {"$ref": "#/definitions/community"}, "description": "Communities made for people whom claims harm."},
  "opens_at_authors": {"$ref": "#/definitions/positive", "description": "Fewer authors of claims never open an alert; a harm opens at one post. Example: 3"},
  "ceilings": {"$ref": "#/definitions/ceilings", "description": "The highest posture of what is not seen or not verified."},
  "corrections_step_down": {"type": "number", "minimum": 0, "maximum": 1000, "description": "So many corrections a claim take the advice one step down; 0 for never. Example: 1"},
  "hysteresis": {"$ref": "#/definitions/hysteresis", "description": "How long something must hold before the advice changes."},
  "crossings": {"type": "array", "description": "An open alert is told again when its claim is carried over into one of these for the first time; [] for never.", "items": {"enum": ["platform", "language", "community", "followers", "media", "official", "elected"],
   "enumDescriptions": ["Another platform.", "Another language.", "Another community.", "An author with many more followers.", "A newsroom.", "A public office.", "Somebody who is elected."]}},
  "budget": {"type": "object", "additionalProperties": false, "required": ["per_audience_per_day"], "description": "How many alerts people can take; what comes beyond it waits. Safety is exempt.", "properties": {
   "per_audience_per_day": {"$ref": "#/definitions/positive", "description": "Alerts opened or raised for one audience on one day (UTC); more wait for the next day. Example: 20"}}},
  "cool_down": {"$ref": "#/definitions/duration", "description": "So long after an alert closed, its conversation opens none of the same or a lower posture. At most 7d. Example: 12h"},
  "calendar": {"type": "object", "additionalProperties": false, "description": "What an event of the calendar does while it is near.", "properties": {
   "tighten": {"type": "number", "minimum": 0.1, "maximum": 1, "description": "The counts at which bands begin are times this, 0.1 to 1. Example: 0.5"},
   "before": {"$ref": "#/definitions/duration", "description": "So long before its first day an event is near, where it does not say so itself; at most 180d. Example: 14d"}}},
  "expires": {"type": "object", "additionalProperties": false, "description": "How long an advice holds, by posture; 10m to 28d. Example: {monitor: 48h}", "properties": {
   "no-engagement": {"$ref": "#/definitions/duration", "description": "So long an advice to leave it alone holds."}, "monitor": {"$ref": "#/definitions/duration", "description": "So long an advice to watch holds."},
   "prepare": {"$ref": "#/definitions/duration", "description": "So long an advice to prepare holds."}, "respond-through-allies": {"$ref": "#/definitions/duration", "description": "So long an advice to let others speak holds."},
   "respond-directly": {"$ref": "#/definitions/duration", "description": "So long an advice to answer holds."}, "escalate-safety": {"$ref": "#/definitions/duration", "description": "So long an advice to hand it over holds."}}},
  "rows": {"type": "array", "minItems": 1, "maxItems": 64, "items": {"$ref": "#/definitions/row"}, "description": "The decision table. The first row whose conditions all hold decides; a row for safety stands first, and the last has no condition."},
  "tests": {"type": "array", "items": {"$ref": "#/definitions/case"}, "description": "Conversations in numbers of 24 hours, each with the posture it must get; what is not said is quiet."}}}
)json";

}  // namespace sait::schemas
