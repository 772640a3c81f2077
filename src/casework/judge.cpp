#include <fmt/format.h>

#include <algorithm>

#include "casework/decide.hpp"
#include "casework/transitions.hpp"

namespace haidang::casework {
namespace {

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

Result<void> judge_request(const Act& act, const treaty::Treaty& law) {
  HD_TRY(const RequestBody body, read_request(act.body));
  return law.check_request(
      {body.measure, body.legal_bases, body.offence, body.penalty_months, body.contents});
}

Result<void> judge_refusal(const Act& act, const RequestState& request, const treaty::Treaty& law) {
  HD_TRY(const RefuseBody body, read_refuse(act.body));
  return law.check_refusal(request.body.measure, request.body.offence, body.grounds, body.reasons);
}

// 40(27), 40(28): postponed with reasons; the date of review is the Party's own word.
Result<void> judge_postponement(const Act& act) {
  HD_TRY(const PostponeBody body, read_postpone(act.body));
  if (is_blank(body.reasons)) {
    return Error{Code::reasons_missing,
                 "the postponement gives no reasons",
                 "art. 40(27) allows it only where assistance would interfere with an ongoing "
                 "investigation, prosecution or judicial proceeding",
                 "Say with what it would interfere.",
                 {{"reasons", "Reasons of the postponement", "art. 40(27)"}}};
  }
  if (body.review_at > act.issued_at) return {};
  return Error{Code::bad_value, "the date of review is not later than the postponement itself", "",
               "Name a later date."};
}

// 42(8): at least sixty days, counted from when the preservation began. When that was is told by
// the author's own chain alone, so both sides judge alike.
Result<void> judge_period(const Act& act, const RequestState& request, const treaty::Treaty& law) {
  HD_TRY(const PreservedBody body, read_preserved(act.body));
  const Time began = request.preservation_began.value_or(act.issued_at);
  const Time least = law.preservation_minimum(began);
  if (body.until >= least) return {};
  return Error{
      Code::period_too_short,
      "the data would be preserved for too short a time",
      fmt::format("art. 42(8) asks for a period that reaches at least {}", format_time(least)),
      "Name that date or a later one.",
      {{"until", "Preserved until", "art. 42(8)"}}};
}

// Items are only ever added, so what its author has seen delivered the receiver knows as delivered.
Result<void> judge_retrieval(const Act& act, const RequestState& request) {
  HD_TRY(const RetrievedBody body, read_retrieved(act.body));
  for (const ItemId& id : body.items) {
    const bool delivered = std::any_of(request.items.begin(), request.items.end(),
                                       [&](const ManifestItem& item) { return item.id == id; });
    if (!delivered) {
      return Error{Code::unknown_item,
                   fmt::format("item {} was not delivered under this request", id.text()), "",
                   "Name items of this request's deliveries."};
    }
  }
  return {};
}

}  // namespace

Result<void> judge(const Act& act, const RequestState* request, const treaty::Treaty& law) {
  HD_TRY_VOID(check_body(act));
  if (act.kind == ActKind::request) return judge_request(act, law);
  if (request == nullptr) {
    return Error{Code::unknown_request, "the act is about a request that the case does not hold"};
  }
  HD_TRY_VOID(check_owner(*request, act.kind, act.author.party));
  switch (act.kind) {
    case ActKind::refuse:
      return judge_refusal(act, *request, law);
    case ActKind::postpone:
      return judge_postponement(act);
    case ActKind::preserved:
      return judge_period(act, *request, law);
    case ActKind::retrieved:
      return judge_retrieval(act, *request);
    default:
      return {};
  }
}

}  // namespace haidang::casework
