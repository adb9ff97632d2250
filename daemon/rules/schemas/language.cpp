#include "rules/schemas/all.hpp"

namespace sait::schemas {

const std::string_view kLanguage = R"json(
"numbers_by_words": {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}},
"words_by_unit": {"type": "object", "additionalProperties": {"$ref": "#/definitions/texts"}},
"cues": {"type": "object", "additionalProperties": false, "properties": {
 "debunk": {"$ref": "#/definitions/texts", "description": "How people say that something is wrong. Example: [\"fact check\", \"this is false\"]"},
 "denial": {"$ref": "#/definitions/texts", "description": "How people deny what follows; of what is negated, it claims. Example: [\"it is a lie that\"]"},
 "question": {"$ref": "#/definitions/texts", "description": "How people ask, beside the question mark. Example: [\"is it true that\"]"},
 "counter": {"$ref": "#/definitions/texts", "description": "How people speak against those who say so. Example: [\"stop saying\"]"},
 "first_person": {"$ref": "#/definitions/texts", "description": "How people speak of themselves. Example: [\"as a refugee myself\"]"},
 "quote": {"$ref": "#/definitions/texts", "description": "How people quote, beside quotation marks. Example: [quote]"},
 "report": {"$ref": "#/definitions/texts", "description": "How people tell that others say so. Example: [\"according to\"]"},
 "mood": {"$ref": "#/definitions/texts", "description": "Words of hearsay that make a report where they meet the match. Example: [allegedly]"},
 "negation": {"$ref": "#/definitions/texts", "description": "Words that turn a match around where they meet it or stand two words before it. Example: [not, never]"},
 "agreement": {"$ref": "#/definitions/texts", "description": "What a reply says that believes what it answers. Example: [\"so true\"]"}}},
"values": {"type": "object", "additionalProperties": false, "properties": {
 "numbers": {"$ref": "#/definitions/numbers_by_words", "description": "Number words and what they are worth. Example: {two: 2, million: 1000000}"},
 "joins": {"type": "object", "additionalProperties": {"type": "number", "minimum": 1}, "description": "Words between two number words, and what the one before is worth at least: {and: 100} for two hundred and fifty. Example: {and: 100}"},
 "collectives": {"$ref": "#/definitions/numbers_by_words", "description": "Words that count what stands before them: two dozen. Example: {dozen: 12}"},
 "halves": {"$ref": "#/definitions/numbers_by_words", "description": "What is added to the number before: two and a half million. Example: {and a half: 0.5}"},
 "compounds": {"$ref": "#/definitions/numbers_by_words", "description": "Numbers are written in one word: parts that stand only inside it, and 0 for the one that joins a unit to its tens. Example: {und: 0}"},
 "prefixes": {"$ref": "#/definitions/texts", "description": "Letters before a number word that join it to the one before."},
 "ranges": {"$ref": "#/definitions/texts", "description": "Words between the ends of a range. With a gap for each number where more words belong to it. Example: [to, \"between ... and ...\"]"},
 "suffixes": {"$ref": "#/definitions/numbers_by_words", "description": "Letters straight behind digits, beside k M tsd mio mln mrd mld. With a capital they count only in capitals. Example: {bn: 1000000000}"},
 "measures": {"$ref": "#/definitions/texts", "description": "Words behind which a number with one letter is a measure and has no value: 1.5m tall. Example: [tall]"},
 "inexact": {"$ref": "#/definitions/texts", "description": "Words directly before a hundred, a thousand, a million ... that say not how many, or take a part of one: a few thousand, half a trillion. The number has no value, save where numbers names it whole: half a million. Example: [\"a few\"]"},
 "negative": {"$ref": "#/definitions/texts", "description": "Words directly before a number that make it less than nothing: menos 5. It has no value. What begins with ! does not, and hides one inside it: !al menos. Example: [minus]"},
 "unknown_units": {"$ref": "#/definitions/texts", "description": "Words directly behind a number that are a scale or a currency which this file has not: 500 zillion. The number has no value. Example: [zillion]"},
 "shares": {"type": "object", "additionalProperties": {"type": "number", "minimum": 0, "maximum": 1}, "description": "Words for a part of a whole, from 0 to 1. Example: {a third: 0.333}"},
 "currencies": {"$ref": "#/definitions/words_by_unit", "description": "By the three letters of a currency: its signs and words. Example: {GBP: [£, pounds]}"},
 "periods": {"$ref": "#/definitions/words_by_unit", "propertyNames": {"enum": ["hour", "day", "week", "month", "year"]}, "description": "By hour, day, week, month, year: how people say how often. Example: {month: [\"a month\", monthly]}"},
 "places": {"$ref": "#/definitions/words_by_unit", "description": "By the two letters of a country: what people call it. Example: {DE: [Germany, german]}"},
 "percent": {"$ref": "#/definitions/texts", "description": "Signs and words for a hundredth. Example: [\"%\", percent]"},
 "out_of": {"$ref": "#/definitions/texts", "description": "Words between a part and its whole: 9 out of 10. Example: [\"out of\"]"}}},
"language": {"type": "object", "additionalProperties": false, "required": ["topic"],
 "defaultSnippets": [{"label": "new language", "description": "What a language needs at least: the topic, the lists that phrases name, and how people deny, ask and report.", "body": {
  "topic": ["\"${1:migrant*}\""], "lexicons": {"migrants": ["\"${2:migrant*}\""]}, "cues": {"debunk": ["\"${3:fact check}\""], "denial": ["\"${4:it is a lie that}\""], "question": ["\"${5:is it true that}\""], "report": ["\"${6:according to}\""], "negation": ["\"${7:not}\""]}}}],
 "properties": {
  "topic": {"$ref": "#/definitions/texts", "description": "Words that make a post worth a look. A post without one is counted and not looked at any further. Example: [\"migrant*\", asylum]"},
  "common": {"$ref": "#/definitions/texts", "description": "Everyday words, at which hashtags are cut: #stopthemigrants."},
  "lexicons": {"type": "object", "additionalProperties": {"$ref": "#/definitions/texts", "description": "What `@` and this name stand for in phrases, one or a list."}, "description": "Named lists for phrases: what is called migrants here is @migrants there. Example: {migrants: [\"migrant*\", \"asylum seeker*\"]}"},
  "cues": {"$ref": "#/definitions/cues", "description": "How people deny, ask, quote, report, contradict, agree or speak of themselves. One that begins with ! is none and hides a cue inside it; one that begins with ^ stands at the beginning of its sentence."},
  "values": {"$ref": "#/definitions/values", "description": "Numbers, currencies, periods, shares and places as people write them: what <number>, <money>, <period>, <share> and <place> read."}}}
)json";

}  // namespace sait::schemas
