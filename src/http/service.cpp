#include "http/service.hpp"

#include "crypto/random.hpp"
#include "http/officer_api.hpp"
#include "http/peer_api.hpp"
#include "http/router.hpp"

namespace haidang::http {
namespace {

using haidang::json::object;

// What an officer's session must hold besides being there. Whoever signed in may read.
enum class Right { read, write, administer };

constexpr std::string_view role_officer = "officer";
constexpr std::string_view role_administrator = "administrator";

Result<void> check_right(const Session& session, Right right) {
  const bool writes = session.has_role(role_officer);
  const bool administers = session.has_role(role_administrator);
  if (right == Right::read || administers || (right == Right::write && writes)) return {};
  return Error{Code::not_permitted, "your role may not do this", "",
               right == Right::administer ? "Ask an administrator of this node."
                                          : "Ask an officer with the role 'officer'."};
}

using NodeHandler = void (*)(node::Node&, Call);

Route officer_route(node::Node& node, Method method, std::string pattern, Right right,
                    NodeHandler handler) {
  const CsrfPolicy csrf = method == Method::get ? CsrfPolicy::exempt : CsrfPolicy::required;
  return {
      method, std::move(pattern), AuthPolicy::officer, csrf,
      [&node, right, handler](Request request, Params params, Reply reply) {
        const Session& session = params.session.value();
        if (const auto may = check_right(session, right); !may.ok()) {
          return reply(Response::problem(may.error()));
        }
        handler(
            node,
            {std::move(request), std::move(params.path), session.officer, {}, std::move(reply)});
      }};
}

Route peer_route(node::Node& node, Method method, std::string pattern, NodeHandler handler) {
  return {method, std::move(pattern), AuthPolicy::pinned_party, CsrfPolicy::exempt,
          [&node, handler](Request request, Params params, Reply reply) {
            auto party = PartyCode::parse(params.party.value());
            if (!party.ok()) return reply(Response::problem(party.error()));
            handler(node, {std::move(request), std::move(params.path), "", *std::move(party),
                           std::move(reply)});
          }};
}

Route open_route(node::Node& node, std::string pattern, NodeHandler handler) {
  return {Method::get, std::move(pattern), AuthPolicy::nobody, CsrfPolicy::exempt,
          [&node, handler](Request request, Params params, Reply reply) {
            handler(node, {std::move(request), std::move(params.path), "", {}, std::move(reply)});
          }};
}

std::vector<Route> node_routes(node::Node& node) {
  namespace api = officer_api;
  constexpr Method get = Method::get;
  constexpr Method post = Method::post;
  const auto officer = [&node](Method method, std::string pattern, Right right, NodeHandler f) {
    return officer_route(node, method, std::move(pattern), right, f);
  };
  return {
      officer(get, "/api/v1/status", Right::read, api::status),
      officer(get, "/api/v1/requests", Right::read, api::list_requests),
      officer(post, "/api/v1/requests", Right::write, api::new_request),
      officer(post, "/api/v1/requests/check", Right::read, api::check_request),
      officer(get, "/api/v1/requests/{request}", Right::read, api::show_request),
      officer(post, "/api/v1/requests/{request}/acts", Right::write, api::new_act),
      officer(get, "/api/v1/requests/{request}/evidence", Right::read, api::list_evidence),
      officer(post, "/api/v1/requests/{request}/evidence", Right::write, api::add_evidence),
      officer(post, "/api/v1/requests/{request}/deliveries", Right::write, api::deliver),
      officer(get, "/api/v1/cases/{case}", Right::read, api::show_case),
      officer(post, "/api/v1/cases/{case}/packages", Right::write, api::make_package),
      officer(get, "/api/v1/acts/{act}", Right::read, api::show_act),
      officer(get, "/api/v1/acts/{act}/receipt", Right::read, api::show_receipt),
      officer(get, "/api/v1/parties", Right::read, api::list_parties),
      officer(post, "/api/v1/parties", Right::administer, api::trust_party),
      officer(get, "/api/v1/profile", Right::read, api::own_profile),
      officer(get, "/api/v1/events", Right::read, api::events),
      officer(post, "/api/v1/rebuild", Right::administer, api::rebuild),
      peer_route(node, post, "/exchange/v1/deliveries", peer_api::deliver),
      peer_route(node, get, "/exchange/v1/pull", peer_api::pull),
      peer_route(node, post, "/exchange/v1/pulled", peer_api::pulled),
      peer_route(node, get, "/exchange/v1/items/{item}/digests", peer_api::chunk_digests),
      peer_route(node, get, "/exchange/v1/items/{item}/chunks/{index}", peer_api::chunk),
      open_route(node, "/checkpoint", peer_api::checkpoint),
      open_route(node, "/tile/{rest...}", peer_api::tile),
  };
}

object describe(const Session& session) {
  haidang::json::array roles(session.roles.begin(), session.roles.end());
  return {{"officer", session.officer},
          {"roles", std::move(roles)},
          {"csrf", session.csrf},
          {"expires_at", format_time(session.expires)}};
}

}  // namespace

struct Service::State {
  explicit State(ServiceParts given) : parts(std::move(given)) {}

  ServiceParts parts;
  std::unique_ptr<Sessions> sessions;
  std::unique_ptr<Router> router;
  std::unique_ptr<Server> server;

  std::vector<Route> session_routes();
  void sign_in(const Request& request, const Reply& reply);
  Gate gate();
};

void Service::State::sign_in(const Request& request, const Reply& reply) {
  const auto signed_in = [&]() -> Result<SignIn> {
    HD_TRY(const object body, parse_json_object(as_text(request.body)));
    ObjectReader in(body, "sign-in");
    HD_TRY(const std::string name, in.text("name", 100));
    HD_TRY(const std::string password, in.text("password", 2000));
    HD_TRY_VOID(in.finish());
    return sessions->sign_in(name, password, request.remote_address);
  }();
  if (!signed_in.ok()) {
    parts.node.record("sign-in-refused", {{"code", code_text(signed_in.error().code)}});
    return reply(Response::problem(signed_in.error()));
  }
  parts.node.record("signed-in", {{"officer", signed_in->session.officer}});
  object body = describe(signed_in->session);
  body["token"] = signed_in->token;
  Response response = Response::json(200, body);
  response.headers["set-cookie"] = signed_in->cookie;
  reply(std::move(response));
}

std::vector<Route> Service::State::session_routes() {
  const std::string pattern = "/api/v1/session";
  return {{Method::post, pattern, AuthPolicy::nobody, CsrfPolicy::required,
           [this](Request request, Params, Reply reply) { sign_in(request, reply); }},
          {Method::get, pattern, AuthPolicy::officer, CsrfPolicy::exempt,
           [](Request, Params params, Reply reply) {
             reply(Response::json(200, describe(params.session.value())));
           }},
          {Method::del, pattern, AuthPolicy::officer, CsrfPolicy::required,
           [this](Request request, Params, Reply reply) {
             const auto ended = sessions->sign_out(request);
             if (!ended.ok()) return reply(Response::problem(ended.error()));
             Response response;
             response.status = 204;
             response.headers["set-cookie"] = cookie_that_ends();
             reply(std::move(response));
           }}};
}

Gate Service::State::gate() {
  return {[this](const Request& request, CsrfPolicy policy) {
            return sessions->authenticate(request, policy);
          },
          [this](const Digest& certificate) -> Result<std::string> {
            const auto party = parts.node.party_of(certificate);
            if (party) return party->text();
            return Error{Code::not_pinned, "the certificate is of no Party that is pinned here"};
          }};
}

Service::Service(std::unique_ptr<State> state) : state_(std::move(state)) {}
Service::~Service() {
  state_->server.reset();
}  // no handler runs once the rest goes
std::uint16_t Service::port() const {
  return state_->server->port();
}

Result<std::unique_ptr<Service>> Service::start(ServiceParts parts) {
  auto state = std::make_unique<State>(std::move(parts));
  const ServiceParts& own = state->parts;
  HD_TRY(store::Database database, store::Database::open(own.layout.officers()));
  HD_TRY(state->sessions, Sessions::open(std::move(database), own.clock, own.random));
  std::vector<Route> routes = node_routes(own.node);
  for (Route& route : state->session_routes())
    routes.push_back(std::move(route));
  state->router = std::make_unique<Router>(std::move(routes), state->gate());
  HD_TRY(crypto::TlsContext tls,
         crypto::TlsContext::server(own.identity.certificate, own.identity.key, own.profile.root));
  HD_TRY(state->server, Server::start(
                            own.config.listen_address, own.config.listen_port, std::move(tls),
                            [router = state->router.get()](Request request, const Reply& reply) {
                              router->handle(std::move(request), reply);
                            },
                            {}, own.log));
  return std::unique_ptr<Service>(new Service(std::move(state)));
}

Result<void> create_first_officer(const node::Layout& layout, const std::string& name,
                                  const std::string& password) {
  SystemClock clock;
  crypto::SystemRandom random;
  HD_TRY(store::Database database, store::Database::open(layout.officers()));
  HD_TRY(const std::unique_ptr<Sessions> sessions,
         Sessions::open(std::move(database), clock, random));
  return sessions->create_officer(name, password,
                                  {std::string(role_officer), std::string(role_administrator)});
}

}  // namespace haidang::http
