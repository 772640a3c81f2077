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

// A request that nobody acknowledged within the target that the requested Party itself publishes
// goes to the authority's deputy, and after twice that time to the central authority. House rule.
struct Escalation {
  enum class To { deputy, central_authority };
  ActId request;
  To to = To::deputy;
  Time since;  // when the target had passed
  bool operator==(const Escalation&) const = default;
};
std::vector<Escalation> escalations_due(const CaseState& state, Millis target, Time now,
                                        std::span<const Escalation> already);

}  // namespace haidang::casework
