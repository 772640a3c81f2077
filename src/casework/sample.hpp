// Requests that lack nothing, for tests, measurements and the simulator: every mandatory item and
// every safeguard that the measure's data demand, each with the same words.
#pragma once
#include <algorithm>

#include "acts/body.hpp"
#include "treaty/treaty.hpp"

namespace haidang::casework {

inline void put_safeguards(RequestBody& body, const treaty::Measure& measure,
                           const std::string& text) {
  using treaty::DutyName;
  if (measure.owes(DutyName::state_authorisation) != nullptr) {
    body.authorisation = {"Court", "1/2026", text, text, "30 days"};
  }
  if (measure.owes(DutyName::state_necessity) != nullptr) body.necessity = text;
  if (measure.owes(DutyName::state_dual_criminality) != nullptr) {
    body.dual_criminality = {true, text, "met", text};
  }
  if (measure.owes(DutyName::emergency_only) != nullptr) body.emergency = true;
  if (body.emergency) {
    body.emergency_risk = "life";
    body.emergency_facts = text;
  }
  if (!measure.assistance_types.empty()) {
    body.assistance_type = measure.assistance_types.front().letter;
  }
  if (measure.owes(DutyName::not_evidence) != nullptr) {
    body.restrictions.push_back({"not-evidence", text});
  }
}

inline RequestBody sample_request(const treaty::Treaty& law, const std::string& measure,
                                  const std::string& text = "stated") {
  RequestBody body;
  body.measure = measure;
  body.legal_bases = {"uncc"};
  body.offence = "UNCC-07";
  const auto rules = law.measure(measure);
  if (!rules.ok()) return body;
  for (const treaty::ContentItem& item : (*rules)->contents) {
    if (item.requirement == treaty::Requirement::always) body.contents[item.name] = text;
  }
  if (body.contents.contains("recipient")) body.recipient_code = "XC";
  const bool sealed =
      std::any_of((*rules)->contents.begin(), (*rules)->contents.end(),
                  [](const treaty::ContentItem& item) { return item.name == "selector"; });
  if (sealed) body.selectors.push_back({"email", std::string(32, '7'), {}});
  put_safeguards(body, **rules, text);
  return body;
}

}  // namespace haidang::casework
