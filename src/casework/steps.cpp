#include <algorithm>
#include <array>

#include "casework/decide.hpp"
#include "casework/transitions.hpp"

namespace haidang::casework {
namespace {

struct Name {
  Status status;
  std::string_view name;
};

constexpr std::array names{
    Name{Status::sent, "sent"},
    Name{Status::acknowledged, "acknowledged"},
    Name{Status::info_requested, "info-requested"},
    Name{Status::consulting, "consulting"},
    Name{Status::conditions_offered, "conditions-offered"},
    Name{Status::accepted, "accepted"},
    Name{Status::postponed, "postponed"},
    Name{Status::preserved, "preserved"},
    Name{Status::delivered, "delivered"},
    Name{Status::retrieved, "retrieved"},
    Name{Status::answered, "answered"},
    Name{Status::consented, "consented"},
    Name{Status::executed, "executed"},
    Name{Status::lifted, "lifted"},
    Name{Status::informed, "informed"},
    Name{Status::refused, "refused"},
    Name{Status::released, "released"},
    Name{Status::withdrawn, "withdrawn"},
    Name{Status::closed, "closed"},
};

constexpr auto statuses = [] {
  std::array<Status, names.size()> list{};
  for (std::size_t i = 0; i < list.size(); ++i)
    list[i] = names[i].status;
  return list;
}();

// Statuses in which the requested Party is to decide, execute or look again.
constexpr StatusSet with_requested =
    StatusSet::of(Status::sent, Status::acknowledged, Status::accepted, Status::postponed);

PartyCode other_party(const RequestState& request, const PartyCode& party) {
  return party == request.requesting.party ? request.requested.party : request.requesting.party;
}

// After preservation: prolong it if asked; else the request for assistance is awaited, 42(8).
std::optional<PartyCode> preserved_waits_for(const RequestState& request) {
  if (request.extension_asked) return request.requested.party;
  if (request.held_for) return std::nullopt;
  return request.requesting.party;
}

// A matter that is open whatever the status: a caution, a duty, a hearing.
std::optional<PartyCode> waits_for_matter(const RequestState& request) {
  if (is_over(request)) return std::nullopt;
  if (request.caution && request.caution->open) return request.requesting.party;
  if (!request.open_duties.empty()) return request.requested.party;
  if (request.hear_until && request.status == Status::executed) {
    return request.heard ? request.requested.party : request.requesting.party;
  }
  return std::nullopt;
}

// Nobody has to reply to information, 40(4); but who delivers is told that it arrived, and who is
// asked about it answers.
std::optional<PartyCode> informed_waits_for(const RequestState& request) {
  if (request.status == Status::delivered) return request.requested.party;
  if (request.status == Status::info_requested) return request.requesting.party;
  return std::nullopt;
}

// What remains when the result is there: more of it, a report, a confirmation in writing.
std::optional<PartyCode> waits_for_rest(const RequestState& request) {
  constexpr StatusSet given =
      StatusSet::of(Status::retrieved, Status::answered, Status::executed, Status::consented);
  if (!given.holds(request.status)) return std::nullopt;
  if (request.more_follows || request.inquired_at) return request.requested.party;
  if (request.awaits_confirmation || request.awaits_review) return request.requesting.party;
  return std::nullopt;
}

bool is_offered(const Transition& row, const RequestState& request, const Attempt& attempt) {
  if (!row.from.holds(request.status) || !fits(request, row.fits)) return false;
  return row.guard == nullptr || row.guard(request, attempt).ok();
}

// A second request that relies on the same data is possible, but no longer the step that is due.
bool is_request_done(const Transition& row, const RequestState& request) {
  return row.kind == ActKind::request && request.held_for.has_value();
}

bool is_result(const RequestState& request, ActKind kind) {
  return std::find(request.results.begin(), request.results.end(), kind) != request.results.end();
}

// What usually comes next where no other matter is open.
bool is_usual(const Step& step, const RequestState& request) {
  switch (request.status) {
    case Status::sent:
      return step.kind == ActKind::acknowledge;
    case Status::info_requested:
      return step.kind == ActKind::supply;
    case Status::consulting:
      return step.kind == ActKind::consult;
    case Status::conditions_offered:
      return step.kind == ActKind::agree;
    case Status::preserved:
      return step.kind == (request.extension_asked ? ActKind::preserved : ActKind::request);
    case Status::acknowledged:
    case Status::postponed:
    case Status::accepted:
      return is_result(request, step.kind) || step.kind == ActKind::accept;
    default:
      return false;
  }
}

// What is due goes first: the word on a caution, a duty, the reasons heard, the usual step.
bool is_due(const Step& step, const RequestState& request) {
  if (request.caution && request.caution->open) return step.kind == ActKind::proceed;
  if (!request.open_duties.empty()) return step.kind == ActKind::executed;
  if (request.hear_until && request.status == Status::executed) {
    return step.kind == ActKind::represent || step.kind == ActKind::lift;
  }
  return is_usual(step, request);
}

bool is_offered_already(const std::vector<Step>& steps, ActKind kind) {
  return std::any_of(steps.begin(), steps.end(),
                     [kind](const Step& step) { return step.kind == kind; });
}

std::vector<Step> steps_for(const RequestState& request, const Attempt& attempt) {
  std::vector<Step> steps;
  const auto side = side_of(request, attempt.party);
  for (const Transition& row : transitions()) {
    if (row.who != side || !is_offered(row, request, attempt)) continue;
    if (is_request_done(row, request) || is_offered_already(steps, row.kind)) continue;
    steps.push_back({row.kind, std::string(row.rule), std::string(row.hint)});
  }
  if (waits_for(request) == attempt.party) {
    const auto due = std::find_if(steps.begin(), steps.end(),
                                  [&](const Step& step) { return is_due(step, request); });
    if (due != steps.end()) std::rotate(steps.begin(), due, due + 1);
  }
  return steps;
}

}  // namespace

std::string_view status_name(Status status) {
  const auto it = std::find_if(names.begin(), names.end(),
                               [&](const Name& row) { return row.status == status; });
  HD_CHECK(it != names.end());
  return it->name;
}

std::span<const Status> all_statuses() {
  return statuses;
}

std::vector<Step> next_steps(const RequestState& request, const PartyCode& viewer) {
  return steps_for(request, {viewer, std::nullopt});
}

std::vector<Step> next_steps(const RequestState& request, const PartyCode& viewer, Time now) {
  return steps_for(request, {viewer, now});
}

bool is_over(const RequestState& request) {
  return request.status == Status::withdrawn || request.status == Status::closed;
}

std::optional<PartyCode> waits_for(const RequestState& request) {
  if (const auto party = waits_for_matter(request)) return party;
  if (request.is_information) return informed_waits_for(request);
  if (with_requested.holds(request.status)) return request.requested.party;
  switch (request.status) {
    case Status::info_requested:
    case Status::conditions_offered:
    case Status::delivered:
      return request.requesting.party;
    case Status::consulting:
      return other_party(request, request.consulted_by);
    case Status::preserved:
      return preserved_waits_for(request);
    case Status::withdrawn:
      if (request.preserved_until && !request.released_at) return request.requested.party;
      return std::nullopt;
    default:
      return waits_for_rest(request);
  }
}

const Clock* first_due(const RequestState& request) {
  const Clock* first = nullptr;
  for (const Clock& clock : request.clocks) {
    if (clock.state != Clock::State::running || !clock.due) continue;
    if (first == nullptr || *clock.due < *first->due) first = &clock;
  }
  return first;
}

}  // namespace haidang::casework
