// The JSON API for four eyes: drafts, and what a second officer does about them. Shapes:
// api/openapi.yaml.
#pragma once
#include "http/call.hpp"
#include "node/node.hpp"

namespace haidang::http::draft_api {

void list_drafts(node::Node& node, Call call);
void make_draft(node::Node& node, Call call);
void show_draft(node::Node& node, Call call);
void approve_draft(node::Node& node, Call call);
void reject_draft(node::Node& node, Call call);
void show_four_eyes(node::Node& node, Call call);
void set_four_eyes(node::Node& node, Call call);

}  // namespace haidang::http::draft_api
