// The body of `request` and `inform`: the longest, for it holds what the law wants to know.
#include <fmt/format.h>

#include "acts/body_parts.hpp"
#include "acts/plain.hpp"

namespace haidang {
namespace {

using parts::read_code;
using parts::read_flag;
using parts::read_line;
using parts::read_optional;
using parts::read_prose;

constexpr std::size_t salt_digits = 32;

// A text may be absent; written only when it is there.
struct TextMember {
  std::string_view name;
  std::optional<std::string> RequestBody::* member;
  parts::Check check;
};
constexpr std::array text_members{
    TextMember{"statute", &RequestBody::statute, check_prose},
    TextMember{"assistance_type", &RequestBody::assistance_type, check_code},
    TextMember{"recipient_code", &RequestBody::recipient_code, check_code},
    TextMember{"emergency_risk", &RequestBody::emergency_risk, check_code},
    TextMember{"emergency_facts", &RequestBody::emergency_facts, check_prose},
    TextMember{"needed_by_reason", &RequestBody::needed_by_reason, check_prose},
    TextMember{"special_procedure", &RequestBody::special_procedure, check_prose},
    TextMember{"permitted_use", &RequestBody::permitted_use, check_prose},
    TextMember{"necessity", &RequestBody::necessity, check_prose},
};

// What may be translated: prose, not codes.
std::vector<std::string> texts_of(const RequestBody& body) {
  std::vector<std::string> names;
  for (const auto& [name, text] : body.contents)
    names.push_back(name);
  for (const TextMember& row : text_members) {
    if (row.check == &check_prose && body.*row.member) names.emplace_back(row.name);
  }
  return names;
}

json::object write(const Authorisation& from) {
  return {{"body", from.body},
          {"reference", from.reference},
          {"grounds", from.grounds},
          {"scope", from.scope},
          {"duration", from.duration}};
}

Result<Authorisation> read_authorisation(const json::object& object) {
  ObjectReader in(object, "authorisation");
  Authorisation authorisation;
  HD_TRY(authorisation.body, read_line(in, "body"));
  HD_TRY(authorisation.reference, read_line(in, "reference"));
  HD_TRY(authorisation.grounds, read_prose(in, "grounds"));
  HD_TRY(authorisation.scope, read_prose(in, "scope"));
  HD_TRY(authorisation.duration, read_line(in, "duration"));
  HD_TRY_VOID(in.finish());
  return authorisation;
}

json::object write(const DualCriminality& from) {
  return {{"required", from.required},
          {"conduct", from.conduct},
          {"result", from.result},
          {"requested_state_offence", from.requested_state_offence}};
}

Result<DualCriminality> read_dual_criminality(const json::object& object) {
  ObjectReader in(object, "dual_criminality");
  DualCriminality dual;
  HD_TRY(dual.required, in.boolean("required"));
  HD_TRY(dual.conduct, read_prose(in, "conduct"));
  HD_TRY(dual.result, read_code(in, "result"));
  HD_TRY(dual.requested_state_offence, read_prose(in, "requested_state_offence"));
  HD_TRY_VOID(in.finish());
  return dual;
}

json::object write(const SealedSelector& from) {
  return {{"kind", from.kind}, {"salt", from.salt}, {"digest", hex(from.digest)}};
}

Result<SealedSelector> read_selector(const json::object& object) {
  ObjectReader in(object, "selector");
  SealedSelector selector;
  HD_TRY(selector.kind, read_code(in, "kind"));
  HD_TRY(selector.salt, in.text("salt", salt_digits));
  HD_TRY(const std::string digest, in.text("digest", 64));
  HD_TRY(selector.digest, parse_digest(digest));
  HD_TRY_VOID(in.finish());
  const bool plain = selector.salt.size() == salt_digits &&
                     selector.salt.find_first_not_of("0123456789abcdef") == std::string::npos &&
                     hex(selector.digest) == digest;
  if (plain) return selector;
  return Error{Code::bad_value, "selector: salt and digest are lower-case hex of 16 and 32 bytes"};
}

Result<std::vector<SealedSelector>> read_selectors(ObjectReader& in) {
  HD_TRY(const auto array, in.optional_array("selectors", parts::selectors_max));
  std::vector<SealedSelector> selectors;
  for (const json::value& value : array.value_or(json::array{})) {
    if (!value.is_object()) return Error{Code::bad_value, "a selector is not an object"};
    HD_TRY(SealedSelector selector, read_selector(value.get_object()));
    selectors.push_back(std::move(selector));
  }
  return selectors;
}

void write_safeguards(const RequestBody& body, json::object& object) {
  if (body.authorisation) object["authorisation"] = write(*body.authorisation);
  if (body.dual_criminality) object["dual_criminality"] = write(*body.dual_criminality);
  json::array selectors;
  for (const SealedSelector& selector : body.selectors)
    selectors.push_back(write(selector));
  if (!selectors.empty()) object["selectors"] = std::move(selectors);
  if (!body.restrictions.empty()) {
    object["restrictions"] = parts::write_conditions(body.restrictions);
  }
}

Result<void> read_safeguards(ObjectReader& in, RequestBody& body) {
  HD_TRY(const auto authorisation, in.optional_object("authorisation"));
  if (authorisation) {
    HD_TRY(body.authorisation, read_authorisation(*authorisation));
  }
  HD_TRY(const auto dual, in.optional_object("dual_criminality"));
  if (dual) {
    HD_TRY(body.dual_criminality, read_dual_criminality(*dual));
  }
  HD_TRY(body.selectors, read_selectors(in));
  HD_TRY(body.restrictions, parts::read_conditions(in, "restrictions"));
  return {};
}

Result<void> read_links(ObjectReader& in, RequestBody& body) {
  HD_TRY(const auto relies_on, in.optional_text("relies_on", 32));
  if (relies_on) {
    HD_TRY(body.relies_on, ActId::parse(*relies_on));
  }
  HD_TRY(const auto cites, in.optional_text("cites", 32));
  if (cites) {
    HD_TRY(body.cites, CaseId::parse(*cites));
  }
  HD_TRY(body.about_items, parts::read_digests(in, "about_items", parts::Members::may_be_absent));
  return {};
}

Result<void> read_flags(ObjectReader& in, RequestBody& body) {
  HD_TRY(body.confidential, read_flag(in, "confidential"));
  HD_TRY(body.emergency, read_flag(in, "emergency"));
  HD_TRY(body.oral, read_flag(in, "oral"));
  return {};
}

}  // namespace

json::object write_body(const RequestBody& body) {
  json::object object{
      {"measure", body.measure},           {"legal_bases", parts::write_list(body.legal_bases)},
      {"offence", body.offence},           {"contents", parts::write_contents(body.contents)},
      {"confidential", body.confidential}, {"emergency", body.emergency}};
  if (body.oral) object["oral"] = true;
  if (body.penalty_months) object["penalty_months"] = *body.penalty_months;
  if (body.relies_on) object["relies_on"] = body.relies_on->text();
  if (body.cites) object["cites"] = body.cites->text();
  if (!body.about_items.empty()) object["about_items"] = parts::write_digests(body.about_items);
  if (body.needed_by) object["needed_by"] = format_time(*body.needed_by);
  for (const TextMember& row : text_members) {
    if (const auto& text = body.*row.member) object[row.name] = *text;
  }
  write_safeguards(body, object);
  write_wording(object, body.wording);
  return object;
}

Result<RequestBody> read_request(const json::object& object) {
  ObjectReader in(object, "request");
  RequestBody body;
  HD_TRY(body.measure, read_code(in, "measure"));
  HD_TRY(body.legal_bases, parts::read_list(in, "legal_bases", parts::bases_max, check_code));
  HD_TRY(body.offence, read_code(in, "offence"));
  HD_TRY(body.penalty_months, in.optional_integer("penalty_months", 0, 12 * 1000));
  HD_TRY(body.contents, parts::read_contents(in, "contents"));
  HD_TRY(body.needed_by, in.optional_time("needed_by"));
  HD_TRY_VOID(read_flags(in, body));
  HD_TRY_VOID(read_links(in, body));
  for (const TextMember& row : text_members) {
    HD_TRY(body.*row.member, read_optional(in, row.name, row.check));
  }
  HD_TRY_VOID(read_safeguards(in, body));
  HD_TRY(body.wording, read_wording(in, texts_of(body)));
  HD_TRY_VOID(in.finish());
  return body;
}

}  // namespace haidang
