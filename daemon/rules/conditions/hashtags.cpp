// hashtags: the post has one of these tags.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "rules/conditions/all.hpp"

namespace sait {
namespace {

class Hashtags final : public Condition {
 public:
  explicit Hashtags(std::vector<std::string> tags) : tags_(std::move(tags)) {}

  bool holds(PostView& view, const Scope&, Findings&) const override {
    return std::ranges::any_of(view.hashtags(),
                               [&](const std::string& tag) { return std::ranges::binary_search(tags_, tag); });
  }

  std::string text() const override { return fmt::format("a tag of #{}", fmt::join(tags_, " #")); }

 private:
  std::vector<std::string> tags_;
};

}  // namespace

const ConditionType kHashtags{"hashtags", "The post has one of these tags, written without #: hashtags: [freecars].",
                              R"({"$ref":"#/definitions/texts"})",
                              [](const YamlNode& value, ConditionReader&) -> std::unique_ptr<Condition> {
                                std::vector<std::string> tags;
                                for (auto tag : value.texts()) {
                                  const auto name = std::string_view(tag).substr(tag.starts_with('#') ? 1 : 0);
                                  std::string folded;
                                  for (const char c : fold_words(name)) {
                                    if (c != ' ') folded += c;
                                  }
                                  if (folded.empty()) value.error("condition", fmt::format("\"{}\" is no tag", tag));
                                  tags.push_back(std::move(folded));
                                }
                                if (tags.empty()) return nullptr;
                                std::ranges::sort(tags);
                                return std::make_unique<Hashtags>(std::move(tags));
                              }};

}  // namespace sait
