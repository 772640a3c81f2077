// Which Parties a case has and which requests may rely on which. Inside this room only.
#pragma once
#include "casework/case.hpp"

namespace haidang::casework {

// The address of a member, as the case was opened; none for a Party that is no member.
const Address* member(const CaseState& state, const PartyCode& party);

// The only other Party of a case of two; none where there are more, or for a third Party.
const Address* counterpart(const CaseState& state, const PartyCode& party);

// The members that receive what `author` says to `to` as well: the rest of the case.
std::vector<Address> others(const CaseState& state, const PartyCode& author, const PartyCode& to);

// The preservation that a new request relies on, 42(8): in this case, by the same Party, of the
// measure that the law names. nullptr when it relies on none. Error: unknown_link.
Result<const RequestState*> relied_on(const CaseState* state, const RequestBody& body,
                                      const PartyCode& requesting, const treaty::Treaty& law);

}  // namespace haidang::casework
