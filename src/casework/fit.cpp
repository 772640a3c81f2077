#include "casework/fit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "casework/contents.hpp"
#include "treaty/own_law.hpp"
#include "treaty/scope.hpp"

namespace haidang::casework {
namespace {

constexpr std::string_view not_assessed = "not-assessed";

treaty::RequestFacts facts_for(const RequestBody& body, Declarations declared) {
  treaty::RequestFacts facts = facts_of(body);
  facts.requested.assign(declared.begin(), declared.end());
  return facts;
}

std::vector<treaty::Unmet> unmet_in(const RequestBody& body, const std::string& authority,
                                    Declarations declared, const treaty::Treaty& law) {
  treaty::Stated stated;
  stated.language = body.wording.language;
  for (const Translation& translation : body.wording.translations)
    stated.translated_into.push_back(translation.language);
  stated.authority = authority;
  stated.is_oral = body.oral;
  stated.judges_dual_criminality =
      body.dual_criminality && body.dual_criminality->result != not_assessed;
  return treaty::unmet_by(law, facts_for(body, declared), stated);
}

Error does_not_fit(const std::vector<treaty::Unmet>& unmet) {
  std::vector<Detail> details;
  details.reserve(unmet.size());
  for (const treaty::Unmet& row : unmet)
    details.push_back({row.item, row.text, row.rule->source.citation});
  return {Code::incomplete_request, "the request does not fit what the requested Party declared",
          fmt::format("declarations in its profile that ask for more: {}", unmet.size()),
          "Correct it and check again; haidang explain declarations says what each means.",
          std::move(details)};
}

bool concerns(const treaty::DeclarationRule& rule, const RequestBody& body) {
  const auto holds = [](const std::vector<std::string>& texts, std::string_view text) {
    return std::find(texts.begin(), texts.end(), text) != texts.end();
  };
  const bool measure = holds(rule.concerns, body.measure) || holds(rule.concerns, "*");
  return measure && (rule.offences.empty() || holds(rule.offences, body.offence));
}

// What the gate has against the request because of this declaration.
std::string closed_by(const treaty::DeclarationRule& rule, const treaty::ScopeAnswer& answer) {
  const auto closes = [&](const treaty::ScopeReason& reason) {
    return reason.standing == treaty::Standing::closes && reason.text == rule.effect &&
           reason.source.citation == rule.source.citation;
  };
  return std::any_of(answer.reasons.begin(), answer.reasons.end(), closes) ? rule.effect : "";
}

}  // namespace

Result<void> check_fit(const RequestBody& body, const std::string& authority, Declarations declared,
                       const treaty::Treaty& law) {
  HD_TRY_VOID(law.governing(facts_for(body, declared)));
  if (body.emergency) return {};
  const std::vector<treaty::Unmet> unmet = unmet_in(body, authority, declared, law);
  if (unmet.empty()) return {};
  return does_not_fit(unmet);
}

Result<void> check_home(const RequestBody& body, const PartyCode& home, const PartyCode& requested,
                        const treaty::Treaty& law) {
  if (body.emergency || body.oral) return {};
  std::vector<Detail> missing = treaty::missing_at_home(
      law, {body.measure, home.text(), requested.text(),
            body.authorisation ? body.authorisation->body : "", body.contents});
  if (missing.empty()) return {};
  return Error{Code::incomplete_request, "the request lacks what our own law files ask for",
               fmt::format("items missing: {}", missing.size()),
               "Fill them in and check again; haidang law check lists the files.",
               std::move(missing)};
}

Result<void> check_written(const RequestState& request, ActKind kind, Declarations ours,
                           const treaty::Treaty& law) {
  const auto& results = request.results;
  const bool acts =
      kind == ActKind::accept || std::find(results.begin(), results.end(), kind) != results.end();
  if (!acts || !request.awaits_confirmation) return {};
  for (const treaty::Unmet& row : unmet_in(request.body, "", ours, law)) {
    if (row.rule->asks != treaty::Asks::writing) continue;
    return Error{Code::not_in_this_state,
                 "the request was made orally and is not confirmed in writing",
                 fmt::format("our Party has declared that it takes no oral requests, {}",
                             row.rule->source.citation),
                 "Ask for the confirmation: haidang request ask REF --text TEXT"};
  }
  return {};
}

json::array fit_view(const RequestState& request, Declarations declared,
                     const treaty::Treaty& law) {
  if (declared.empty()) return {};
  const RequestBody& body = request.body;
  const auto unmet = unmet_in(body, request.requested.authority, declared, law);
  const treaty::ScopeAnswer answer = treaty::scope(law, facts_for(body, declared));
  json::array out;
  for (const treaty::Declared& made : declared) {
    const treaty::DeclarationRule* rule = law.declaration(made.id);
    if (rule == nullptr || !concerns(*rule, body)) continue;
    std::string missing = closed_by(*rule, answer);
    for (const treaty::Unmet& row : unmet) {
      if (row.rule == rule) missing = row.text;
    }
    json::object row{{"id", rule->id},
                     {"effect", rule->effect},
                     {"citation", rule->source.citation},
                     {"verified", rule->source.verified},
                     {"unmet", nullptr}};
    if (!missing.empty()) row["unmet"] = missing;
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace haidang::casework
