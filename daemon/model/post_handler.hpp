// The SAX half of post_json: events of a JSON document -> fields of a Post.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/post.hpp"
#include "model/post_json.hpp"

namespace sait {

/// The form RapidJSON asks of a handler: each event answers whether to go on. The first thing wrong ends the parse and
/// stays in result(). Views it stores point into the buffer that is parsed in situ.
class PostHandler {
 public:
  explicit PostHandler(Post& post) : post_(post) {}

  bool Null();
  bool Bool(bool value);
  bool Int(int value) { return integer(value); }
  bool Uint(unsigned value) { return natural(value); }
  bool Int64(std::int64_t value) { return integer(value); }
  bool Uint64(std::uint64_t value) { return natural(value); }
  bool Double(double value);
  bool RawNumber(const char*, unsigned, bool) { return false; }  // only with a flag that is not set
  bool String(const char* text, unsigned size, bool);
  bool Key(const char* text, unsigned size, bool);
  bool StartObject();
  bool EndObject(unsigned);
  bool StartArray();
  bool EndArray(unsigned);

  [[nodiscard]] const PostParseResult& result() const { return result_; }

  /// For a number too large for any type of RapidJSON: whether it stands where a count belongs; result() then says so.
  bool reject_huge_number();

  /// To be asked after a document without errors: what is required and not there.
  void check_required();

  static constexpr std::uint64_t kMaxCount =
      9'007'199'254'740'991;  // 2^53 - 1, the largest that every JSON reader keeps exactly

 private:
  using Text = std::string_view;
  using Texts = std::vector<std::string_view>;
  using Count = std::optional<std::uint64_t>;

  enum class Kind : std::uint8_t { text, count, time, flag, texts, author, engagement, media };
  struct Field {
    std::string_view name;
    Kind kind = Kind::text;
    std::variant<std::monostate, Text Post::*, Texts Post::*, std::optional<Time> Post::*, Count Post::*,
                 Count Engagement::*, std::optional<Text> PostHandler::*>
        place;
  };
  static const std::array<Field, 19> kRoot;
  static const std::array<Field, 3> kAuthor;
  static const std::array<Field, 4> kEngagement;
  static const std::array<Field, 1> kMediaItem;

  // What the innermost open bracket belongs to; `skipped`: to an unknown field, at any depth inside it.
  enum class Level : std::uint8_t { outside, root, author, engagement, texts, media, media_item, skipped };

  [[nodiscard]] Level level() const { return depth_ == 0 ? Level::outside : levels_[depth_ - 1]; }
  [[nodiscard]] bool in_list() const { return level() == Level::texts || level() == Level::media; }
  [[nodiscard]] bool unknown() const;
  [[nodiscard]] bool wants(Kind kind) const;
  bool open(Level level);
  bool close();
  bool natural(std::uint64_t value);
  bool integer(std::int64_t value);
  bool time(Text text);
  void set_absent();
  void clear_author();

  bool reject(Rejection rejection, std::string detail);
  bool wrong_type(std::string_view found);
  bool negative();
  bool out_of_range(std::string_view shown);
  [[nodiscard]] std::string path() const;
  [[nodiscard]] std::string_view wanted() const;

  Post& post_;
  PostParseResult result_;
  std::array<Level, PostReader::kMaxDepth> levels_{};
  std::size_t depth_ = 0;
  const Field* field_ = nullptr;       // whose value comes next; nullptr: an unknown field's, to be skipped
  const Field* root_field_ = nullptr;  // the field of the post inside which that is
  std::size_t item_ = 0;               // in the open list, from 0
  std::optional<Text> text_, alt_;
};

}  // namespace sait
