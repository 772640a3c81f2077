#include "treaty/explain.hpp"

#include <fmt/format.h>

#include "words/words.hpp"

namespace haidang::treaty {
namespace {

std::string source_line(const Source& source) {
  return fmt::format("Source: {} ({}), {}. {}\n", source.citation, source.instrument,
                     source.verified ? "verified" : "NOT VERIFIED", source.note);
}

std::string_view mark(const Source& source) {
  return source.verified ? "verified" : "not verified";
}

std::string_view kind_text(ClockKind kind) {
  switch (kind) {
    case ClockKind::treaty_rule:
      return "rule of the treaty";
    case ClockKind::domestic_rule:
      return "domestic rule";
    case ClockKind::requested_deadline:
      return "deadline that the requesting Party suggests";
    case ClockKind::house_rule:
      return "house rule, not law";
  }
  return "";
}

std::string text_of(const Treaty& law, const Article& article) {
  std::string out =
      fmt::format("Article {}. {}\n{}{}{}", article.number, article.title, article.summary,
                  article.summary.empty() ? "" : "\n", source_line(article.source));
  std::string measures;
  for (const Measure& measure : law.measures()) {
    if (measure.article == article.number)
      measures += fmt::format("  {}  {}\n", measure.id, measure.title);
  }
  return measures.empty() ? out : out + "Measures under it:\n" + measures;
}

std::string text_of(const Ground& ground) {
  const std::string_view role = ground.forbidden ? "never a ground of refusal"
                                : ground.use == GroundUse::postponement ? "ground of postponement"
                                                                        : "ground of refusal";
  return fmt::format("{} ({})\n{}\nDuty: {}\n{}", ground.code, role, ground.title, ground.duty,
                     source_line(ground.source));
}

std::string text_of(const ClockRule& rule) {
  const std::string days =
      rule.days ? fmt::format("Days: {} ({})\n", *rule.days, rule.limit) : std::string();
  return fmt::format("{} ({})\nCounts {}.\nStarts with: {}\n{}{}", rule.id, kind_text(rule.kind),
                     rule.counts, rule.from_act, days, source_line(rule.source));
}

std::string text_of(const Offence& offence) {
  std::string out = fmt::format("{}: {} (art. {}, class {})\n{}\n", offence.code, offence.title,
                                offence.article, offence.offence_class, offence.conduct);
  for (const std::string& option : offence.options)
    out += fmt::format("  - {}\n", option);
  return out + source_line(offence.source);
}

std::string text_of(const OffenceClass& offence_class) {
  const std::string least =
      offence_class.penalty_months_min
          ? fmt::format("Least maximum penalty: {} months\n", *offence_class.penalty_months_min)
          : std::string();
  return fmt::format("{}: {}\n{}{}", offence_class.id, offence_class.title, least,
                     source_line(offence_class.source));
}

std::string text_of(const Treaty& law, const Instrument& instrument) {
  std::string carried;
  for (const Measure& measure : law.measures()) {
    const Measure* rules = law.measure_under(measure.id, instrument.id);
    if (rules == nullptr) continue;
    carried += fmt::format("  {}  art. {}, {}, {}\n", rules->id, rules->article,
                           rules->source.citation, mark(rules->source));
  }
  return fmt::format("{}: {}\n{}\nRules of its own here: {}\n{}It carries:\n{}", instrument.id,
                     instrument.title, instrument.status,
                     instrument.carries_rules ? "yes" : "no, the Convention's serve as a model",
                     source_line(instrument.source), carried);
}

std::string text_of(const DeclarationRule& rule) {
  return fmt::format(
      "{} ({})\n{}\nWhat it changes: {}\nConcerns: {}\n{}", rule.id, rule.kind, rule.title,
      rule.effect,
      rule.concerns.empty() ? "no request" : fmt::format("{}", fmt::join(rule.concerns, ", ")),
      source_line(rule.source));
}

std::string text_of(const Definition& definition) {
  return fmt::format("{} ({})\n{}\n{}", definition.term, definition.letter, definition.text,
                     source_line(definition.source));
}

std::string grounds_of(const Treaty& law, const Measure& measure) {
  std::string out = "May be refused on:\n";
  for (const std::string& code : measure.grounds) {
    const auto ground = law.ground(code);
    if (!ground.ok()) continue;
    out += fmt::format("  {}  {}, {}\n", code, (*ground)->source.citation, mark((*ground)->source));
    for (const GroundLimit& limit : measure.ground_limits) {
      if (limit.code != code) continue;
      out += fmt::format("    only for offences of class {}{}, {}, {}\n",
                         fmt::join(limit.offence_classes, ", "),
                         limit.declaration.empty() ? "" : " with " + limit.declaration,
                         limit.source.citation, mark(limit.source));
    }
  }
  return out;
}

std::string clocks_of(const Treaty& law, const Measure& measure) {
  std::string out = "Clocks:\n";
  for (const std::string& id : measure.clocks) {
    const ClockRule* rule = law.clock(id);
    if (rule == nullptr) continue;
    out += fmt::format("  {}  {}, {}, {}\n", id, rule->counts, rule->source.citation,
                       mark(rule->source));
  }
  return out;
}

std::string_view opens_text(Opens opens) {
  switch (opens) {
    case Opens::request:
      return "a request that the other Party decides";
    case Opens::information:
      return "information given without being asked; nothing to decide";
    case Opens::investigation:
      return "an investigation of several Parties";
  }
  return "";
}

std::string_view bound_text(Bound bound) {
  switch (bound) {
    case Bound::shall:
      return "Parties shall";
    case Bound::endeavour:
      return "Parties shall endeavour to";
    case Bound::consider:
      return "Parties shall consider it";
    case Bound::may:
      return "Parties may";
    case Bound::house:
      return "a measure of this software, stated by no instrument";
  }
  return "";
}

std::string people_of(const Measure& measure) {
  std::string out =
      fmt::format("Opens {}.\nHow far bound: {}\nAsked by: {}\n", opens_text(measure.opens),
                  bound_text(measure.bound), fmt::join(measure.asked_by, ", "));
  if (!measure.decided_by.empty()) {
    out += fmt::format("Decided by: {}\n", fmt::join(measure.decided_by, ", "));
  }
  if (!measure.relies_on.empty()) {
    out += fmt::format("May rely on a request for {}.\n", fmt::join(measure.relies_on, ", "));
  }
  return out;
}

std::string duties_of(const Measure& measure) {
  std::string out = measure.duties.empty() ? "" : "Duties:\n";
  for (const Duty& duty : measure.duties) {
    out += fmt::format("  {}  {}, {}\n", duty_text(duty.name), duty.source.citation,
                       mark(duty.source));
  }
  return out;
}

std::string outcomes_of(const Measure& measure) {
  std::string out = measure.outcomes.empty() ? "" : "May be carried out:\n";
  for (const Outcome& outcome : measure.outcomes) {
    out += fmt::format("  {}  {}, {}, {}\n", outcome.what, outcome.label, outcome.source.citation,
                       mark(outcome.source));
  }
  return out;
}

std::string assistance_of(const Measure& measure) {
  std::string out = measure.assistance_types.empty() ? "" : "Types of assistance:\n";
  for (const AssistanceType& type : measure.assistance_types) {
    out += fmt::format("  ({}) {}, {}, {}\n", type.letter, type.label, type.source.citation,
                       mark(type.source));
  }
  return out;
}

std::string limits_of(const Measure& measure) {
  std::string out;
  for (const ScopeLimit& limit : measure.scope_limits) {
    out += fmt::format("  for {}: {}, {}, {}\n", fmt::join(limit.offence_classes, ", "), limit.text,
                       limit.source.citation, mark(limit.source));
  }
  return out;
}

std::string explain_measure(const Treaty& law, const Measure& measure) {
  std::string out = fmt::format(
      "{}: {} (art. {}, {})\nOpen for offences of class: {}\n", measure.id, measure.title,
      measure.article, measure.source.instrument, fmt::join(measure.offence_classes, ", "));
  if (!measure.offences.empty()) {
    out += fmt::format("Of these alone: {}\n", fmt::join(measure.offences, ", "));
  }
  out += limits_of(measure);
  out += people_of(measure) + assistance_of(measure) + "It states:\n";
  for (const ContentItem& item : measure.contents) {
    out += fmt::format("  {}{}{}  {}  {}, {}\n", item.name,
                       item.requirement == Requirement::always ? "" : " (where applicable)",
                       item.audience == Audience::custodian ? " (for the custodian too)" : "",
                       item.label, item.source.citation, mark(item.source));
  }
  return out + grounds_of(law, measure) + outcomes_of(measure) + duties_of(measure) +
         clocks_of(law, measure) + source_line(measure.source);
}

template <class Row>
std::string list_of(std::span<const Row> rows, std::string Row::* name, std::string Row::* title) {
  std::string out;
  for (const Row& row : rows) {
    out += fmt::format("{}  {}  [{}, {}]\n", row.*name, row.*title, row.source.citation,
                       mark(row.source));
  }
  return out;
}

template <class Row>
std::string one_or_all(const Row* found, std::string_view name, std::string list) {
  return found != nullptr
             ? text_of(*found)
             : fmt::format("{}{}", name.empty() ? "" : "Not found. There are:\n", list);
}

std::string explain_offence(const Treaty& law, std::string_view code) {
  if (const OffenceClass* found = law.offence_class(code)) return text_of(*found);
  return one_or_all(law.offence(code), code,
                    list_of(law.offences(), &Offence::code, &Offence::title) +
                        list_of(law.offence_classes(), &OffenceClass::id, &OffenceClass::title));
}

std::string explain_measures(const Treaty& law, std::string_view id) {
  const auto space = id.find(' ');
  if (space != std::string_view::npos) {
    const Measure* rules = law.measure_under(id.substr(0, space), id.substr(space + 1));
    if (rules != nullptr) return explain_measure(law, *rules);
    return fmt::format("{} does not carry {}.\n", id.substr(space + 1), id.substr(0, space));
  }
  const auto found = law.measure(id);
  if (found.ok()) return explain_measure(law, **found);
  return one_or_all<Ground>(nullptr, id, list_of(law.measures(), &Measure::id, &Measure::title));
}

std::string explain_ground(const Treaty& law, std::string_view code) {
  const auto found = law.ground(code);
  return one_or_all(found.ok() ? *found : nullptr, code,
                    list_of(law.grounds(), &Ground::code, &Ground::title));
}

std::string explain_instrument(const Treaty& law, std::string_view id) {
  const Instrument* found = law.instrument(id);
  if (found != nullptr) return text_of(law, *found);
  return one_or_all<Ground>(nullptr, id,
                            list_of(law.instruments(), &Instrument::id, &Instrument::title));
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" .");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace

std::string explain(const Treaty& law, std::string_view topic) {
  topic = trimmed(topic);
  const std::size_t end = topic.find_first_of(" .");
  std::string_view heading = topic.substr(0, end);
  if (heading.size() > 1 && heading.ends_with('s')) heading.remove_suffix(1);  // "grounds"
  const std::string_view name =
      end == std::string_view::npos ? std::string_view{} : trimmed(topic.substr(end));
  if (heading == "art" || heading == "article") {
    if (const Article* found = law.article(name)) return text_of(law, *found);
    return one_or_all<Ground>(nullptr, name,
                              list_of(law.articles(), &Article::number, &Article::title));
  }
  if (heading == "measure") return explain_measures(law, name);
  if (heading == "ground") return explain_ground(law, name);
  if (heading == "offence") return explain_offence(law, name);
  if (heading == "clock") {
    return one_or_all(law.clock(name), name,
                      list_of(law.clocks(), &ClockRule::id, &ClockRule::counts));
  }
  if (heading == "instrument") return explain_instrument(law, name);
  if (heading == "scope") return explain_scope(law, name);
  if (heading == "declaration") {
    return one_or_all(law.declaration(name), name,
                      list_of(law.declarations(), &DeclarationRule::id, &DeclarationRule::title));
  }
  if (heading == "term") {
    return one_or_all(law.definition(name), name,
                      list_of(law.definitions(), &Definition::letter, &Definition::term));
  }
  return wording::text({}, "explain.overview") + "\n";
}

}  // namespace haidang::treaty
