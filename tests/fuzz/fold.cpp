// Texts -> folded words with their places; what is stored and shown of texts.
#include "text/fold.hpp"

#include "property.hpp"

using namespace sait;

namespace {

void check_words(std::string_view text, const FoldedText& folded) {
  std::size_t behind = 0;
  for (const auto& word : folded.words) {
    fuzz::require(word.begin < word.end && word.end <= text.size(), "a word lies in its text");
    fuzz::require(word.folded >= behind && word.folded < folded.text.size() && folded.text[word.folded - 1] == ' ',
                  "words follow each other, each behind a blank");
    const auto end = folded.text.find(' ', word.folded);
    fuzz::require(end != std::string::npos && end > word.folded, "no word is empty");
    const auto [first, last] = folded.original_span(word.folded, end);
    fuzz::require(first == word.begin && last >= word.end && last <= text.size(), "a word's place is found again");
    behind = end;
  }
}

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xc0U) != 0x80U ? 1U : 0U;
  return count;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Folder folder;  // as a worker has it: for one text after another
  const auto text = fuzz::view(data, size);
  FoldedText folded, again;
  folder.fold(text, folded);
  fuzz::require_utf8(folded.text);
  fuzz::require(folded.text.front() == ' ' && folded.text.back() == ' ', "folded text begins and ends with a blank");
  fuzz::require(folded.text.find("  ") == std::string::npos, "one blank stands between words");
  fuzz::require(folded.text.size() <= 64 * size + 1, "folded text is bounded");  // U+FDFA becomes 18 letters
  check_words(text, folded);
  folder.fold(folded.text, again);
  fuzz::require(again.text == folded.text, "folding folded text changes nothing");

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
