#include "rules/phrase_budget.hpp"

#include <fmt/format.h>

#include <string>

#include "rules/limits.hpp"

namespace sait {

bool PhraseBudget::full(std::size_t file) const {
  return all_ > limits::kRegexBytes || own_ > limits::kOwnRegexBytes || steps_ > limits::kRegexSteps ||
         literals_ > limits::kLiterals || copies_ > limits::kLiteralCopies ||
         (file == file_ && in_file_ > limits::kRegexBytesAFile);
}

Reach PhraseBudget::reach() const { return literals_ < limits::kFarLiterals ? Reach::far : Reach::word; }

bool PhraseBudget::take(const WrittenPhrases::Item& item, const CompiledPhrase& form) {
  for (const auto& part : form.parts) {
    copies_ += part.size();
    if (parts_.insert(RequiredPartHash()(part)).second) literals_ += part.size();
  }
  return count(item, form.regex, form.steps);
}

void PhraseBudget::refused(const WrittenPhrases::Item& item, std::size_t steps) { (void)count(item, {}, steps); }

bool PhraseBudget::count(const WrittenPhrases::Item& item, const SharedText& regex, std::size_t steps) {
  if (item.file != file_) in_file_ = 0;
  file_ = item.file;
  in_file_ += regex.size();
  all_ += regex.size();
  own_ += regex.own().size();
  steps_ += steps;
  if (!full(item.file)) return true;
  std::string why;
  if (steps_ > limits::kRegexSteps) {
    why =
        "the expressions of all files, and the phrases with =words, are too large up to here, their repetitions "
        "written out; ask for fewer, such as .{0,20}, write phrases, whose ...3 costs little, and name no long lexicon "
        "beside a =word";
  } else if (literals_ > limits::kLiterals) {
    why = fmt::format(
        "the phrases of all files look for more than {} different words up to here; take narratives out, or words of "
        "long lists",
        limits::kLiterals);
  } else if (copies_ > limits::kLiteralCopies) {
    why = fmt::format(
        "the phrases of all files look for more than {} words up to here, those of a list each time; shorten the "
        "lists, or take narratives out",
        limits::kLiteralCopies);
  } else if (own_ > limits::kOwnRegexBytes) {
    why =
        "the phrases of all files are too large up to here; take narratives out, put long lists into lexicons, which "
        "are kept once, or name fewer of them";
  } else if (all_ > limits::kRegexBytes) {
    why =
        "the phrases of all files are too large up to here, their lexicons written out; take narratives out, or name "
        "fewer lexicons";
  } else {
    why =
        "the phrases of this file are too large up to here, their lexicons written out; name fewer lexicons, or "
        "shorter ones";
  }
  item.node.error("too-many", why);
  return false;
}

}  // namespace sait
