// The table of transitions for people and programs: what may be said when, and what it rests on.
#pragma once
#include "base/json.hpp"

namespace haidang::casework {

// [{id, kind, side, from: [...], to, fits, rule, hint}]; `to` is a status, "stays" or "resumes".
json::array transitions_view();
// docs/states.md: a state diagram (Mermaid) and the whole table.
std::string states_page();

}  // namespace haidang::casework
