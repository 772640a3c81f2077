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
  for (const ManifestItem& item : request.items) {
    out += fmt::format("  item {}\n", item.id.text());
    for (const auto& [party, key] : item.audience)
      out += fmt::format("  item {} to {} too\n", item.id.text(), party.text());
  }
  for (const ItemId& item : request.retrieved)
    out += fmt::format("  retrieved {}\n", item.text());
  for (const auto& [party, items] : request.retrieved_by_audience) {
    for (const ItemId& item : items)
      out += fmt::format("  retrieved {} by {}\n", item.text(), party.text());
  }
  for (const PartyCode& party : request.closed_by)
    out += fmt::format("  closed {}\n", party.text());
  return out;
}

std::string describe_matters(const RequestState& request) {
  std::string out = fmt::format(
      "  information {} consulted {} inquired {} confirmation {} review {} hear {} heard {} more "
      "{}\n",
      request.is_information, request.consulted, date(request.inquired_at),
      request.awaits_confirmation, request.awaits_review, date(request.hear_until), request.heard,
      request.more_follows);
  for (const std::string& text : request.offered_conditions)
    out += fmt::format("  offered {}\n", text);
  if (const auto& caution = request.caution) {
    out += fmt::format("  caution {} {} open {}\n", caution->about, format_time(caution->at),
                       caution->open);
  }
  for (const OpenDuty& duty : request.open_duties) {
    out +=
        fmt::format("  duty {} since {}\n", treaty::duty_text(duty.name), format_time(duty.since));
  }
  return out;
}

std::string describe_results(const RequestState& request) {
  std::string out;
  for (const Answer& answer : request.answers)
    out += fmt::format("  answer {} {}\n", answer.act.text(), canonical(write_body(answer.body)));
  for (const ExecutedBody& body : request.executed)
    out += fmt::format("  executed {}\n", canonical(write_body(body)));
  for (const UseCondition& condition : request.consent_conditions)
    out += fmt::format("  consent under {}\n", canonical(write_condition(condition)));
  for (const ManifestItem& item : request.items) {
    for (const UseCondition& condition : item.conditions)
      out += fmt::format("  item {} under {}\n", item.id.text(),
                         canonical(write_condition(condition)));
  }
  for (const Exculpatory& notice : request.exculpatory)
    out += fmt::format("  exculpatory {}\n", notice.act.text());
  return out;
}

std::string describe_clocks(const RequestState& request) {
  std::string out;
  for (const Clock& clock : request.clocks) {
    out += fmt::format("  clock {} {} from {} due {} {} {}\n", clock.rule, clock.citation,
                       format_time(clock.started), date(clock.due), clock_state(clock.state),
                       date(clock.paused_at));
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
         describe_outcome(request) + describe_matters(request) + describe_results(request) +
         describe_clocks(request);
}

}  // namespace

std::string describe(const CaseState& state) {
  std::string out = fmt::format("case {}\n", state.id.text());
  for (const Address& party : state.parties)
    out += fmt::format("party {}/{}\n", party.party.text(), party.authority);
  for (const auto& [party, chain] : state.chains) {
    out += fmt::format("chain {} length {} head {} seen", party.text(), chain.length(),
                       hex(chain.acts.back()));
    for (const auto& [other, count] : chain.seen)
      out += fmt::format(" {} of {}", count, other.text());
    out += '\n';
  }
  for (const RequestState& request : state.requests)
    out += describe_request(request);
  for (std::size_t i = 0; i < state.timeline.size(); ++i) {
    const Act& act = state.timeline[i].act;
    const Mark& mark = state.marks[i];
    out += fmt::format("act {} {} {} {} {} {} to {}\n", act.id.text(), act.author.party.text(),
                       act.seq, act_kind_name(act.kind), hex(state.timeline[i].digest),
                       status_name(mark.before), status_name(mark.after));
  }
  for (const Contradiction& it : state.contradictions) {
    out += fmt::format("contradiction about {} {} here {} there {} by {} in {}\n", it.about.text(),
                       it.seq, hex(it.here), hex(it.there), it.by.text(), it.in.text());
  }
  for (const ActId& act : state.without_effect)
    out += fmt::format("no effect {}\n", act.text());
  return out;
}

}  // namespace haidang::casework
