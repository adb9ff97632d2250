// The notation of phrases: a line of it, and below it a text. Whatever it compiles to finds nothing that the prefilter
// would hide.
#include "rules/phrase.hpp"

#include <re2/re2.h>

#include <algorithm>

#include "property.hpp"
#include "rules/regex.hpp"
#include "text/fold.hpp"

using namespace sait;

namespace {

const PhraseWords& words() {
  static const auto known = [] {
    PhraseWords out;
    for (const char* entry : {"migrant*", "asylum seekers", "(the)? homeless"})
      out.lexicons["who"].push_back(std::get<PhraseNode>(parse_phrase(entry, nullptr)));
    out.slots.numbers.add("two", 2);
    out.slots.numbers.add("million*", 1e6);
    out.slots.add_currency("eur", "EUR");
    out.slots.add_percent("%");
    out.slots.add_share("half", 0.5);
    out.slots.add_out_of("out of");
    out.slots.add_period("a month", "month");
    out.slots.add_place("france", "FR");
    return out;
  }();
  return known;
}

void check_match(const CompiledPhrase& compiled, std::string_view text) {
  Folder folder;
  FoldedText folded;
  folder.fold(text, folded);
  const RE2 regex(compiled.regex.text(), regex_options());
  fuzz::require(regex.ok(), "what is compiled is an expression");
  const auto searched = compiled.written ? std::string_view(folded.text) : folded.plain();
  std::vector<re2::StringPiece> groups(2 + compiled.slots.size());
  const re2::StringPiece piece(searched.data(), searched.size());
  if (!regex.Match(piece, 0, piece.size(), RE2::UNANCHORED, groups.data(), static_cast<int>(groups.size()))) return;
  for (const auto& part : compiled.parts) {
    const bool there = std::ranges::any_of(
        part, [&](const std::string& literal) { return folded.plain().find(literal) != std::string_view::npos; });
    fuzz::require(there, "every required part is there where the phrase is");
  }
  if (compiled.leads && !compiled.written) {
    const auto begin = static_cast<std::size_t>(groups[0].data() - searched.data());
    const bool leads = std::ranges::any_of(compiled.parts[0], [&](const std::string& literal) {
      for (auto at = searched.find(literal, begin); at != std::string_view::npos; at = searched.find(literal, at + 1)) {
        if (searched.rfind(' ', at) == begin) return true;
      }
      return false;
    });
    fuzz::require(leads, "a match begins where what leads it does, or its word");
  }
  if (compiled.longest > 0) {
    std::size_t characters = 0;
    for (const char c : std::string_view(groups[0].data(), groups[0].size()))
      characters += (static_cast<unsigned char>(c) & 0xC0U) != 0x80 ? 1U : 0U;
    fuzz::require(characters <= compiled.longest, "no match is longer than its bound");
  }
  for (std::size_t i = 0; i < compiled.slots.size(); ++i) {
    if (groups[2 + i].data() != nullptr)
      (void)words().slots.read(compiled.slots[i].type, {groups[2 + i].data(), groups[2 + i].size()});
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4096) return 0;
  const auto input = fuzz::view(data, size);
  const auto line = std::min(input.find('\n'), input.size());
  const auto phrase = input.substr(0, line);
  const auto compiled = compile_phrase(phrase, words());
  if (const auto* problem = std::get_if<PhraseProblem>(&compiled)) {
    fuzz::require(!problem->code.empty() && !problem->text.empty(), "a refusal says why");
    fuzz::require(problem->character >= 1 && problem->character <= phrase.size() + 1, "and where");
  } else {
    fuzz::require(!std::get<CompiledPhrase>(compiled).parts.empty(), "something must be certain to occur");
    check_match(std::get<CompiledPhrase>(compiled), input.substr(std::min(line + 1, input.size())));
  }
  return 0;
}
