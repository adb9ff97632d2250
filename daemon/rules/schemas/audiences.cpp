#include "rules/schemas/all.hpp"

namespace sait::schemas {

const std::string_view kAudiences = R"json(
"region": {"title": "A region", "type": "object", "additionalProperties": false, "required": ["id"],
 "defaultSnippets": [{"label": "new region", "description": "A place, what people call it, and the place it lies in.", "body": {"id": "${1:chemnitz}", "names": ["${2:Chemnitz}"], "within": "${3:saxony}"}}],
 "properties": {
  "id": {"type": "string", "pattern": "^[A-Za-z0-9-]{1,64}$", "description": "Its name here: a-z, A-Z, 0-9 and -. Example: saxony"},
  "names": {"anyOf": [{"$ref": "#/definitions/texts"}, {"type": "object", "additionalProperties": {"$ref": "#/definitions/texts"}}], "description": "What people call it: for all languages, or by language; a star at the end lets the word go on. Example: [Chemnitz, \"Chemnitzer*\"] or {de: [Deutschland], en: [Germany]}"},
  "within": {"type": "string", "description": "The region it lies in, by its id. Example: DE"}}},
"audience": {"title": "An audience", "type": "object", "additionalProperties": false, "required": ["id", "title", "languages"],
 "defaultSnippets": [{"label": "new audience", "description": "Who sees a conversation, beside its language: a city, a region, some feeds.", "body": {"id": "${1:chemnitz}", "title": "${2:Chemnitz}", "languages": ["${3:de}"], "regions": ["${4:chemnitz}"]}}],
 "properties": {
  "id": {"type": "string", "pattern": "^[a-z0-9-]{1,64}$", "description": "Its name in alerts and topics: a-z, 0-9 and -, and no language. Example: chemnitz"},
  "title": {"$ref": "#/definitions/text", "description": "What people read beside the id. Example: Chemnitz"},
  "languages": {"$ref": "#/definitions/texts", "description": "The languages it speaks, one or a list. Example: [de, ar]"},
  "regions": {"$ref": "#/definitions/texts", "description": "Where it is, with all that lies in there; anywhere if not said. Example: [saxony]"},
  "feeds": {"$ref": "#/definitions/texts", "description": "Its feeds, by id or community; any if not said. Example: [saxon-papers]"}}},
"audiences": {"type": "object", "additionalProperties": false, "properties": {
 "regions": {"type": "array", "maxItems": 1000, "items": {"$ref": "#/definitions/region"}, "description": "Places that audiences and feeds name."},
 "audiences": {"type": "array", "maxItems": 100, "items": {"$ref": "#/definitions/audience"}, "description": "Whom a conversation is seen by, beside its language. Each has alerts of its own."}}}
)json";

}  // namespace sait::schemas
