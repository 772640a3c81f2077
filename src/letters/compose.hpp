// From an act in its case to a letter: what the authority says, in the languages of both sides.
// Pure. The set phrases come from `words`, the law's names from `treaty`; what officers wrote
// stands in its own language, with the translations that were attached and what each is worth.
#pragma once
#include <map>
#include <span>
#include <vector>

#include "casework/case.hpp"
#include "letters/letter.hpp"

namespace haidang::letters {

// How a Party and its authorities are called, from its profile.
struct Correspondent {
  std::string name;  // "Aurelia"
  struct Office {
    std::string name;
    std::string time_zone;  // IANA; empty: UTC
  };
  std::map<std::string, Office> offices;  // by the id of the authority
};

struct Setting {
  const treaty::Treaty& law;
  std::map<PartyCode, Correspondent> parties;  // who is not there is called by its code
  std::vector<wording::Language> languages;    // one part each, in this order; at least one
};

// The letter shows what its author knew: acts that arrived later change nothing, so that the same
// act is the same letter for ever. Kinds of acts and members of bodies that this program does not
// know yet are shown too. Errors: not_found, bad_value (no language).
Result<Letter> letter_of(const casework::CaseState& state, const ActId& act,
                         const Setting& setting);

}  // namespace haidang::letters
