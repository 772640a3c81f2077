#include "casework/clock_history.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>

namespace haidang::casework {
namespace {

using What = ClockChange::What;
using State = Clock::State;

constexpr std::array names{"started", "moved", "paused", "resumed", "ended"};

using ClocksOf = std::map<ActId, std::vector<Clock>>;

ClocksOf clocks_of(const CaseState& state) {
  ClocksOf clocks;
  for (const RequestState& request : state.requests)
    clocks[request.id] = request.clocks;
  return clocks;
}

const Clock* find(const std::vector<Clock>& clocks, const std::string& rule) {
  const auto it = std::find_if(clocks.begin(), clocks.end(),
                               [&](const Clock& clock) { return clock.rule == rule; });
  return it == clocks.end() ? nullptr : &*it;
}

// Of a clock there is at most one of each rule.
std::optional<What> change(const Clock* before, const Clock& after) {
  if (before == nullptr) return What::started;
  if (before->state != after.state) {
    if (after.state == State::ended) return What::ended;
    if (after.state == State::paused) return What::paused;
    return before->state == State::paused ? What::resumed : What::started;
  }
  if (after.state == State::ended) return std::nullopt;
  if (before->started != after.started) return What::started;
  return before->due == after.due ? std::nullopt : std::optional(What::moved);
}

std::vector<ClockChange> changes(const ClocksOf& before, const CaseState& now) {
  std::vector<ClockChange> list;
  for (const RequestState& request : now.requests) {
    const auto known = before.find(request.id);
    for (const Clock& clock : request.clocks) {
      const Clock* earlier = known == before.end() ? nullptr : find(known->second, clock.rule);
      if (const auto what = change(earlier, clock)) list.push_back({*what, request.id, clock});
    }
  }
  return list;
}

}  // namespace

std::string_view clock_change_name(What what) {
  return names.at(static_cast<std::size_t>(what));
}

std::vector<std::vector<ClockChange>> clock_history(const CaseState& state,
                                                    const treaty::Treaty& law) {
  std::vector<std::vector<ClockChange>> history;
  CaseState so_far;
  for (const CommittedAct& act : state.timeline) {
    const ClocksOf before = clocks_of(so_far);
    so_far = advance(std::move(so_far), act, law);
    history.push_back(changes(before, so_far));
  }
  return history;
}

}  // namespace haidang::casework
