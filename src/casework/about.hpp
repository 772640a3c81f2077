// 36(3), 40(19): which items a request for consent is about, and which the consent covers. Officers
// name items; what is signed names the SHA-256 of each file, so that whoever holds a copy can tell.
// Inside this room only.
#pragma once
#include "casework/case.hpp"

namespace haidang::casework {

// Items named by their ids become digests; where none is named, all that was given under `given`
// are. What `given` does not hold stays as it is, for `check_about` to refuse.
void name_by_digest(json::object& body, std::string_view member, const RequestState& given);
// All the items that the request is about, where the consent names none.
void name_asked(json::object& body, const RequestState& request, const RequestState* given);

// Known alike on both sides: who gave the items knows them from its own chain, and who asks has
// seen them. Error: unknown_item.
Result<void> check_about(const RequestBody& body, const RequestState* given);

}  // namespace haidang::casework
