// Where an act stands among the acts of its case. Inside this room only.
#pragma once
#include <tuple>

#include "casework/case.hpp"

namespace haidang::casework {

// How acts that crossed each other are told apart: by issue time, then by Party.
std::tuple<Time, PartyCode> place_key(const Act& act);

// The index at which `act` joins the timeline, everything else staying in place; none when it could
// move others (never for acts that were admitted).
std::optional<std::size_t> place_of(const CaseState& state, const Act& act);

}  // namespace haidang::casework
