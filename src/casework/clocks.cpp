#include "casework/clocks.hpp"

#include <algorithm>

namespace haidang::casework {
namespace {

// Words of the treaty data: clocks.json.
constexpr std::string_view relying_request = "relying-request";
constexpr std::string_view preservation_clock = "preservation-minimum";
constexpr std::string_view pending_clock = "preservation-pending-decision";

using ClockState = Clock::State;

Clock* find_clock(RequestState& request, std::string_view rule) {
  const auto it = std::find_if(request.clocks.begin(), request.clocks.end(),
                               [&](const Clock& clock) { return clock.rule == rule; });
  return it == request.clocks.end() ? nullptr : &*it;
}

// When it runs out: the date that the act names, else the days that the rule states, else never.
std::optional<Time> due_of(const treaty::ClockRule& rule, const Act& act) {
  if (!rule.date_from.empty()) {
    const json::value* date = act.body.if_contains(rule.date_from);
    if (date == nullptr || !date->is_string()) return std::nullopt;
    const auto time = parse_time(std::string_view(date->get_string()));
    return time.ok() ? std::optional(*time) : std::nullopt;
  }
  if (rule.days) return act.issued_at + Days{*rule.days};
  return std::nullopt;
}

void start(RequestState& request, const treaty::ClockRule& rule, Time at, std::optional<Time> due) {
  Clock fresh{rule.id, rule.kind, rule.counts, rule.source.citation, at, due, ClockState::running};
  if (Clock* known = find_clock(request, rule.id)) {
    *known = std::move(fresh);
  } else {
    request.clocks.push_back(std::move(fresh));
  }
}

bool ends_with(const treaty::ClockRule& rule, std::string_view kind) {
  return std::find(rule.ended_by.begin(), rule.ended_by.end(), kind) != rule.ended_by.end();
}

void end_clock(RequestState& request, std::string_view rule) {
  if (Clock* clock = find_clock(request, rule)) clock->state = ClockState::ended;
}

}  // namespace

void run_clocks(RequestState& request, const Act& act, const treaty::Treaty& law) {
  const auto measure = law.measure(request.body.measure);
  if (!measure.ok()) return;
  const std::string_view kind = act_kind_name(act.kind);
  for (const std::string& id : (*measure)->clocks) {
    const treaty::ClockRule* rule = law.clock(id);
    if (rule == nullptr) continue;
    if (ends_with(*rule, kind)) end_clock(request, id);
    if (rule->from_act != kind) continue;
    const auto due = due_of(*rule, act);
    if (due) start(request, *rule, act.issued_at, due);
  }
}

void end_all_clocks(RequestState& request) {
  for (Clock& clock : request.clocks)
    clock.state = ClockState::ended;
}

void suspend_preservation(RequestState& request, Time at, const treaty::Treaty& law) {
  Clock* minimum = find_clock(request, preservation_clock);
  if (minimum == nullptr || minimum->state == ClockState::ended) return;
  minimum->state = ClockState::paused;
  const Clock* pending = find_clock(request, pending_clock);
  if (pending != nullptr && pending->state == ClockState::running) return;
  const treaty::ClockRule* rule = law.clock(pending_clock);
  if (rule != nullptr && rule->from_act == relying_request) start(request, *rule, at, {});
}

void resume_preservation(RequestState& request) {
  end_clock(request, pending_clock);
  Clock* minimum = find_clock(request, preservation_clock);
  if (minimum != nullptr && minimum->state == ClockState::paused) {
    minimum->state = ClockState::running;
  }
}

}  // namespace haidang::casework
