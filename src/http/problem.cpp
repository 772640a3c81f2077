#include "http/problem.hpp"

#include <fmt/format.h>

namespace haidang::http {
namespace {

std::string text_member(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  const bool is_text = value != nullptr && value->is_string();
  return is_text ? std::string(value->get_string()) : std::string();
}

}  // namespace

Error read_problem(const Response& response) {
  Error error{Code::peer_refused, fmt::format("the node answered {}", response.status)};
  const auto body = parse_json_object(as_text(response.body));
  if (!body.ok() || text_member(*body, "code").empty()) return error;
  for (const CodeInfo& info : all_codes()) {
    if (code_text(info.code) == text_member(*body, "code")) error.code = info.code;
  }
  error.what = text_member(*body, "title");
  error.why = text_member(*body, "detail");
  error.next = text_member(*body, "next");
  const json::value* details = body->if_contains("details");
  if (details == nullptr || !details->is_array()) return error;
  for (const json::value& row : details->get_array()) {
    if (!row.is_object()) continue;
    error.details.push_back({text_member(row.get_object(), "item"),
                             text_member(row.get_object(), "text"),
                             text_member(row.get_object(), "citation")});
  }
  return error;
}

}  // namespace haidang::http
