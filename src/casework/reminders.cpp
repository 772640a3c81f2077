#include "casework/reminders.hpp"

#include <algorithm>
#include <array>

namespace haidang::casework {
namespace {

constexpr std::array thresholds_days{1, 7, 14, 30};  // the nearest first

template <class T>
bool holds(std::span<const T> list, const T& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// The nearest threshold that the clock has reached, if any.
std::optional<int> reached(const Clock& clock, Time now) {
  if (clock.state != Clock::State::running || !clock.due || *clock.due <= now) return std::nullopt;
  for (const int days : thresholds_days) {
    if (*clock.due <= now + Days{days}) return days;
  }
  return std::nullopt;
}

void escalate(std::vector<Escalation>& due, const RequestState& request, Millis target, Time now,
              std::span<const Escalation> already) {
  const std::array steps{
      Escalation{request.id, Escalation::To::deputy, request.requested_at + target},
      Escalation{request.id, Escalation::To::central_authority, request.requested_at + 2 * target}};
  for (const Escalation& step : steps) {
    if (step.since <= now && !holds(already, step)) due.push_back(step);
  }
}

}  // namespace

std::vector<Reminder> reminders_due(const RequestState& request, Time now,
                                    std::span<const Reminder> already) {
  std::vector<Reminder> due;
  for (const Clock& clock : request.clocks) {
    const auto days = reached(clock, now);
    if (!days) continue;
    for (const Address& to : {request.requesting, request.requested}) {
      Reminder reminder{request.id, clock.rule, *clock.due, *days, to};
      if (!holds(already, reminder)) due.push_back(std::move(reminder));
    }
  }
  return due;
}

std::vector<Reminder> reminders_due(const CaseState& state, Time now,
                                    std::span<const Reminder> already) {
  std::vector<Reminder> due;
  for (const RequestState& request : state.requests) {
    const auto more = reminders_due(request, now, already);
    due.insert(due.end(), more.begin(), more.end());
  }
  return due;
}

std::vector<Escalation> escalations_due(const CaseState& state, Millis target, Time now,
                                        std::span<const Escalation> already) {
  std::vector<Escalation> due;
  for (const RequestState& request : state.requests) {
    if (request.status == Status::sent) escalate(due, request, target, now, already);
  }
  return due;
}

}  // namespace haidang::casework
