#include "rules/schemas/all.hpp"

namespace sait::schemas {

const std::string_view kWeights = R"json(
"weights": {"type": "object", "additionalProperties": false, "required": ["narratives", "bias", "least", "words"], "dependencies": {"apart": ["claims", "told"], "claims": ["apart", "told"], "told": ["apart", "claims"]}, "properties": {
 "narratives": {"$ref": "#/definitions/texts", "description": "Ids of the narratives whose claims these weights may outweigh in this language; harms never are."},
 "bias": {"type": "number", "minimum": -100, "maximum": 100, "description": "What a text weighs that has none of the words. Example: 0.687"},
 "least": {"type": "number", "minimum": -100, "maximum": 100, "description": "What a claim weighs at least; one that weighs less is outweighed: no match. Lower it to lose fewer. Example: -1.304"},
 "hinted": {"type": "number", "minimum": -100, "maximum": 100, "description": "What the words of a post weigh at least that `hints` of a narrative find: at least `least`. Without it hints find nothing. Raise it to be wrong less often. Example: 1.42"},
 "apart": {"type": "number", "minimum": 0, "maximum": 100, "description": "How far a narrative must be ahead of the others, by `told`, where the words of a post that is only hinted at are to tell of it. Example: 0.8"},
 "claims": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}, "description": "In how many claims of each narrative the words of `told` were counted; it names them by their number in this list, from 1. A narrative that `narratives` lists stands here, too. Example: {free-cars: 41, free-phones: 120}"},
 "told": {"type": "string", "description": "A line each: in how many claims of which narrative (its number in `claims`, from 1) a word stood, and the word. Written by `saitctl rules learn`. Example: 1:41 3:2 pension"},
 "words": {"type": "string", "description": "A line each: a weight in thousandths, a space, and a word, the first four letters of words with a star, or two words or marks that follow each other. Below 0 it speaks against a claim. Written by `saitctl rules learn`. Example: -412 according to"}}}
)json";

}  // namespace sait::schemas
