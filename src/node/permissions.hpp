// Who may do what: the one table of this node, role by command. The HTTP layer asks it for each
// route, the node asks it for each act, and nobody asks anything else. Pure.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "acts/act.hpp"
#include "treaty/treaty.hpp"

namespace haidang::node {

// What an authority is for under the Convention, and what an officer is at it. `administrator` is
// no authority's: it keeps the node and reads no case.
enum class Role : std::uint8_t {
  contact_point,          // 24/7 network, art. 41
  central_authority,      // mutual legal assistance, 40(12)
  extradition_authority,  // art. 37
  competent_authority,    // prosecutor, court, investigating judge
  law_enforcement,        // art. 47
  asset_recovery,         // arts 49-52
  csirt,                  // threat information; not cases
  capacity_focal_point,   // arts 54-56; not cases
  oversight,              // arts 6, 24, 36: reads the acts, not the evidence
  administrator,
};
std::string_view role_name(Role role);  // "contact-point"
Result<Role> parse_role(std::string_view name);
std::span<const Role> all_roles();

class RoleSet {
 public:
  constexpr RoleSet() = default;
  constexpr RoleSet(std::initializer_list<Role> roles) {
    for (const Role role : roles)
      add(role);
  }
  constexpr void add(Role role) { bits_ |= bit(role); }
  [[nodiscard]] constexpr bool has(Role role) const { return (bits_ & bit(role)) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr RoleSet with(RoleSet other) const { return of_bits(bits_ | other.bits_); }
  [[nodiscard]] constexpr RoleSet shared(RoleSet other) const {
    return of_bits(bits_ & other.bits_);
  }
  [[nodiscard]] std::vector<std::string> names() const;
  static Result<RoleSet> parse(std::span<const std::string> names);
  friend constexpr bool operator==(RoleSet, RoleSet) = default;

 private:
  static constexpr std::uint32_t bit(Role role) { return 1U << static_cast<std::uint32_t>(role); }
  static constexpr RoleSet of_bits(std::uint32_t bits) {
    RoleSet set;
    set.bits_ = bits;
    return set;
  }
  std::uint32_t bits_ = 0;
};

// Those who take part in cases.
inline constexpr RoleSet case_roles{Role::contact_point,         Role::central_authority,
                                    Role::extradition_authority, Role::competent_authority,
                                    Role::law_enforcement,       Role::asset_recovery};

// What an officer is at one authority; as a deputy, in whose place.
struct Post {
  std::string authority;
  RoleSet roles;
  std::string in_place_of = {};  // the officer who delegated; empty: the post is one's own
};

// Who asks: an officer with all the posts that count now.
struct Actor {
  std::string officer;
  std::vector<Post> posts;
  [[nodiscard]] RoleSet roles() const;
};

// What can be asked of a node, beside saying something in a case.
enum class Operation : std::uint8_t {
  see_node,         // status, profile, Parties, roster, events, own session
  read_acts,        // requests, cases, acts, receipts, drafts
  see_overview,     // numbers about all cases, nothing of any
  read_evidence,    // what items there are
  speak,            // requests, acts, drafts: which ones, `voice` says
  keep_notes,       // on a case, for this node's own people: read and write
  take_requests,    // have one in hand, give it back, give it to another officer
  handle_evidence,  // add and deliver items, make packages
  copy_custodian,   // the extract for a domestic provider
  delegate,         // one's own posts, to a deputy
  retry_outbox,
  read_officers,
  manage_officers,
  manage_authorities,
  manage_roster,
  manage_parties,
  manage_keys,
  manage_mail,
  rebuild,
  read_journal,  // who did what here: search and export
  note_backup,
};
struct OperationRow {
  Operation operation;
  std::string_view name;
  RoleSet roles;
  std::string_view why;  // why the others may not
};
std::span<const OperationRow> operations();

// By which right something is done. Reading by the right of oversight alone is journalled.
enum class Right : std::uint8_t { ordinary, oversight };

// Errors: not_permitted, with the reason and who may.
Result<Right> may(const Actor& actor, Operation operation);

// On which side of a request an act is said.
enum class Speaks : std::uint8_t { for_requesting, for_requested };

// Who may say an act of this kind: always those whom the law names for the measure on that side
// (asked_by, decided_by); for steps that transmit and do not decide, the contact point too.
enum class Voice : std::uint8_t { of_the_measure, of_the_contact_point_too };
struct VoiceRow {
  ActKind kind;
  Voice voice;
};
std::span<const VoiceRow> voices();
// Whom the law names for the measure on this side: its asked_by or its decided_by.
RoleSet named_for(const treaty::Measure& measure, Speaks side);
RoleSet roles_for(ActKind kind, Speaks side, const treaty::Measure& measure);

// For which authority the actor says it: `preferred` (the one addressed, or chosen) if the actor
// has a fitting post there, else the first authority where he has one; if `insists`, no other.
// Errors: not_permitted, with the reason.
enum class Choice : std::uint8_t { prefers, insists };
Result<Post> voice(const Actor& actor, ActKind kind, Speaks side, const treaty::Measure& measure,
                   const std::string& preferred, Choice choice);

// Which acts need a second officer here: "accept", "request:preservation", "*:stored-data", "*".
struct FourEyes {
  std::optional<ActKind> kind;  // none: every kind
  std::string measure;          // empty: every measure
  [[nodiscard]] bool covers(ActKind said, std::string_view about) const;
};
Result<FourEyes> parse_four_eyes(std::string_view text, const treaty::Treaty& law);
std::string four_eyes_text(const FourEyes& rule);

// The whole table for people: `haidang explain permissions`.
std::string explain_permissions(const treaty::Treaty& law);

}  // namespace haidang::node
