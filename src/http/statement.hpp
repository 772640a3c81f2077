// What an officer wants to say, as a request's body puts it.
#pragma once
#include "http/call.hpp"
#include "node/node.hpp"

namespace haidang::http {

// {"to","also"?,"from"?,"case"?,"body"}: a new request.
Result<node::Statement> read_request_statement(const Call& call);
// {"kind","from"?,"body"}: a step about the request that the path names.
Result<node::Statement> read_act_statement(const Call& call);
// Either of them, to be drafted: {"kind","request"?,"to"?,"also"?,"from"?,"case"?,
// "body"}.
Result<node::Statement> read_statement(const Call& call);

haidang::json::object describe(const node::Submitted& submitted);

}  // namespace haidang::http
