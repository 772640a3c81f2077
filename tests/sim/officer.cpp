#include "officer.hpp"

#include <fmt/format.h>

#include <algorithm>

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
      return true;
    default:
      return false;
  }
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
  if (cases.empty() || chance_.percent(new_case_percent)) return open_case(road, now);
  const auto [state, request] = choose(road, cases);
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
  const std::string measure = chance_.percent(70) ? "preservation" : "stored-data";
  RequestBody body = request_body(measure, road.law(), now);
  casework::Command command;
  command.to = chance_.one_of(others_);
  if (chance_.percent(unlawful_percent)) {
    body.contents.erase(measure == "preservation" ? "necessity" : "purpose");
    command.body = write_body(body);
    return refused(road, command, "an incomplete request");
  }
  command.body = write_body(body);
  const auto submitted = must(road.submit(command, std::string(name)), "opening a case");
  return {fmt::format("requests {} from {}", measure, command.to->party.text()), submitted,
          command.to};
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
  if (steps.empty()) return {"finds nothing to do", {}, {}};
  const ActKind kind = pick(steps).kind;
  const casework::Command command = command_for(kind, state, request, now);
  const Address to = request.requesting == road.self() ? request.requested : request.requesting;
  const std::string note =
      fmt::format("{} on {} ({})", act_kind_name(kind), request.id.text().substr(0, 6),
                  casework::status_name(request.status));
  return {note, must(road.submit(command, std::string(name)), note + ", which was offered"), to};
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
  if (kind == ActKind::request || is_offered(steps, kind)) return {"thinks twice", {}, {}};
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
  return {fmt::format("is refused {} ({})", note, code_text(outcome.error().code)), {}, {}};
}

// -------------------------------------------------------------------------------------- contents

casework::Command Officer::command_for(ActKind kind, const casework::CaseState& state,
                                       const casework::RequestState& request, Time now) {
  casework::Command command;
  command.case_id = state.id;
  command.kind = kind;
  if (kind == ActKind::request) {
    RequestBody body = request_body("stored-data", treaty::Treaty::embedded(), now);
    body.relies_on = request.id;
    command.body = write_body(body);
    return command;
  }
  command.request = request.id;
  command.body = body_for(kind, request, now);
  return command;
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
      return write_body(RefuseBody{{"ESSENTIAL_INTERESTS"}, words()});
    case ActKind::deliver: {
      DeliverBody body{{}, words()};
      for (std::uint64_t i = chance_.below(3) + 1; i > 0; --i)
        body.items.push_back(item());
      return write_body(body);
    }
    case ActKind::retrieved: {
      RetrievedBody body;
      for (const ManifestItem& delivered : request.items) {
        if (chance_.percent(70)) body.items.push_back(delivered.id);
      }
      if (body.items.empty() && !request.items.empty()) body.items = {request.items.front().id};
      if (body.items.empty()) body.items = {ItemId::random(chance_)};
      return write_body(body);
    }
    case ActKind::accept: {
      NoteBody body{words(), {}};
      if (chance_.percent(30)) body.conditions.push_back(words());
      return write_body(body);
    }
    default:
      return write_body(NoteBody{words(), {}});
  }
}

RequestBody Officer::request_body(const std::string& measure, const treaty::Treaty& law, Time now) {
  RequestBody body;
  body.measure = measure;
  body.legal_bases = {"uncc"};
  body.offence = "serious-crime";
  body.penalty_months = 60;  // 2(h): four years or more
  const treaty::Measure* rules = must(law.measure(measure), "finding a measure");
  for (const treaty::ContentItem& content : rules->contents) {
    const bool owed = content.requirement == treaty::Requirement::always;
    if (owed || chance_.percent(30)) body.contents[content.name] = words();
  }
  body.confidential = chance_.percent(50);
  body.emergency = chance_.percent(10);
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
