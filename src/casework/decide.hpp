// From a command to an act, or a reasoned no; and from a foreign act to its admission. Pure.
#pragma once
#include "casework/case.hpp"
#include "treaty/scope.hpp"

namespace haidang::casework {

// What an officer wants to say. `request` is empty only for kind request.
struct Command {
  std::optional<CaseId> case_id;  // empty: a new case (kind request only)
  // Needed for what is asked in a case that is new or of more than two Parties.
  std::optional<Address> to;
  ActKind kind = ActKind::request;
  std::optional<ActId> request;
  json::object body;
  std::vector<Address> also = {};  // a new joint investigation only, art. 48: the other members
};

// Everything that decide may not reach for by itself.
struct Occasion {
  const treaty::Treaty& law;
  Address self;  // who speaks
  std::string officer;
  Time now;
  ActId act_id;    // fresh
  CaseId case_id;  // fresh, used when the command opens a case
  // What the Parties have declared, as far as this node knows. Only its own officers are held to
  // it: another node may hold another version of a profile, and admits alike all the same.
  std::optional<std::vector<treaty::Declared>> ours = {};
  std::vector<treaty::Declared> theirs = {};
};

// The act that the command becomes: complete, chained, lawful for this state. `state` is empty for
// a new case. Errors: 3xxx (law), 4xxx (casework), 1xxx (malformed body).
Result<Act> decide(const std::optional<CaseState>& state, const Command& command,
                   const Occasion& occasion);
// The same without copying a case that is at hand.
Result<Act> decide(const CaseState& state, const Command& command, const Occasion& occasion);

// May an act of another Party enter the case? Structure, chain (gap, broken_chain), addressee, law
// (3xxx) and time (future_date) are judged; the state is not: what crossed in the mail is admitted
// and has no effect. `state` is empty when the node does not hold the case yet.
struct AdmissionLimits {
  static constexpr Millis clock_skew_max = std::chrono::minutes(10);
};
Result<void> admit(const std::optional<CaseState>& state, const Act& act, const treaty::Treaty& law,
                   const Address& self, Time now);
Result<void> admit(const CaseState& state, const Act& act, const treaty::Treaty& law,
                   const Address& self, Time now);

// What the law says about an act by itself: called by both of the above, so that an act which is
// valid for its sender is valid for its receiver.
Result<void> judge(const Act& act, const RequestState* request, const treaty::Treaty& law);

// What the law demands of a request, or of information given without one, before it is sent: scope,
// contents, safeguards; every missing item at once. Part of `judge`.
Result<void> check_contents(const RequestBody& body, ActKind kind, const treaty::Treaty& law);
// A deadline that is over when the request is sent. The sender's own check: a delivery may be late.
// Error: bad_value.
Result<void> check_needed_by(const RequestBody& body, Time now);
// Which basis opens the measure for this offence, and why the others do or do not; for people.
treaty::ScopeAnswer scope_of(const RequestBody& body, const treaty::Treaty& law);

// The steps that `viewer` may take now on a request, with the rule each rests on; the first is the
// one that is due.
struct Step {
  ActKind kind;
  std::string rule;  // "art. 42(7)"
  std::string hint;  // for people
};
std::vector<Step> next_steps(const RequestState& request, const PartyCode& viewer);
// The same where the time is known: what has expired can be closed and no longer be prolonged.
std::vector<Step> next_steps(const RequestState& request, const PartyCode& viewer, Time now);

// Whose move it is, for the queue.
std::optional<PartyCode> waits_for(const RequestState& request);
// Withdrawn or closed: nothing is due of it any more.
bool is_over(const RequestState& request);
// The next clock that runs out, if any.
const Clock* first_due(const RequestState& request);

}  // namespace haidang::casework
