#include "http/router.hpp"

#include <algorithm>
#include <set>

#include "base/check.hpp"
#include "http/problem.hpp"

namespace haidang::http {
namespace {

constexpr std::string_view api_prefix = "/api/";

bool is_parameter(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

std::string parameter_name(std::string_view segment) {
  return std::string(segment.substr(1, segment.size() - 2));
}

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    path.remove_prefix(1);  // each segment begins with its slash
    const std::size_t end = std::min(path.find('/'), path.size());
    segments.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return segments;
}

std::string join(const std::vector<std::string_view>& segments, std::size_t from) {
  std::string out;
  for (std::size_t i = from; i < segments.size(); ++i)
    out.append(i == from ? "" : "/").append(segments[i]);
  return out;
}

// One letter a segment, so that of two patterns that fit the more literal one sorts first.
std::string shape_of(const std::vector<std::string>& segments, char last_parameter) {
  std::string out;
  for (const std::string& segment : segments)
    out += is_parameter(segment) ? 'p' : 'l';
  if (out.back() == 'p') out.back() = last_parameter;
  return out;
}

bool changes_something(Method method) {
  return method != Method::get && method != Method::head && method != Method::options;
}

}  // namespace

std::string_view method_name(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::del:
      return "DELETE";
    case Method::head:
      return "HEAD";
    case Method::options:
      return "OPTIONS";
    case Method::other:
      break;
  }
  return "OTHER";
}

struct Router::Found {
  const Route* route = nullptr;
  std::map<std::string, std::string> path = {};
  std::set<std::string_view> allowed = {};  // methods of the routes that fit the path
};

Router::Pattern Router::parse(const std::string& text) {
  constexpr std::string_view rest_mark = "...}";
  HD_CHECK(text.starts_with('/'));
  Pattern pattern;
  for (const std::string_view segment : split(text))
    pattern.segments.emplace_back(segment);
  std::string& last = pattern.segments.back();
  if (last.ends_with(rest_mark)) {
    pattern.tail = Pattern::Tail::rest;
    last = last.substr(0, last.size() - rest_mark.size()) + "}";
  }
  return pattern;
}

Router::Router(std::vector<Route> routes, Gate gate)
    : routes_(std::move(routes)), gate_(std::move(gate)) {
  std::set<std::string> known;
  for (const Route& route : routes_) {
    const Pattern pattern = parse(route.pattern);
    std::string key(method_name(route.method));
    for (const std::string& segment : pattern.segments)
      key += "/" + (is_parameter(segment) ? std::string("{}") : segment);
    key += pattern.tail == Pattern::Tail::rest ? "..." : "";
    HD_CHECK(known.insert(key).second);
    HD_CHECK(route.handler != nullptr);
    const bool is_write = changes_something(route.method);
    HD_CHECK(route.auth != AuthPolicy::officer || !is_write || route.csrf == CsrfPolicy::required);
    patterns_.push_back(pattern);
  }
}

std::optional<std::map<std::string, std::string>> Router::match(
    const Pattern& pattern, const std::vector<std::string_view>& segments) {
  const bool has_rest = pattern.tail == Pattern::Tail::rest;
  const std::size_t fixed = pattern.segments.size() - (has_rest ? 1 : 0);
  if (has_rest ? segments.size() < fixed : segments.size() != fixed) return std::nullopt;
  std::map<std::string, std::string> values;
  for (std::size_t i = 0; i < fixed; ++i) {
    const std::string& expected = pattern.segments[i];
    if (!is_parameter(expected)) {
      if (segments[i] != expected) return std::nullopt;
      continue;
    }
    if (segments[i].empty()) return std::nullopt;
    values[parameter_name(expected)] = segments[i];
  }
  if (has_rest) values[parameter_name(pattern.segments.back())] = join(segments, fixed);
  return values;
}

// The most literal pattern wins. What takes all the rest from the root is for pages, never the API.
Router::Found Router::find(Method method, const std::string& path) const {
  const Method wanted = method == Method::head ? Method::get : method;
  const std::vector<std::string_view> segments = split(path);
  Found found;
  std::string best;
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    const Pattern& pattern = patterns_[i];
    if (path.starts_with(api_prefix) && pattern.segments.front() != "api") continue;
    auto values = match(pattern, segments);
    if (!values) continue;
    found.allowed.insert(method_name(routes_[i].method));
    std::string shape = shape_of(pattern.segments, pattern.tail == Pattern::Tail::rest ? 'r' : 'p');
    if (routes_[i].method != wanted || (found.route != nullptr && best <= shape)) continue;
    best = std::move(shape);
    found.route = &routes_[i];
    found.path = *std::move(values);
  }
  return found;
}

Result<Params> Router::admit(const Request& request, const Route& route) const {
  Params params;
  switch (route.auth) {
    case AuthPolicy::nobody:
      if (route.csrf == CsrfPolicy::required) HD_TRY_VOID(check_site(request));
      return params;
    case AuthPolicy::officer: {
      HD_TRY(params.session, gate_.officer(request, route.csrf));
      return params;
    }
    case AuthPolicy::pinned_party:
      break;
  }
  if (!request.peer) {
    return Error{Code::not_pinned, "this route is for nodes of pinned Parties",
                 "the connection presents no certificate"};
  }
  HD_TRY(params.party, gate_.party(*request.peer));
  return params;
}

Response Router::no_such_route(const Request& request, const Found& found) const {
  const bool is_api = request.path.starts_with(api_prefix);
  if (is_api) {
    const auto session = gate_.officer(request, CsrfPolicy::exempt);
    if (!session.ok()) return Response::problem(session.error());
  }
  if (found.allowed.empty()) {
    return Response::problem({Code::not_found, "there is nothing at this address"});
  }
  Response response =
      Response::problem({Code::usage, "this address does not take this method"}, 405);
  std::string allow;  // RFC 9110 section 15.5.6
  for (const std::string_view method : found.allowed)
    allow.append(allow.empty() ? "" : ", ").append(method);
  if (found.allowed.contains("GET")) allow += ", HEAD";
  response.headers["allow"] = allow;
  return response;
}

void Router::handle(Request request, Reply reply) const {
  reply = translating(request, std::move(reply));
  Found found = find(request.method, request.path);
  if (found.route == nullptr) return reply(no_such_route(request, found));
  Result<Params> admitted = admit(request, *found.route);
  if (!admitted.ok()) {
    const bool unknown_party = admitted.error().code == Code::not_pinned;
    return reply(unknown_party ? Response::problem(admitted.error(), 403)
                               : Response::problem(admitted.error()));
  }
  Params params = *std::move(admitted);
  params.path = std::move(found.path);
  found.route->handler(std::move(request), std::move(params), reply);
}

}  // namespace haidang::http
