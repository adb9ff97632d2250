// What teams do and say: playbook/<id of a narrative or a harm>.yaml, and playbook/postures/<posture>.yaml.
#pragma once

#include <string>
#include <vector>

#include "base/yaml_reader.hpp"

namespace sait {

struct Images {
  std::vector<std::string> show, avoid;
};

/// How to say what is said about one narrative or harm. The words themselves are Narrative::message, avoid and allies.
struct Kit {
  std::string value;        // the shared value to lead with
  std::string number;       // the id of the one fact whose number is worth saying; empty: none is
  std::string number_note;  // how to use it
  std::string story;        // whose story to look for
  std::vector<std::string> tone;
  Images images;
};

/// What a posture asks for, whatever the narrative.
struct PostureKit {
  std::vector<std::string> steps;  // in order
  std::vector<std::string> tone, traps;
  Images images;
};

/// playbook/<id>.yaml as it was read; whose it is, is known when all files are.
struct KitDraft {
  std::string file, id;
  YamlNode node;  // the file
  Kit kit;
  std::vector<std::string> message, avoid, allies;
};

/// playbook/postures/<posture>.yaml
struct PostureKitDraft {
  std::size_t posture = 0;
  YamlNode node;
  PostureKit kit;
};

}  // namespace sait
