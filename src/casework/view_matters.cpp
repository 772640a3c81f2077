#include "casework/view_matters.hpp"

#include "casework/reminders.hpp"

namespace haidang::casework {
namespace {

json::value caution_view(const RequestState& request) {
  if (!request.caution) return nullptr;
  return json::object{{"about", request.caution->about},
                      {"text", request.caution->text},
                      {"at", format_time(request.caution->at)},
                      {"open", request.caution->open}};
}

json::value hearing_view(const RequestState& request) {
  if (!request.hear_until) return nullptr;
  return json::object{{"until", format_time(*request.hear_until)}, {"heard", request.heard}};
}

json::array duties_view(const RequestState& request) {
  json::array out;
  for (const OpenDuty& duty : request.open_duties) {
    out.push_back(json::object{{"name", treaty::duty_text(duty.name)},
                               {"citation", duty.citation},
                               {"since", format_time(duty.since)}});
  }
  return out;
}

json::object answer_view(const Answer& answer, Time now) {
  json::object fields;
  for (const auto& [name, text] : answer.body.fields)
    fields[name] = text;
  return {{"act", answer.act.text()},
          {"at", format_time(answer.at)},
          {"text", answer.body.text},
          {"fields", std::move(fields)},
          {"conditions", conditions_view(answer.body.conditions, now)}};
}

json::array answers_view(const RequestState& request, Time now) {
  json::array out;
  for (const Answer& answer : request.answers)
    out.push_back(answer_view(answer, now));
  return out;
}

json::array executed_view(const RequestState& request) {
  json::array out;
  for (const ExecutedBody& body : request.executed)
    out.push_back(write_body(body));
  return out;
}

json::array exculpatory_view(const RequestState& request) {
  json::array out;
  for (const Exculpatory& notice : request.exculpatory) {
    json::object row = write_body(notice.body);
    row["act"] = notice.act.text();
    row["at"] = format_time(notice.at);
    out.push_back(std::move(row));
  }
  return out;
}

json::array reminders_view(const RequestState& request, Time now) {
  json::array out;
  for (const Reminder& reminder : reminders_due(request, now, {})) {
    if (reminder.to != request.requesting) continue;  // both sides have the same
    out.push_back(json::object{
        {"rule", reminder.rule}, {"due", format_time(reminder.due)}, {"days", reminder.days}});
  }
  return out;
}

}  // namespace

json::value date_or_null(const std::optional<Time>& time) {
  if (!time) return nullptr;
  return json::string(format_time(*time));
}

const Address& giver_of(const RequestState& request) {
  return request.is_information ? request.requesting : request.requested;
}

json::array conditions_view(const std::vector<UseCondition>& conditions, Time now) {
  json::array out;
  for (const UseCondition& condition : conditions) {
    json::object row{{"code", condition.code}, {"text", condition.text}};
    row["until"] = date_or_null(condition.until);
    row["ended"] = condition.until && *condition.until <= now;
    out.push_back(std::move(row));
  }
  return out;
}

void put_matters(json::object& out, const RequestState& request, Time now) {
  out["offered_conditions"] =
      json::array(request.offered_conditions.begin(), request.offered_conditions.end());
  out["caution"] = caution_view(request);
  out["inquired_at"] = date_or_null(request.inquired_at);
  out["awaits_confirmation"] = request.awaits_confirmation;
  out["awaits_review"] = request.awaits_review;
  out["hearing"] = hearing_view(request);
  out["more_follows"] = request.more_follows;
  out["open_duties"] = duties_view(request);
  out["answers"] = answers_view(request, now);
  out["executed"] = executed_view(request);
  out["consent_conditions"] = conditions_view(request.consent_conditions, now);
  out["restrictions"] = conditions_view(request.body.restrictions, now);
  out["exculpatory"] = exculpatory_view(request);
  out["reminders"] = reminders_view(request, now);
}

}  // namespace haidang::casework
