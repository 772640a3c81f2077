// What other nodes ask: deliveries, pulls, chunks; and what anyone may read: the journal.
#pragma once
#include "http/call.hpp"
#include "node/node.hpp"

namespace haidang::http::peer_api {

void deliver(node::Node& node, Call call);
void pull(node::Node& node, Call call);
void pulled(node::Node& node, Call call);
void profile(node::Node& node, Call call);
void chunk_digests(node::Node& node, Call call);
void chunk(node::Node& node, Call call);
void checkpoint(node::Node& node, Call call);
void tile(node::Node& node, Call call);

}  // namespace haidang::http::peer_api
