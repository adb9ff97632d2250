// Which phrases a text may match, in one pass over it: the literals of all phrases are looked for at once, and a phrase
// is a candidate when one literal of each of its required parts stands in the text, and all of them in one sentence.
//
// What is common to many phrases (a lexicon) is one part. A phrase is looked at only when its rarest part is there, so
// that a word which thousands of phrases share is noted once a part, and no phrase is looked at for it alone.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/phrase.hpp"
#include "text/fold.hpp"
#include "text/known_words.hpp"
#include "text/literal_finder.hpp"

namespace sait {

/// How seldom a part is expected to stand in a text; the more, the better it wakes: words of everyday language
/// (`common`) come last, then long lists.
[[nodiscard]] std::pair<bool, std::int64_t> rarity(const RequiredPart& part, const KnownWords& common);

/// Immutable once built; shared by all threads.
class Prefilter {
 public:
  struct Input {
    std::span<const SharedPart> parts;
    std::size_t longest = 0;  // characters a match can have; 0: any number
    bool wakes = true;        // false: only ever asked for by name
  };

  /// What was seen in one text. Reused: no allocation in the steady state. Not thread-safe.
  class Scan {
   public:
    [[nodiscard]] bool topic() const { return topic_; }

   private:
    friend class Prefilter;
    struct Hit {
      std::uint32_t literal, begin, end;  // bytes of the text
      std::uint32_t sentence;             // after place(); 0 before
    };
    // The hits of a part, once they have been asked for.
    struct Hits {
      std::uint64_t text = 0;            // in which they are known
      std::uint32_t begin = 0, end = 0;  // in listed_
    };
    std::vector<Hit> hits_;                // in the order of their beginnings
    std::vector<std::uint32_t> noted_;     // the parts of each hit's literal, one hit's after the other's
    std::vector<std::uint32_t> noted_of_;  // the hit of each of these
    std::size_t noted_count_ = 0;          // how many of both are of this text; then kNoPart up to a whole block
    std::vector<std::uint8_t> seen_;  // by part: 1 if one of its literals is there; bits would wait for one another
    std::vector<Hits> by_part_;
    std::vector<std::uint32_t> listed_;  // hits of one part, then of another
    std::size_t asked_ = 0;              // parts whose hits were asked for
    std::vector<std::uint64_t> added_;   // by phrase: the last text for which it is in woken_
    std::vector<std::uint32_t> woken_;
    std::uint64_t text_ = 0;
    bool topic_ = false, split_ = false, ascii_ = false;
  };

  Prefilter() = default;
  /// `common`: words of everyday language; a part made of rarer words is preferred to wake a phrase.
  Prefilter(std::span<const std::string> topic, std::span<const Input> phrases, const KnownWords& common);

  /// Looks at a text without accents; `ascii`: it has nothing else. What is found stays valid until the next scan into
  /// the same object.
  void scan(std::string_view plain, bool ascii, Scan& scan) const;

  /// The phrases, of those that wake, that may match somewhere in the text.
  [[nodiscard]] std::span<const std::uint32_t> woken(const Scan& scan) const { return scan.woken_; }

  /// Whether the phrase may match somewhere in the text.
  [[nodiscard]] bool may_match(std::uint32_t phrase, const Scan& scan) const {
    return std::ranges::all_of(parts_of(phrase), [&](auto part) { return scan.seen_[part] != 0; });
  }

  /// Tells where the sentences of the text are, for may_match_in().
  void place(const FoldedText& folded, std::span<const WordRange> sentences, Scan& scan) const;

  /// The sentences in which the phrase may match: bit i is about sentences i, i + 64, ... After place().
  [[nodiscard]] std::uint64_t may_match_in(std::uint32_t phrase, Scan& scan) const;

  /// Calls found(place) for each place in [begin, end) of the text at which a match may begin that is led by a literal
  /// of the phrase's first part (Input::parts, CompiledPhrase::leads) and where, not too far behind it, there is a
  /// literal of each other part: each place once, in their order. At `begin` there is a space. `last`: last_begin(), or
  /// behind it.
  template <typename Found>
  void each_lead(std::uint32_t phrase, std::string_view plain, Scan& scan, std::size_t begin, std::size_t end,
                 std::uint32_t last, Found&& found) const {
    auto word = begin, looked = begin;                      // the last space found, and up to where no other follows it
    auto before = std::numeric_limits<std::size_t>::max();  // the place before
    const auto leads = hits_of(lead_[phrase], scan);
    for (auto at = first_from(leads, begin, scan); at < leads.end; ++at) {
      const auto hit = scan.hits_[scan.listed_[at]];
      if (hit.begin >= end) return;
      if (hit.end > end) continue;
      // A literal inside a word leads what begins with the space before that; a long word is looked through once.
      const auto space = plain.substr(looked, hit.begin + 1 - looked).rfind(' ');
      if (space != std::string_view::npos) word = looked + space;
      looked = hit.begin;
      if (word > last) return;
      if (std::exchange(before, word) == word) continue;
      const auto place = static_cast<std::uint32_t>(word);
      if (all_follow(phrase, place, scan)) found(place);
    }
  }

  /// Behind that place of the text no match of the phrase can begin: one of its parts stands nowhere behind. Only of a
  /// phrase that may match.
  [[nodiscard]] std::uint32_t last_begin(std::uint32_t phrase, Scan& scan) const;

 private:
  static Scan::Hits hits_of(std::uint32_t part, Scan& scan);
  static void list(std::uint32_t part, Scan& scan);
  static void list_all(Scan& scan);
  /// Of hits of one part the first that begins at `place` or behind it: its place in listed_.
  [[nodiscard]] static std::uint32_t first_from(Scan::Hits hits, std::size_t place, const Scan& scan) {
    const auto of_part = std::span(scan.listed_).subspan(hits.begin, hits.end - hits.begin);
    const auto begins = [&](std::uint32_t hit) { return scan.hits_[hit].begin; };
    return hits.begin +
           static_cast<std::uint32_t>(std::ranges::lower_bound(of_part, place, {}, begins) - of_part.begin());
  }
  [[nodiscard]] bool all_follow(std::uint32_t phrase, std::uint32_t begin, Scan& scan) const;
  [[nodiscard]] std::span<const std::uint32_t> parts_of(std::uint32_t phrase) const {
    return std::span(phrase_parts_).subspan(phrase_begin_[phrase], phrase_begin_[phrase + 1] - phrase_begin_[phrase]);
  }
  LiteralFinder finder_;
  std::size_t topic_literals_ = 0, phrase_count_ = 0, part_count_ = 0;
  // Compressed lists: the items of i are [begin[i], begin[i + 1]). What is asked of every literal found lies together.
  struct Literal {
    std::uint32_t parts_begin, wakes_begin;
  };
  std::vector<Literal> literals_;             // and one behind the last
  std::vector<std::uint32_t> literal_parts_;  // literal -> parts it is in
  struct Wake {
    std::uint32_t phrase, guard;  // a part of it that is looked at first; kNoGuard: it has only this one
  };
  static constexpr std::uint32_t kNoGuard = ~std::uint32_t{0};
  std::vector<Wake> literal_wakes_;  // literal -> phrases it wakes
  std::vector<std::uint32_t> phrase_begin_,
      phrase_parts_;                    // phrase -> parts: that which wakes it, its guard, the others
  std::vector<std::uint32_t> lead_;     // phrase -> the first of its parts
  std::vector<std::uint32_t> longest_;  // of phrases
};

}  // namespace sait
