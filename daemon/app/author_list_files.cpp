#include "app/author_list_files.hpp"

#include <fmt/format.h>

#include <array>

#include "app/audience_feeds.hpp"
#include "base/regular_file.hpp"
#include "base/yaml_reader.hpp"

namespace sait {
namespace {

constexpr std::array<Tier, 4> kListable{Tier::official, Tier::media, Tier::listed, Tier::elected};

// A region that no audience knows is no mistake of the list alone: the rules may come to know it.
std::string read_region(const YamlNode& node, const RuleSet* rules) {
  auto region = node.text();
  if (region.empty() || rules == nullptr) return region;
  if (auto why = unknown_region(region, *rules); !why.empty()) node.warning("region", why);
  return region;
}

void read_list(const YamlNode& root, const RuleSet* rules, AuthorLists& lists) {
  if (!root.is_map()) return root.error("empty", "the file names no accounts; config/lists/ has examples");
  std::vector<std::string_view> names;
  for (const auto tier : kListable) names.emplace_back(to_string(tier));
  const auto tier = kListable.at(root.require("class").choice(names, 0));
  const auto region = read_region(root["region"], rules);
  const auto authors = root.require("authors");
  if (authors.present() && !authors.is_list()) authors.error("type", "\"authors\" must be a list");
  for (const auto& entry : authors.items()) {
    const auto platform = entry.require("platform").text();
    const auto id = entry.require("id").text();
    if (entry.require("name").text().empty() && entry["name"].present())
      entry["name"].error("empty", "say whose account this is: an office, a newsroom, an organisation");
    const auto own = entry["region"].present() ? read_region(entry["region"], rules) : region;
    entry.finish();
    if (platform.empty() || id.empty()) continue;
    if (!lists.add(platform, id, tier, own))
      entry["id"].error("used-twice", "this account stands in a list already; one says what it is");
  }
  root.finish();
}

}  // namespace

std::shared_ptr<const AuthorLists> read_author_lists(const std::vector<AuthorListFile>& files, const RuleSet* rules,
                                                     Diagnostics& diagnostics) {
  auto lists = std::make_shared<AuthorLists>();
  for (const auto& file : files) {
    auto bytes = read_regular_file(file.path, YamlDocument::kMaxBytes + 1);
    if (!bytes) {
      diagnostics.add({Diagnostic::Severity::error,
                       file.named_in,
                       file.line,
                       file.column,
                       bytes.error().code,
                       fmt::format("the list {} cannot be read: {}", file.path, bytes.error().message),
                       {}});
      continue;
    }
    const YamlDocument document(file.path, std::move(*bytes), diagnostics);
    read_list(document.root(), rules, *lists);
  }
  return lists;
}

}  // namespace sait
