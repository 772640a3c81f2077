#include <fmt/format.h>

#include "casework/case.hpp"

namespace haidang::casework {
namespace {

std::string date(const std::optional<Time>& time) {
  return time ? format_time(*time) : "none";
}

std::string id(const std::optional<ActId>& act) {
  return act ? act->text() : "none";
}

std::string_view clock_state(Clock::State state) {
  switch (state) {
    case Clock::State::running:
      return "running";
    case Clock::State::paused:
      return "paused";
    case Clock::State::ended:
      return "ended";
  }
  return "";
}

std::string describe_outcome(const RequestState& request) {
  std::string out = fmt::format(
      "  preserved {} since {} released {} held for {} from {} extension {} review {}\n",
      date(request.preserved_until), date(request.preservation_began), date(request.released_at),
      id(request.held_for), request.held_from_seq, date(request.extension_asked),
      date(request.review_at));
  for (const std::string& text : request.conditions)
    out += fmt::format("  condition {}\n", text);
  for (const std::string& code : request.refusal_grounds)
    out += fmt::format("  ground {}\n", code);
  if (!request.refusal_reasons.empty()) {
    out += fmt::format("  reasons {}\n", request.refusal_reasons);
  }
  for (const ManifestItem& item : request.items)
    out += fmt::format("  item {}\n", item.id.text());
  for (const ItemId& item : request.retrieved)
    out += fmt::format("  retrieved {}\n", item.text());
  for (const PartyCode& party : request.closed_by)
    out += fmt::format("  closed {}\n", party.text());
  return out;
}

std::string describe_clocks(const RequestState& request) {
  std::string out;
  for (const Clock& clock : request.clocks) {
    out += fmt::format("  clock {} {} from {} due {} {}\n", clock.rule, clock.citation,
                       format_time(clock.started), date(clock.due), clock_state(clock.state));
  }
  return out;
}

std::string describe_request(const RequestState& request) {
  return fmt::format("request {} number {} {} by {}/{} to {}/{} on {} last {}\n", request.id.text(),
                     request.seq, status_name(request.status), request.requesting.party.text(),
                     request.requesting.authority, request.requested.party.text(),
                     request.requested.authority, format_time(request.requested_at),
                     format_time(request.last_act_at)) +
         fmt::format("  body {}\n  resumes {} consulted by {}\n",
                     canonical(write_body(request.body)), status_name(request.resumes),
                     request.consulted_by.text()) +
         describe_outcome(request) + describe_clocks(request);
}

}  // namespace

std::string describe(const CaseState& state) {
  std::string out = fmt::format("case {}\n", state.id.text());
  for (const auto& [party, chain] : state.chains) {
    out += fmt::format("chain {} length {} head {} seen {}\n", party.text(), chain.length,
                       hex(chain.head), chain.seen_max);
  }
  for (const RequestState& request : state.requests)
    out += describe_request(request);
  for (const CommittedAct& entry : state.timeline) {
    out += fmt::format("act {} {} {} {} {}\n", entry.act.id.text(), entry.act.author.party.text(),
                       entry.act.seq, act_kind_name(entry.act.kind), hex(entry.digest));
  }
  for (const ActId& act : state.without_effect)
    out += fmt::format("no effect {}\n", act.text());
  return out;
}

}  // namespace haidang::casework
