#include "http/account_api.hpp"

#include <fmt/format.h>

#include "letters/qr.hpp"

namespace haidang::http::account_api {
namespace {

using haidang::json::array;
using haidang::json::object;

constexpr std::size_t password_bytes_max = 2000;
constexpr std::size_t code_bytes_max = 64;

Result<object> account(StaffDesk& desk, const Call& call) {
  const std::string& name = call.actor.officer;
  HD_TRY(const SecondFactors::Standing standing, desk.factors.standing(name));
  HD_TRY(const FactorRule rule, desk.factors.rule());
  HD_TRY(const std::vector<OpenSession> open, desk.sessions.open_sessions(name));
  const std::string own = Sessions::session_id(call.request);
  array sessions;
  for (const OpenSession& row : open) {
    sessions.push_back(object{{"id", row.id},
                              {"created_at", format_time(row.created)},
                              {"last_used_at", format_time(row.last_used)},
                              {"this_one", row.id == own}});
  }
  object totp{{"since", nullptr}, {"recovery_left", standing.recovery_left}};
  if (standing.since) totp["since"] = format_time(*standing.since);
  return object{{"officer", name},
                {"rule", factor_rule_name(rule)},
                {"totp", std::move(totp)},
                {"sessions", std::move(sessions)}};
}

// {"current": the password}: a page that was left open is not enough.
Result<void> check_current(StaffDesk& desk, const Call& call) {
  HD_TRY(const object body, call.json_body());
  ObjectReader in(body, "account");
  HD_TRY(const std::string current, in.text("current", password_bytes_max));
  HD_TRY_VOID(in.finish());
  return desk.sessions.check_password(call.actor.officer, current, call.request.remote_address);
}

Result<void> record(StaffDesk& desk, const Call& call, std::string kind) {
  return desk.node.record_first(std::move(kind),
                                {{"about", call.actor.officer}, {"officer", call.actor.officer}});
}

// Row by row, "1" is dark.
Result<array> drawn(const std::string& text) {
  HD_TRY(const letters::QrCode code, letters::qr_code(text));
  array rows;
  for (std::size_t row = 0; row < code.side; ++row) {
    haidang::json::string line;
    for (std::size_t column = 0; column < code.side; ++column)
      line.push_back(code.at(row, column) ? '1' : '0');
    rows.push_back(std::move(line));
  }
  return rows;
}

Result<object> totp_begun(StaffDesk& desk, const Call& call) {
  HD_TRY_VOID(check_current(desk, call));
  HD_TRY(const SecondFactors::Begun begun, desk.factors.begin(call.actor.officer, "Haidang"));
  HD_TRY(array qr, drawn(begun.uri));
  return object{{"secret", begun.secret}, {"uri", begun.uri}, {"qr", std::move(qr)}};
}

object shown(const std::vector<std::string>& codes) {
  array list;
  for (const std::string& code : codes)
    list.push_back(haidang::json::string(code));
  return {{"recovery_codes", std::move(list)}};
}

Result<object> totp_confirmed(StaffDesk& desk, const Call& call) {
  HD_TRY(const object body, call.json_body());
  ObjectReader in(body, "confirmation");
  HD_TRY(const std::string code, in.text("code", code_bytes_max));
  HD_TRY_VOID(in.finish());
  const Time now = desk.clock.now();
  HD_TRY_VOID(desk.factors.check_first_code(call.actor.officer, code, now));
  HD_TRY_VOID(record(desk, call, "second-factor-set"));
  HD_TRY(const std::vector<std::string> codes, desk.factors.confirm(call.actor.officer, code, now));
  return shown(codes);
}

Result<object> totp_removed(StaffDesk& desk, const Call& call) {
  HD_TRY_VOID(check_current(desk, call));
  HD_TRY_VOID(record(desk, call, "second-factor-removed"));
  HD_TRY_VOID(desk.factors.remove(call.actor.officer));
  return account(desk, call);
}

Result<object> recovery_renewed(StaffDesk& desk, const Call& call) {
  HD_TRY_VOID(check_current(desk, call));
  HD_TRY_VOID(record(desk, call, "recovery-codes-renewed"));
  HD_TRY(const std::vector<std::string> codes, desk.factors.renew_recovery(call.actor.officer));
  return shown(codes);
}

Result<object> session_ended(StaffDesk& desk, const Call& call) {
  HD_TRY_VOID(desk.sessions.end_session(call.actor.officer, call.param("session")));
  return account(desk, call);
}

Result<object> other_sessions_ended(StaffDesk& desk, const Call& call) {
  const std::string own = Sessions::session_id(call.request);
  HD_TRY(const std::vector<OpenSession> open, desk.sessions.open_sessions(call.actor.officer));
  for (const OpenSession& row : open) {
    if (row.id == own) continue;
    HD_TRY_VOID(desk.sessions.end_session(call.actor.officer, row.id));
  }
  return account(desk, call);
}

}  // namespace

void show(StaffDesk& desk, Call call) {
  answer(call.reply, account(desk, call));
}
void begin_totp(StaffDesk& desk, Call call) {
  answer(call.reply, totp_begun(desk, call));
}
void confirm_totp(StaffDesk& desk, Call call) {
  answer(call.reply, totp_confirmed(desk, call));
}
void remove_totp(StaffDesk& desk, Call call) {
  answer(call.reply, totp_removed(desk, call));
}
void renew_recovery(StaffDesk& desk, Call call) {
  answer(call.reply, recovery_renewed(desk, call));
}
void end_session(StaffDesk& desk, Call call) {
  answer(call.reply, session_ended(desk, call));
}
void end_other_sessions(StaffDesk& desk, Call call) {
  answer(call.reply, other_sessions_ended(desk, call));
}

}  // namespace haidang::http::account_api
