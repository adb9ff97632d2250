#include "conversation/top_authors.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <utility>

namespace sait {
namespace {

Hour piece_of(Hour hour) {
  const auto size = TopAuthors::kPieceHours;
  return hour - ((hour % size) + size) % size;
}

}  // namespace

void TopAuthors::count(Piece& piece, std::uint32_t author) {
  constexpr auto kMost = std::numeric_limits<std::uint32_t>::max();
  ++piece.posts;
  auto& counters = piece.counters;
  const auto known = std::ranges::find(counters, author, &Counter::author);
  if (known != counters.end()) {
    if (known->count < kMost) ++known->count;
    return;
  }
  if (counters.size() < kCounters) {
    counters.push_back({author, 1, 0});
    return;
  }
  // The smallest gives way; the first of equals, so that the order of posts alone decides.
  auto& smallest = *std::ranges::min_element(counters, {}, &Counter::count);
  const auto floor = smallest.count;
  smallest = {author, floor < kMost ? floor + 1 : floor, floor};
}

void TopAuthors::add(Hour hour, SketchEntry author) {
  const auto first = piece_of(hour);
  auto at = std::ranges::lower_bound(pieces_, first, {}, &Piece::first);
  if (at == pieces_.end() || at->first != first) {
    if (pieces_.size() == kPieces) {
      if (at == pieces_.begin()) return;
      const auto place = at - pieces_.begin();
      pieces_.erase(pieces_.begin());
      at = pieces_.begin() + place - 1;
    }
    at = pieces_.insert(at, Piece{first, 0, {}});
  }
  count(*at, (static_cast<std::uint32_t>(author.index) << 8U) | author.rank);
}

void TopAuthors::advance(Hour hour) {
  const auto oldest = piece_of(hour) - static_cast<Hour>(kPieces - 1) * kPieceHours;
  if (!pieces_.empty() && pieces_.front().first < oldest)
    std::erase_if(pieces_, [&](const Piece& piece) { return piece.first < oldest; });
}

TopAuthors::Share TopAuthors::share(Hour first, Hour last) const {
  Share share;
  std::array<std::pair<std::uint32_t, std::uint64_t>, kPieces * kCounters> certain;
  std::size_t size = 0;
  for (const auto& piece : pieces_) {
    if (piece.first + kPieceHours <= first || piece.first > last) continue;
    share.posts += piece.posts;
    for (const auto& counter : piece.counters) certain[size++] = {counter.author, counter.count - counter.over};
  }
  const auto all = std::span(certain).first(size);
  std::ranges::sort(all);
  for (std::size_t i = 0; i < size;) {
    std::uint64_t posts = 0;
    const auto author = all[i].first;
    for (; i < size && all[i].first == author; ++i) posts += all[i].second;
    share.loudest = std::max(share.loudest, posts);
    if (posts < kLoud) continue;
    ++share.loud;
    share.by_loud += posts;
  }
  return share;
}

std::size_t TopAuthors::heap_bytes() const {
  auto bytes = pieces_.capacity() * sizeof(Piece);
  for (const auto& piece : pieces_) bytes += piece.counters.capacity() * sizeof(Counter);
  return bytes;
}

void TopAuthors::save(Encoder& out) const {
  out.varint(pieces_.size());
  for (const auto& piece : pieces_) {
    out.svarint(piece.first);
    out.varint(piece.posts);
    out.varint(piece.counters.size());
    for (const auto& counter : piece.counters) {
      out.varint(counter.author);
      out.varint(counter.count);
      out.varint(counter.over);
    }
  }
}

bool TopAuthors::load(Decoder& in) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
  pieces_.clear();
  const auto count = in.count();
  if (count > kPieces) return false;
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    Piece piece;
    piece.first = in.svarint();
    piece.posts = in.varint();
    const auto counters = in.count();
    if (counters > kCounters || (!pieces_.empty() && piece.first <= pieces_.back().first)) return false;
    for (std::size_t k = 0; k < counters && in.ok(); ++k) {
      Counter counter;
      counter.author = static_cast<std::uint32_t>(in.varint(kMost));
      counter.count = static_cast<std::uint32_t>(in.varint(kMost));
      counter.over = static_cast<std::uint32_t>(in.varint(kMost));
      if (counter.over > counter.count) return false;
      piece.counters.push_back(counter);
    }
    pieces_.push_back(std::move(piece));
  }
  return in.ok();
}

}  // namespace sait
