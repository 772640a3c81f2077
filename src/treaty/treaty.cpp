#include "treaty/treaty.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "treaty/scope.hpp"
#include "treaty/texts.hpp"

namespace haidang::treaty {
namespace {

constexpr std::string_view preservation_clock = "preservation-minimum";

template <class Row>
const Row* find_row(std::span<const Row> rows, std::string Row::* member, std::string_view value) {
  const auto it =
      std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.*member == value; });
  return it == rows.end() ? nullptr : &*it;
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

bool is_choice(const ContentItem& item, std::string_view text) {
  const auto& choices = item.choices;
  return choices.empty() || std::find(choices.begin(), choices.end(), text) != choices.end();
}

// The mandatory contents, e.g. 42(3), 40(15). What is owed "where applicable" the Party judges;
// what it says beyond the list (another instrument may ask for it) is its own affair.
Result<void> check_contents(const Measure& measure,
                            const std::map<std::string, std::string>& contents) {
  Error error{Code::incomplete_request,
              fmt::format("the request for {} is incomplete", measure.title),
              "the law requires these items", "Fill in every item that is named."};
  for (const ContentItem& item : measure.contents) {
    const auto it = contents.find(item.name);
    const bool stated = it != contents.end() && !is_blank(it->second);
    const bool missing = !stated && item.requirement == Requirement::always;
    if (missing || (stated && !is_choice(item, it->second))) {
      error.details.push_back(missing_item(item));
    }
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

Error not_reserved(const Ground& ground, const GroundLimit& limit) {
  return {Code::ground_not_allowed,
          fmt::format("{} is open only to a Party that made a reservation", ground.code),
          fmt::format("{}: the profile of the refusing Party does not declare {}",
                      limit.source.citation, limit.declaration),
          "Choose another ground, consult, or declare the reservation in the profile.",
          {{ground.code, ground.title, limit.source.citation}}};
}

// Whose refusal it is, as far as the grounds ask for it.
struct Refusing {
  std::string_view offence_class;               // empty: not known
  const std::vector<Declared>* made = nullptr;  // null: not known
};

bool has_declared(const Refusing& refusing, std::string_view id) {
  return std::any_of(refusing.made->begin(), refusing.made->end(),
                     [&](const Declared& made) { return made.id == id; });
}

Result<void> check_ground(const Measure& measure, const Ground& ground, const Refusing& refusing) {
  if (ground.forbidden) return forbidden(ground);  // 40(23), 40(24)
  if (!holds(measure.grounds, ground.code)) return not_allowed(measure, ground);
  for (const GroundLimit& limit : measure.ground_limits) {
    if (limit.code != ground.code) continue;
    const std::string_view clazz = refusing.offence_class;
    if (!clazz.empty() && !holds(limit.offence_classes, clazz)) {
      return limited(measure, ground, limit);
    }
    const bool is_known = refusing.made != nullptr && !limit.declaration.empty();
    if (is_known && !has_declared(refusing, limit.declaration)) return not_reserved(ground, limit);
  }
  return {};
}

}  // namespace

const Duty* Measure::owes(DutyName name) const {
  const auto it = std::find_if(duties.begin(), duties.end(),
                               [&](const Duty& duty) { return duty.name == name; });
  return it == duties.end() ? nullptr : &*it;
}

const Outcome* Measure::outcome(std::string_view what) const {
  const auto it = std::find_if(outcomes.begin(), outcomes.end(),
                               [&](const Outcome& row) { return row.what == what; });
  return it == outcomes.end() ? nullptr : &*it;
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

const Measure* Treaty::measure_under(std::string_view id, std::string_view instrument) const {
  for (const std::vector<Measure>* rows : {&measures_, &carried_}) {
    const auto it = std::find_if(rows->begin(), rows->end(), [&](const Measure& row) {
      return row.id == id && row.source.instrument == instrument;
    });
    if (it != rows->end()) return &*it;
  }
  return nullptr;
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
const DeclarationRule* Treaty::declaration(std::string_view id) const {
  return find_row<DeclarationRule>(declarations_, &DeclarationRule::id, id);
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
std::span<const DeclarationRule> Treaty::declarations() const {
  return declarations_;
}
std::span<const AuthorisationBody> Treaty::authorisation_bodies() const {
  return bodies_;
}
std::span<const StateRequirement> Treaty::requirements() const {
  return requirements_;
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

// Every basis and why it does not carry the request.
Error outside_gate(std::string_view measure, const ScopeAnswer& answer) {
  Error error{Code::out_of_scope,
              fmt::format("no legal basis that is named opens {} for this offence", measure),
              "",
              "Name another legal basis that binds both Parties, or correct the offence.",
              {}};
  for (const ScopeReason& reason : answer.reasons) {
    if (reason.standing != Standing::closes) continue;
    error.details.push_back({reason.basis, reason.text, reason.source.citation});
    error.why += fmt::format("{}{} ({})", error.why.empty() ? "" : "; ", reason.text,
                             reason.source.citation);
  }
  return error;
}

}  // namespace

// What must be named before the gate can be asked: a basis that is known, an offence or its class.
Result<void> Treaty::check_bases(const RequestFacts& facts) const {
  if (facts.legal_bases.empty()) {
    return Error{Code::out_of_scope, "the request names no legal basis",
                 "each request rests on an instrument, or on reciprocity",
                 fmt::format("Name one or more of {}.",
                             names_of<Instrument>(instruments_, &Instrument::id))};
  }
  for (const std::string& id : facts.legal_bases) {
    if (instrument(id) == nullptr) return unknown_instrument(id, instruments_);
  }
  if (offence_class(class_of(facts.offence)) == nullptr) return unknown_offence(facts.offence);
  return {};
}

Result<const Measure*> Treaty::governing(const RequestFacts& facts) const {
  HD_TRY_VOID(this->measure(facts.measure));
  HD_TRY_VOID(check_bases(facts));
  const ScopeAnswer answer = scope(*this, facts);
  if (!answer.is_open()) return outside_gate(facts.measure, answer);
  const Measure* rules = measure_under(facts.measure, answer.basis);
  HD_CHECK(rules != nullptr);
  return rules;
}

Result<void> Treaty::check_request(const RequestFacts& facts) const {
  HD_TRY(const Measure* rules, governing(facts));
  return check_contents(*rules, facts.contents);
}

namespace {

Result<void> check_reasons(std::string_view reasons) {
  if (!is_blank(reasons)) return {};
  return Error{Code::reasons_missing,
               "the refusal gives no reasons",
               "reasons shall be given for any refusal, art. 40(25)",
               "Say why each ground applies.",
               {{"reasons", "Reasons of the refusal", "art. 40(25)"}}};
}

Error no_ground(const Measure& rules) {
  return {Code::ground_not_allowed, "the refusal names no ground",
          fmt::format("art. {} allows {}", rules.article, joined(rules.grounds)),
          "Name at least one of these grounds."};
}

}  // namespace

Result<void> Treaty::check_refusal(std::string_view measure, std::span<const std::string> grounds,
                                   std::string_view reasons) const {
  return check_refusal(measure, "", grounds, reasons);
}

Result<void> Treaty::check_refusal(std::string_view measure, std::string_view offence,
                                   std::span<const std::string> grounds,
                                   std::string_view reasons) const {
  RefusalFacts facts;
  facts.request.measure = measure;
  facts.request.offence = offence;
  facts.grounds = {grounds.begin(), grounds.end()};
  facts.reasons = reasons;
  return check_refusal(facts);
}

Result<void> Treaty::check_refusal(const RefusalFacts& facts) const {
  HD_TRY(const Measure* rules, this->measure(facts.request.measure));
  if (const auto governs = governing(facts.request); governs.ok()) rules = *governs;
  if (facts.grounds.empty()) return no_ground(*rules);
  const std::string clazz = class_of(facts.request.offence);
  const Refusing refusing{clazz, facts.refusing ? &*facts.refusing : nullptr};
  for (const std::string& code : facts.grounds) {
    HD_TRY(const Ground* found, ground(code));
    HD_TRY_VOID(check_ground(*rules, *found, refusing));
  }
  return check_reasons(facts.reasons);
}

Time Treaty::preservation_minimum(Time from) const {
  const ClockRule* rule = clock(preservation_clock);
  HD_CHECK(rule != nullptr && rule->days.has_value());
  return from + Days{*rule->days};
}

}  // namespace haidang::treaty
