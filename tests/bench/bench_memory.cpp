// What live conversations take: authors spread over them by Zipf's law, each posting once in 28 days.
//   bench_memory [CONVERSATIONS [AUTHORS]]     100,000 and 100,000,000; two to three GB, a few minutes
#include <fmt/format.h>

#include <cstdlib>
#include <random>
#include <vector>

#include "conversation/conversation.hpp"
#include "meter.hpp"

using namespace sait;

namespace {

constexpr Hour kFirst = 490'000 - 490'000 % kDayHours;

double harmonic(std::size_t count) {
  double sum = 0;
  for (std::size_t k = 1; k <= count; ++k) sum += 1 / static_cast<double>(k);
  return sum;
}

// `authors` posts, spread evenly over 28 days, in 50 communities and 3 platforms.
void fill(Conversation& conversation, std::uint64_t authors, std::mt19937_64& random) {
  PostRecord post;
  PostKey key{};
  const std::vector<SpeechAct> claim{SpeechAct::claim};
  Hour day = 0;
  for (std::uint64_t i = 0; i < authors; ++i) {
    const auto hour = static_cast<Hour>(i * static_cast<std::uint64_t>(Timeline::kKept) / authors);
    post.event_time = Time(std::chrono::hours(kFirst + hour));
    post.community = fmt::format("community-{}", random() % 50);
    post.platform = fmt::format("platform-{}", random() % 3);
    post.author = DistinctSketch::entry_of(random());
    post.content = DistinctSketch::entry_of(random());
    key[0] = static_cast<std::uint8_t>(random());
    key[1] = static_cast<std::uint8_t>(random());
    conversation.add(post, key, claim, {});
    if (hour / kDayHours == day) continue;
    day = hour / kDayHours;
    conversation.end_tick(post.event_time);
  }
  conversation.end_tick(Time(std::chrono::hours(kFirst + Timeline::kKept)));
}

}  // namespace

int main(int count, char** values) {
  const auto conversations = count > 1 ? std::strtoull(values[1], nullptr, 10) : 100'000;
  const auto authors = count > 2 ? std::strtoull(values[2], nullptr, 10) : 100'000'000;
  const auto share = static_cast<double>(authors) / harmonic(conversations);
  std::mt19937_64 random(20261126);
  std::vector<Conversation> live(conversations);
  std::uint64_t posts = 0, bytes = 0, largest = 0;
  for (std::size_t k = 0; k < conversations; ++k) {
    const auto its = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(share / static_cast<double>(k + 1)));
    fill(live[k], its, random);
    posts += its;
    const auto took = sizeof(Conversation) + live[k].heap_bytes();
    bytes += took;
    largest = std::max<std::uint64_t>(largest, took);
  }
  fmt::print("{} conversations, {} authors: {:.1f} MiB, {} bytes a conversation, {} the largest; {} MiB resident\n",
             conversations, posts, static_cast<double>(bytes) / (1 << 20), bytes / conversations, largest,
             bench::resident_bytes() >> 20U);
}
