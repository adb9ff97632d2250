// thread: on-topic: the post answers, repeats or quotes a post that is on topic. Only the writer knows, who sees posts
// in the journal's order: until then the match is conditional (Match::if_thread).
#include "rules/conditions/all.hpp"

namespace sait {
namespace {

class Thread final : public Condition {
 public:
  bool holds(PostView& view, const Scope&, Findings&) const override {
    const auto& post = view.post();
    return !post.reply_to.empty() || !post.repost_of.empty() || !post.quote_of.empty();
  }
  bool needs_thread() const override { return true; }
  std::string text() const override { return "an answer to a post on topic"; }
};

}  // namespace

const ConditionType kThread{"thread", "The post answers, repeats or quotes a post that is on topic: thread: on-topic.",
                            R"({"enum":["on-topic"]})",
                            [](const YamlNode& value, ConditionReader&) -> std::unique_ptr<Condition> {
                              (void)value.choice({"on-topic"}, 0);
                              return std::make_unique<Thread>();
                            }};

}  // namespace sait
