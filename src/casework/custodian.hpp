// What a domestic custodian, such as a service provider, is told of a request: what it has to do,
// and nothing of why another State asks. Pure.
#pragma once
#include "casework/case.hpp"

namespace haidang::casework {

// Only contents that the data of the legal basis which governs the request mark for the custodian.
// Never: who asks, the offence, the facts, the necessity, or any other content. Errors:
// unknown_measure; not_in_this_state if nothing is for a custodian.
Result<json::object> custodian_copy(const RequestState& request, const treaty::Treaty& law,
                                    Time now);

}  // namespace haidang::casework
