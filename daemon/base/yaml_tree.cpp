#include "base/yaml_tree.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <istream>
#include <streambuf>
#include <unordered_map>

#include "base/masked_line.hpp"
#include "base/yaml_reader.hpp"

namespace sait::yaml {
namespace {

constexpr std::size_t kSnippetBytes = 160;
constexpr std::size_t kShownBytes = 80;  // of a value or a key
constexpr const char* kNoAliases =
    "aliases (*name) are not allowed; write the value out, in quotes if it begins with *";

// What may be secret in addresses becomes "*", byte by byte, so that columns stay: a name and a password, the query.
void hide_secrets(std::string& line) {
  for (auto at = line.find("://"); at != std::string::npos; at = line.find("://", at)) {
    at += 3;
    const auto end = std::min(line.find_first_of(" \t\"'", at), line.size());
    const auto host_end = std::min(line.find_first_of("/?#", at), end);
    const auto sign = line.substr(0, host_end).rfind('@');
    if (sign != std::string::npos && sign >= at) std::fill(line.data() + at, line.data() + sign, '*');
    const auto query = std::min(line.find('?', at), end);
    if (query < end) std::fill(line.data() + query + 1, line.data() + end, '*');
    at = end;
  }
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

std::string too_deep() { return fmt::format("lists and maps lie more than {} deep", YamlDocument::kMaxDepth); }

Place place_in(const YAML::Mark& mark) { return mark.is_null() ? Place{} : Place{mark.line + 1, mark.column + 1}; }

// Where lists and maps surely lie too deep, brackets in texts aside; npos if nowhere. Before it gives the first of
// them, yaml-cpp holds all that stand open, as each could be a key, and takes 250 bytes for one.
std::size_t first_too_deep(std::string_view text) {
  constexpr std::size_t kSurely = 10'000;
  std::size_t open = 0, first = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '[' || text[i] == '{') {
      if (++open == static_cast<std::size_t>(YamlDocument::kMaxDepth) + 1) first = i;
      if (open > kSurely) return first;
    } else if ((text[i] == ']' || text[i] == '}') && open > 0) {
      --open;
    }
  }
  return std::string_view::npos;
}

// Ends a parse whose problem has been told.
struct Stop {};

// What to do about a problem that yaml-cpp tells in its own words; empty where that is not known. `line` is where it
// gave up.
std::string_view way_out(std::string_view problem, std::string_view line) {
  const auto indentation = line.substr(0, std::min(line.find_first_not_of(" \t"), line.size()));
  if (indentation.find('\t') != std::string_view::npos)
    return "; a tab stands at the beginning of the line: replace it by spaces";
  const auto is = [&](const char* message) { return problem.starts_with(message); };
  if (is(YAML::ErrorMsg::UNKNOWN_TOKEN))
    return "; no value begins so: put the text in double quotes, and replace a tab by spaces";
  if (is(YAML::ErrorMsg::MAP_VALUE))
    return "; a text with a colon in it stands in double quotes: put it in quotes, or look at the line's indentation, "
           "or at the line before: behind the colon of a key stands a space (`owner: my-team`)";
  if (is(YAML::ErrorMsg::END_OF_MAP) || is(YAML::ErrorMsg::END_OF_SEQ) || is(YAML::ErrorMsg::BLOCK_ENTRY) ||
      is(YAML::ErrorMsg::MAP_KEY))
    return "; look at the indentation of this line and the one before: what belongs together begins in one column";
  if (is(YAML::ErrorMsg::END_OF_MAP_FLOW) || is(YAML::ErrorMsg::END_OF_SEQ_FLOW))
    return "; a comma or the closing bracket is missing, or a text with , : [ ] { } in it is not in double quotes";
  return {};
}

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
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { stop(mark, "alias", kNoAliases); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    refuse_open_quote(mark);
    if (wants_key()) {
      begin_entry(place_in(mark), value);
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
    source_.fail(place_in(mark), code, text);
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
                   fmt::format("the key {} stands in line {} already; keep one", source_.shown(key), first->second));
    }
    frame.tree->children.push_back({key, place, nullptr});
    frame.key_next = false;
  }
  Tree* add(Tree::Kind kind, const YAML::Mark& mark) {
    if (++source_.values > source_.most_values) {
      stop(
          mark, "size",
          source_.most_values == YamlDocument::kMaxValues
              ? fmt::format("more than {} values in one file; split it", YamlDocument::kMaxValues)
              : fmt::format("more than {} values, which is what the files read before this one leave of those that all "
                            "files may have; take out what is not needed any more",
                            source_.most_values));
    }
    auto tree = std::make_unique<Tree>();
    auto* const added = tree.get();
    added->kind = kind;
    added->place = place_in(mark);
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
      stop(mark, "depth", too_deep());
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

}  // namespace

const char* to_string(Tree::Kind kind) {
  constexpr std::array<const char*, 4> kNames{"nothing", "a single value", "a list", "a map"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::size_t Source::line_start(int line) const {
  if (line_starts_.empty()) {
    line_starts_.push_back(0);
    for (auto end = bytes.find('\n'); end != std::string::npos; end = bytes.find('\n', end + 1))
      line_starts_.push_back(end + 1);
  }
  const auto index = static_cast<std::size_t>(std::max(line, 1)) - 1;
  return index < line_starts_.size() ? line_starts_[index] : bytes.size();
}

std::string_view Source::line_text(int line) const {
  const auto rest = std::string_view(bytes).substr(line_start(line));
  return rest.substr(0, rest.find_first_of("\r\n"));
}

bool Source::is_cut_by_comment(const Tree& tree) const {
  constexpr std::string_view kBlanks = " \t\r\n";
  if (tree.kind != Tree::Kind::scalar || tree.place.line == 0) return false;
  auto at = line_start(tree.place.line) + static_cast<std::size_t>(tree.place.column - 1);
  for (const char c : tree.scalar) {  // a quoted one does not begin as it is read
    if (kBlanks.find(c) != std::string_view::npos) continue;
    at = std::min(bytes.find_first_not_of(kBlanks, at), bytes.size());
    if (at == bytes.size() || bytes[at++] != c) return false;
  }
  const auto sign = bytes.find_first_not_of(" \t", at);
  if (sign == std::string::npos || sign == at || bytes[sign] != '#' || sign + 1 == bytes.size()) return false;
  const auto next = static_cast<unsigned char>(bytes[sign + 1]);
  return next >= 0x80 || (next >= '0' && next <= '9') || ((next | 0x20U) >= 'a' && (next | 0x20U) <= 'z');
}

std::string Source::shown_line(std::string_view line) const {
  if (harmless) return masked_line(line, *harmless);
  std::string shown(line);
  hide_secrets(shown);
  return shown;
}

std::string Source::shown(std::string_view text) const {
  if (harmless && !is_plain_word(text)) return "this";
  if (text.size() <= kShownBytes) return fmt::format("\"{}\"", text);
  auto size = kShownBytes;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0U) == 0x80) --size;
  return fmt::format("\"{}...\"", text.substr(0, size));
}

void Source::add(Diagnostic::Severity severity, Place place, std::string_view code, std::string_view text) const {
  if (!diagnostics->has_room(severity, file)) return diagnostics->leave_out(severity, file);
  Diagnostic found{severity, file, place.line, place.column, std::string(code), std::string(text), {}};
  if (place.line > 0) {
    const auto is_first = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; };
    auto line = line_text(place.line);
    const auto before = line.substr(0, static_cast<std::size_t>(std::max(place.column - 1, 0)));
    constexpr std::size_t kLineBytes = 16'384;  // a whole file may be one line
    if (line.size() > kLineBytes) {
      auto size = kLineBytes;
      while (size > 0 && !is_first(line[size])) --size;
      line = line.substr(0, size);
    }
    found.column = 1 + static_cast<int>(std::ranges::count_if(before, is_first));
    if (before.size() < kSnippetBytes && first_broken_byte(line) == std::string_view::npos) {
      found.snippet = shown_line(line);
      auto size = std::min(found.snippet.size(), kSnippetBytes);
      while (size < found.snippet.size() && !is_first(found.snippet[size])) --size;
      found.snippet.resize(size);
      std::ranges::replace_if(
          found.snippet, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    }
  }
  diagnostics->add(std::move(found));
}

void Source::fail(Place place, std::string_view code, std::string_view text) {
  broken = true;
  add(Diagnostic::Severity::error, place, code, text);
}

Place Source::place_of(std::size_t offset) const {
  const auto before = std::string_view(bytes).substr(0, offset);
  const auto line_start = before.rfind('\n');
  return {1 + static_cast<int>(std::ranges::count(before, '\n')),
          1 + static_cast<int>(line_start == std::string_view::npos ? offset : offset - line_start - 1)};
}

void Source::parse() {
  if (bytes.size() > YamlDocument::kMaxBytes) {
    return fail({}, "too-large",
                fmt::format("the file has {} bytes; at most {} are read", bytes.size(), YamlDocument::kMaxBytes));
  }
  if (const auto at = first_broken_byte(bytes); at != std::string_view::npos) {
    return fail(place_of(at), "utf8", "this is not UTF-8; save the file as UTF-8");
  }
  if (const auto at = first_control_byte(bytes); at != std::string_view::npos) {
    return fail(place_of(at), "control-character",
                fmt::format("a control character (byte {}) stands here; remove it", static_cast<int>(bytes[at])));
  }
  if (const auto at = first_too_deep(bytes); at != std::string_view::npos)
    return fail(place_of(at), "depth", too_deep());
  Bytes buffer(bytes);
  std::istream in(&buffer);
  try {
    YAML::Parser parser(in);
    Builder builder(*this);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Stop&) {
  } catch (const YAML::Exception& problem) {
    const bool is_alias = problem.msg.starts_with(YAML::ErrorMsg::UNKNOWN_ANCHOR);  // and repeats its name
    const auto place = place_in(problem.mark);
    if (is_alias) {
      fail(place, "alias", kNoAliases);
    } else {
      fail(place, "yaml", fmt::format("{}{}", problem.msg, way_out(problem.msg, line_text(place.line))));
    }
  } catch (const std::exception& problem) {
    fail({}, "yaml", problem.what());
  }
  if (broken) root.reset();
}

}  // namespace sait::yaml
