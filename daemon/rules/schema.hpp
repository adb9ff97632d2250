// The form of rule files for editors: JSON Schema that drives completion, hover and diagnostics.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sait {

/// A kind of rule file.
struct SchemaKind {
  std::string_view name;   // "narrative"
  std::string_view title;  // as an editor shows it
  std::string_view files;  // in a rule folder: "narratives/*.yaml"
};

/// narrative, harm, language, terms, calendar, policy, audiences.
[[nodiscard]] std::span<const SchemaKind> schema_kinds();

/// JSON Schema (draft-07, which every editor reads) of a file of this kind.
[[nodiscard]] std::string rules_schema(const SchemaKind& kind);

/// JSON Schema of a file of any kind; `definitions` has one of each kind, under its name.
[[nodiscard]] std::string rules_schema();

}  // namespace sait
