#include "casework/joint.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace haidang::casework {
namespace {

const Act* find_act(const CaseState& state, const ActId& id) {
  const auto it =
      std::find_if(state.timeline.begin(), state.timeline.end(),
                   [&id](const CommittedAct& committed) { return committed.act.id == id; });
  return it == state.timeline.end() ? nullptr : &it->act;
}

bool asks_for_investigation(const RequestBody& body, const treaty::Treaty& law) {
  const auto measure = law.measure(body.measure);
  return measure.ok() && (*measure)->opens == treaty::Opens::investigation;
}

Error opens_nothing_joint() {
  return {Code::bad_value, "a case of more than two Parties is opened by a joint investigation",
          "the Parties agree on it first, art. 48",
          "Address one Party, or propose a joint investigation."};
}

Error opens_its_own() {
  return {Code::not_in_this_state, "a joint investigation is proposed in a case of its own",
          "its members are those to whom it was proposed, art. 48",
          "Open a case; it may cite this one."};
}

// One Party proposes, and every other hears the same text, once.
Result<void> check_proposal(const CaseState& state, const Act& act) {
  const RequestState& first = state.requests.front();
  if (act.author.party != first.requesting.party) {
    return Error{Code::not_your_move, "another Party has proposed this investigation",
                 fmt::format("{} asks each member itself", first.requesting.party.text()),
                 "Consult about the text, or propose one in a case of your own."};
  }
  const Act* opening = find_act(state, first.id);
  if (opening == nullptr || opening->body != act.body) {
    return Error{Code::bad_value, "the members would not agree to the same text",
                 "a joint investigation rests on one agreement, art. 48",
                 "Propose the text of the first request, or a new one in a case of its own."};
  }
  const bool asked = std::any_of(
      state.requests.begin(), state.requests.end(), [&act](const RequestState& request) {
        return request.is_investigation && request.requested.party == act.to.party;
      });
  if (!asked) return {};
  return Error{Code::already_exists,
               fmt::format("{} has been asked to join already", act.to.party.text()), "",
               "Wait for its answer."};
}

Error not_agreed() {
  return {Code::not_in_this_state, "the joint investigation is not agreed yet",
          "every member agrees to purpose, composition, duration and use of data first, art. 48",
          "Wait until all have agreed, or ask the Party in a case of two."};
}

}  // namespace

bool is_joint(const CaseState& state) {
  return !state.requests.empty() && state.requests.front().is_investigation;
}

bool is_agreed(const CaseState& state) {
  if (!is_joint(state)) return false;
  const PartyCode& proposer = state.requests.front().requesting.party;
  return std::all_of(state.parties.begin(), state.parties.end(), [&](const Address& member) {
    return member.party == proposer || std::any_of(state.requests.begin(), state.requests.end(),
                                                   [&member](const RequestState& request) {
                                                     return request.is_investigation &&
                                                            request.joined &&
                                                            request.requested.party == member.party;
                                                   });
  });
}

Result<void> check_place(const CaseState* state, const Act& act, const RequestBody& body,
                         const treaty::Treaty& law) {
  const bool proposes = asks_for_investigation(body, law);
  if (state == nullptr) {
    if (proposes || act.also.empty()) return {};
    return opens_nothing_joint();
  }
  if (!is_joint(*state)) {
    if (!proposes) return {};
    return opens_its_own();
  }
  if (proposes) return check_proposal(*state, act);
  if (is_agreed(*state)) return {};
  return not_agreed();
}

Result<void> check_going_on(const CaseState& state, const RequestBody& body) {
  if (!is_joint(state)) return {};
  // What is done under it already may need a further step: data that are held, say, 42(8).
  if (body.relies_on) return {};
  for (const RequestState& request : state.requests) {
    if (!request.is_investigation) continue;
    const bool over = request.status == Status::refused || request.status == Status::withdrawn ||
                      !request.closed_by.empty();
    if (!over) continue;
    return Error{Code::not_in_this_state, "the joint investigation has ended",
                 fmt::format("as regards {} it is {}", request.requested.party.text(),
                             request.closed_by.empty() ? status_name(request.status) : "closed"),
                 "Propose another one, or ask the Party in a case of two."};
  }
  return {};
}

}  // namespace haidang::casework
