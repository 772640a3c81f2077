// Does a request fit what the requested Party has declared? 11(3), 23(3), 36(3), 37(6), 37(19),
// 40(12)-(13), 42(5): data that its profile carries. The sender's own node holds its officers to
// it; the receiver's shows its officers where a request does not fit. Neither judges the other's
// acts by it: two nodes may hold different versions of one profile.
#pragma once
#include <span>

#include "casework/case.hpp"
#include "treaty/declared.hpp"

namespace haidang::casework {

using Declarations = std::span<const treaty::Declared>;

// Error: incomplete_request or out_of_scope, one detail for each thing that does not fit. An
// emergency (2(o)) is held up by none but the gate.
Result<void> check_fit(const RequestBody& body, const std::string& authority, Declarations declared,
                       const treaty::Treaty& law);
// Own law files: bodies that may authorise it at home, and what the requested Party wants to read.
// The sender's own rules, of which the other side knows nothing. Error: incomplete_request.
Result<void> check_home(const RequestBody& body, const PartyCode& home, const PartyCode& requested,
                        const treaty::Treaty& law);
// A Party that takes no oral requests waits for the writing before it acts, 40(13). Error:
// not_in_this_state.
Result<void> check_written(const RequestState& request, ActKind kind, Declarations ours,
                           const treaty::Treaty& law);
// [{id, effect, citation, verified, unmet}]: what was declared for this measure; `unmet` says where
// the request does not fit, or is null.
json::array fit_view(const RequestState& request, Declarations declared, const treaty::Treaty& law);

}  // namespace haidang::casework
