// The people of a simulated authority: what they do on their turn, lawful or not.
#pragma once
#include "chance.hpp"
#include "node/road.hpp"

namespace haidang::sim {

class Officer {
 public:
  // `others`: the authorities that cases are opened with.
  Officer(Chance& chance, std::vector<Address> others, unsigned joint_percent)
      : chance_(chance), others_(std::move(others)), joint_percent_(joint_percent) {}

  struct Done {
    std::string note;  // for the trace
    std::optional<node::Submitted> submitted;
  };
  // Inside an open group. Throws Violation if the road refuses a step that it offers, accepts one
  // that is not offered, or changes anything while it refuses.
  Done take_turn(node::Road& road, Time now);

 private:
  struct Choice {
    std::shared_ptr<const casework::CaseState> state;
    casework::RequestState request;
  };
  Choice choose(node::Road& road, const std::vector<CaseId>& cases);
  Done open_case(node::Road& road, Time now);
  Done propose_investigation(node::Road& road, Time now);
  Done ask_a_member(node::Road& road, const casework::CaseState& state, Time now);
  Done step(node::Road& road, const casework::CaseState& state,
            const casework::RequestState& request, Time now);
  Done try_unlawful(node::Road& road, const casework::CaseState& state,
                    const casework::RequestState& request, Time now);
  Done refused(node::Road& road, const casework::Command& command, std::string note);
  const casework::Step& pick(const std::vector<casework::Step>& steps);

  casework::Command command_for(ActKind kind, const casework::CaseState& state,
                                const casework::RequestState& request, Time now);
  json::object body_for(ActKind kind, const casework::RequestState& request, Time now);
  json::object with_audience(const json::object& delivery, const casework::CaseState& state,
                             const casework::RequestState& request);
  json::object retrieval(const casework::RequestState& request, const PartyCode& self);
  json::object result_body(ActKind kind, const casework::RequestState& request, Time now);
  RequestBody request_body(const treaty::Measure& measure, Time now);
  const treaty::Measure& any_measure(const treaty::Treaty& law);
  std::map<std::string, std::string> whole_contents(const casework::RequestState& request);
  UseCondition condition(Time now);
  std::string lawful_ground(const casework::RequestState& request);
  std::string lawful_outcome(const casework::RequestState& request);
  ManifestItem item();
  std::string words();
  Time later(Time from, int days_min, int days_max);

  Chance& chance_;
  std::vector<Address> others_;
  unsigned joint_percent_;  // of the cases that are opened
};

}  // namespace haidang::sim
