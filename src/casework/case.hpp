// What a case is: a pure fold over the acts of its Parties. Single-writer chains go in, two or as
// many as a joint investigation has members, in any order of arrival; the same state comes out
// (DESIGN section 2, rule 1). Each request of a case is between two of its Parties; all see it.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "acts/body.hpp"
#include "treaty/treaty.hpp"

namespace haidang::casework {

// An act that is in the journal, with the digest of its signed bytes.
struct CommittedAct {
  Act act;
  Digest digest{};
};

enum class Status {
  sent,  // requested, not yet acknowledged
  acknowledged,
  info_requested,      // the requested Party asked, 40(16)
  consulting,          // 40(28)
  conditions_offered,  // accepted under conditions to which the requesting Party has not agreed
  accepted,
  postponed,
  preserved,  // art. 42
  delivered,  // evidence was delivered, not yet retrieved
  retrieved,
  answered,   // in words and fields
  consented,  // 36(3), 40(19)
  executed,   // carried out
  lifted,     // what was carried out has ended, 50(8)
  informed,   // given without being asked: nothing to decide, no duty to reply
  refused,
  released,
  withdrawn,
  closed,
};
std::string_view status_name(Status status);  // "sent", "info-requested", ...
std::span<const Status> all_statuses();

struct Clock {
  std::string rule;  // clock rule id in the treaty data, or "needed-by"
  treaty::ClockKind kind = treaty::ClockKind::treaty_rule;
  std::string counts;    // for people
  std::string citation;  // "art. 42(8)"
  Time started;
  std::optional<Time> due;  // none: it runs until a decision ("pending the decision", 42(8))
  enum class State { running, paused, ended } state = State::running;
  std::optional<Time> paused_at = {};  // by an act; what is left then is left when it goes on
};

// 42(7), 40(20): preservation will not suffice, or confidentiality cannot be kept. Open until the
// requesting Party says whether to go on.
struct Caution {
  std::string about;
  std::string text;
  Time at;
  bool open = true;
};

// A duty that a step brought about, until it is done: extradite or prosecute, 37(11).
struct OpenDuty {
  treaty::DutyName name;
  std::string citation;
  Time since;
};

struct Answer {
  ActId act;
  Time at;
  AnswerBody body;
};

struct Exculpatory {
  ActId act;
  Time at;
  ExculpatoryBody body;
};

struct RequestState {
  ActId id;               // of the request act
  std::uint64_t seq = 0;  // of the request act, in the requesting Party's chain
  RequestBody body;
  Address requesting;
  Address requested;
  Time requested_at;
  const treaty::Measure* rules = nullptr;  // of the basis that governs; null: unknown to the law
  std::vector<ActKind> results;            // the act kinds that fulfil the measure, by the law
  bool is_information = false;    // given without being asked; `requesting` is who gives it
  bool is_investigation = false;  // a proposal to investigate jointly, art. 48
  bool joined = false;            // and the requested Party has said yes to it
  std::vector<const treaty::Duty*> duties;  // of the measure, in the law that outlives it
  std::vector<std::string> followed_by;     // measures that may rely on this one
  Status status = Status::sent;
  Status resumes = Status::sent;           // what the request returns to once an ask is answered
  PartyCode consulted_by;                  // who spoke last in a consultation
  std::optional<Time> preservation_began;  // when the first `preserved` act was issued
  std::optional<Time> preserved_until;
  std::optional<Time> released_at;
  std::optional<ActId> held_for;    // the later request that holds the preserved data, 42(8)
  std::uint64_t held_from_seq = 0;  // the place of that request in its chain
  std::optional<Time> extension_asked;
  std::vector<std::string> conditions;          // agreed: they bind, 40(28)
  std::vector<std::string> offered_conditions;  // by the last acceptance, not agreed to
  bool consulted = false;                       // either Party did, or declined conditions
  std::optional<Caution> caution;
  std::optional<Time> inquired_at;    // a question about progress that is not answered, 40(26)
  bool awaits_confirmation = false;   // made orally, not yet confirmed in writing, 40(13)
  bool awaits_review = false;         // of an emergency, afterwards, 2(o)
  std::optional<Time> hear_until;     // a lifting is announced, 50(8)
  bool heard = false;                 // the requesting Party presented its reasons
  bool more_follows = false;          // the last result was a partial one
  std::vector<OpenDuty> open_duties;  // of the requested Party
  std::vector<Answer> answers;
  std::vector<ExecutedBody> executed;
  std::vector<UseCondition> consent_conditions;
  std::vector<Exculpatory> exculpatory;
  std::vector<std::string> refusal_grounds;
  std::string refusal_reasons;
  std::optional<Time> review_at;    // postponed until
  std::vector<ManifestItem> items;  // delivered
  std::vector<ItemId> retrieved;    // by who is addressed
  // By members of a joint investigation that were given an item as well, art. 48.
  std::map<PartyCode, std::vector<ItemId>> retrieved_by_audience;
  std::vector<PartyCode> closed_by;
  std::vector<Clock> clocks;
  Time last_act_at;
};

struct Chain {
  std::vector<Digest> acts;                 // of the signed acts, from number 1 on
  std::map<PartyCode, std::uint64_t> seen;  // the most that its acts had seen of each other chain

  [[nodiscard]] std::uint64_t length() const { return acts.size(); }
  // What stands here in place of the act that `seen_of_it` names as the last; null if that act
  // does, if it names none, or if so many have not arrived.
  [[nodiscard]] const Digest* instead_of(const Seen& seen_of_it) const;
};

// In a joint investigation, art. 48, a member names another act under a number of a third member's
// chain than the one that came here. Both names are signed: the third told two stories, or `by`
// does not tell the truth.
struct Contradiction {
  PartyCode about;        // whose chain
  std::uint64_t seq = 1;  // the number in it
  Digest here{};
  Digest there{};
  PartyCode by;  // who names it, in the act `in`
  ActId in;
  bool operator==(const Contradiction&) const = default;
};

struct Transition;  // casework/transitions.hpp

// What an act did to its request.
struct Mark {
  Status before = Status::sent;
  Status after = Status::sent;
  const Transition* step = nullptr;  // none: it opened the request, or had no effect
};

struct CaseState {
  CaseId id;
  std::vector<Address> parties;  // by Party; as the case was opened, for good
  std::map<PartyCode, Chain> chains;
  std::vector<RequestState> requests;  // in the order they were made
  std::vector<CommittedAct> timeline;  // every act, in the case's one deterministic order
  std::vector<Mark> marks;             // of each act of the timeline
  std::vector<Contradiction> contradictions;
  // Acts that changed nothing because they crossed with another (e.g. accepted after withdrawn).
  std::vector<ActId> without_effect;

  [[nodiscard]] const RequestState* find(const ActId& request) const;
  [[nodiscard]] std::uint64_t length_of(const PartyCode& party) const;
};

// The state after all `acts` of one case, whatever their order. Precondition: each chain is
// complete from seq 1 without gaps (the road checks with `admit` before it commits).
CaseState fold(std::vector<CommittedAct> acts, const treaty::Treaty& law);
// fold(acts of state + act): incremental when the act comes last in the deterministic order.
CaseState advance(CaseState state, CommittedAct act, const treaty::Treaty& law);

// The whole state as text, the same for equal states: for tests, `rebuild` checks and simulation.
std::string describe(const CaseState& state);

// The deterministic order: by causality (own chain, then `seen`), ties by issue time, then Party.
void put_in_order(std::vector<CommittedAct>& acts);

}  // namespace haidang::casework
