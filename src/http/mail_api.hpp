// The JSON API of the relay that takes the node's mail. Shapes: api/openapi.yaml.
#pragma once
#include "http/call.hpp"
#include "node/node.hpp"

namespace haidang::http::mail_api {

void show(node::Node& node, Call call);
void set(node::Node& node, Call call);
void remove(node::Node& node, Call call);
void try_it(node::Node& node, Call call);  // replies when the relay has answered

}  // namespace haidang::http::mail_api
