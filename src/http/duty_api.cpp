#include "http/duty_api.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace haidang::http::duty_api {
namespace {

using haidang::json::array;
using haidang::json::object;

constexpr Days delegation_max{366};
constexpr Days shift_max{31};

object describe(const Delegation& row) {
  return {{"id", row.id},
          {"officer", row.officer},
          {"deputy", row.deputy},
          {"authority", row.authority},
          {"until", format_time(row.until)}};
}

object describe(const Shift& row) {
  return {{"id", row.id},
          {"authority", row.authority},
          {"officer", row.officer},
          {"from", format_time(row.from)},
          {"until", format_time(row.until)}};
}

Result<std::int64_t> number(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec == std::errc{} && end == text.data() + text.size() && value > 0) return value;
  return Error{Code::not_found, "there is no such entry"};
}

Result<void> check_post_in_cases(const Officer& officer, const std::string& authority) {
  const bool there =
      std::any_of(officer.posts.begin(), officer.posts.end(), [&](const node::Post& post) {
        return post.authority == authority && !post.roles.shared(node::case_roles).empty();
      });
  if (there) return {};
  return Error{Code::bad_value,
               fmt::format("{} has no part in cases at '{}'", officer.name, authority)};
}

Result<void> check_period(Time from, Time until, Days longest) {
  if (from < until && until <= from + longest) return {};
  return Error{Code::bad_value,
               fmt::format("the period is not one of at most {} days", longest.count())};
}

// One's own part, or, for an administrator, that of somebody who cannot do it himself.
Result<void> check_whose(const node::Actor& actor, const std::string& officer) {
  if (actor.officer == officer) return {};
  const auto right = node::may(actor, node::Operation::manage_officers);
  if (!right.ok()) return right.error();
  return {};
}

Result<object> delegated(StaffDesk& desk, const Call& call) {
  HD_TRY(const object body, call.json_body());
  ObjectReader in(body, "delegation");
  Delegation row;
  HD_TRY(const auto officer, in.optional_text("officer", 100));
  row.officer = officer.value_or(call.actor.officer);
  HD_TRY(row.deputy, in.text("deputy", 100));
  HD_TRY(row.authority, in.text("authority", 64));
  HD_TRY(row.until, in.time("until"));
  HD_TRY_VOID(in.finish());
  HD_TRY_VOID(check_whose(call.actor, row.officer));
  HD_TRY(const Officer from, desk.sessions.officer(row.officer));
  HD_TRY(const Officer to, desk.sessions.officer(row.deputy));
  HD_TRY_VOID(check_post_in_cases(from, row.authority));
  if (from.name == to.name) return Error{Code::bad_value, "nobody is his own deputy"};
  HD_TRY_VOID(check_period(desk.clock.now(), row.until, delegation_max));
  object event = describe(row);
  event.erase("id");
  event["about"] = row.officer;
  event["officer"] = call.actor.officer;
  HD_TRY_VOID(desk.node.record_first("post-delegated", std::move(event)));
  HD_TRY(const Delegation made, desk.duty.delegate(std::move(row)));
  return describe(made);
}

Result<object> delegation_ended(StaffDesk& desk, const Call& call) {
  HD_TRY(const std::int64_t id, number(call.param("delegation")));
  HD_TRY(const Delegation row, desk.duty.delegation(id));
  HD_TRY_VOID(check_whose(call.actor, row.officer));
  HD_TRY_VOID(desk.node.record_first("delegation-ended", {{"about", row.officer},
                                                          {"deputy", row.deputy},
                                                          {"authority", row.authority},
                                                          {"officer", call.actor.officer}}));
  HD_TRY_VOID(desk.duty.end_delegation(id));
  return describe(row);
}

Result<object> delegations(StaffDesk& desk) {
  HD_TRY(const std::vector<Delegation> all, desk.duty.delegations(desk.clock.now()));
  array rows;
  for (const Delegation& row : all)
    rows.push_back(describe(row));
  return object{{"delegations", std::move(rows)}};
}

// For each authority: who is on duty now, and who stands in for them. Empty: the published hours
// say when somebody answers.
array on_duty(const std::vector<Shift>& shifts, const std::vector<Delegation>& deputies, Time now) {
  array list;
  for (const Shift& shift : shifts) {
    if (shift.from > now) continue;
    array instead;
    for (const Delegation& row : deputies) {
      if (row.officer == shift.officer && row.authority == shift.authority) {
        instead.push_back(haidang::json::string(row.deputy));
      }
    }
    list.push_back(object{{"authority", shift.authority},
                          {"officer", shift.officer},
                          {"deputies", std::move(instead)},
                          {"until", format_time(shift.until)}});
  }
  return list;
}

Result<object> roster(StaffDesk& desk) {
  const Time now = desk.clock.now();
  HD_TRY(const std::vector<Shift> shifts, desk.duty.shifts(now));
  HD_TRY(const std::vector<Delegation> deputies, desk.duty.delegations(now));
  array rows;
  for (const Shift& row : shifts)
    rows.push_back(describe(row));
  return object{{"now", format_time(now)},
                {"on_duty", on_duty(shifts, deputies, now)},
                {"shifts", std::move(rows)}};
}

Result<object> shift_added(StaffDesk& desk, const Call& call) {
  HD_TRY(const object body, call.json_body());
  ObjectReader in(body, "shift");
  Shift row;
  HD_TRY(row.authority, in.text("authority", 64));
  HD_TRY(row.officer, in.text("officer", 100));
  HD_TRY(row.from, in.time("from"));
  HD_TRY(row.until, in.time("until"));
  HD_TRY_VOID(in.finish());
  HD_TRY(const Officer officer, desk.sessions.officer(row.officer));
  HD_TRY_VOID(check_post_in_cases(officer, row.authority));
  HD_TRY_VOID(check_period(row.from, row.until, shift_max));
  object event = describe(row);
  event.erase("id");
  event["about"] = row.officer;
  event["officer"] = call.actor.officer;
  HD_TRY_VOID(desk.node.record_first("shift-added", std::move(event)));
  HD_TRY(const Shift made, desk.duty.add_shift(std::move(row)));
  return describe(made);
}

Result<object> shift_removed(StaffDesk& desk, const Call& call) {
  HD_TRY(const std::int64_t id, number(call.param("shift")));
  HD_TRY_VOID(
      desk.node.record_first("shift-removed", {{"shift", id}, {"officer", call.actor.officer}}));
  HD_TRY_VOID(desk.duty.remove_shift(id));
  return roster(desk);
}

}  // namespace

void list_delegations(StaffDesk& desk, Call call) {
  answer(call.reply, delegations(desk));
}
void delegate(StaffDesk& desk, Call call) {
  answer(call.reply, delegated(desk, call), 201);
}
void end_delegation(StaffDesk& desk, Call call) {
  answer(call.reply, delegation_ended(desk, call));
}
void show_roster(StaffDesk& desk, Call call) {
  answer(call.reply, roster(desk));
}
void add_shift(StaffDesk& desk, Call call) {
  answer(call.reply, shift_added(desk, call), 201);
}
void remove_shift(StaffDesk& desk, Call call) {
  answer(call.reply, shift_removed(desk, call));
}

}  // namespace haidang::http::duty_api
