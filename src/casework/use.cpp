#include "casework/use.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "casework/duties.hpp"
#include "casework/view_matters.hpp"

namespace haidang::casework {
namespace {

constexpr std::array names{std::pair{Use::own_proceeding, std::string_view("own-proceeding")},
                           std::pair{Use::other_proceeding, std::string_view("other-proceeding")},
                           std::pair{Use::onward, std::string_view("onward")},
                           std::pair{Use::defence, std::string_view("defence")}};
constexpr std::string_view recipient_item = "recipient";
constexpr std::string_view no_onward = "no-onward-transfer";

// Whether consent to such a use is asked by this measure: told by its data, not by its name.
bool is_consent_to(const treaty::Measure& measure, Use use) {
  const auto& results = measure.results;
  const bool names_recipient =
      std::any_of(measure.contents.begin(), measure.contents.end(),
                  [](const treaty::ContentItem& item) { return item.name == recipient_item; });
  return names_recipient == (use == Use::onward) &&
         std::find(results.begin(), results.end(), act_kind_name(ActKind::consent)) !=
             results.end();
}

const treaty::Measure* consent_measure(const treaty::Treaty& law, Use use) {
  const auto measures = law.measures();
  const auto it = std::find_if(measures.begin(), measures.end(), [use](const treaty::Measure& row) {
    return is_consent_to(row, use);
  });
  return it == measures.end() ? nullptr : &*it;
}

bool binds(const UseCondition& condition, Time now) {
  return !condition.until || *condition.until > now;
}

std::vector<UseCondition> still_binding(const std::vector<UseCondition>& conditions, Time now) {
  std::vector<UseCondition> out;
  for (const UseCondition& condition : conditions) {
    if (binds(condition, now)) out.push_back(condition);
  }
  return out;
}

// On the item; or on what was said: the information's own, and those of each answer.
std::vector<UseCondition> conditions_of(const Given& given, Time now) {
  if (given.item != nullptr) return still_binding(given.item->conditions, now);
  std::vector<UseCondition> out = still_binding(given.request.body.restrictions, now);
  for (const Answer& answer : given.request.answers) {
    const auto more = still_binding(answer.body.conditions, now);
    out.insert(out.end(), more.begin(), more.end());
  }
  return out;
}

// The consent acts on one request that had an effect.
std::vector<ConsentBody> consents_on(const CaseState& state, const ActId& request) {
  std::vector<ConsentBody> out;
  for (std::size_t i = 0; i < state.timeline.size(); ++i) {
    const Act& act = state.timeline[i].act;
    if (act.kind != ActKind::consent || act.request != request) continue;
    if (state.marks[i].step == nullptr) continue;
    if (auto body = read_consent(act.body); body.ok()) out.push_back(*std::move(body));
  }
  return out;
}

bool covers(const ConsentBody& consent, const Given& given) {
  if (given.item == nullptr) return consent.items.empty();
  return std::find(consent.items.begin(), consent.items.end(), given.item->sha256) !=
         consent.items.end();
}

// The request under which consent to this use was given, for this item; or none.
const RequestState* consent_to(const Given& given, const IntendedUse& use,
                               const treaty::Treaty& law) {
  for (const RequestState& asked : given.state.requests) {
    const bool stands = asked.status == Status::consented || asked.status == Status::closed;
    if (!stands || asked.body.relies_on != given.request.id) continue;
    const auto measure = law.measure(asked.body.measure);
    if (!measure.ok() || !is_consent_to(**measure, use.use)) continue;
    if (use.use == Use::onward && asked.body.recipient_code != use.recipient) continue;
    const auto consents = consents_on(given.state, asked.id);
    if (std::any_of(consents.begin(), consents.end(),
                    [&](const ConsentBody& consent) { return covers(consent, given); })) {
      return &asked;
    }
  }
  return nullptr;
}

bool is_notified(const Given& given) {
  return std::any_of(given.request.exculpatory.begin(), given.request.exculpatory.end(),
                     [&](const Exculpatory& notice) {
                       const auto& items = notice.body.items;
                       if (items.empty()) return true;
                       return given.item != nullptr &&
                              std::find(items.begin(), items.end(), given.item->id) != items.end();
                     });
}

std::string subject_of(const Given& given) {
  return given.item == nullptr
             ? fmt::format("what was said under request {}", given.request.id.text().substr(0, 8))
             : fmt::format("'{}'", given.item->name);
}

std::vector<Detail> details_of(const std::vector<UseCondition>& conditions) {
  std::vector<Detail> details;
  for (const UseCondition& condition : conditions)
    details.push_back({condition.code, condition.text, "art. 36(1)(b), 40(5), 40(19)"});
  return details;
}

std::string item_option(const Given& given) {
  return given.item == nullptr ? "" : " --item " + given.item->id.text();
}

Error not_without_consent(const Given& given, const IntendedUse& use, const treaty::Treaty& law,
                          Time now) {
  const treaty::Measure* measure = consent_measure(law, use.use);
  const std::string citation = measure == nullptr ? "" : measure->source.citation;
  const std::string id = measure == nullptr ? "" : measure->id;
  const std::string giver = giver_of(given.request).party.text();
  const std::string where =
      use.use == Use::onward ? "go on to " + use.recipient : "be used for another proceeding";
  std::vector<Detail> details = details_of(conditions_of(given, now));
  details.push_back({id, fmt::format("no consent of {} covers it", giver), citation});
  return {Code::use_not_allowed,
          fmt::format("{} was given by {} and may not {}", subject_of(given), giver, where),
          fmt::format("{} asks for its consent first", citation),
          fmt::format("Ask: haidang request new {} --relies-on {}{}{}", id,
                      given.request.id.text().substr(0, 8), item_option(given),
                      use.use == Use::onward ? " --recipient " + use.recipient : ""),
          std::move(details)};
}

// Was it accepted or fulfilled, and neither refused nor withdrawn since?
bool is_granted(const CaseState& state, const RequestState& asked) {
  bool granted = false;
  for (std::size_t i = 0; i < state.timeline.size(); ++i) {
    if (state.timeline[i].act.request != asked.id) continue;
    const Status after = state.marks[i].after;
    if (after == Status::refused || after == Status::withdrawn) return false;
    granted = granted || after == Status::accepted || after == Status::delivered ||
              after == Status::retrieved || after == Status::answered || after == Status::executed;
  }
  return granted;
}

// 47, 40: the same was asked for as evidence, by a request that relies on what was told.
bool is_asked_as_evidence(const Given& given, const treaty::Duty& duty) {
  const auto& measures = duty.lifted_by;
  const auto& requests = given.state.requests;
  return std::any_of(requests.begin(), requests.end(), [&](const RequestState& asked) {
    const bool asks =
        std::find(measures.begin(), measures.end(), asked.body.measure) != measures.end();
    return asks && asked.body.relies_on == given.request.id && is_granted(given.state, asked);
  });
}

// 47: no evidence until it was granted as such, or who gave it says so.
Result<void> check_evidence(const Given& given, Time now) {
  const treaty::Duty* duty = duty_of(given.request, treaty::DutyName::not_evidence);
  const std::string code(treaty::duty_text(treaty::DutyName::not_evidence));
  for (const UseCondition& condition : conditions_of(given, now)) {
    if (condition.code != code) continue;
    if (duty != nullptr && is_asked_as_evidence(given, *duty)) continue;
    const std::string reference = given.request.id.text().substr(0, 8);
    const bool may_be_asked = duty != nullptr && !duty->lifted_by.empty();
    return Error{
        Code::use_not_allowed,
        fmt::format("{} is marked as no evidence by {}", subject_of(given),
                    giver_of(given.request).party.text()),
        condition.text,
        may_be_asked
            ? fmt::format(
                  "Ask for it as evidence: haidang request new {} --relies-on {}; once that "
                  "is accepted it may be used so. Or ask for the restriction to be lifted.",
                  duty->lifted_by.front(), reference)
            : fmt::format(
                  "Ask for the restriction to be lifted: haidang request ask {} --text TEXT",
                  reference),
        details_of({condition})};
  }
  return {};
}

Result<void> check_notified(const Given& given) {
  if (is_notified(given)) return {};
  return Error{Code::use_not_allowed,
               fmt::format("{} was not notified that {} will be disclosed",
                           giver_of(given.request).party.text(), subject_of(given)),
               "what is exculpatory to an accused may be disclosed; who gave it is notified first, "
               "art. 40(5), 40(19)",
               fmt::format("Notify: haidang request exculpatory {}{} --at TIME --text TEXT",
                           given.request.id.text().substr(0, 8), item_option(given)),
               {{"exculpatory", "Notice of the disclosure, before it", "art. 40(5), 40(19)"}}};
}

}  // namespace

std::string_view use_name(Use use) {
  for (const auto& [value, name] : names) {
    if (value == use) return name;
  }
  return "";
}

Result<Use> parse_use(std::string_view name) {
  for (const auto& [value, text] : names) {
    if (text == name) return value;
  }
  return Error{Code::bad_value, fmt::format("there is no use '{}'", name), "",
               "own-proceeding, other-proceeding, onward or defence"};
}

const PartyCode& gives(const RequestState& request) {
  return giver_of(request).party;
}

Result<void> check_use(const Given& given, const IntendedUse& use, const treaty::Treaty& law,
                       Time now) {
  switch (use.use) {
    case Use::defence:
      return check_notified(given);
    case Use::own_proceeding:
      return check_evidence(given, now);
    case Use::other_proceeding:
      HD_TRY_VOID(check_evidence(given, now));
      break;
    case Use::onward:
      break;
  }
  if (consent_to(given, use, law) != nullptr) return {};
  return not_without_consent(given, use, law, now);
}

std::vector<UseCondition> conditions_onward(const Given& given, const std::string& recipient,
                                            const treaty::Treaty& law, Time now) {
  std::vector<UseCondition> out = conditions_of(given, now);
  const RequestState* consent = consent_to(given, {Use::onward, recipient}, law);
  if (consent == nullptr) return out;
  for (const UseCondition& condition : still_binding(consent->consent_conditions, now))
    out.push_back(condition);
  return out;
}

Result<void> check_citation(const CaseState& cited, const PartyCode& self, const PartyCode& to,
                            const treaty::Treaty& law, Time now) {
  for (const RequestState& request : cited.requests) {
    const PartyCode& giver = giver_of(request).party;
    if (giver == self || giver == to) continue;
    const Given given{cited, request};
    const auto conditions = conditions_of(given, now);
    const bool closed = std::any_of(conditions.begin(), conditions.end(),
                                    [](const UseCondition& row) { return row.code == no_onward; });
    if (closed) HD_TRY_VOID(check_use(given, {Use::onward, to.text()}, law, now));
  }
  return {};
}

}  // namespace haidang::casework
