// An act: what one Party's authority says in one case. Small, signed, a legal document that stands
// alone. Format: docs/formats.md, "Act"; JSON text whose exact bytes are signed as CMS SignedData.
#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>

#include "acts/party.hpp"
#include "base/json.hpp"

namespace haidang {

enum class ActKind {
  request,      // one demand for one measure; opens it
  acknowledge,  // read by an officer of the requested Party
  ask,          // more information is needed, 40(16)
  supply,       // the answer to an ask
  consult,      // before refusing or postponing, 40(28)
  accept,       // with or without conditions
  refuse,       // grounds and reasons, 40(21)-(25)
  postpone,     // until a review date, 40(27)
  status,       // progress, 40(26)
  preserved,    // data are held until a date, 42(8)
  deliver,      // the manifest of evidence items
  retrieved,    // retrieval receipt: the items arrived and verify
  extend,       // asks to prolong a preservation before it ends, 42(9)
  release,      // preserved data are no longer held
  withdraw,     // no longer needed, 40(26)
  close,        // this side considers the request finished
  notify,       // any other information about the request, e.g. 42(7)
};

std::string_view act_kind_name(ActKind kind);
Result<ActKind> parse_act_kind(std::string_view name);
std::span<const ActKind> all_act_kinds();

struct ActLimits {
  static constexpr std::size_t json_bytes = 192 * 1024;    // the text that is signed
  static constexpr std::size_t signed_bytes = 256 * 1024;  // the CMS around it
  static constexpr std::size_t depth = 12;
};

struct Act {
  ActId id;
  CaseId case_id;
  Address author;
  std::string officer;    // who signed off, by the author's own roster
  Address to;             // the authority addressed
  std::uint64_t seq = 1;  // position in the author Party's chain in this case, from 1
  std::optional<Digest>
      prev;                // SHA-256 of the signed bytes of that chain's previous act; none at 1
  std::uint64_t seen = 0;  // how many acts of the other Party's chain the author had committed
  Time issued_at;
  ActKind kind = ActKind::request;
  std::optional<ActId> request;  // which request it is about; none when kind is request
  json::object body;             // by kind: acts/body.hpp
};

// The one text form of an act (canonical JSON): this is what is signed.
std::string write_act(const Act& act);
// Checks the limits first, then every member. Does not judge the law or the chain.
Result<Act> parse_act(std::string_view text);

}  // namespace haidang
