#include "casework/transitions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "casework/duties.hpp"
#include "casework/guards.hpp"

namespace haidang::casework {
namespace {

constexpr std::array fits_names{
    std::pair{Fits::every_measure, "every measure"},
    std::pair{Fits::demand, "measures that are asked for"},
    std::pair{Fits::information, "information given without being asked"},
    std::pair{Fits::preserving, "measures that preserve"},
    std::pair{Fits::delivering, "measures that deliver"},
    std::pair{Fits::answering, "measures that answer"},
    std::pair{Fits::consenting, "measures that consent"},
    std::pair{Fits::executing, "measures that are carried out"},
    std::pair{Fits::warning, "measures to be kept confidential"},
    std::pair{Fits::hearing, "measures lifted only after a hearing"},
    std::pair{Fits::joining, "joint investigations"},
    std::pair{Fits::to_be_written, "oral and emergency requests"},
};

// Rows for information that is given are no rows for what is asked, and the other way round.
bool is_of_family(const Transition& row, const RequestState& request) {
  if (row.fits == Fits::every_measure) return true;
  return (row.fits == Fits::information) == request.is_information;
}

std::string_view side_phrase(Side side) {
  switch (side) {
    case Side::requesting:
      return "the requesting Party";
    case Side::requested:
      return "the requested Party";
    case Side::audience:
      return "a Party that was given an item as well";
  }
  return "";
}

Error other_owns(ActKind kind, Side owner, Side own) {
  return {Code::not_your_move,
          fmt::format("\"{}\" is a step of {}", act_kind_name(kind), side_phrase(owner)),
          fmt::format("you speak for {} of this request", side_phrase(own)),
          "Take a step of your own side, or consult."};
}

Error other_measure(const RequestState& request, ActKind kind) {
  return not_now(fmt::format("\"{}\" does not belong to the measure {}", act_kind_name(kind),
                             request.body.measure),
                 "Choose a step of this measure.");
}

Error other_status(const RequestState& request, ActKind kind) {
  return not_now(fmt::format("\"{}\" is not a step of a request that is {}", act_kind_name(kind),
                             status_name(request.status)),
                 "Look at the request again: it may have changed meanwhile.");
}

Error stranger(const PartyCode& party) {
  return {Code::not_your_move, fmt::format("{} is no Party to this request", party.text()),
          "only the requesting and the requested Party take steps", ""};
}

}  // namespace

Attempt attempt_of(const Act& act, const RequestState& request) {
  return {act.author.party, act.issued_at, act.seen_of(request.requesting.party), &act.body};
}

std::string_view side_name(Side side) {
  switch (side) {
    case Side::requesting:
      return "requesting";
    case Side::requested:
      return "requested";
    case Side::audience:
      return "audience";
  }
  return "";
}

std::string_view fits_name(Fits fits) {
  const auto it = std::find_if(fits_names.begin(), fits_names.end(),
                               [fits](const auto& row) { return row.first == fits; });
  HD_CHECK(it != fits_names.end());
  return it->second;
}

std::span<const Transition> transitions() {
  static const std::vector<Transition> table = [] {
    std::vector<Transition> rows;
    for (const auto& part : {result_steps(), decision_steps(), preservation_steps(), asset_steps(),
                             information_steps(), common_steps()}) {
      rows.insert(rows.end(), part.begin(), part.end());
    }
    return rows;
  }();
  return table;
}

std::string transition_id(const Transition& row) {
  int number = 0;
  for (const Transition& other : transitions()) {
    if (other.kind == row.kind && other.who == row.who) ++number;
    if (&other == &row) break;
  }
  return fmt::format("{}.{}.{}", side_name(row.who), act_kind_name(row.kind), number);
}

std::optional<Side> side_of(const RequestState& request, const PartyCode& party) {
  if (party == request.requesting.party) return Side::requesting;
  if (party == request.requested.party) return Side::requested;
  const bool given =
      std::any_of(request.items.begin(), request.items.end(),
                  [&party](const ManifestItem& item) { return item.audience.contains(party); });
  return given ? std::optional(Side::audience) : std::nullopt;
}

bool has_confirmed(const RequestState& request, const PartyCode& party, const ItemId& item) {
  const auto confirmed = request.retrieved_by_audience.find(party);
  if (confirmed == request.retrieved_by_audience.end()) return false;
  const auto& items = confirmed->second;
  return std::find(items.begin(), items.end(), item) != items.end();
}

bool fits(const RequestState& request, Fits fits) {
  const auto gives = [&request](ActKind result) {
    const auto& results = request.results;
    return std::find(results.begin(), results.end(), result) != results.end();
  };
  if (request.is_information) return fits == Fits::information || fits == Fits::every_measure;
  switch (fits) {
    case Fits::every_measure:
    case Fits::demand:
      return true;
    case Fits::information:
      return false;
    case Fits::preserving:
      return gives(ActKind::preserved);
    case Fits::delivering:
      return gives(ActKind::deliver);
    case Fits::answering:
      return gives(ActKind::answer);
    case Fits::consenting:
      return gives(ActKind::consent);
    case Fits::executing:
      return gives(ActKind::executed);
    case Fits::warning:
      return duty_of(request, treaty::DutyName::keep_confidential_or_warn) != nullptr;
    case Fits::hearing:
      return duty_of(request, treaty::DutyName::hear_before_lifting) != nullptr;
    case Fits::joining:
      return request.is_investigation;
    case Fits::to_be_written:
      return duty_of(request, treaty::DutyName::confirm_oral_in_writing) != nullptr ||
             request.body.emergency;
  }
  return false;
}

Result<void> check_owner(const RequestState& request, ActKind kind, const PartyCode& party) {
  const auto side = side_of(request, party);
  if (!side) return stranger(party);
  bool own = false;
  std::optional<Side> owner;
  for (const Transition& row : transitions()) {
    if (row.kind != kind || !is_of_family(row, request)) continue;
    if (row.who == *side && fits(request, row.fits)) return {};
    if (row.who == *side) own = true;
    if (!owner && row.who != *side) owner = row.who;
  }
  return owner && !own ? other_owns(kind, *owner, *side) : other_measure(request, kind);
}

Result<const Transition*> transition_for(const RequestState& request, ActKind kind,
                                         const Attempt& attempt) {
  HD_TRY_VOID(check_owner(request, kind, attempt.party));
  const auto side = side_of(request, attempt.party);
  Error why = other_status(request, kind);
  for (const Transition& row : transitions()) {
    if (row.kind != kind || row.who != side || !fits(request, row.fits)) continue;
    if (!row.from.holds(request.status)) continue;
    const auto allowed = row.guard == nullptr ? Result<void>() : row.guard(request, attempt);
    if (allowed.ok()) return &row;
    why = allowed.error();
  }
  return why;
}

}  // namespace haidang::casework
