// What a rule file may ask for. A file under the size limit holds far more phrases than can be compiled within the two
// seconds and 200 MB that bad input may cost, so everything is counted while it is read, before anything is compiled;
// and many files hold far more than one, so that what is dear is counted over all of them, too.
#pragma once

#include <cstddef>

namespace sait::limits {

inline constexpr std::size_t kProblemsAFile = 200;  // of errors, and of warnings; the others are counted

inline constexpr std::size_t kValues = 300'000;  // of YAML, in all files of a pack

inline constexpr std::size_t kPhrases = 20'000;           // of a pack, equal ones once
inline constexpr std::size_t kPhrasesAFile = 2'000;       // equal ones each time
inline constexpr std::size_t kPhraseBytes = 50'000;       // of a phrase as written
inline constexpr std::size_t kRegexBytesAFile = 4 << 20;  // of all its phrases, their lexicons written out
inline constexpr std::size_t kRegexBytes = 16 << 20;      // of a pack
inline constexpr std::size_t kOwnRegexBytes = 6 << 20;    // the same, but a lexicon or slot as one byte each time
inline constexpr std::size_t kLiterals = 450'000;         // that a pack's phrases look for, equal lists once
inline constexpr std::size_t kLiteralCopies = 2'000'000;  // the same, equal lists each time
inline constexpr std::size_t kFarLiterals = 250'000;      // beyond, phrases look for words alone (Reach::word)
inline constexpr std::size_t kRegexSteps = 2'400'000;     // of a pack's `regex:` and `=word`, as RE2 writes them out
inline constexpr std::size_t kCueRegexBytes = 1 << 20;    // of all cues of a pack, their lexicons written out

inline constexpr std::size_t kLanguagesANarrative = 100;
inline constexpr std::size_t kTestsAFile = 2'000;
inline constexpr std::size_t kFactsAFile = 500;
inline constexpr std::size_t kTermsAFile = 2'000;
inline constexpr std::size_t kEventsAFile = 500;
inline constexpr std::size_t kNamesAnEvent = 100;  // of audiences, of narratives

inline constexpr std::size_t kWords = 60'000;           // of all languages
inline constexpr std::size_t kWordsALanguage = 20'000;  // topic, common, lexicons and cues together
inline constexpr std::size_t kLexiconsALanguage = 500;
inline constexpr std::size_t kValuesALanguage = 2'000;
inline constexpr std::size_t kWordBytes = 1'000;  // of an entry of a language file, and of a term

inline constexpr std::size_t kWeights = 100'000;        // of a language
inline constexpr std::size_t kNamesOfWeights = 10'000;  // of narratives

inline constexpr std::size_t kAudiences = 100;     // each of them a conversation more for every claim
inline constexpr std::size_t kAudienceParts = 50;  // languages, regions or feeds of one audience
inline constexpr std::size_t kRegions = 1'000;     // with their names
inline constexpr std::size_t kRegionsDeep = 8;     // a quarter in a city in a district in a state in a country
}  // namespace sait::limits
