#include "http/staff_list.hpp"

#include <algorithm>

namespace haidang::http {
namespace {

using Names = std::vector<std::string>;

bool holds(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool takes_part_at(const Officer& officer, const std::string& authority) {
  return std::any_of(officer.posts.begin(), officer.posts.end(), [&](const node::Post& post) {
    return post.authority == authority && !post.roles.shared(node::case_roles).empty();
  });
}

Result<Names> those_who_can_sign_in(Sessions& sessions) {
  HD_TRY(const std::vector<Officer> all, sessions.officers());
  Names names;
  for (const Officer& officer : all) {
    if (!officer.disabled) names.push_back(officer.name);
  }
  return names;
}

void add(Names& names, const Names& able, const std::string& name) {
  if (holds(able, name) && !holds(names, name)) names.push_back(name);
}

}  // namespace

Result<Names> StaffList::officers_at(const std::string& authority) {
  HD_TRY(const std::vector<Officer> all, sessions_.officers());
  Names names;
  for (const Officer& officer : all) {
    if (!officer.disabled && takes_part_at(officer, authority)) names.push_back(officer.name);
  }
  return names;
}

Result<Names> StaffList::on_duty(const std::string& authority, Time now) {
  HD_TRY(const Names able, those_who_can_sign_in(sessions_));
  HD_TRY(const std::vector<Shift> shifts, duty_.shifts(now));
  Names names;
  for (const Shift& shift : shifts) {
    if (shift.authority == authority && shift.from <= now) add(names, able, shift.officer);
  }
  return names;
}

// Of everybody at the authority where nobody is on the roster: then all of them are on duty.
Result<Names> StaffList::deputies(const std::string& authority, Time now) {
  HD_TRY(const Names able, those_who_can_sign_in(sessions_));
  HD_TRY(const Names on_roster, on_duty(authority, now));
  HD_TRY(const std::vector<Delegation> delegations, duty_.delegations(now));
  Names names;
  for (const Delegation& row : delegations) {
    const bool counts = on_roster.empty() || holds(on_roster, row.officer);
    if (row.authority == authority && counts) add(names, able, row.deputy);
  }
  return names;
}

}  // namespace haidang::http
