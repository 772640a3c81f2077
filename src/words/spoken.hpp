// What is wrong, in the reader's language. The program says what happened, why, and what to do next
// in English; the catalogues have its sentences under `problem.*`, found by their English, with
// {0}, {1} where a sentence has names, numbers, or another sentence.
#pragma once
#include <string>

#include "base/error.hpp"
#include "words/language.hpp"

namespace haidang::wording {

struct Spoken {
  Error error;          // its texts in that language; `what` and `next` are never empty
  std::string english;  // what happened and why, as far as no catalogue has it; else empty
};

// One sentence; as it is if no catalogue has it.
std::string spoken(Language language, std::string_view english);
// Where `what` itself has no translation, the meaning of its code takes its place.
Spoken spoken(Language language, const Error& error);

}  // namespace haidang::wording
