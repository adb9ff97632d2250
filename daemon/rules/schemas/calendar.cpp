#include "rules/schemas/all.hpp"

namespace sait::schemas {

const std::string_view kCalendar = R"json(
"calendar_day": {"type": "string", "pattern": "^([0-9]{4}-)?[0-9]{2}-[0-9]{2}$", "description": "A day such as 2027-04-18, or 12-18 of every year."},
"event": {"title": "An event", "type": "object", "additionalProperties": false, "required": ["id", "title", "kind", "from"],
 "defaultSnippets": [
  {"label": "new event", "description": "A vote or an election on one day, for the audiences that see it.", "body": {"id": "${1:sunday-vote}", "title": "${2:The vote}", "kind": "${3|election,vote,other|}", "from": "${4:2027-04-18}", "before": "${5:21d}", "audiences": ["${6:en}"]}},
  {"label": "new event of every year", "description": "An anniversary or a season.", "body": {"id": "${1:refugee-day}", "title": "${2:World Refugee Day}", "kind": "${3|anniversary,season|}", "from": "${4:06-20}"}}],
 "properties": {
  "id": {"$ref": "#/definitions/name", "description": "A name of a-z, 0-9 and - that no other event has. Example: sunday-vote"},
  "title": {"$ref": "#/definitions/text", "description": "What an alert says that is near. Example: The vote on asylum"},
  "kind": {"enum": ["election", "vote", "anniversary", "season", "other"], "description": "What it is.", "enumDescriptions": ["People are elected.", "A question is voted on.", "A day that is remembered.", "Some weeks that come every year.", "Something else."]},
  "from": {"$ref": "#/definitions/calendar_day", "description": "Its first day (UTC)."},
  "until": {"$ref": "#/definitions/calendar_day", "description": "Its last day (UTC), at most 120 days later; the first one if not said."},
  "before": {"$ref": "#/definitions/duration", "description": "So long before its first day it is near, at most 180d; as the policy says if not said. Example: 21d"},
  "audiences": {"$ref": "#/definitions/texts", "description": "Who sees it: languages or declared audiences; all if not said. Example: [de, chemnitz]"},
  "narratives": {"$ref": "#/definitions/texts", "description": "Which narratives and harms it is about, by their ids; all if not said. Example: [free-cars]"}}},
"calendar": {"type": "object", "additionalProperties": false, "required": ["events"], "properties": {
 "events": {"type": "array", "maxItems": 500, "items": {"$ref": "#/definitions/event"}, "description": "What is known to come. While an event is near, the policy tightens its bands."}}}
)json";

}  // namespace sait::schemas
