// The JSON API about one's own account: second factor, recovery codes, sessions. What weakens or
// replaces how one signs in asks for the password again. Shapes: api/openapi.yaml.
#pragma once
#include "http/staff_api.hpp"

namespace haidang::http::account_api {

void show(StaffDesk& desk, Call call);
void begin_totp(StaffDesk& desk, Call call);
void confirm_totp(StaffDesk& desk, Call call);
void remove_totp(StaffDesk& desk, Call call);
void renew_recovery(StaffDesk& desk, Call call);
void end_session(StaffDesk& desk, Call call);
void end_other_sessions(StaffDesk& desk, Call call);

}  // namespace haidang::http::account_api
