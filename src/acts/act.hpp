// An act: what one Party's authority says in one case. Small, signed, a legal document that stands
// alone. Format: docs/formats.md, "Act"; JSON text whose exact bytes are signed as CMS SignedData.
#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "acts/party.hpp"
#include "base/json.hpp"

namespace haidang {

enum class ActKind {
  request,           // one demand for one measure; opens it
  acknowledge,       // read by an officer of the requested Party
  ask,               // more information is needed, 40(16)
  supply,            // the answer to an ask
  consult,           // before refusing or postponing, 40(28)
  accept,            // with or without conditions
  refuse,            // grounds and reasons, 40(21)-(25)
  postpone,          // until a review date, 40(27)
  status,            // progress, 40(26)
  preserved,         // data are held until a date, 42(8)
  deliver,           // the manifest of evidence items
  retrieved,         // retrieval receipt: the items arrived and verify
  extend,            // asks to prolong a preservation before it ends, 42(9)
  release,           // preserved data are no longer held
  withdraw,          // no longer needed, 40(26)
  close,             // this side considers the request finished
  notify,            // any other information about the request
  inform,            // given without being asked, 40(4)-(5), 47, 51; opens a case or joins one
  answer,            // a result in words and fields
  consent,           // to onward transfer or another purpose, 36(3), 40(19)
  executed,          // carried out: arrest, surrender, transfer, freezing, confiscation, service
  agree,             // the requesting Party agrees to the conditions, 40(28)
  decline,           // and here it does not
  caution,           // 42(7): will not suffice; 40(20): cannot be kept confidential
  proceed,           // the requesting Party: go on nonetheless
  confirm,           // in writing what was asked orally, 40(13); an emergency, afterwards
  inquire,           // asks for status and progress, 40(26)
  announce_lifting,  // 50(8): a measure is to be lifted; the requesting Party may be heard
  represent,         // presents reasons for continuing it, 50(8)
  lift,              // the measure is lifted, 50(8)
  lift_restriction,  // 40(5), 47: a restriction on use has ended
  exculpatory,       // 40(5), 40(19): notice of disclosure exculpatory to an accused
};
// A request, or information given without one: the acts that open a request of the case.
bool opens_request(ActKind kind);

std::string_view act_kind_name(ActKind kind);
Result<ActKind> parse_act_kind(std::string_view name);
std::span<const ActKind> all_act_kinds();

struct ActLimits {
  static constexpr std::size_t json_bytes = 192 * 1024;    // the text that is signed
  static constexpr std::size_t signed_bytes = 256 * 1024;  // the CMS around it
  static constexpr std::size_t depth = 12;
  static constexpr std::size_t also = 62;  // with the author and who is addressed: 64 Parties
};

// What an author had committed of another Party's chain.
struct Seen {
  std::uint64_t acts = 0;
  // SHA-256 of the signed bytes of the last of them, in a joint investigation, art. 48: who was
  // told another act under that number learns it. None in a case of two Parties.
  std::optional<Digest> last = {};
  bool operator==(const Seen&) const = default;
};

struct Act {
  ActId id;
  CaseId case_id;
  Address author;
  std::string officer;  // who signed off, by the author's own roster
  Address to;           // the authority addressed
  // The other members of a joint investigation, art. 48, who receive the act as well: by Party,
  // none twice. Empty in a case of two Parties.
  std::vector<Address> also;
  std::uint64_t seq = 1;  // position in the author Party's chain in this case, from 1
  std::optional<Digest>
      prev;  // SHA-256 of the signed bytes of that chain's previous act; none at 1
  std::map<PartyCode, Seen> seen;  // of each other Party's chain; none where it is no act
  Time issued_at;
  ActKind kind = ActKind::request;
  std::optional<ActId> request;  // which request it is about; none when it opens one
  json::object body;             // by kind: acts/body.hpp

  [[nodiscard]] std::uint64_t seen_of(const PartyCode& party) const;
};

// Everybody to whom the act goes: who is addressed, then the others.
std::vector<Address> recipients(const Act& act);

// The one text form of an act (canonical JSON): this is what is signed.
std::string write_act(const Act& act);
// Checks the limits first, then every member. Does not judge the law or the chain.
Result<Act> parse_act(std::string_view text);

}  // namespace haidang
