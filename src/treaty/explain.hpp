// The law in words, for people who ask what a rule rests on. Every answer cites its source and says
// whether the data were compared with an authentic text.
#pragma once
#include <string>
#include <string_view>

#include "treaty/treaty.hpp"

namespace haidang::treaty {

// Topics: "art 42", "measure preservation", "ground BANK_SECRECY", "clock preservation-minimum",
// "offence UNCC-07", "instrument uncc", "term emergency". A heading alone ("ground") lists its
// topics; an unknown topic answers with the list of headings. What people type goes through
// `find_topic` first.
std::string explain(const Treaty& law, std::string_view topic);

// "" (the whole table), "MEASURE", "MEASURE OFFENCE" or "MEASURE OFFENCE BASIS ...".
std::string explain_scope(const Treaty& law, std::string_view question_text);

}  // namespace haidang::treaty
