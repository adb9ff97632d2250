#include "model/post_handler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sait {
namespace {

template <typename... Branches>
struct Overloaded : Branches... {
  using Branches::operator()...;
};
template <typename... Branches>
Overloaded(Branches...) -> Overloaded<Branches...>;

}  // namespace

const std::array<PostHandler::Field, 19> PostHandler::kRoot{{
    {"platform", Kind::text, &Post::platform},
    {"id", Kind::text, &Post::id},
    {"text", Kind::text, &PostHandler::text_},
    {"title", Kind::text, &Post::title},
    {"created_at", Kind::time, &Post::created_at},
    {"updated_at", Kind::time, &Post::updated_at},
    {"uri", Kind::text, &Post::uri},
    {"author", Kind::author, {}},
    {"lang", Kind::text, &Post::lang},
    {"links", Kind::texts, &Post::links},
    {"hashtags", Kind::texts, &Post::hashtags},
    {"mentions", Kind::texts, &Post::mentions},
    {"reply_to", Kind::text, &Post::reply_to},
    {"repost_of", Kind::text, &Post::repost_of},
    {"quote_of", Kind::text, &Post::quote_of},
    {"engagement", Kind::engagement, {}},
    {"media", Kind::media, {}},
    {"community", Kind::text, &Post::community},
    {"deleted", Kind::flag, {}},
}};
const std::array<PostHandler::Field, 3> PostHandler::kAuthor{{
    {"id", Kind::text, &Post::author_id},
    {"handle", Kind::text, &Post::author_handle},
    {"followers", Kind::count, &Post::followers},
}};
const std::array<PostHandler::Field, 4> PostHandler::kEngagement{{
    {"likes", Kind::count, &Engagement::likes},
    {"reposts", Kind::count, &Engagement::reposts},
    {"replies", Kind::count, &Engagement::replies},
    {"views", Kind::count, &Engagement::views},
}};
const std::array<PostHandler::Field, 1> PostHandler::kMediaItem{{{"alt", Kind::text, &PostHandler::alt_}}};

bool PostHandler::unknown() const {
  return level() == Level::skipped || (level() != Level::outside && !in_list() && field_ == nullptr);
}

bool PostHandler::wants(Kind kind) const {
  return level() != Level::outside && !in_list() && field_ != nullptr && field_->kind == kind;
}

bool PostHandler::open(Level level) {
  if (depth_ == levels_.size()) {
    return reject(Rejection::depth, fmt::format("the line is nested more than {} levels deep", levels_.size()));
  }
  levels_[depth_++] = level;
  return true;
}

bool PostHandler::close() {
  --depth_;
  return true;
}

bool PostHandler::Null() {
  if (unknown()) return true;
  if (level() == Level::outside || in_list()) return wrong_type("null");
  set_absent();
  return true;
}

bool PostHandler::Bool(bool value) {
  if (unknown()) return true;
  if (!wants(Kind::flag)) return wrong_type(value ? "true" : "false");
  post_.deleted = value;
  return true;
}

bool PostHandler::natural(std::uint64_t value) {
  if (unknown()) return true;
  if (!wants(Kind::count)) return wrong_type("a number");
  if (value > kMaxCount) return out_of_range(fmt::to_string(value));
  if (const auto* of_post = std::get_if<Count Post::*>(&field_->place)) post_.*(*of_post) = value;
  if (const auto* of_engagement = std::get_if<Count Engagement::*>(&field_->place))
    (*post_.engagement).*(*of_engagement) = value;
  return true;
}

bool PostHandler::integer(std::int64_t value) {
  if (value >= 0) return natural(static_cast<std::uint64_t>(value));
  if (unknown()) return true;
  return negative();
}

// What a platform does not show, some write as -1.
bool PostHandler::negative() {
  if (!wants(Kind::count)) return wrong_type("a number");
  set_absent();
  return true;
}

bool PostHandler::Double(double value) {
  if (unknown()) return true;
  if (!wants(Kind::count)) return wrong_type("a number");
  // 12.0 and 1e3 are whole numbers too.
  if (value <= static_cast<double>(kMaxCount) && value == std::floor(value)) {
    return value < 0 ? negative() : natural(static_cast<std::uint64_t>(value));
  }
  return out_of_range(fmt::to_string(value));
}

bool PostHandler::reject_huge_number() {
  if (!wants(Kind::count)) return false;
  out_of_range("a number beyond 1e308");
  return true;
}

bool PostHandler::String(const char* bytes, unsigned size, bool) {
  if (unknown()) return true;
  const Text text(bytes, size);
  if (level() == Level::texts) {
    (post_.*std::get<Texts Post::*>(root_field_->place)).push_back(text);
    ++item_;
    return true;
  }
  if (wants(Kind::time)) return time(text);
  if (!wants(Kind::text)) return wrong_type("a text");
  if (const auto* of_post = std::get_if<Text Post::*>(&field_->place)) post_.*(*of_post) = text;
  if (const auto* own = std::get_if<std::optional<Text> PostHandler::*>(&field_->place)) this->*(*own) = text;
  return true;
}

bool PostHandler::time(Text text) {
  const auto parsed = parse_time(text);
  if (!parsed) {
    return reject(
        Rejection::range,
        fmt::format("{}: this is no time; allowed is RFC 3339, years 0001 to 9999, as 2026-03-04T09:15:00Z", path()));
  }
  post_.*std::get<std::optional<Time> Post::*>(field_->place) = parsed;
  return true;
}

bool PostHandler::Key(const char* bytes, unsigned size, bool) {
  const Text name(bytes, size);
  const auto find = [name](const auto& fields) -> const Field* {
    const auto field = std::ranges::find(fields, name, &Field::name);
    return field == fields.end() ? nullptr : &*field;
  };
  switch (level()) {
    case Level::root:
      field_ = root_field_ = find(kRoot);
      break;
    case Level::author:
      field_ = find(kAuthor);
      break;
    case Level::engagement:
      field_ = find(kEngagement);
      break;
    case Level::media_item:
      field_ = find(kMediaItem);
      break;
    default:
      break;
  }
  return true;
}

bool PostHandler::StartObject() {
  if (unknown()) return open(Level::skipped);
  if (level() == Level::outside) return open(Level::root);
  if (level() == Level::media) {
    alt_.reset();
    return open(Level::media_item);
  }
  if (wants(Kind::author)) {
    clear_author();
    return open(Level::author);
  }
  if (wants(Kind::engagement)) {
    post_.engagement.emplace();
    return open(Level::engagement);
  }
  return wrong_type("an object");
}

bool PostHandler::EndObject(unsigned) {
  if (level() == Level::media_item) {
    post_.media_alt.push_back(alt_.value_or(Text{}));
    ++item_;
  }
  return close();
}

bool PostHandler::StartArray() {
  if (unknown()) return open(Level::skipped);
  if (wants(Kind::texts) || wants(Kind::media)) {
    set_absent();
    item_ = 0;
    return open(field_->kind == Kind::media ? Level::media : Level::texts);
  }
  return wrong_type("a list");
}

bool PostHandler::EndArray(unsigned) { return close(); }

void PostHandler::clear_author() {
  post_.author_id = post_.author_handle = {};
  post_.followers.reset();
}

// Of a key that comes twice the last counts, so null also takes back what came before.
void PostHandler::set_absent() {
  switch (field_->kind) {
    case Kind::author:
      return clear_author();
    case Kind::engagement:
      return post_.engagement.reset();
    case Kind::media:
      return post_.media_alt.clear();
    case Kind::flag:
      post_.deleted = false;
      return;
    default:
      break;
  }
  std::visit(Overloaded{[](std::monostate) {}, [this](Text Post::*place) { post_.*place = {}; },
                        [this](Texts Post::*place) { (post_.*place).clear(); },
                        [this](std::optional<Time> Post::*place) { (post_.*place).reset(); },
                        [this](Count Post::*place) { (post_.*place).reset(); },
                        [this](Count Engagement::*place) { ((*post_.engagement).*place).reset(); },
                        [this](std::optional<Text> PostHandler::*place) { (this->*place).reset(); }},
             field_->place);
}

void PostHandler::check_required() {
  post_.text = text_.value_or(Text{});
  const bool says_something = !post_.text.empty() || post_.deleted;
  if (post_.id.empty()) {
    reject(Rejection::missing, "id: is required and must not be empty");
  } else if (!text_ && !post_.deleted) {
    reject(Rejection::missing, "text: is required; only a post with \"deleted\": true may leave it out");
  } else if (!says_something && post_.title.empty() &&
             std::ranges::all_of(post_.media_alt, [](Text alt) { return alt.empty(); })) {
    reject(Rejection::missing, "text: is empty, and there is neither a title nor a media alt text to read");
  }
}

bool PostHandler::reject(Rejection rejection, std::string detail) {
  result_ = {rejection, std::move(detail)};
  return false;
}

bool PostHandler::wrong_type(std::string_view found) {
  return reject(Rejection::type, fmt::format("{}: {} is wanted here, found {}", path(), wanted(), found));
}

bool PostHandler::out_of_range(std::string_view value) {
  return reject(Rejection::range,
                fmt::format("{}: {} is out of range (whole numbers from 0 to {}; one below 0 is not shown)", path(),
                            value, kMaxCount));
}

std::string PostHandler::path() const {
  switch (level()) {
    case Level::outside:
      return "the line";
    case Level::author:
    case Level::engagement:
      return fmt::format("{}.{}", root_field_->name, field_->name);
    case Level::texts:
    case Level::media:
      return fmt::format("{}[{}]", root_field_->name, item_);
    case Level::media_item:
      return fmt::format("{}[{}].{}", root_field_->name, item_, field_->name);
    default:
      return std::string(field_->name);
  }
}

std::string_view PostHandler::wanted() const {
  if (level() == Level::outside || level() == Level::media) return "an object";
  if (level() == Level::texts) return "a text";
  switch (field_->kind) {
    case Kind::text:
      return "a text";
    case Kind::count:
      return "a whole number";
    case Kind::time:
      return "a time as text";
    case Kind::flag:
      return "true or false";
    case Kind::texts:
      return "a list of texts";
    case Kind::media:
      return "a list of objects";
    default:
      return "an object";
  }
}

}  // namespace sait
