#include "rules/schema.hpp"

#include <fmt/format.h>

#include <array>

#include "rules/condition.hpp"
#include "rules/schemas/all.hpp"

namespace sait {
namespace {

constexpr std::array<SchemaKind, 11> kSchemaKinds{{{"narrative", "A narrative", "narratives/*.yaml"},
                                                   {"harm", "A harm", "harms/*.yaml"},
                                                   {"language", "A language", "languages/*.yaml"},
                                                   {"fact", "A fact card", "facts/*.yaml"},
                                                   {"kit", "The kit of a narrative or a harm", "playbook/*.yaml"},
                                                   {"posture-kit", "The kit of a posture", "playbook/postures/*.yaml"},
                                                   {"terms", "Terms of a language", "terms/*.yaml"},
                                                   {"calendar", "A calendar", "calendar/*.yaml"},
                                                   {"weights", "Weights of a language", "weights/*.yaml"},
                                                   {"policy", "A policy", "policies/*.yaml"},
                                                   {"audiences", "Audiences", "audiences.yaml"}}};

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

// The conditions as the list of them knows them: a new one needs nothing here.
std::string condition_definitions() {
  std::string conditions;
  for (const auto& type : all_conditions()) {
    // A description beside what the value is.
    conditions += fmt::format("{}\n  {}: {{\"description\": {}, \"allOf\": [{}]}}", conditions.empty() ? "" : ",",
                              in_quotes(type.name), in_quotes(type.help), type.schema);
  }
  std::string out(schemas::kConditions);
  constexpr std::string_view kPlace = "%CONDITIONS%";
  out.replace(out.find(kPlace), kPlace.size(), conditions);
  return out;
}

std::string document(std::string_view title, std::string_view root, std::string_view definitions) {
  return fmt::format(
      "{{\n\"$schema\": \"http://json-schema.org/draft-07/schema#\",\n\"title\": \"{}\",\n{},\n\"definitions\": "
      "{{{}}}\n}}\n",
      title, root, definitions);
}

// What a kind is made of, beside what all have.
std::string definitions_of(std::string_view kind) {
  if (kind == "language") return std::string(schemas::kLanguage);
  if (kind == "fact") return std::string(schemas::kFact);
  if (kind == "kit") return fmt::format("{},{}", schemas::kImages, schemas::kKit);
  if (kind == "posture-kit") return fmt::format("{},{}", schemas::kImages, schemas::kPostureKit);
  if (kind == "terms") return std::string(schemas::kTerms);
  if (kind == "calendar") return std::string(schemas::kCalendar);
  if (kind == "policy") return std::string(schemas::kPolicy);
  if (kind == "weights") return std::string(schemas::kWeights);
  if (kind == "audiences") return std::string(schemas::kAudiences);
  return condition_definitions() + "," + std::string(schemas::kNarrative);  // harms too
}

}  // namespace

std::span<const SchemaKind> schema_kinds() { return kSchemaKinds; }

std::string rules_schema(const SchemaKind& kind) {
  return document(fmt::format("{} of saitd", kind.title), fmt::format("\"$ref\": \"#/definitions/{}\"", kind.name),
                  fmt::format("{},{}", schemas::kShared, definitions_of(kind.name)));
}

std::string rules_schema() {
  std::string kinds, definitions(schemas::kShared);
  for (const auto& kind : kSchemaKinds) {
    kinds += fmt::format("{}\n {{\"$ref\": \"#/definitions/{}\"}}", kinds.empty() ? "" : ",", kind.name);
    if (kind.name != "harm") definitions += "," + definitions_of(kind.name);  // it comes with narratives
  }
  return document("A rule file of saitd", fmt::format("\"anyOf\": [{}\n]", kinds), definitions);
}

}  // namespace sait
