// Which phrases a text may match, in one pass over it: the literals of all phrases are looked for at once, and a phrase
// is a candidate when one literal of each of its required parts stands in the text, and all of them in one sentence.
//
// What is common to many phrases (a lexicon) is one part. A phrase is looked at only when its rarest part is there, so
// that a word which thousands of phrases share costs nothing by itself.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/phrase.hpp"
#include "text/fold.hpp"
#include "text/known_words.hpp"
#include "text/literal_automaton.hpp"

namespace sait {

/// How seldom a part is expected to stand in a text; the more, the better it wakes: words of everyday language
/// (`common`) come last, then long lists.
[[nodiscard]] std::pair<bool, std::int64_t> rarity(const RequiredPart& part, const KnownWords& common);

/// Immutable once built; shared by all threads.
class Prefilter {
 public:
  struct Input {
    std::span<const RequiredPart> parts;
    std::size_t longest = 0;  // characters a match can have; 0: any number
    bool wakes = true;        // false: only ever asked for by name
    bool asked = false;       // may_match() is asked of it for others
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
    // What is known of a marked part. Numbers of texts say what is of today, so that nothing need be cleared.
    struct Part {
      std::uint64_t seen = 0;       // the last text that had it
      std::uint64_t sentences = 0;  // where it stands, modulo 64
      std::uint32_t last = 0;       // where its last literal begins
      std::uint32_t chain = 0;      // its last hit, in chain_
    };
    struct Link {
      std::uint32_t hit, before;  // of the same part; kNoLink: none
    };
    std::vector<Part> parts_;           // the marked ones
    std::vector<std::uint64_t> woke_;   // by literal: the last text for which the phrases it wakes were looked at
    std::vector<std::uint64_t> added_;  // by phrase: the last text for which it is in woken_
    LiteralAutomaton::Scratch search_;
    std::vector<Hit> hits_;
    std::vector<Link> chain_;  // the hits of each marked part
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

  /// Asks memory for what the functions below read of a phrase.
  void fetch(std::uint32_t phrase) const;

  /// Whether the phrase may match somewhere in the text.
  [[nodiscard]] bool may_match(std::uint32_t phrase, const Scan& scan) const;

  /// Tells where the sentences of the text are, for may_match_in().
  void place(const FoldedText& folded, std::span<const WordRange> sentences, Scan& scan) const;

  /// The sentences in which the phrase may match: bit i is about sentences i, i + 64, ... After place().
  [[nodiscard]] std::uint64_t may_match_in(std::uint32_t phrase, const Scan& scan) const;

  /// Calls found(place) for each place in [begin, end) of the text at which a match may begin that is led by a literal
  /// of the phrase's first part (Input::parts, CompiledPhrase::leads) and where, not too far behind it, there is a
  /// literal of each other part. A place may come twice, and in any order. `last` is last_begin().
  template <typename Found>
  void each_lead(std::uint32_t phrase, std::string_view plain, const Scan& scan, std::size_t begin, std::size_t end,
                 std::uint32_t last, Found&& found) const {
    std::size_t word = plain.size(), looked = 0;  // the last space found, and up to where no other follows it
    const auto look = [&](const Scan::Hit& hit) {
      if (hit.begin < begin || hit.end > end) return;
      // A literal inside a word leads what begins with the space before that; a long word is looked through once.
      if (word > hit.begin || looked < hit.begin) {
        const auto from = word <= hit.begin ? looked + 1 : 0;
        const auto space = plain.substr(from, hit.begin + 1 - from).rfind(' ');
        if (space != std::string_view::npos || from == 0) word = from + space;
        looked = hit.begin;
      }
      const auto place = static_cast<std::uint32_t>(word);
      if (place >= begin && place <= last && all_follow(phrase, place, scan)) found(place);
    };
    const auto lead = lead_[phrase];
    if (is_marked(lead)) {
      each_of(lead, scan, [&](const Scan::Hit& hit) {
        look(hit);
        return true;
      });
      return;
    }
    for (auto hit = hits_from(scan, begin); hit != scan.hits_.end() && hit->end <= end; ++hit) {
      if (has(lead, hit->literal)) look(*hit);
    }
  }

  /// Behind that place of the text no match of the phrase can begin: one of its parts stands nowhere behind. May look
  /// at all of the text, so once a text is enough.
  [[nodiscard]] std::uint32_t last_begin(std::uint32_t phrase, const Scan& scan) const;

 private:
  /// Hits lie in the order of their ends: the first that ends behind `place`.
  [[nodiscard]] static std::vector<Scan::Hit>::const_iterator hits_from(const Scan& scan, std::size_t place) {
    return std::ranges::upper_bound(scan.hits_, place, {}, &Scan::Hit::end);
  }
  // Calls look(hit) for the hits of a marked part, the last first, until it says false.
  template <typename Look>
  void each_of(std::uint32_t part, const Scan& scan, Look&& look) const {
    if (scan.parts_[part].seen != scan.text_) return;
    for (auto link = scan.parts_[part].chain; link != kNoLink; link = scan.chain_[link].before) {
      if (!look(scan.hits_[scan.chain_[link].hit])) return;
    }
  }
  [[nodiscard]] bool all_follow(std::uint32_t phrase, std::uint32_t begin, const Scan& scan) const;
  [[nodiscard]] std::span<const std::uint32_t> parts_of(std::uint32_t phrase) const {
    return std::span(phrase_parts_).subspan(phrase_begin_[phrase], phrase_begin_[phrase + 1] - phrase_begin_[phrase]);
  }
  /// Whether the literal is one of the part's.
  [[nodiscard]] bool has(std::uint32_t part, std::uint32_t literal) const {
    const auto* const begin = part_literals_.data() + part_literals_begin_[part];
    const auto* const end = part_literals_.data() + part_literals_begin_[part + 1];
    if (end - begin <= kFewLiterals) return std::find(begin, end, literal) != end;
    return std::binary_search(begin, end, literal);
  }
  [[nodiscard]] bool is_marked(std::uint32_t part) const { return part < marked_; }
  [[nodiscard]] bool seen(std::uint32_t part, const Scan& scan) const;
  [[nodiscard]] std::uint32_t last_of(std::uint32_t part, const Scan& scan) const;
  [[nodiscard]] std::uint64_t sentences_of(std::uint32_t part, const Scan& scan) const;

  static constexpr std::ptrdiff_t kFewLiterals = 8;
  static constexpr std::uint32_t kNoLink = ~std::uint32_t{0};

  LiteralAutomaton automaton_;
  std::size_t topic_literals_ = 0, phrase_count_ = 0;
  // Parts are numbered so that the first `marked_` are those whose being there is noted as their literals are found. A
  // part that does nothing but wake, and has few literals, is not: of thousands of such parts hardly any comes to be
  // asked for, and then the hits say where it stands.
  std::size_t marked_ = 0;
  // Compressed lists: the items of i are [begin[i], begin[i + 1]). What is asked of every literal found lies together.
  struct Literal {
    std::uint32_t size, marks_begin, wakes_begin;
  };
  std::vector<Literal> literals_;             // and one behind the last
  std::vector<std::uint32_t> literal_marks_;  // literal -> marked parts
  struct Wake {
    std::uint32_t phrase, guard;  // a part of it that is looked at first; kNoGuard: it has only this one
  };
  static constexpr std::uint32_t kNoGuard = ~std::uint32_t{0};
  std::vector<Wake> literal_wakes_;                                 // literal -> phrases it wakes
  std::vector<std::uint32_t> part_literals_begin_, part_literals_;  // part -> literals, in order
  std::vector<std::uint32_t> phrase_begin_,
      phrase_parts_;                    // phrase -> parts: that which wakes it, its guard, the others
  std::vector<std::uint32_t> lead_;     // phrase -> the first of its parts
  std::vector<std::uint32_t> longest_;  // of phrases
};

}  // namespace sait
