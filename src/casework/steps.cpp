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
    Name{Status::accepted, "accepted"},
    Name{Status::postponed, "postponed"},
    Name{Status::preserved, "preserved"},
    Name{Status::delivered, "delivered"},
    Name{Status::retrieved, "retrieved"},
    Name{Status::refused, "refused"},
    Name{Status::released, "released"},
    Name{Status::withdrawn, "withdrawn"},
    Name{Status::closed, "closed"},
};

constexpr std::array statuses{
    Status::sent,      Status::acknowledged, Status::info_requested, Status::consulting,
    Status::accepted,  Status::postponed,    Status::preserved,      Status::delivered,
    Status::retrieved, Status::refused,      Status::released,       Status::withdrawn,
    Status::closed,
};
static_assert(names.size() == statuses.size());

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

bool is_offered(const Transition& row, const RequestState& request, const Attempt& attempt) {
  if (!row.from.holds(request.status) || !fits(request, row.fits)) return false;
  return row.guard == nullptr || row.guard(request, attempt).ok();
}

// A second request that relies on the same data is possible, but no longer the step that is due.
bool is_request_done(const Transition& row, const RequestState& request) {
  return row.kind == ActKind::request && request.held_for.has_value();
}

// What is due goes first: the answer to an extension, the reply in a consultation.
bool is_due(const Step& step, const RequestState& request) {
  switch (request.status) {
    case Status::consulting:
      return step.kind == ActKind::consult;
    case Status::preserved:
      return step.kind == (request.extension_asked ? ActKind::preserved : ActKind::request);
    default:
      return false;
  }
}

std::vector<Step> steps_for(const RequestState& request, const Attempt& attempt) {
  std::vector<Step> steps;
  const auto side = side_of(request, attempt.party);
  for (const Transition& row : transitions()) {
    if (row.who != side || !is_offered(row, request, attempt)) continue;
    if (is_request_done(row, request)) continue;
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

std::optional<PartyCode> waits_for(const RequestState& request) {
  if (with_requested.holds(request.status)) return request.requested.party;
  switch (request.status) {
    case Status::info_requested:
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
      return std::nullopt;
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
