#include "casework/view.hpp"

#include "casework/clock_history.hpp"
#include "casework/joint.hpp"
#include "casework/transitions.hpp"
#include "casework/view_matters.hpp"

#include <algorithm>
#include <set>

namespace haidang::casework {
namespace {

json::value id_or_null(const std::optional<ActId>& act) {
  if (!act) return nullptr;
  return json::string(act->text());
}

json::object address(const Address& who) {
  return {{"party", who.party.text()}, {"authority", who.authority}};
}

std::string_view kind_name(treaty::ClockKind kind) {
  switch (kind) {
    case treaty::ClockKind::treaty_rule:
      return "treaty-rule";
    case treaty::ClockKind::domestic_rule:
      return "domestic-rule";
    case treaty::ClockKind::requested_deadline:
      return "requested-deadline";
    case treaty::ClockKind::house_rule:
      return "house-rule";
  }
  return "";
}

std::string_view state_name(const Clock& clock, Time now) {
  switch (clock.state) {
    case Clock::State::running:
      return clock.due && *clock.due <= now ? "passed" : "running";
    case Clock::State::paused:
      return "paused";
    case Clock::State::ended:
      return "ended";
  }
  return "";
}

json::array texts(const std::vector<std::string>& from) {
  return json::array(from.begin(), from.end());
}

json::array clocks(const RequestState& request, const treaty::Treaty& law, Time now) {
  json::array out;
  for (const Clock& clock : request.clocks)
    out.push_back(to_json(clock, law, now));
  return out;
}

json::array steps(const RequestState& request, const PartyCode& viewer, Time now) {
  json::array out;
  for (const Step& step : next_steps(request, viewer, now)) {
    out.push_back(
        json::object{{"kind", act_kind_name(step.kind)}, {"rule", step.rule}, {"hint", step.hint}});
  }
  return out;
}

json::object item(const ManifestItem& from, const RequestState& request, Time now) {
  const bool retrieved = std::find(request.retrieved.begin(), request.retrieved.end(), from.id) !=
                         request.retrieved.end();
  json::array audience;
  for (const auto& [party, key] : from.audience)
    audience.push_back(json::object{{"party", party.text()},
                                    {"retrieved", has_confirmed(request, party, from.id)}});
  return {{"id", from.id.text()},
          {"name", from.name},
          {"size", from.size},
          {"sha256", hex(from.sha256)},
          {"acquired_at", from.acquired_at},
          {"acquired_by", from.acquired_by},
          {"acquisition_tool", from.acquisition_tool},
          {"source", from.source},
          {"note", from.note},
          {"conditions", conditions_view(from.conditions, now)},
          {"origin", from.origin.value_or(giver_of(request).party).text()},
          {"retrieved", retrieved},
          {"audience", std::move(audience)}};
}

json::array items(const RequestState& request, Time now) {
  json::array out;
  for (const ManifestItem& from : request.items)
    out.push_back(item(from, request, now));
  return out;
}

json::value refusal(const RequestState& request, const treaty::Treaty& law) {
  if (request.refusal_grounds.empty()) return nullptr;
  json::array grounds;
  for (const std::string& code : request.refusal_grounds) {
    json::object row{{"code", code}};
    if (const auto ground = law.ground(code); ground.ok()) {
      row["title"] = (*ground)->title;
      row["citation"] = (*ground)->source.citation;
      row["verified"] = (*ground)->source.verified;
    }
    grounds.push_back(std::move(row));
  }
  return json::object{{"grounds", std::move(grounds)}, {"reasons", request.refusal_reasons}};
}

void put_measure(json::object& out, const RequestState& request) {
  out["measure"] = request.body.measure;
  const treaty::Measure* rules = request.rules;
  out["measure_title"] = rules != nullptr ? rules->title : request.body.measure;
  out["article"] = rules != nullptr ? json::value(rules->article) : json::value(nullptr);
  out["governed_by"] = rules != nullptr ? rules->source.instrument : "";
  out["verified"] = rules != nullptr && rules->source.verified;
  out["opens"] = request.is_information ? "information" : "request";
  out["followed_by"] = texts(request.followed_by);
}

void put_outcome(json::object& out, const RequestState& request, const treaty::Treaty& law,
                 Time now) {
  out["preserved_until"] = date_or_null(request.preserved_until);
  out["released_at"] = date_or_null(request.released_at);
  out["held_for"] = id_or_null(request.held_for);
  out["extension_asked"] = date_or_null(request.extension_asked);
  out["review_at"] = date_or_null(request.review_at);
  out["conditions"] = texts(request.conditions);
  out["refusal"] = refusal(request, law);
  out["items"] = items(request, now);
  json::array closed_by;
  for (const PartyCode& party : request.closed_by)
    closed_by.emplace_back(party.text());
  out["closed_by"] = std::move(closed_by);
}

json::object timeline_row(const Act& act, const Mark& mark, const std::set<ActId>& without_effect) {
  return {{"id", act.id.text()},
          {"at", format_time(act.issued_at)},
          {"party", act.author.party.text()},
          {"authority", act.author.authority},
          {"officer", act.officer},
          {"to", act.to.party.text()},
          {"kind", act_kind_name(act.kind)},
          {"seq", act.seq},
          {"request", id_or_null(opens_request(act.kind) ? act.id : act.request)},
          {"body", act.body},
          {"status", status_name(mark.after)},
          {"step",
           mark.step == nullptr ? json::value(nullptr) : json::value(transition_id(*mark.step))},
          {"effect", !without_effect.contains(act.id)}};
}

json::array clock_rows(const std::vector<ClockChange>& changes) {
  json::array out;
  for (const ClockChange& change : changes) {
    out.push_back(json::object{{"request", change.request.text()},
                               {"rule", change.clock.rule},
                               {"kind", kind_name(change.clock.kind)},
                               {"counts", change.clock.counts},
                               {"citation", change.clock.citation},
                               {"change", clock_change_name(change.what)},
                               {"due", date_or_null(change.clock.due)}});
  }
  return out;
}

json::array timeline(const CaseState& state, const treaty::Treaty& law) {
  const auto history = clock_history(state, law);
  const std::set<ActId> without_effect(state.without_effect.begin(), state.without_effect.end());
  json::array out;
  for (std::size_t i = 0; i < state.timeline.size(); ++i) {
    json::object row = timeline_row(state.timeline[i].act, state.marks[i], without_effect);
    row["clocks"] = clock_rows(history.at(i));
    out.push_back(std::move(row));
  }
  return out;
}

json::array contradictions(const CaseState& state) {
  json::array out;
  for (const Contradiction& it : state.contradictions) {
    out.push_back(json::object{{"about", it.about.text()},
                               {"number", it.seq},
                               {"by", it.by.text()},
                               {"act", it.in.text()},
                               {"here", hex(it.here)},
                               {"there", hex(it.there)}});
  }
  return out;
}

}  // namespace

json::object to_json(const Clock& clock, const treaty::Treaty& law, Time now) {
  const treaty::ClockRule* rule = law.clock(clock.rule);
  return {{"rule", clock.rule},
          {"kind", kind_name(clock.kind)},
          {"counts", clock.counts},
          {"citation", clock.citation},
          {"verified", rule != nullptr && rule->source.verified},
          {"note", rule != nullptr ? rule->source.note : std::string()},
          {"started", format_time(clock.started)},
          {"due", date_or_null(clock.due)},
          {"state", state_name(clock, now)}};
}

json::object to_json(const RequestState& request, const treaty::Treaty& law,
                     const PartyCode& viewer, Time now) {
  json::object out{{"id", request.id.text()},
                   {"status", status_name(request.status)},
                   {"requesting", address(request.requesting)},
                   {"requested", address(request.requested)},
                   {"requested_at", format_time(request.requested_at)},
                   {"last_act_at", format_time(request.last_act_at)},
                   {"body", write_body(request.body)}};
  put_measure(out, request);
  put_outcome(out, request, law, now);
  put_matters(out, request, now);
  const auto next = waits_for(request);
  out["waits_for"] = next ? json::value(next->text()) : json::value(nullptr);
  out["clocks"] = clocks(request, law, now);
  out["next_steps"] = steps(request, viewer, now);
  return out;
}

json::object queue_line(const RequestState& request, const treaty::Treaty& law,
                        const PartyCode& viewer) {
  json::array kinds;
  for (const Step& step : next_steps(request, viewer))
    kinds.emplace_back(act_kind_name(step.kind));
  json::object measure;
  put_measure(measure, request);
  json::object out;
  for (const std::string_view name : {"measure_title", "article", "opens"})
    out[name] = measure.at(name);
  out["legal_bases"] = texts(request.body.legal_bases);
  out["emergency"] = request.body.emergency;
  out["next_kinds"] = std::move(kinds);
  const Clock* due = first_due(request);
  out["clock"] = due != nullptr ? json::value(to_json(*due, law, request.requested_at)) : nullptr;
  return out;
}

json::object to_json(const CaseState& state, const treaty::Treaty& law, const PartyCode& viewer,
                     Time now) {
  // Who opened the case comes first.
  json::array parties;
  if (!state.requests.empty()) {
    const PartyCode& opened = state.requests.front().requesting.party;
    parties.emplace_back(opened.text());
    for (const Address& row : state.parties) {
      if (row.party != opened) parties.emplace_back(row.party.text());
    }
  }
  json::array requests;
  for (const RequestState& request : state.requests) {
    requests.push_back(to_json(request, law, viewer, now));
  }
  return {{"id", state.id.text()},
          {"parties", std::move(parties)},
          {"joint", is_joint(state)},
          {"agreed", is_agreed(state)},
          {"requests", std::move(requests)},
          {"timeline", timeline(state, law)},
          {"contradictions", contradictions(state)}};
}

}  // namespace haidang::casework
