// Sorting and finding names as a language does: "Éire" beside "Eire", "Việt Nam" found as
// "viet nam".
#pragma once
#include <string>

#include "words/language.hpp"

namespace haidang::wording {

// Bytes that compare (memcmp) as the texts do in that language's order.
std::string collation_key(Language language, std::string_view text);
// Bytes that are equal when the texts differ only in accents, case or width.
std::string search_key(std::string_view text);

}  // namespace haidang::wording
