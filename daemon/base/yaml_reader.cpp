#include "base/yaml_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "base/yaml_tree.hpp"

namespace sait {
using yaml::Place;
using yaml::Source;
using yaml::Tree;

namespace {

template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
  Number value{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates) {
  const auto near = nearest(word, candidates);
  if (!near.empty()) return fmt::format("; did you mean \"{}\"?", near);
  return candidates.empty() ? std::string() : fmt::format("; known: {}", fmt::join(candidates, ", "));
}

// JSON-like, with every text in its length: no two trees have the same form.
void write_canonical(const Tree& tree, std::string& out) {
  if (tree.kind == Tree::Kind::null) {
    out += '~';
  } else if (tree.kind == Tree::Kind::scalar) {
    out += fmt::format("{}:{}", tree.scalar.size(), tree.scalar);
  } else {
    const bool is_map = tree.kind == Tree::Kind::map;
    std::vector<const Tree::Child*> children;
    for (const auto& child : tree.children) children.push_back(&child);
    if (is_map) std::ranges::sort(children, {}, &Tree::Child::key);
    out += is_map ? '{' : '[';
    for (const auto* child : children) {
      if (is_map) out += fmt::format("{}:{}=", child->key.size(), child->key);
      write_canonical(*child->value, out);
      out += ',';
    }
    out += is_map ? '}' : ']';
  }
}

}  // namespace

struct YamlNode::Data {
  std::shared_ptr<Source> source;
  Tree* tree = nullptr;  // nullptr: absent
  Place place;           // of an absent value: its map
  bool is_root = false;

  void error(std::string_view code, std::string_view text) const {
    source->add(Diagnostic::Severity::error, place, code, text);
  }
  // A key without a value is absent: what is said about it belongs to the key.
  [[nodiscard]] YamlNode child_of(const Tree::Child& child) const {
    auto* const its = child.value.get();
    return YamlNode(
        std::make_shared<Data>(Data{source, its, its->kind == Tree::Kind::null ? child.key_place : its->place, false}));
  }
  [[nodiscard]] std::string shown() const { return source->shown(tree->scalar); }
  [[nodiscard]] bool is(Tree::Kind kind) const { return tree != nullptr && tree->kind == kind; }
  [[nodiscard]] bool has_value() const { return tree != nullptr && tree->kind != Tree::Kind::null; }

  // True for the kind wanted. Absent is false without a word; another kind is told once.
  [[nodiscard]] bool expect(Tree::Kind wanted) const {
    if (is(wanted)) return true;
    if (has_value() && !tree->complained) {
      tree->complained = true;
      error("type", fmt::format("{} is needed here, not {}", to_string(wanted), to_string(tree->kind)));
    }
    return false;
  }
};

bool YamlNode::present() const { return data_->has_value(); }
bool YamlNode::is_map() const { return data_->is(Tree::Kind::map); }
bool YamlNode::is_list() const { return data_->is(Tree::Kind::list); }
bool YamlNode::is_scalar() const { return data_->is(Tree::Kind::scalar); }
int YamlNode::line() const { return data_->place.line; }
int YamlNode::column() const { return data_->place.column; }

YamlNode YamlNode::operator[](std::string_view key) const {
  if (data_->expect(Tree::Kind::map)) {
    auto& asked = data_->tree->asked;
    if (std::ranges::find(asked, key) == asked.end()) asked.emplace_back(key);
    const auto child = std::ranges::find(data_->tree->children, key, &Tree::Child::key);
    if (child != data_->tree->children.end()) return data_->child_of(*child);
  }
  return YamlNode(std::make_shared<Data>(Data{data_->source, nullptr, data_->place, false}));
}

YamlNode YamlNode::require(std::string_view key) const {
  auto child = (*this)[key];
  // Inside something that is itself missing or of the wrong kind, that was told already.
  const bool told = data_->is_root ? data_->source->broken || (data_->has_value() && !is_map()) : !is_map();
  if (child.present() || told) return child;
  const bool written = child.data_->tree != nullptr;  // and nothing behind it
  child.data_->error("missing", written ? fmt::format("\"{}\" is empty: what belongs to it stands behind it, or in the "
                                                      "lines below it, two spaces further in",
                                                      key)
                                        : fmt::format("\"{}\" is missing", key));
  return child;
}

std::vector<YamlNode> YamlNode::items() const {
  std::vector<YamlNode> nodes;
  if (!data_->expect(Tree::Kind::list)) return nodes;
  for (const auto& child : data_->tree->children) {
    nodes.push_back(
        YamlNode(std::make_shared<Data>(Data{data_->source, child.value.get(), child.value->place, false})));
  }
  return nodes;
}

std::vector<std::pair<std::string, YamlNode>> YamlNode::entries() const {
  std::vector<std::pair<std::string, YamlNode>> nodes;
  if (!data_->expect(Tree::Kind::map)) return nodes;
  data_->tree->all_asked = true;
  for (const auto& child : data_->tree->children) nodes.emplace_back(child.key, data_->child_of(child));
  return nodes;
}

std::string YamlNode::canonical() const {
  std::string out;
  if (data_->tree != nullptr) write_canonical(*data_->tree, out);
  return out;
}

std::string YamlNode::text(std::string_view fallback) const {
  return data_->expect(Tree::Kind::scalar) ? data_->tree->scalar : std::string(fallback);
}

bool YamlNode::is_cut_by_comment() const {
  return data_->tree != nullptr && data_->source->is_cut_by_comment(*data_->tree);
}

std::int64_t YamlNode::integer(std::int64_t fallback, std::int64_t low, std::int64_t high) const {
  if (!data_->expect(Tree::Kind::scalar)) return fallback;
  const auto value = parse_number<std::int64_t>(data_->tree->scalar);
  if (value && *value >= low && *value <= high) return *value;
  data_->error("range", fmt::format("{} is not a whole number from {} to {}", data_->shown(), low, high));
  return fallback;
}

double YamlNode::number(double fallback, double low, double high) const {
  if (!data_->expect(Tree::Kind::scalar)) return fallback;
  const auto value = parse_number<double>(data_->tree->scalar);
  if (value && *value >= low && *value <= high) return *value;
  data_->error("range", fmt::format("{} is not a number from {} to {}", data_->shown(), low, high));
  return fallback;
}

bool YamlNode::boolean(bool fallback) const {
  if (!data_->expect(Tree::Kind::scalar)) return fallback;
  if (data_->tree->scalar == "true") return true;
  if (data_->tree->scalar == "false") return false;
  data_->error("type", fmt::format("{} is neither true nor false", data_->shown()));
  return fallback;
}

Duration YamlNode::duration(Duration fallback, Duration low, Duration high) const {
  if (!data_->expect(Tree::Kind::scalar)) return fallback;
  const auto value = parse_duration(data_->tree->scalar);
  if (value && *value >= low && *value <= high) return *value;
  data_->error("range",
               fmt::format("{} is not a duration from {} to {}; write a number with its unit: ms, s, m, h or d",
                           data_->shown(), format_duration(low), format_duration(high)));
  return fallback;
}

std::vector<std::string> YamlNode::texts() const {
  std::vector<std::string> values;
  if (is_scalar()) return {data_->tree->scalar};
  for (const auto& item : items()) {
    if (item.data_->is(Tree::Kind::null)) {
      item.error("missing", "this item is empty; write a text, in quotes if it is the word null");
    } else if (item.data_->expect(Tree::Kind::scalar)) {
      values.push_back(item.data_->tree->scalar);
    }
  }
  return values;
}

std::size_t YamlNode::choice(const std::vector<std::string_view>& names, std::size_t fallback) const {
  if (!data_->expect(Tree::Kind::scalar)) return fallback;
  const auto found = std::ranges::find(names, data_->tree->scalar);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  data_->error("choice", fmt::format("{} is not one of the names allowed here{}", data_->shown(),
                                     did_you_mean(data_->tree->scalar, names)));
  return fallback;
}

void YamlNode::finish() const {
  if (!is_map()) return;
  if (data_->tree->all_asked) return;
  constexpr std::size_t kMostSuggestions = 30;  // a map of nothing but unknown keys is another mistake than a slip
  std::size_t unknown = 0;
  const std::vector<std::string_view> known(data_->tree->asked.begin(), data_->tree->asked.end());
  for (const auto& child : data_->tree->children) {
    if (std::ranges::find(known, child.key) != known.end()) continue;
    const auto& source = *data_->source;
    if (!source.diagnostics->has_room(Diagnostic::Severity::error, source.file)) {
      source.diagnostics->leave_out(Diagnostic::Severity::error, source.file);
      continue;
    }
    source.add(Diagnostic::Severity::error, child.key_place, "unknown-key",
               fmt::format("unknown key {}{}", source.shown(child.key),
                           ++unknown > kMostSuggestions ? "" : did_you_mean(child.key, known)));
  }
}

void YamlNode::error(std::string_view code, std::string_view message) const { data_->error(code, message); }

void YamlNode::warning(std::string_view code, std::string_view message) const {
  data_->source->add(Diagnostic::Severity::warning, data_->place, code, message);
}

struct YamlDocument::State {
  std::shared_ptr<Source> source;
};

YamlDocument::YamlDocument(std::string file, std::string bytes, Diagnostics& diagnostics,
                           std::optional<std::vector<std::string_view>> harmless, std::size_t left)
    : state_(std::make_shared<State>(State{std::make_shared<Source>()})) {
  auto& source = *state_->source;
  source.file = std::move(file);
  source.bytes = std::move(bytes);
  if (source.bytes.starts_with("\xef\xbb\xbf")) source.bytes.erase(0, 3);  // a byte order mark is no content
  source.diagnostics = &diagnostics;
  source.harmless = std::move(harmless);
  source.most_values = std::min(left, kMaxValues);
  source.parse();
}

std::size_t YamlDocument::values() const { return state_->source->values; }

YamlDocument::~YamlDocument() = default;

YamlNode YamlDocument::root() const {
  auto* const tree = state_->source->root.get();
  return YamlNode(std::make_shared<YamlNode::Data>(
      YamlNode::Data{state_->source, tree, tree != nullptr ? tree->place : Place{}, true}));
}

}  // namespace sait
