#include <algorithm>

#include "casework/clocks.hpp"
#include "casework/contents.hpp"
#include "casework/duties.hpp"
#include "casework/order.hpp"
#include "casework/transitions.hpp"

namespace haidang::casework {
namespace {

using treaty::DutyName;

RequestState* find_request(CaseState& state, const ActId& id) {
  // The newest requests are the ones people work on.
  const auto it = std::find_if(state.requests.rbegin(), state.requests.rend(),
                               [&](const RequestState& request) { return request.id == id; });
  return it == state.requests.rend() ? nullptr : &*it;
}

// Once a chain is forked, all later acts of who was told the other branch name it: the first says
// it all.
bool is_known(const CaseState& state, const PartyCode& about, const PartyCode& by) {
  return std::any_of(state.contradictions.begin(), state.contradictions.end(),
                     [&](const Contradiction& it) { return it.about == about && it.by == by; });
}

void compare_stories(CaseState& state, const Act& act) {
  for (const auto& [party, seen] : act.seen) {
    const auto chain = state.chains.find(party);
    const Digest* here = chain == state.chains.end() ? nullptr : chain->second.instead_of(seen);
    if (here == nullptr || is_known(state, party, act.author.party)) continue;
    state.contradictions.push_back({party, seen.acts, *here, *seen.last, act.author.party, act.id});
  }
}

void join_chain(CaseState& state, const CommittedAct& committed) {
  const Act& act = committed.act;
  Chain& chain = state.chains[act.author.party];
  chain.acts.push_back(committed.digest);
  for (const auto& [party, seen] : act.seen)
    chain.seen[party] = std::max(chain.seen[party], seen.acts);
  compare_stories(state, act);
}

// ------------------------------------------------------------------------------ what acts change

// Body readers cannot fail here: acts are checked before they are committed. Should one fail all
// the same, the act changes nothing.
void note_accepted(RequestState& request, const Act& act) {
  const auto body = read_note(act.body);
  if (body.ok()) request.offered_conditions = body->conditions;
}

void note_agreed(RequestState& request) {
  request.conditions = std::move(request.offered_conditions);
  request.offered_conditions.clear();
}

void note_declined(RequestState& request, const Act& act) {
  request.offered_conditions.clear();
  request.consulted_by = act.author.party;
}

// 37(11): who does not extradite its national submits the case for prosecution.
void note_refused(RequestState& request, const Act& act) {
  const auto body = read_refuse(act.body);
  if (!body.ok()) return;
  request.refusal_grounds = body->grounds;
  request.refusal_reasons = body->reasons;
  const treaty::Duty* duty = duty_of(request, DutyName::extradite_or_prosecute);
  if (duty == nullptr || !concerns(*duty, body->grounds)) return;
  request.open_duties.push_back({duty->name, duty->source.citation, act.issued_at});
}

void note_postponed(RequestState& request, const Act& act) {
  const auto body = read_postpone(act.body);
  if (body.ok()) request.review_at = body->review_at;
}

void note_preserved(RequestState& request, const Act& act) {
  const auto body = read_preserved(act.body);
  if (body.ok()) request.preserved_until = body->until;
  request.extension_asked.reset();
}

void note_extension(RequestState& request, const Act& act) {
  const auto body = read_extend(act.body);
  if (body.ok()) request.extension_asked = body->until;
}

void note_delivered(RequestState& request, const Act& act) {
  const auto body = read_deliver(act.body);
  if (!body.ok()) return;
  request.items.insert(request.items.end(), body->items.begin(), body->items.end());
  request.more_follows = body->more_follows;
}

void note_answered(RequestState& request, const Act& act) {
  auto body = read_answer(act.body);
  if (!body.ok()) return;
  request.more_follows = body->more_follows;
  request.answers.push_back({act.id, act.issued_at, *std::move(body)});
}

void note_executed(RequestState& request, const Act& act) {
  auto body = read_executed(act.body);
  if (!body.ok()) return;
  request.executed.push_back(*std::move(body));
  const treaty::Outcome* outcome = outcome_of(request, &act.body);
  if (outcome == nullptr || !outcome->discharges) return;
  std::erase_if(request.open_duties,
                [&](const OpenDuty& duty) { return duty.name == *outcome->discharges; });
}

void note_consented(RequestState& request, const Act& act) {
  const auto body = read_consent(act.body);
  if (body.ok()) request.consent_conditions = body->conditions;
}

void note_cautioned(RequestState& request, const Act& act) {
  const auto body = read_note(act.body);
  if (!body.ok()) return;
  request.caution = {body->about.value_or(""), body->text, act.issued_at, true};
}

void note_confirmed(RequestState& request, const Act& act) {
  const auto body = read_confirm(act.body);
  if (!body.ok()) return;
  for (const auto& [name, text] : body->contents)
    request.body.contents[name] = text;
  request.awaits_confirmation = false;
  request.awaits_review = false;
}

void note_exculpatory(RequestState& request, const Act& act) {
  auto body = read_exculpatory(act.body);
  if (body.ok()) request.exculpatory.push_back({act.id, act.issued_at, *std::move(body)});
}

// A condition that is lifted ends now; those on what is given later stand on their own.
void end_conditions(std::vector<UseCondition>& conditions, const std::vector<std::string>& codes,
                    Time at) {
  for (UseCondition& condition : conditions) {
    const bool named =
        codes.empty() || std::find(codes.begin(), codes.end(), condition.code) != codes.end();
    if (named) condition.until = std::min(condition.until.value_or(at), at);
  }
}

void note_restriction_lifted(RequestState& request, const Act& act) {
  const auto body = read_lift_restriction(act.body);
  if (!body.ok()) return;
  end_conditions(request.body.restrictions, body->codes, act.issued_at);
  end_conditions(request.consent_conditions, body->codes, act.issued_at);
  for (ManifestItem& item : request.items)
    end_conditions(item.conditions, body->codes, act.issued_at);
  for (Answer& answer : request.answers)
    end_conditions(answer.body.conditions, body->codes, act.issued_at);
}

bool holds_item(const std::vector<ItemId>& items, const ItemId& id) {
  return std::find(items.begin(), items.end(), id) != items.end();
}

// Retrieved is what has arrived completely; until then the delivery stands open.
void note_retrieved(RequestState& request, const Act& act) {
  const auto body = read_retrieved(act.body);
  if (!body.ok()) return;
  const PartyCode& party = act.author.party;
  auto& retrieved = side_of(request, party) == Side::audience ? request.retrieved_by_audience[party]
                                                              : request.retrieved;
  for (const ItemId& id : body->items) {
    if (!holds_item(retrieved, id)) retrieved.push_back(id);
  }
  if (request.status != Status::retrieved) return;
  const bool all =
      std::all_of(request.items.begin(), request.items.end(),
                  [&](const ManifestItem& item) { return holds_item(request.retrieved, item.id); });
  if (!all) request.status = Status::delivered;
}

// House rule: each Party closes its own file; the request is closed when both have.
void note_closed(RequestState& request, const Act& act) {
  request.closed_by.push_back(act.author.party);
  if (request.closed_by.size() < 2) return;
  request.status = Status::closed;
  end_all_clocks(request);
}

void note_other(RequestState& request, const Act& act) {
  switch (act.kind) {
    case ActKind::consult:
      request.consulted_by = act.author.party;
      return;
    case ActKind::release:
      request.released_at = act.issued_at;
      return;
    case ActKind::caution:
      return note_cautioned(request, act);
    case ActKind::proceed:
      request.caution->open = false;
      return;
    case ActKind::inquire:
      request.inquired_at = act.issued_at;
      return;
    case ActKind::status:
      request.inquired_at.reset();
      return;
    case ActKind::confirm:
      return note_confirmed(request, act);
    case ActKind::lift_restriction:
      return note_restriction_lifted(request, act);
    case ActKind::exculpatory:
      return note_exculpatory(request, act);
    default:
      return;
  }
}

// What an act says holds even if it crossed with another and fell away; `judge` rests on these, so
// that both sides judge alike: who knows of an act knows it for good.
void note_said(RequestState& request, const Act& act) {
  switch (act.kind) {
    case ActKind::preserved:
      if (!request.preservation_began) request.preservation_began = act.issued_at;
      return;
    case ActKind::consult:
    case ActKind::decline:
      request.consulted = true;
      return;
    case ActKind::represent:
      request.heard = true;
      return;
    case ActKind::accept:
      if (const auto body = read_note(act.body); body.ok() && body->conditions.empty()) {
        request.joined = request.is_investigation;
      }
      return;
    case ActKind::announce_lifting:
      if (const auto body = read_announce_lifting(act.body); body.ok()) {
        request.hear_until = body->hear_until;
      }
      return;
    default:
      return;
  }
}

void note_facts(RequestState& request, const Act& act) {
  switch (act.kind) {
    case ActKind::accept:
      return note_accepted(request, act);
    case ActKind::agree:
      return note_agreed(request);
    case ActKind::decline:
      return note_declined(request, act);
    case ActKind::refuse:
      return note_refused(request, act);
    case ActKind::postpone:
      return note_postponed(request, act);
    case ActKind::preserved:
      return note_preserved(request, act);
    case ActKind::extend:
      return note_extension(request, act);
    case ActKind::deliver:
      return note_delivered(request, act);
    case ActKind::retrieved:
      return note_retrieved(request, act);
    case ActKind::answer:
      return note_answered(request, act);
    case ActKind::executed:
      return note_executed(request, act);
    case ActKind::consent:
      return note_consented(request, act);
    case ActKind::close:
      return note_closed(request, act);
    default:
      return note_other(request, act);
  }
}

void change_status(RequestState& request, const Transition& row) {
  // A Party that asks has read the request, whether it said so or not.
  if (row.kind == ActKind::ask && request.status != Status::info_requested) {
    request.resumes = request.status == Status::sent ? Status::acknowledged : request.status;
  }
  switch (row.after.how) {
    case After::How::stays:
    case After::How::closes:  // by the second of the two sides: note_closed
      return;
    case After::How::becomes:
      request.status = row.after.status;
      return;
    case After::How::resumes:
      request.status = request.resumes;
      return;
  }
}

// ------------------------------------------------------------------------- data held, art. 42(8)

const RequestState* holder_of(const CaseState& state, const RequestState& preservation) {
  if (!reliable.holds(preservation.status)) return nullptr;
  const auto it =
      std::find_if(state.requests.begin(), state.requests.end(), [&](const RequestState& request) {
        return request.body.relies_on == preservation.id &&
               request.requesting.party == preservation.requesting.party &&
               undecided.holds(request.status);
      });
  return it == state.requests.end() ? nullptr : &*it;
}

// "Pending the decision": while a request that relies on the data is undecided, their period does
// not run out; once it is decided, the date that the requested Party named counts again.
void refresh_hold(const CaseState& state, RequestState& preservation, Time at,
                  const treaty::Treaty& law) {
  if (!fits(preservation, Fits::preserving)) return;
  const RequestState* holder = holder_of(state, preservation);
  if (holder == nullptr) {
    preservation.held_for.reset();
    preservation.held_from_seq = 0;
    resume_preservation(preservation);
    return;
  }
  preservation.held_for = holder->id;
  preservation.held_from_seq = holder->seq;
  suspend_preservation(preservation, at, law);
}

void refresh_holds(CaseState& state, RequestState& changed, Time at, const treaty::Treaty& law) {
  refresh_hold(state, changed, at, law);
  if (!changed.body.relies_on) return;
  RequestState* preservation = find_request(state, *changed.body.relies_on);
  if (preservation != nullptr) refresh_hold(state, *preservation, at, law);
}

// -------------------------------------------------------------------------------- one act at once

std::vector<ActKind> results_of(const treaty::Measure& measure) {
  std::vector<ActKind> kinds;
  for (const std::string& name : measure.results) {
    if (const auto kind = parse_act_kind(name); kind.ok()) kinds.push_back(*kind);
  }
  return kinds;
}

void note_law(RequestState& request, const treaty::Treaty& law) {
  request.rules = rules_of(request.body, law);
  if (request.rules == nullptr) return;
  request.results = results_of(*request.rules);
  request.is_investigation = request.rules->opens == treaty::Opens::investigation;
  for (const treaty::Duty& duty : request.rules->duties)
    request.duties.push_back(&duty);
  for (const treaty::Measure& other : law.measures()) {
    const bool is_asked = other.opens == treaty::Opens::request;
    if (is_asked && other.may_rely_on(request.body.measure)) {
      request.followed_by.push_back(other.id);
    }
  }
}

// The row by which a request follows from another one; where nothing does, it opened by itself.
Mark follow_mark(const CaseState& state, const RequestBody& body, const Act& act) {
  const RequestState* link = body.relies_on ? state.find(*body.relies_on) : nullptr;
  if (link == nullptr) return {};
  const auto row = transition_for(*link, act.kind, attempt_of(act, *link));
  return {link->status, link->status, row.ok() ? *row : nullptr};
}

Mark open_request(CaseState& state, const Act& act, const treaty::Treaty& law) {
  const auto body = read_request(act.body);
  if (!body.ok()) return {};
  RequestState request;
  request.id = act.id;
  request.seq = act.seq;
  request.body = *body;
  request.requesting = act.author;
  request.requested = act.to;
  request.requested_at = act.issued_at;
  request.last_act_at = act.issued_at;
  request.is_information = act.kind == ActKind::inform;
  request.status = request.is_information ? Status::informed : Status::sent;
  request.awaits_confirmation = body->oral;
  request.awaits_review = body->emergency && !request.is_information;
  note_law(request, law);
  Mark mark = follow_mark(state, *body, act);
  mark.after = request.status;
  state.requests.push_back(std::move(request));
  run_clocks(state.requests.back(), act, law);
  refresh_holds(state, state.requests.back(), act.issued_at, law);
  return mark;
}

Mark take_step(CaseState& state, const Act& act, const treaty::Treaty& law) {
  RequestState* request = act.request ? find_request(state, *act.request) : nullptr;
  if (request == nullptr) return {};
  request->last_act_at = std::max(request->last_act_at, act.issued_at);
  const Attempt attempt = attempt_of(act, *request);
  const auto row = transition_for(*request, act.kind, attempt);
  note_said(*request, act);
  Mark mark{request->status, request->status, row.ok() ? *row : nullptr};
  if (!row.ok()) return mark;
  change_status(*request, **row);
  note_facts(*request, act);
  run_clocks(*request, act, law);
  refresh_holds(state, *request, act.issued_at, law);
  mark.after = request->status;
  return mark;
}

void open_case(CaseState& state, const Act& act) {
  state.id = act.case_id;
  state.parties = recipients(act);
  state.parties.push_back(act.author);
  std::sort(state.parties.begin(), state.parties.end());
}

void apply(CaseState& state, const CommittedAct& committed, const treaty::Treaty& law) {
  const Act& act = committed.act;
  if (state.id.empty()) open_case(state, act);
  join_chain(state, committed);
  const bool opens = opens_request(act.kind);
  const std::size_t requests = state.requests.size();
  state.marks.push_back(opens ? open_request(state, act, law) : take_step(state, act, law));
  const bool effect = opens ? state.requests.size() > requests : state.marks.back().step != nullptr;
  if (!effect) state.without_effect.push_back(act.id);
}

// The state after acts that stand in order already.
CaseState replay(std::vector<CommittedAct> ordered, const treaty::Treaty& law) {
  CaseState state;
  for (const CommittedAct& committed : ordered)
    apply(state, committed, law);
  state.timeline = std::move(ordered);
  return state;
}

}  // namespace

const RequestState* CaseState::find(const ActId& request) const {
  const auto it = std::find_if(requests.rbegin(), requests.rend(),
                               [&](const RequestState& row) { return row.id == request; });
  return it == requests.rend() ? nullptr : &*it;
}

const Digest* Chain::instead_of(const Seen& seen_of_it) const {
  if (!seen_of_it.last || seen_of_it.acts > length()) return nullptr;
  const Digest& here = acts[seen_of_it.acts - 1];
  return here == *seen_of_it.last ? nullptr : &here;
}

std::uint64_t CaseState::length_of(const PartyCode& party) const {
  const auto it = chains.find(party);
  return it == chains.end() ? 0 : it->second.length();
}

CaseState fold(std::vector<CommittedAct> acts, const treaty::Treaty& law) {
  put_in_order(acts);
  return replay(std::move(acts), law);
}

CaseState advance(CaseState state, CommittedAct act, const treaty::Treaty& law) {
  const auto place = place_of(state, act.act);
  if (place == state.timeline.size()) {
    apply(state, act, law);
    state.timeline.push_back(std::move(act));
    return state;
  }
  std::vector<CommittedAct> acts = std::move(state.timeline);
  if (!place) {
    acts.push_back(std::move(act));
    return fold(std::move(acts), law);
  }
  acts.insert(acts.begin() + static_cast<std::ptrdiff_t>(*place), std::move(act));
  return replay(std::move(acts), law);
}

}  // namespace haidang::casework
