#include "http/owner_api.hpp"

namespace haidang::http::owner_api {
namespace {

using haidang::json::object;

constexpr std::size_t officer_bytes_max = 100;

// Everybody who can sign in, with the posts of their own.
Result<std::vector<node::Actor>> staff_of(Sessions& sessions) {
  HD_TRY(const std::vector<Officer> all, sessions.officers());
  std::vector<node::Actor> staff;
  for (const Officer& officer : all) {
    if (!officer.disabled) staff.push_back({officer.name, officer.posts});
  }
  return staff;
}

Result<node::Actor> somebody(Sessions& sessions, const std::string& name) {
  HD_TRY(Officer officer, sessions.officer(name));
  if (!officer.disabled) return node::Actor{officer.name, std::move(officer.posts)};
  return Error{Code::bad_value, name + " cannot sign in", "the account is closed",
               "Give it to another officer."};
}

Result<object> shown(StaffDesk& desk, const Call& call) {
  HD_TRY(const std::vector<node::Actor> staff, staff_of(desk.sessions));
  return desk.node.owner(call.param("request"), staff);
}

Result<object> handed_over(StaffDesk& desk, const Call& call) {
  HD_TRY(const object body, call.json_body());
  ObjectReader in(body, "owner");
  HD_TRY(const std::string name, in.text("officer", officer_bytes_max));
  HD_TRY(const auto instead_of, in.optional_text("instead_of", officer_bytes_max));
  HD_TRY_VOID(in.finish());
  node::Handing handing{std::nullopt, instead_of.value_or("")};
  if (name == call.actor.officer) {
    handing.to = call.actor;  // with what he may as a deputy
  } else if (!name.empty()) {
    HD_TRY(handing.to, somebody(desk.sessions, name));
  }
  HD_TRY_VOID(desk.node.hand_over(call.param("request"), handing, call.actor));
  return shown(desk, call);
}

}  // namespace

void show_owner(StaffDesk& desk, Call call) {
  answer(call.reply, shown(desk, call));
}
void hand_over(StaffDesk& desk, Call call) {
  answer(call.reply, handed_over(desk, call));
}

}  // namespace haidang::http::owner_api
