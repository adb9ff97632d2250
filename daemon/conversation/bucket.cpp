#include "conversation/bucket.hpp"

#include <algorithm>
#include <limits>

namespace sait {
namespace {

std::int32_t read_count(Decoder& in, bool& good) {
  const auto value = in.svarint();
  good = good && value >= std::numeric_limits<std::int32_t>::min() && value <= std::numeric_limits<std::int32_t>::max();
  return good ? static_cast<std::int32_t>(value) : 0;
}

}  // namespace

DistinctSketch& Bucket::authors_for(SpeechAct act) {
  auto at = std::ranges::lower_bound(authors, act, {}, [](const auto& entry) { return entry.first; });
  if (at == authors.end() || at->first != act) at = authors.emplace(at, act, DistinctSketch());
  return at->second;
}

void Bucket::add_author(SpeechAct act, SketchEntry author) { authors_for(act).add(author); }

const DistinctSketch* Bucket::authors_of(SpeechAct act) const {
  for (const auto& [of, sketch] : authors) {
    if (of == act) return &sketch;
  }
  return nullptr;
}

void Bucket::merge(const Bucket& other) {
  for (std::size_t act = 0; act < kSpeechActs; ++act) posts[act] += other.posts[act];
  media += other.media;
  official += other.official;
  elected += other.elected;
  unseen_authors += other.unseen_authors;
  vouched += other.vouched;
  for (std::size_t stance = 0; stance < kStances; ++stance) replies[stance] += other.replies[stance];
  for (std::size_t tier = 0; tier < kFollowerTiers; ++tier) tiers[tier] += other.tiers[tier];
  engagement += other.engagement;
  views += other.views;
  for (const auto& [act, sketch] : other.authors) authors_for(act).merge(sketch);
  texts.merge(other.texts);
}

std::size_t Bucket::heap_bytes() const {
  auto bytes = authors.capacity() * sizeof(authors[0]) + texts.heap_bytes();
  for (const auto& [act, sketch] : authors) bytes += sketch.heap_bytes();
  return bytes;
}

void Bucket::save(Encoder& out) const {
  for (const auto count : posts) out.svarint(count);
  for (const auto count : {media, official, elected, unseen_authors, vouched}) out.svarint(count);
  for (const auto count : replies) out.svarint(count);
  for (const auto count : tiers) out.svarint(count);
  out.svarint(engagement);
  out.svarint(views);
  out.varint(authors.size());
  for (const auto& [act, sketch] : authors) {
    out.u8(static_cast<std::uint8_t>(act));
    sketch.save(out);
  }
  texts.save(out);
}

bool Bucket::load(Decoder& in) {
  *this = {};
  bool good = true;
  for (auto& count : posts) count = read_count(in, good);
  for (auto* count : {&media, &official, &elected, &unseen_authors, &vouched}) *count = read_count(in, good);
  for (auto& count : replies) count = read_count(in, good);
  for (auto& count : tiers) count = read_count(in, good);
  engagement = in.svarint();
  views = in.svarint();
  const auto acts = in.count();
  for (std::size_t i = 0; good && i < acts && in.ok(); ++i) {
    const auto act = static_cast<SpeechAct>(in.below(kSpeechActs + 1));
    good = authors.empty() || authors.back().first < act;
    DistinctSketch sketch;
    good = good && sketch.load(in);
    authors.emplace_back(act, std::move(sketch));
  }
  return good && texts.load(in) && in.ok();
}

}  // namespace sait
