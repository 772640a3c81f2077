// The JSON API for who of our officers has a request in hand. Shapes: api/openapi.yaml.
#pragma once
#include "http/staff_api.hpp"

namespace haidang::http::owner_api {

void show_owner(StaffDesk& desk, Call call);
void hand_over(StaffDesk& desk, Call call);

}  // namespace haidang::http::owner_api
