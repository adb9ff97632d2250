// The parts of the JSON Schema of rule files: each a run of definitions, `"name": {...}` with commas between, one file
// for what is read by one reader. Descriptions are what an editor shows: what a key means, its unit, an example.
// tests/e2e/schema_test.py holds that schema and reader know the same keys, and that each key says what it is.
#pragma once

#include <string_view>

namespace sait::schemas {

extern const std::string_view kShared;      // text, texts, day, duration, count, posture
extern const std::string_view kConditions;  // condition, conditions, phrases; %CONDITIONS% for all_conditions()
extern const std::string_view kNarrative;   // narrative, harm, and the facts and tests in them
extern const std::string_view kLanguage;
extern const std::string_view kFact;
extern const std::string_view kImages;  // in both kits
extern const std::string_view kKit;
extern const std::string_view kPostureKit;
extern const std::string_view kTerms;
extern const std::string_view kPolicy;
extern const std::string_view kCalendar;
extern const std::string_view kAudiences;
extern const std::string_view kWeights;

}  // namespace sait::schemas
