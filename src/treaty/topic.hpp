// What somebody asks to have explained, found among the names of the law.
#pragma once
#include <string>
#include <string_view>

#include "treaty/treaty.hpp"
#include "words/language.hpp"

namespace haidang::treaty {

// The topic as `explain` and `explain_in` know it: "ground bank_secrecy" is "ground BANK_SECRECY",
// "42(6)" and "art. 42(6)" are "art 42", "preservation" is "measure preservation". Case does not
// matter. Error: not_found, with the nearest name or all that there are, in that language.
Result<std::string> find_topic(wording::Language language, const Treaty& law,
                               std::string_view asked);

}  // namespace haidang::treaty
