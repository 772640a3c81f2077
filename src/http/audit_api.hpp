// The JSON API over the journal's entries: who did what, when; and the same as a table for other
// programs (RFC 4180). Shapes: api/openapi.yaml.
#pragma once
#include "http/call.hpp"
#include "node/node.hpp"

namespace haidang::http::audit_api {

void list_entries(node::Node& node, Call call);
void export_entries(node::Node& node, Call call);

// One field of a line. A spreadsheet takes none of them for a formula.
std::string csv_field(std::string_view text);

}  // namespace haidang::http::audit_api
