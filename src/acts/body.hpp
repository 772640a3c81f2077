// Typed bodies of the act kinds that carry one. Each has a writer and a strict reader.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "acts/act.hpp"
#include "acts/wording.hpp"

namespace haidang {

// A condition on the use of what is transferred, 36(1)(b), 40(5), 40(19). The code is for programs
// ("not-evidence", "confidential", "purpose", "no-onward-transfer"), the text for people.
struct UseCondition {
  std::string code;
  std::string text;
  std::optional<Time> until = {};  // none: until it is lifted
};

// The domestic decision that a request rests on, art. 24.
struct Authorisation {
  std::string body;  // court, judge, prosecutor, independent body
  std::string reference;
  std::string grounds;
  std::string scope;
  std::string duration;
};

// Judged by conduct, never by the names of offences, 35(3).
struct DualCriminality {
  bool required = false;
  std::string conduct;  // what was done
  std::string result;   // "met", "not-met", "not-assessed"
  std::string requested_state_offence;
};

// 22(5): a selector that only who holds it already can recognise: Argon2id of it under the salt.
struct SealedSelector {
  std::string kind;  // "email", "ip", "wallet"
  std::string salt;  // hex, 16 bytes
  Digest digest{};
};

// request and inform. `contents` holds the mandatory items by their names in the treaty data
// (e.g. "necessity" for art. 42(3)(e)); treaty/ decides which must be there.
struct RequestBody {
  std::string measure;                         // "preservation", "stored-data"
  std::vector<std::string> legal_bases;        // instrument ids: "uncc"
  std::string offence;                         // offence code "UNCC-07", or "serious-crime"
  std::optional<std::int64_t> penalty_months;  // maximum custodial penalty, for serious crime, 2(h)
  std::optional<std::string> statute;          // that states the penalty, 2(h)
  std::map<std::string, std::string> contents;
  std::optional<std::string> assistance_type;  // 40(3): "a" to "m"
  bool confidential = false;                   // 42(3)(g), 40(20)
  bool emergency = false;                      // 2(o)
  std::optional<std::string> emergency_risk;   // "life" or "safety" of a natural person, 2(o)
  std::optional<std::string> emergency_facts;  // which facts show it, 41(3)(e)
  bool oral = false;                           // made orally, to be confirmed in writing, 40(13)
  std::optional<ActId> relies_on;              // the preservation request this one follows, 42(8)
  std::optional<CaseId> cites;                 // the case that led to this one, art. 43
  std::vector<Digest> about_items;             // 36(3), 40(19): SHA-256 of each file
  std::optional<std::string> recipient_code;   // 36(3): the Party or organization, by its code
  std::optional<Time> needed_by;               // requested deadline, 40(26)
  std::optional<std::string> needed_by_reason;
  std::optional<std::string> special_procedure;     // 40(17)
  std::optional<std::string> permitted_use;         // what the data will be used for, 40(19)
  std::optional<std::string> necessity;             // and proportionality, art. 24
  std::optional<Authorisation> authorisation;       // art. 24
  std::optional<DualCriminality> dual_criminality;  // 35(3)
  std::vector<SealedSelector> selectors;            // 22(5)
  std::vector<UseCondition> restrictions;           // inform only, 40(5)
  Wording wording;  // its texts: each of the contents, and those of its own
};

struct RefuseBody {
  std::vector<std::string> grounds;  // codes of treaty/grounds.json
  std::string reasons;               // 40(25)
  Wording wording = {};
};

struct PostponeBody {
  Time review_at;
  std::string reasons;
  Wording wording = {};
};

struct PreservedBody {
  Time until;
  std::string note;
  Wording wording = {};
};

// accept, ask, supply, consult, status, notify, acknowledge, withdraw, release, close, agree,
// decline, caution, proceed, inquire, represent
struct NoteBody {
  std::string text;
  std::vector<std::string> conditions = {};  // accept only
  Wording wording = {};  // its texts: "text", and "condition.1", "condition.2" and so on
  std::optional<std::string> about = {};  // caution and notify: a code, e.g. "confidentiality"
  std::optional<Time> until = {};  // notify only: the end of a period that was agreed, 40(29)
};

struct ExtendBody {
  Time until;
  std::string reasons;
  Wording wording = {};
};

// One evidence item as delivered. The chunk digests themselves travel beside the act (they may be
// megabytes); their Merkle root (RFC 6962 hashing over the chunk digests) is here, signed.
struct ManifestItem {
  ItemId id;
  std::string name;        // a plain file name
  std::uint64_t size = 0;  // bytes
  Digest sha256{};         // of the whole file
  std::uint32_t chunk_size = 0;
  std::uint64_t chunk_count = 0;
  Digest chunk_root{};
  Bytes wrapped_key;  // CMS AuthEnvelopedData of the item key, to the receiving authority
  // Members of a joint investigation, art. 48, that may have the item as well: the same key, to
  // each. The others read this manifest and get no key.
  std::map<PartyCode, Bytes> audience = {};
  std::string acquired_at;  // RFC 3339, from the examiner
  std::string acquired_by;
  std::string acquisition_tool;
  std::string source;  // where the data came from
  std::string note;
  std::vector<UseCondition> conditions = {};  // on its use, 36(1)(b), 40(5), 40(19)
  std::optional<PartyCode> origin = {};       // who transferred it first, 36(3); none: the author
};

struct DeliverBody {
  std::vector<ManifestItem> items;
  std::string note;
  bool more_follows = false;  // a partial result: 45 and 46 deliver while they run
};

struct RetrievedBody {
  std::vector<ItemId> items;
};

struct AnswerBody {
  std::string text;
  std::map<std::string, std::string> fields;  // e.g. provider_party and provider, art. 43
  std::vector<UseCondition> conditions = {};
  bool more_follows = false;
};

// It names the items by what they are, so that whoever holds a copy can tell what is covered.
struct ConsentBody {
  std::vector<Digest> items;  // SHA-256 of each file; none: what was said in words
  std::vector<UseCondition> conditions;
  std::string text;
};

struct ExecutedBody {
  std::string what;  // "arrest", "surrender", "transfer", "freezing", "confiscation", "service"
  Time at;
  std::string particulars;
};

struct ConfirmBody {
  std::map<std::string, std::string> contents;  // what was still missing
  std::string text;
};

struct AnnounceLiftingBody {
  Time hear_until;
  std::string reasons;
};

struct LiftRestrictionBody {
  std::vector<std::string> codes;  // of the conditions that ended; none: all of them
  std::string text;
};

struct ExculpatoryBody {
  std::vector<ItemId> items;
  Time disclosure_at;
  std::string text;
  std::optional<std::string> why_no_advance = {};  // 40(5): where notice in advance is impossible
};

json::object write_body(const RequestBody&);
json::object write_body(const RefuseBody&);
json::object write_body(const PostponeBody&);
json::object write_body(const PreservedBody&);
json::object write_body(const NoteBody&);
json::object write_body(const ExtendBody&);
json::object write_body(const DeliverBody&);
json::object write_body(const RetrievedBody&);
json::object write_body(const AnswerBody&);
json::object write_body(const ConsentBody&);
json::object write_body(const ExecutedBody&);
json::object write_body(const ConfirmBody&);
json::object write_body(const AnnounceLiftingBody&);
json::object write_body(const LiftRestrictionBody&);
json::object write_body(const ExculpatoryBody&);
json::object write_condition(const UseCondition&);

Result<RequestBody> read_request(const json::object&);
Result<RefuseBody> read_refuse(const json::object&);
Result<PostponeBody> read_postpone(const json::object&);
Result<PreservedBody> read_preserved(const json::object&);
Result<NoteBody> read_note(const json::object&);
Result<ExtendBody> read_extend(const json::object&);
Result<DeliverBody> read_deliver(const json::object&);
Result<RetrievedBody> read_retrieved(const json::object&);
Result<AnswerBody> read_answer(const json::object&);
Result<ConsentBody> read_consent(const json::object&);
Result<ExecutedBody> read_executed(const json::object&);
Result<ConfirmBody> read_confirm(const json::object&);
Result<AnnounceLiftingBody> read_announce_lifting(const json::object&);
Result<LiftRestrictionBody> read_lift_restriction(const json::object&);
Result<ExculpatoryBody> read_exculpatory(const json::object&);

// Reads the body by the act's kind, to refuse a malformed one at the border.
Result<void> check_body(const Act& act);

// A plain file name that every system can write: no separators, control characters, leading or
// trailing dots and spaces, reserved names; valid UTF-8; 1..200 bytes. Error: bad_file_name.
Result<void> check_file_name(std::string_view name);

}  // namespace haidang
