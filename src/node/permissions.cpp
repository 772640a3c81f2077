#include "node/permissions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace haidang::node {
namespace {

struct RoleRow {
  Role role;
  std::string_view name;
};
constexpr std::array role_rows{
    RoleRow{Role::contact_point, "contact-point"},
    RoleRow{Role::central_authority, "central-authority"},
    RoleRow{Role::extradition_authority, "extradition-authority"},
    RoleRow{Role::competent_authority, "competent-authority"},
    RoleRow{Role::law_enforcement, "law-enforcement"},
    RoleRow{Role::asset_recovery, "asset-recovery"},
    RoleRow{Role::csirt, "csirt"},
    RoleRow{Role::capacity_focal_point, "capacity-focal-point"},
    RoleRow{Role::oversight, "oversight"},
    RoleRow{Role::administrator, "administrator"},
};
constexpr std::array role_list{Role::contact_point,
                               Role::central_authority,
                               Role::extradition_authority,
                               Role::competent_authority,
                               Role::law_enforcement,
                               Role::asset_recovery,
                               Role::csirt,
                               Role::capacity_focal_point,
                               Role::oversight,
                               Role::administrator};

constexpr RoleSet everybody = case_roles.with(
    {Role::csirt, Role::capacity_focal_point, Role::oversight, Role::administrator});
constexpr RoleSet readers = case_roles.with({Role::oversight});
constexpr RoleSet keepers{Role::administrator};

constexpr std::string_view not_in_cases =
    "cases are for the authorities that cooperate in them; whoever keeps the node, answers for "
    "threat information or for training reads none";
constexpr std::string_view not_in_numbers =
    "numbers about cooperation are for those who take part in it, for oversight, and for whoever "
    "answers for training (arts 54 to 57)";
constexpr std::string_view not_evidence =
    "evidence is for the authorities of the case; oversight reads the acts and nothing of it";
constexpr std::string_view not_speaking =
    "only an authority that cooperates in cases speaks in them";
constexpr std::string_view not_notes =
    "notes are what those who work on a case write for each other; oversight reads what was said";
constexpr std::string_view not_taking =
    "requests are taken by those who work on them; whoever oversees or keeps the node has none";
constexpr std::string_view not_keeping =
    "only an administrator of this node changes how it is kept";

constexpr std::array operation_rows{
    OperationRow{Operation::see_node, "see-node", everybody, ""},
    OperationRow{Operation::read_acts, "read-acts", readers, not_in_cases},
    OperationRow{Operation::see_overview, "see-overview",
                 readers.with({Role::capacity_focal_point}), not_in_numbers},
    OperationRow{Operation::read_evidence, "read-evidence", case_roles, not_evidence},
    OperationRow{Operation::speak, "speak", case_roles, not_speaking},
    OperationRow{Operation::keep_notes, "keep-notes", case_roles, not_notes},
    OperationRow{Operation::take_requests, "take-requests", case_roles, not_taking},
    OperationRow{Operation::handle_evidence, "handle-evidence", case_roles, not_evidence},
    OperationRow{Operation::copy_custodian, "copy-custodian", case_roles, not_speaking},
    OperationRow{Operation::delegate, "delegate", case_roles.with(keepers),
                 "only posts in cases have deputies"},
    OperationRow{Operation::retry_outbox, "retry-outbox", case_roles.with(keepers),
                 "only those who speak, and the administrator, send again"},
    OperationRow{Operation::read_officers, "read-officers", keepers.with({Role::oversight}),
                 "the list of officers is for the administrator and for oversight"},
    OperationRow{Operation::manage_officers, "manage-officers", keepers, not_keeping},
    OperationRow{Operation::manage_authorities, "manage-authorities", keepers, not_keeping},
    OperationRow{Operation::manage_roster, "manage-roster", keepers, not_keeping},
    OperationRow{Operation::manage_parties, "manage-parties", keepers, not_keeping},
    OperationRow{Operation::manage_keys, "manage-keys", keepers, not_keeping},
    OperationRow{Operation::manage_mail, "manage-mail", keepers, not_keeping},
    OperationRow{Operation::rebuild, "rebuild", keepers, not_keeping},
    OperationRow{Operation::read_journal, "read-journal", keepers.with({Role::oversight}),
                 "what was done here is for the administrator and for oversight to read"},
    OperationRow{Operation::note_backup, "note-backup", keepers, not_keeping},
};

// Steps that bring, confirm or ask something and decide nothing: the 24/7 point may take them for
// any measure, so that no request waits for an office to open. What is not here is the measure's.
constexpr std::array voice_rows{
    VoiceRow{ActKind::acknowledge, Voice::of_the_contact_point_too},
    VoiceRow{ActKind::ask, Voice::of_the_contact_point_too},
    VoiceRow{ActKind::supply, Voice::of_the_contact_point_too},
    VoiceRow{ActKind::status, Voice::of_the_contact_point_too},
    VoiceRow{ActKind::inquire, Voice::of_the_contact_point_too},
    VoiceRow{ActKind::retrieved, Voice::of_the_contact_point_too},
    VoiceRow{ActKind::notify, Voice::of_the_contact_point_too},
};

const OperationRow& row_of(Operation operation) {
  const auto row = std::find_if(operation_rows.begin(), operation_rows.end(),
                                [&](const OperationRow& it) { return it.operation == operation; });
  HD_CHECK(row != operation_rows.end());
  return *row;
}

std::string listed(RoleSet roles) {
  std::string text;
  for (const std::string& name : roles.names())
    text += (text.empty() ? "" : ", ") + name;
  return text;
}

Error no_voice(const Actor& actor, ActKind kind, const treaty::Measure& measure, RoleSet roles,
               const std::string& authority) {
  const std::string at = authority.empty() ? "" : fmt::format(" at '{}'", authority);
  return {Code::not_permitted,
          fmt::format("{} may not say \"{}\" about {}{}", actor.officer, act_kind_name(kind),
                      measure.id, at),
          fmt::format("it is for: {}; art. {}", listed(roles), measure.article),
          "Ask an officer who has the role: haidang explain permissions"};
}

std::string mark(bool yes) {
  return yes ? "  x" : "  .";
}

void add_heading(std::string& text, std::string_view title) {
  text += fmt::format("\n{:<28}", title);
  for (std::size_t i = 0; i < role_list.size(); ++i)
    text += fmt::format("{:>3}", i + 1);
  text += "\n";
}

}  // namespace

std::string_view role_name(Role role) {
  return role_rows.at(static_cast<std::size_t>(role)).name;
}

Result<Role> parse_role(std::string_view name) {
  for (const RoleRow& row : role_rows) {
    if (row.name == name) return row.role;
  }
  return Error{Code::bad_value, "there is no such role", "", "One of: " + listed(everybody) + "."};
}

std::span<const Role> all_roles() {
  return role_list;
}

std::vector<std::string> RoleSet::names() const {
  std::vector<std::string> list;
  for (const Role role : role_list) {
    if (has(role)) list.emplace_back(role_name(role));
  }
  return list;
}

Result<RoleSet> RoleSet::parse(std::span<const std::string> names) {
  RoleSet set;
  for (const std::string& name : names) {
    HD_TRY(const Role role, parse_role(name));
    set.add(role);
  }
  return set;
}

RoleSet Actor::roles() const {
  RoleSet all;
  for (const Post& post : posts)
    all = all.with(post.roles);
  return all;
}

std::span<const OperationRow> operations() {
  return operation_rows;
}

Result<Right> may(const Actor& actor, Operation operation) {
  const OperationRow& row = row_of(operation);
  const RoleSet by = actor.roles().shared(row.roles);
  if (by == RoleSet{Role::oversight}) return Right::oversight;
  if (!by.empty()) return Right::ordinary;
  return Error{Code::not_permitted, fmt::format("{} may not do this ({})", actor.officer, row.name),
               std::string(row.why), fmt::format("Ask an officer who is: {}.", listed(row.roles))};
}

std::span<const VoiceRow> voices() {
  return voice_rows;
}

RoleSet named_for(const treaty::Measure& measure, Speaks side) {
  const bool asks = side == Speaks::for_requesting || measure.decided_by.empty();
  RoleSet set;
  for (const std::string& name : asks ? measure.asked_by : measure.decided_by) {
    const auto role = parse_role(name);
    if (role.ok()) set.add(*role);
  }
  return set;
}

RoleSet roles_for(ActKind kind, Speaks side, const treaty::Measure& measure) {
  const RoleSet named = named_for(measure, side);
  const auto row = std::find_if(voice_rows.begin(), voice_rows.end(),
                                [&](const VoiceRow& it) { return it.kind == kind; });
  const bool too = row != voice_rows.end() && row->voice == Voice::of_the_contact_point_too;
  return too ? named.with({Role::contact_point}) : named;
}

Result<Post> voice(const Actor& actor, ActKind kind, Speaks side, const treaty::Measure& measure,
                   const std::string& preferred, Choice choice) {
  const RoleSet roles = roles_for(kind, side, measure);
  const Post* fitting = nullptr;
  for (const Post& post : actor.posts) {
    if (post.roles.shared(roles).empty()) continue;
    if (post.authority == preferred) return post;
    if (fitting == nullptr) fitting = &post;
  }
  if (fitting != nullptr && choice == Choice::prefers) return *fitting;
  return no_voice(actor, kind, measure, roles, choice == Choice::insists ? preferred : "");
}

bool FourEyes::covers(ActKind said, std::string_view about) const {
  return (!kind || *kind == said) && (measure.empty() || measure == about);
}

Result<FourEyes> parse_four_eyes(std::string_view text, const treaty::Treaty& law) {
  FourEyes rule;
  const auto colon = std::min(text.find(':'), text.size());
  const std::string_view kind = text.substr(0, colon);
  if (kind != "*") {
    HD_TRY(rule.kind, parse_act_kind(kind));
  }
  if (colon == text.size()) return rule;
  HD_TRY(const treaty::Measure* measure, law.measure(text.substr(colon + 1)));
  rule.measure = measure->id;
  return rule;
}

std::string four_eyes_text(const FourEyes& rule) {
  const std::string kind(rule.kind ? act_kind_name(*rule.kind) : "*");
  return rule.measure.empty() ? kind : kind + ":" + rule.measure;
}

std::string explain_permissions(const treaty::Treaty& law) {
  std::string text = "Who may do what. x: may; the columns:\n";
  for (std::size_t i = 0; i < role_list.size(); ++i)
    text += fmt::format("{:>4} {}\n", i + 1, role_name(role_list.at(i)));
  add_heading(text, "command");
  for (const OperationRow& row : operation_rows) {
    text += fmt::format("{:<28}", row.name);
    for (const Role role : role_list)
      text += mark(row.roles.has(role));
    text += row.why.empty() ? "\n" : fmt::format("   {}\n", row.why);
  }
  add_heading(text, "measure: asks, decides");
  for (const treaty::Measure& measure : law.measures()) {
    for (const Speaks side : {Speaks::for_requesting, Speaks::for_requested}) {
      const bool asks = side == Speaks::for_requesting;
      text += fmt::format("{:<28}", fmt::format("{} {}", asks ? "ask" : "decide", measure.id));
      const RoleSet roles = roles_for(asks ? ActKind::request : ActKind::accept, side, measure);
      for (const Role role : role_list)
        text += mark(roles.has(role));
      text += fmt::format("   art. {}\n", measure.article);
    }
  }
  text += "\nThe contact point may take these steps for every measure, for they decide nothing:";
  for (const VoiceRow& row : voice_rows)
    text += fmt::format(" {}", act_kind_name(row.kind));
  return text + ".\nReading by the right of oversight alone is journalled (oversight-read).\n";
}

}  // namespace haidang::node
