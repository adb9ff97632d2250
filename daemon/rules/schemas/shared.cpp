#include "rules/schemas/all.hpp"

namespace sait::schemas {

const std::string_view kShared = R"json(
"text": {"type": "string", "minLength": 1},
"texts": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
"day": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "description": "A day: year, month, day. Example: 2026-12-31"},
"duration": {"type": "string", "pattern": "^[0-9]+(ms|s|m|h|d)$", "description": "A length of time: s seconds, m minutes, h hours, d days. Example: 20m or 12h or 7d"},
"name": {"type": "string", "pattern": "^[a-z0-9-]+$"},
"count": {"type": "integer", "minimum": 0},
"positive": {"type": "integer", "minimum": 1},
"posture": {
 "enum": ["no-engagement", "monitor", "prepare", "respond-through-allies", "respond-directly", "escalate-safety"],
 "enumDescriptions": ["Leave it alone: an answer would give it readers.", "Watch it, say nothing.", "Watch it and have an answer ready.",
  "Let others whom the audience trusts speak.", "Answer it ourselves.", "Hand it to people who are trained for threats; nothing is answered in public."]},
"public_posture": {
 "enum": ["no-engagement", "monitor", "prepare", "respond-through-allies", "respond-directly"],
 "enumDescriptions": ["Leave it alone: an answer would give it readers.", "Watch it, say nothing.", "Watch it and have an answer ready.",
  "Let others whom the audience trusts speak.", "Answer it ourselves."]},
"status": {"$comment": "false without quotes is what YAML makes of it, and is taken: allowed, but not offered.", "anyOf": [{
 "enum": ["false", "misleading", "unverified", "contested", "suspect-misidentified"],
 "enumDescriptions": ["Shown to be wrong. Needs `facts` with their sources.", "True in part, and leads to a wrong conclusion. Needs `facts` with their sources.",
  "Nobody has checked it yet, or it cannot be checked yet.", "Sources that deserve trust disagree.",
  "Said of somebody after an attack, and nothing official confirms it."]},
 {"not": {"anyOf": [{"type": ["string", "number", "array", "object", "null"]}, {"const": true}]}}]}
)json";

}  // namespace sait::schemas
