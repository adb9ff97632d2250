// Lists of feeds, and the configuration that is made of them.
#include "feeds/opml.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>

#include "property.hpp"

using namespace sait;

namespace {

std::string without_controls(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto feeds = parse_opml(fuzz::view(data, size));
  fuzz::require(parse_opml(fuzz::view(data, size)).ok() == feeds.ok(), "the same bytes give the same result");
  if (!feeds) return 0;
  std::set<std::string> addresses;
  for (const auto& feed : *feeds) {
    for (const auto& text : {feed.title, feed.address, feed.language}) fuzz::require_utf8(text);
    for (const auto& text : feed.folders) fuzz::require_utf8(text);
    fuzz::require(addresses.insert(feed.address).second, "each address once");
  }
  if (feeds->empty()) return 0;

  // Whatever stands in a list, it is a value in the configuration and nothing else.
  const auto yaml = YAML::Load(feeds_yaml(*feeds));
  fuzz::require(yaml.size() == 1 && yaml["feeds"].size() == feeds->size(), "each feed is one block");
  std::set<std::string> ids;
  for (std::size_t i = 0; i < feeds->size(); ++i) {
    const auto block = yaml["feeds"][i];
    fuzz::require(ids.insert(block["id"].as<std::string>()).second, "each id once");
    fuzz::require(block["url"].as<std::string>() == without_controls((*feeds)[i].address), "an address stays whole");
    fuzz::require(block["licence"].as<std::string>().empty(), "no list grants a licence");
  }
  return 0;
}
