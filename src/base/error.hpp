// What can go wrong at a boundary, as a value. Every error has a stable code (docs/errors come from
// the same table), says what happened and why, and names what to do next.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace haidang {

// The closed list of stable codes. The number is the public code: Code::bad_signature is "HD-2003".
// 1xxx input, 2xxx trust, 3xxx law, 4xxx casework, 5xxx exchange, 6xxx storage, 7xxx people, 9xxx
// node.
enum class Code : std::uint16_t {
  malformed = 1001,      // bytes that are not the format they claim to be
  too_large = 1002,      // over a documented limit
  too_deep = 1003,       // nesting over the limit
  duplicate_key = 1004,  // the same JSON member twice
  missing_field = 1005,  // a member that the format requires
  bad_value = 1006,      // a member whose value is outside its domain
  unknown_field = 1007,  // a member that the format does not have
  bad_file_name = 1008,  // path traversal, control characters, reserved names
  bad_time = 1009,       // not RFC 3339, or outside the accepted window
  future_date = 1010,    // issued later than now plus the tolerated skew
  unsupported_version = 1011,
  usage = 1012,  // the command line itself

  bad_signature = 2001,    // the bytes were not signed by the key they name
  unknown_signer = 2002,   // a good signature by a key that no pinned profile holds
  wrong_party = 2003,      // signed by one Party, speaking for another
  wrong_addressee = 2004,  // sealed or addressed to somebody else
  key_expired = 2005,
  key_changed = 2006,  // a pinned Party presents another root or skips the pre-published key
  not_pinned = 2007,   // the Party is not known here
  fingerprint_mismatch = 2008,
  cannot_open = 2009,  // decryption failed: wrong recipient or altered bytes
  bad_passphrase = 2010,
  stale_profile = 2011,  // older than the one that is pinned

  unknown_measure = 3001,
  incomplete_request = 3002,  // mandatory contents missing; details name each with its citation
  ground_not_allowed = 3003,
  reasons_missing = 3004,
  out_of_scope = 3005,      // measure x offence x legal basis
  period_too_short = 3006,  // e.g. preservation below art. 42(8)
  forbidden_ground = 3007,  // bank secrecy, fiscal matters: 40(23)-(24)

  unknown_case = 4001,
  unknown_request = 4002,
  not_in_this_state = 4003,  // the command does not apply to the request as it stands
  not_your_move = 4004,      // the other side owns this step
  broken_chain = 4005,       // seq/prev do not follow the Party's chain in the case
  unknown_link = 4006,       // links to a request that the case does not hold
  use_not_allowed = 4007,    // 36(3), 40(19): not so without the consent of who gave it

  same_id_other_bytes = 5001,  // kept as conflict evidence
  gap = 5002,                  // acts missing before this one
  peer_unreachable = 5003,
  peer_refused = 5004,
  bad_receipt = 5005,
  chunk_mismatch = 5006,
  unknown_item = 5007,
  not_entitled = 5008,  // the item was not delivered to this Party

  storage_full = 6001,
  storage_failed = 6002,
  journal_behind_head = 6003,  // the journal is shorter than a head it signed: restored backup?
  journal_altered = 6004,
  head_moved = 6005,  // compare-and-swap lost: another process signs for this journal
  not_found = 6006,
  already_exists = 6007,
  locked = 6008,  // another process uses the data directory

  not_signed_in = 7001,
  bad_credentials = 7002,
  too_many_attempts = 7003,
  not_permitted = 7004,
  csrf = 7005,

  unavailable = 9001,  // shutting down or overloaded; try again
  internal = 9002,     // a bug; the request was dropped and logged
};

struct CodeInfo {
  Code code;
  std::string_view name;     // "bad_signature": used in JSON and as metric label
  int http_status;           // RFC 9110 status for RFC 9457 problems
  int exit_code;             // of the CLI, reference: docs/errors
  std::string_view meaning;  // one sentence for `haidang explain HD-nnnn`
  std::string_view remedy;   // what to type or do, when the site of the error knows no better
};

std::span<const CodeInfo> all_codes();
const CodeInfo& code_info(Code code);
std::string code_text(Code code);  // "HD-2001"

// One finding inside an error, e.g. one missing item of art. 42(3).
struct Detail {
  std::string item;      // machine name: "necessity"
  std::string text;      // for people
  std::string citation;  // "art. 42(3)(e)", or empty
};

struct Error {
  Code code = Code::internal;
  std::string what;       // what happened
  std::string why = {};   // why, if known
  std::string next = {};  // what to type or do next
  std::vector<Detail> details = {};

  [[nodiscard]] std::string text() const;  // all of it, for a terminal or a log
};

}  // namespace haidang
