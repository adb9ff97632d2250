#include "rules/schemas/all.hpp"

namespace sait::schemas {

const std::string_view kConditions = R"json(
"condition": {"description": "A phrase in double quotes, or a map of conditions that must all hold.", "anyOf": [
 {"type": "string", "description": "A phrase: words in this order, (a|b) one of them, word? perhaps, word* any ending, @lexicon an entry of that list, ...3 up to three words between, <number> a value. Always in double quotes."},
 {"type": "object", "minProperties": 1, "additionalProperties": false, "properties": {%CONDITIONS%}}],
 "defaultSnippets": [
  {"label": "phrase with a comparison", "description": "A phrase whose value must be above or below something.", "body": {"phrase": "\"${1:words} <${2:number}>\"", "where": "\"<${2:number}> > ${3:1000}\""}},
  {"label": "phrases near each other", "description": "Phrases within so many words of one sentence, in any order.", "body": {"near": {"words": "${1:8}", "of": ["\"${2:one}\"", "\"${3:other}\""]}}},
  {"label": "phrases in one sentence", "description": "All in one sentence, in any order.", "body": {"same_sentence": ["\"${1:one}\"", "\"${2:other}\""]}}]},
"conditions": {"anyOf": [{"$ref": "#/definitions/condition"}, {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/condition"}}]},
"phrases": {"type": "object", "minProperties": 1, "additionalProperties": {"$ref": "#/definitions/conditions", "description": "A list of phrases in this language; one that is found is enough."}}
)json";

}  // namespace sait::schemas
