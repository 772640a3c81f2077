// The JSON API about a node's own people: its authorities and officers. Every change is in the
// journal before it has an effect. Shapes: api/openapi.yaml.
#pragma once
#include "http/call.hpp"
#include "http/duty_book.hpp"
#include "http/sessions.hpp"
#include "node/node.hpp"

namespace haidang::http {

struct StaffDesk {
  node::Node& node;
  Sessions& sessions;
  DutyBook& duty;
  const Clock& clock;
  SecondFactors& factors;
};

namespace staff_api {

void list_officers(StaffDesk& desk, Call call);
void add_officer(StaffDesk& desk, Call call);
void set_posts(StaffDesk& desk, Call call);
// One's own with the current password; an administrator anybody's.
void set_password(StaffDesk& desk, Call call);
void disable_officer(StaffDesk& desk, Call call);
void enable_officer(StaffDesk& desk, Call call);
// For who lost the telephone: the second factor is gone, and the sessions end.
void reset_second_factor(StaffDesk& desk, Call call);
void end_sessions(StaffDesk& desk, Call call);
void show_sign_in_rules(StaffDesk& desk, Call call);
void set_sign_in_rules(StaffDesk& desk, Call call);

void list_authorities(StaffDesk& desk, Call call);
void put_authority(StaffDesk& desk, Call call);
void remove_authority(StaffDesk& desk, Call call);
void list_declarations(StaffDesk& desk, Call call);
void put_declaration(StaffDesk& desk, Call call);
void withdraw_declaration(StaffDesk& desk, Call call);

}  // namespace staff_api
}  // namespace haidang::http
