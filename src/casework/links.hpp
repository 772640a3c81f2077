// Which Parties a case has and which requests may rely on which. Inside this room only.
#pragma once
#include "casework/case.hpp"

namespace haidang::casework {

// The other Party's address for someone who speaks for `party`, as the case's first request names
// it; none for a third Party.
const Address* counterpart(const CaseState& state, const PartyCode& party);

// The preservation that a new request relies on, 42(8): in this case, by the same Party, of the
// measure that the law names. nullptr when it relies on none. Error: unknown_link.
Result<const RequestState*> relied_on(const CaseState* state, const RequestBody& body,
                                      const PartyCode& requesting, const treaty::Treaty& law);

}  // namespace haidang::casework
