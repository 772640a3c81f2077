// The node itself: making it, serving it, signing in, asking how it is.
#include <fmt/format.h>

#include "base/durable_file.hpp"
#include "cli/api_client.hpp"
#include "cli/serve.hpp"
#include "cli/text.hpp"
#include "crypto/random.hpp"
#include "http/service.hpp"
#include "node/keyring.hpp"
#include "node/time_zone.hpp"

namespace haidang::cli {
namespace {

const Option passphrase_file{"--passphrase-file", "FILE",
                             "Holds the passphrase; 'fd:N' reads descriptor N; else you are asked"};
const Option password_file{
    "--password-file", "FILE",
    "Holds the officer's password; 'fd:N' reads descriptor N; else you are asked"};

struct Listen {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8443;
};

Result<Listen> parse_listen(const std::string& text) {
  Listen listen;
  const auto colon = text.rfind(':');
  const std::string port = colon == std::string::npos ? text : text.substr(colon + 1);
  if (colon != std::string::npos) listen.address = text.substr(0, colon);
  const bool digits = !port.empty() && port.size() <= 5 &&
                      port.find_first_not_of("0123456789") == std::string::npos;
  if (!digits || std::stoi(port) < 1 || std::stoi(port) > 65535) {
    return Error{Code::usage, fmt::format("'{}' is not ADDRESS:PORT", text)};
  }
  listen.port = static_cast<std::uint16_t>(std::stoi(port));
  return listen;
}

Result<node::NewNode> plan_node(const Arguments& arguments) {
  node::NewNode plan;
  HD_TRY(plan.config.self.party, PartyCode::parse(arguments.one("--party")));
  HD_TRY(plan.config.self.authority,
         parse_authority(arguments.optional("--authority").value_or("contact-point")));
  plan.config.party_name = arguments.optional("--name").value_or(plan.config.self.party.text());
  HD_TRY(const Listen listen,
         parse_listen(arguments.optional("--listen").value_or("127.0.0.1:8443")));
  plan.config.listen_address = listen.address;
  plan.config.listen_port = listen.port;
  plan.config.endpoint =
      arguments.has("--no-inbound")
          ? ""
          : arguments.optional("--endpoint")
                .value_or(fmt::format("https://{}:{}", listen.address, listen.port));
  plan.config.heads = arguments.optional("--heads").value_or("heads.db");

  std::vector<std::string> roles = arguments.many("--role");
  if (roles.empty()) roles = node::case_roles.names();  // a small State's one authority does all
  HD_TRY(const node::RoleSet known, node::RoleSet::parse(roles));
  if (known.has(node::Role::administrator)) {
    return Error{Code::usage, "an authority has roles of the Convention; none is administrator"};
  }
  std::vector<std::string> languages = arguments.many("--language");
  if (languages.empty()) languages = {"en"};
  const std::string zone = arguments.optional("--time-zone").value_or("Etc/UTC");
  HD_TRY_VOID(node::check_time_zone(zone));
  plan.party.party = plan.config.self.party;
  plan.party.name = plan.config.party_name;
  plan.party.endpoint = plan.config.endpoint;
  plan.party.hosts = {listen.address};
  plan.party.now = SystemClock{}.now();
  plan.party.authorities = {
      {plan.config.self.authority, arguments.optional("--authority-name").value_or("Contact point"),
       roles, languages, arguments.optional("--hours").value_or("24/7"), zone,
       arguments.optional("--phone").value_or(""), arguments.optional("--email").value_or("")}};
  return plan;
}

Result<Outcome> init(const Context& context, const Arguments& arguments) {
  HD_TRY(const node::Layout layout, layout_of(context));
  HD_TRY(const node::NewNode plan, plan_node(arguments));
  HD_TRY(const std::string passphrase,
         read_secret(arguments, "--passphrase-file", "Passphrase for the node's keys"));
  HD_TRY(const std::string password,
         read_secret(arguments, "--password-file", "Password for the first officer"));
  crypto::SystemRandom random;
  HD_TRY(const directory::Profile profile, node::create_node(layout, plan, passphrase, random));
  const std::string officer = arguments.optional("--officer").value_or("officer");
  const directory::AuthorityInfo& first = profile.authorities.front();
  HD_TRY(const node::RoleSet roles, node::RoleSet::parse(first.roles));
  HD_TRY_VOID(http::create_first_officer(layout, officer, password, {first.id, roles, ""}));
  const std::string words = directory::fingerprint_words(profile);
  const Reader reader = reader_of(context);
  const std::string place = layout.root.string();
  return Outcome{
      fmt::format(
          "{}\n\n{}\n  {}\n\n{}\n{}",
          reader.say("cli.node-made",
                     {{"name", profile.name}, {"party", profile.party.text()}, {"place", place}}),
          reader.say("cli.fingerprint-phone"), words,
          reader.say("cli.next", {{"step", "haidang serve --data " + place}}),
          reader.say("cli.then", {{"command", "haidang party export --data " + place}})),
      {{"party", profile.party.text()},
       {"fingerprint", words},
       {"officer", officer},
       {"endpoint", profile.endpoint}}};
}

Result<Outcome> serve(const Context& context, const Arguments& arguments) {
  HD_TRY(const node::Layout layout, layout_of(context));
  HD_TRY(const std::string passphrase,
         read_secret(arguments, "--passphrase-file", "Passphrase of the node's keys"));
  block_stop_signals();
  StderrLog log(arguments.has("--quiet") ? LogLevel::warning : LogLevel::info);
  HD_TRY(const std::unique_ptr<ServedNode> served, ServedNode::start(layout, passphrase, log));
  log.info("ready", {{"port", std::int64_t{served->port()}}});
  wait_for_stop_signal();
  log.info("stopping");
  return Outcome{"", json::object{{"stopped", true}}};
}

Result<Outcome> login(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::without_session(context));
  HD_TRY(const std::string password, read_secret(arguments, "--password-file", "Password"));
  const std::string officer = arguments.optional("--officer").value_or("officer");
  HD_TRY(const json::object session, api.login(officer, password, [&arguments] {
    return read_secret(arguments, "--code-file", "Code of the authenticator app");
  }));
  return Outcome{reader_of(context).say("cli.signed-in", {{"officer", officer}}), session};
}

Result<Outcome> status(const Context& context, const Arguments&) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer, api.get("/api/v1/status"));
  return Outcome{status_text(reader_of(context, api), answer.as_object()), answer.as_object()};
}

// A node that does not run is a finding of its own: the error says how to start it.
Result<Outcome> doctor(const Context& context, const Arguments&) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  const auto answer = api.get("/api/v1/status");
  if (!answer.ok()) return answer.error();
  const json::object& health = answer->as_object();
  const json::array& findings = health.at("findings").as_array();
  return Outcome{findings_text(reader_of(context), health),
                 {{"findings", findings}},
                 findings.empty() ? 0 : 1};
}

Result<Outcome> rebuild(const Context& context, const Arguments&) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer, api.post("/api/v1/rebuild", json::object{}));
  return Outcome{reader_of(context).say("cli.rebuilt"), answer.as_object()};
}

std::vector<Option> init_options() {
  return {{"--party", "XA", "The Party's two-letter code", Arity::required},
          {"--name", "TEXT", "The Party's name"},
          {"--authority", "ID", "This authority's id [contact-point]"},
          {"--authority-name", "TEXT", "This authority's name"},
          {"--role", "ROLE", "contact-point, central-authority, ... [all that take part in cases]",
           Arity::many},
          {"--language", "CODE", "Languages accepted, ISO 639-1", Arity::many},
          {"--hours", "TEXT", "When it answers [24/7]"},
          {"--time-zone", "IANA", "In which time zone [Etc/UTC]"},
          {"--phone", "NUMBER", "Telephone, E.164"},
          {"--email", "ADDRESS", "E-mail"},
          {"--listen", "ADDRESS:PORT", "Where the node listens [127.0.0.1:8443]"},
          {"--endpoint", "URL", "How peers reach it [https://ADDRESS:PORT]"},
          {"--no-inbound", "", "Peers cannot reach it: it pulls what waits for it", Arity::flag},
          {"--heads", "FILE", "Where signed journal heads are kept; best on another disk"},
          {"--officer", "NAME", "The first officer's account [officer]"},
          passphrase_file,
          password_file};
}

}  // namespace

std::vector<Command> node_commands() {
  return {
      {{"init"},
       "Make a node: data directory, keys, profile, first officer",
       {"haidang init --data /srv/haidang --party XA --name Aurelia --listen 192.0.2.10:8443"},
       init_options(),
       init},
      {{"serve"},
       "Serve the node until it is told to stop",
       {"haidang serve --data /srv/haidang --passphrase-file /run/secrets/haidang"},
       {passphrase_file, {"--quiet", "", "Log warnings and errors only", Arity::flag}},
       serve},
      {{"login"},
       "Sign in as an officer on this machine",
       {"haidang login --officer lan"},
       {{"--officer", "NAME", "The officer's account [officer]"},
        password_file,
        {"--code-file", "FILE",
         "Holds the code of the app, if one is asked for; 'fd:N' works too"}},
       login},
      {{"status"}, "What is due first, what waits for whom", {"haidang status"}, {}, status},
      {{"doctor"}, "What is wrong and what to type", {"haidang doctor"}, {}, doctor},
      {{"rebuild"}, "Fold every case again from its acts", {"haidang rebuild"}, {}, rebuild},
  };
}

}  // namespace haidang::cli
