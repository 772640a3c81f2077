// Clocks of a request, started and ended by the rules of the treaty data. Inside this room only.
#pragma once
#include "casework/case.hpp"

namespace haidang::casework {

// Starts and ends what the measure's clock rules tie to this kind of act.
void run_clocks(RequestState& request, const Act& act, const treaty::Treaty& law);
void end_all_clocks(RequestState& request);

// 42(8): the period of preserved data stands still pending the decision on another request.
void suspend_preservation(RequestState& request, Time at, const treaty::Treaty& law);
void resume_preservation(RequestState& request);

}  // namespace haidang::casework
