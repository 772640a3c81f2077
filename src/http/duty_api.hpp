// The JSON API for deputies and the duty roster. Shapes: api/openapi.yaml.
#pragma once
#include "http/staff_api.hpp"

namespace haidang::http::duty_api {

void list_delegations(StaffDesk& desk, Call call);
void delegate(StaffDesk& desk, Call call);
void end_delegation(StaffDesk& desk, Call call);

// Who is on duty now and later, at each authority.
void show_roster(StaffDesk& desk, Call call);
void add_shift(StaffDesk& desk, Call call);
void remove_shift(StaffDesk& desk, Call call);

}  // namespace haidang::http::duty_api
