// `explain` in the reader's language: the words of the rules from the catalogues. What the data say
// in English alone (summaries, notes) is given in English and says so.
#pragma once
#include <string>
#include <string_view>

#include "treaty/scope.hpp"
#include "treaty/treaty.hpp"
#include "words/language.hpp"

namespace haidang::treaty {

// Topics as of `explain`. To an English reader, and for a heading that has no words here yet, the
// answer of `explain`.
std::string explain_in(wording::Language language, const Treaty& law, std::string_view topic);

// The gate, for people: as `explain_scope`.
std::string explain_scope_in(wording::Language language, const Treaty& law,
                             std::string_view question_text);
// One reason of the gate. What the data say in English alone is given so, and says so.
std::string reason_in(wording::Language language, const ScopeReason& reason);

}  // namespace haidang::treaty
