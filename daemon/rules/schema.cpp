#include "rules/schema.hpp"

#include "rules/condition.hpp"

namespace sait {
namespace {

// %CONDITIONS% becomes the properties of a condition.
constexpr std::string_view kSchema = R"json({
"$schema": "https://json-schema.org/draft/2020-12/schema",
"title": "A rule file of saitd",
"anyOf": [
 {"$ref": "#/$defs/narrative"}, {"$ref": "#/$defs/harm"}, {"$ref": "#/$defs/language"}, {"$ref": "#/$defs/terms"}, {"$ref": "#/$defs/calendar"}, {"$ref": "#/$defs/policy"}, {"$ref": "#/$defs/audiences"}
],
"$defs": {
 "text": {"type": "string", "minLength": 1},
 "texts": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
 "day": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "description": "A day such as 2026-12-31."},
 "act": {"enum": ["none", "claim", "report", "quote", "debunk", "question", "counter", "first_person", "first-person"], "description": "What the text does with the claim; none: nothing may match."},
 "audiences": {"type": "object", "additionalProperties": false, "properties": {
  "regions": {"type": "array", "maxItems": 1000, "items": {"type": "object", "additionalProperties": false, "required": ["id"], "properties": {
   "id": {"type": "string", "pattern": "^[A-Za-z0-9-]{1,64}$"}, "names": {"anyOf": [{"$ref": "#/$defs/texts"}, {"type": "object", "additionalProperties": {"$ref": "#/$defs/texts"}}], "description": "What people call it: for all languages, or by language; a star at the end lets the word go on."},
   "within": {"type": "string", "description": "The region it lies in."}}}},
  "audiences": {"type": "array", "maxItems": 100, "items": {"type": "object", "additionalProperties": false, "required": ["id", "title", "languages"], "properties": {
   "id": {"type": "string", "pattern": "^[a-z0-9-]{1,64}$"}, "title": {"$ref": "#/$defs/text"}, "languages": {"$ref": "#/$defs/texts"},
   "regions": {"$ref": "#/$defs/texts", "description": "Where it is; anywhere if not said."}, "feeds": {"$ref": "#/$defs/texts", "description": "Its feeds, by id or community; any if not said."}}}}}},
 "condition": {"anyOf": [
  {"type": "string", "description": "A phrase: words, (a|b), word?, word*, @lexicon, ... for a gap, <number> for a slot."},
  {"type": "object", "minProperties": 1, "additionalProperties": false, "properties": {%CONDITIONS%}}
 ]},
 "conditions": {"anyOf": [{"$ref": "#/$defs/condition"}, {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/condition"}}]},
 "phrases": {"type": "object", "minProperties": 1, "description": "By language: what asserts the claim.", "additionalProperties": {"$ref": "#/$defs/conditions"}},
 "facts": {"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["statement", "source", "year"], "properties": {
  "statement": {"$ref": "#/$defs/text"}, "source": {"$ref": "#/$defs/text"}, "year": {"type": "integer", "minimum": 1900, "maximum": 2100},
  "review_by": {"$ref": "#/$defs/day"}}}},
 "tests": {"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["text", "lang", "act"], "properties": {
  "text": {"$ref": "#/$defs/text"}, "lang": {"$ref": "#/$defs/text"}, "act": {"$ref": "#/$defs/act"}, "title": {"type": "string"}, "alt": {"$ref": "#/$defs/texts"},
  "hashtags": {"$ref": "#/$defs/texts"}, "links": {"$ref": "#/$defs/texts"}, "answers": {"type": "boolean", "description": "It answers a post on topic."},
  "quotes": {"type": "boolean", "description": "It quotes another post."}, "author": {"enum": ["other", "official", "media", "listed", "elected"]}, "as_of": {"$ref": "#/$defs/day", "description": "The day of the post."},
  "terms": {"$ref": "#/$defs/texts", "description": "The terms beside the match that are in use on that day."}}}},
 "maturity": {"type": "object", "additionalProperties": {"enum": ["shadow", "testing", "stable", "retired"]}, "description": "By language: shadow counts only, testing goes to analysts, stable may alert."},
 "narrative": {"type": "object", "additionalProperties": false, "required": ["id", "title", "claim", "status", "owner", "review_by", "phrases"], "properties": {
  "id": {"type": "string", "pattern": "^[a-z0-9-]+$", "description": "The file's name."}, "kind": {"enum": ["narrative"]},
  "title": {"$ref": "#/$defs/text", "description": "Neutral, never the slogan."}, "claim": {"$ref": "#/$defs/text", "description": "The statement that can be checked."},
  "status": {"enum": ["false", "misleading", "unverified", "contested", "suspect-misidentified"]}, "evidence": {"enum": ["text", "media"], "description": "media: a picture or a video is what it rests on."}, "ceiling": {"enum": ["no-engagement", "monitor", "prepare", "respond-through-allies", "respond-directly"], "description": "The highest posture it may reach."},
  "audience": {"$ref": "#/$defs/texts", "description": "Who sees it."}, "affected": {"$ref": "#/$defs/texts", "description": "Who is harmed by it."},
  "aimed_at_migrants": {"type": "boolean"}, "storage": {"enum": ["text", "counts"]}, "owner": {"$ref": "#/$defs/text"}, "review_by": {"$ref": "#/$defs/day"},
  "concern": {"type": "string", "description": "The worry beneath."}, "facts": {"$ref": "#/$defs/facts"}, "message": {"$ref": "#/$defs/texts"}, "avoid": {"$ref": "#/$defs/texts"},
  "allies": {"$ref": "#/$defs/texts"}, "maturity": {"$ref": "#/$defs/maturity"}, "phrases": {"$ref": "#/$defs/phrases"}, "none": {"$ref": "#/$defs/phrases"}, "tests": {"$ref": "#/$defs/tests"}}},
 "harm": {"type": "object", "additionalProperties": false, "required": ["id", "kind", "category", "title", "owner", "review_by", "phrases"], "properties": {
  "id": {"type": "string", "pattern": "^[a-z0-9-]+$"}, "kind": {"const": "harm"}, "category": {"enum": ["threat", "call-to-action", "dehumanisation", "named-target", "child-target"]},
  "title": {"$ref": "#/$defs/text"}, "audience": {"$ref": "#/$defs/texts"}, "affected": {"$ref": "#/$defs/texts"}, "storage": {"enum": ["text", "counts"]},
  "owner": {"$ref": "#/$defs/text"}, "review_by": {"$ref": "#/$defs/day"}, "concern": {"type": "string"}, "facts": {"$ref": "#/$defs/facts"}, "message": {"$ref": "#/$defs/texts"},
  "avoid": {"$ref": "#/$defs/texts"}, "allies": {"$ref": "#/$defs/texts"}, "maturity": {"$ref": "#/$defs/maturity"}, "phrases": {"$ref": "#/$defs/phrases"}, "none": {"$ref": "#/$defs/phrases"},
  "tests": {"$ref": "#/$defs/tests"}}},
 "language": {"type": "object", "additionalProperties": false, "required": ["topic"], "properties": {
  "topic": {"$ref": "#/$defs/texts", "description": "Words that make a post worth a look."}, "common": {"$ref": "#/$defs/texts", "description": "Everyday words: hashtags are cut at them."},
  "lexicons": {"type": "object", "additionalProperties": {"$ref": "#/$defs/texts"}, "description": "Named lists for phrases: @name."},
  "cues": {"type": "object", "additionalProperties": false, "properties": {"debunk": {"$ref": "#/$defs/texts"}, "report": {"$ref": "#/$defs/texts"}, "question": {"$ref": "#/$defs/texts"},
   "quote": {"$ref": "#/$defs/texts"}, "counter": {"$ref": "#/$defs/texts"}, "first_person": {"$ref": "#/$defs/texts"}, "denial": {"$ref": "#/$defs/texts"}, "negation": {"$ref": "#/$defs/texts"}, "mood": {"$ref": "#/$defs/texts"},
   "agreement": {"$ref": "#/$defs/texts", "description": "What a reply says that believes what it answers."}}},
  "values": {"type": "object", "additionalProperties": false, "properties": {
   "numbers": {"type": "object", "additionalProperties": {"type": "number"}, "description": "Number words and what they are worth."},
   "joins": {"type": "object", "additionalProperties": {"type": "number", "minimum": 1}, "description": "Words between two number words, and what the one before is worth at least: {and: 100} for two hundred and fifty."},
   "collectives": {"type": "object", "additionalProperties": {"type": "number"}, "description": "Words that count what stands before them: two dozen."},
   "halves": {"type": "object", "additionalProperties": {"type": "number"}, "description": "What is added to the number before: {and a half: 0.5} for two and a half million."},
   "compounds": {"type": "object", "additionalProperties": {"type": "number"}, "description": "Numbers are written in one word: parts that stand only inside it, and 0 for the one that joins a unit to its tens."},
   "prefixes": {"$ref": "#/$defs/texts", "description": "Letters before a number word that join it to the one before."}, "ranges": {"$ref": "#/$defs/texts", "description": "Words between the ends of a range: to. With a gap for each number where more words belong to it: between ... and ..."},
   "suffixes": {"type": "object", "additionalProperties": {"type": "number"}, "description": "Letters straight behind digits, beside k M tsd mio mln mrd mld: {bn: 1000000000}. With a capital they count only in capitals."},
   "measures": {"$ref": "#/$defs/texts", "description": "Words behind which a number with one letter is a measure and has no value: 1.5m tall."},
   "inexact": {"$ref": "#/$defs/texts", "description": "Words directly before a hundred, a thousand, a million ... that say not how many, or take a part of one: a few thousand, half a trillion. The number has no value, save where numbers names it whole: half a million."},
   "negative": {"$ref": "#/$defs/texts", "description": "Words directly before a number that make it less than nothing: menos 5. It has no value. What begins with ! does not, and hides one inside it: !al menos."},
   "unknown_units": {"$ref": "#/$defs/texts", "description": "Words directly behind a number that are a scale or a currency which this file has not: 500 zillion. The number has no value."},
   "shares": {"type": "object", "additionalProperties": {"type": "number", "minimum": 0, "maximum": 1}}, "currencies": {"type": "object", "additionalProperties": {"$ref": "#/$defs/texts"}},
   "periods": {"type": "object", "additionalProperties": {"$ref": "#/$defs/texts"}, "propertyNames": {"enum": ["hour", "day", "week", "month", "year"]}},
   "places": {"type": "object", "additionalProperties": {"$ref": "#/$defs/texts"}}, "percent": {"$ref": "#/$defs/texts"}, "out_of": {"$ref": "#/$defs/texts"}}}}},
 "terms": {"type": "object", "additionalProperties": false, "required": ["terms"], "properties": {"terms": {"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["term", "kind"], "properties": {
  "term": {"$ref": "#/$defs/text"}, "kind": {"enum": ["loaded", "coded"]}, "frame": {"type": "string"}, "instead": {"$ref": "#/$defs/texts"}, "note": {"type": "string"},
  "ambiguity": {"type": "integer", "minimum": 0, "maximum": 3}, "first_seen": {"$ref": "#/$defs/day"}, "last_reviewed": {"$ref": "#/$defs/day"}, "expires": {"$ref": "#/$defs/day"},
  "stands_for": {"type": "string", "description": "The lexicon whose people or things it names."}}}}}},
 "calendar_day": {"type": "string", "pattern": "^([0-9]{4}-)?[0-9]{2}-[0-9]{2}$", "description": "A day such as 2027-04-18, or 12-18 of every year."},
 "calendar": {"type": "object", "additionalProperties": false, "required": ["events"], "properties": {"events": {"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["id", "title", "kind", "from"], "properties": {
  "id": {"type": "string", "pattern": "^[a-z0-9-]+$"}, "title": {"$ref": "#/$defs/text", "description": "As it is said in an alert."}, "kind": {"enum": ["election", "vote", "anniversary", "season", "other"]},
  "from": {"$ref": "#/$defs/calendar_day"}, "until": {"$ref": "#/$defs/calendar_day", "description": "Its last day; the first one if not said."}, "before": {"$ref": "#/$defs/duration", "description": "So long before it counts as near; as the policy says if not said."},
  "audiences": {"$ref": "#/$defs/texts", "description": "Who sees it; all if not said."}, "narratives": {"$ref": "#/$defs/texts", "description": "Which narratives and harms it is about; all if not said."}}}}}},
 "posture": {"enum": ["no-engagement", "monitor", "prepare", "respond-through-allies", "respond-directly", "escalate-safety"]},
 "level": {"enum": ["low", "medium", "high", "severe"]}, "trend": {"enum": ["growing", "steady", "fading", "stale", "not-observable"]}, "count": {"type": "integer", "minimum": 0},
 "duration": {"type": "string", "pattern": "^[0-9]+(ms|s|m|h|d)$", "description": "Such as 20m, 12h, 7d."},
 "levels": {"anyOf": [{"$ref": "#/$defs/level"}, {"type": "object", "additionalProperties": false, "minProperties": 1, "properties": {"min": {"$ref": "#/$defs/level"}, "max": {"$ref": "#/$defs/level"}}}]},
 "at_least": {"type": "object", "additionalProperties": false, "required": ["min"], "properties": {"min": {"type": "integer", "minimum": 1}}},
 "category": {"type": "integer", "minimum": 1, "maximum": 6},
 "when": {"type": ["object", "null"], "additionalProperties": false, "description": "All of these must hold.", "properties": {
  "scale": {"$ref": "#/$defs/levels"}, "awareness": {"$ref": "#/$defs/levels"}, "influence": {"$ref": "#/$defs/levels"},
  "breakout": {"anyOf": [{"$ref": "#/$defs/category"}, {"type": "object", "additionalProperties": false, "minProperties": 1, "properties": {"min": {"$ref": "#/$defs/category"}, "max": {"$ref": "#/$defs/category"}}}]},
  "trend": {"anyOf": [{"$ref": "#/$defs/trend"}, {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/trend"}}]}, "authors": {"type": "object", "minProperties": 1, "additionalProperties": false, "properties": {"min": {"$ref": "#/$defs/count"}, "max": {"$ref": "#/$defs/count"}}}, "questions": {"$ref": "#/$defs/at_least"},
  "aimed_at_migrants": {"type": "boolean"}, "harm": {"type": "boolean"}, "void": {"type": "boolean"}, "recycled": {"type": "boolean"}, "threat_open": {"type": "boolean"}, "event_near": {"type": "boolean", "description": "An event of the calendar is near or under way."}}},
 "case": {"type": "object", "additionalProperties": false, "required": ["posture"], "description": "A conversation in numbers of 24 hours; what is not said is quiet.", "properties": {
  "posture": {"$ref": "#/$defs/posture", "description": "What must be advised."}, "row": {"$ref": "#/$defs/text", "description": "The row that must fire."},
  "authors": {"$ref": "#/$defs/count"}, "authors_observable": {"type": "boolean"}, "posts": {"$ref": "#/$defs/count", "description": "One an author if not said."},
  "communities": {"$ref": "#/$defs/count"}, "platforms": {"$ref": "#/$defs/count"}, "media": {"$ref": "#/$defs/count"}, "official": {"$ref": "#/$defs/count"}, "elected": {"$ref": "#/$defs/count"},
  "breakout": {"$ref": "#/$defs/category", "description": "Follows from the five before if not said."}, "trend": {"$ref": "#/$defs/trend"},
  "z": {"$ref": "#/$defs/count", "description": "Spreads above the usual; no baseline if not said."}, "recycled": {"type": "boolean"}, "threat_open": {"type": "boolean"}, "event_near": {"type": "boolean"},
  "questions": {"$ref": "#/$defs/count"}, "corrections": {"$ref": "#/$defs/count"}, "void": {"type": "boolean"}, "coverage": {"enum": ["complete", "hole"]},
  "aimed_at_migrants": {"type": "boolean"}, "harm": {"type": "boolean"}, "status": {"enum": ["false", "misleading", "unverified", "contested", "suspect-misidentified"]},
  "ceiling": {"enum": ["no-engagement", "monitor", "prepare", "respond-through-allies", "respond-directly"]}}},
 "policy": {"type": "object", "additionalProperties": false, "required": ["id", "rows"], "properties": {"id": {"$ref": "#/$defs/text"},
  "bands": {"type": "object", "additionalProperties": false, "description": "The smallest count that is medium, high, severe.", "properties": {
   "scale_authors": {"type": "array", "minItems": 3, "maxItems": 3, "items": {"type": "integer", "minimum": 1}}, "scale_z": {"type": "array", "minItems": 3, "maxItems": 3, "items": {"type": "integer", "minimum": 1}}, "awareness_breakout": {"type": "array", "minItems": 3, "maxItems": 3, "items": {"$ref": "#/$defs/category"}},
   "influence_questions": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "integer", "minimum": 1}}, "void_questions": {"type": "integer", "minimum": 1},
   "void_z": {"type": "integer", "minimum": 1, "description": "Spreads above the usual questions a day from which on more ask than usual."}}},
  "timing": {"type": "object", "additionalProperties": false, "properties": {"growing_factor": {"type": "number", "minimum": 1.01, "maximum": 100}, "growing_posts": {"type": "integer", "minimum": 1},
   "fading_factor": {"type": "number", "minimum": 0.01, "maximum": 0.99}, "stale_after": {"$ref": "#/$defs/duration"},
   "clocks": {"type": "object", "additionalProperties": {"$ref": "#/$defs/duration"}, "description": "Half-lives of posts by platform, in place of the default ones."}}},
  "channels": {"type": "array", "description": "Our own channels and our allies': what an answer would be read on.", "items": {"type": "object", "additionalProperties": false, "required": ["name", "audience", "people"], "properties": {
   "name": {"$ref": "#/$defs/text"}, "audience": {"$ref": "#/$defs/text"}, "people": {"type": "integer", "minimum": 1, "maximum": 10000000000}}}},
  "communities": {"type": "array", "description": "Communities made for people whom claims harm.", "items": {"type": "object", "additionalProperties": false, "required": ["name", "serves"], "properties": {
   "name": {"$ref": "#/$defs/text"}, "serves": {"$ref": "#/$defs/texts", "description": "In the words of narratives' `affected`."}}}},
  "opens_at_authors": {"type": "integer", "minimum": 1}, "corrections_step_down": {"type": "number", "minimum": 0, "maximum": 1000},
  "ceilings": {"type": "object", "additionalProperties": false, "properties": {"unobserved": {"$ref": "#/$defs/posture"}, "unverified": {"$ref": "#/$defs/posture"},
   "suspect_misidentified": {"$ref": "#/$defs/posture"}, "media": {"$ref": "#/$defs/posture"}}},
  "hysteresis": {"type": "object", "additionalProperties": false, "properties": {"raise_after": {"$ref": "#/$defs/duration"}, "allies_after": {"$ref": "#/$defs/duration"},
   "respond_after": {"$ref": "#/$defs/duration"}, "lower_after": {"$ref": "#/$defs/duration"}, "update_every": {"$ref": "#/$defs/duration"}}},
  "crossings": {"type": "array", "description": "An open alert is told again when its claim has crossed into one of these; [] for never.", "items": {"enum": ["platform", "language", "community", "followers", "media", "official", "elected"]}},
  "budget": {"type": "object", "additionalProperties": false, "required": ["per_audience_per_day"], "properties": {"per_audience_per_day": {"type": "integer", "minimum": 1,
   "description": "Alerts opened or raised for one audience on one day (UTC); more wait for the next day. Safety is exempt."}}},
  "cool_down": {"$ref": "#/$defs/duration", "description": "So long after an alert closed, its conversation opens none of the same or a lower posture."},
  "calendar": {"type": "object", "additionalProperties": false, "properties": {"tighten": {"type": "number", "minimum": 0.1, "maximum": 1, "description": "While an event of the calendar is near the counts of bands are times this."},
   "before": {"$ref": "#/$defs/duration", "description": "So long before its first day an event counts as near, where it does not say so itself."}}},
  "expires": {"type": "object", "propertyNames": {"$ref": "#/$defs/posture"}, "additionalProperties": {"$ref": "#/$defs/duration"}},
  "rows": {"type": "array", "minItems": 1, "maxItems": 64, "items": {"type": "object", "additionalProperties": false, "required": ["id", "because", "posture"], "properties": {
   "id": {"$ref": "#/$defs/text"}, "because": {"$ref": "#/$defs/text", "description": "One sentence for people."}, "at_once": {"type": "boolean", "description": "Its public posture waits no longer than any other."}, "posture": {"$ref": "#/$defs/posture"}, "when": {"$ref": "#/$defs/when"}}}},
  "tests": {"type": "array", "items": {"$ref": "#/$defs/case"}}}}
}}
)json";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

std::string rules_schema() {
  std::string conditions;
  for (const auto& type : all_conditions()) {
    // A description beside what the value is.
    conditions += conditions.empty() ? "\n   \"" : ",\n   \"";
    conditions.append(type.name)
        .append("\": {\"description\": \"")
        .append(escaped(type.help))
        .append("\", \"allOf\": [");
    conditions.append(type.schema).append("]}");
  }
  std::string out(kSchema);
  constexpr std::string_view kPlace = "%CONDITIONS%";
  out.replace(out.find(kPlace), kPlace.size(), conditions);
  return out;
}

}  // namespace sait
