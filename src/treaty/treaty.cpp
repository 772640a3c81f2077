#include "treaty/treaty.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace haidang::treaty {
namespace {

constexpr std::string_view convention_id = "uncc";
constexpr std::string_view preservation_clock = "preservation-minimum";

template <class Row>
const Row* find_row(std::span<const Row> rows, std::string Row::* member, std::string_view value) {
  const auto it =
      std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.*member == value; });
  return it == rows.end() ? nullptr : &*it;
}

bool holds(std::span<const std::string> texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

template <class Row>
std::string names_of(std::span<const Row> rows, std::string Row::* member) {
  std::string out;
  for (const Row& row : rows)
    out += (out.empty() ? "" : ", ") + row.*member;
  return out;
}

std::string joined(std::span<const std::string> texts) {
  return fmt::format("{}", fmt::join(texts, ", "));
}

Detail missing_item(const ContentItem& item) {
  return {item.name, item.label, item.source.citation};
}

// The mandatory contents, e.g. 42(3), 40(15). What is owed "where applicable" the Party judges;
// what it says beyond the list (another instrument may ask for it) is its own affair.
Result<void> check_contents(const Measure& measure,
                            const std::map<std::string, std::string>& contents) {
  Error error{Code::incomplete_request,
              fmt::format("the request for {} is incomplete", measure.title),
              "the law requires these items", "Fill in every item that is named."};
  for (const ContentItem& item : measure.contents) {
    if (item.requirement != Requirement::always) continue;
    const auto it = contents.find(item.name);
    if (it == contents.end() || is_blank(it->second)) error.details.push_back(missing_item(item));
  }
  if (!error.details.empty()) return error;
  return {};
}

Error forbidden(const Ground& ground) {
  return {Code::forbidden_ground,
          fmt::format("{} is never a ground of refusal", ground.code),
          fmt::format("{}: {}", ground.source.citation, ground.title),
          "Leave it out; refuse only on a ground that the law allows.",
          {{ground.code, ground.title, ground.source.citation}}};
}

Error not_allowed(const Measure& measure, const Ground& ground) {
  return {Code::ground_not_allowed,
          fmt::format("{} is not a ground on which {} may be refused", ground.code, measure.id),
          fmt::format("art. {} allows {}", measure.article, joined(measure.grounds)),
          "Choose one of these grounds, consult, or accept with conditions.",
          {{ground.code, ground.title, ground.source.citation}}};
}

Error limited(const Measure& measure, const Ground& ground, const GroundLimit& limit) {
  return {Code::ground_not_allowed,
          fmt::format("{} is not a ground on which {} may be refused for this offence", ground.code,
                      measure.id),
          fmt::format("{} allows it only for offences of class {}", limit.source.citation,
                      joined(limit.offence_classes)),
          "Choose another ground, consult, or accept with conditions.",
          {{ground.code, ground.title, limit.source.citation}}};
}

Result<void> check_ground(const Measure& measure, const Ground& ground, std::string_view clazz) {
  if (ground.forbidden) return forbidden(ground);  // 40(23), 40(24)
  if (!holds(measure.grounds, ground.code)) return not_allowed(measure, ground);
  if (clazz.empty()) return {};
  for (const GroundLimit& limit : measure.ground_limits) {
    if (limit.code != ground.code || holds(limit.offence_classes, clazz)) continue;
    return limited(measure, ground, limit);
  }
  return {};
}

}  // namespace

const Duty* Measure::owes(DutyName name) const {
  const auto it = std::find_if(duties.begin(), duties.end(),
                               [&](const Duty& duty) { return duty.name == name; });
  return it == duties.end() ? nullptr : &*it;
}

bool Measure::may_rely_on(std::string_view measure) const {
  return holds(relies_on, measure);
}

Result<const Measure*> Treaty::measure(std::string_view id) const {
  if (const Measure* found = find_row<Measure>(measures_, &Measure::id, id)) return found;
  return Error{Code::unknown_measure, fmt::format("there is no measure \"{}\"", id),
               "the treaty data hold no rules for it",
               fmt::format("Choose one of {}.", names_of<Measure>(measures_, &Measure::id))};
}

Result<const Ground*> Treaty::ground(std::string_view code) const {
  if (const Ground* found = find_row<Ground>(grounds_, &Ground::code, code)) return found;
  return Error{Code::ground_not_allowed, fmt::format("there is no ground \"{}\"", code),
               "the treaty data hold no such code",
               fmt::format("Choose one of {}.", names_of<Ground>(grounds_, &Ground::code))};
}

const ClockRule* Treaty::clock(std::string_view id) const {
  return find_row<ClockRule>(clocks_, &ClockRule::id, id);
}
const Offence* Treaty::offence(std::string_view code) const {
  return find_row<Offence>(offences_, &Offence::code, code);
}
const Article* Treaty::article(std::string_view number) const {
  return find_row<Article>(articles_, &Article::number, number);
}
const Instrument* Treaty::instrument(std::string_view id) const {
  return find_row<Instrument>(instruments_, &Instrument::id, id);
}
const OffenceClass* Treaty::offence_class(std::string_view id) const {
  return find_row<OffenceClass>(classes_, &OffenceClass::id, id);
}
const Definition* Treaty::definition(std::string_view term_or_letter) const {
  const auto* found = find_row<Definition>(definitions_, &Definition::term, term_or_letter);
  if (found != nullptr) return found;
  return find_row<Definition>(definitions_, &Definition::letter, term_or_letter);
}

std::string Treaty::class_of(std::string_view offence) const {
  if (const Offence* found = this->offence(offence)) return found->offence_class;
  const OffenceClass* named = offence_class(offence);
  // "An offence of the Convention" is named by its code, never by the class alone.
  const bool is_class_of_codes =
      find_row<Offence>(offences_, &Offence::offence_class, offence) != nullptr;
  return named == nullptr || is_class_of_codes ? std::string() : named->id;
}

std::span<const Measure> Treaty::measures() const {
  return measures_;
}
std::span<const Ground> Treaty::grounds() const {
  return grounds_;
}
std::span<const ClockRule> Treaty::clocks() const {
  return clocks_;
}
std::span<const Offence> Treaty::offences() const {
  return offences_;
}
std::span<const Article> Treaty::articles() const {
  return articles_;
}
std::span<const Instrument> Treaty::instruments() const {
  return instruments_;
}
std::span<const Definition> Treaty::definitions() const {
  return definitions_;
}
std::span<const OffenceClass> Treaty::offence_classes() const {
  return classes_;
}

namespace {

Error unknown_instrument(std::string_view id, std::span<const Instrument> known) {
  return {Code::out_of_scope, fmt::format("there is no legal basis \"{}\"", id),
          "the treaty data do not name it",
          fmt::format("Choose one of {}.", names_of<Instrument>(known, &Instrument::id))};
}

Error unknown_offence(std::string_view offence) {
  return {Code::out_of_scope, fmt::format("there is no offence \"{}\"", offence),
          "a request names a code such as UNCC-07, or \"serious-crime\", or \"other\"",
          "List the codes with `haidang explain offence`."};
}

Error outside_gate(const Measure& measure, const OffenceClass& offence_class) {
  return {
      Code::out_of_scope,
      fmt::format("the Convention does not open {} for this offence", measure.id),
      fmt::format("{}: {} ({})", measure.id, offence_class.title, offence_class.source.citation),
      "Name another legal basis that binds both Parties, or correct the offence."};
}

Error below_threshold(const OffenceClass& offence_class) {
  return {Code::out_of_scope, "the maximum penalty does not make this a serious crime",
          fmt::format("{}: a maximum of at least {} months must be stated",
                      offence_class.source.citation, *offence_class.penalty_months_min),
          "State penalty_months, or name another legal basis."};
}

}  // namespace

// Which measure is open for which offence: arts 3, 23, 35, 40(1). Outside, the request needs
// another legal basis than the Convention, whose rules the requested Party then applies.
Result<void> Treaty::check_scope(const Measure& measure, const RequestFacts& facts) const {
  if (facts.legal_bases.empty()) {
    return Error{Code::out_of_scope, "the request names no legal basis",
                 "each request rests on an instrument, or on reciprocity",
                 fmt::format("Name one or more of {}.",
                             names_of<Instrument>(instruments_, &Instrument::id))};
  }
  for (const std::string& id : facts.legal_bases) {
    if (instrument(id) == nullptr) return unknown_instrument(id, instruments_);
  }
  const OffenceClass* offence_class = this->offence_class(class_of(facts.offence));
  if (offence_class == nullptr) return unknown_offence(facts.offence);
  const bool has_another_basis =
      std::any_of(facts.legal_bases.begin(), facts.legal_bases.end(),
                  [](const std::string& id) { return id != convention_id; });
  if (has_another_basis) return {};
  if (!holds(measure.offence_classes, offence_class->id)) {
    return outside_gate(measure, *offence_class);
  }
  const auto least = offence_class->penalty_months_min;
  if (least && facts.penalty_months.value_or(0) < *least) return below_threshold(*offence_class);
  return {};
}

Result<void> Treaty::check_request(const RequestFacts& facts) const {
  HD_TRY(const Measure* measure, this->measure(facts.measure));
  HD_TRY_VOID(check_scope(*measure, facts));
  return check_contents(*measure, facts.contents);
}

Result<void> Treaty::check_refusal(std::string_view measure, std::span<const std::string> grounds,
                                   std::string_view reasons) const {
  return check_refusal(measure, "", grounds, reasons);
}

Result<void> Treaty::check_refusal(std::string_view measure, std::string_view offence,
                                   std::span<const std::string> grounds,
                                   std::string_view reasons) const {
  HD_TRY(const Measure* rules, this->measure(measure));
  if (grounds.empty()) {
    return Error{Code::ground_not_allowed, "the refusal names no ground",
                 fmt::format("art. {} allows {}", rules->article, joined(rules->grounds)),
                 "Name at least one of these grounds."};
  }
  for (const std::string& code : grounds) {
    HD_TRY(const Ground* found, ground(code));
    HD_TRY_VOID(check_ground(*rules, *found, class_of(offence)));
  }
  if (is_blank(reasons)) {
    return Error{Code::reasons_missing,
                 "the refusal gives no reasons",
                 "reasons shall be given for any refusal, art. 40(25)",
                 "Say why each ground applies.",
                 {{"reasons", "Reasons of the refusal", "art. 40(25)"}}};
  }
  return {};
}

Time Treaty::preservation_minimum(Time from) const {
  const ClockRule* rule = clock(preservation_clock);
  HD_CHECK(rule != nullptr && rule->days.has_value());
  return from + Days{*rule->days};
}

}  // namespace haidang::treaty
