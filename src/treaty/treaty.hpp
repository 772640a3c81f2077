// The law as data: what the treaty/ folder says, loaded, indexed and asked. Pure. Nothing here is
// written in code that the Convention states: contents, grounds, periods and offences come from the
// data files, each with its citation and whether it was verified against the official text.
#pragma once
#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/embedded.hpp"
#include "base/json.hpp"

namespace haidang::treaty {

struct Source {
  std::string citation;    // "art. 42(3)(e)"
  std::string instrument;  // "uncc"
  bool verified = false;   // read in an authentic text
  std::string note;        // where it was read, or what still needs checking
};

enum class Requirement { always, where_applicable };

// Who may read a content: the authorities of the case alone, or the domestic custodian of the data
// too, such as a provider. What is not marked is not in the custodian's copy.
enum class Audience { authority, custodian };

struct ContentItem {
  std::string name;   // "necessity"
  std::string label;  // for people, English
  Requirement requirement = Requirement::always;
  Audience audience = Audience::authority;
  Source source;
  std::vector<std::string> choices = {};  // what it may say, as codes; empty: prose
};

// A ground that this measure allows only for some classes of offences, or only to a Party that
// made a reservation, e.g. 42(4)-(5).
struct GroundLimit {
  std::string code;
  std::vector<std::string> offence_classes;
  std::string declaration;  // id of the declaration that the refusing Party needs; or empty
  Source source;
};

// How far a measure is open for some classes of offences, e.g. 35(1)(c): electronic evidence only.
struct ScopeLimit {
  std::vector<std::string> offence_classes;
  std::string text;
  std::vector<std::string> assistance_types;       // letters of 40(3); empty: not limited by them
  std::optional<std::int64_t> penalty_months_min;  // the maximum penalty must reach it
  Source source;
};

// What the measure opens: a demand that the other Party decides; information that is given without
// being asked, 40(4), 47, 51, with nothing to decide; a joint investigation, 48.
enum class Opens { request, information, investigation };

// How far a Party is bound: it shall help; it shall endeavour to, 45, 46; it shall consider, 39,
// 48; it may, 38, 40(4). A house measure serves the network and is stated by no instrument.
enum class Bound { shall, endeavour, consider, may, house };

// What the law obliges a Party to do beside answering. Whoever acts on one asks `Measure::owes`.
enum class DutyName {
  consult_before_refusing,    // 40(28), 37(17)
  consult_before_postponing,  // 40(28)
  hear_before_lifting,        // 50(8)
  state_authorisation,        // 24
  state_necessity,            // 24
  state_dual_criminality,     // 35(3), 40(8)
  keep_confidential_or_warn,  // 40(20), 42(7)
  confirm_oral_in_writing,    // 40(13)
  not_evidence,               // 47: until the restriction is lifted
  extradite_or_prosecute,     // 37(11)
  emergency_only,             // 41(3)(e), 2(o)
};

std::string_view duty_text(DutyName name);  // "consult-before-refusing"

struct Duty {
  DutyName name = DutyName::consult_before_refusing;
  std::vector<std::string> grounds;  // owed only with these, e.g. 37(11) with NATIONAL; empty: all
  Source source;
  // Of not-evidence: the measures by which the same is asked for as evidence, art. 47, art. 40.
  std::vector<std::string> lifted_by = {};
};

// What may be said to have been carried out.
struct Outcome {
  std::string what;  // "surrender"
  std::string label;
  bool interim = false;      // what was asked for still follows
  bool may_precede = false;  // may have been done before it was asked for
  std::optional<DutyName> discharges = {};
  Source source;
};

// 40(3)(a) to (m).
struct AssistanceType {
  std::string letter;
  std::string label;
  Source source;
};

struct Measure {
  std::string id;       // "preservation"
  std::string article;  // "42"
  std::string title;
  Opens opens = Opens::request;
  Bound bound = Bound::shall;
  std::vector<std::string> asked_by;    // roles of authorities that may ask
  std::vector<std::string> decided_by;  // roles that may decide; empty: nothing to decide
  std::vector<ContentItem> contents;
  std::vector<std::string> grounds;  // codes of grounds that may be used to refuse
  std::vector<GroundLimit> ground_limits;
  std::vector<std::string> offence_classes;  // "convention", "serious-crime": the scope gate
  std::vector<std::string> offences;         // of these codes alone; empty: all of those classes
  std::vector<ScopeLimit> scope_limits;
  std::vector<std::string> relies_on;  // measures that a request may rely on: "preservation"
  std::vector<std::string> results;    // act kinds that fulfil it: "preserved", "deliver"
  std::vector<Outcome> outcomes;       // what "executed" may say; none without that result
  std::vector<std::string> clocks;     // ids of clock rules that apply
  std::vector<Duty> duties;
  std::vector<AssistanceType> assistance_types;  // of mutual legal assistance alone
  Source source;

  [[nodiscard]] const Duty* owes(DutyName name) const;                // null: not here
  [[nodiscard]] const Outcome* outcome(std::string_view what) const;  // null: not here
  [[nodiscard]] bool may_rely_on(std::string_view measure) const;
};

enum class GroundUse { refusal, postponement };

struct Ground {
  std::string code;  // "ESSENTIAL_INTERESTS"
  std::string title;
  GroundUse use = GroundUse::refusal;
  Source source;
  bool forbidden = false;  // 40(23), 40(24): never a ground
  std::string duty;        // e.g. "consult first, 40(28)"
};

enum class ClockKind { treaty_rule, domestic_rule, requested_deadline, house_rule };

struct ClockRule {
  std::string id;                    // "preservation-minimum"
  std::string counts;                // what it counts, for people
  std::string from_act;              // act kind whose time starts it; "executed:arrest", ...
  std::optional<std::int64_t> days;  // absent where the date comes from an act
  std::string limit;                 // "minimum", "maximum", "exact", "before", or empty
  // Member of the act's body that holds the date: "until". Where the act does not name one, `days`
  // count, and are the least that it may name.
  std::string date_from;
  std::vector<std::string> ended_by;    // act kinds that end it
  std::vector<std::string> paused_by;   // act kinds that stop it for a while
  std::vector<std::string> resumed_by;  // act kinds after which it goes on
  ClockKind kind = ClockKind::treaty_rule;
  Source source;
  std::string party = {};  // of a domestic rule: whose law it is; empty: runs for every Party
  std::string side = {};   // "requested", "requesting" or "both": on which side that Party stands
  // Only for requests whose content of this name says so; empty: for every one.
  std::string content = {};
  std::string says = {};
};

// Own law files (own_law.hpp): the bodies that may authorise a measure at home, art. 24.
struct AuthorisationBody {
  std::string party;
  std::string name;
  std::vector<std::string> measures;
  Source source;
};

// And what one Party wants to read in a request beside what the instruments require.
struct StateRequirement {
  std::string party;  // that is requested
  std::vector<std::string> measures;
  std::vector<ContentItem> contents;
};

struct Offence {
  std::string code;  // "UNCC-07"
  std::string article;
  std::string title;
  std::string conduct;
  std::string offence_class;         // "convention"
  std::vector<std::string> options;  // elements a State may require, carve-outs
  Source source;
};

// Decides which measures are open: "convention", "serious-crime" (2(h)), "other".
struct OffenceClass {
  std::string id;
  std::string title;
  std::optional<std::int64_t> penalty_months_min;  // the maximum penalty must reach it
  Source source;
};

struct Instrument {
  std::string id;  // "uncc"
  std::string title;
  std::string status;          // public status, with its date
  bool carries_rules = false;  // the data hold its own contents, grounds and periods
  Source source;
};

struct Article {
  std::string number;
  std::string title;
  std::string summary;
  Source source;
};

// Art. 2.
struct Definition {
  std::string letter;
  std::string term;
  std::string text;
  Source source;
};

enum class DeclarationValue { nothing, yes_no, languages, offences, authorities, text };

// What a request must state, or be, where the requested Party declared it.
enum class Asks {
  nothing,
  language,          // one of those declared, or a translation into one, 40(13)
  writing,           // not made orally, 40(13)
  addressee,         // one of the authorities declared, 37(19), 40(12)
  dual_criminality,  // judged by conduct, 11(3)
  offence,           // one of those declared: the gate is closed for others, 23(3)(a)
  written_form,      // the content "written_form", 36(3)
};

// What a Party may reserve, declare or notify, and what that changes.
struct DeclarationRule {
  std::string id;  // "extradition-basis"
  std::string title;
  std::string kind;  // "reservation", "declaration", "notification"
  DeclarationValue takes = DeclarationValue::nothing;
  std::string effect;
  std::vector<std::string> concerns;  // measures; "*": every one
  std::vector<std::string> closes;    // measures that it closes under its instrument
  std::string closes_when;            // "no": when the Party says so; empty: never
  Asks asks = Asks::nothing;
  std::string asks_when;              // "no": when the Party says so; empty: always
  std::vector<std::string> offences;  // only for these; empty: for every offence
  Source source;
};

// What one Party has declared: the rule's id and its values. Stands in the Party's profile.
struct Declared {
  std::string id;
  std::vector<std::string> values = {};
  bool operator==(const Declared&) const = default;
};

// The parts of a request that the law speaks about.
struct RequestFacts {
  std::string measure;
  std::vector<std::string> legal_bases;
  std::string offence;  // offence code, or "serious-crime", "other"
  std::optional<std::int64_t> penalty_months;
  std::map<std::string, std::string> contents;  // empty text counts as missing
  std::string statute = {};                     // that states the penalty, 2(h)
  std::string assistance_type = {};             // letter of 40(3)
  std::vector<Declared> requested = {};         // what the requested Party has declared
};

// The parts of a refusal that the law speaks about.
struct RefusalFacts {
  RequestFacts request;  // its contents do not matter
  std::vector<std::string> grounds;
  std::string reasons;
  std::optional<std::vector<Declared>> refusing;  // what the refusing Party declared; none: unknown
};

class Treaty {
 public:
  // From the data compiled into the binary. The files were validated by the tests; damage is a bug.
  static const Treaty& embedded();
  static Result<Treaty> load(std::span<const EmbeddedFile> files);

  Result<const Measure*> measure(std::string_view id) const;  // unknown_measure
  // The same measure by the rules of the instrument that carries it: its own contents, grounds,
  // clocks and duties where it states them. Null: that instrument does not carry it.
  [[nodiscard]] const Measure* measure_under(std::string_view id,
                                             std::string_view instrument) const;
  // By which rules a request is judged: the first of its bases that opens the measure for the
  // offence. Errors: unknown_measure, out_of_scope with every basis and why it does not.
  Result<const Measure*> governing(const RequestFacts& facts) const;
  Result<const Ground*> ground(std::string_view code) const;  // ground_not_allowed
  [[nodiscard]] const ClockRule* clock(std::string_view id) const;
  [[nodiscard]] const Offence* offence(std::string_view code) const;
  [[nodiscard]] const Article* article(std::string_view number) const;
  [[nodiscard]] const Instrument* instrument(std::string_view id) const;
  [[nodiscard]] const Definition* definition(std::string_view term_or_letter) const;
  [[nodiscard]] const OffenceClass* offence_class(std::string_view id) const;
  [[nodiscard]] const DeclarationRule* declaration(std::string_view id) const;
  // The class of an offence code, or the class that is named itself; empty when there is none.
  [[nodiscard]] std::string class_of(std::string_view offence) const;
  [[nodiscard]] std::span<const Measure> measures() const;
  [[nodiscard]] std::span<const Ground> grounds() const;
  [[nodiscard]] std::span<const ClockRule> clocks() const;
  [[nodiscard]] std::span<const Offence> offences() const;
  [[nodiscard]] std::span<const Article> articles() const;
  [[nodiscard]] std::span<const Instrument> instruments() const;
  [[nodiscard]] std::span<const Definition> definitions() const;
  [[nodiscard]] std::span<const OffenceClass> offence_classes() const;
  [[nodiscard]] std::span<const DeclarationRule> declarations() const;
  [[nodiscard]] std::span<const AuthorisationBody> authorisation_bodies() const;
  [[nodiscard]] std::span<const StateRequirement> requirements() const;

  // Errors: unknown_measure, out_of_scope (arts 3, 23, 35; "serious crime" is four years or more,
  // 2(h)), incomplete_request with one detail per missing item, each with its citation.
  Result<void> check_request(const RequestFacts& facts) const;
  // Errors: ground_not_allowed, forbidden_ground, reasons_missing (40(25)).
  Result<void> check_refusal(std::string_view measure, std::span<const std::string> grounds,
                             std::string_view reasons) const;
  // The same for a request whose offence is known: some grounds are limited to classes of offences.
  Result<void> check_refusal(std::string_view measure, std::string_view offence,
                             std::span<const std::string> grounds, std::string_view reasons) const;
  // By the rules of the basis that governs, and by the reservations of the Party that refuses.
  Result<void> check_refusal(const RefusalFacts& facts) const;
  // The earliest end a preservation may have, 42(8): `from` plus the treaty's minimum.
  [[nodiscard]] Time preservation_minimum(Time from) const;

 private:
  friend class Loader;
  [[nodiscard]] Result<void> check_bases(const RequestFacts& facts) const;

  std::vector<Measure> measures_;
  std::vector<Measure> carried_;  // by other instruments than the Convention
  std::vector<Ground> grounds_;
  std::vector<ClockRule> clocks_;
  std::vector<Offence> offences_;
  std::vector<Article> articles_;
  std::vector<Instrument> instruments_;
  std::vector<Definition> definitions_;
  std::vector<OffenceClass> classes_;
  std::vector<DeclarationRule> declarations_;
  std::vector<AuthorisationBody> bodies_;
  std::vector<StateRequirement> requirements_;
};

}  // namespace haidang::treaty
