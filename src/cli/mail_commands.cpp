// The relay that takes the node's mail: which, whether it takes anything, and what waits.
#include <fmt/format.h>

#include <fstream>
#include <iterator>

#include "cli/api_client.hpp"
#include "cli/command.hpp"
#include "cli/reader.hpp"
#include "cli/view.hpp"

namespace haidang::cli {
namespace {

constexpr std::size_t file_bytes_max = std::size_t{256} * 1024;

std::string mail_text(const Reader& reader, const json::object& mail) {
  if (field(mail, "relay").empty()) return reader.say("cli.mail-none") + "\n";
  std::string text = reader.say("cli.mail-relay",
                                {{"relay", field(mail, "relay")}, {"from", field(mail, "from")}});
  if (const std::string user = field(mail, "user"); !user.empty())
    text += reader.say("cli.mail-user", {{"user", user}});
  if (field(mail, "plain") == "true") text += reader.say("cli.mail-plain");
  text += "\n" + reader.say("cli.mail-waits", {{"count", field(mail, "waiting")}}) + "\n";
  for_each(mail, "failures", [&](const json::object& row) {
    text += "  " +
            reader.say("cli.mail-trouble", {{"officer", field(row, "officer")},
                                            {"tries", field(row, "tries")},
                                            {"moment", reader.moment(field(row, "next_attempt"))},
                                            {"reason", field(row, "reason")}}) +
            "\n";
  });
  return text;
}

Result<std::string> read_text_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(in), {});
  if (!in && text.empty()) return Error{Code::not_found, fmt::format("{} cannot be read", path)};
  if (text.size() <= file_bytes_max) return text;
  return Error{Code::too_large, fmt::format("{} is over 256 KiB", path)};
}

// Two lines: the name, then the password. No secret is ever an argument.
Result<void> add_credential(const Arguments& arguments, json::object& body) {
  if (!arguments.has("--credential-file")) return {};
  HD_TRY(const std::string text,
         read_secret(arguments, "--credential-file", "Name and password, a line each"));
  const auto end = text.find('\n');
  if (end == std::string::npos) {
    return Error{
        Code::bad_value, "the credential file has no second line", "",
        "Write the relay's name for us into its first line, the password into its second."};
  }
  body["user"] = text.substr(0, end);
  body["password"] = text.substr(end + 1, text.find('\n', end + 1) - end - 1);
  return {};
}

Result<Outcome> show_relay(const Context& context, const Arguments&) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer, api.get("/api/v1/mail"));
  return Outcome{mail_text(reader_of(context, api), answer.as_object()), answer.as_object()};
}

Result<Outcome> set_relay(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  json::object body{{"relay", arguments.one("--relay")},
                    {"from", arguments.one("--from")},
                    {"plain", arguments.has("--plain")}};
  HD_TRY_VOID(add_credential(arguments, body));
  if (const auto path = arguments.optional("--authority-file")) {
    HD_TRY(body["authority"], read_text_file(*path));
  }
  HD_TRY(const json::value answer, api.post("/api/v1/mail", body));
  const Reader reader = reader_of(context, api);
  return Outcome{mail_text(reader, answer.as_object()) +
                     reader.say("cli.next", {{"step", "haidang mail trial ADDRESS"}}) + "\n",
                 answer.as_object()};
}

Result<Outcome> remove_relay(const Context& context, const Arguments&) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer, api.post("/api/v1/mail/removal", json::object{}));
  return Outcome{mail_text(reader_of(context, api), answer.as_object()), answer.as_object()};
}

Result<Outcome> try_it(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer,
         api.post("/api/v1/mail/trial", json::object{{"to", arguments.one("ADDRESS")}}));
  return Outcome{
      reader_of(context).say("cli.mail-tried", {{"address", arguments.one("ADDRESS")}}) + "\n",
      answer.as_object()};
}

}  // namespace

std::vector<Command> mail_commands() {
  return {
      {{"mail", "show"},
       "Which relay takes the node's mail, and what waits",
       {"haidang mail show"},
       {},
       show_relay},
      {{"mail", "set"},
       "Let a relay take the node's mail; TLS, unless it is this machine",
       {"haidang mail set --relay smtp://mail.justice.example:587 --from node@justice.example "
        "--credential-file mail.secret"},
       {{"--relay", "URL", "smtp://HOST:587 (STARTTLS) or smtps://HOST:465", Arity::required},
        {"--from", "ADDRESS", "The address that the node writes from", Arity::required},
        {"--credential-file", "FILE", "Name and password, a line each; 'fd:N' reads descriptor N"},
        {"--authority-file", "FILE", "Whose certificates count, PEM [those that the system knows]"},
        {"--plain", "", "Without TLS: to this machine only", Arity::flag}},
       set_relay},
      {{"mail", "trial"},
       "Send one message now, and say what the relay answered",
       {"haidang mail trial an@justice.example"},
       {{"ADDRESS", "ADDRESS", "To whom", Arity::required}},
       try_it},
      {{"mail", "remove"}, "Send no mail any more", {"haidang mail remove"}, {}, remove_relay},
  };
}

}  // namespace haidang::cli
