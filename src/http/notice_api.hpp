// The JSON API of what an officer is told of: reminders, and what is overdue. Shapes:
// api/openapi.yaml.
#pragma once
#include "http/call.hpp"
#include "node/node.hpp"

namespace haidang::http::notice_api {

void list_notices(node::Node& node, Call call);
void see_notices(node::Node& node, Call call);
void show_preferences(node::Node& node, Call call);
void choose(node::Node& node, Call call);
void show_address(node::Node& node, Call call);
void send_code(node::Node& node, Call call);
void confirm_address(node::Node& node, Call call);

}  // namespace haidang::http::notice_api
