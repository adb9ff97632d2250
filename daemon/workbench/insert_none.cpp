#include "workbench/insert_none.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/yaml_reader.hpp"
#include "workbench/trial_rules.hpp"

namespace sait {
namespace {

// Where a line begins; the end of the file if there is none.
std::size_t begin_of(const std::string& file, int line) {
  std::size_t at = 0;
  for (int i = 1; i < line && at < file.size(); ++i) at = std::min(file.find('\n', at), file.size() - 1) + 1;
  return at;
}

std::string items(std::span<const std::string> phrases, const std::string& before, const std::string& behind) {
  std::string out;
  for (const auto& phrase : phrases) out.append(before).append(yaml_quoted(phrase)).append(behind);
  return out;
}

std::string joined(std::span<const std::string> phrases) {
  auto out = items(phrases, "", ", ");
  out.resize(out.size() - 2);
  return out;
}

InsertedNone put(const std::string& file, std::size_t at, std::string text, int line, bool whole) {
  auto bytes = file;
  if (whole && at == bytes.size() && !bytes.empty() && bytes.back() != '\n') {
    bytes += '\n';
    at = bytes.size();
  }
  bytes.insert(at, text);
  return {std::move(bytes), std::move(text), line, whole};
}

}  // namespace

std::optional<InsertedNone> insert_none(const std::string& file, const std::string& language,
                                        std::span<const std::string> phrases) {
  Diagnostics diagnostics(1);
  const YamlDocument document("narrative", file, diagnostics);
  const auto root = document.root();
  if (!root.is_map()) return std::nullopt;
  const auto none = root["none"];
  if (!none.present()) {
    const auto tests = file.starts_with("tests:") ? 0 : file.find("\ntests:");
    const auto at = tests == std::string::npos ? file.size() : tests == 0 ? 0 : tests + 1;
    const auto line = 1 +
                      static_cast<int>(std::count(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(at), '\n')) +
                      (at == file.size() && !file.ends_with('\n') ? 1 : 0);
    return put(file, at, fmt::format("none:\n  {}:\n{}", language, items(phrases, "    - ", "\n")), line, true);
  }
  const auto at_node = [&](const YamlNode& node) {
    return begin_of(file, node.line()) + static_cast<std::size_t>(node.column()) - 1;
  };
  const auto own = none[language];
  const auto& node = own.present() ? own : none;
  const auto at = at_node(node);
  if (node.line() < 1 || at >= file.size()) return std::nullopt;
  const std::string indent(static_cast<std::size_t>(node.column()) - 1, ' ');
  const auto line_begin = begin_of(file, node.line());
  const bool leads = file.find_first_not_of(' ', line_begin) == at;  // nothing before it in its line
  if (!own.present()) {
    if (file[at] == '{')
      return put(file, at + 1, fmt::format("{}: [{}], ", language, joined(phrases)), node.line(), false);
    if (!none.is_map() || !leads) return std::nullopt;
    return put(file, line_begin, fmt::format("{}{}:\n{}", indent, language, items(phrases, indent + "  - ", "\n")),
               node.line(), true);
  }
  if (own.is_list() && file[at] == '[') {
    const auto text = own.items().empty() ? joined(phrases) : items(phrases, "", ", ");
    return put(file, at + 1, text, node.line(), false);
  }
  if (own.is_list() && leads) return put(file, line_begin, items(phrases, indent + "- ", "\n"), node.line(), true);
  // One value in quotes becomes a list.
  const auto end = std::min(file.find('\n', at), file.size());
  const auto last = file.find_last_not_of(" \r", end - 1);
  if (!own.is_scalar() || (file[at] != '"' && file[at] != '\'') || last <= at || file[last] != file[at])
    return std::nullopt;
  auto inserted = put(file, at, "[" + items(phrases, "", ", "), node.line(), false);
  inserted.bytes.insert(last + 1 + inserted.lines.size(), "]");
  inserted.lines += file.substr(at, last + 1 - at) + "]";
  return inserted;
}

}  // namespace sait
