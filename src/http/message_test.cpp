#include "http/message.hpp"

#include <doctest/doctest.h>

#include "http/head.hpp"

using namespace haidang;
using namespace haidang::http;

TEST_CASE("a cookie is found by its whole name only") {
  Request request;
  CHECK(!request.cookie("session"));
  request.headers["cookie"] = "xsession=1; session=two=2 ;\tother=3";
  CHECK(request.cookie("session") == "two=2");
  CHECK(request.cookie("other") == "3");
  CHECK(!request.cookie("sess"));
  CHECK(!request.cookie(""));
}

TEST_CASE("a problem says what, why, what next and its stable code") {
  const Error error{Code::incomplete_request,
                    "the request lacks mandatory contents",
                    "two items are missing",
                    "",
                    {{"necessity", "why the data are needed", "art. 42(3)(e)"}}};
  const Response response = Response::problem(error);
  CHECK(response.status == 422);
  CHECK(response.content_type == "application/problem+json");
  const json::object body = parse_json_object(as_text(response.body)).value();
  CHECK(body.at("code") == "HD-3002");
  CHECK(body.at("title") == "the request lacks mandatory contents");
  CHECK(body.at("detail") == "two items are missing");
  CHECK(body.at("status") == 422);
  CHECK(!body.at("next").as_string().empty());
  CHECK(body.at("details").as_array().at(0).as_object().at("citation") == "art. 42(3)(e)");
}

TEST_CASE("who is to try again is told when") {
  const Response busy = Response::problem({Code::unavailable, "busy"});
  CHECK(busy.status == 503);
  CHECK(busy.headers.at("retry-after") == "1");
  Error error{Code::too_many_attempts, "wait"};
  error.details.push_back({std::string(retry_after_item), "42", ""});
  CHECK(Response::problem(error).headers.at("retry-after") == "42");
}

TEST_CASE("a header that would break the message is refused") {
  for (const auto& [name, value] :
       {std::pair{"x-a", "1\r\nset-cookie: b"}, std::pair{"x-a\r\nx-b", "1"},
        std::pair{"X-Upper", "1"}, std::pair{"", "1"}, std::pair{"content-length", "0"},
        std::pair{"transfer-encoding", "chunked"}}) {
    Response response;
    response.headers[name] = value;
    CHECK(head_text(response, 0, Afterwards::keep_open).error().code == Code::internal);
  }
}

TEST_CASE("each answer carries the security headers, once") {
  Response response = Response::text(200, "text/html", "");
  response.headers["content-security-policy"] = "default-src 'self'";
  const std::string head = head_text(response, 0, Afterwards::keep_open).value();
  for (const std::string_view line :
       {"HTTP/1.1 200 OK\r\n", "strict-transport-security: ", "x-content-type-options: nosniff\r\n",
        "cache-control: no-store\r\n", "referrer-policy: no-referrer\r\n",
        "content-security-policy: default-src 'self'\r\n", "content-length: 0\r\n"}) {
    CHECK_MESSAGE(head.find(line) != std::string::npos, line);
  }
  CHECK(head.find("default-src 'none'") == std::string::npos);
  CHECK(head.ends_with("\r\n\r\n"));
}
