#include "cli/api_client.hpp"

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "base/durable_file.hpp"
#include "http/problem.hpp"
#include "node/keyring.hpp"

namespace haidang::cli {
namespace {

constexpr std::size_t secret_bytes_max = 4096;

std::filesystem::path session_file(const node::Layout& layout) {
  return layout.root / "cli-session";
}

// What may not stand in a target (RFC 3986 section 2) is written as what it is: a name with a space
// finds nothing, it breaks nothing.
std::string written_out(std::string_view target) {
  std::string out;
  for (const char c : target) {
    const auto byte = static_cast<unsigned char>(c);
    const bool stands = byte > 0x20 && byte < 0x7F;
    out += stands ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return out;
}

std::string strip_line_end(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
    text.pop_back();
  return text;
}

Result<std::string> prompt_secret(const std::string& prompt) {
  if (::isatty(STDIN_FILENO) == 0) {
    return Error{Code::usage, "a secret is needed and there is no terminal to ask at", "",
                 "Name a file that holds it; see --help for the option."};
  }
  std::fputs((prompt + ": ").c_str(), stderr);
  termios before{};
  ::tcgetattr(STDIN_FILENO, &before);
  termios silent = before;
  silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  ::tcsetattr(STDIN_FILENO, TCSANOW, &silent);
  std::array<char, 1024> line{};
  const char* read = std::fgets(line.data(), static_cast<int>(line.size()), stdin);
  ::tcsetattr(STDIN_FILENO, TCSANOW, &before);
  std::fputc('\n', stderr);
  if (read == nullptr) return Error{Code::usage, "no secret was entered"};
  return strip_line_end(line.data());
}

}  // namespace

Result<node::Layout> layout_of(const Context& context) {
  if (context.data.empty()) {
    return Error{Code::usage, "no data directory is named", "",
                 "Add --data DIR, or set HAIDANG_DATA."};
  }
  return node::Layout{context.data};
}

Result<std::string> read_secret(const Arguments& arguments, const std::string& file_option,
                                const std::string& prompt) {
  const auto file = arguments.optional(file_option);
  if (!file) return prompt_secret(prompt);
  // "fd:N" reads an inherited descriptor: nothing touches the disk.
  const std::string path = file->starts_with("fd:") ? "/dev/fd/" + file->substr(3) : *file;
  HD_TRY(const Bytes bytes, read_file(path, secret_bytes_max));
  return strip_line_end(to_text(bytes));
}

Result<ApiClient> ApiClient::without_session(const Context& context) {
  HD_TRY(const node::Layout layout, layout_of(context));
  HD_TRY(const node::Config config, node::load_config(layout));
  HD_TRY(const Bytes signed_profile, node::own_signed_profile(layout));
  HD_TRY(const directory::Profile profile,
         directory::open_profile(signed_profile, SystemClock{}.now()));
  HD_TRY(crypto::TlsContext tls,
         crypto::TlsContext::client({profile.keys.transport.fingerprint()}, std::nullopt));
  const std::string endpoint =
      fmt::format("https://{}:{}", config.listen_address, config.listen_port);
  HD_TRY(http::Client client, http::Client::to(endpoint, std::move(tls)));
  std::string zone = "Etc/UTC";
  for (const directory::AuthorityInfo& authority : profile.authorities) {
    if (authority.id == config.self.authority) zone = authority.time_zone;
  }
  return ApiClient(std::move(client), layout, std::move(zone));
}

Result<ApiClient> ApiClient::open(const Context& context) {
  HD_TRY(ApiClient client, without_session(context));
  const auto token = read_file(session_file(client.layout_), secret_bytes_max);
  if (!token.ok()) {
    return Error{Code::not_signed_in, "nobody is signed in here", "",
                 "haidang login --officer NAME"};
  }
  client.token_ = strip_line_end(to_text(*token));
  return client;
}

Result<ApiClient::Way> ApiClient::way_to(const Context& context) {
  HD_TRY(const ApiClient client, open(context));
  HD_TRY(const node::Config config, node::load_config(client.layout_));
  HD_TRY(const Bytes signed_profile, node::own_signed_profile(client.layout_));
  HD_TRY(const directory::Profile profile,
         directory::open_profile(signed_profile, SystemClock{}.now()));
  HD_TRY(crypto::TlsContext tls,
         crypto::TlsContext::client({profile.keys.transport.fingerprint()}, std::nullopt));
  return Way{config.listen_port, std::move(tls), client.token_};
}

Result<http::Response> ApiClient::send(http::ClientRequest request) {
  request.target = written_out(request.target);
  if (!token_.empty()) request.headers["authorization"] = "Bearer " + token_;
  request.timeout_ms = 600'000;  // packages of large evidence take their time
  auto response = client_.send(request);
  if (!response.ok() && response.error().code == Code::peer_unreachable) {
    return Error{Code::peer_unreachable, "the node of this data directory does not answer",
                 response.error().why, "Start it: haidang serve"};
  }
  HD_TRY(http::Response answer, std::move(response));
  if (answer.status >= 400) return http::read_problem(answer);
  return answer;
}

Result<json::value> ApiClient::get(const std::string& target) {
  HD_TRY(const http::Response response, send({http::Method::get, target}));
  return parse_json(as_text(response.body), {.bytes_max = 64U << 20U, .depth_max = 24});
}

Result<void> ApiClient::expect(const std::string& target) {
  const auto response = send({http::Method::get, target});
  if (!response.ok()) return response.error();
  return {};
}

Result<Bytes> ApiClient::get_bytes(const std::string& target) {
  HD_TRY(http::Response response, send({http::Method::get, target}));
  return std::move(response.body);
}

Result<json::value> ApiClient::post(const std::string& target, const json::value& body) {
  http::ClientRequest request{http::Method::post, target};
  request.headers["content-type"] = "application/json";
  request.body = to_bytes(json::serialize(body));
  HD_TRY(const http::Response response, send(std::move(request)));
  if (response.body.empty()) return json::value(json::object{});
  return parse_json(as_text(response.body), {.bytes_max = 64U << 20U, .depth_max = 24});
}

Result<void> ApiClient::watch(const std::function<bool()>& goes_on) {
  if (!goes_on()) return {};
  http::ClientRequest request{http::Method::get, "/api/v1/events"};
  request.headers["authorization"] = "Bearer " + token_;
  return client_.stream(request, [&](std::string_view, std::string_view) { return goes_on(); });
}

namespace {

// What the node asks for beside the password.
std::string_view needs(const json::value& answer) {
  const json::value* what = answer.is_object() ? answer.get_object().if_contains("needs") : nullptr;
  return what != nullptr && what->is_string() ? std::string_view(what->get_string()) : "";
}

}  // namespace

Result<json::object> ApiClient::login(const std::string& officer, const std::string& password,
                                      const std::function<Result<std::string>()>& code) {
  json::object shown_to_node{{"name", officer}, {"password", password}};
  HD_TRY(json::value answer, post("/api/v1/session", shown_to_node));
  if (needs(answer) == "passkey") {
    return Error{
        Code::not_permitted, "this node asks for your passkey, and a terminal has none",
        "more than a password is required here",
        "Sign in in the browser; for the command line, set up an authenticator app there."};
  }
  if (needs(answer) == "code") {
    HD_TRY(shown_to_node["code"], code());
    HD_TRY(answer, post("/api/v1/session", shown_to_node));
  }
  const json::value* token =
      answer.is_object() ? answer.get_object().if_contains("token") : nullptr;
  if (token == nullptr || !token->is_string()) {
    return Error{Code::peer_refused, "the node's answer to the sign-in was not understood"};
  }
  HD_TRY_VOID(write_durable(session_file(layout_), as_bytes(std::string(token->get_string())),
                            FileMode::private_to_owner));
  json::object shown = answer.get_object();
  shown.erase("token");
  shown.erase("csrf");
  return shown;
}

}  // namespace haidang::cli
