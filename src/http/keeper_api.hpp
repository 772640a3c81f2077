// The JSON API for whoever keeps the node: trust in other Parties, what was set aside, our keys.
// Shapes: api/openapi.yaml.
#pragma once
#include "http/call.hpp"
#include "node/node.hpp"

namespace haidang::http::keeper_api {

void show_ties(node::Node& node, Call call);
void forget_party(node::Node& node, Call call);
void refresh_party(node::Node& node, Call call);
void retry_outbox(node::Node& node, Call call);
void list_keys(node::Node& node, Call call);
void rotate_keys(node::Node& node, Call call);
void note_backup(node::Node& node, Call call);

}  // namespace haidang::http::keeper_api
