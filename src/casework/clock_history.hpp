// What each act of a case did to its clocks: for people who read a timeline.
#pragma once
#include <string_view>
#include <vector>

#include "casework/case.hpp"

namespace haidang::casework {

struct ClockChange {
  enum class What { started, moved, paused, resumed, ended };  // moved: another date
  What what = What::started;
  ActId request;  // whose clock it is; an act may touch those of another request
  Clock clock;    // as it is afterwards
};
std::string_view clock_change_name(ClockChange::What what);

// For each act of the timeline, in its order. Folds the case again, act by act.
std::vector<std::vector<ClockChange>> clock_history(const CaseState& state,
                                                    const treaty::Treaty& law);

}  // namespace haidang::casework
