#include "treaty/scope.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "treaty/texts.hpp"

namespace haidang::treaty {
namespace {

using About = std::map<std::string, std::string>;

// Reasons of one basis; closed as soon as one of them closes.
class Verdict {
 public:
  explicit Verdict(std::string basis) : basis_(std::move(basis)) {}

  void say(Standing standing, std::string text, const Source& source, ScopeWhy why,
           About about = {}) {
    is_closed_ = is_closed_ || standing == Standing::closes;
    reasons_.push_back({standing, basis_, std::move(text), source, why, std::move(about)});
  }
  [[nodiscard]] bool is_closed() const { return is_closed_; }
  [[nodiscard]] const std::string& basis() const { return basis_; }
  std::vector<ScopeReason> take() && { return std::move(reasons_); }

 private:
  std::string basis_;
  std::vector<ScopeReason> reasons_;
  bool is_closed_ = false;
};

// 2(h): by the maximum penalty, of a statute that is cited.
void weigh_penalty(Verdict& verdict, const OffenceClass& offence_class, const RequestFacts& facts) {
  if (!offence_class.penalty_months_min) return;
  if (facts.penalty_months.value_or(0) < *offence_class.penalty_months_min) {
    verdict.say(Standing::closes,
                fmt::format("a maximum penalty of at least {} months must be stated",
                            *offence_class.penalty_months_min),
                offence_class.source, ScopeWhy::penalty,
                {{"months", fmt::format("{}", *offence_class.penalty_months_min)}});
    return;
  }
  if (facts.statute.empty()) {
    verdict.say(Standing::condition, "cite the statute that states the penalty",
                offence_class.source, ScopeWhy::statute);
  }
}

void weigh_class(Verdict& verdict, const Measure& rules, const OffenceClass& offence_class,
                 const RequestFacts& facts) {
  if (!holds(rules.offence_classes, offence_class.id)) {
    verdict.say(Standing::closes,
                fmt::format("{} is not open for: {}", rules.id, offence_class.title), rules.source,
                ScopeWhy::class_closed, {{"measure", rules.id}, {"class", offence_class.id}});
  } else if (!rules.offences.empty() && !holds(rules.offences, facts.offence)) {
    verdict.say(Standing::closes, fmt::format("{} is not open for {}", rules.id, facts.offence),
                rules.source, ScopeWhy::offence_closed,
                {{"measure", rules.id}, {"offence", facts.offence}});
  }
}

void weigh_limit(Verdict& verdict, const ScopeLimit& limit, const RequestFacts& facts) {
  const auto least = limit.penalty_months_min;
  const bool is_other_type = !facts.assistance_type.empty() && !limit.assistance_types.empty() &&
                             !holds(limit.assistance_types, facts.assistance_type);
  if (is_other_type) {
    verdict.say(
        Standing::closes,
        fmt::format("assistance ({}) is not open here: {}", facts.assistance_type, limit.text),
        limit.source, ScopeWhy::type_closed,
        {{"type", facts.assistance_type}, {"text", limit.text}});
  } else if (least && facts.penalty_months && *facts.penalty_months < *least) {
    verdict.say(Standing::closes, limit.text, limit.source, ScopeWhy::limit);
  } else {
    verdict.say(Standing::condition, limit.text, limit.source, ScopeWhy::limit);
  }
}

// A reservation or notification of the requested Party, e.g. 37(6), 23(3).
void weigh_declared(Verdict& verdict, const Treaty& law, const Measure& rules,
                    const RequestFacts& facts) {
  for (const Declared& made : facts.requested) {
    const DeclarationRule* rule = law.declaration(made.id);
    if (rule == nullptr || rule->source.instrument != verdict.basis()) continue;
    if (!rule->offences.empty() && !holds(rule->offences, facts.offence)) continue;
    const bool said_so = holds(rule->closes, rules.id) && holds(made.values, rule->closes_when);
    // 23(3)(a): the Party listed the offences for which it gives this.
    const bool left_out = rule->asks == Asks::offence && holds(rule->concerns, rules.id) &&
                          !holds(made.values, facts.offence) &&
                          !holds(made.values, law.class_of(facts.offence));
    if (said_so || left_out) {
      verdict.say(Standing::closes, rule->effect, rule->source, ScopeWhy::declared,
                  {{"declaration", rule->id}});
    } else if (holds(rule->concerns, rules.id) && rule->kind == "reservation") {
      verdict.say(Standing::condition, rule->effect, rule->source, ScopeWhy::declared,
                  {{"declaration", rule->id}});
    }
  }
}

void weigh(Verdict& verdict, const Treaty& law, const Measure& rules,
           const OffenceClass& offence_class, const RequestFacts& facts) {
  weigh_class(verdict, rules, offence_class, facts);
  if (verdict.is_closed()) return;
  weigh_penalty(verdict, offence_class, facts);
  for (const ScopeLimit& limit : rules.scope_limits) {
    if (holds(limit.offence_classes, offence_class.id)) weigh_limit(verdict, limit, facts);
  }
  weigh_declared(verdict, law, rules, facts);
}

Verdict judge(const Treaty& law, const Instrument& instrument, const OffenceClass& offence_class,
              const RequestFacts& facts) {
  Verdict verdict(instrument.id);
  const Measure* rules = law.measure_under(facts.measure, instrument.id);
  if (rules == nullptr) {
    verdict.say(Standing::closes,
                fmt::format("{} does not carry {}", instrument.title, facts.measure),
                instrument.source, ScopeWhy::not_carried,
                {{"instrument", instrument.id}, {"measure", facts.measure}});
    return verdict;
  }
  weigh(verdict, law, *rules, offence_class, facts);
  if (!verdict.is_closed()) {
    verdict.say(Standing::opens, fmt::format("{} is open for: {}", rules->id, offence_class.title),
                rules->source, ScopeWhy::opens,
                {{"measure", rules->id}, {"class", offence_class.id}});
  }
  return verdict;
}

ScopeAnswer unanswered(std::string text) {
  ScopeAnswer answer;
  answer.reasons.push_back({Standing::closes, "", std::move(text), {}});
  return answer;
}

}  // namespace

namespace {

constexpr std::array<std::pair<ScopeWhy, std::string_view>, 10> whys{
    {{ScopeWhy::opens, "opens"},
     {ScopeWhy::class_closed, "class-closed"},
     {ScopeWhy::offence_closed, "offence-closed"},
     {ScopeWhy::penalty, "penalty"},
     {ScopeWhy::statute, "statute"},
     {ScopeWhy::type_closed, "type-closed"},
     {ScopeWhy::limit, "limit"},
     {ScopeWhy::declared, "declared"},
     {ScopeWhy::not_carried, "not-carried"},
     {ScopeWhy::unknown, "unknown"}}};

}  // namespace

std::string_view why_text(ScopeWhy why) {
  const auto it =
      std::find_if(whys.begin(), whys.end(), [why](const auto& row) { return row.first == why; });
  return it == whys.end() ? "" : it->second;
}

ScopeWhy parse_why(std::string_view text) {
  const auto it =
      std::find_if(whys.begin(), whys.end(), [&](const auto& row) { return row.second == text; });
  return it == whys.end() ? ScopeWhy::unknown : it->first;
}

std::string_view standing_text(Standing standing) {
  switch (standing) {
    case Standing::opens:
      return "opens";
    case Standing::closes:
      return "closes";
    case Standing::condition:
      return "condition";
  }
  return "";
}

ScopeAnswer scope(const Treaty& law, const RequestFacts& facts) {
  if (!law.measure(facts.measure).ok()) return unanswered("there is no such measure");
  const OffenceClass* offence_class = law.offence_class(law.class_of(facts.offence));
  if (offence_class == nullptr) return unanswered("there is no such offence");
  ScopeAnswer answer;
  for (const std::string& basis : facts.legal_bases) {
    const Instrument* instrument = law.instrument(basis);
    if (instrument == nullptr) return unanswered(fmt::format("there is no legal basis {}", basis));
    Verdict verdict = judge(law, *instrument, *offence_class, facts);
    if (!verdict.is_closed() && answer.basis.empty()) answer.basis = basis;
    for (ScopeReason& reason : std::move(verdict).take())
      answer.reasons.push_back(std::move(reason));
  }
  return answer;
}

std::string text_of(const ScopeAnswer& answer) {
  std::string out = answer.is_open() ? fmt::format("Allowed, on {}.\n", answer.basis)
                                     : "Not allowed on these bases.\n";
  for (const ScopeReason& reason : answer.reasons) {
    out += fmt::format("  {:<9} {}: {} [{}, {}]\n", standing_text(reason.standing), reason.basis,
                       reason.text, reason.source.citation,
                       reason.source.verified ? "verified" : "not verified");
  }
  if (!answer.is_open()) out += "Another legal basis that binds both Parties must be named.\n";
  return out;
}

}  // namespace haidang::treaty
