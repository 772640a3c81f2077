// How an officer signs in: the authenticator app, its recovery codes, and what an administrator
// does when it is lost.
#include <fmt/format.h>

#include "cli/api_client.hpp"

namespace haidang::cli {
namespace {

const Option officer_name{"NAME", "NAME", "The officer's account", Arity::required};
const Option password_file{"--password-file", "FILE",
                           "Holds your present password; 'fd:N' works too; else you are asked"};

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
  return Outcome{
      fmt::format("{}\nOr type the secret into the app: {}\n\nThen type the code that it "
                  "shows: haidang officer totp-confirm",
                  qr_text(begun.at("qr").as_array()), std::string(begun.at("secret").as_string())),
      begun};
}

Outcome recovery(const json::object& answer) {
  std::string text =
      "Recovery codes, each good once, shown this once. Print them and lock them up:";
  for (const json::value& code : answer.at("recovery_codes").as_array())
    text += "\n  " + std::string(code.as_string());
  return {text + "\n", answer};
}

Result<Outcome> confirm_totp(const Context& context, const Arguments& arguments) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const std::string code, read_secret(arguments, "--code-file", "Code that the app shows"));
  HD_TRY(const json::value done,
         api.post("/api/v1/account/totp/confirmation", json::object{{"code", code}}));
  return recovery(done.as_object());
}

Result<Outcome> remove_totp(const Context& context, const Arguments& arguments) {
  HD_TRY(const json::object account,
         after_password(context, arguments, "/api/v1/account/totp/removal"));
  return Outcome{"The app is not asked any more.", account};
}

Result<Outcome> renew_recovery(const Context& context, const Arguments& arguments) {
  HD_TRY(const json::object done,
         after_password(context, arguments, "/api/v1/account/recovery-codes"));
  return recovery(done);
}

Result<Outcome> account(const Context& context, const Arguments&) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value answer, api.get("/api/v1/account"));
  const json::object& row = answer.as_object();
  const json::object& totp = row.at("totp").as_object();
  std::string text =
      fmt::format("{}\n  second factor ({} here): ", std::string(row.at("officer").as_string()),
                  std::string(row.at("rule").as_string()));
  text += totp.at("since").is_null()
              ? "none; haidang officer totp sets one up"
              : fmt::format("an app since {}, {} recovery codes left",
                            std::string(totp.at("since").as_string()),
                            totp.at("recovery_left").to_number<std::int64_t>());
  for (const json::value& value : row.at("sessions").as_array()) {
    const json::object& session = value.as_object();
    text += fmt::format("\n  session since {}, last used {}{}",
                        std::string(session.at("created_at").as_string()),
                        std::string(session.at("last_used_at").as_string()),
                        session.at("this_one").as_bool() ? " (this one)" : "");
  }
  return Outcome{text + "\n", row};
}

Result<Outcome> end_others(const Context& context, const Arguments&) {
  HD_TRY(ApiClient api, ApiClient::open(context));
  HD_TRY(const json::value done, api.post("/api/v1/account/sessions/end-others", json::object{}));
  return Outcome{"Only this session is left.", done.as_object()};
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
  const auto rule = arguments.optional("--second-factor");
  const std::string target = "/api/v1/sign-in-rules";
  HD_TRY(const json::value answer,
         rule ? api.post(target, json::object{{"second_factor", *rule}}) : api.get(target));
  return Outcome{
      "second factor: " + std::string(answer.as_object().at("second_factor").as_string()),
      answer.as_object()};
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
       {password_file},
       begin_totp},
      {{"officer", "totp-confirm"},
       "Put it in force with the first code; prints recovery codes",
       {"haidang officer totp-confirm"},
       {{"--code-file", "FILE", "Holds the code; 'fd:N' works too; else you are asked"}},
       confirm_totp},
      {{"officer", "totp-remove"},
       "Take the authenticator app away again",
       {"haidang officer totp-remove"},
       {password_file},
       remove_totp},
      {{"officer", "recovery-codes"},
       "Ten new recovery codes in place of the old ones",
       {"haidang officer recovery-codes"},
       {password_file},
       renew_recovery},
      {{"officer", "end-others"},
       "End your own sessions but this one",
       {"haidang officer end-others"},
       {},
       end_others},
      {{"officer", "reset"},
       "Take a lost second factor away and end the officer's sessions",
       {"haidang officer reset linh"},
       {officer_name},
       [](const Context& context, const Arguments& arguments) {
         return of_officer(context, arguments, "second-factor/reset",
                           "The password alone is asked for now; all sessions have ended.");
       }},
      {{"officer", "end-sessions"},
       "End all sessions of an officer",
       {"haidang officer end-sessions linh"},
       {officer_name},
       [](const Context& context, const Arguments& arguments) {
         return of_officer(context, arguments, "sessions/end", "All sessions have ended.");
       }},
      {{"officer", "sign-in-rule"},
       "What the node asks of those who sign in; with an option, change it",
       {"haidang officer sign-in-rule --second-factor required"},
       {{"--second-factor", "RULE", "optional or required"}},
       sign_in_rule},
  };
}

}  // namespace haidang::cli
