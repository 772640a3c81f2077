#include "node/permissions.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <map>
#include <sstream>

using namespace haidang;
using namespace haidang::node;

namespace {

// x: may; o: may, and the reading is journalled; a point: may not. One column a role, in the order
// of all_roles(): contact point, central authority, extradition, competent authority, law
// enforcement, asset recovery, CSIRT, capacity focal point, oversight, administrator.
constexpr const char* expected_table = R"table(
                    poc central extr comp police asset csirt cap over admin
see-node             x     x     x    x     x      x     x    x   o     x
read-acts            x     x     x    x     x      x     .    .   o     .
see-overview         x     x     x    x     x      x     .    x   o     .
read-evidence        x     x     x    x     x      x     .    .   .     .
speak                x     x     x    x     x      x     .    .   .     .
keep-notes           x     x     x    x     x      x     .    .   .     .
take-requests        x     x     x    x     x      x     .    .   .     .
handle-evidence      x     x     x    x     x      x     .    .   .     .
copy-custodian       x     x     x    x     x      x     .    .   .     .
delegate             x     x     x    x     x      x     .    .   .     x
retry-outbox         x     x     x    x     x      x     .    .   .     x
read-officers        .     .     .    .     .      .     .    .   o     x
manage-officers      .     .     .    .     .      .     .    .   .     x
manage-authorities   .     .     .    .     .      .     .    .   .     x
manage-roster        .     .     .    .     .      .     .    .   .     x
manage-parties       .     .     .    .     .      .     .    .   .     x
manage-keys          .     .     .    .     .      .     .    .   .     x
manage-mail          .     .     .    .     .      .     .    .   .     x
rebuild              .     .     .    .     .      .     .    .   .     x
read-journal         .     .     .    .     .      .     .    .   o     x
note-backup          .     .     .    .     .      .     .    .   .     x
)table";

// By the operation's name: one mark a role.
std::map<std::string, std::string> expected_operations() {
  std::map<std::string, std::string> rows;
  std::istringstream lines(expected_table);
  std::string line;
  std::getline(lines, line);
  std::getline(lines, line);  // the heading
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string name;
    std::string mark;
    words >> name;
    while (words >> mark)
      rows[name] += mark;
  }
  return rows;
}

Actor one_with(Role role) {
  return {"linh", {{"contact-point", {role}, ""}}};
}

const treaty::Treaty& law() {
  return treaty::Treaty::embedded();
}

}  // namespace

TEST_CASE("every role may do exactly what the table says, of every operation") {
  const auto expected_rows = expected_operations();
  REQUIRE(operations().size() == expected_rows.size());
  for (const OperationRow& row : operations()) {
    CAPTURE(row.name);
    const std::string& expected = expected_rows.at(std::string(row.name));
    REQUIRE(expected.size() == all_roles().size());
    for (std::size_t i = 0; i < all_roles().size(); ++i) {
      const Role role = all_roles()[i];
      CAPTURE(role_name(role));
      const auto right = may(one_with(role), row.operation);
      CHECK(right.ok() == (expected[i] != '.'));
      if (right.ok()) CHECK((*right == Right::oversight) == (expected[i] == 'o'));
      if (right.ok()) continue;
      CHECK(right.error().code == Code::not_permitted);
      CHECK(!right.error().why.empty());  // a no has its reason, and says who may
      CHECK(!right.error().next.empty());
    }
  }
}

TEST_CASE("who reads by another right than oversight reads ordinarily") {
  const Actor both{"an", {{"contact-point", {Role::oversight, Role::central_authority}, ""}}};
  CHECK(may(both, Operation::read_acts).value() == Right::ordinary);
  CHECK(!may({"nobody", {}}, Operation::see_node).ok());
}

TEST_CASE("every role says exactly the acts that the law and the table give it") {
  constexpr std::array transmitted{ActKind::acknowledge, ActKind::ask,     ActKind::supply,
                                   ActKind::status,      ActKind::inquire, ActKind::retrieved,
                                   ActKind::notify};
  for (const treaty::Measure& measure : law().measures()) {
    for (const ActKind kind : all_act_kinds()) {
      const bool transmits =
          std::find(transmitted.begin(), transmitted.end(), kind) != transmitted.end();
      for (const Speaks side : {Speaks::for_requesting, Speaks::for_requested}) {
        const RoleSet named = named_for(measure, side);
        for (const Role role : all_roles()) {
          CAPTURE(measure.id);
          CAPTURE(act_kind_name(kind));
          CAPTURE(role_name(role));
          const bool expected = named.has(role) || (transmits && role == Role::contact_point);
          const auto post =
              voice(one_with(role), kind, side, measure, "contact-point", Choice::prefers);
          CHECK(post.ok() == expected);
          if (!post.ok()) CHECK(post.error().code == Code::not_permitted);
        }
      }
    }
  }
}

TEST_CASE("nobody who oversees, keeps the node or only trains others speaks in a case") {
  for (const treaty::Measure& measure : law().measures()) {
    for (const Speaks side : {Speaks::for_requesting, Speaks::for_requested}) {
      for (const ActKind kind : all_act_kinds()) {
        const RoleSet roles = roles_for(kind, side, measure);
        CHECK(!roles.has(Role::oversight));
        CHECK(!roles.has(Role::administrator));
      }
    }
  }
}

TEST_CASE("an officer of several authorities speaks for the one addressed, else for one that may") {
  const treaty::Measure& measure = *law().measure("preservation").value();
  const Actor linh{"linh",
                   {{"training", {Role::capacity_focal_point}, ""},
                    {"justice", {Role::contact_point, Role::central_authority}, ""},
                    {"police", {Role::contact_point, Role::law_enforcement}, "an"}}};
  const auto authority = [&](const std::string& preferred, Choice choice) -> std::string {
    const auto post =
        voice(linh, ActKind::acknowledge, Speaks::for_requested, measure, preferred, choice);
    return post.ok() ? post->authority : std::string(code_text(post.error().code));
  };
  CHECK(authority("police", Choice::prefers) == "police");
  CHECK(authority("justice", Choice::prefers) == "justice");
  CHECK(authority("elsewhere", Choice::prefers) == "justice");
  CHECK(authority("training", Choice::prefers) == "justice");
  CHECK(authority("training", Choice::insists) == code_text(Code::not_permitted));
  CHECK(authority("elsewhere", Choice::insists) == code_text(Code::not_permitted));
  const auto deputy =
      voice(linh, ActKind::acknowledge, Speaks::for_requested, measure, "police", Choice::insists);
  CHECK(deputy.value().in_place_of == "an");
}

TEST_CASE("roles have one name each, and sets of them are read and written") {
  for (const Role role : all_roles()) {
    CHECK(parse_role(role_name(role)).value() == role);
    CHECK(RoleSet::parse(RoleSet{role}.names()).value() == RoleSet{role});
  }
  CHECK(parse_role("king").error().code == Code::bad_value);
  CHECK(explain_permissions(law()).find("oversight-read") != std::string::npos);
}
