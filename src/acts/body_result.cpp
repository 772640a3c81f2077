// Bodies of what a request leads to: answers, consent, execution, and what follows from them.
#include "acts/body_parts.hpp"
#include "acts/plain.hpp"

namespace haidang {
namespace {

using parts::read_prose;

constexpr std::string_view conditions_member = "conditions";

void put_conditions(json::object& object, const std::vector<UseCondition>& conditions) {
  if (!conditions.empty()) object[conditions_member] = parts::write_conditions(conditions);
}

}  // namespace

json::object write_body(const AnswerBody& body) {
  json::object object{{"text", body.text}, {"fields", parts::write_contents(body.fields)}};
  put_conditions(object, body.conditions);
  if (body.more_follows) object["more_follows"] = true;
  return object;
}

json::object write_body(const ConsentBody& body) {
  json::object object{{"items", parts::write_digests(body.items)}, {"text", body.text}};
  put_conditions(object, body.conditions);
  return object;
}

json::object write_body(const ExecutedBody& body) {
  return {{"what", body.what}, {"at", format_time(body.at)}, {"particulars", body.particulars}};
}

json::object write_body(const ConfirmBody& body) {
  return {{"contents", parts::write_contents(body.contents)}, {"text", body.text}};
}

json::object write_body(const AnnounceLiftingBody& body) {
  return {{"hear_until", format_time(body.hear_until)}, {"reasons", body.reasons}};
}

json::object write_body(const LiftRestrictionBody& body) {
  return {{"codes", parts::write_list(body.codes)}, {"text", body.text}};
}

json::object write_body(const ExculpatoryBody& body) {
  json::object object{{"items", parts::write_ids(body.items)},
                      {"disclosure_at", format_time(body.disclosure_at)},
                      {"text", body.text}};
  if (body.why_no_advance) object["why_no_advance"] = *body.why_no_advance;
  return object;
}

Result<AnswerBody> read_answer(const json::object& object) {
  ObjectReader in(object, "answer");
  AnswerBody body;
  HD_TRY(body.text, read_prose(in, "text"));
  HD_TRY(body.fields, parts::read_contents(in, "fields"));
  HD_TRY(body.conditions, parts::read_conditions(in, conditions_member));
  HD_TRY(body.more_follows, parts::read_flag(in, "more_follows"));
  HD_TRY_VOID(in.finish());
  return body;
}

Result<ConsentBody> read_consent(const json::object& object) {
  ObjectReader in(object, "consent");
  ConsentBody body;
  HD_TRY(body.items, parts::read_digests(in, "items", parts::Members::needed));
  HD_TRY(body.conditions, parts::read_conditions(in, conditions_member));
  HD_TRY(body.text, read_prose(in, "text"));
  HD_TRY_VOID(in.finish());
  return body;
}

Result<ExecutedBody> read_executed(const json::object& object) {
  ObjectReader in(object, "executed");
  ExecutedBody body;
  HD_TRY(body.what, parts::read_code(in, "what"));
  HD_TRY(body.at, in.time("at"));
  HD_TRY(body.particulars, read_prose(in, "particulars"));
  HD_TRY_VOID(in.finish());
  return body;
}

Result<ConfirmBody> read_confirm(const json::object& object) {
  ObjectReader in(object, "confirm");
  ConfirmBody body;
  HD_TRY(body.contents, parts::read_contents(in, "contents"));
  HD_TRY(body.text, read_prose(in, "text"));
  HD_TRY_VOID(in.finish());
  return body;
}

Result<AnnounceLiftingBody> read_announce_lifting(const json::object& object) {
  ObjectReader in(object, "announce-lifting");
  AnnounceLiftingBody body;
  HD_TRY(body.hear_until, in.time("hear_until"));
  HD_TRY(body.reasons, read_prose(in, "reasons"));
  HD_TRY_VOID(in.finish());
  return body;
}

Result<LiftRestrictionBody> read_lift_restriction(const json::object& object) {
  ObjectReader in(object, "lift-restriction");
  LiftRestrictionBody body;
  HD_TRY(body.codes, parts::read_list(in, "codes", parts::conditions_max, check_code));
  HD_TRY(body.text, read_prose(in, "text"));
  HD_TRY_VOID(in.finish());
  return body;
}

Result<ExculpatoryBody> read_exculpatory(const json::object& object) {
  ObjectReader in(object, "exculpatory");
  ExculpatoryBody body;
  HD_TRY(body.items, parts::read_ids(in, "items", parts::Members::needed));
  HD_TRY(body.disclosure_at, in.time("disclosure_at"));
  HD_TRY(body.text, read_prose(in, "text"));
  HD_TRY(body.why_no_advance, parts::read_optional(in, "why_no_advance", check_prose));
  HD_TRY_VOID(in.finish());
  return body;
}

}  // namespace haidang
