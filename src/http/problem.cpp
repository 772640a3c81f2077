#include "http/problem.hpp"

#include <fmt/format.h>

#include "words/spoken.hpp"

namespace haidang::http {
namespace {

std::string text_member(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  const bool is_text = value != nullptr && value->is_string();
  return is_text ? std::string(value->get_string()) : std::string();
}

// The members that are sentences; code, name and the others are the same in every language.
void translate(Response& response, wording::Language language) {
  auto body = parse_json_object(as_text(response.body));
  if (!body.ok()) return;
  const auto [said, english] = wording::spoken(language, read_problem(response));
  body->insert_or_assign("title", said.what);
  body->insert_or_assign("next", said.next);
  body->erase("detail");
  if (const std::string& why = english.empty() ? said.why : english; !why.empty())
    body->insert_or_assign("detail", why);
  for (std::size_t i = 0; i < said.details.size(); ++i)
    body->at("details").at(i).as_object().insert_or_assign("text", said.details[i].text);
  response.body = to_bytes(json::serialize(*body));
  response.headers["content-language"] = language.tag();
}

}  // namespace

wording::Language language_of(const Request& request) {
  if (const auto given = request.query.find("lang"); given != request.query.end())
    return wording::Language::find(given->second).value_or(wording::Language{});
  const auto accepted = request.header("accept-language");
  return wording::Language::of_accept_language(accepted.value_or(""));
}

Reply translating(const Request& request, Reply reply) {
  const wording::Language language = language_of(request);
  if (language == wording::Language()) return reply;
  return [language, reply = std::move(reply)](Response response) {
    if (response.content_type == problem_type) translate(response, language);
    reply(std::move(response));
  };
}

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
