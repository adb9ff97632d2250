#include <fmt/format.h>

#include <array>

#include "model/assessment.hpp"
#include "rules/read.hpp"

namespace sait {
namespace {

Images read_images(const YamlNode& node) {
  if (!node.present()) return {};
  if (!node.is_map()) {
    node.error("type", "`images` is a map, such as {show: [\"a nurse at work\"], avoid: [\"boats\"]}");
    return {};
  }
  Images images{optional_texts(node["show"]), optional_texts(node["avoid"])};
  node.finish();
  return images;
}

// The four sentences in their order, and what takes the worry beneath seriously.
std::vector<std::string> read_message(const YamlNode& root) {
  constexpr std::array<std::pair<const char*, const char*>, 4> kParts{
      {{"fact", "Fact"}, {"warning", "Warning, once"}, {"trick", "The trick"}, {"fact_again", "Fact again"}}};
  std::vector<std::string> message;
  const auto node = root["message"];
  if (node.present() && !node.is_map()) {
    node.error("type", "`message` is a map: fact, warning, trick and fact_again, each one sentence");
  } else if (node.present()) {
    for (const auto& [key, name] : kParts) message.push_back(fmt::format("{}: {}", name, required_text(node, key)));
    node.finish();
  }
  if (const auto concern = root["concern"]; concern.present())
    message.push_back(fmt::format("The worry beneath: {}", required_text(root, "concern")));
  return message;
}

}  // namespace

KitDraft read_kit(const std::string& path, const std::string& id, const YamlNode& root) {
  KitDraft draft{path, id, root, {}, {}, {}, {}};
  check_id(root.require("id"), id);
  draft.message = read_message(root);
  if (const auto steps = root["do"]; steps.present()) {
    if (!draft.message.empty()) steps.error("twice", "`do` is for harms, `message` for narratives; keep one of them");
    draft.message = steps.texts();
  }
  draft.avoid = optional_texts(root["avoid"]);
  for (auto& trap : optional_texts(root["traps"])) draft.avoid.push_back(std::move(trap));
  draft.allies = optional_texts(root["allies"]);
  draft.kit.value = root["value"].text();
  draft.kit.number = root["number"].text();
  draft.kit.number_note = root["number_note"].text();
  if (!draft.kit.number_note.empty() && draft.kit.number.empty())
    root["number_note"].error("missing", "it is about no number: name its card as `number`, or remove this");
  draft.kit.story = root["story"].text();
  draft.kit.tone = optional_texts(root["tone"]);
  draft.kit.images = read_images(root["images"]);
  root.finish();
  return draft;
}

PostureKitDraft read_posture_kit(const std::string& name, const YamlNode& root) {
  PostureKitDraft draft{0, root, {}};
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < kPostures; ++i) names.emplace_back(to_string(static_cast<Posture>(i)));
  const auto id = root.require("id");
  draft.posture = id.choice(names, 0);
  check_id(id, name);
  draft.kit.steps = optional_texts(root.require("do"));
  draft.kit.tone = optional_texts(root["tone"]);
  draft.kit.traps = optional_texts(root["traps"]);
  draft.kit.images = read_images(root["images"]);
  root.finish();
  return draft;
}

}  // namespace sait
