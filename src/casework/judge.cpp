#include <fmt/format.h>

#include <algorithm>

#include "acts/form.hpp"
#include "casework/contents.hpp"
#include "casework/decide.hpp"
#include "casework/duties.hpp"
#include "casework/transitions.hpp"

namespace haidang::casework {
namespace {

using treaty::DutyName;

Result<void> judge_refusal(const Act& act, const RequestState& request, const treaty::Treaty& law) {
  HD_TRY(const RefuseBody body, read_refuse(act.body));
  HD_TRY_VOID(check_consulted(request, DutyName::consult_before_refusing, &body.grounds));
  // What the refusing Party has declared its own node knows; the other side does not judge by it.
  return law.check_refusal({facts_of(request.body), body.grounds, body.reasons, std::nullopt});
}

// 40(27), 40(28): postponed with reasons; the date of review is the Party's own word.
Result<void> judge_postponement(const Act& act, const RequestState& request) {
  HD_TRY(const PostponeBody body, read_postpone(act.body));
  HD_TRY_VOID(check_consulted(request, DutyName::consult_before_postponing, nullptr));
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

// Who gets a key hears the manifest too: another member of the joint investigation, art. 48.
Result<void> judge_delivery(const Act& act) {
  HD_TRY(const DeliverBody body, read_deliver(act.body));
  for (const ManifestItem& item : body.items) {
    for (const auto& [party, key] : item.audience) {
      const bool hears = std::any_of(act.also.begin(), act.also.end(),
                                     [&](const Address& other) { return other.party == party; });
      if (hears) continue;
      return Error{Code::wrong_addressee,
                   fmt::format("{} cannot be given the item {}", party.text(), item.name),
                   "an item goes to who is addressed and to other members of the joint "
                   "investigation, art. 48",
                   "Name a member, or ask for consent to an onward transfer, art. 36(3)."};
    }
  }
  return {};
}

bool is_given_to(const RequestState& request, const ManifestItem& item, const PartyCode& party) {
  return side_of(request, party) != Side::audience || item.audience.contains(party);
}

// Items are only ever added, so what its author has seen delivered the receiver knows as delivered.
Result<void> judge_retrieval(const Act& act, const RequestState& request) {
  HD_TRY(const RetrievedBody body, read_retrieved(act.body));
  for (const ItemId& id : body.items) {
    const bool delivered =
        std::any_of(request.items.begin(), request.items.end(), [&](const ManifestItem& item) {
          return item.id == id && is_given_to(request, item, act.author.party);
        });
    if (!delivered) {
      return Error{Code::unknown_item,
                   fmt::format("item {} was not delivered under this request", id.text()), "",
                   "Name items of this request's deliveries."};
    }
  }
  return {};
}

// 42(7), 40(20): the two things that a caution can be about.
Result<void> judge_caution(const Act& act, const RequestState& request) {
  HD_TRY(const NoteBody body, read_note(act.body));
  const std::string about = body.about.value_or("");
  if (about == "confidentiality") return {};
  if (about == "preservation" && fits(request, Fits::preserving)) return {};
  return Error{Code::bad_value,
               "the caution does not say what it is about",
               "preservation will not suffice, art. 42(7), or confidentiality cannot be kept, "
               "art. 40(20)",
               "Say 'preservation' or 'confidentiality'.",
               {{"about", "What the caution is about", "art. 42(7), 40(20)"}}};
}

// 40(13): what was said orally is complete once it is in writing.
Result<void> judge_confirmation(const Act& act, const RequestState& request,
                                const treaty::Treaty& law) {
  HD_TRY(const ConfirmBody body, read_confirm(act.body));
  RequestBody whole = request.body;
  for (const auto& [name, text] : body.contents)
    whole.contents[name] = text;
  whole.oral = false;
  return check_contents(whole, request.is_information ? ActKind::inform : ActKind::request, law);
}

Result<void> judge_announcement(const Act& act) {
  HD_TRY(const AnnounceLiftingBody body, read_announce_lifting(act.body));
  if (is_blank(body.reasons)) {
    return Error{Code::reasons_missing, "the announcement gives no reasons",
                 "the requesting Party can answer only reasons that it knows, art. 50(8)",
                 "Say why the measure is to be lifted."};
  }
  if (body.hear_until > act.issued_at) return {};
  return Error{Code::bad_value, "no time is left in which the requesting Party could be heard",
               "it has its chance to present reasons before a measure is lifted, art. 50(8)",
               "Name a later date."};
}

// 40(5), 40(19): notice comes before the disclosure, unless that is impossible.
Result<void> judge_exculpatory(const Act& act) {
  HD_TRY(const ExculpatoryBody body, read_exculpatory(act.body));
  if (body.disclosure_at > act.issued_at) return {};
  if (body.why_no_advance && !is_blank(*body.why_no_advance)) return {};
  return Error{Code::not_in_this_state,
               "the disclosure has happened before its notice",
               "the Party that gave the information is notified first; only where that is "
               "impossible it is informed without delay, art. 40(5)",
               "Say why notice in advance was impossible.",
               {{"why_no_advance", "Why notice in advance was impossible", "art. 40(5)"}}};
}

Result<void> judge_consent(const Act& act, const RequestState& request) {
  HD_TRY(const ConsentBody body, read_consent(act.body));
  const auto& asked = request.body.about_items;
  for (const Digest& item : body.items) {
    if (std::find(asked.begin(), asked.end(), item) != asked.end()) continue;
    return Error{
        Code::unknown_item,
        fmt::format("the item with the digest {} is not one that the request is about", hex(item)),
        "", "Name items of the request, or none for all of them."};
  }
  return {};
}

Error unknown_outcome(const RequestState& request, const std::string& what) {
  return {Code::bad_value,
          fmt::format("'{}' is not what a request for {} leads to", what, request.body.measure),
          fmt::format("art. {}", request.rules->article),
          fmt::format("Name what was carried out: haidang request executed REF --what, with one of "
                      "{}",
                      outcomes_text(request.rules->outcomes))};
}

// What, by the list in the law's data; and when: it is over, and was not before it was asked for.
Result<void> judge_execution(const Act& act, const RequestState& request) {
  constexpr Millis skew = AdmissionLimits::clock_skew_max;
  HD_TRY(const ExecutedBody body, read_executed(act.body));
  if (request.rules == nullptr) return {};
  const treaty::Outcome* outcome = request.rules->outcome(body.what);
  if (outcome == nullptr) return unknown_outcome(request, body.what);
  if (body.at > act.issued_at + skew) {
    return Error{Code::bad_value,
                 fmt::format("'{}' on {} is in the future", body.what, format_time(body.at)),
                 "what is carried out is stated afterwards",
                 "Name the time at which it was done: --at TIME"};
  }
  const bool early = body.at + skew < request.requested_at;
  if (!early || outcome->may_precede || request.body.oral) return {};
  return Error{Code::bad_value,
               fmt::format("'{}' on {} is before the request", body.what, format_time(body.at)),
               fmt::format("it was made on {}", format_time(request.requested_at)),
               "Name the time at which it was done: --at TIME"};
}

// The clock that this notice starts, and to which it may name an agreed end, 40(29).
const treaty::ClockRule* clock_started_by(const NoteBody& notice, const RequestState& request,
                                          const treaty::Treaty& law) {
  if (request.rules == nullptr || !notice.about) return nullptr;
  const std::string name = fmt::format("notify:{}", *notice.about);
  for (const std::string& id : request.rules->clocks) {
    const treaty::ClockRule* rule = law.clock(id);
    if (rule != nullptr && rule->from_act == name && rule->date_from == "until") return rule;
  }
  return nullptr;
}

Result<void> judge_notice(const Act& act, const RequestState& request, const treaty::Treaty& law) {
  HD_TRY(const NoteBody body, read_note(act.body));
  if (!body.until) return {};
  const treaty::ClockRule* rule = clock_started_by(body, request, law);
  if (rule == nullptr) {
    return Error{Code::bad_value, "the notice names an end, and starts no period that has one",
                 "a period is agreed on for an opportunity to leave, art. 40(29)",
                 "Leave the date out, or add --about opportunity-to-leave."};
  }
  const Time least = act.issued_at + Days{rule->days.value_or(0)};
  if (*body.until >= least) return {};
  return Error{Code::period_too_short,
               "the period would be too short",
               fmt::format("{} asks for one that reaches at least {}", rule->source.citation,
                           format_time(least)),
               "Name that date or a later one.",
               {{"until", "End of the period that was agreed", rule->source.citation}}};
}

bool says_something(const json::object& body, std::string_view name) {
  const json::value* text = body.if_contains(name);
  return text != nullptr && text->is_string() && !is_blank(std::string_view(text->get_string()));
}

// An answer may stand in its particulars alone: "provider=Example Ltd".
bool has_particulars(const Act& act) {
  if (act.kind != ActKind::answer) return false;
  const auto body = read_answer(act.body);
  return body.ok() && std::any_of(body->fields.begin(), body->fields.end(),
                                  [](const auto& field) { return !is_blank(field.second); });
}

Error says_nothing(std::string_view what, std::string_view kind, std::string_view option) {
  return {Code::bad_value, fmt::format("'{}' says nothing", what), "its text is empty",
          fmt::format("Say it in words: haidang request {} REF {} TEXT", kind, option)};
}

// What a step must say in words, by its form (acts/form.hpp), it says: blanks are no words.
Result<void> judge_words(const Act& act) {
  const std::string_view kind = act_kind_name(act.kind);
  for (const Field& field : form_of(kind)) {
    const bool owed = field.presence == Presence::must && field.shape == Shape::prose;
    if (!owed || says_something(act.body, field.name) || has_particulars(act)) continue;
    return says_nothing(kind, kind, field.name == "reasons" ? "--reasons" : "--text");
  }
  if (act.kind != ActKind::accept) return {};
  HD_TRY(const NoteBody body, read_note(act.body));
  if (std::none_of(body.conditions.begin(), body.conditions.end(), is_blank)) return {};
  return says_nothing("condition", kind, "--condition");
}

Result<void> judge_step(const Act& act, const RequestState& request, const treaty::Treaty& law) {
  switch (act.kind) {
    case ActKind::refuse:
      return judge_refusal(act, request, law);
    case ActKind::postpone:
      return judge_postponement(act, request);
    case ActKind::preserved:
      return judge_period(act, request, law);
    case ActKind::deliver:
      return judge_delivery(act);
    case ActKind::retrieved:
      return judge_retrieval(act, request);
    case ActKind::caution:
      return judge_caution(act, request);
    case ActKind::confirm:
      return judge_confirmation(act, request, law);
    case ActKind::announce_lifting:
      return judge_announcement(act);
    case ActKind::lift:
      return check_heard(request, act.issued_at);
    case ActKind::exculpatory:
      return judge_exculpatory(act);
    case ActKind::consent:
      return judge_consent(act, request);
    case ActKind::executed:
      return judge_execution(act, request);
    case ActKind::notify:
      return judge_notice(act, request, law);
    default:
      return {};
  }
}

}  // namespace

Result<void> judge(const Act& act, const RequestState* request, const treaty::Treaty& law) {
  HD_TRY_VOID(check_body(act));
  if (opens_request(act.kind)) {
    HD_TRY(const RequestBody body, read_request(act.body));
    return check_contents(body, act.kind, law);
  }
  if (request == nullptr) {
    return Error{Code::unknown_request, "the act is about a request that the case does not hold"};
  }
  HD_TRY_VOID(check_owner(*request, act.kind, act.author.party));
  HD_TRY_VOID(judge_step(act, *request, law));
  return judge_words(act);
}

}  // namespace haidang::casework
