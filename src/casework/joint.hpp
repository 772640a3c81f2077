// Joint investigations, art. 48: who is in the case, and the agreement that comes before all else.
// Who is in never changes: another composition is another agreement, in a case of its own, that
// cites this one. So whoever leaves, or never joined, learns nothing. Inside this room only.
#pragma once
#include "casework/case.hpp"

namespace haidang::casework {

// Opened by a proposal to investigate jointly; each member is asked by a request of its own.
bool is_joint(const CaseState& state);

// The agreement is in force: every Party that was to be a member has said yes to the same text.
bool is_agreed(const CaseState& state);

// Is what the act opens in its place here? Only a proposal opens a case of more than two Parties;
// one proposes, everybody hears the same text; the rest comes after the agreement. What it finds
// stays true as acts arrive, so that both sides judge alike. `body` is the act's; `state` is null
// where it opens the case. Errors: not_in_this_state, not_your_move, bad_value.
Result<void> check_place(const CaseState* state, const Act& act, const RequestBody& body,
                         const treaty::Treaty& law);

// Has the investigation ended, by a refusal, a withdrawal or a Party that closed? Known to who
// speaks; what crosses with it is taken all the same.
Result<void> check_going_on(const CaseState& state, const RequestBody& body);

}  // namespace haidang::casework
