#include "casework/decide.hpp"
#include "casework/contents.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "casework/about.hpp"
#include "casework/fit.hpp"
#include "casework/joint.hpp"
#include "casework/links.hpp"
#include "casework/transitions.hpp"
#include "casework/view_matters.hpp"

namespace haidang::casework {
namespace {

constexpr const char* authority_item = "authority";

bool holds_code(const std::vector<UseCondition>& conditions, const std::string& code) {
  return std::any_of(conditions.begin(), conditions.end(),
                     [&](const UseCondition& condition) { return condition.code == code; });
}

// "The authority making the request", 40(15)(a), 42(3)(a): the act's author, unless the officer
// has described it.
void fill_authority(json::object& body, const Address& self, const treaty::Treaty& law) {
  json::value* contents = body.if_contains("contents");
  const json::value* measure = body.if_contains("measure");
  if (contents == nullptr || !contents->is_object()) return;
  if (measure == nullptr || !measure->is_string()) return;
  const auto rules = law.measure(std::string_view(measure->get_string()));
  if (!rules.ok()) return;
  for (const treaty::ContentItem& item : (*rules)->contents) {
    if (item.name != authority_item || contents->get_object().contains(authority_item)) continue;
    contents->get_object()[authority_item] =
        fmt::format("{}/{}", self.party.text(), self.authority);
  }
}

// 47: marked by the node, so that nobody forgets it.
void mark_restrictions(Act& act, const treaty::Treaty& law) {
  constexpr auto not_evidence = treaty::DutyName::not_evidence;
  auto body = read_request(act.body);
  if (act.kind != ActKind::inform || !body.ok()) return;
  const auto measure = law.measure(body->measure);
  const treaty::Duty* duty = measure.ok() ? (*measure)->owes(not_evidence) : nullptr;
  const std::string code(treaty::duty_text(not_evidence));
  if (duty == nullptr || holds_code(body->restrictions, code)) return;
  body->restrictions.push_back(
      {code,
       fmt::format("Not evidence without a request under art. 40, {}.", duty->source.citation)});
  act.body = write_body(*body);
}

// 36(1)(b), 40(5), 40(28): what is given carries the conditions that bind on its use.
std::vector<UseCondition> conditions_on(const RequestState& request, Time now) {
  std::vector<UseCondition> conditions;
  conditions.reserve(request.conditions.size());
  for (const std::string& text : request.conditions)
    conditions.push_back({"agreed", text});
  for (const UseCondition& restriction : request.body.restrictions) {
    if (!restriction.until || *restriction.until > now) conditions.push_back(restriction);
  }
  return conditions;
}

void add_missing(std::vector<UseCondition>& to, const std::vector<UseCondition>& conditions) {
  for (const UseCondition& condition : conditions) {
    const bool known = std::any_of(to.begin(), to.end(), [&](const UseCondition& other) {
      return other.code == condition.code && other.text == condition.text;
    });
    if (!known) to.push_back(condition);
  }
}

void carry_conditions(Act& act, const RequestState& request) {
  const auto conditions = conditions_on(request, act.issued_at);
  if (conditions.empty()) return;
  if (act.kind == ActKind::deliver) {
    auto body = read_deliver(act.body);
    if (!body.ok()) return;
    for (ManifestItem& item : body->items)
      add_missing(item.conditions, conditions);
    act.body = write_body(*body);
  } else if (act.kind == ActKind::answer) {
    auto body = read_answer(act.body);
    if (!body.ok()) return;
    add_missing(body->conditions, conditions);
    act.body = write_body(*body);
  }
}

Act blank_act(const Command& command, const Occasion& occasion) {
  Act act;
  act.id = occasion.act_id;
  act.author = occasion.self;
  act.officer = occasion.officer;
  act.issued_at = occasion.now;
  act.kind = command.kind;
  act.body = command.body;
  return act;
}

void chain_to(Act& act, const CaseState& state) {
  act.case_id = state.id;
  const auto it = state.chains.find(act.author.party);
  act.seq = it == state.chains.end() ? 1 : it->second.length() + 1;
  if (act.seq > 1) act.prev = it->second.acts.back();
  act.also = others(state, act.author.party, act.to.party);
  for (const auto& [party, chain] : state.chains) {
    if (party == act.author.party) continue;
    Seen& seen = act.seen[party];
    seen.acts = chain.length();
    if (!act.also.empty()) seen.last = chain.acts.back();
  }
}

// The format and its limits: what we could not read back ourselves we do not sign.
Result<Act> checked(Act act) {
  const std::string text = write_act(act);
  if (text.size() > ActLimits::json_bytes) {
    return Error{
        Code::too_large, "the act is too long",
        fmt::format("{} bytes; at most {} are accepted", text.size(), ActLimits::json_bytes),
        "Shorten it, or send the text as evidence."};
  }
  HD_TRY_VOID(parse_act(text));
  return act;
}

// The request that this one relies on, as far as the case holds it.
const RequestState* link_of(const CaseState& state, const json::object& body) {
  const json::value* on = body.if_contains("relies_on");
  if (on == nullptr || !on->is_string()) return nullptr;
  const auto id = ActId::parse(std::string_view(on->get_string()));
  return id.ok() ? state.find(*id) : nullptr;
}

// 36(3), 40(19): a request for consent names what it is about, by digest.
void name_items(Act& act, const CaseState& state, const treaty::Treaty& law) {
  const RequestState* given = link_of(state, act.body);
  const json::value* measure = act.body.if_contains("measure");
  if (given == nullptr || measure == nullptr || !measure->is_string()) return;
  const auto rules = law.measure(std::string_view(measure->get_string()));
  if (!rules.ok()) return;
  const auto& results = (*rules)->results;
  const bool asks_consent =
      std::find(results.begin(), results.end(), act_kind_name(ActKind::consent)) != results.end();
  if (asks_consent) name_by_digest(act.body, "about_items", *given);
}

// And the consent what it covers.
void name_consented(Act& act, const CaseState& state, const RequestState& request) {
  if (act.kind != ActKind::consent) return;
  const auto& on = request.body.relies_on;
  name_asked(act.body, request, on ? state.find(*on) : nullptr);
}

Error no_addressee() {
  return {Code::wrong_addressee, "the request names no authority of another Party",
          "a case has a requesting and a requested Party",
          "Name the Party and its authority, for example XB/central-authority."};
}

std::string members_text(const CaseState& state) {
  std::string text;
  for (const Address& row : state.parties)
    text += (text.empty() ? "" : ", ") + row.party.text();
  return text;
}

// Who is in a case is settled when it is opened.
Error no_member(const CaseState& state, const PartyCode& party) {
  if (is_joint(state)) {
    return {Code::wrong_addressee,
            fmt::format("{} is no member of this joint investigation", party.text()),
            fmt::format("its members are {}, as it was proposed, art. 48", members_text(state)),
            "Ask in a case of its own, without --case; the request may cite this one."};
  }
  return {Code::wrong_addressee, fmt::format("{} is no Party to this case", party.text()),
          fmt::format("it is between {}, and what relies on a request stands in its case",
                      members_text(state)),
          "Ask in a case of its own, without --case and --relies-on; where an answer led there, "
          "art. 43: haidang request follow-on REF --to PARTY/AUTHORITY"};
}

// 37(6) and the like: what the requested Party has declared may close a basis, or ask for more.
Result<void> check_theirs(const Act& act, const Occasion& occasion) {
  if (act.kind != ActKind::request) return {};
  HD_TRY(const RequestBody body, read_request(act.body));
  HD_TRY_VOID(check_home(body, occasion.self.party, act.to.party, occasion.law));
  if (occasion.theirs.empty()) return {};
  return check_fit(body, act.to.authority, occasion.theirs, occasion.law);
}

// 42(5): a ground that only a reservation of our own opens; and what else we declared ourselves.
Result<void> check_ours(const Act& act, const RequestState& request, const Occasion& occasion) {
  if (!occasion.ours) return {};
  if (request.requested.party == occasion.self.party) {
    HD_TRY_VOID(check_written(request, act.kind, *occasion.ours, occasion.law));
  }
  if (act.kind != ActKind::refuse) return {};
  HD_TRY(const RefuseBody body, read_refuse(act.body));
  return occasion.law.check_refusal(
      {facts_of(request.body), body.grounds, body.reasons, occasion.ours});
}

Result<Act> open_case(const Command& command, const Occasion& occasion) {
  if (!opens_request(command.kind)) {
    return Error{Code::unknown_case, "the command names no case", "only a request opens a new one",
                 "Name the case."};
  }
  if (!command.to || command.to->party == occasion.self.party) return no_addressee();
  Act act = blank_act(command, occasion);
  act.case_id = occasion.case_id;
  act.to = *command.to;
  act.also = command.also;
  std::sort(act.also.begin(), act.also.end());
  fill_authority(act.body, occasion.self, occasion.law);
  mark_restrictions(act, occasion.law);
  HD_TRY_VOID(judge(act, nullptr, occasion.law));
  HD_TRY(const RequestBody body, read_request(act.body));
  HD_TRY_VOID(check_place(nullptr, act, body, occasion.law));
  HD_TRY_VOID(check_needed_by(body, occasion.now));
  HD_TRY_VOID(check_theirs(act, occasion));
  HD_TRY_VOID(relied_on(nullptr, body, occasion.self.party, occasion.law));
  HD_TRY_VOID(check_about(body, nullptr));
  return checked(std::move(act));
}

// The preservation must still be there to rely on, art. 42(8).
Result<void> check_link(const CaseState& state, const Act& act, const treaty::Treaty& law) {
  HD_TRY(const RequestBody body, read_request(act.body));
  HD_TRY(const RequestState* link, relied_on(&state, body, act.author.party, law));
  HD_TRY_VOID(check_about(body, link));
  if (link == nullptr) return {};
  if (act.kind == ActKind::inform) return {};
  HD_TRY_VOID(transition_for(*link, ActKind::request, {act.author.party, act.issued_at}));
  return {};
}

// Whom a further request of the case is put to: in a case of two there is no choice.
Result<Address> addressee(const CaseState& state, const Command& command, const PartyCode& self) {
  if (member(state, self) == nullptr) {
    return Error{Code::not_your_move, "you are no Party to this case", "",
                 "Open a case of your own."};
  }
  const Address* other = counterpart(state, self);
  if (!command.to && other != nullptr) return *other;
  if (!command.to) {
    return Error{Code::wrong_addressee, "the case has several Parties, and none of them is named",
                 "each request is put to one of them, and heard by all",
                 "Name the Party and its authority, for example XB/central-authority."};
  }
  if (command.to->party == self) return no_addressee();
  if (member(state, command.to->party) == nullptr) return no_member(state, command.to->party);
  return *command.to;
}

Result<Act> add_request(const CaseState& state, const Command& command, const Occasion& occasion) {
  HD_TRY(const Address to, addressee(state, command, occasion.self.party));
  Act act = blank_act(command, occasion);
  act.to = to;
  chain_to(act, state);
  fill_authority(act.body, occasion.self, occasion.law);
  name_items(act, state, occasion.law);
  mark_restrictions(act, occasion.law);
  HD_TRY_VOID(judge(act, nullptr, occasion.law));
  HD_TRY(const RequestBody body, read_request(act.body));
  HD_TRY_VOID(check_place(&state, act, body, occasion.law));
  HD_TRY_VOID(check_needed_by(body, occasion.now));
  HD_TRY_VOID(check_going_on(state, body));
  HD_TRY_VOID(check_theirs(act, occasion));
  HD_TRY_VOID(check_link(state, act, occasion.law));
  return checked(std::move(act));
}

Error unknown_request() {
  return {Code::unknown_request, "the command names no request of this case", "",
          "Name one of the case's requests."};
}

// The other side of the request; of who was given an item as well, the Party that gave it.
const Address& who_is_told(const RequestState& request, const PartyCode& speaker) {
  const Side side = side_of(request, speaker).value_or(Side::requesting);
  if (side == Side::audience) return giver_of(request);
  return side == Side::requesting ? request.requested : request.requesting;
}

Result<Act> take_step(const CaseState& state, const Command& command, const Occasion& occasion) {
  const RequestState* request = command.request ? state.find(*command.request) : nullptr;
  if (request == nullptr) return unknown_request();
  Act act = blank_act(command, occasion);
  act.request = request->id;
  HD_TRY_VOID(check_owner(*request, act.kind, occasion.self.party));
  act.to = who_is_told(*request, occasion.self.party);
  chain_to(act, state);
  name_consented(act, state, *request);
  HD_TRY_VOID(check_body(act));
  carry_conditions(act, *request);
  HD_TRY_VOID(transition_for(*request, act.kind, attempt_of(act, *request)));
  HD_TRY_VOID(judge(act, request, occasion.law));
  HD_TRY_VOID(check_ours(act, *request, occasion));
  return checked(std::move(act));
}

}  // namespace

Result<Act> decide(const CaseState& state, const Command& command, const Occasion& occasion) {
  if (opens_request(command.kind)) return add_request(state, command, occasion);
  return take_step(state, command, occasion);
}

Result<Act> decide(const std::optional<CaseState>& state, const Command& command,
                   const Occasion& occasion) {
  if (state) return decide(*state, command, occasion);
  if (!command.case_id) return open_case(command, occasion);
  return Error{Code::unknown_case, "there is no such case here",
               fmt::format("case {}", command.case_id->text()), "List the cases you hold."};
}

}  // namespace haidang::casework
