#include "http/staff_api.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "http/officer_rows.hpp"

namespace haidang::http::staff_api {
namespace {

using haidang::json::array;
using haidang::json::object;

constexpr std::size_t posts_max = 32;
constexpr std::size_t password_bytes_max = 2000;

Result<object> describe(StaffDesk& desk, const Officer& officer) {
  HD_TRY(const SecondFactors::Standing standing, desk.factors.standing(officer.name));
  object row{{"name", officer.name},
             {"posts", describe_posts(officer.posts)},
             {"created_at", format_time(officer.created)},
             {"disabled_at", nullptr},
             {"second_factor", standing.since.has_value()}};
  if (officer.disabled) row["disabled_at"] = format_time(*officer.disabled);
  return row;
}

// An officer is at authorities that the node has, in roles that they have; only `administrator` is
// nobody's role but the node's.
Result<void> check_posts(node::Node& node, const std::vector<node::Post>& posts) {
  for (const node::Post& post : posts) {
    HD_TRY(node::RoleSet roles, node.roles_of(post.authority));
    roles.add(node::Role::administrator);
    if (post.roles.shared(roles) == post.roles) continue;
    return Error{Code::bad_value,
                 fmt::format("the authority '{}' has not all of these roles", post.authority), "",
                 "Give the authority the role first: haidang authority add"};
  }
  return {};
}

Result<std::vector<node::Post>> read_checked_posts(node::Node& node, ObjectReader& in) {
  HD_TRY(const array list, in.array("posts", posts_max));
  HD_TRY(std::vector<node::Post> posts, read_posts(list));
  HD_TRY_VOID(check_posts(node, posts));
  return posts;
}

Result<object> officer_after(StaffDesk& desk, const std::string& name) {
  HD_TRY(const Officer officer, desk.sessions.officer(name));
  return describe(desk, officer);
}

// On record first; who it is about must exist, so that the record is of something.
Result<void> record(StaffDesk& desk, const Call& call, std::string kind, object more = {}) {
  HD_TRY(const Officer officer, desk.sessions.officer(call.param("officer")));
  more["about"] = officer.name;
  more["officer"] = call.actor.officer;
  return desk.node.record_first(std::move(kind), std::move(more));
}

Result<object> added(StaffDesk& desk, const Call& call) {
  HD_TRY(const object body, call.json_body());
  ObjectReader in(body, "officer");
  HD_TRY(const std::string name, in.text("name", 100));
  HD_TRY(const std::string password, in.text("password", password_bytes_max));
  HD_TRY(const std::vector<node::Post> posts, read_checked_posts(desk.node, in));
  HD_TRY_VOID(in.finish());
  HD_TRY_VOID(desk.sessions.check_new_officer(name, password));
  HD_TRY_VOID(desk.node.record_first(
      "officer-added",
      {{"about", name}, {"posts", describe_posts(posts)}, {"officer", call.actor.officer}}));
  HD_TRY_VOID(desk.sessions.create_officer(name, password, posts));
  return officer_after(desk, name);
}

Result<object> posted(StaffDesk& desk, const Call& call) {
  HD_TRY(const object body, call.json_body());
  ObjectReader in(body, "posts");
  HD_TRY(const std::vector<node::Post> posts, read_checked_posts(desk.node, in));
  HD_TRY_VOID(in.finish());
  HD_TRY_VOID(record(desk, call, "officer-posted", {{"posts", describe_posts(posts)}}));
  HD_TRY_VOID(desk.sessions.set_posts(call.param("officer"), posts));
  return officer_after(desk, call.param("officer"));
}

// A session that somebody else found open must not be enough to take the account over.
Result<void> check_current(StaffDesk& desk, const Call& call,
                           const std::optional<std::string>& current) {
  const std::string& name = call.param("officer");
  if (name != call.actor.officer) {
    const auto right = node::may(call.actor, node::Operation::manage_officers);
    if (!right.ok()) return right.error();
    return {};
  }
  if (!current) return Error{Code::missing_field, "one's own password needs the current one"};
  return desk.sessions.check_password(name, *current, call.request.remote_address);
}

Result<object> password_set(StaffDesk& desk, const Call& call) {
  HD_TRY(const object body, call.json_body());
  ObjectReader in(body, "password");
  HD_TRY(const std::string password, in.text("password", password_bytes_max));
  HD_TRY(const auto current, in.optional_text("current", password_bytes_max));
  HD_TRY_VOID(in.finish());
  HD_TRY_VOID(check_current(desk, call, current));
  HD_TRY_VOID(record(desk, call, "officer-password-set"));
  HD_TRY_VOID(desk.sessions.set_password(call.param("officer"), password));
  return officer_after(desk, call.param("officer"));
}

Result<object> disabled(StaffDesk& desk, const Call& call) {
  HD_TRY_VOID(record(desk, call, "officer-disabled"));
  HD_TRY_VOID(desk.sessions.disable_officer(call.param("officer")));
  return officer_after(desk, call.param("officer"));
}

Result<object> enabled(StaffDesk& desk, const Call& call) {
  HD_TRY_VOID(record(desk, call, "officer-enabled"));
  HD_TRY_VOID(desk.sessions.enable_officer(call.param("officer")));
  return officer_after(desk, call.param("officer"));
}

Result<object> second_factor_reset(StaffDesk& desk, const Call& call) {
  HD_TRY_VOID(record(desk, call, "second-factor-reset"));
  HD_TRY_VOID(desk.factors.remove(call.param("officer")));
  HD_TRY_VOID(desk.sessions.end_sessions(call.param("officer")));
  return officer_after(desk, call.param("officer"));
}

Result<object> sessions_ended(StaffDesk& desk, const Call& call) {
  HD_TRY_VOID(record(desk, call, "officer-sessions-ended"));
  HD_TRY_VOID(desk.sessions.end_sessions(call.param("officer")));
  return officer_after(desk, call.param("officer"));
}

Result<object> sign_in_rules(StaffDesk& desk) {
  HD_TRY(const FactorRule rule, desk.factors.rule());
  return object{{"second_factor", factor_rule_name(rule)}};
}

Result<object> sign_in_rules_set(StaffDesk& desk, const Call& call) {
  HD_TRY(const object body, call.json_body());
  ObjectReader in(body, "sign-in rules");
  HD_TRY(const std::string name, in.text("second_factor", 20));
  HD_TRY_VOID(in.finish());
  HD_TRY(const FactorRule rule, parse_factor_rule(name));
  HD_TRY_VOID(desk.node.record_first("sign-in-rules-set",
                                     {{"second_factor", name}, {"officer", call.actor.officer}}));
  HD_TRY_VOID(desk.factors.set_rule(rule));
  return sign_in_rules(desk);
}

Result<object> officers(StaffDesk& desk) {
  HD_TRY(const std::vector<Officer> all, desk.sessions.officers());
  array rows;
  for (const Officer& officer : all) {
    HD_TRY(object row, describe(desk, officer));
    rows.push_back(std::move(row));
  }
  return object{{"officers", std::move(rows)}};
}

Result<object> authorities(StaffDesk& desk) {
  HD_TRY(array rows, desk.node.authorities());
  return object{{"authorities", std::move(rows)}};
}

// Nobody keeps a role that his authority gives up.
Result<void> check_nobody_above(StaffDesk& desk, const directory::AuthorityInfo& authority) {
  HD_TRY(node::RoleSet roles, node::RoleSet::parse(authority.roles));
  roles.add(node::Role::administrator);
  HD_TRY(const std::vector<Officer> all, desk.sessions.officers());
  for (const Officer& officer : all) {
    for (const node::Post& post : officer.posts) {
      if (post.authority != authority.id || post.roles.shared(roles) == post.roles) continue;
      return Error{
          Code::not_in_this_state,
          fmt::format("{} has a role at '{}' that it would give up", officer.name, authority.id),
          "", "Take it away first: haidang officer role"};
    }
  }
  return {};
}

Result<object> authority_put(StaffDesk& desk, const Call& call) {
  HD_TRY(const object body, call.json_body());
  HD_TRY(const directory::AuthorityInfo authority, directory::read_authority(body));
  HD_TRY_VOID(check_nobody_above(desk, authority));
  HD_TRY_VOID(desk.node.put_authority(body, call.actor.officer));
  return authorities(desk);
}

// Whoever still has a post there would have one at nothing.
Result<object> authority_removed(StaffDesk& desk, const Call& call) {
  const std::string& id = call.param("authority");
  HD_TRY(const std::vector<Officer> all, desk.sessions.officers());
  for (const Officer& officer : all) {
    const bool there = std::any_of(officer.posts.begin(), officer.posts.end(),
                                   [&](const node::Post& post) { return post.authority == id; });
    if (!there) continue;
    return Error{Code::not_in_this_state,
                 fmt::format("{} still has a post at '{}'", officer.name, id), "",
                 "Take it away first: haidang officer role"};
  }
  HD_TRY_VOID(desk.node.remove_authority(id, call.actor.officer));
  return authorities(desk);
}

Result<object> declarations(StaffDesk& desk) {
  HD_TRY(array rows, desk.node.declarations());
  return object{{"declarations", std::move(rows)}};
}

Result<object> declaration_put(StaffDesk& desk, const Call& call) {
  HD_TRY(const object body, call.json_body());
  HD_TRY_VOID(desk.node.declare(body, call.actor.officer));
  return declarations(desk);
}

Result<object> declaration_withdrawn(StaffDesk& desk, const Call& call) {
  HD_TRY_VOID(desk.node.withdraw_declaration(call.param("declaration"), call.actor.officer));
  return declarations(desk);
}

}  // namespace

void list_officers(StaffDesk& desk, Call call) {
  answer(call.reply, officers(desk));
}
void add_officer(StaffDesk& desk, Call call) {
  answer(call.reply, added(desk, call), 201);
}
void set_posts(StaffDesk& desk, Call call) {
  answer(call.reply, posted(desk, call));
}
void set_password(StaffDesk& desk, Call call) {
  answer(call.reply, password_set(desk, call));
}
void disable_officer(StaffDesk& desk, Call call) {
  answer(call.reply, disabled(desk, call));
}
void enable_officer(StaffDesk& desk, Call call) {
  answer(call.reply, enabled(desk, call));
}
void reset_second_factor(StaffDesk& desk, Call call) {
  answer(call.reply, second_factor_reset(desk, call));
}
void end_sessions(StaffDesk& desk, Call call) {
  answer(call.reply, sessions_ended(desk, call));
}
void show_sign_in_rules(StaffDesk& desk, Call call) {
  answer(call.reply, sign_in_rules(desk));
}
void set_sign_in_rules(StaffDesk& desk, Call call) {
  answer(call.reply, sign_in_rules_set(desk, call));
}
void list_authorities(StaffDesk& desk, Call call) {
  answer(call.reply, authorities(desk));
}
void put_authority(StaffDesk& desk, Call call) {
  answer(call.reply, authority_put(desk, call));
}
void remove_authority(StaffDesk& desk, Call call) {
  answer(call.reply, authority_removed(desk, call));
}

void list_declarations(StaffDesk& desk, Call call) {
  answer(call.reply, declarations(desk));
}
void put_declaration(StaffDesk& desk, Call call) {
  answer(call.reply, declaration_put(desk, call));
}
void withdraw_declaration(StaffDesk& desk, Call call) {
  answer(call.reply, declaration_withdrawn(desk, call));
}

}  // namespace haidang::http::staff_api
