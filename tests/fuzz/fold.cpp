// Texts -> folded words with their places; what is stored and shown of texts.
#include "text/fold.hpp"
#include "text/sentences.hpp"

#include "property.hpp"

using namespace sait;

namespace {

void check_words(std::string_view text, const FoldedText& folded) {
  std::size_t behind = 0, behind_plain = 0;
  for (std::size_t i = 0; i < folded.words.size(); ++i) {
    const auto& word = folded.words[i];
    fuzz::require(word.begin < word.end && word.end <= text.size(), "a word lies in its text");
    fuzz::require(word.folded > behind && folded.text[word.folded - 1] == ' ',
                  "words follow each other, each behind a blank");
    fuzz::require(word.plain > behind_plain && folded.plain()[word.plain - 1] == ' ', "and so without accents");
    fuzz::require(!folded.word(i).empty() && !folded.plain_word(i).empty(), "no word is empty");
    const auto at = folded.words_at(word.plain, word.plain + folded.plain_word(i).size());
    fuzz::require(at.first == i && at.last == i + 1, "a word's place is found again");
    const auto [first, last] = folded.original_span(at);
    fuzz::require(first == word.begin && last == word.end, "and its bytes");
    behind = word.folded;
    behind_plain = word.plain;
  }
}

void check_sentences(std::string_view text, const FoldedText& folded) {
  static SentenceSplitter splitter;
  std::vector<WordRange> sentences;
  splitter.split(text, folded, sentences);
  std::uint32_t behind = 0;
  for (const auto& sentence : sentences) {
    fuzz::require(sentence.first == behind && sentence.last > behind, "sentences hold all words, in order");
    behind = sentence.last;
  }
  fuzz::require(behind == folded.words.size(), "no word is in no sentence");
}

const KnownWords& known_words() {
  static const auto words = [] {
    KnownWords known;
    for (const char* word : {"migrants", "refugees", "welcome", "stop", "the", "invasion", "fluchtlinge"})
      known.add(word);
    known.add_stem("asyl");
    return known;
  }();
  return words;
}

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xc0U) != 0x80U ? 1U : 0U;
  return count;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Folder folder, knowing(&known_words());  // as a worker has it: for one text after another
  const auto text = fuzz::view(data, size);
  FoldedText folded, again;
  for (auto* each : {&folder, &knowing}) {
    each->fold(text, folded);
    fuzz::require_utf8(folded.text);
    fuzz::require_utf8(folded.plain());
    for (const auto form : {std::string_view(folded.text), folded.plain()}) {
      fuzz::require(form.front() == ' ' && form.back() == ' ', "folded text begins and ends with a blank");
      fuzz::require(form.find("  ") == std::string_view::npos, "one blank stands between words");
      fuzz::require(form.size() <= 64 * size + 1, "folded text is bounded");  // U+FDFA becomes 18 letters
    }
    check_words(text, folded);
    check_sentences(text, folded);
  }
  folder.fold(text, folded);
  folder.fold(folded.text, again);
  fuzz::require(again.text == folded.text, "folding folded text changes nothing");
  folder.fold(folded.plain(), again);
  fuzz::require(again.plain() == folded.plain(), "nor without accents");

  const auto repaired = repair_utf8(text);
  fuzz::require_utf8(repaired);
  fuzz::require(repair_utf8(repaired) == repaired, "a repaired text needs no repair");
  for (const auto most : {0U, 1U, 7U, 240U}) {
    const auto shown = shorten(repaired, most);
    fuzz::require_utf8(shown);
    fuzz::require(characters(shown) <= most, "a shortened text is short");
  }
  const auto masked = mask(repaired);
  fuzz::require_utf8(masked);
  fuzz::require(characters(masked) <= 240, "an example is short");
  return 0;
}
