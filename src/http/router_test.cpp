#include "http/router.hpp"

#include <doctest/doctest.h>

using namespace haidang;
using namespace haidang::http;

namespace {

constexpr Digest known_certificate{1, 2, 3};

Route route(Method method, const std::string& pattern, AuthPolicy auth,
            CsrfPolicy csrf = CsrfPolicy::required) {
  return {method, pattern, auth, csrf,
          [pattern](const Request&, const Params& params, const Reply& reply) {
            json::object out{{"route", pattern}};
            for (const auto& [name, value] : params.path)
              out[name] = value;
            if (params.session) out["officer"] = params.session->actor.officer;
            if (params.party) out["party"] = *params.party;
            reply(Response::json(200, out));
          }};
}

Gate gate() {
  return {[](const Request& request, CsrfPolicy policy) -> Result<Session> {
            if (!request.headers.contains("token")) {
              return Error{Code::not_signed_in, "sign in first"};
            }
            if (policy == CsrfPolicy::required && !request.headers.contains("csrf")) {
              return Error{Code::csrf, "no token"};
            }
            Session session;
            session.actor.officer = "linh";
            return session;
          },
          [](const Digest& certificate) -> Result<std::string> {
            if (certificate == known_certificate) return std::string("XA");
            return Error{Code::not_pinned, "no Party names this certificate"};
          }};
}

Router make_router() {
  return {{route(Method::get, "/api/v1/cases", AuthPolicy::officer, CsrfPolicy::exempt),
           route(Method::post, "/api/v1/cases", AuthPolicy::officer),
           route(Method::get, "/api/v1/cases/{case}", AuthPolicy::officer, CsrfPolicy::exempt),
           route(Method::get, "/api/v1/cases/new", AuthPolicy::officer, CsrfPolicy::exempt),
           route(Method::get, "/api/v1/cases/{case}/acts/{act}", AuthPolicy::officer,
                 CsrfPolicy::exempt),
           route(Method::post, "/api/v1/session", AuthPolicy::nobody),
           route(Method::get, "/exchange/v1/pull", AuthPolicy::pinned_party, CsrfPolicy::exempt),
           route(Method::get, "/", AuthPolicy::nobody, CsrfPolicy::exempt),
           route(Method::get, "/tile/{rest...}", AuthPolicy::nobody, CsrfPolicy::exempt),
           route(Method::get, "/{page...}", AuthPolicy::nobody, CsrfPolicy::exempt)},
          gate()};
}

struct Answer {
  int status = 0;
  json::object body;
  std::map<std::string, std::string> headers;
};

struct Headers {
  std::map<std::string, std::string> all;
};

Answer ask(Method method, const std::string& path, const Headers& headers = {},
           std::optional<Digest> peer = std::nullopt) {
  Request request;
  request.method = method;
  request.path = path;
  request.headers = headers.all;
  request.peer = peer;
  Answer answer;
  make_router().handle(request, [&](const Response& response) {
    answer = {response.status, parse_json_object(as_text(response.body)).value(), response.headers};
  });
  return answer;
}

const Headers signed_in{{{"token", "t"}}};
const Headers page{{{"token", "t"}, {"csrf", "c"}}};

}  // namespace

TEST_CASE("without a session every address of the API answers 401 and nothing else") {
  for (const auto& [method, path] :
       {std::pair{Method::get, "/api/v1/cases"}, std::pair{Method::post, "/api/v1/cases"},
        std::pair{Method::del, "/api/v1/cases"}, std::pair{Method::get, "/api/v1/nothing"},
        std::pair{Method::get, "/api/"}, std::pair{Method::get, "/api/v1/cases/"},
        std::pair{Method::get, "/api/v1/session"}}) {
    const Answer answer = ask(method, path);
    CHECK_MESSAGE(answer.status == 401, path);
    CHECK(answer.body.at("code") == "HD-7001");
    CHECK(!answer.headers.contains("allow"));
  }
}

TEST_CASE("with a session, what is not there is 404, and a wrong method is told the right ones") {
  CHECK(ask(Method::get, "/api/v1/nothing", signed_in).status == 404);
  CHECK(ask(Method::get, "/api/v1/cases/", signed_in).status == 404);
  CHECK(ask(Method::get, "/api/v1/cases/1/acts/", signed_in).status == 404);
  const Answer answer = ask(Method::del, "/api/v1/cases", signed_in);
  CHECK(answer.status == 405);
  CHECK(answer.headers.at("allow") == "GET, POST, HEAD");
  CHECK(ask(Method::other, "/api/v1/cases", signed_in).status == 405);
  CHECK(ask(Method::post, "/", {}).status == 405);
}

TEST_CASE("an officer's write passes only with the page's token") {
  CHECK(ask(Method::post, "/api/v1/cases", signed_in).status == 403);
  const Answer answer = ask(Method::post, "/api/v1/cases", page);
  CHECK(answer.status == 200);
  CHECK(answer.body.at("officer") == "linh");
  CHECK(ask(Method::post, "/api/v1/session", {{{"sec-fetch-site", "cross-site"}}}).status == 403);
  CHECK(ask(Method::post, "/api/v1/session", {{{"sec-fetch-site", "same-origin"}}}).status == 200);
}

TEST_CASE("a node passes with the certificate of a pinned Party only") {
  CHECK(ask(Method::get, "/exchange/v1/pull").status == 403);
  CHECK(ask(Method::get, "/exchange/v1/pull", page).status == 403);
  CHECK(ask(Method::get, "/exchange/v1/pull", {}, Digest{9}).status == 403);
  const Answer answer = ask(Method::get, "/exchange/v1/pull", {}, known_certificate);
  CHECK(answer.body.at("party") == "XA");
  CHECK(!answer.body.contains("officer"));
}

TEST_CASE("the most literal route wins, and parameters arrive by name") {
  CHECK(ask(Method::get, "/api/v1/cases/new", signed_in).body.at("route") == "/api/v1/cases/new");
  const Answer one = ask(Method::get, "/api/v1/cases/a b/acts/7", signed_in);
  CHECK(one.body.at("case") == "a b");
  CHECK(one.body.at("act") == "7");
  CHECK(ask(Method::head, "/api/v1/cases/1", signed_in).body.at("case") == "1");
  CHECK(ask(Method::get, "/").body.at("route") == "/");
  CHECK(ask(Method::get, "/tile/0/x001").body.at("rest") == "0/x001");
  CHECK(ask(Method::get, "/tile").body.at("rest") == "");
  CHECK(ask(Method::get, "/cases/7").body.at("page") == "cases/7");
}

TEST_CASE("the list of routes says who may use each") {
  const Router router = make_router();
  CHECK(router.routes().size() == 10);
  for (const Route& each : router.routes()) {
    const bool is_open = each.auth == AuthPolicy::nobody;
    CHECK((is_open || each.pattern.starts_with("/api/") || each.pattern.starts_with("/exchange/")));
  }
}
