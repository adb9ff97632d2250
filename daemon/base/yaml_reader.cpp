#include "base/yaml_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <istream>
#include <streambuf>
#include <unordered_map>

namespace sait {
namespace {

struct Place {
  int line = 0, column = 0;
};

// A value as parsed. `asked` and `complained` belong to reading: which keys are known, whether the wrong kind was told
// already.
struct Tree {
  enum class Kind : std::uint8_t { null, scalar, list, map };
  struct Child {
    std::string key;  // empty in a list
    Place key_place;
    std::unique_ptr<Tree> value;
  };
  Kind kind = Kind::null;
  Place place;
  std::string scalar;
  std::vector<Child> children;
  std::vector<std::string> asked;
  bool complained = false;
};

const char* to_string(Tree::Kind kind) {
  constexpr std::array<const char*, 4> kNames{"nothing", "a single value", "a list", "a map"};
  return kNames[static_cast<std::size_t>(kind)];
}

// Where UTF-8 (RFC 3629: no surrogates, no overlong forms) stops being well-formed, or npos.
std::size_t first_broken_byte(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
    const unsigned lead = byte(i);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    const std::size_t size = lead >= 0xc2 && lead <= 0xdf   ? 2
                             : (lead & 0xf0U) == 0xe0       ? 3
                             : lead >= 0xf0 && lead <= 0xf4 ? 4
                                                            : 0;
    if (size == 0) return i;
    for (std::size_t k = 1; k < size; ++k) {
      if ((byte(i + k) & 0xc0U) != 0x80) return i;
    }
    const unsigned second = byte(i + 1);
    if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) || (lead == 0xf0 && second < 0x90) ||
        (lead == 0xf4 && second > 0x8f)) {
      return i;
    }
    i += size;
  }
  return std::string_view::npos;
}

// yaml-cpp takes byte 4 for the end of the input, so a control character could hide the rest of a file.
std::size_t first_control_byte(std::string_view text) {
  const auto found = std::ranges::find_if(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7f;
  });
  return found == text.end() ? std::string_view::npos : static_cast<std::size_t>(found - text.begin());
}

// One file while it is read: its text for snippets, where problems go, and the tree.
struct Source {
  static constexpr std::size_t kSnippetBytes = 160;

  std::string file, bytes;
  Diagnostics* diagnostics = nullptr;
  std::unique_ptr<Tree> root;
  bool broken = false;  // no tree because of a problem that was told

  [[nodiscard]] std::string_view line_text(int line) const {
    std::string_view rest = bytes;
    for (int i = 1; i < line && !rest.empty(); ++i) {
      const auto end = rest.find('\n');
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    return rest.substr(0, rest.find_first_of("\r\n"));
  }

  // Columns arrive in bytes; people and editors count characters.
  void add(Diagnostic::Severity severity, Place place, std::string_view code, std::string_view text) const {
    Diagnostic found{severity, file, place.line, place.column, std::string(code), std::string(text), {}};
    if (place.line > 0) {
      const auto line = line_text(place.line);
      const auto before = line.substr(0, static_cast<std::size_t>(std::max(place.column - 1, 0)));
      const auto is_first = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; };
      found.column = 1 + static_cast<int>(std::ranges::count_if(before, is_first));
      if (before.size() < kSnippetBytes && first_broken_byte(line) == std::string_view::npos) {
        auto size = std::min(line.size(), kSnippetBytes);
        while (size < line.size() && !is_first(line[size])) --size;
        found.snippet = line.substr(0, size);
        std::ranges::replace_if(
            found.snippet, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
      }
    }
    diagnostics->add(std::move(found));
  }

  void fail(Place place, std::string_view code, std::string_view text) {
    broken = true;
    add(Diagnostic::Severity::error, place, code, text);
  }

  [[nodiscard]] Place place_of(std::size_t offset) const {
    const auto before = std::string_view(bytes).substr(0, offset);
    const auto line_start = before.rfind('\n');
    return {1 + static_cast<int>(std::ranges::count(before, '\n')),
            1 + static_cast<int>(line_start == std::string_view::npos ? offset : offset - line_start - 1)};
  }
};

Place place_of(const YAML::Mark& mark) { return mark.is_null() ? Place{} : Place{mark.line + 1, mark.column + 1}; }

// Ends a parse whose problem has been told.
struct Stop {};

// Builds the tree from yaml-cpp's events: an alias is an event like any other, so nothing is ever expanded.
class Builder final : public YAML::EventHandler {
 public:
  explicit Builder(Source& source) : source_(source) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0)
      stop(mark, "documents", "a second document begins here; write one document a file, without `---`");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    if (wants_key()) stop(mark, "key", "a key must be a text");
    add(Tree::Kind::null, mark);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    stop(mark, "alias", "aliases (*name) are not allowed; write the value out");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    refuse_open_quote(mark);
    if (wants_key()) {
      begin_entry(place_of(mark), value);
    } else {
      add(Tree::Kind::scalar, mark)->scalar = value;
    }
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    refuse_tag(mark, tag);
    open(Tree::Kind::list, mark, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    refuse_tag(mark, tag);
    open(Tree::Kind::map, mark, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Frame {
    Tree* tree;
    bool key_next = true;                              // maps: the next scalar is a key
    std::unordered_map<std::string, int> line_of_key;  // for duplicates
  };

  [[noreturn]] void stop(const YAML::Mark& mark, std::string_view code, std::string_view text) {
    source_.fail(place_of(mark), code, text);
    throw Stop{};
  }
  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) stop(mark, "alias", "anchors (&name) are not allowed; write the value out where it is needed");
  }
  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    const auto at = static_cast<std::size_t>(mark.pos);
    const bool written = at < source_.bytes.size() && source_.bytes[at] == '!';
    if (written || !(tag.empty() || tag == "?" || tag == "!")) {
      stop(mark, "tag", "tags (!name) are not allowed; write the value in quotes if it begins with !");
    }
  }
  // yaml-cpp 0.7 takes the end of the file for the end of a quoted text and would swallow everything up to there.
  void refuse_open_quote(const YAML::Mark& mark) {
    const auto& bytes = source_.bytes;
    auto at = static_cast<std::size_t>(mark.pos);
    if (at >= bytes.size() || (bytes[at] != '"' && bytes[at] != '\'')) return;
    const char quote = bytes[at++];
    while (at < bytes.size()) {
      const bool doubled = quote == '\'' && bytes.compare(at, 2, "''") == 0;
      if (bytes[at] == quote && !doubled) return;
      at += doubled || (quote == '"' && bytes[at] == '\\') ? 2 : 1;
    }
    stop(mark, "quote", "this quote is never closed");
  }
  [[nodiscard]] bool wants_key() const {
    return !frames_.empty() && frames_.back().tree->kind == Tree::Kind::map && frames_.back().key_next;
  }
  void begin_entry(Place place, const std::string& key) {
    auto& frame = frames_.back();
    const auto [first, is_new] = frame.line_of_key.emplace(key, place.line);
    if (!is_new) {
      source_.fail(place, "duplicate-key",
                   fmt::format("the key \"{}\" stands in line {} already; keep one", key, first->second));
    }
    frame.tree->children.push_back({key, place, nullptr});
    frame.key_next = false;
  }
  Tree* add(Tree::Kind kind, const YAML::Mark& mark) {
    auto tree = std::make_unique<Tree>();
    auto* const added = tree.get();
    added->kind = kind;
    added->place = place_of(mark);
    if (frames_.empty()) {
      source_.root = std::move(tree);
    } else if (auto& frame = frames_.back(); frame.tree->kind == Tree::Kind::map) {
      frame.tree->children.back().value = std::move(tree);
      frame.key_next = true;
    } else {
      frame.tree->children.push_back({{}, added->place, std::move(tree)});
    }
    return added;
  }
  void open(Tree::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    refuse_anchor(mark, anchor);
    if (wants_key()) stop(mark, "key", "a key must be a text, not a list or a map");
    if (frames_.size() >= static_cast<std::size_t>(YamlDocument::kMaxDepth)) {
      stop(mark, "depth", fmt::format("lists and maps lie more than {} deep", YamlDocument::kMaxDepth));
    }
    frames_.push_back({add(kind, mark), true, {}});
  }
  void close() { frames_.pop_back(); }

  Source& source_;
  std::vector<Frame> frames_;
  int documents_ = 0;
};

// yaml-cpp reads from a stream only; this one borrows the bytes.
class Bytes final : public std::streambuf {
 public:
  explicit Bytes(std::string& bytes) { setg(bytes.data(), bytes.data(), bytes.data() + bytes.size()); }
};

void parse(Source& source) {
  if (source.bytes.size() > YamlDocument::kMaxBytes) {
    return source.fail(
        {}, "too-large",
        fmt::format("the file has {} bytes; at most {} are read", source.bytes.size(), YamlDocument::kMaxBytes));
  }
  if (const auto at = first_broken_byte(source.bytes); at != std::string_view::npos) {
    return source.fail(source.place_of(at), "utf8", "this is not UTF-8; save the file as UTF-8");
  }
  if (const auto at = first_control_byte(source.bytes); at != std::string_view::npos) {
    return source.fail(
        source.place_of(at), "control-character",
        fmt::format("a control character (byte {}) stands here; remove it", static_cast<int>(source.bytes[at])));
  }
  Bytes buffer(source.bytes);
  std::istream in(&buffer);
  try {
    YAML::Parser parser(in);
    Builder builder(source);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Stop&) {
  } catch (const YAML::Exception& problem) {
    source.fail(place_of(problem.mark), "yaml", problem.msg);
  } catch (const std::exception& problem) {
    source.fail({}, "yaml", problem.what());
  }
  if (source.broken) source.root.reset();
}

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

}  // namespace

struct YamlNode::Data {
  std::shared_ptr<Source> source;
  Tree* tree = nullptr;  // nullptr: absent
  Place place;           // of an absent value: its map
  bool is_root = false;

  void error(std::string_view code, std::string_view text) const {
    source->add(Diagnostic::Severity::error, place, code, text);
  }
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
    for (const auto& child : data_->tree->children) {
      if (child.key != key) continue;
      auto* const tree = child.value.get();
      // A key without a value is absent: what is said about it belongs to the key.
      const bool empty = tree->kind == Tree::Kind::null;
      return YamlNode(std::make_shared<Data>(Data{data_->source, tree, empty ? child.key_place : tree->place, false}));
    }
  }
  return YamlNode(std::make_shared<Data>(Data{data_->source, nullptr, data_->place, false}));
}

YamlNode YamlNode::require(std::string_view key) const {
  auto child = (*this)[key];
  // Inside something that is itself missing or of the wrong kind, that was told already.
  const bool told = data_->is_root ? data_->source->broken || (data_->has_value() && !is_map()) : !is_map();
  if (!child.present() && !told) child.data_->error("missing", fmt::format("\"{}\" is missing", key));
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
  for (const auto& child : data_->tree->children) nodes.emplace_back(child.key, (*this)[child.key]);
  return nodes;
}

std::string YamlNode::text(std::string_view fallback) const {
  return data_->expect(Tree::Kind::scalar) ? data_->tree->scalar : std::string(fallback);
}

std::int64_t YamlNode::integer(std::int64_t fallback, std::int64_t low, std::int64_t high) const {
  if (!data_->expect(Tree::Kind::scalar)) return fallback;
  const auto value = parse_number<std::int64_t>(data_->tree->scalar);
  if (value && *value >= low && *value <= high) return *value;
  data_->error("range", fmt::format("\"{}\" is not a whole number from {} to {}", data_->tree->scalar, low, high));
  return fallback;
}

double YamlNode::number(double fallback, double low, double high) const {
  if (!data_->expect(Tree::Kind::scalar)) return fallback;
  const auto value = parse_number<double>(data_->tree->scalar);
  if (value && *value >= low && *value <= high) return *value;
  data_->error("range", fmt::format("\"{}\" is not a number from {} to {}", data_->tree->scalar, low, high));
  return fallback;
}

bool YamlNode::boolean(bool fallback) const {
  if (!data_->expect(Tree::Kind::scalar)) return fallback;
  if (data_->tree->scalar == "true") return true;
  if (data_->tree->scalar == "false") return false;
  data_->error("type", fmt::format("\"{}\" is neither true nor false", data_->tree->scalar));
  return fallback;
}

Duration YamlNode::duration(Duration fallback, Duration low, Duration high) const {
  if (!data_->expect(Tree::Kind::scalar)) return fallback;
  const auto value = parse_duration(data_->tree->scalar);
  if (value && *value >= low && *value <= high) return *value;
  data_->error("range",
               fmt::format("\"{}\" is not a duration from {} to {}; write a number with its unit: ms, s, m, h or d",
                           data_->tree->scalar, format_duration(low), format_duration(high)));
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
  data_->error("choice", fmt::format("\"{}\" is not one of the names allowed here{}", data_->tree->scalar,
                                     did_you_mean(data_->tree->scalar, names)));
  return fallback;
}

void YamlNode::finish() const {
  if (!is_map()) return;
  const std::vector<std::string_view> known(data_->tree->asked.begin(), data_->tree->asked.end());
  for (const auto& child : data_->tree->children) {
    if (std::ranges::find(known, child.key) != known.end()) continue;
    data_->source->add(Diagnostic::Severity::error, child.key_place, "unknown-key",
                       fmt::format("unknown key \"{}\"{}", child.key, did_you_mean(child.key, known)));
  }
}

void YamlNode::error(std::string_view code, std::string_view message) const { data_->error(code, message); }

void YamlNode::warning(std::string_view code, std::string_view message) const {
  data_->source->add(Diagnostic::Severity::warning, data_->place, code, message);
}

struct YamlDocument::State {
  std::shared_ptr<Source> source;
};

YamlDocument::YamlDocument(std::string file, std::string bytes, Diagnostics& diagnostics)
    : state_(std::make_shared<State>(State{std::make_shared<Source>()})) {
  auto& source = *state_->source;
  source.file = std::move(file);
  source.bytes = std::move(bytes);
  if (source.bytes.starts_with("\xef\xbb\xbf")) source.bytes.erase(0, 3);  // a byte order mark is no content
  source.diagnostics = &diagnostics;
  parse(source);
}

YamlDocument::~YamlDocument() = default;

YamlNode YamlDocument::root() const {
  auto* const tree = state_->source->root.get();
  return YamlNode(std::make_shared<YamlNode::Data>(
      YamlNode::Data{state_->source, tree, tree != nullptr ? tree->place : Place{}, true}));
}

}  // namespace sait
