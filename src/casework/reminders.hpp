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

// What was told already, and whether any of those whom it was for has opened it.
struct ToldEscalation {
  Escalation escalation;
  Time at;
  enum class Opened { by_nobody, by_somebody } opened = Opened::by_nobody;
};

// How long a step of an escalation may lie unopened before the next level is told too. House rules.
struct Patience {
  Millis ordinary = std::chrono::hours(4);
  Millis emergency = std::chrono::minutes(30);  // 2(o): life or safety is at risk
};

// What goes one level up before its time, because nobody has opened what the level below was told.
// As above, no further than to whoever could do something.
std::vector<Escalation> unopened_due(const RequestState& request, const PartyCode& ours,
                                     const Patience& patience, Time now,
                                     std::span<const ToldEscalation> told);

// The next moment after `now` at which one of these may be due, if no act changes the request.
std::optional<Time> next_notice(const RequestState& request, const PartyCode& ours, Millis step,
                                Time now);
std::optional<Time> next_unopened(const RequestState& request, const PartyCode& ours,
                                  const Patience& patience, Time now,
                                  std::span<const ToldEscalation> told);

}  // namespace haidang::casework
