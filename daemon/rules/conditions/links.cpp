// links: true: the post has an address; false: it has none.
#include "rules/conditions/all.hpp"

namespace sait {
namespace {

class Links final : public Condition {
 public:
  explicit Links(bool wanted) : wanted_(wanted) {}

  bool holds(PostView& view, const Scope&, Findings&) const override { return view.hosts().empty() != wanted_; }
  std::string text() const override { return wanted_ ? "an address" : "no address"; }

 private:
  bool wanted_;
};

}  // namespace

const ConditionType kLinks{"links", "true: the post has an address; false: it has none.", R"({"type":"boolean"})",
                           [](const YamlNode& value, ConditionReader&) -> std::unique_ptr<Condition> {
                             return std::make_unique<Links>(value.boolean(true));
                           }};

}  // namespace sait
