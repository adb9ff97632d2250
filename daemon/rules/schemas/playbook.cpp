#include "rules/schemas/all.hpp"

namespace sait::schemas {

const std::string_view kFact = R"json(
"fact": {"type": "object", "additionalProperties": false, "required": ["id", "statement", "place", "year", "status", "review_by"],
 "defaultSnippets": [{"label": "new fact card", "description": "One fact with its source; unverified until somebody has read it there.", "body": {
  "id": "${TM_FILENAME_BASE}", "statement": "\"${1:What is so, where and when.}\"", "place": "${2:Germany}", "year": "${3:2026}", "status": "unverified", "review_by": "${4:2027-06-30}"}}],
 "properties": {
  "id": {"$ref": "#/definitions/name", "description": "The file's name without .yaml: a-z, 0-9 and -. Example: uk-asylum-support-2024"},
  "statement": {"$ref": "#/definitions/text", "description": "What is so, in one sentence that can be said in public, with its place and its time."},
  "value": {"type": "number", "description": "The one number in it that is worth saying. Needs `unit`. Example: 49.18"},
  "unit": {"$ref": "#/definitions/text", "description": "Of the value, in words. Example: GBP a week"},
  "place": {"$ref": "#/definitions/text", "description": "Where it is so. Example: United Kingdom"},
  "year": {"type": "integer", "minimum": 1900, "maximum": 2100, "description": "The year that it is about. From 1900 to 2100. Example: 2024"},
  "publisher": {"$ref": "#/definitions/text", "description": "Who published what was read. Example: Full Fact"},
  "title": {"$ref": "#/definitions/text", "description": "Of the page or the study that was read."},
  "address": {"$ref": "#/definitions/text", "description": "Where it is. Example: https://fullfact.org/"},
  "read": {"$ref": "#/definitions/day", "description": "The day on which somebody read it there."},
  "languages": {"$ref": "#/definitions/texts", "description": "Of the audiences that are told it, one or a list; all if not said. Example: [es]"},
  "status": {"description": "What is unverified is never told in an alert, and no narrative is false because of it.", "enum": ["verified", "unverified"],
   "enumDescriptions": ["Somebody has read it in the source that is named.", "Recalled: nobody has read it yet."]},
  "review_by": {"$ref": "#/definitions/day", "description": "After this day what rests on the fact counts as unverified, until somebody has read it again."}}}
)json";

const std::string_view kImages = R"json(
"images": {"type": "object", "additionalProperties": false, "properties": {
 "show": {"$ref": "#/definitions/texts", "description": "Pictures that help, one or a list. Example: [\"a nurse at work\"]"},
 "avoid": {"$ref": "#/definitions/texts", "description": "Pictures that do harm, one or a list. Example: [\"boats\"]"}}}
)json";

const std::string_view kKit = R"json(
"kit": {"type": "object", "additionalProperties": false, "required": ["id"],
 "defaultSnippets": [{"label": "new kit", "description": "What to say about a narrative: the fact first, one warning, the trick, the fact again.", "body": {
  "id": "${TM_FILENAME_BASE}", "message": {"fact": "\"${1:What is so.}\"", "warning": "\"${2:That posts say otherwise, once.}\"", "trick": "\"${3:How they mislead.}\"", "fact_again": "\"${4:What is so, and where to look it up.}\""}}}],
 "properties": {
  "id": {"$ref": "#/definitions/name", "description": "The narrative or the harm that it is for, and the file's name."},
  "message": {"type": "object", "additionalProperties": false, "required": ["fact", "warning", "trick", "fact_again"], "description": "What to say about a narrative, in this order; a sentence each.", "properties": {
   "fact": {"$ref": "#/definitions/text", "description": "What is so."},
   "warning": {"$ref": "#/definitions/text", "description": "That something misleading is being shared; once, and never its slogan."},
   "trick": {"$ref": "#/definitions/text", "description": "How it misleads."},
   "fact_again": {"$ref": "#/definitions/text", "description": "What is so, and where anybody can look it up."}}},
  "do": {"$ref": "#/definitions/texts", "description": "For a harm, in place of `message`: who is told, what is secured, who is protected, in this order."},
  "concern": {"$ref": "#/definitions/text", "description": "How to take the worry beneath seriously."},
  "value": {"$ref": "#/definitions/text", "description": "The shared value to lead with, and how. Example: Lead with fairness: the same rules for everybody."},
  "number": {"$ref": "#/definitions/name", "description": "The id of the one fact card whose value is worth saying: verified, and among the narrative's `facts`. Example: uk-asylum-support-2024"},
  "number_note": {"$ref": "#/definitions/text", "description": "How to use that number, and what to say beside it."},
  "story": {"$ref": "#/definitions/text", "description": "Whose everyday story to look for, with a difficulty that was overcome."},
  "tone": {"$ref": "#/definitions/texts", "description": "How to sound, one or a list."},
  "traps": {"$ref": "#/definitions/texts", "description": "What goes wrong with exactly this, one or a list."},
  "avoid": {"$ref": "#/definitions/texts", "description": "What to avoid, one or a list. Example: [\"quoting the post\"]"},
  "images": {"$ref": "#/definitions/images", "description": "Pictures to show and to avoid."},
  "allies": {"$ref": "#/definitions/texts", "description": "Kinds of people who could speak in our place, the best voice first. Example: [unions, \"municipal councils\"]"}}}
)json";

const std::string_view kPostureKit = R"json(
"posture-kit": {"type": "object", "additionalProperties": false, "required": ["id", "do"], "properties": {
  "id": {"$ref": "#/definitions/posture", "description": "The posture, and the file's name."},
  "do": {"$ref": "#/definitions/texts", "description": "What it asks for, in order."},
  "tone": {"$ref": "#/definitions/texts", "description": "How to sound, one or a list."},
  "traps": {"$ref": "#/definitions/texts", "description": "What goes wrong with it, one or a list."},
  "images": {"$ref": "#/definitions/images", "description": "Pictures to show and to avoid."}}}
)json";

}  // namespace sait::schemas
