#include "cli/demo_stage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/durable_file.hpp"
#include "base/embedded.hpp"
#include "cli/api_client.hpp"
#include "crypto/random.hpp"
#include "http/web.hpp"

namespace haidang {
std::span<const EmbeddedFile> stage_files();  // web/build/build.mjs
}

namespace haidang::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t package_bytes_max = std::size_t{2} << 30U;

std::string origin_of(std::uint16_t port) {
  return fmt::format("http://127.0.0.1:{}", port);
}

std::string_view desk_script() {
  for (const EmbeddedFile& file : stage_files()) {
    if (file.name == "demo-desk.js") return file.bytes;
  }
  return {};
}

std::string text_at(const json::value& row, std::string_view name) {
  const json::value* found = row.as_object().if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

}  // namespace

struct Stage::State {
  explicit State(Parts given)
      : parts(std::move(given)), is_automatic(parts.opens == Parts::Opens::exercises) {}

  http::Response answer(const http::Request& request);
  http::Response page(const http::Request& request) const;
  Result<json::object> look();
  Result<void> set_cable(bool is_whole);
  Result<http::Response> package();
  Result<http::Response> act(const std::string& path);
  // What the visitor asked for: the first request that was not there at the beginning.
  Result<json::object> asked();
  Result<bool> evidence_arrived();
  // One answer a look, so that one sees it happen; only to what the visitor has asked.
  Result<void> answer_by_itself();
  Result<json::object> exercises();
  [[nodiscard]] bool is_visitors(const json::value& row) const;

  Parts parts;
  std::string key;
  http::WebFiles files{stage_files()};
  std::unique_ptr<http::Gateway> gateway;
  bool cable_is_whole = true;
  bool cable_was_cut = false;
  bool is_automatic;
  std::set<std::string> answered;  // by the automatic State
  int packages = 0;
};

// The page runs its own scripts only, like a node's; and it alone frames the desks.
http::Response Stage::State::page(const http::Request& request) const {
  http::Response response =
      files.answer(request, request.path == "/" ? "stage.html" : request.path.substr(1));
  const auto policy = response.headers.find("content-security-policy");
  if (policy != response.headers.end()) {
    policy->second += fmt::format("; frame-src {} {}", origin_of(gateway->desk_port(0)),
                                  origin_of(gateway->desk_port(1)));
  }
  return response;
}

Result<json::object> Stage::State::asked() {
  HD_TRY(ApiClient there, ApiClient::open(parts.sides[1].context));
  HD_TRY(const json::value list, there.get("/api/v1/requests"));
  for (const json::value& row : list.as_object().at("requests").as_array()) {
    if (!is_visitors(row)) continue;
    const std::string id = text_at(row, "id");
    HD_TRY(ApiClient here, ApiClient::open(parts.sides[0].context));
    HD_TRY(const json::value all, here.get("/api/v1/requests"));
    for (const json::value& own : all.as_object().at("requests").as_array()) {
      if (text_at(own, "id") == id) {
        return json::object{{"id", id}, {"acknowledged", text_at(own, "status") != "sent"}};
      }
    }
  }
  return json::object{{"id", ""}, {"acknowledged", false}};
}

Result<bool> Stage::State::evidence_arrived() {
  HD_TRY(ApiClient here, ApiClient::open(parts.sides[0].context));
  HD_TRY(const json::value list,
         here.get("/api/v1/requests/" + parts.evidence_request + "/evidence"));
  const json::array& items = list.as_object().at("items").as_array();
  return !items.empty() && std::all_of(items.begin(), items.end(), [](const json::value& item) {
    return text_at(item, "state") == "complete";
  });
}

bool Stage::State::is_visitors(const json::value& row) const {
  return !parts.earlier_requests.contains(text_at(row, "id"));
}

Result<void> Stage::State::answer_by_itself() {
  static const std::set<std::string> waits{"sent", "acknowledged", "accepted"};
  HD_TRY(ApiClient there, ApiClient::open(parts.sides[1].context));
  HD_TRY(const json::value list, there.get("/api/v1/requests"));
  for (const json::value& row : list.as_object().at("requests").as_array()) {
    const std::string status = text_at(row, "status");
    if (!is_visitors(row) || !waits.contains(status)) continue;
    const std::string id = text_at(row, "id");
    answered.insert(id);
    return parts.answer_there(id, text_at(row, "measure"), status);
  }
  return {};
}

// What has come of requests that the automatic State answered.
Result<json::object> Stage::State::exercises() {
  HD_TRY(ApiClient here, ApiClient::open(parts.sides[0].context));
  HD_TRY(const json::value list, here.get("/api/v1/requests"));
  bool preserved = false;
  bool retrieved = false;
  for (const json::value& row : list.as_object().at("requests").as_array()) {
    if (!answered.contains(text_at(row, "id"))) continue;
    preserved = preserved || text_at(row, "status") == "preserved";
    retrieved = retrieved || text_at(row, "status") == "retrieved";
  }
  return json::object{
      {"is_automatic", is_automatic}, {"preserved", preserved}, {"retrieved", retrieved}};
}

Result<json::object> Stage::State::look() {
  if (is_automatic && cable_is_whole) HD_TRY_VOID(answer_by_itself());
  json::array desks;
  for (std::size_t i = 0; i < parts.sides.size(); ++i) {
    desks.push_back(json::object{{"party", parts.sides[i].code},
                                 {"name", parts.sides[i].name},
                                 {"origin", origin_of(gateway->desk_port(i))}});
  }
  HD_TRY(json::object request, asked());
  HD_TRY(const bool arrived, evidence_arrived());
  HD_TRY(json::object learnt, exercises());
  return json::object{{"desks", std::move(desks)},
                      {"asked", std::move(request)},
                      {"evidence_request", parts.evidence_request},
                      {"cable_is_whole", cable_is_whole},
                      {"cable_was_cut", cable_was_cut},
                      {"evidence_arrived", arrived},
                      {"exercises", std::move(learnt)}};
}

// Both nodes try again by themselves, later and later; somebody who mends a cable says so.
Result<void> Stage::State::set_cable(bool is_whole) {
  cable_is_whole = is_whole;
  cable_was_cut = cable_was_cut || !is_whole;
  for (const Side& side : parts.sides) {
    if (is_whole) {
      side.cable.mend();
    } else {
      side.cable.cut();
    }
  }
  if (!is_whole) return {};
  for (std::size_t i = 0; i < parts.sides.size(); ++i) {
    HD_TRY(ApiClient node, ApiClient::open(parts.sides[i].context));
    const auto told =
        node.post("/api/v1/outbox/" + parts.sides[1 - i].code + "/retry", json::object{});
    if (!told.ok()) return told.error();
  }
  return {};
}

Result<http::Response> Stage::State::package() {
  const fs::path zip = parts.folder / fmt::format("package-{}.zip", ++packages);
  HD_TRY_VOID(parts.make_package(zip));
  HD_TRY(Bytes bytes, read_file(zip, package_bytes_max));
  http::Response response;
  response.content_type = "application/zip";
  response.body = std::move(bytes);
  return response;
}

Result<http::Response> Stage::State::act(const std::string& path) {
  if (path == "/cable/cut" || path == "/cable/mend") {
    HD_TRY_VOID(set_cable(path == "/cable/mend"));
  } else if (path == "/automatic/on" || path == "/automatic/off") {
    is_automatic = path == "/automatic/on";
  } else if (path == "/package") {
    return package();
  } else {
    return Error{Code::not_found, "the demonstration does not know this"};
  }
  HD_TRY(const json::object now, look());
  return http::Response::json(200, now);
}

http::Response Stage::State::answer(const http::Request& request) {
  Result<http::Response> answer = [&]() -> Result<http::Response> {
    if (request.method == http::Method::post) return act(request.path);
    if (request.path != "/state") return page(request);
    HD_TRY(const json::object now, look());
    return http::Response::json(200, now);
  }();
  return answer.ok() ? *std::move(answer) : http::Response::problem(answer.error());
}

Stage::Stage(std::unique_ptr<State> state) : state_(std::move(state)) {}
Stage::~Stage() {
  state_->gateway.reset();  // nobody asks any more
}

std::string Stage::address() const {
  const bool learn = state_->parts.opens == Parts::Opens::exercises;
  return fmt::format("{}/?key={}{}", origin_of(state_->gateway->port()), state_->key,
                     learn ? "#learn" : "");
}

Result<std::unique_ptr<Stage>> Stage::open(Parts parts) {
  if (stage_files().empty()) {
    return Error{Code::unavailable, "this program was built without its web interface", "",
                 "haidang demo --check walks the same path in the terminal; with npm and Node.js "
                 "20.19 or 22.12 installed, ./run build makes the interface."};
  }
  auto state = std::make_unique<State>(std::move(parts));
  crypto::SystemRandom random;
  state->key = random_id_text(random);
  HD_TRY(ApiClient::Way left, ApiClient::way_to(state->parts.sides[0].context));
  HD_TRY(ApiClient::Way right, ApiClient::way_to(state->parts.sides[1].context));
  State& own = *state;
  HD_TRY(own.gateway,
         http::Gateway::open({{{{left.port, std::move(left.tls), std::move(left.token)},
                                {right.port, std::move(right.tls), std::move(right.token)}}},
                              own.key,
                              [&own](const http::Request& request) { return own.answer(request); },
                              desk_script()}));
  return std::unique_ptr<Stage>(new Stage(std::move(state)));
}

}  // namespace haidang::cli
