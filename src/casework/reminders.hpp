// What is to be brought to somebody's mind, as pure functions of the state and the time. Nothing is
// deleted or closed by silence: a date that has passed is shown, and people decide.
#pragma once
#include <span>

#include "casework/case.hpp"

namespace haidang::casework {

// That a clock runs out in `days` days or fewer; house rule: 30, 14, 7 and 1 days before.
struct Reminder {
  ActId request;
  std::string rule;
  Time due;  // a clock that is prolonged is reminded of anew
  int days = 0;
  Address to;
  bool operator==(const Reminder&) const = default;
};

// Those that are due now and not among `already`: for each running clock with a date the nearest
// threshold that has passed, to both sides. What was missed while a node was off is not repeated.
std::vector<Reminder> reminders_due(const RequestState& request, Time now,
                                    std::span<const Reminder> already);
std::vector<Reminder> reminders_due(const CaseState& state, Time now,
                                    std::span<const Reminder> already);

// What is overdue on our side goes to whoever is on duty at once, after one `step` to the deputy,
// after two to the central authority. House rule; each Party sets the step for its own node.
// Overdue is a request that nobody of ours has acknowledged, from the moment it was made, and a
// clock whose date has passed. When the other side is to move, the officer on duty alone is told:
// there is nothing that a deputy of ours could do better.
struct Escalation {
  enum class To { on_duty, deputy, central_authority };
  ActId request;
  std::string rule;  // the clock whose date has passed; empty: nobody has acknowledged the request
  Time overdue_since;
  To to = To::on_duty;
  bool operator==(const Escalation&) const = default;
};
std::vector<Escalation> escalations_due(const RequestState& request, const PartyCode& ours,
                                        Millis step, Time now, std::span<const Escalation> already);

// The next moment after `now` at which one of the two may be due, if no act changes the request.
std::optional<Time> next_notice(const RequestState& request, const PartyCode& ours, Millis step,
                                Time now);

}  // namespace haidang::casework
