// media: true: the post has a picture or a video, described or not; false: it has none.
#include "rules/conditions/all.hpp"

namespace sait {
namespace {

class Media final : public Condition {
 public:
  explicit Media(bool wanted) : wanted_(wanted) {}

  bool holds(PostView& view, const Scope&, Findings&) const override {
    return view.post().media_alt.empty() != wanted_;
  }
  std::string text() const override { return wanted_ ? "a picture or a video" : "no picture and no video"; }

 private:
  bool wanted_;
};

}  // namespace

const ConditionType kMedia{"media", "true: the post has a picture or a video, described or not; false: it has none.",
                           R"({"type":"boolean"})",
                           [](const YamlNode& value, ConditionReader&) -> std::unique_ptr<Condition> {
                             return std::make_unique<Media>(value.boolean(true));
                           }};

}  // namespace sait
