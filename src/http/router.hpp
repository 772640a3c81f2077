// Routes as data. Each names who may use it; there is no default. The router finds the route,
// asks the gate, and answers 401, 403, 404 and 405 itself.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "http/sessions.hpp"

namespace haidang::http {

enum class AuthPolicy {
  nobody,        // anybody, without a session
  officer,       // a session: cookie or bearer token
  pinned_party,  // the client's certificate is one that a pinned Party's profile names
};

// What a handler learns beside the request.
struct Params {
  std::map<std::string, std::string> path;  // by the names in the pattern
  std::optional<Session> session;           // AuthPolicy::officer
  std::optional<std::string> party;         // AuthPolicy::pinned_party: its code

  [[nodiscard]] const std::string& at(const std::string& name) const { return path.at(name); }
};

using RouteHandler = std::function<void(Request, Params, Reply)>;

struct Route {
  Method method;
  std::string pattern;  // "/api/v1/cases/{case}/acts"; "{rest...}" at the end takes what follows
  AuthPolicy auth;
  CsrfPolicy csrf;  // `required` wherever an officer's or a visitor's browser can change something
  RouteHandler handler;
};

struct Gate {
  std::function<Result<Session>(const Request&, CsrfPolicy)> officer;
  // The Party whose pinned profile names this certificate. Error: not_pinned.
  std::function<Result<std::string>(const Digest& certificate)> party;
};

class Router {
 public:
  // Two routes for the same thing, or an officer's write without CSRF protection, are bugs:
  // checked.
  Router(std::vector<Route> routes, Gate gate);

  // Under /api/ whoever has no session learns nothing, not even which routes there are. HEAD is
  // answered by the route of GET.
  void handle(Request request, Reply reply) const;
  [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }

 private:
  struct Found;
  struct Pattern {
    std::vector<std::string> segments;  // a parameter as "{name}"
    enum class Tail { exact, rest } tail = Tail::exact;
  };
  static Pattern parse(const std::string& text);
  static std::optional<std::map<std::string, std::string>> match(
      const Pattern& pattern, const std::vector<std::string_view>& segments);
  [[nodiscard]] Found find(Method method, const std::string& path) const;
  [[nodiscard]] Result<Params> admit(const Request& request, const Route& route) const;
  [[nodiscard]] Response no_such_route(const Request& request, const Found& found) const;

  std::vector<Route> routes_;
  std::vector<Pattern> patterns_;  // of the route at the same index
  Gate gate_;
};

std::string_view method_name(Method method);  // "GET"

}  // namespace haidang::http
