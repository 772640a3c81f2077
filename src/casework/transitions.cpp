#include "casework/transitions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace haidang::casework {
namespace {

Error not_now(std::string why, std::string next) {
  return {Code::not_in_this_state, "this step does not apply to the request as it stands",
          std::move(why), std::move(next)};
}

// 42(9): asked before expiry, for a later date.
Result<void> prolongs(const RequestState& request, const Attempt& attempt) {
  const Time until = request.preserved_until.value_or(Time{});
  if (attempt.at && *attempt.at >= until) {
    return not_now(fmt::format("the preservation expired on {}, and an extension is asked before "
                               "that, art. 42(9)",
                               format_time(until)),
                   "Send a new request for preservation.");
  }
  if (attempt.body == nullptr) return {};
  HD_TRY(const ExtendBody body, read_extend(*attempt.body));
  if (body.until > until) return {};
  return Error{Code::period_too_short,
               "the extension does not reach beyond the present preservation",
               fmt::format("the data are preserved until {}", format_time(until)),
               "Ask for a later date.",
               {{"until", "Preserve until", "art. 42(9)"}}};
}

// A preservation once given is prolonged, never cut short; to end it there is release.
Result<void> outlasts(const RequestState& request, const Attempt& attempt) {
  if (attempt.body == nullptr || !request.preserved_until) return {};
  HD_TRY(const PreservedBody body, read_preserved(*attempt.body));
  if (body.until > *request.preserved_until) return {};
  return Error{Code::period_too_short,
               "the data are already preserved for as long",
               fmt::format("they are preserved until {}", format_time(*request.preserved_until)),
               "Name a later date, or release the data when their period is over.",
               {{"until", "Preserved until", "art. 42(8)"}}};
}

// 42(8): pending the decision. A release by a Party that had not yet received the request that
// relies on the data is a fact all the same: the data are gone.
Result<void> not_pending(const RequestState& request, const Attempt& attempt) {
  if (!request.held_for || attempt.seen < request.held_from_seq) return {};
  return not_now(fmt::format("request {} relies on the data, which are preserved pending the "
                             "decision on it, art. 42(8)",
                             request.held_for->text()),
                 "Decide that request first.");
}

Result<void> still_held(const RequestState& request, const Attempt&) {
  if (request.preserved_until && !request.released_at) return {};
  return not_now("no data are preserved under this request", "Nothing needs releasing.");
}

Result<void> fresh_items(const RequestState& request, const Attempt& attempt) {
  if (attempt.body == nullptr) return {};
  HD_TRY(const DeliverBody body, read_deliver(*attempt.body));
  for (const ManifestItem& item : body.items) {
    const bool known = std::any_of(request.items.begin(), request.items.end(),
                                   [&](const ManifestItem& old) { return old.id == item.id; });
    if (known) {
      return Error{Code::already_exists,
                   fmt::format("item {} was delivered before", item.id.text()), "",
                   "Give each item an identifier of its own."};
    }
  }
  return {};
}

Result<void> not_yet_closed(const RequestState& request, const Attempt& attempt) {
  const auto& closed = request.closed_by;
  if (std::find(closed.begin(), closed.end(), attempt.party) == closed.end()) return {};
  return not_now("your side has closed the request already", "Nothing is left to do.");
}

// A preservation whose period is over, and that no other request holds.
Result<void> expired(const RequestState& request, const Attempt& attempt) {
  HD_TRY_VOID(not_yet_closed(request, attempt));
  HD_TRY_VOID(not_pending(request, attempt));
  const Time until = request.preserved_until.value_or(Time{});
  if (attempt.at && *attempt.at >= until) return {};
  return not_now(fmt::format("the data are preserved until {}", format_time(until)),
                 "Withdraw the request, or release the data, before closing it.");
}

constexpr StatusSet unfinished = reliable.with(StatusSet::of(Status::delivered));
constexpr StatusSet finished =
    StatusSet::of(Status::refused, Status::retrieved, Status::released, Status::withdrawn);
constexpr StatusSet not_withdrawn =
    unfinished.with(StatusSet::of(Status::refused, Status::retrieved, Status::released));
constexpr StatusSet not_closed = unfinished.with(finished);

constexpr Side asks = Side::requesting;
constexpr Side answers = Side::requested;
constexpr Fits every = Fits::every_measure;

// For each side in the order in which the steps usually come. Rules of arts 16-68 are quoted from
// the treaty data, where their marks say what is verified.
constexpr std::array table{
    // The requested Party.
    Transition{ActKind::acknowledge, answers, StatusSet::of(Status::sent),
               becomes(Status::acknowledged), every, nullptr, "house rule",
               "Acknowledge: an officer has read the request."},
    Transition{ActKind::preserved, answers, reliable, becomes(Status::preserved), Fits::preserving,
               outlasts, "art. 42(8)",
               "State until when the data are preserved: at least sixty days."},
    Transition{ActKind::deliver, answers,
               StatusSet::of(Status::accepted, Status::delivered, Status::retrieved),
               becomes(Status::delivered), Fits::delivering, fresh_items, "art. 40(14), 44",
               "Deliver the evidence."},
    Transition{ActKind::accept, answers,
               StatusSet::of(Status::sent, Status::acknowledged, Status::info_requested,
                             Status::consulting, Status::postponed),
               becomes(Status::accepted), every, nullptr, "art. 40(17), 40(28)",
               "Accept, with or without conditions."},
    Transition{ActKind::ask, answers,
               StatusSet::of(Status::sent, Status::acknowledged, Status::info_requested,
                             Status::consulting, Status::accepted, Status::postponed),
               becomes(Status::info_requested), every, nullptr, "art. 40(16)",
               "Ask for more information."},
    Transition{ActKind::consult, answers, undecided, becomes(Status::consulting), every, nullptr,
               "art. 40(28)", "Consult before refusing or postponing."},
    Transition{ActKind::refuse, answers, undecided, becomes(Status::refused), every, nullptr,
               "art. 40(21)-(25), 42(6)", "Refuse, on grounds that the law allows, with reasons."},
    Transition{ActKind::postpone, answers, undecided, becomes(Status::postponed), every, nullptr,
               "art. 40(27)", "Postpone, with reasons and a date of review."},
    Transition{ActKind::release, answers, StatusSet::of(Status::preserved),
               becomes(Status::released), Fits::preserving, not_pending, "art. 42(8)",
               "State that the data are no longer preserved."},
    Transition{ActKind::release, answers, StatusSet::of(Status::withdrawn), stays, Fits::preserving,
               still_held, "art. 40(26)", "State that the data are no longer preserved."},
    Transition{ActKind::status, answers, unfinished, stays, every, nullptr, "art. 40(26)",
               "Report on status and progress."},
    Transition{ActKind::close, answers, finished.with(StatusSet::of(Status::delivered)), stays,
               every, not_yet_closed, "house rule", "Close the request on your side."},
    Transition{ActKind::close, answers, StatusSet::of(Status::preserved), stays, every, expired,
               "house rule", "Close the request: the preservation has expired."},
    Transition{ActKind::notify, answers, not_closed, stays, every, nullptr, "art. 42(7), 40(20)",
               "Inform the requesting Party of anything else."},
    // The requesting Party.
    Transition{ActKind::supply, asks, StatusSet::of(Status::info_requested), resumes, every,
               nullptr, "art. 40(16)", "Give the information that was asked for."},
    Transition{ActKind::retrieved, asks, StatusSet::of(Status::delivered, Status::retrieved),
               becomes(Status::retrieved), Fits::delivering, nullptr, "house rule",
               "Confirm that the items arrived and verify."},
    Transition{ActKind::consult, asks, undecided, becomes(Status::consulting), every, nullptr,
               "art. 40(28)", "Consult with the requested Party."},
    Transition{ActKind::request, asks, reliable, stays, Fits::preserving, nullptr,
               "art. 42(1), 42(8)", "Send the request for assistance that relies on the data."},
    Transition{ActKind::extend, asks, StatusSet::of(Status::preserved), stays, Fits::preserving,
               prolongs, "art. 42(9)", "Ask for an extension before the preservation expires."},
    Transition{ActKind::withdraw, asks, not_withdrawn, becomes(Status::withdrawn), every, nullptr,
               "art. 40(26)", "Withdraw the request: it is no longer needed."},
    Transition{ActKind::close, asks, finished, stays, every, not_yet_closed, "house rule",
               "Close the request on your side."},
    Transition{ActKind::close, asks, StatusSet::of(Status::preserved), stays, every, expired,
               "house rule", "Close the request: the preservation has expired."},
    Transition{ActKind::notify, asks, not_closed, stays, every, nullptr, "art. 40(26)",
               "Inform the requested Party of anything else."},
};

std::string_view side_name(Side side) {
  return side == Side::requesting ? "requesting" : "requested";
}

Error other_owns(ActKind kind, Side own) {
  const Side owner = own == Side::requesting ? Side::requested : Side::requesting;
  return {Code::not_your_move,
          fmt::format("\"{}\" is a step of the {} Party", act_kind_name(kind), side_name(owner)),
          fmt::format("you speak for the {} Party of this request", side_name(own)),
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

std::span<const Transition> transitions() {
  return table;
}

std::optional<Side> side_of(const RequestState& request, const PartyCode& party) {
  if (party == request.requesting.party) return Side::requesting;
  if (party == request.requested.party) return Side::requested;
  return std::nullopt;
}

bool fits(const RequestState& request, Fits fits) {
  if (fits == Fits::every_measure) return true;
  const ActKind result = fits == Fits::preserving ? ActKind::preserved : ActKind::deliver;
  return std::find(request.results.begin(), request.results.end(), result) != request.results.end();
}

Result<void> check_owner(const RequestState& request, ActKind kind, const PartyCode& party) {
  const auto side = side_of(request, party);
  if (!side) return stranger(party);
  bool foreign = false;
  bool owned = false;
  for (const Transition& row : table) {
    if (row.kind != kind) continue;
    if (row.who == *side && fits(request, row.fits)) return {};
    (row.who == *side ? owned : foreign) = true;
  }
  return foreign && !owned ? other_owns(kind, *side) : other_measure(request, kind);
}

Result<const Transition*> transition_for(const RequestState& request, ActKind kind,
                                         const Attempt& attempt) {
  HD_TRY_VOID(check_owner(request, kind, attempt.party));
  const auto side = side_of(request, attempt.party);
  for (const Transition& row : table) {
    if (row.kind != kind || row.who != side || !fits(request, row.fits)) continue;
    if (!row.from.holds(request.status)) continue;
    if (row.guard != nullptr) HD_TRY_VOID(row.guard(request, attempt));
    return &row;
  }
  return other_status(request, kind);
}

}  // namespace haidang::casework
