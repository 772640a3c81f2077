#include "casework/reminders.hpp"

#include <algorithm>
#include <array>

#include "casework/decide.hpp"

namespace haidang::casework {
namespace {

constexpr std::array thresholds_days{1, 7, 14, 30};  // the nearest first
constexpr std::array levels{Escalation::To::on_duty, Escalation::To::deputy,
                            Escalation::To::central_authority};

template <class T>
bool holds(std::span<const T> list, const T& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool has_date(const Clock& clock) {
  return clock.state == Clock::State::running && clock.due.has_value();
}

// The nearest threshold that the clock has reached, if any.
std::optional<int> reached(const Clock& clock, Time now) {
  if (!has_date(clock) || *clock.due <= now) return std::nullopt;
  for (const int days : thresholds_days) {
    if (*clock.due <= now + Days{days}) return days;
  }
  return std::nullopt;
}

// Something that is, or will be, overdue for us, and how far up that goes.
struct Lateness {
  std::string rule;
  Time since;
  std::size_t levels_up = 1;
};

std::vector<Lateness> lateness_of(const RequestState& request, const PartyCode& ours) {
  std::vector<Lateness> list;
  if (is_over(request)) return list;
  const auto mover = waits_for(request);
  if (request.status == Status::sent && request.requested.party == ours) {
    list.push_back({"", request.requested_at, levels.size()});
  }
  const std::size_t levels_up = !mover || *mover == ours ? levels.size() : 1;
  for (const Clock& clock : request.clocks) {
    if (has_date(clock)) list.push_back({clock.rule, *clock.due, levels_up});
  }
  return list;
}

const ToldEscalation* find_told(std::span<const ToldEscalation> told, const Lateness& late,
                                std::size_t level) {
  const auto it = std::find_if(told.begin(), told.end(), [&](const ToldEscalation& row) {
    return row.escalation.rule == late.rule && row.escalation.overdue_since == late.since &&
           row.escalation.to == levels.at(level);
  });
  return it == told.end() ? nullptr : &*it;
}

struct Unopened {
  Escalation next;
  Time at;  // when it goes there
};

// The levels that lie unopened and have one above that was not told.
std::vector<Unopened> unopened_of(const RequestState& request, const PartyCode& ours,
                                  const Patience& patience, std::span<const ToldEscalation> told) {
  std::vector<Unopened> list;
  const Millis wait = request.body.emergency ? patience.emergency : patience.ordinary;
  for (const Lateness& late : lateness_of(request, ours)) {
    for (std::size_t level = 1; level < late.levels_up; ++level) {
      const ToldEscalation* below = find_told(told, late, level - 1);
      if (below == nullptr || below->opened == ToldEscalation::Opened::by_somebody) continue;
      if (find_told(told, late, level) != nullptr) continue;
      list.push_back({{request.id, late.rule, late.since, levels.at(level)}, below->at + wait});
    }
  }
  return list;
}

void put_earlier(std::optional<Time>& next, Time at, Time now) {
  if (at > now && (!next || at < *next)) next = at;
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

std::vector<Escalation> escalations_due(const RequestState& request, const PartyCode& ours,
                                        Millis step, Time now,
                                        std::span<const Escalation> already) {
  std::vector<Escalation> due;
  for (const Lateness& late : lateness_of(request, ours)) {
    for (std::size_t level = 0; level < late.levels_up; ++level) {
      if (now < late.since + step * static_cast<int>(level)) break;
      Escalation escalation{request.id, late.rule, late.since, levels.at(level)};
      if (!holds(already, escalation)) due.push_back(std::move(escalation));
    }
  }
  return due;
}

std::vector<Escalation> unopened_due(const RequestState& request, const PartyCode& ours,
                                     const Patience& patience, Time now,
                                     std::span<const ToldEscalation> told) {
  std::vector<Escalation> due;
  for (Unopened& row : unopened_of(request, ours, patience, told)) {
    if (row.at <= now) due.push_back(std::move(row.next));
  }
  return due;
}

std::optional<Time> next_unopened(const RequestState& request, const PartyCode& ours,
                                  const Patience& patience, Time now,
                                  std::span<const ToldEscalation> told) {
  std::optional<Time> next;
  for (const Unopened& row : unopened_of(request, ours, patience, told))
    put_earlier(next, row.at, now);
  return next;
}

std::optional<Time> next_notice(const RequestState& request, const PartyCode& ours, Millis step,
                                Time now) {
  std::optional<Time> next;
  for (const Clock& clock : request.clocks) {
    if (!has_date(clock)) continue;
    for (const int days : thresholds_days)
      put_earlier(next, *clock.due - Days{days}, now);
  }
  for (const Lateness& late : lateness_of(request, ours)) {
    for (std::size_t level = 0; level < late.levels_up; ++level)
      put_earlier(next, late.since + step * static_cast<int>(level), now);
  }
  return next;
}

}  // namespace haidang::casework
