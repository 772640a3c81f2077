#include "http/service.hpp"

#include <array>

#include "crypto/random.hpp"
#include "http/draft_api.hpp"
#include "http/duty_api.hpp"
#include "http/keeper_api.hpp"
#include "http/officer_api.hpp"
#include "http/officer_rows.hpp"
#include "http/peer_api.hpp"
#include "http/router.hpp"
#include "http/staff_api.hpp"

namespace haidang::http {
namespace {

using haidang::json::object;

using node::Operation;
using NodeHandler = void (*)(node::Node&, Call);
using StaffHandler = void (*)(StaffDesk&, Call);

// Reading by the right of oversight alone is on record before anything is shown (arts 6, 24).
Result<void> admit(node::Node& node, const node::Actor& actor, Operation operation,
                   const Request& request) {
  HD_TRY(const node::Right right, node::may(actor, operation));
  if (right != node::Right::oversight) return {};
  return node.record_first("oversight-read", {{"officer", actor.officer}, {"what", request.path}});
}

template <class Desk>
Route officer_route(node::Node& node, Desk& desk, Method method, std::string pattern,
                    Operation operation, void (*handler)(Desk&, Call)) {
  const CsrfPolicy csrf = method == Method::get ? CsrfPolicy::exempt : CsrfPolicy::required;
  return {
      method, std::move(pattern), AuthPolicy::officer, csrf,
      [&node, &desk, operation, handler](Request request, Params params, Reply reply) {
        node::Actor& actor = params.session.value().actor;
        if (const auto in = admit(node, actor, operation, request); !in.ok()) {
          return reply(Response::problem(in.error()));
        }
        handler(
            desk,
            {std::move(request), std::move(params.path), std::move(actor), {}, std::move(reply)});
      }};
}

Route peer_route(node::Node& node, Method method, std::string pattern, NodeHandler handler) {
  return {
      method, std::move(pattern), AuthPolicy::pinned_party, CsrfPolicy::exempt,
      [&node, handler](Request request, Params params, Reply reply) {
        auto party = PartyCode::parse(params.party.value());
        if (!party.ok()) return reply(Response::problem(party.error()));
        handler(
            node,
            {std::move(request), std::move(params.path), {}, *std::move(party), std::move(reply)});
      }};
}

Route open_route(node::Node& node, std::string pattern, NodeHandler handler) {
  return {Method::get, std::move(pattern), AuthPolicy::nobody, CsrfPolicy::exempt,
          [&node, handler](Request request, Params params, Reply reply) {
            handler(node, {std::move(request), std::move(params.path), {}, {}, std::move(reply)});
          }};
}

std::vector<Route> node_routes(node::Node& node) {
  namespace api = officer_api;
  constexpr Method get = Method::get;
  constexpr Method post = Method::post;
  const auto officer = [&node](Method method, std::string pattern, Operation what, NodeHandler f) {
    return officer_route(node, node, method, std::move(pattern), what, f);
  };
  return {
      officer(get, "/api/v1/status", Operation::see_node, api::status),
      officer(get, "/api/v1/requests", Operation::read_acts, api::list_requests),
      officer(post, "/api/v1/requests", Operation::speak, api::new_request),
      officer(post, "/api/v1/requests/check", Operation::speak, api::check_request),
      officer(get, "/api/v1/requests/{request}", Operation::read_acts, api::show_request),
      officer(post, "/api/v1/requests/{request}/acts", Operation::speak, api::new_act),
      officer(post, "/api/v1/requests/{request}/custodian-copy", Operation::copy_custodian,
              api::custodian_copy),
      officer(get, "/api/v1/requests/{request}/evidence", Operation::read_evidence,
              api::list_evidence),
      officer(post, "/api/v1/requests/{request}/evidence", Operation::handle_evidence,
              api::add_evidence),
      officer(post, "/api/v1/requests/{request}/deliveries", Operation::handle_evidence,
              api::deliver),
      officer(get, "/api/v1/cases/{case}", Operation::read_acts, api::show_case),
      officer(post, "/api/v1/cases/{case}/packages", Operation::handle_evidence, api::make_package),
      officer(get, "/api/v1/acts/{act}", Operation::read_acts, api::show_act),
      officer(get, "/api/v1/acts/{act}/letter", Operation::read_acts, api::show_letter),
      officer(get, "/api/v1/acts/{act}/receipt", Operation::read_acts, api::show_receipt),
      officer(get, "/api/v1/parties", Operation::see_node, api::list_parties),
      officer(post, "/api/v1/parties", Operation::manage_parties, api::trust_party),
      officer(get, "/api/v1/profile", Operation::see_node, api::own_profile),
      officer(get, "/api/v1/events", Operation::see_node, api::events),
      officer(post, "/api/v1/rebuild", Operation::rebuild, api::rebuild),
      peer_route(node, post, "/exchange/v1/deliveries", peer_api::deliver),
      peer_route(node, get, "/exchange/v1/pull", peer_api::pull),
      peer_route(node, get, "/exchange/v1/profile", peer_api::profile),
      peer_route(node, post, "/exchange/v1/pulled", peer_api::pulled),
      peer_route(node, get, "/exchange/v1/items/{item}/digests", peer_api::chunk_digests),
      peer_route(node, get, "/exchange/v1/items/{item}/chunks/{index}", peer_api::chunk),
      open_route(node, "/checkpoint", peer_api::checkpoint),
      open_route(node, "/tile/{rest...}", peer_api::tile),
  };
}

std::vector<Route> duty_routes(StaffDesk& desk) {
  namespace api = duty_api;
  constexpr Method get = Method::get;
  constexpr Method post = Method::post;
  const auto officer = [&desk](Method method, std::string pattern, Operation what, StaffHandler f) {
    return officer_route(desk.node, desk, method, std::move(pattern), what, f);
  };
  constexpr Operation stand_in = Operation::delegate;
  constexpr Operation plan = Operation::manage_roster;
  return {
      officer(get, "/api/v1/delegations", Operation::see_node, api::list_delegations),
      officer(post, "/api/v1/delegations", stand_in, api::delegate),
      officer(post, "/api/v1/delegations/{delegation}/end", stand_in, api::end_delegation),
      officer(get, "/api/v1/roster", Operation::see_node, api::show_roster),
      officer(post, "/api/v1/roster", plan, api::add_shift),
      officer(post, "/api/v1/roster/{shift}/removal", plan, api::remove_shift),
  };
}

std::vector<Route> draft_routes(node::Node& node) {
  namespace api = draft_api;
  constexpr Method get = Method::get;
  constexpr Method post = Method::post;
  const auto officer = [&node](Method method, std::string pattern, Operation what, NodeHandler f) {
    return officer_route(node, node, method, std::move(pattern), what, f);
  };
  return {
      officer(get, "/api/v1/drafts", Operation::read_acts, api::list_drafts),
      officer(post, "/api/v1/drafts", Operation::speak, api::make_draft),
      officer(get, "/api/v1/drafts/{draft}", Operation::read_acts, api::show_draft),
      officer(post, "/api/v1/drafts/{draft}/approval", Operation::speak, api::approve_draft),
      officer(post, "/api/v1/drafts/{draft}/rejection", Operation::speak, api::reject_draft),
      officer(get, "/api/v1/four-eyes", Operation::see_node, api::show_four_eyes),
      officer(post, "/api/v1/four-eyes", Operation::manage_officers, api::set_four_eyes),
  };
}

std::vector<Route> keeper_routes(node::Node& node) {
  namespace api = keeper_api;
  constexpr Method get = Method::get;
  constexpr Method post = Method::post;
  const auto officer = [&node](Method method, std::string pattern, Operation what, NodeHandler f) {
    return officer_route(node, node, method, std::move(pattern), what, f);
  };
  constexpr Operation trust = Operation::manage_parties;
  return {
      officer(get, "/api/v1/parties/{party}", trust, api::show_ties),
      officer(post, "/api/v1/parties/{party}/removal", trust, api::forget_party),
      officer(post, "/api/v1/parties/{party}/refresh", trust, api::refresh_party),
      officer(post, "/api/v1/outbox/{party}/retry", Operation::retry_outbox, api::retry_outbox),
      officer(get, "/api/v1/keys", Operation::see_node, api::list_keys),
      officer(post, "/api/v1/keys/rotation", Operation::manage_keys, api::rotate_keys),
  };
}

std::vector<Route> staff_routes(StaffDesk& desk) {
  namespace api = staff_api;
  constexpr Method get = Method::get;
  constexpr Method post = Method::post;
  const auto officer = [&desk](Method method, std::string pattern, Operation what, StaffHandler f) {
    return officer_route(desk.node, desk, method, std::move(pattern), what, f);
  };
  constexpr Operation manage = Operation::manage_officers;
  constexpr Operation organise = Operation::manage_authorities;
  return {
      officer(get, "/api/v1/officers", Operation::read_officers, api::list_officers),
      officer(post, "/api/v1/officers", manage, api::add_officer),
      officer(post, "/api/v1/officers/{officer}/posts", manage, api::set_posts),
      officer(post, "/api/v1/officers/{officer}/password", Operation::see_node, api::set_password),
      officer(post, "/api/v1/officers/{officer}/disable", manage, api::disable_officer),
      officer(post, "/api/v1/officers/{officer}/enable", manage, api::enable_officer),
      officer(get, "/api/v1/authorities", Operation::see_node, api::list_authorities),
      officer(post, "/api/v1/authorities", organise, api::put_authority),
      officer(post, "/api/v1/authorities/{authority}/removal", organise, api::remove_authority),
      officer(get, "/api/v1/declarations", Operation::see_node, api::list_declarations),
      officer(post, "/api/v1/declarations", organise, api::put_declaration),
      officer(post, "/api/v1/declarations/{declaration}/withdrawal", organise,
              api::withdraw_declaration),
  };
}

object describe(const Session& session) {
  haidang::json::array roles;
  for (const std::string& name : session.actor.roles().names())
    roles.push_back(haidang::json::string(name));
  return {{"officer", session.actor.officer},
          {"roles", std::move(roles)},
          {"posts", describe_posts(session.actor.posts)},
          {"csrf", session.csrf},
          {"expires_at", format_time(session.expires)}};
}

}  // namespace

struct Service::State {
  explicit State(ServiceParts given) : parts(std::move(given)) {}

  ServiceParts parts;
  std::unique_ptr<Sessions> sessions;
  std::unique_ptr<DutyBook> duty;
  std::unique_ptr<StaffDesk> staff;
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
  parts.node.record("signed-in", {{"officer", signed_in->session.actor.officer}});
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
  HD_TRY(store::Database rows, store::Database::open(own.layout.officers()));
  HD_TRY(state->duty, DutyBook::open(std::move(rows)));
  state->staff =
      std::make_unique<StaffDesk>(StaffDesk{own.node, *state->sessions, *state->duty, own.clock});
  std::vector<Route> routes = node_routes(own.node);
  std::array extra{staff_routes(*state->staff), duty_routes(*state->staff), draft_routes(own.node),
                   keeper_routes(own.node)};
  for (std::vector<Route>& more : extra) {
    for (Route& route : more)
      routes.push_back(std::move(route));
  }
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
                                  const std::string& password, node::Post post) {
  SystemClock clock;
  crypto::SystemRandom random;
  HD_TRY(store::Database database, store::Database::open(layout.officers()));
  HD_TRY(const std::unique_ptr<Sessions> sessions,
         Sessions::open(std::move(database), clock, random));
  post.roles = post.roles.shared(node::case_roles).with({node::Role::administrator});
  return sessions->create_officer(name, password, {std::move(post)});
}

}  // namespace haidang::http
