#include "rules/schemas/all.hpp"

namespace sait::schemas {

const std::string_view kTerms = R"json(
"term": {"title": "A term", "type": "object", "additionalProperties": false, "required": ["term", "kind"],
 "if": {"properties": {"kind": {"const": "coded"}}, "required": ["kind"]},
 "then": {"required": ["ambiguity", "first_seen", "last_reviewed", "expires"], "properties": {"frame": false}},
 "else": {"required": ["frame"], "properties": {"ambiguity": false, "first_seen": false, "last_reviewed": false, "expires": false, "stands_for": false}},
 "defaultSnippets": [
  {"label": "new loaded term", "description": "A word that carries a frame, and what to write instead.", "body": {"term": "\"${1:word*}\"", "kind": "loaded", "frame": "${2:water}", "instead": ["\"${3:what to write}\""]}},
  {"label": "new coded term", "description": "A word or sign that hides what it means. It expires: what it stands for changes.", "body": {"term": "\"${1:word}\"", "kind": "coded", "ambiguity": "${2|0,1,2,3|}", "first_seen": "${3:2026-01-01}", "last_reviewed": "${4:2026-06-30}", "expires": "${5:2027-06-30}", "note": "\"${6:What it means}\""}}],
 "properties": {
  "term": {"$ref": "#/definitions/text", "description": "The words or the sign, in the notation of phrases. Example: (wave|waves)"},
  "kind": {"enum": ["loaded", "coded"], "description": "Which of two kinds it is.", "enumDescriptions": ["It carries a frame: say what to write instead.", "It hides what it means: say how sure that is, and until when."]},
  "frame": {"type": "string", "description": "Of a loaded term: what it makes people think of. Example: water"},
  "instead": {"$ref": "#/definitions/texts", "description": "What to write in its place, one or a list. A loaded term has this or a `note`. Example: [arrivals, \"a number and a period\"]"},
  "note": {"type": "string", "description": "What else a person should know, such as another meaning."},
  "ambiguity": {"type": "integer", "minimum": 0, "maximum": 3, "description": "Of a coded term: from 0, it means only this, to 3, it nearly always means something else."},
  "first_seen": {"$ref": "#/definitions/day", "description": "Of a coded term: the day from which on it counts."},
  "last_reviewed": {"$ref": "#/definitions/day", "description": "Of a coded term: the day on which somebody last looked whether it is still used so."},
  "expires": {"$ref": "#/definitions/day", "description": "Of a coded term: its last day, unless somebody looks at it again."},
  "stands_for": {"type": "string", "description": "Of a coded term: the lexicon whose people or things it names, without @. Example: migrants"}}},
"terms": {"type": "object", "additionalProperties": false, "required": ["terms"], "properties": {
 "terms": {"type": "array", "maxItems": 2000, "items": {"$ref": "#/definitions/term"}, "description": "Loaded terms with what to write instead, and coded terms. They say something about a match; alone they never match."}}}
)json";

}  // namespace sait::schemas
