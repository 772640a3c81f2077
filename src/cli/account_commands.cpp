// How an officer signs in: the authenticator app, its recovery codes, and what an administrator
// does when it is lost.
#include <fmt/format.h>

#include "cli/api_client.hpp"
#include "cli/reader.hpp"

namespace haidang::cli {
namespace {

const Option present_password_file{
    "--password-file", "FILE", "Holds your present password; 'fd:N' works too; else you are asked"};

Result<json::object> after_password(const Context& context, const Arguments& arguments,
                                    const std::string& target) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const std::string current,
         read_secret(arguments, "--password-file", "Your present password"));
  HD_TRY(const json::value done, api.post(target, json::object{{"current", current}}));
  return done.as_object();
}

// Two rows in one line of half blocks, light on dark, with the quiet zone that readers ask for.
std::string qr_text(const json::array& rows) {
  constexpr std::int64_t quiet = 2;
  const auto side = static_cast<std::int64_t>(rows.size());
  const auto dark = [&](std::int64_t row, std::int64_t column) {
    if (row < 0 || column < 0 || row >= side || column >= side) return false;
    const json::string& line = rows.at(static_cast<std::size_t>(row)).as_string();
    return line.at(static_cast<std::size_t>(column)) == '1';
  };
  std::string text;
  for (std::int64_t row = -quiet; row < side + quiet; row += 2) {
    for (std::int64_t column = -quiet; column < side + quiet; ++column) {
      const bool upper = dark(row, column);
      const bool lower = dark(row + 1, column);
      text += upper ? (lower ? " " : "▄") : (lower ? "▀" : "█");
    }
    text += "\n";
  }
  return text;
}

Result<Outcome> begin_totp(const Context& context, const Arguments& arguments) {
  HD_TRY(const json::object begun, after_password(context, arguments, "/api/v1/account/totp"));
  const Reader reader = reader_of(context);
  return Outcome{
      fmt::format(
          "{}\n{}\n\n{}", qr_text(begun.at("qr").as_array()),
          reader.say("cli.totp-secret", {{"secret", std::string(begun.at("secret").as_string())}}),
          reader.say("cli.totp-confirm", {{"command", "haidang officer totp-confirm"}})),
      begun};
}

Outcome recovery(const Context& context, const json::object& answer) {
  std::string text = reader_of(context).say("cli.recovery-codes");
  for (const json::value& code : answer.at("recovery_codes").as_array())
    text += "\n  " + std::string(code.as_string());
  return {text + "\n", answer};
}

Result<Outcome> confirm_totp(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const std::string code, read_secret(arguments, "--code-file", "Code that the app shows"));
  HD_TRY(const json::value done,
         api.post("/api/v1/account/totp/confirmation", json::object{{"code", code}}));
  return recovery(context, done.as_object());
}

Result<Outcome> remove_totp(const Context& context, const Arguments& arguments) {
  HD_TRY(const json::object account,
         after_password(context, arguments, "/api/v1/account/totp/removal"));
  return Outcome{reader_of(context).say("cli.totp-removed"), account};
}

Result<Outcome> renew_recovery(const Context& context, const Arguments& arguments) {
  HD_TRY(const json::object done,
         after_password(context, arguments, "/api/v1/account/recovery-codes"));
  return recovery(context, done);
}

Result<Outcome> account(const Context& context, const Arguments&) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer, api.get("/api/v1/account"));
  const json::object& row = answer.as_object();
  const json::object& totp = row.at("totp").as_object();
  const Reader reader = reader_of(context);
  const std::string rule(row.at("rule").as_string());
  std::string text = std::string(row.at("officer").as_string()) + "\n  ";
  text +=
      totp.at("since").is_null()
          ? reader.say("cli.factor-none", {{"rule", rule}, {"command", "haidang officer totp"}})
          : reader.say("cli.factor-app", {{"rule", rule},
                                          {"moment", std::string(totp.at("since").as_string())},
                                          {"count", json::serialize(totp.at("recovery_left"))}});
  for (const json::value& value : row.at("passkeys").as_array()) {
    const json::object& passkey = value.as_object();
    text += "\n  " + reader.say("cli.passkey-row",
                                {{"name", std::string(passkey.at("name").as_string())},
                                 {"moment", std::string(passkey.at("created_at").as_string())}});
  }
  for (const json::value& value : row.at("sessions").as_array()) {
    const json::object& session = value.as_object();
    text += "\n  " + reader.say("cli.session-row",
                                {{"since", std::string(session.at("created_at").as_string())},
                                 {"used", std::string(session.at("last_used_at").as_string())}});
    if (session.at("this_one").as_bool()) text += " (" + reader.say("cli.session-this") + ")";
  }
  return Outcome{text + "\n", row};
}

Result<Outcome> end_others(const Context& context, const Arguments&) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value done, api.post("/api/v1/account/sessions/end-others", json::object{}));
  return Outcome{reader_of(context).say("cli.only-this-session"), done.as_object()};
}

Result<Outcome> of_officer(const Context& context, const Arguments& arguments,
                           std::string_view verb, std::string said) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(
      const json::value done,
      api.post(fmt::format("/api/v1/officers/{}/{}", arguments.one("NAME"), verb), json::object{}));
  return Outcome{std::move(said), done.as_object()};
}

Result<Outcome> sign_in_rule(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  json::object changes;
  if (const auto rule = arguments.optional("--second-factor")) changes["second_factor"] = *rule;
  if (const auto origin = arguments.optional("--origin")) changes["origin"] = *origin;
  const std::string target = "/api/v1/sign-in-rules";
  HD_TRY(const json::value answer, changes.empty() ? api.get(target) : api.post(target, changes));
  const json::object& rules = answer.as_object();
  const json::value& origin = rules.at("origin");
  const Reader reader = reader_of(context);
  const std::string factor = reader.say(
      "cli.second-factor-rule", {{"rule", std::string(rules.at("second_factor").as_string())}});
  const std::string passkeys =
      origin.is_null()
          ? reader.say("cli.passkeys-nowhere", {{"option", "--origin"}})
          : reader.say("cli.passkeys-at", {{"origin", std::string(origin.as_string())}});
  return Outcome{factor + "\n" + passkeys, rules};
}

}  // namespace

std::vector<Command> account_commands() {
  return {
      {{"officer", "account"},
       "Your own account: second factor, open sessions",
       {"haidang officer account"},
       {},
       account},
      {{"officer", "totp"},
       "Set up an authenticator app as your second factor",
       {"haidang officer totp"},
       {present_password_file},
       begin_totp},
      {{"officer", "totp-confirm"},
       "Put it in force with the first code; prints recovery codes",
       {"haidang officer totp-confirm"},
       {{"--code-file", "FILE", "Holds the code; 'fd:N' works too; else you are asked"}},
       confirm_totp},
      {{"officer", "totp-remove"},
       "Take the authenticator app away again",
       {"haidang officer totp-remove"},
       {present_password_file},
       remove_totp},
      {{"officer", "recovery-codes"},
       "Ten new recovery codes in place of the old ones",
       {"haidang officer recovery-codes"},
       {present_password_file},
       renew_recovery},
      {{"officer", "end-others"},
       "End your own sessions but this one",
       {"haidang officer end-others"},
       {},
       end_others},
      {{"officer", "reset"},
       "Take a lost second factor and all passkeys away and end the officer's sessions",
       {"haidang officer reset linh"},
       {officer_option},
       [](const Context& context, const Arguments& arguments) {
         return of_officer(context, arguments, "second-factor/reset",
                           reader_of(context).say("cli.factor-reset"));
       }},
      {{"officer", "end-sessions"},
       "End all sessions of an officer",
       {"haidang officer end-sessions linh"},
       {officer_option},
       [](const Context& context, const Arguments& arguments) {
         return of_officer(context, arguments, "sessions/end",
                           reader_of(context).say("cli.sessions-ended"));
       }},
      {{"officer", "sign-in-rule"},
       "What the node asks of those who sign in; with an option, change it",
       {"haidang officer sign-in-rule --second-factor required"},
       {{"--second-factor", "RULE", "optional or required"},
        {"--origin", "ADDRESS",
         "Where browsers open this node, for passkeys: https://desk.example:8443; empty: nowhere"}},
       sign_in_rule},
  };
}

}  // namespace haidang::cli
