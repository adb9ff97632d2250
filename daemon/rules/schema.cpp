#include "rules/schema.hpp"

#include "rules/condition.hpp"

namespace sait {
namespace {

// %CONDITIONS% becomes the properties of a condition.
constexpr std::string_view kSchema = R"json({
"$schema": "https://json-schema.org/draft/2020-12/schema",
"title": "A rule file of saitd",
"anyOf": [
 {"$ref": "#/$defs/narrative"}, {"$ref": "#/$defs/harm"}, {"$ref": "#/$defs/language"}, {"$ref": "#/$defs/terms"}, {"$ref": "#/$defs/policy"}
],
"$defs": {
 "text": {"type": "string", "minLength": 1},
 "texts": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
 "day": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "description": "A day such as 2026-12-31."},
 "act": {"enum": ["none", "claim", "report", "quote", "debunk", "question", "counter", "first_person", "first-person"], "description": "What the text does with the claim; none: nothing may match."},
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
  "quotes": {"type": "boolean", "description": "It quotes another post."}, "author": {"enum": ["other", "official", "media", "listed"]}, "as_of": {"$ref": "#/$defs/day", "description": "The day of the post."},
  "terms": {"$ref": "#/$defs/texts", "description": "The terms beside the match that are in use on that day."}}}},
 "maturity": {"type": "object", "additionalProperties": {"enum": ["shadow", "testing", "stable", "retired"]}, "description": "By language: shadow counts only, testing goes to analysts, stable may alert."},
 "narrative": {"type": "object", "additionalProperties": false, "required": ["id", "title", "claim", "status", "owner", "review_by", "phrases"], "properties": {
  "id": {"type": "string", "pattern": "^[a-z0-9-]+$", "description": "The file's name."}, "kind": {"enum": ["narrative"]},
  "title": {"$ref": "#/$defs/text", "description": "Neutral, never the slogan."}, "claim": {"$ref": "#/$defs/text", "description": "The statement that can be checked."},
  "status": {"enum": ["false", "misleading", "unverified", "contested"]}, "ceiling": {"enum": ["no-engagement", "monitor", "prepare", "respond-through-allies", "respond-directly"], "description": "The highest posture it may reach."},
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
   "quote": {"$ref": "#/$defs/texts"}, "counter": {"$ref": "#/$defs/texts"}, "first_person": {"$ref": "#/$defs/texts"}, "denial": {"$ref": "#/$defs/texts"}, "negation": {"$ref": "#/$defs/texts"}, "mood": {"$ref": "#/$defs/texts"}}},
  "values": {"type": "object", "additionalProperties": false, "properties": {
   "numbers": {"type": "object", "additionalProperties": {"type": "number"}, "description": "Number words and what they are worth."},
   "joins": {"type": "object", "additionalProperties": {"type": "number", "minimum": 1}, "description": "Words between two number words, and what the one before is worth at least: {and: 100} for two hundred and fifty."},
   "collectives": {"type": "object", "additionalProperties": {"type": "number"}, "description": "Words that count what stands before them: two dozen."},
   "halves": {"type": "object", "additionalProperties": {"type": "number"}, "description": "What is added to the number before: {and a half: 0.5} for two and a half million."},
   "compounds": {"type": "object", "additionalProperties": {"type": "number"}, "description": "Numbers are written in one word: parts that stand only inside it, and 0 for the one that joins a unit to its tens."},
   "prefixes": {"$ref": "#/$defs/texts", "description": "Letters before a number word that join it to the one before."}, "ranges": {"$ref": "#/$defs/texts", "description": "Words between the ends of a range: 20 to 30."},
   "shares": {"type": "object", "additionalProperties": {"type": "number", "minimum": 0, "maximum": 1}}, "currencies": {"type": "object", "additionalProperties": {"$ref": "#/$defs/texts"}},
   "periods": {"type": "object", "additionalProperties": {"$ref": "#/$defs/texts"}, "propertyNames": {"enum": ["hour", "day", "week", "month", "year"]}},
   "places": {"type": "object", "additionalProperties": {"$ref": "#/$defs/texts"}}, "percent": {"$ref": "#/$defs/texts"}, "out_of": {"$ref": "#/$defs/texts"}}}}},
 "terms": {"type": "object", "additionalProperties": false, "required": ["terms"], "properties": {"terms": {"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["term", "kind"], "properties": {
  "term": {"$ref": "#/$defs/text"}, "kind": {"enum": ["loaded", "coded"]}, "frame": {"type": "string"}, "instead": {"$ref": "#/$defs/texts"}, "note": {"type": "string"},
  "ambiguity": {"type": "integer", "minimum": 0, "maximum": 3}, "first_seen": {"$ref": "#/$defs/day"}, "last_reviewed": {"$ref": "#/$defs/day"}, "expires": {"$ref": "#/$defs/day"},
  "stands_for": {"type": "string", "description": "The lexicon whose people or things it names."}}}}}},
 "policy": {"type": "object", "required": ["id", "rows"], "properties": {"id": {"$ref": "#/$defs/text"}, "rows": {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["id", "because", "posture"]}}}}
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
