#include "officer.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "casework/sample.hpp"
#include "ledger.hpp"

namespace haidang::sim {
namespace {

constexpr unsigned new_case_percent = 18;
constexpr unsigned unlawful_percent = 10;
constexpr std::string_view name = "officer 1";

// Steps that end a request, and mere talk: taken less often, so that requests live and get on.
bool leads_nowhere(ActKind kind) {
  switch (kind) {
    case ActKind::refuse:
    case ActKind::withdraw:
    case ActKind::release:
    case ActKind::close:
    case ActKind::consult:
    case ActKind::notify:
    case ActKind::status:
    case ActKind::inquire:
    case ActKind::caution:
    case ActKind::decline:
    case ActKind::exculpatory:
    case ActKind::lift_restriction:
      return true;
    default:
      return false;
  }
}

// What the measure cannot do without, and no node fills in by itself.
std::vector<std::string> owed_contents(const treaty::Measure& measure) {
  std::vector<std::string> owed;
  for (const treaty::ContentItem& content : measure.contents) {
    const bool always = content.requirement == treaty::Requirement::always;
    if (always && content.name != "authority") owed.push_back(content.name);
  }
  return owed;
}

bool is_offered(const std::vector<casework::Step>& steps, ActKind kind) {
  return std::any_of(steps.begin(), steps.end(),
                     [kind](const casework::Step& step) { return step.kind == kind; });
}

// Reasons of the law and of casework; anything else is a fault of the node.
bool is_reasoned(Code code) {
  return static_cast<unsigned>(code) < 5000;
}

}  // namespace

Officer::Done Officer::take_turn(node::Road& road, Time now) {
  const std::vector<CaseId> cases = must(road.archive().cases(), "listing the cases");
  if (cases.empty() || chance_.percent(new_case_percent)) {
    return chance_.percent(joint_percent_) ? propose_investigation(road, now)
                                           : open_case(road, now);
  }
  const auto [state, request] = choose(road, cases);
  if (state->parties.size() > 2 && chance_.percent(30)) return ask_a_member(road, *state, now);
  if (chance_.percent(unlawful_percent)) return try_unlawful(road, *state, request, now);
  return step(road, *state, request, now);
}

// Rather one that waits for us than any.
Officer::Choice Officer::choose(node::Road& road, const std::vector<CaseId>& cases) {
  constexpr int tries = 5;
  for (int i = 1;; ++i) {
    auto state = must(road.find_case(chance_.one_of(cases)), "reading a case");
    // A copy: the road advances the state in place.
    const casework::RequestState request = chance_.one_of(state->requests);
    const bool ours = casework::waits_for(request) == road.self().party;
    if (ours || i == tries) return {std::move(state), request};
  }
}

Officer::Done Officer::open_case(node::Road& road, Time now) {
  const treaty::Measure& measure = any_measure(road.law());
  RequestBody body = request_body(measure, now);
  casework::Command command;
  command.to = chance_.one_of(others_);
  if (measure.opens == treaty::Opens::information) command.kind = ActKind::inform;
  const std::vector<std::string> owed = owed_contents(measure);
  if (chance_.percent(unlawful_percent) && !owed.empty()) {
    body.oral = false;
    body.contents.erase(chance_.one_of(owed));
    command.body = write_body(body);
    return refused(road, command, "an incomplete " + measure.id);
  }
  command.body = write_body(body);
  const auto submitted = must(road.submit(command, std::string(name)), "opening " + measure.id);
  return {fmt::format("opens {} with {}", measure.id, command.to->party.text()), submitted};
}

// With all others, or some of them, art. 48.
Officer::Done Officer::propose_investigation(node::Road& road, Time now) {
  const treaty::Measure& measure =
      *must(road.law().measure("joint-investigation"), "finding a measure");
  casework::Command command;
  command.body = write_body(request_body(measure, now));
  const bool all = chance_.percent(50);
  for (const Address& other : others_) {
    if (all || chance_.percent(40)) command.also.push_back(other);
  }
  if (command.also.empty()) command.also.push_back(chance_.one_of(others_));
  command.to = command.also.back();
  command.also.pop_back();
  const std::size_t members = command.also.size() + 2;
  const auto submitted = must(road.submit(command, std::string(name)), "opening " + measure.id);
  return {fmt::format("proposes to investigate with {} Parties", members), submitted};
}

// Lawful once all have agreed and none has left; else the road says why not.
Officer::Done Officer::ask_a_member(node::Road& road, const casework::CaseState& state, Time now) {
  casework::Command command;
  command.case_id = state.id;
  do {
    command.to = chance_.one_of(state.parties);
  } while (command.to->party == road.self().party);
  const treaty::Measure& measure = any_measure(road.law());
  if (measure.opens == treaty::Opens::information) command.kind = ActKind::inform;
  command.body = write_body(request_body(measure, now));
  const auto outcome = road.submit(command, std::string(name));
  if (!outcome.ok() && !is_reasoned(outcome.error().code)) {
    throw Violation("a member is not asked for a fault: " + outcome.error().text());
  }
  if (!outcome.ok()) return {"may not ask a member: " + outcome.error().what, {}};
  return {fmt::format("asks {} of {} before all", measure.id, command.to->party.text()), *outcome};
}

// Preservation most of all, as in life; and everything that two Parties may open.
const treaty::Measure& Officer::any_measure(const treaty::Treaty& law) {
  if (chance_.percent(50)) return *must(law.measure("preservation"), "finding a measure");
  std::vector<const treaty::Measure*> open;
  for (const treaty::Measure& measure : law.measures()) {
    if (measure.opens != treaty::Opens::investigation) open.push_back(&measure);
  }
  return *open[chance_.below(open.size())];
}

const casework::Step& Officer::pick(const std::vector<casework::Step>& steps) {
  const casework::Step* step = &(chance_.percent(30) ? steps.front() : chance_.one_of(steps));
  for (int again = 0; again < 5 && leads_nowhere(step->kind); ++again) {
    if (chance_.percent(85)) step = &chance_.one_of(steps);
  }
  return *step;
}

Officer::Done Officer::step(node::Road& road, const casework::CaseState& state,
                            const casework::RequestState& request, Time now) {
  const auto steps = casework::next_steps(request, road.self().party, now);
  if (steps.empty()) return {"finds nothing to do", {}};
  const ActKind kind = pick(steps).kind;
  casework::Command command = command_for(kind, state, request, now);
  if (kind == ActKind::retrieved) command.body = retrieval(request, road.self().party);
  if (opens_request(kind)) {
    command.to = request.requesting == road.self() ? request.requested : request.requesting;
  }
  const std::string note =
      fmt::format("{} on {} ({})", act_kind_name(kind), request.id.text().substr(0, 6),
                  casework::status_name(request.status));
  return {note, must(road.submit(command, std::string(name)), note + ", which was offered")};
}

Officer::Done Officer::try_unlawful(node::Road& road, const casework::CaseState& state,
                                    const casework::RequestState& request, Time now) {
  const auto steps = casework::next_steps(request, road.self().party, now);
  if (is_offered(steps, ActKind::preserved) && chance_.percent(50)) {
    casework::Command command = command_for(ActKind::preserved, state, request, now);
    const Time began = request.preservation_began.value_or(now);
    command.body = write_body(PreservedBody{began + Days(59), "too short, 42(8)"});
    return refused(road, command, "a preservation of 59 days");
  }
  if (is_offered(steps, ActKind::refuse) && chance_.percent(50)) {
    casework::Command command = command_for(ActKind::refuse, state, request, now);
    command.body = write_body(RefuseBody{{"BANK_SECRECY"}, "never a ground, 40(24)"});
    return refused(road, command, "a refusal on a forbidden ground");
  }
  const auto kinds = all_act_kinds();
  const ActKind kind = kinds[chance_.below(kinds.size())];
  // Another request may always be made, offered or not.
  if (opens_request(kind) || is_offered(steps, kind)) return {"thinks twice", {}};
  return refused(road, command_for(kind, state, request, now),
                 fmt::format("{} on a request that is {}", act_kind_name(kind),
                             casework::status_name(request.status)));
}

Officer::Done Officer::refused(node::Road& road, const casework::Command& command,
                               std::string note) {
  const auto look = [&road, &command]() -> std::string {
    if (!command.case_id) {
      return std::to_string(must(road.archive().cases(), "listing the cases").size());
    }
    const auto acts = must(road.archive().stored_acts_of(*command.case_id), "reading acts");
    return casework::describe(*must(road.find_case(*command.case_id), "reading a case")) +
           std::to_string(acts.size());
  };
  const std::string before = look();
  const auto outcome = road.submit(command, std::string(name));
  if (outcome.ok()) throw Violation("the road took " + note);
  if (!is_reasoned(outcome.error().code)) {
    throw Violation(fmt::format("{} was refused by a fault: {}", note, outcome.error().text()));
  }
  if (look() != before) throw Violation("what was refused changed the case: " + note);
  return {fmt::format("is refused {} ({})", note, code_text(outcome.error().code)), {}};
}

// -------------------------------------------------------------------------------------- contents

casework::Command Officer::command_for(ActKind kind, const casework::CaseState& state,
                                       const casework::RequestState& request, Time now) {
  casework::Command command;
  command.case_id = state.id;
  command.kind = kind;
  if (kind == ActKind::request) {
    // What is tried although nothing relies on it: refused all the same.
    const std::string measure =
        request.followed_by.empty() ? "stored-data" : chance_.one_of(request.followed_by);
    RequestBody body =
        request_body(*must(treaty::Treaty::embedded().measure(measure), "finding a measure"), now);
    body.relies_on = request.id;
    command.body = write_body(body);
    return command;
  }
  command.request = request.id;
  command.body = body_for(kind, request, now);
  if (kind == ActKind::deliver) command.body = with_audience(command.body, state, request);
  return command;
}

// Some of the items that this Party was given.
json::object Officer::retrieval(const casework::RequestState& request, const PartyCode& self) {
  const bool is_addressed = self == request.requesting.party || self == request.requested.party;
  std::vector<ItemId> given;
  for (const ManifestItem& item : request.items) {
    if (is_addressed || item.audience.contains(self)) given.push_back(item.id);
  }
  RetrievedBody body;
  std::copy_if(given.begin(), given.end(), std::back_inserter(body.items),
               [this](const ItemId&) { return chance_.percent(70); });
  if (body.items.empty()) body.items = given;
  return write_body(body);
}

// In a joint investigation: some of its other members get some of the items as well.
json::object Officer::with_audience(const json::object& delivery, const casework::CaseState& state,
                                    const casework::RequestState& request) {
  DeliverBody body = must(read_deliver(delivery), "reading what is delivered");
  for (ManifestItem& item : body.items) {
    for (const Address& member : state.parties) {
      if (member == request.requesting || member == request.requested) continue;
      if (!chance_.percent(40)) continue;
      Bytes& key = item.audience[member.party];
      key.resize(48);
      chance_.fill(key);
    }
  }
  return write_body(body);
}

// One of those that the measure allows. Not dual criminality, which a reservation may have to open.
// Information has none: nobody refuses it.
std::string Officer::lawful_ground(const casework::RequestState& request) {
  if (request.is_information) return "ESSENTIAL_INTERESTS";
  std::vector<std::string> allowed;
  for (const std::string& code : request.rules->grounds) {
    const std::vector<std::string> one{code};
    const auto lawful = treaty::Treaty::embedded().check_refusal(
        request.body.measure, request.body.offence, one, "reasons");
    if (lawful.ok() && code != "DUAL_CRIM") allowed.push_back(code);
  }
  return chance_.one_of(allowed);
}

json::object Officer::body_for(ActKind kind, const casework::RequestState& request, Time now) {
  const Time preserved_until = request.preserved_until.value_or(now);
  switch (kind) {
    case ActKind::preserved:
      return write_body(PreservedBody{
          later(std::max({now, preserved_until, request.extension_asked.value_or(now)}), 60, 120),
          words()});
    case ActKind::extend:
      return write_body(ExtendBody{later(preserved_until, 1, 90), words()});
    case ActKind::postpone:
      return write_body(PostponeBody{later(now, 1, 90), words()});
    case ActKind::refuse:
      return write_body(RefuseBody{{lawful_ground(request)}, words()});
    case ActKind::deliver: {
      DeliverBody body{{}, words()};
      for (std::uint64_t i = chance_.below(3) + 1; i > 0; --i)
        body.items.push_back(item());
      return write_body(body);
    }
    case ActKind::retrieved:  // where it is offered, `retrieval` says which
      return write_body(RetrievedBody{{ItemId::random(chance_)}});
    case ActKind::accept: {
      NoteBody body{words(), {}};
      if (!request.is_investigation && chance_.percent(30)) body.conditions.push_back(words());
      return write_body(body);
    }
    case ActKind::caution:
      return write_body(NoteBody{words(), {}, {}, "confidentiality"});
    default:
      return result_body(kind, request, now);
  }
}

json::object Officer::result_body(ActKind kind, const casework::RequestState& request, Time now) {
  switch (kind) {
    case ActKind::answer:
      return write_body(
          AnswerBody{words(), {{"provider", words()}}, {condition(now)}, chance_.percent(30)});
    case ActKind::consent:
      return write_body(ConsentBody{{}, {condition(now)}, words()});
    case ActKind::executed:
      return write_body(ExecutedBody{lawful_outcome(request), now, words()});
    case ActKind::confirm:
      return write_body(ConfirmBody{whole_contents(request), words()});
    case ActKind::announce_lifting:
      return write_body(AnnounceLiftingBody{later(now, 1, 30), words()});
    case ActKind::lift_restriction:
      return write_body(LiftRestrictionBody{{}, words()});
    case ActKind::exculpatory:
      return write_body(ExculpatoryBody{{}, later(now, 1, 30), words()});
    default:
      return write_body(NoteBody{words(), {}});
  }
}

// What discharges a duty that is open; else anything that the measure leads to.
std::string Officer::lawful_outcome(const casework::RequestState& request) {
  std::vector<std::string> allowed;
  for (const treaty::Outcome& outcome : request.rules->outcomes) {
    const bool fits =
        request.open_duties.empty() || outcome.discharges == request.open_duties.front().name;
    if (fits) allowed.push_back(outcome.what);
  }
  return allowed.empty() ? "arrest" : chance_.one_of(allowed);
}

std::map<std::string, std::string> Officer::whole_contents(const casework::RequestState& request) {
  return casework::sample_request(treaty::Treaty::embedded(), request.body.measure, words())
      .contents;
}

UseCondition Officer::condition(Time now) {
  UseCondition condition{"purpose", words()};
  if (chance_.percent(30)) condition.until = later(now, 1, 60);
  return condition;
}

RequestBody Officer::request_body(const treaty::Measure& measure, Time now) {
  RequestBody body = casework::sample_request(treaty::Treaty::embedded(), measure.id, words());
  const auto& classes = measure.offence_classes;
  if (std::find(classes.begin(), classes.end(), "serious-crime") != classes.end()) {
    body.offence = "serious-crime";
    body.penalty_months = 60;  // 2(h): four years or more
    body.statute = words();
  }
  for (const treaty::ContentItem& content : measure.contents) {
    if (chance_.percent(30)) body.contents[content.name] = words();
  }
  body.confidential = chance_.percent(50);
  if (chance_.percent(10) && measure.owes(treaty::DutyName::confirm_oral_in_writing) != nullptr) {
    body.oral = true;
    body.contents.clear();
  } else if (chance_.percent(10)) {
    body.emergency = true;
    body.emergency_risk = "life";
    body.emergency_facts = words();
  }
  if (chance_.percent(30)) {
    body.needed_by = later(now, 1, 30);
    body.needed_by_reason = words();
  }
  return body;
}

// No vault stands behind it: the road carries manifests and looks into none.
ManifestItem Officer::item() {
  constexpr std::uint32_t chunk_size = 4 * 1024 * 1024;
  ManifestItem item;
  item.id = ItemId::random(chance_);
  item.name = fmt::format("evidence-{}.bin", chance_.below(1000));
  item.size = chance_.below(std::uint64_t{1} << 40U);
  item.chunk_size = chunk_size;
  item.chunk_count = (item.size + chunk_size - 1) / chunk_size;
  chance_.fill(item.sha256);
  chance_.fill(item.chunk_root);
  item.wrapped_key.resize(48);
  chance_.fill(item.wrapped_key);
  item.note = words();
  return item;
}

std::string Officer::words() {
  std::array<std::uint8_t, 8> bytes{};
  chance_.fill(bytes);
  return haidang::words(bytes);
}

Time Officer::later(Time from, int days_min, int days_max) {
  return from + chance_.between(Days(days_min), Days(days_max));
}

}  // namespace haidang::sim
