// RFC 9457 problems (Response::problem writes them): reading one back into the Error that made it,
// and saying it in the reader's language.
#pragma once
#include "http/message.hpp"
#include "words/language.hpp"

namespace haidang::http {

// Never fails: what is not a problem of ours becomes peer_refused with the status.
Error read_problem(const Response& response);

// `lang` of the query; else what the request accepts (RFC 9110, 12.5.4); else English.
wording::Language language_of(const Request& request);
// A reply whose problems are in that language.
Reply translating(const Request& request, Reply reply);

}  // namespace haidang::http
