#include "two_nodes.hpp"

#include <fmt/format.h>

#include <chrono>
#include <future>

#include "base/durable_file.hpp"
#include "cli/api_client.hpp"
#include "http/problem.hpp"
#include "node/keyring.hpp"
#include "process.hpp"

namespace haidang::bench {
namespace {

// Everything that a draft leaves open: the contents, and the safeguards of art. 24.
void fill_in(json::value& value) {
  if (value.is_string() && value.get_string().empty()) value = "Stated so that it can be measured.";
  if (!value.is_object()) return;
  for (auto& member : value.get_object())
    fill_in(member.value());
}

namespace fs = std::filesystem;

constexpr std::string_view passphrase = "a passphrase for measuring";
constexpr std::string_view password = "a password for measuring";
constexpr int tries_max = 6000;
constexpr std::chrono::milliseconds between_tries{10};

}  // namespace

Workplace::Workplace() {
  std::string name = (fs::temp_directory_path() / "haidang-bench-XXXXXX").string();
  HD_CHECK(::mkdtemp(name.data()) != nullptr);
  path_ = name;
}

Workplace::~Workplace() {
  std::error_code ec;
  fs::remove_all(path_, ec);
}

Result<std::unique_ptr<State>> State::found(const fs::path& folder, const std::string& code,
                                            const std::string& name) {
  HD_TRY_VOID(
      write_durable(folder / "passphrase", as_bytes(passphrase), FileMode::private_to_owner));
  HD_TRY_VOID(write_durable(folder / "password", as_bytes(password), FileMode::private_to_owner));
  HD_TRY(const std::uint16_t port, cli::free_port());
  auto state = std::make_unique<State>();
  state->code_ = code;
  state->context_ = {folder / code, "haidang", cli::Context::Output::text};
  HD_TRY(const json::object made,
         state->type({"init"}, {{"--party", {code}},
                                {"--name", {name}},
                                {"--listen", {fmt::format("127.0.0.1:{}", port)}},
                                {"--passphrase-file", {(folder / "passphrase").string()}},
                                {"--password-file", {(folder / "password").string()}}}));
  state->fingerprint_ = std::string(made.at("fingerprint").as_string());
  state->process_ = std::make_unique<cli::ChildNode>(beside_this_program("haidang"), state->data(),
                                                     std::string(passphrase));
  HD_TRY_VOID(state->process_->start());
  HD_TRY_VOID(state->sign_in());
  return state;
}

Result<json::object> State::type(const std::vector<std::string>& command, Given given) const {
  cli::Arguments arguments;
  for (auto& [name, values] : given)
    arguments.set(name, std::move(values));
  for (const cli::Command& row : cli::all_commands()) {
    if (row.path != command) continue;
    HD_TRY(cli::Outcome outcome, row.run(context_, arguments));
    return std::move(outcome.value);
  }
  return Error{Code::internal, "there is no command " + command.front()};
}

Result<void> State::sign_in() const {
  const std::string file = (data().parent_path() / "password").string();
  HD_TRY(const json::object in, type({"login"}, {{"--password-file", {file}}}));
  return {};
}

Result<void> State::trust(const State& other) const {
  const std::string file = (data().parent_path() / (other.code_ + ".profile")).string();
  HD_TRY(const json::object exported, other.type({"party", "export"}, {{"-o", {file}}}));
  HD_TRY(const json::object trusted,
         type({"party", "trust"}, {{"FILE", {file}}, {"--fingerprint", {other.fingerprint_}}}));
  return {};
}

Result<http::Client> State::connect() const {
  const node::Layout layout{data()};
  HD_TRY(const node::Config config, node::load_config(layout));
  HD_TRY(const Bytes signed_profile, node::own_signed_profile(layout));
  HD_TRY(const directory::Profile profile,
         directory::open_profile(signed_profile, SystemClock{}.now()));
  HD_TRY(crypto::TlsContext tls,
         crypto::TlsContext::client({profile.keys.transport.fingerprint()}, std::nullopt));
  return http::Client::to(fmt::format("https://{}:{}", config.listen_address, config.listen_port),
                          std::move(tls));
}

http::ClientRequest State::request(http::Method method, std::string target) const {
  http::ClientRequest request{method, std::move(target)};
  const auto token = read_file(data() / "cli-session", 4096);
  if (token.ok()) request.headers["authorization"] = "Bearer " + to_text(*token);
  return request;
}

Result<json::object> post(http::Client& client, http::ClientRequest request,
                          const json::object& body) {
  request.headers["content-type"] = "application/json";
  request.body = to_bytes(json::serialize(body));
  HD_TRY(const http::Response response, client.send(request));
  if (response.status >= 400) return http::read_problem(response);
  return parse_json_object(as_text(response.body));
}

Result<TwoNodes> TwoNodes::found(const fs::path& folder) {
  HD_TRY_VOID(make_durable_folder(folder, FileMode::private_to_owner));
  TwoNodes nodes;
  HD_TRY(nodes.aurelia, State::found(folder, "XA", "Aurelia"));
  HD_TRY(nodes.borealia, State::found(folder, "XB", "Borealia"));
  HD_TRY_VOID(nodes.aurelia->trust(*nodes.borealia));
  HD_TRY_VOID(nodes.borealia->trust(*nodes.aurelia));
  return nodes;
}

Result<json::object> complete_request(const State& state, const std::string& measure) {
  const fs::path draft = state.data().parent_path() / (measure + ".json");
  HD_TRY(const json::object written, state.type({"request", "new"}, {{"MEASURE", {measure}},
                                                                     {"--to", {"XB/contact-point"}},
                                                                     {"--offence", {"UNCC-07"}},
                                                                     {"-o", {draft.string()}}}));
  HD_TRY(const Bytes text, read_file(draft, 1U << 20U));
  HD_TRY(json::object object, parse_json_object(as_text(text)));
  fill_in(object.at("body"));
  return object;
}

Result<std::string> send_request(const State& state, const std::string& measure) {
  HD_TRY(const json::object request, complete_request(state, measure));
  HD_TRY(http::Client client, state.connect());
  HD_TRY(const json::object sent,
         post(client, state.request(http::Method::post, "/api/v1/requests"), request));
  return std::string(sent.at("request").as_string());
}

Result<void> wait_for_status(const State& state, const std::string& request,
                             std::string_view status) {
  HD_TRY(cli::ApiClient api,
         cli::ApiClient::open({state.data(), "haidang", cli::Context::Output::text}));
  for (int i = 0; i < tries_max; ++i) {
    HD_TRY(const json::value view, api.get("/api/v1/requests"));
    for (const json::value& row : view.as_object().at("requests").as_array()) {
      const json::object& one = row.as_object();
      if (one.at("id").as_string() == request && one.at("status").as_string() == status) return {};
    }
    std::this_thread::sleep_for(between_tries);
  }
  return Error{Code::unavailable, fmt::format("the request does not become '{}'", status)};
}

Result<std::unique_ptr<Watcher>> Watcher::start(const State& state, OnEvent on_event) {
  HD_TRY(http::Client client, state.connect());
  std::promise<void> listening;
  std::future<void> ready = listening.get_future();
  std::unique_ptr<Watcher> watcher(new Watcher);
  watcher->thread_ = std::jthread(
      [client = std::move(client), request = state.request(http::Method::get, "/api/v1/events"),
       on_event = std::move(on_event),
       listening = std::move(listening)](const std::stop_token& stop) mutable {
        const auto take = [&](std::string_view event, std::string_view data) {
          if (event == "hello") {
            listening.set_value();
            return true;
          }
          const auto object = parse_json_object(data);
          if (object.ok()) on_event(event, *object);
          return true;
        };
        (void)client.stream(request, take, stop);
      });
  if (ready.wait_for(std::chrono::seconds(10)) != std::future_status::ready) {
    return Error{Code::unavailable, "the node does not tell its events"};
  }
  return watcher;
}

}  // namespace haidang::bench
