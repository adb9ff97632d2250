// A rule folder on disk <-> the files the rules module takes; and the byte form in which the store keeps a set.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/diagnostics.hpp"
#include "base/result.hpp"
#include "rules/rule_set.hpp"

namespace sait {

/// Every *.yaml below `folder`, by its path relative to it: all of them, or an error. Also what is named *.yml or
/// *.YAML, which compile_rules() refuses. Hidden files and folders are passed over; a link that leaves the folder or
/// leads to another, an unreadable file or folder, more than kMaxRuleFiles files or kMaxRuleBytes bytes are errors that
/// name it.
[[nodiscard]] Result<RuleFiles> read_rule_folder(const std::string& folder);

/// The same for who looks for everything that is wrong: what cannot be read goes into `unreadable`, each with its path
/// in the folder, and counts as an empty file. An error is then of the folder as a whole.
[[nodiscard]] Result<RuleFiles> read_rule_folder(const std::string& folder, Diagnostics& unreadable);

/// By its name: "x.yaml", and "x.yml", "x.YAML" or "x.yaml.txt", which are told of, but not taken.
[[nodiscard]] bool is_rule_file(const std::filesystem::path& path);

inline constexpr std::size_t kMaxRuleFiles = 4'000;
inline constexpr std::size_t kMaxRuleBytes = 16U << 20U;

/// files := count { bytes path, bytes content }, in the order of their paths.
[[nodiscard]] std::string encode_files(const RuleFiles& files);
[[nodiscard]] Result<RuleFiles> decode_files(std::string_view bytes);

}  // namespace sait
