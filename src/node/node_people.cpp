// A node's own people and authorities: each change is journalled, then a new version of the profile
// is signed and in force.
#include <fmt/format.h>

#include <algorithm>

#include "node/health.hpp"
#include "node/node_state.hpp"
#include "node/time_zone.hpp"
#include "treaty/declared.hpp"

namespace haidang::node {
namespace {

using directory::AuthorityInfo;

auto place_of(std::vector<AuthorityInfo>& list, const std::string& id) {
  return std::find_if(list.begin(), list.end(),
                      [&](const AuthorityInfo& row) { return row.id == id; });
}

// Roles of the Convention, of which at least one: what is none of ours to give is refused here.
Result<void> check_roles(const AuthorityInfo& authority) {
  HD_TRY(const RoleSet roles, RoleSet::parse(authority.roles));
  if (roles.empty()) return Error{Code::bad_value, "an authority has at least one role"};
  if (!roles.has(Role::administrator)) return {};
  return Error{Code::bad_value, "no authority is administrator: that is an officer's task"};
}

Result<void> nothing_open_at(Road& road, const std::string& id) {
  HD_TRY(const auto request, road.archive().unclosed_request_at({road.self().party, id}));
  if (request) {
    return Error{
        Code::not_in_this_state,
        fmt::format("request {} names the authority '{}'", request->text().substr(0, 8), id),
        "its acts are still addressed there", "Close it first."};
  }
  return {};
}

}  // namespace

// On record, then signed and durable, then in force: whoever reads the record finds the cause of
// each version.
Result<void> Node::State::reissue_profile(const std::string& kind, json::object event,
                                          directory::Profile next) {
  if (rotation_staged(parts.layout)) {
    return Error{Code::not_in_this_state, "new keys wait for the node's next start",
                 "the profile that comes with them is signed already",
                 "Start the node again first."};
  }
  next.version = parts.profile.version + 1;
  next.issued_at = parts.clock.now();
  HD_TRY(const Bytes signed_profile, directory::sign_profile(next, parts.keyring.keys.root));
  event["version"] = next.version;
  HD_TRY(const Committed committed, write_and_wait([&](Road& open_road) -> Result<void> {
           HD_TRY(const auto leaf, open_road.record(kind, event));
           (void)leaf;
           return {};
         }));
  (void)committed;
  return sequencer->read([&](Road&) -> Result<void> {
    HD_TRY_VOID(save_profile(parts.layout, signed_profile));
    parts.profile = next;
    return {};
  });
}

directory::Profile Node::State::own_profile() {
  return sequencer->read([this](Road&) { return parts.profile; });
}

namespace {

// 37(19), 40(12): an authority that is declared is one of ours.
Result<void> check_declared_authorities(const directory::Profile& own,
                                        const std::vector<treaty::Declared>& declared) {
  for (const treaty::Declared& made : declared) {
    const treaty::DeclarationRule* rule = treaty::Treaty::embedded().declaration(made.id);
    if (rule == nullptr || rule->takes != treaty::DeclarationValue::authorities) continue;
    for (const std::string& id : made.values) {
      const bool ours = std::any_of(own.authorities.begin(), own.authorities.end(),
                                    [&](const auto& row) { return row.id == id; });
      if (ours) continue;
      return Error{Code::bad_value, fmt::format("'{}' is no authority of ours", id),
                   "others address their requests to the authorities that are declared",
                   "List them: haidang authority list"};
    }
  }
  return {};
}

}  // namespace

// In the order of the ids, each once, and such as the law knows.
Result<void> Node::State::redeclare(const std::string& kind, json::object event,
                                    std::vector<directory::Declaration> declarations) {
  std::sort(declarations.begin(), declarations.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  std::vector<treaty::Declared> declared;
  for (const directory::Declaration& row : declarations)
    declared.push_back({row.id, row.values});
  HD_TRY_VOID(treaty::check_declared(treaty::Treaty::embedded(), declared));
  HD_TRY_VOID(check_declared_authorities(own_profile(), declared));
  directory::Profile next = own_profile();
  next.declarations = std::move(declarations);
  return reissue_profile(kind, std::move(event), std::move(next));
}

Result<json::array> Node::declarations() {
  json::array list;
  for (const directory::Declaration& row : state_->own_profile().declarations)
    list.push_back(directory::write_declaration(row));
  return list;
}

Result<void> Node::declare(const json::object& described, const std::string& officer) {
  HD_TRY(const directory::Declaration declaration, directory::read_declaration(described));
  const std::lock_guard one_at_a_time(state_->profile_mutex);
  std::vector<directory::Declaration> list = state_->own_profile().declarations;
  std::erase_if(list, [&](const auto& row) { return row.id == declaration.id; });
  list.push_back(declaration);
  return state_->redeclare("declared", {{"declaration", declaration.id}, {"officer", officer}},
                           std::move(list));
}

Result<void> Node::withdraw_declaration(const std::string& id, const std::string& officer) {
  const std::lock_guard one_at_a_time(state_->profile_mutex);
  std::vector<directory::Declaration> list = state_->own_profile().declarations;
  if (std::erase_if(list, [&](const auto& row) { return row.id == id; }) == 0) {
    return Error{Code::not_found, fmt::format("nothing is declared under '{}'", id), "",
                 "haidang declaration list"};
  }
  return state_->redeclare("declaration-withdrawn", {{"declaration", id}, {"officer", officer}},
                           std::move(list));
}

Result<json::array> Node::authorities() {
  return state_->sequencer->read([this](Road&) -> Result<json::array> {
    return describe_party(state_->parts.profile).at("authorities").as_array();
  });
}

Result<RoleSet> Node::roles_of(const std::string& authority) {
  return state_->sequencer->read([&](Road&) -> Result<RoleSet> {
    const AuthorityInfo* row = state_->parts.profile.authority(authority);
    if (row != nullptr) return RoleSet::parse(row->roles);
    return Error{Code::not_found, fmt::format("this node has no authority '{}'", authority), "",
                 "haidang authority list"};
  });
}

Result<void> Node::put_authority(const json::object& described, const std::string& officer) {
  HD_TRY(const AuthorityInfo authority, directory::read_authority(described));
  HD_TRY_VOID(check_roles(authority));
  HD_TRY_VOID(check_time_zone(authority.time_zone));
  const std::lock_guard one_at_a_time(state_->profile_mutex);
  directory::Profile next = state_->own_profile();
  std::vector<AuthorityInfo>& list = next.authorities;
  const auto known = place_of(list, authority.id);
  if (known == list.end()) {
    list.push_back(authority);
  } else {
    *known = authority;
  }
  return state_->reissue_profile(
      "authority-put", {{"authority", authority.id}, {"officer", officer}}, std::move(next));
}

Result<void> Node::remove_authority(const std::string& id, const std::string& officer) {
  const std::lock_guard one_at_a_time(state_->profile_mutex);
  if (id == state_->parts.config.self.authority) {
    return Error{Code::not_in_this_state, "this is the node's first authority",
                 "it speaks where no other is named", "Remove another, or change this one."};
  }
  directory::Profile next = state_->own_profile();
  std::vector<AuthorityInfo>& list = next.authorities;
  const auto known = place_of(list, id);
  if (known == list.end()) {
    return Error{Code::not_found, fmt::format("this node has no authority '{}'", id), "",
                 "haidang authority list"};
  }
  HD_TRY_VOID(state_->sequencer->read([&](Road& road) { return nothing_open_at(road, id); }));
  list.erase(known);
  return state_->reissue_profile("authority-removed", {{"authority", id}, {"officer", officer}},
                                 std::move(next));
}

}  // namespace haidang::node
