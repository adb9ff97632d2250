#include "outlets/outlet.hpp"

#include <algorithm>

namespace sait {
namespace {

bool is_id(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

}  // namespace

std::unique_ptr<Outlet> make_outlet(const YamlNode& entry, const std::string& source, const std::string& base_folder) {
  if (!entry.is_map()) {
    entry.error("type", "an outlet is a map with at least `id` and `type`");
    return nullptr;
  }
  const auto id_node = entry.require("id");
  const auto type_node = entry.require("type");
  if (!id_node.present() || !type_node.present()) return nullptr;
  auto id = id_node.text();
  if (!is_id(id)) {
    id_node.error("range", "this is not an id: small letters a-z, digits and '-' only");
    return nullptr;
  }
  std::vector<std::string_view> types;
  for (const auto& kind : outlet_kinds()) types.push_back(kind.type);
  const auto chosen = type_node.choice(types, types.size());
  if (chosen >= types.size()) return nullptr;
  auto outlet = outlet_kinds()[chosen].make(entry, std::move(id), source, base_folder);
  entry.finish();
  if (outlet) outlet->set_settings(source + "\n" + entry.canonical());
  return outlet;
}

}  // namespace sait
