// What a request must state, and by which rules. Inside this room only.
#pragma once
#include "casework/decide.hpp"

namespace haidang::casework {

bool is_blank(std::string_view text);

// What of a request the law is asked about.
treaty::RequestFacts facts_of(const RequestBody& body);

// By which rules it is judged: those of the first of its legal bases that opens the measure; the
// Convention's where none does. Null: there is no such measure.
const treaty::Measure* rules_of(const RequestBody& body, const treaty::Treaty& law);

}  // namespace haidang::casework
