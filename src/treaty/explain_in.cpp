#include "treaty/explain_in.hpp"

#include <fmt/format.h>

#include "treaty/explain.hpp"
#include "words/words.hpp"

namespace haidang::treaty {
namespace {

using wording::Arguments;

std::string_view kind_name(ClockKind kind) {
  switch (kind) {
    case ClockKind::treaty_rule:
      return "treaty-rule";
    case ClockKind::domestic_rule:
      return "domestic-rule";
    case ClockKind::requested_deadline:
      return "requested-deadline";
    case ClockKind::house_rule:
      return "house-rule";
  }
  return "";
}

std::string_view opens_name(Opens opens) {
  switch (opens) {
    case Opens::request:
      return "request";
    case Opens::information:
      return "information";
    case Opens::investigation:
      return "investigation";
  }
  return "";
}

std::string_view bound_name(Bound bound) {
  switch (bound) {
    case Bound::shall:
      return "shall";
    case Bound::endeavour:
      return "endeavour";
    case Bound::consider:
      return "consider";
    case Bound::may:
      return "may";
    case Bound::house:
      return "house";
  }
  return "";
}

std::string_view role_of(const Ground& ground) {
  if (ground.forbidden) return "forbidden";
  return ground.use == GroundUse::postponement ? "postponement" : "refusal";
}

// One topic's text in one language.
class Explainer {
 public:
  Explainer(const Treaty& law, wording::Language language) : law_(law), language_(language) {}

  [[nodiscard]] std::string text_of(const Article& article) const;
  [[nodiscard]] std::string text_of(const Ground& ground) const;
  [[nodiscard]] std::string text_of(const ClockRule& rule) const;
  [[nodiscard]] std::string text_of(const Offence& offence) const;
  [[nodiscard]] std::string text_of(const OffenceClass& offence_class) const;
  [[nodiscard]] std::string text_of(const Instrument& instrument) const;
  [[nodiscard]] std::string text_of(const Definition& definition) const;
  [[nodiscard]] std::string text_of(const Measure& measure) const;

  // One line for each rule: its name, its title, its citation and mark.
  template <class Row>
  [[nodiscard]] std::string list_of(std::string_view group, std::span<const Row> rows,
                                    std::string Row::* name, std::string Row::* title) const;
  template <class Row>
  [[nodiscard]] std::string one_or_all(const Row* found, std::string_view name,
                                       const std::string& list) const;
  [[nodiscard]] std::string say(std::string_view key, const Arguments& with = {}) const {
    return wording::text(language_, key, with);
  }

 private:
  // The word for a rule of the data, or its English.
  [[nodiscard]] std::string word(std::string_view group, std::string_view name,
                                 std::string_view english) const {
    return wording::text_or(language_, fmt::format("{}.{}", group, name), english);
  }
  [[nodiscard]] std::string words(std::string_view group,
                                  const std::vector<std::string>& names) const;
  // What the data say in English alone.
  [[nodiscard]] std::string english(std::string_view text) const;
  [[nodiscard]] std::string mark(const Source& source) const {
    return say(source.verified ? "explain.verified" : "explain.not-verified");
  }
  [[nodiscard]] std::string cited(const Source& source) const {
    return wording::citation(language_, source.citation);
  }
  [[nodiscard]] std::string source_line(const Source& source) const;
  [[nodiscard]] std::string people_of(const Measure& measure) const;
  [[nodiscard]] std::string contents_of(const Measure& measure) const;
  [[nodiscard]] std::string grounds_of(const Measure& measure) const;
  [[nodiscard]] std::string outcomes_of(const Measure& measure) const;
  [[nodiscard]] std::string duties_of(const Measure& measure) const;
  [[nodiscard]] std::string assistance_of(const Measure& measure) const;
  [[nodiscard]] std::string clocks_of(const Measure& measure) const;

  const Treaty& law_;
  wording::Language language_;
};

std::string Explainer::words(std::string_view group, const std::vector<std::string>& names) const {
  std::string out;
  for (const std::string& name : names)
    out += (out.empty() ? "" : ", ") + word(group, name, name);
  return out;
}

std::string Explainer::english(std::string_view text) const {
  if (text.empty()) return "";
  return say("explain.in-english", {{"text", std::string(text)}}) + "\n";
}

std::string Explainer::source_line(const Source& source) const {
  const bool read = source.verified;
  const std::string line = say(
      "explain.source", {{"citation", cited(source)},
                         {"instrument", source.instrument},
                         {"mark", read ? say("explain.verified") : say("explain.NOT-VERIFIED")}});
  return line + "\n" + english(source.note);
}

std::string Explainer::text_of(const Article& article) const {
  std::string measures;
  for (const Measure& measure : law_.measures()) {
    if (measure.article != article.number) continue;
    measures += fmt::format("  {}  {}\n", measure.id, word("measure", measure.id, measure.title));
  }
  if (!measures.empty()) measures = say("explain.measures-under") + "\n" + measures;
  return say("explain.article", {{"number", article.number},
                                 {"title", word("article", article.number, article.title)}}) +
         "\n" + english(article.summary) + source_line(article.source) + measures;
}

std::string Explainer::text_of(const Ground& ground) const {
  return fmt::format("{} ({})\n{}\n", ground.code,
                     say(fmt::format("explain.ground-{}", role_of(ground))),
                     word("ground", ground.code, ground.title)) +
         say("explain.duty", {{"duty", ground.duty}}) + "\n" + source_line(ground.source);
}

std::string Explainer::text_of(const ClockRule& rule) const {
  std::string out =
      fmt::format("{} ({})\n", rule.id, say(fmt::format("clock-kind.{}", kind_name(rule.kind))));
  out += say("explain.counts", {{"what", word("clock", rule.id, rule.counts)}}) + "\n";
  out += say("explain.starts-with", {{"act", word("act", rule.from_act, rule.from_act)}}) + "\n";
  if (rule.days) {
    out += say("explain.days",
               {{"count", *rule.days}, {"limit", word("explain.limit", rule.limit, rule.limit)}}) +
           "\n";
  }
  return out + source_line(rule.source);
}

std::string Explainer::text_of(const Offence& offence) const {
  std::string out = say("explain.offence", {{"code", offence.code},
                                            {"title", word("offence", offence.code, offence.title)},
                                            {"article", offence.article},
                                            {"class", offence.offence_class}}) +
                    "\n" + english(offence.conduct);
  for (const std::string& option : offence.options)
    out += "  - " + english(option);
  return out + source_line(offence.source);
}

std::string Explainer::text_of(const OffenceClass& offence_class) const {
  std::string out = fmt::format("{}: {}\n", offence_class.id,
                                word("offence-class", offence_class.id, offence_class.title));
  if (offence_class.penalty_months_min) {
    out += say("explain.least-penalty", {{"count", *offence_class.penalty_months_min}}) + "\n";
  }
  return out + source_line(offence_class.source);
}

std::string Explainer::text_of(const Instrument& instrument) const {
  return fmt::format("{}: {}\n", instrument.id,
                     word("instrument", instrument.id, instrument.title)) +
         english(instrument.status) +
         say(instrument.carries_rules ? "explain.rules-carried" : "explain.basis-only") + "\n" +
         source_line(instrument.source);
}

std::string Explainer::text_of(const Definition& definition) const {
  return fmt::format("{} ({})\n", word("definition", definition.letter, definition.term),
                     definition.letter) +
         english(definition.text) + source_line(definition.source);
}

std::string Explainer::people_of(const Measure& measure) const {
  std::string out =
      say("explain.opens", {{"what", say(fmt::format("opens.{}", opens_name(measure.opens)))}}) +
      "\n";
  out += say("explain.bound", {{"how", say(fmt::format("bound.{}", bound_name(measure.bound)))}}) +
         "\n";
  out += say("explain.asked-by", {{"roles", words("role", measure.asked_by)}}) + "\n";
  if (!measure.decided_by.empty())
    out += say("explain.decided-by", {{"roles", words("role", measure.decided_by)}}) + "\n";
  if (!measure.relies_on.empty()) {
    out += say("explain.may-rely-on",
               {{"measures", fmt::format("{}", fmt::join(measure.relies_on, ", "))}}) +
           "\n";
  }
  return out;
}

std::string Explainer::contents_of(const Measure& measure) const {
  std::string out = say("explain.states") + "\n";
  for (const ContentItem& item : measure.contents) {
    const bool always = item.requirement == Requirement::always;
    out += fmt::format("  {}{}  {}  {}, {}\n", item.name,
                       always ? "" : fmt::format(" ({})", say("explain.where-applicable")),
                       word("content." + measure.id, item.name, item.label), cited(item.source),
                       mark(item.source));
  }
  return out;
}

std::string Explainer::grounds_of(const Measure& measure) const {
  std::string out = say("explain.may-be-refused") + "\n";
  for (const std::string& code : measure.grounds) {
    const auto ground = law_.ground(code);
    if (!ground.ok()) continue;
    const Source& source = (*ground)->source;
    out += fmt::format("  {}  {}  {}, {}\n", code, word("ground", code, (*ground)->title),
                       cited(source), mark(source));
    for (const GroundLimit& limit : measure.ground_limits) {
      if (limit.code != code || limit.offence_classes.empty()) continue;
      const std::string classes = fmt::format("{}", fmt::join(limit.offence_classes, ", "));
      out += fmt::format("    {}, {}, {}\n", say("explain.only-classes", {{"classes", classes}}),
                         cited(limit.source), mark(limit.source));
    }
  }
  return out;
}

std::string Explainer::duties_of(const Measure& measure) const {
  std::string out = measure.duties.empty() ? "" : say("explain.duties") + "\n";
  for (const Duty& duty : measure.duties) {
    const std::string_view name = duty_text(duty.name);
    out += fmt::format("  {}  {}, {}\n", word("duty", name, name), cited(duty.source),
                       mark(duty.source));
  }
  return out;
}

std::string Explainer::outcomes_of(const Measure& measure) const {
  std::string out = measure.outcomes.empty() ? "" : say("explain.carried-out") + "\n";
  for (const Outcome& outcome : measure.outcomes) {
    out += fmt::format("  {}  {}, {}, {}\n", outcome.what,
                       word("executed", outcome.what, outcome.label), cited(outcome.source),
                       mark(outcome.source));
  }
  return out;
}

std::string Explainer::assistance_of(const Measure& measure) const {
  std::string out = measure.assistance_types.empty() ? "" : say("explain.assistance") + "\n";
  for (const AssistanceType& type : measure.assistance_types) {
    out += fmt::format("  ({}) {}, {}, {}\n", type.letter,
                       word("assistance." + measure.id, type.letter, type.label),
                       cited(type.source), mark(type.source));
  }
  return out;
}

std::string Explainer::clocks_of(const Measure& measure) const {
  std::string out = say("explain.clocks") + "\n";
  for (const std::string& id : measure.clocks) {
    const ClockRule* rule = law_.clock(id);
    if (rule == nullptr) continue;
    out += fmt::format("  {}  {}, {}, {}\n", id, word("clock", id, rule->counts),
                       cited(rule->source), mark(rule->source));
  }
  return out;
}

std::string Explainer::text_of(const Measure& measure) const {
  return say("explain.measure", {{"id", measure.id},
                                 {"title", word("measure", measure.id, measure.title)},
                                 {"article", measure.article}}) +
         "\n" +
         say("explain.open-for",
             {{"classes", fmt::format("{}", fmt::join(measure.offence_classes, ", "))}}) +
         "\n" + people_of(measure) + assistance_of(measure) + contents_of(measure) +
         grounds_of(measure) + outcomes_of(measure) + duties_of(measure) + clocks_of(measure) +
         source_line(measure.source);
}

template <class Row>
std::string Explainer::list_of(std::string_view group, std::span<const Row> rows,
                               std::string Row::* name, std::string Row::* title) const {
  std::string out;
  for (const Row& row : rows) {
    out += fmt::format("{}  {}  [{}, {}]\n", row.*name, word(group, row.*name, row.*title),
                       cited(row.source), mark(row.source));
  }
  return out;
}

template <class Row>
std::string Explainer::one_or_all(const Row* found, std::string_view name,
                                  const std::string& list) const {
  if (found != nullptr) return text_of(*found);
  return (name.empty() ? "" : say("explain.not-found") + "\n") + list;
}

std::string explain_offence(const Treaty& law, const Explainer& in, std::string_view code) {
  if (const OffenceClass* found = law.offence_class(code)) return in.text_of(*found);
  return in.one_or_all(law.offence(code), code,
                       in.list_of("offence", law.offences(), &Offence::code, &Offence::title) +
                           in.list_of("offence-class", law.offence_classes(), &OffenceClass::id,
                                      &OffenceClass::title));
}

template <class Row>
const Row* pointer_in(const Result<const Row*>& found) {
  return found.ok() ? *found : nullptr;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" .");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::string about(const Treaty& law, const Explainer& in, std::string_view heading,
                  std::string_view name) {
  if (heading == "art" || heading == "article") {
    return in.one_or_all(law.article(name), name,
                         in.list_of("article", law.articles(), &Article::number, &Article::title));
  }
  if (heading == "measure") {
    return in.one_or_all(pointer_in(law.measure(name)), name,
                         in.list_of("measure", law.measures(), &Measure::id, &Measure::title));
  }
  if (heading == "ground") {
    return in.one_or_all(pointer_in(law.ground(name)), name,
                         in.list_of("ground", law.grounds(), &Ground::code, &Ground::title));
  }
  if (heading == "offence") return explain_offence(law, in, name);
  if (heading == "clock") {
    return in.one_or_all(law.clock(name), name,
                         in.list_of("clock", law.clocks(), &ClockRule::id, &ClockRule::counts));
  }
  if (heading == "instrument") {
    return in.one_or_all(
        law.instrument(name), name,
        in.list_of("instrument", law.instruments(), &Instrument::id, &Instrument::title));
  }
  if (heading == "term") {
    return in.one_or_all(
        law.definition(name), name,
        in.list_of("definition", law.definitions(), &Definition::letter, &Definition::term));
  }
  return heading.empty() ? in.say("explain.overview") + "\n" : std::string();
}

}  // namespace

std::string explain_in(wording::Language language, const Treaty& law, std::string_view topic) {
  if (language == wording::Language()) return explain(law, topic);
  const std::string_view asked = trimmed(topic);
  const std::size_t end = asked.find_first_of(" .");
  std::string_view heading = asked.substr(0, end);
  if (heading.size() > 1 && heading.ends_with('s')) heading.remove_suffix(1);  // "grounds"
  const std::string_view name =
      end == std::string_view::npos ? std::string_view{} : trimmed(asked.substr(end));
  if (heading == "scope") return explain_scope_in(language, law, name);
  // A name of two words asks for more than one rule: "measure preservation budapest".
  const std::string text = name.find(' ') == std::string_view::npos
                               ? about(law, Explainer(law, language), heading, name)
                               : std::string();
  return text.empty() ? explain(law, topic) : text;
}

}  // namespace haidang::treaty
