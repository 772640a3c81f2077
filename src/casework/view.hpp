// A case as the HTTP API shows it to one Party: statuses, clocks, steps and the timeline, each rule
// with its citation and whether it was verified against an authentic text.
#pragma once
#include "casework/decide.hpp"

namespace haidang::casework {

// {id, parties, requests: [...], timeline: [...], contradictions: [...]}
json::object to_json(const CaseState& state, const treaty::Treaty& law, const PartyCode& viewer,
                     Time now);
// {id, measure, status, clocks, next_steps, waits_for, items, ...}
json::object to_json(const RequestState& request, const treaty::Treaty& law,
                     const PartyCode& viewer, Time now);
// What a line of the queue says beside the row's own columns: {measure_title, article, opens,
// legal_bases, emergency, next_kinds, clock}; `clock` is the one that is due first, or null.
json::object queue_line(const RequestState& request, const treaty::Treaty& law,
                        const PartyCode& viewer);
// {rule, kind, counts, citation, verified, note, started, due, state}; a running clock whose date
// has come is "passed".
json::object to_json(const Clock& clock, const treaty::Treaty& law, Time now);

}  // namespace haidang::casework
