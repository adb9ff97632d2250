// author: the post is by one of these classes: official, media, elected (the feed's tier or the operator's lists),
// listed.
#include <algorithm>
#include <array>

#include "rules/conditions/all.hpp"

namespace sait {
namespace {

constexpr std::array<AuthorClass, 4> kClasses{AuthorClass::official, AuthorClass::media, AuthorClass::listed,
                                              AuthorClass::elected};
const std::vector<std::string_view> kNames{"official", "media", "listed", "elected"};

class Author final : public Condition {
 public:
  explicit Author(std::vector<std::size_t> classes) : classes_(std::move(classes)) {}

  bool holds(PostView& view, const Scope&, Findings&) const override {
    return std::ranges::any_of(classes_, [&](std::size_t index) { return kClasses[index] == view.author(); });
  }

  std::string text() const override {
    std::string out = "an author who is";
    for (const auto index : classes_) out += (index == classes_.front() ? " " : " or ") + std::string(kNames[index]);
    return out;
  }

 private:
  std::vector<std::size_t> classes_;
};

}  // namespace

const ConditionType kAuthor{"author", "The post is by one of these classes of authors: author: [official, media].",
                            R"({"type":"array","minItems":1,"items":{"enum":["official","media","listed","elected"]}})",
                            [](const YamlNode& value, ConditionReader&) -> std::unique_ptr<Condition> {
                              std::vector<std::size_t> classes;
                              if (value.is_list()) {
                                for (const auto& item : value.items()) classes.push_back(item.choice(kNames, 0));
                              } else {
                                classes.push_back(value.choice(kNames, 0));
                              }
                              if (classes.empty()) {
                                value.error("condition", "this list is empty");
                                return nullptr;
                              }
                              return std::make_unique<Author>(std::move(classes));
                            }};

}  // namespace sait
