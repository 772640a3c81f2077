// The JSON API for officers: cases, requests, acts, evidence, Parties, status, events.
// Shapes: api/openapi.yaml.
#pragma once
#include "http/call.hpp"
#include "node/node.hpp"

namespace haidang::http::officer_api {

void status(node::Node& node, Call call);
void list_requests(node::Node& node, Call call);
void new_request(node::Node& node, Call call);
void check_request(node::Node& node, Call call);
void show_request(node::Node& node, Call call);
void new_act(node::Node& node, Call call);
void custodian_copy(node::Node& node, Call call);
void list_evidence(node::Node& node, Call call);
void add_evidence(node::Node& node, Call call);
void deliver(node::Node& node, Call call);
void show_case(node::Node& node, Call call);
void make_package(node::Node& node, Call call);
void show_act(node::Node& node, Call call);
void show_letter(node::Node& node, Call call);
void show_receipt(node::Node& node, Call call);
void list_parties(node::Node& node, Call call);
void trust_party(node::Node& node, Call call);
void own_profile(node::Node& node, Call call);
void events(node::Node& node, Call call);
void rebuild(node::Node& node, Call call);

}  // namespace haidang::http::officer_api
