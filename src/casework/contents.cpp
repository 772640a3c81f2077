#include "casework/contents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace haidang::casework {
namespace {

using treaty::DutyName;

constexpr std::string_view recipient_item = "recipient";
constexpr std::string_view selector_item = "selector";

const treaty::ContentItem* item_of(const treaty::Measure& measure, std::string_view name) {
  const auto it =
      std::find_if(measure.contents.begin(), measure.contents.end(),
                   [name](const treaty::ContentItem& item) { return item.name == name; });
  return it == measure.contents.end() ? nullptr : &*it;
}

// Collects what is missing, so that the officer learns of everything at once.
class Gaps {
 public:
  void need(bool stated, std::string item, std::string text, std::string citation) {
    if (!stated) details_.push_back({std::move(item), std::move(text), std::move(citation)});
  }

  [[nodiscard]] Result<void> close(const Result<void>& contents) const {
    if (!contents.ok() && contents.error().code != Code::incomplete_request) return contents;
    std::vector<Detail> all = contents.ok() ? std::vector<Detail>{} : contents.error().details;
    for (const Detail& detail : details_) {
      const bool named = std::any_of(
          all.begin(), all.end(), [&](const Detail& other) { return other.item == detail.item; });
      if (!named) all.push_back(detail);
    }
    if (all.empty()) return {};
    return Error{Code::incomplete_request, "the request lacks what the law requires",
                 fmt::format("items missing: {}", all.size()), "Fill them in and check again.",
                 std::move(all)};
  }

 private:
  std::vector<Detail> details_;
};

bool is_stated(const std::optional<std::string>& text) {
  return text && !is_blank(*text);
}

bool is_whole(const std::optional<Authorisation>& from) {
  if (!from) return false;
  const std::array texts{from->body, from->reference, from->grounds, from->scope, from->duration};
  return std::none_of(texts.begin(), texts.end(), is_blank);
}

bool is_assessed(const std::optional<DualCriminality>& from) {
  constexpr std::array results{"met", "not-met", "not-assessed"};
  return from && !is_blank(from->conduct) &&
         std::find(results.begin(), results.end(), from->result) != results.end();
}

bool has_content(const RequestBody& body, const std::string& name) {
  const auto it = body.contents.find(name);
  return it != body.contents.end() && !is_blank(it->second);
}

// Art. 24, 35(3): where the measure's duties say so.
void note_safeguards(Gaps& gaps, const RequestBody& body, const treaty::Measure& measure) {
  const auto owed = [&](DutyName name, bool stated, const char* item, const char* text) {
    const treaty::Duty* duty = measure.owes(name);
    if (duty != nullptr) gaps.need(stated, item, text, duty->source.citation);
  };
  owed(DutyName::state_authorisation, is_whole(body.authorisation), "authorisation",
       "The domestic authorisation: who, reference, grounds, scope, duration");
  owed(DutyName::state_necessity, is_stated(body.necessity) || has_content(body, "necessity"),
       "necessity", "Why the measure is necessary and proportionate");
  owed(DutyName::state_dual_criminality, is_assessed(body.dual_criminality), "dual_criminality",
       "Whether the conduct is an offence in both States, judged by conduct");
  owed(DutyName::emergency_only, body.emergency, "emergency",
       "That there is an emergency: this measure is for nothing else");
}

// 2(o): a significant and imminent risk to the life or safety of a natural person, and nothing
// less.
void note_emergency(Gaps& gaps, const RequestBody& body) {
  if (!body.emergency) return;
  const std::string risk = body.emergency_risk.value_or("");
  gaps.need(risk == "life" || risk == "safety", "emergency_risk",
            "Whose 'life' or 'safety' is at risk; nothing else is an emergency", "art. 2(o)");
  gaps.need(is_stated(body.emergency_facts) || has_content(body, "emergency_facts"),
            "emergency_facts", "The facts that show the risk", "art. 2(o), 41(3)(e)");
}

void note_rest(Gaps& gaps, const RequestBody& body, const treaty::Measure& measure,
               const treaty::Treaty& law) {
  const treaty::OffenceClass* offence = law.offence_class(body.offence);
  if (offence != nullptr && offence->penalty_months_min) {
    gaps.need(is_stated(body.statute), "statute", "The statute that states the penalty",
              offence->source.citation);
  }
  // 36(3): prose for people; the code is what a node compares when the data are to go on.
  if (item_of(measure, recipient_item) != nullptr) {
    gaps.need(is_stated(body.recipient_code), "recipient_code",
              "The code of the Party or organization that would receive the data",
              measure.source.citation);
  }
  // 22(5): whether the other Party works on the same it can tell by what is sealed alone.
  if (const treaty::ContentItem* sealed = item_of(measure, selector_item)) {
    gaps.need(
        !body.selectors.empty(), "selectors",
        fmt::format("A sealed selector: haidang request new {} --selector KIND=VALUE", measure.id),
        sealed->source.citation);
  }
  if (measure.assistance_types.empty()) return;
  const auto is_asked = [&](const treaty::AssistanceType& type) {
    return body.assistance_type == type.letter;
  };
  gaps.need(std::any_of(measure.assistance_types.begin(), measure.assistance_types.end(), is_asked),
            "assistance_type", "Which assistance, (a) to (m)", "art. 40(3)");
}

// 40(13): an oral request is in writing only what it must be; the rest comes with `confirm`.
Result<void> check_oral(const RequestBody& body, const treaty::Measure& measure,
                        const treaty::Treaty& law) {
  if (measure.owes(DutyName::confirm_oral_in_writing) == nullptr) {
    return Error{Code::bad_value, fmt::format("a request for {} is not made orally", measure.id),
                 "only urgent requests for assistance may be, art. 40(13)", "Make it in writing."};
  }
  treaty::RequestFacts facts = facts_of(body);
  for (const treaty::ContentItem& item : measure.contents)
    facts.contents[item.name] = "to be confirmed";
  return law.check_request(facts);
}

Error wrong_opening(const treaty::Measure& measure, ActKind kind) {
  const bool informs = kind == ActKind::inform;
  return {
      Code::bad_value,
      fmt::format("{} is not {}", measure.id, informs ? "given without being asked" : "asked for"),
      fmt::format("art. {}", measure.article),
      informs ? "Send a request: haidang request send" : "Inform: haidang request inform"};
}

// 47: police information is no evidence until the Party that gave it says otherwise.
Result<void> check_restrictions(const RequestBody& body, const treaty::Measure& measure) {
  const treaty::Duty* duty = measure.owes(DutyName::not_evidence);
  if (duty == nullptr) return {};
  const bool marked = std::any_of(
      body.restrictions.begin(), body.restrictions.end(), [](const UseCondition& condition) {
        return condition.code == treaty::duty_text(DutyName::not_evidence);
      });
  if (marked) return {};
  return Error{Code::incomplete_request,
               "the information is not marked as no evidence",
               fmt::format("{} is for analysis and investigation; evidence is asked for under "
                           "art. 40",
                           duty->source.citation),
               "Add the restriction not-evidence.",
               {{"restrictions", "not-evidence", duty->source.citation}}};
}

}  // namespace

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

treaty::RequestFacts facts_of(const RequestBody& body) {
  treaty::RequestFacts facts{body.measure, body.legal_bases, body.offence, body.penalty_months,
                             body.contents};
  facts.statute = body.statute.value_or("");
  facts.assistance_type = body.assistance_type.value_or("");
  return facts;
}

const treaty::Measure* rules_of(const RequestBody& body, const treaty::Treaty& law) {
  if (const auto governs = law.governing(facts_of(body)); governs.ok()) return *governs;
  const auto found = law.measure(body.measure);
  return found.ok() ? *found : nullptr;
}

treaty::ScopeAnswer scope_of(const RequestBody& body, const treaty::Treaty& law) {
  return treaty::scope(law, facts_of(body));
}

Result<void> check_needed_by(const RequestBody& body, Time now) {
  if (!body.needed_by || *body.needed_by > now) return {};
  return Error{
      Code::bad_value,
      fmt::format("{}, by which an answer is asked for, is over", format_time(*body.needed_by)),
      fmt::format("it is {} now, and the request would be overdue as it is sent, "
                  "art. 40(26)",
                  format_time(now)),
      "Name a later time as needed_by, or none.",
      {{"needed_by", "By when an answer is asked for", "art. 40(26)"}}};
}

Result<void> check_contents(const RequestBody& body, ActKind kind, const treaty::Treaty& law) {
  HD_TRY_VOID(law.measure(body.measure));
  const treaty::Measure* measure = rules_of(body, law);
  const bool informs = measure->opens == treaty::Opens::information;
  if (informs != (kind == ActKind::inform)) return wrong_opening(*measure, kind);
  if (body.oral) return check_oral(body, *measure, law);
  Gaps gaps;
  note_safeguards(gaps, body, *measure);
  note_emergency(gaps, body);
  note_rest(gaps, body, *measure, law);
  HD_TRY_VOID(gaps.close(law.check_request(facts_of(body))));
  return check_restrictions(body, *measure);
}

}  // namespace haidang::casework
