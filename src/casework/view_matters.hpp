// The parts of a request's view that are open matters, results and conditions. Inside this room
// only.
#pragma once
#include "casework/case.hpp"

namespace haidang::casework {

// Who gives what the request is about: the requested Party, or who informs.
const Address& giver_of(const RequestState& request);

// RFC 3339, or null.
json::value date_or_null(const std::optional<Time>& time);
// [{code, text, until, ended}]
json::array conditions_view(const std::vector<UseCondition>& conditions, Time now);
// offered_conditions, caution, inquired_at, hearing, open_duties, answers, executed, ...
void put_matters(json::object& out, const RequestState& request, Time now);

}  // namespace haidang::casework
