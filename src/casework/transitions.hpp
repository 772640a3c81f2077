// Who may do what, when: the one table that decide, fold and next_steps read. Inside this room
// only.
#pragma once
#include <limits>

#include "casework/case.hpp"

namespace haidang::casework {

// `requesting` opened it: who asks, or who gives information without being asked. `audience` is any
// other member of a joint investigation that was given an item of it, art. 48.
enum class Side { requesting, requested, audience };
// Which requests a row is for: told by the law's data about the measure, never by its name.
enum class Fits {
  every_measure,
  demand,       // opens: request
  information,  // opens: information
  preserving,   // `results` holds "preserved"; and so on
  delivering,
  answering,
  consenting,
  executing,
  warning,        // duty keep-confidential-or-warn
  hearing,        // duty hear-before-lifting
  joining,        // opens: investigation
  to_be_written,  // duty confirm-oral-in-writing or emergency-only
};
std::string_view fits_name(Fits fits);

// A set of statuses, as bits.
class StatusSet {
 public:
  template <class... S>
  static constexpr StatusSet of(S... statuses) {
    return StatusSet((bit(statuses) | ... | 0U));
  }
  [[nodiscard]] constexpr bool holds(Status status) const { return (bits_ & bit(status)) != 0; }
  [[nodiscard]] constexpr StatusSet with(StatusSet other) const {
    return StatusSet(bits_ | other.bits_);
  }

 private:
  constexpr explicit StatusSet(std::uint32_t bits) : bits_(bits) {}
  static constexpr std::uint32_t bit(Status status) { return 1U << static_cast<unsigned>(status); }
  std::uint32_t bits_;
};

// Not yet answered, or being executed: what "pending the decision" (42(8)) and a hold mean.
constexpr StatusSet undecided =
    StatusSet::of(Status::sent, Status::acknowledged, Status::info_requested, Status::consulting,
                  Status::conditions_offered, Status::accepted, Status::postponed);

// What a request for assistance may still rely on, 42(1), 42(8).
constexpr StatusSet reliable = undecided.with(StatusSet::of(Status::preserved));

// What becomes of the status.
struct After {
  enum class How { stays, becomes, resumes, closes } how = How::stays;
  Status status = Status::sent;
};
constexpr After stays{};
constexpr After resumes{After::How::resumes, Status::sent};
constexpr After closes{After::How::closes, Status::closed};  // once both sides have closed
constexpr After becomes(Status status) {
  return {After::How::becomes, status};
}

// An act that is tried, or (without a body) a step that is only considered.
struct Attempt {
  PartyCode party;
  std::optional<Time> at;
  // How many acts of the requesting Party it had seen.
  std::uint64_t seen = std::numeric_limits<std::uint64_t>::max();
  const json::object* body = nullptr;
};

Attempt attempt_of(const Act& act, const RequestState& request);

using Guard = Result<void> (*)(const RequestState&, const Attempt&);

struct Transition {
  ActKind kind;
  Side who;
  StatusSet from;
  After after;
  Fits fits;
  Guard guard;            // what the statuses alone cannot say; may be null
  std::string_view rule;  // citation, or "house rule"
  std::string_view hint;  // for people
};

// The whole table, in the order in which steps are offered.
std::string_view side_name(Side side);  // "requesting"
std::span<const Transition> transitions();
// Its parts, by subject.
std::span<const Transition> decision_steps();
std::span<const Transition> result_steps();
std::span<const Transition> preservation_steps();
std::span<const Transition> asset_steps();
std::span<const Transition> information_steps();
std::span<const Transition> common_steps();
// "requested.accept.2": the second row of this kind and side.
std::string transition_id(const Transition& row);

std::optional<Side> side_of(const RequestState& request, const PartyCode& party);
bool fits(const RequestState& request, Fits fits);
// Has a Party of the audience confirmed that the item arrived?
bool has_confirmed(const RequestState& request, const PartyCode& party, const ItemId& item);

// Owner and measure: what never changes about a request. Errors: not_your_move, not_in_this_state.
Result<void> check_owner(const RequestState& request, ActKind kind, const PartyCode& party);
// The row that applies now. Errors: those of check_owner; not_in_this_state, or what the guard
// says.
Result<const Transition*> transition_for(const RequestState& request, ActKind kind,
                                         const Attempt& attempt);

}  // namespace haidang::casework
