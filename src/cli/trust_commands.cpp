// Our keys, forgetting a Party, and what was set aside on its way: an administrator's commands.
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cstdio>

#include "cli/api_client.hpp"
#include "cli/reader.hpp"
#include "cli/view.hpp"

namespace haidang::cli {
namespace {

const Option party{"PARTY", "XB", "The Party's code", Arity::required};

Result<Outcome> list_keys(const Context& context, const Arguments&) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer, api.get("/api/v1/keys"));
  std::string text;
  for (const json::value& value : answer.as_object().at("keys").as_array()) {
    const json::object& row = value.as_object();
    text += fmt::format("{:<9}  {:<7}  {}  {}\n", field(row, "use"), field(row, "state"),
                        field(row, "valid_until"), field(row, "fingerprint").substr(0, 16));
  }
  if (answer.as_object().at("staged").as_bool()) {
    text += reader_of(context).say("cli.rotation-waits") + "\n";
  }
  return Outcome{text, answer.as_object()};
}

Result<Outcome> rotate_keys(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const std::string passphrase,
         read_secret(arguments, "--passphrase-file", "Passphrase of the node's keys"));
  HD_TRY(const json::value done,
         api.post("/api/v1/keys/rotation", json::object{{"passphrase", passphrase}}));
  return Outcome{reader_of(context).say("cli.keys-ready"), done.as_object()};
}

std::string ties_text(const Reader& reader, const json::object& ties) {
  std::string text =
      reader.say("cli.ties",
                 {{"name", field(ties, "name")},
                  {"party", field(ties, "party")},
                  {"open", fmt::format("{}", ties.at("open_requests").as_array().size())},
                  {"waiting", json::serialize(ties.at("waiting"))},
                  {"parked", json::serialize(ties.at("parked"))}}) +
      "\n";
  for (const json::value& value : ties.at("open_requests").as_array()) {
    const json::object& row = value.as_object();
    text += fmt::format("  {}  {}  {}\n", field(row, "request").substr(0, 8),
                        reader.word("measure", field(row, "measure")),
                        reader.word("status", field(row, "status")));
  }
  return text;
}

// Nothing irrevocable without a summary and the Party's code, typed.
Result<std::string> confirmation(const Reader& reader, const Arguments& arguments,
                                 const std::string& summary, const std::string& code) {
  if (const auto given = arguments.optional("--confirm")) return *given;
  if (::isatty(STDIN_FILENO) == 0) {
    return Error{Code::usage, "this needs a confirmation and there is no terminal to ask at", "",
                 fmt::format("Add --confirm {}", code)};
  }
  say(summary);
  std::fputs((reader.say("cli.forget-warning", {{"party", code}}) + " ").c_str(), stderr);
  std::array<char, 16> line{};
  if (std::fgets(line.data(), static_cast<int>(line.size()), stdin) == nullptr)
    return std::string();
  std::string typed(line.data());
  while (!typed.empty() && (typed.back() == '\n' || typed.back() == '\r'))
    typed.pop_back();
  return typed;
}

Result<Outcome> forget_party(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  const std::string code = arguments.one("PARTY");
  HD_TRY(const json::value ties, api.get("/api/v1/parties/" + code));
  const Reader reader = reader_of(context);
  HD_TRY(const std::string typed,
         confirmation(reader, arguments, ties_text(reader, ties.as_object()), code));
  json::object body{{"confirm", typed}};
  if (arguments.has("--give-up-open")) body["open_cases"] = "give-up";
  HD_TRY(const json::value done, api.post("/api/v1/parties/" + code + "/removal", body));
  return Outcome{ties_text(reader, ties.as_object()) + reader.say("cli.forgotten"),
                 done.as_object()};
}

Result<Outcome> refresh_party(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value done,
         api.post("/api/v1/parties/" + arguments.one("PARTY") + "/refresh", json::object{}));
  const json::object& row = done.as_object();
  return Outcome{fmt::format("{}: {}, version {}", field(row, "party"), field(row, "outcome"),
                             json::serialize(row.at("version"))),
                 row};
}

Result<Outcome> list_outbox(const Context& context, const Arguments&) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer, api.get("/api/v1/status"));
  const json::object& status = answer.as_object();
  const Reader reader = reader_of(context);
  std::string text;
  for (const json::value& value : status.at("backlog").as_array()) {
    const json::object& row = value.as_object();
    text += reader.say("cli.outbox-row", {{"party", field(row, "party")},
                                          {"authority", field(row, "authority")},
                                          {"waiting", json::serialize(row.at("waiting"))},
                                          {"parked", json::serialize(row.at("parked"))}}) +
            "\n";
  }
  for (const json::value& value : status.at("parked").as_array()) {
    const json::object& row = value.as_object();
    text += "  " +
            reader.say("cli.outbox-act", {{"act", field(row, "act").substr(0, 8)},
                                          {"case", field(row, "case").substr(0, 8)},
                                          {"code", field(row, "code")},
                                          {"reason", field(row, "reason")}}) +
            "\n";
  }
  if (text.empty()) text = reader.say("cli.nothing-waits") + "\n";
  return Outcome{text, {{"backlog", status.at("backlog")}, {"parked", status.at("parked")}}};
}

Result<Outcome> retry_outbox(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value done,
         api.post("/api/v1/outbox/" + arguments.one("PARTY") + "/retry", json::object{}));
  return Outcome{reader_of(context).say("cli.sent-again"), done.as_object()};
}

}  // namespace

std::vector<Command> trust_commands() {
  return {
      {{"party", "forget"},
       "Unpin a Party: nothing of it is taken or sent any more",
       {"haidang party forget XB", "haidang party forget XB --confirm XB"},
       {party,
        {"--confirm", "XB", "The Party's code again, instead of typing it when asked"},
        {"--give-up-open", "", "Although there are open requests or acts on their way",
         Arity::flag}},
       forget_party},
      {{"party", "refresh"},
       "Fetch a pinned Party's current profile from its node",
       {"haidang party refresh XB"},
       {party},
       refresh_party},
      {{"key", "list"}, "Our keys, and those published ahead", {"haidang key list"}, {}, list_keys},
      {{"key", "rotate"},
       "Take the keys that were published ahead, and publish new ones",
       {"haidang key rotate --passphrase-file /run/secrets/haidang"},
       {{"--passphrase-file", "FILE",
         "Holds the passphrase; 'fd:N' reads descriptor N; else you are asked"}},
       rotate_keys},
      {{"outbox", "list"},
       "What waits for whom, and what was set aside and why",
       {"haidang outbox list"},
       {},
       list_outbox},
      {{"outbox", "retry"},
       "Send again what was set aside for a Party",
       {"haidang outbox retry XB"},
       {party},
       retry_outbox},
  };
}

}  // namespace haidang::cli
