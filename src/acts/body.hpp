// Typed bodies of the act kinds that carry one. Each has a writer and a strict reader.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "acts/act.hpp"
#include "acts/wording.hpp"

namespace haidang {

// request. `contents` holds the mandatory items by their names in the treaty data
// (e.g. "necessity" for art. 42(3)(e)); treaty/ decides which must be there.
struct RequestBody {
  std::string measure;                         // "preservation", "stored-data"
  std::vector<std::string> legal_bases;        // instrument ids: "uncc"
  std::string offence;                         // offence code "UNCC-07", or "serious-crime"
  std::optional<std::int64_t> penalty_months;  // maximum custodial penalty, for serious crime, 2(h)
  std::map<std::string, std::string> contents;
  bool confidential = false;       // 42(3)(g), 40(20)
  bool emergency = false;          // 2(o)
  std::optional<ActId> relies_on;  // the preservation request this one follows, 42(8)
  std::optional<Time> needed_by;   // requested deadline, 40(26)
  std::optional<std::string> needed_by_reason;
  Wording wording;  // its texts: each of the contents, and "needed_by_reason"
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

// accept, ask, supply, consult, status, notify, acknowledge, withdraw, release, close
struct NoteBody {
  std::string text;
  std::vector<std::string> conditions;  // accept only
  Wording wording = {};  // its texts: "text", and "condition.1", "condition.2" and so on
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
  Bytes wrapped_key;        // CMS AuthEnvelopedData of the item key, to the receiving authority
  std::string acquired_at;  // RFC 3339, from the examiner
  std::string acquired_by;
  std::string acquisition_tool;
  std::string source;  // where the data came from
  std::string note;
};

struct DeliverBody {
  std::vector<ManifestItem> items;
  std::string note;
};

struct RetrievedBody {
  std::vector<ItemId> items;
};

json::object write_body(const RequestBody&);
json::object write_body(const RefuseBody&);
json::object write_body(const PostponeBody&);
json::object write_body(const PreservedBody&);
json::object write_body(const NoteBody&);
json::object write_body(const ExtendBody&);
json::object write_body(const DeliverBody&);
json::object write_body(const RetrievedBody&);

Result<RequestBody> read_request(const json::object&);
Result<RefuseBody> read_refuse(const json::object&);
Result<PostponeBody> read_postpone(const json::object&);
Result<PreservedBody> read_preserved(const json::object&);
Result<NoteBody> read_note(const json::object&);
Result<ExtendBody> read_extend(const json::object&);
Result<DeliverBody> read_deliver(const json::object&);
Result<RetrievedBody> read_retrieved(const json::object&);

// Reads the body by the act's kind, to refuse a malformed one at the border.
Result<void> check_body(const Act& act);

// A plain file name that every system can write: no separators, control characters, leading or
// trailing dots and spaces, reserved names; valid UTF-8; 1..200 bytes. Error: bad_file_name.
Result<void> check_file_name(std::string_view name);

}  // namespace haidang
