// RFC 9457 problems: reading one back into the Error that made it (Response::problem writes them).
#pragma once
#include "http/message.hpp"

namespace haidang::http {

// Never fails: what is not a problem of ours becomes peer_refused with the status.
Error read_problem(const Response& response);

}  // namespace haidang::http
