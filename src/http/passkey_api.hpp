// The JSON API about passkeys: signing in with one, and one's own. What adds or takes away one asks
// for the password again. Shapes: api/openapi.yaml.
#pragma once
#include "http/staff_api.hpp"

namespace haidang::http::passkey_api {

// For whoever is not signed in yet.
Result<haidang::json::object> sign_in_challenge(Passkeys& passkeys, Time now);
// Whose proof the request's body is. A likely copy is on record, and refused. Errors:
// bad_credentials, and those of a body.
Result<std::string> officer_of(node::Node& node, Passkeys& passkeys, const Request& request,
                               Time now);

// The part of an account that is about them: {"passkeys": [...], "passkey_origin": ...}.
Result<void> describe(Passkeys& passkeys, const std::string& officer,
                      haidang::json::object& account);

void begin(StaffDesk& desk, Call call);
void add(StaffDesk& desk, Call call);
void rename(StaffDesk& desk, Call call);
void remove(StaffDesk& desk, Call call);

}  // namespace haidang::http::passkey_api
