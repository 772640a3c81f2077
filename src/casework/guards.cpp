#include "casework/guards.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "casework/duties.hpp"

namespace haidang::casework {

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
  if (!request.preserved_until) return goes_on(request, attempt);
  if (attempt.body == nullptr) return {};
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

// 42(8): preserved for the period that was named. What the requesting Party no longer needs it says
// by withdrawing.
Result<void> ran_out(const RequestState& request, const Attempt& attempt) {
  HD_TRY_VOID(not_pending(request, attempt));
  const Time until = request.preserved_until.value_or(Time{});
  if (attempt.at && *attempt.at >= until) return {};
  return Error{
      Code::not_in_this_state,
      fmt::format("the data are to be preserved until {}", format_time(until)),
      "art. 42(8): for the period that was named, unless the requesting Party withdraws its "
      "request",
      "Wait until then; what the requesting Party no longer needs it says by withdrawing. "
      "Ask it: haidang request notify REF --text TEXT",
      {{"until", "Preserved until", "art. 42(8)"}}};
}

Result<void> still_held(const RequestState& request, const Attempt&) {
  if (request.preserved_until && !request.released_at) return {};
  return not_now("no data are preserved under this request", "Nothing needs releasing.");
}

Result<void> fresh_items(const RequestState& request, const Attempt& attempt) {
  HD_TRY_VOID(goes_on(request, attempt));
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

Result<void> may_close(const RequestState& request, const Attempt& attempt) {
  const auto& closed = request.closed_by;
  if (std::find(closed.begin(), closed.end(), attempt.party) != closed.end()) {
    return not_now("your side has closed the request already", "Nothing is left to do.");
  }
  if (request.open_duties.empty() || attempt.party != request.requested.party) return {};
  const OpenDuty& duty = request.open_duties.front();
  return not_now(fmt::format("a duty is open: {}, {}", treaty::duty_text(duty.name), duty.citation),
                 "Submit the case for prosecution and say so: haidang request executed REF --what "
                 "prosecution --at TIME --text TEXT");
}

// A preservation whose period is over, and that no other request holds.
Result<void> expired(const RequestState& request, const Attempt& attempt) {
  HD_TRY_VOID(may_close(request, attempt));
  HD_TRY_VOID(not_pending(request, attempt));
  const Time until = request.preserved_until.value_or(Time{});
  if (attempt.at && *attempt.at >= until) return {};
  return not_now(fmt::format("the data are preserved until {}", format_time(until)),
                 "Withdraw the request, or release the data, before closing it.");
}

// 42(7), 40(20): what was cautioned against is not done until the requesting Party says so.
Result<void> goes_on(const RequestState& request, const Attempt&) {
  if (!request.caution || !request.caution->open) return {};
  return not_now(fmt::format("the requesting Party was cautioned on {} and has not said whether to "
                             "go on, art. 42(7), 40(20)",
                             format_time(request.caution->at)),
                 "Wait for its word: proceed, or withdraw.");
}

// Only considered, both are possible: the officer decides.
Result<void> unconditional(const RequestState& request, const Attempt& attempt) {
  if (request.is_investigation) return not_now("a joint investigation is agreed on, art. 48", "");
  if (attempt.body == nullptr) return {};
  HD_TRY(const NoteBody body, read_note(*attempt.body));
  if (body.conditions.empty()) return {};
  return not_now("it is an acceptance under conditions", "");
}

Result<void> conditional(const RequestState& request, const Attempt& attempt) {
  if (request.is_investigation) return not_now("a joint investigation is agreed on, art. 48", "");
  if (attempt.body == nullptr) return {};
  HD_TRY(const NoteBody body, read_note(*attempt.body));
  if (!body.conditions.empty()) return {};
  return not_now("it is an acceptance without conditions", "");
}

// Each member agrees to the very same text.
Result<void> as_it_stands(const RequestState&, const Attempt& attempt) {
  if (attempt.body == nullptr) return {};
  HD_TRY(const NoteBody body, read_note(*attempt.body));
  if (body.conditions.empty()) return {};
  return not_now("every member agrees to the same text, art. 48",
                 "Consult about it, and let the Party that proposed it propose another.");
}

Result<void> caution_open(const RequestState& request, const Attempt&) {
  if (request.caution && request.caution->open) return {};
  return not_now("no caution is open", "Nothing is waiting for this.");
}

Result<void> not_inquired(const RequestState& request, const Attempt&) {
  if (!request.inquired_at) return {};
  return not_now(fmt::format("the inquiry of {} is not answered yet, art. 40(26)",
                             format_time(*request.inquired_at)),
                 "Wait for the report on status, or consult.");
}

Result<void> awaits_writing(const RequestState& request, const Attempt&) {
  if (request.awaits_confirmation || request.awaits_review) return {};
  return not_now("nothing of this request waits to be confirmed", "Nothing is left to do.");
}

Result<void> not_announced(const RequestState& request, const Attempt&) {
  if (!request.hear_until) return {};
  return not_now(fmt::format("the lifting is announced already, and the requesting Party may be "
                             "heard until {}, art. 50(8)",
                             format_time(*request.hear_until)),
                 "Wait for its reasons, or for that date.");
}

Result<void> announced(const RequestState& request, const Attempt&) {
  if (request.hear_until) return {};
  return not_now("no lifting is announced", "It is announced first, art. 50(8).");
}

Result<void> has_items(const RequestState& request, const Attempt&) {
  if (!request.items.empty()) return {};
  return not_now("no items were delivered", "Nothing is left to do.");
}

Result<void> awaits_items(const RequestState& request, const Attempt& attempt) {
  const bool awaits =
      std::any_of(request.items.begin(), request.items.end(), [&](const ManifestItem& item) {
        return item.audience.contains(attempt.party) &&
               !has_confirmed(request, attempt.party, item.id);
      });
  if (awaits) return {};
  return not_now("all items that you were given are confirmed already", "Nothing is left to do.");
}

Result<void> was_given(const RequestState& request, const Attempt&) {
  if (!request.items.empty() || !request.answers.empty()) return {};
  return not_now("nothing was given under this request", "Nothing is there to disclose.");
}

namespace {

void add_standing(std::set<std::string>& codes, const std::vector<UseCondition>& conditions,
                  std::optional<Time> at) {
  for (const UseCondition& condition : conditions) {
    if (!at || !condition.until || *condition.until > *at) codes.insert(condition.code);
  }
}

// The codes of the conditions that bind: on what is told, and on what was given under it.
std::set<std::string> standing_codes(const RequestState& request, std::optional<Time> at) {
  std::set<std::string> codes;
  add_standing(codes, request.body.restrictions, at);
  add_standing(codes, request.consent_conditions, at);
  for (const ManifestItem& item : request.items)
    add_standing(codes, item.conditions, at);
  for (const Answer& answer : request.answers)
    add_standing(codes, answer.body.conditions, at);
  return codes;
}

}  // namespace

// Who lifts a condition names one that stands.
Result<void> still_stand(const RequestState& request, const Attempt& attempt) {
  if (attempt.body == nullptr) return {};
  HD_TRY(const LiftRestrictionBody body, read_lift_restriction(*attempt.body));
  const std::set<std::string> codes = standing_codes(request, attempt.at);
  for (const std::string& code : body.codes) {
    if (codes.contains(code)) continue;
    return Error{Code::not_in_this_state,
                 fmt::format("no condition '{}' stands on what was given", code),
                 codes.empty() ? "no condition stands any more"
                               : fmt::format("these stand: {}", fmt::join(codes, ", ")),
                 "Name one of them, or none for all: haidang request lift-restriction REF --code "
                 "CODE"};
  }
  return {};
}

// What is delivered, answered or consented to under conditions, those that were agreed included.
Result<void> has_conditions(const RequestState& request, const Attempt& attempt) {
  const bool on_items =
      std::any_of(request.items.begin(), request.items.end(),
                  [](const ManifestItem& item) { return !item.conditions.empty(); });
  const bool on_answers =
      std::any_of(request.answers.begin(), request.answers.end(),
                  [](const Answer& answer) { return !answer.body.conditions.empty(); });
  if (on_items || on_answers || !request.consent_conditions.empty()) {
    return still_stand(request, attempt);
  }
  return not_now("nothing was given under conditions", "Nothing is left to do.");
}

// A preservation has a row of its own, 42(8).
Result<void> is_followed(const RequestState& request, const Attempt&) {
  if (!request.followed_by.empty() && !fits(request, Fits::preserving)) return {};
  return not_now("no measure relies on this one", "Send a request that relies on no other.");
}

Result<void> consulted_to_refuse(const RequestState& request, const Attempt& attempt) {
  constexpr auto name = treaty::DutyName::consult_before_refusing;
  if (attempt.body == nullptr) return check_consulted(request, name, nullptr);
  HD_TRY(const RefuseBody body, read_refuse(*attempt.body));
  return check_consulted(request, name, &body.grounds);
}

Result<void> consulted_to_postpone(const RequestState& request, const Attempt&) {
  return check_consulted(request, treaty::DutyName::consult_before_postponing, nullptr);
}

Result<void> was_heard(const RequestState& request, const Attempt& attempt) {
  return check_heard(request, attempt.at);
}

// 37(11)-(13): by what the law's data say, and by nothing else.
Result<void> owes_prosecution(const RequestState& request, const Attempt& attempt) {
  if (request.open_duties.empty()) {
    return not_now("no duty to prosecute is open", "Nothing is left to do.");
  }
  if (attempt.body == nullptr) return {};
  HD_TRY(const ExecutedBody body, read_executed(*attempt.body));
  const OpenDuty& duty = request.open_duties.front();
  const treaty::Outcome* outcome = outcome_of(request, attempt.body);
  if (outcome != nullptr && outcome->discharges == duty.name) return {};
  std::vector<treaty::Outcome> ways;
  if (request.rules != nullptr) ways = request.rules->outcomes;
  std::erase_if(ways, [&duty](const auto& way) { return way.discharges != duty.name; });
  return Error{Code::not_in_this_state,
               fmt::format("'{}' does not discharge the duty that is open", body.what),
               fmt::format("{}: {}", duty.citation, treaty::duty_text(duty.name)),
               fmt::format("Name what does: haidang request executed REF --what, with one of {}",
                           outcomes_text(ways))};
}

namespace {

enum class Stage { on_the_way, at_the_end };

Error no_such_outcome(const RequestState& request) {
  return not_now(fmt::format("\"{}\" does not belong to the measure {}",
                             act_kind_name(ActKind::executed), request.body.measure),
                 "Choose a step of this measure.");
}

// Considered alone it is possible where the data name one such; an act that they do not know is
// taken as the end.
Result<void> check_stage(const RequestState& request, const Attempt& attempt, Stage stage) {
  HD_TRY_VOID(goes_on(request, attempt));
  const auto is_of_stage = [stage](const treaty::Outcome& outcome) {
    return outcome.interim == (stage == Stage::on_the_way);
  };
  bool possible = stage == Stage::at_the_end;
  if (const treaty::Outcome* outcome = outcome_of(request, attempt.body)) {
    possible = is_of_stage(*outcome);
  } else if (attempt.body == nullptr && request.rules != nullptr) {
    const auto& outcomes = request.rules->outcomes;
    possible = std::any_of(outcomes.begin(), outcomes.end(), is_of_stage);
  }
  if (possible) return {};
  return no_such_outcome(request);
}

}  // namespace

Result<void> ends_it(const RequestState& request, const Attempt& attempt) {
  return check_stage(request, attempt, Stage::at_the_end);
}

Result<void> goes_before(const RequestState& request, const Attempt& attempt) {
  return check_stage(request, attempt, Stage::on_the_way);
}

}  // namespace haidang::casework
