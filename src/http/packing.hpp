// Answers made smaller for slow lines: gzip (RFC 1952) where the reader accepts it.
#pragma once
#include "http/message.hpp"

namespace haidang::http {

// Whether a route's answers may be packed. How long a packed answer is tells something of what is
// in it (BREACH): nothing that holds a token, or what somebody else put beside a secret, is packed.
enum class Packing { never, when_asked };

inline constexpr std::size_t packed_from_bytes = 1024;  // what is shorter gains nothing

// Packs the body if the request accepts it. Left as they are: problems, streams, answers without a
// body, short ones, and what has a coding already. Says in any case that the form depends on what
// is accepted.
void pack(const Request& request, Response& response);
// The same on the way to `reply`.
Reply packing(const Request& request, Reply reply);

}  // namespace haidang::http
