// What the desk of an officer reads beside the cases themselves (officer_api): the law with its
// forms, all evidence, the custody record of a case, notes on it, when Parties were last heard of.
// Shapes: api/openapi.yaml.
#pragma once
#include "http/call.hpp"
#include "node/node.hpp"

namespace haidang::http::desk_api {

void law(node::Node& node, Call call);
void list_all_evidence(node::Node& node, Call call);
void show_custody(node::Node& node, Call call);
void list_notes(node::Node& node, Call call);
void write_note(node::Node& node, Call call);
void list_contacts(node::Node& node, Call call);

}  // namespace haidang::http::desk_api
