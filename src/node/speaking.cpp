#include "node/speaking.hpp"

#include <fmt/format.h>

#include "node/use_rules.hpp"

namespace haidang::node {
namespace {

// The command, with its case and its request's whole id.
casework::Command at(const RequestRow& row, casework::Command command) {
  command.case_id = row.case_id;
  if (!opens_request(command.kind)) command.request = row.id;
  if (command.body.contains("relies_on")) command.body["relies_on"] = row.id.text();
  return command;
}

// Which measure, on which side, and which of our authorities it concerns first.
struct Subject {
  const treaty::Measure* measure;
  Speaks side;
  std::string authority;
};

Result<Subject> subject_of_request(Road& road, const casework::Command& command) {
  const json::value* measure = command.body.if_contains("measure");
  const bool named = measure != nullptr && measure->is_string();
  HD_TRY(const treaty::Measure* rules,
         road.law().measure(named ? std::string_view(measure->get_string()) : ""));
  return Subject{rules, Speaks::for_requesting, road.self().authority};
}

Result<Subject> subject_of_step(Road& road, const casework::Command& command) {
  if (!command.case_id) return Error{Code::unknown_case, "the command names no case"};
  HD_TRY(const auto state, road.find_case(*command.case_id));
  const casework::RequestState* request = state->find(*command.request);
  if (request == nullptr) return Error{Code::unknown_request, "the case has no such request"};
  HD_TRY(const treaty::Measure* rules, road.law().measure(request->body.measure));
  const bool ours = request->requesting.party == road.self().party;
  return Subject{rules, ours ? Speaks::for_requesting : Speaks::for_requested,
                 ours ? request->requesting.authority : request->requested.authority};
}

Result<Subject> subject_of(Road& road, const casework::Command& command) {
  return command.request ? subject_of_step(road, command) : subject_of_request(road, command);
}

// "linh", or "linh for an" as a deputy.
std::string signature_of(const Actor& actor, const Post& post) {
  return post.in_place_of.empty() ? actor.officer
                                  : fmt::format("{} for {}", actor.officer, post.in_place_of);
}

}  // namespace

Result<RequestRow> look_up(Road& road, const std::string& reference) {
  constexpr std::size_t shortest = 4;
  const Error unknown{Code::unknown_request,
                      fmt::format("there is no request '{}' here", reference)};
  if (reference.size() < shortest || reference.size() > 32 ||
      reference.find_first_not_of("0123456789abcdef") != std::string::npos) {
    return unknown;
  }
  HD_TRY(std::optional<RequestRow> row, road.archive().request_by_prefix(reference));
  if (!row) return unknown;
  return *std::move(row);
}

Result<Author> author_of(Road& road, const casework::Command& command, const Statement& said) {
  HD_TRY(const Subject subject, opens_request(command.kind) ? subject_of_request(road, command)
                                                            : subject_of_step(road, command));
  const bool chosen = !said.from.empty();
  HD_TRY(const Post post,
         voice(said.actor, command.kind, subject.side, *subject.measure,
               chosen ? said.from : subject.authority, chosen ? Choice::insists : Choice::prefers));
  return Author{signature_of(said.actor, post), post.authority};
}

Result<void> check_part(Road& road, const RequestRow& row, const Actor& actor) {
  casework::Command step;
  step.kind = ActKind::status;
  HD_TRY(const Subject subject, subject_of_step(road, at(row, std::move(step))));
  const auto post = voice(actor, ActKind::status, subject.side, *subject.measure, subject.authority,
                          Choice::prefers);
  if (post.ok()) return {};
  Error refused = post.error();
  refused.what = fmt::format("{} has no part in {}", actor.officer, subject.measure->id);
  return refused;
}

Result<casework::Command> placed(Road& road, const Statement& said) {
  casework::Command command = said.command;
  if (said.reference.empty()) return command;
  HD_TRY(const RequestRow row, look_up(road, said.reference));
  return at(row, std::move(command));
}

Result<const treaty::Measure*> measure_of(Road& road, const casework::Command& command) {
  HD_TRY(const Subject subject, subject_of(road, command));
  return subject.measure;
}

Result<void> check_four_eyes(Road& road, const casework::Command& command,
                             const std::vector<FourEyes>& rules) {
  HD_TRY(const treaty::Measure* measure, measure_of(road, command));
  for (const FourEyes& rule : rules) {
    if (!rule.covers(command.kind, measure->id)) continue;
    return Error{Code::not_permitted,
                 fmt::format("\"{}\" about {} needs a second officer here",
                             act_kind_name(command.kind), measure->id),
                 "this node asks for four eyes", "Draft it: add --draft to the same command."};
  }
  return {};
}

Result<Submitted> say(Road& road, EvidenceBook& book, const Statement& said,
                      const std::vector<FourEyes>& rules, Time now) {
  HD_TRY(const casework::Command command, placed(road, said));
  HD_TRY(const Author author, author_of(road, command, said));
  HD_TRY_VOID(check_four_eyes(road, command, rules));
  HD_TRY_VOID(check_statement(road, book, command, now));
  return road.submit(command, author);
}

}  // namespace haidang::node
