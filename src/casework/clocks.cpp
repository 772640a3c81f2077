#include "casework/clocks.hpp"

#include <algorithm>

#include "casework/duties.hpp"

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
  const json::value* date = rule.date_from.empty() ? nullptr : act.body.if_contains(rule.date_from);
  if (date != nullptr && date->is_string()) {
    const auto time = parse_time(std::string_view(date->get_string()));
    if (time.ok()) return *time;
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

// What the treaty data may call an act: its kind, or its kind with what it says of itself, as in
// "executed:arrest", "notify:opportunity-to-leave", "request:oral". A step on the way to what was
// asked for has the longer name alone: it ends no wait for the result.
std::vector<std::string> names_of(const RequestState& request, const Act& act) {
  const std::string kind(act_kind_name(act.kind));
  const treaty::Outcome* outcome =
      act.kind == ActKind::executed ? outcome_of(request, &act.body) : nullptr;
  std::vector<std::string> names;
  if (outcome == nullptr || !outcome->interim) names.push_back(kind);
  for (const std::string_view member : {"what", "about"}) {
    const json::value* word = act.body.if_contains(member);
    if (word != nullptr && word->is_string()) {
      names.push_back(kind + ":" + std::string(word->get_string()));
    }
  }
  for (const std::string_view flag : {"oral", "emergency"}) {
    const json::value* set = act.body.if_contains(flag);
    if (set != nullptr && set->is_bool() && set->get_bool()) {
      names.push_back(kind + ":" + std::string(flag));
    }
  }
  return names;
}

bool has_name(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool any_of(const std::vector<std::string>& rule, const std::vector<std::string>& names) {
  return std::any_of(rule.begin(), rule.end(),
                     [&](const std::string& name) { return has_name(names, name); });
}

void pause(Clock& clock, Time at) {
  if (clock.state != ClockState::running) return;
  clock.state = ClockState::paused;
  clock.paused_at = at;
}

// What was left when it stopped is left when it goes on.
void go_on(Clock& clock, Time at) {
  if (clock.state != ClockState::paused || !clock.paused_at) return;
  if (clock.due) *clock.due += std::max(at - *clock.paused_at, Millis{0});
  clock.state = ClockState::running;
  clock.paused_at.reset();
}

// A clock without a number runs until it is ended; one that takes its date from an act needs it.
bool has_no_date(const treaty::ClockRule& rule) {
  return rule.date_from.empty() && !rule.days;
}

void run_clock(RequestState& request, const treaty::ClockRule& rule, const Act& act,
               const std::vector<std::string>& names) {
  Clock* clock = find_clock(request, rule.id);
  if (clock != nullptr) {
    if (any_of(rule.ended_by, names)) clock->state = ClockState::ended;
    if (any_of(rule.paused_by, names)) pause(*clock, act.issued_at);
    if (any_of(rule.resumed_by, names)) go_on(*clock, act.issued_at);
  }
  if (!has_name(names, rule.from_act)) return;
  const auto due = due_of(rule, act);
  if (due || has_no_date(rule)) start(request, rule, act.issued_at, due);
}

void end_clock(RequestState& request, std::string_view rule) {
  if (Clock* clock = find_clock(request, rule)) clock->state = ClockState::ended;
}

}  // namespace

namespace {

// A domestic rule runs where the State whose law it is stands on the side that the rule names; one
// for some requests alone, where their contents say so.
bool runs_here(const treaty::ClockRule& rule, const RequestState& request) {
  const auto said = request.body.contents.find(rule.content);
  if (!rule.content.empty() && (said == request.body.contents.end() || said->second != rule.says)) {
    return false;
  }
  if (rule.party.empty()) return true;
  const bool requested = request.requested.party.text() == rule.party;
  const bool requesting = request.requesting.party.text() == rule.party;
  if (rule.side == "requested") return requested;
  if (rule.side == "requesting") return requesting;
  return requested || requesting;
}

}  // namespace

void run_clocks(RequestState& request, const Act& act, const treaty::Treaty& law) {
  if (request.rules == nullptr) return;
  const std::vector<std::string> names = names_of(request, act);
  for (const std::string& id : request.rules->clocks) {
    const treaty::ClockRule* rule = law.clock(id);
    if (rule != nullptr && runs_here(*rule, request)) run_clock(request, *rule, act, names);
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
