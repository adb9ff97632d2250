#include "rules/language_tags.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "rules/read.hpp"

namespace sait {

LanguageTags::LanguageTags(const Drafts& drafts) {
  for (const auto& language : drafts.languages) tags_.insert(language.tag);
  constexpr std::string_view kFolder = "languages/", kEnd = ".yaml";
  for (std::string_view path : drafts.unread) {
    if (!path.starts_with(kFolder)) continue;
    path.remove_prefix(kFolder.size());
    tags_.emplace(path.substr(0, path.size() - kEnd.size()));
  }
}

bool LanguageTags::check(const std::string& tag, const YamlNode& node) const {
  if (tags_.contains(tag)) return true;
  std::string small(tag.substr(0, tag.find_first_of("-_")));  // EN, en-GB
  std::ranges::transform(small, small.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const auto near = tags_.contains(small) ? small : nearest(tag, {tags_.begin(), tags_.end()});
  node.error("language", fmt::format("there is no languages/{}.yaml; {}", tag,
                                     near.empty() ? fmt::format("there are: {}", fmt::join(tags_, ", "))
                                                  : fmt::format("did you mean \"{}\"?", near)));
  return false;
}

}  // namespace sait
