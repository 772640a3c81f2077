// One request on its way through a route: what was asked, by whom, and how to answer.
#pragma once
#include "acts/party.hpp"
#include "http/message.hpp"
#include "node/permissions.hpp"

namespace haidang::http {

struct Call {
  Request request;
  std::map<std::string, std::string> params;  // what the pattern's {names} matched
  node::Actor actor;                          // signed in; empty where the route needs nobody
  PartyCode party;                            // the pinned Party of a peer's certificate
  Reply reply;

  [[nodiscard]] const std::string& param(const std::string& name) const { return params.at(name); }
  // The body as a JSON object, within the API's limits.
  [[nodiscard]] Result<haidang::json::object> json_body() const;
};

// Answers with the value, or with the problem that the error is.
void answer(const Reply& reply, const Result<haidang::json::object>& result, int status = 200);

// A number in a target or a query. Error: bad_value.
Result<std::uint64_t> parse_number(std::string_view text);

}  // namespace haidang::http
