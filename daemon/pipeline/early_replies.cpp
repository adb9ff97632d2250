#include "pipeline/early_replies.hpp"

#include "base/codec.hpp"

namespace sait {
namespace {

void put(Encoder& out, const std::vector<PostKey>& keys) {
  out.varint(keys.size());
  for (const auto& key : keys) out.raw(as_bytes(key));
}

PostKey get_key(Decoder& in) {
  PostKey key{};
  const auto bytes = in.raw(key.size());
  std::copy(bytes.begin(), bytes.end(), key.begin());
  return key;
}

std::vector<PostKey> get_keys(Decoder& in) {
  std::vector<PostKey> keys(in.count());
  for (auto& key : keys) key = get_key(in);
  return keys;
}

// Of a PostDetail, what its text is not needed for.
std::string encode(const PostDetail& detail) {
  Encoder out;
  Record record;
  record.body = detail.record;
  out.bytes(encode_body(record));
  put(out, detail.answered);
  out.u8(static_cast<std::uint8_t>(detail.stance));
  out.varint(detail.thread_matches.size());
  for (const auto& match : detail.thread_matches) {
    out.bytes(match.narrative);
    out.bytes(match.audience);
    out.u8(static_cast<std::uint8_t>(match.act));
  }
  return out.take();
}

// An empty record where the bytes are damaged: load() asks before anything is kept.
PostDetail decode(std::string_view bytes, bool& ok) {
  PostDetail detail;
  Decoder in(bytes);
  auto body = decode_body(kind_of(Record{0, {}, {}, PostRecord{}}), in.bytes());
  ok = body.ok();
  if (ok) detail.record = std::move(std::get<PostRecord>(*body));
  detail.answered = get_keys(in);
  detail.stance = static_cast<Stance>(in.below(kStances));
  detail.thread_matches.resize(in.count());
  for (auto& match : detail.thread_matches) {
    match.narrative = in.bytes();
    match.audience = in.bytes();
    match.act = static_cast<SpeechAct>(in.below(kSpeechActs));
  }
  ok = ok && in.at_end();
  return detail;
}

}  // namespace

void EarlyReplies::add(Time stamp, const PostKey& post, const PostDetail& detail, bool recorded) {
  forget(post);
  insert({stamp, post, detail.references, encode(detail), recorded});
}

void EarlyReplies::insert(Waiting waiting) {
  forget_before(waiting.stamp - kKept);
  if (waiting_.size() >= kMost) erase(waiting_.begin());
  const auto number = next_++;
  by_post_[waiting.post] = number;
  for (const auto& reference : waiting.references) by_reference_.emplace(reference, number);
  waiting_.emplace_hint(waiting_.end(), number, std::move(waiting));
}

void EarlyReplies::erase(Numbered::iterator at) {
  for (const auto& reference : at->second.references) by_reference_.erase({reference, at->first});
  by_post_.erase(at->second.post);
  waiting_.erase(at);
}

void EarlyReplies::forget(const PostKey& post) {
  if (const auto at = by_post_.find(post); at != by_post_.end()) erase(waiting_.find(at->second));
}

void EarlyReplies::forget_before(Time oldest) {
  while (!waiting_.empty() && waiting_.begin()->second.stamp < oldest) erase(waiting_.begin());
}

void EarlyReplies::clear() {
  waiting_.clear();
  by_reference_.clear();
  by_post_.clear();
}

std::vector<EarlyReply> EarlyReplies::take(const PostKey& post, Time now) {
  std::vector<EarlyReply> replies;
  forget_before(now - kKept);
  const auto begin = by_reference_.lower_bound({post, 0});
  auto end = begin;
  for (; end != by_reference_.end() && end->first == post; ++end) {
    const auto at = waiting_.find(end->second);
    auto& waiting = at->second;
    bool ok = true;
    auto& reply =
        replies.emplace_back(EarlyReply{waiting.stamp, waiting.post, decode(waiting.detail, ok), waiting.recorded});
    reply.detail.references = waiting.references;
    waiting.recorded = true;  // by whoever takes it
    std::erase(waiting.references, post);
    if (!waiting.references.empty()) continue;
    by_post_.erase(waiting.post);
    waiting_.erase(at);
  }
  by_reference_.erase(begin, end);
  return replies;
}

void EarlyReplies::save(Encoder& out) const {
  out.varint(waiting_.size());
  for (const auto& [number, waiting] : waiting_) {
    out.time(waiting.stamp);
    out.raw(as_bytes(waiting.post));
    put(out, waiting.references);
    out.bytes(waiting.detail);
    out.flag(waiting.recorded);
  }
}

bool EarlyReplies::load(Decoder& in) {
  for (auto count = in.count(); count > 0 && in.ok(); --count) {
    Waiting waiting;
    waiting.stamp = in.time();
    waiting.post = get_key(in);
    waiting.references = get_keys(in);
    waiting.detail = in.bytes();
    waiting.recorded = in.flag();
    bool ok = true;
    (void)decode(waiting.detail, ok);
    if (!ok || !in.ok()) return false;
    insert(std::move(waiting));
  }
  return in.ok();
}

}  // namespace sait
