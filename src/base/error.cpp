#include "base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/check.hpp"

namespace haidang {
namespace {

// Exit codes: 1 failed, 2 usage, 4 sign-in or key needed, 5 not found, 6 conflict, 7 refused by
// policy or law, 8 peer unreachable but queued, 9 storage or limits, 75 temporary.
constexpr std::array table{
    CodeInfo{Code::malformed, "malformed", 400, 1, "The bytes are not the format they claim to be.",
             "Ask the sender for the original file again."},
    CodeInfo{Code::too_large, "too_large", 413, 9, "The input is over a documented limit.",
             "Split it, or send the data as evidence instead of an act."},
    CodeInfo{Code::too_deep, "too_deep", 400, 1,
             "The input is nested more deeply than any valid document.",
             "Ask the sender for the original file again."},
    CodeInfo{Code::duplicate_key, "duplicate_key", 400, 1,
             "The same member appears twice in one object.", "Remove one of the two."},
    CodeInfo{Code::missing_field, "missing_field", 400, 2,
             "A member that the format requires is missing.", "Add it and try again."},
    CodeInfo{Code::bad_value, "bad_value", 400, 2, "A member has a value outside its domain.",
             "Correct it and try again."},
    CodeInfo{Code::unknown_field, "unknown_field", 400, 2, "The format does not have this member.",
             "Remove it, or check its spelling."},
    CodeInfo{Code::bad_file_name, "bad_file_name", 400, 2,
             "A file name could leave its folder or cannot be written everywhere.",
             "Use a plain name without '/', '\\', control characters or '..'."},
    CodeInfo{Code::bad_time, "bad_time", 400, 2, "The text is not a point in time.",
             "Write it as 2026-03-01T14:05:09Z."},
    CodeInfo{Code::future_date, "future_date", 422, 1, "The document was issued later than now.",
             "Check the clocks of both machines: haidang doctor"},
    CodeInfo{Code::unsupported_version, "unsupported_version", 400, 1,
             "The document is of a version that this node does not read.",
             "Update the older of the two nodes."},
    CodeInfo{Code::usage, "usage", 400, 2, "The command was not understood.", "haidang --help"},
    CodeInfo{Code::bad_signature, "bad_signature", 422, 1, "The signature does not fit the bytes.",
             "Do not use the document; ask the sender to send it again."},
    CodeInfo{Code::unknown_signer, "unknown_signer", 422, 4,
             "No pinned profile holds the key that signed.",
             "Import the Party's current profile: haidang party trust FILE --fingerprint WORDS"},
    CodeInfo{Code::wrong_party, "wrong_party", 422, 1,
             "The signer spoke for a Party that is not its own.",
             "Do not use the document and tell the Party."},
    CodeInfo{Code::wrong_addressee, "wrong_addressee", 422, 1, "The document is for somebody else.",
             "Ask the sender to address it again."},
    CodeInfo{Code::key_expired, "key_expired", 422, 4, "The key is past its validity.",
             "Ask the Party for its current profile, or renew your own: haidang doctor"},
    CodeInfo{Code::key_changed, "key_changed", 409, 4, "A pinned Party presents another key.",
             "Confirm the new fingerprint by telephone before you trust it."},
    CodeInfo{Code::not_pinned, "not_pinned", 404, 4, "The Party is not known to this node.",
             "haidang party trust FILE --fingerprint WORDS"},
    CodeInfo{Code::fingerprint_mismatch, "fingerprint_mismatch", 409, 4,
             "The fingerprint is not the one that was given.",
             "Compare the words by telephone; do not trust the file until they agree."},
    CodeInfo{Code::cannot_open, "cannot_open", 422, 1, "The sealed bytes could not be opened.",
             "They were sealed to another key or altered; ask the sender to send them again."},
    CodeInfo{Code::bad_passphrase, "bad_passphrase", 401, 4,
             "The passphrase does not open the key.",
             "Try again; without the passphrase the key cannot be recovered."},
    CodeInfo{Code::stale_profile, "stale_profile", 409, 6,
             "The profile is older than the one that is pinned.",
             "Ask the Party for its current profile."},
    CodeInfo{Code::unknown_measure, "unknown_measure", 422, 7,
             "No instrument in the treaty data has this measure.", "haidang explain measures"},
    CodeInfo{Code::incomplete_request, "incomplete_request", 422, 7,
             "Contents that the Convention requires are missing.",
             "Fill in each item named; haidang request check says the same."},
    CodeInfo{Code::ground_not_allowed, "ground_not_allowed", 422, 7,
             "This ground of refusal is not available for this measure.",
             "haidang explain grounds"},
    CodeInfo{Code::reasons_missing, "reasons_missing", 422, 7, "Reasons must be given.",
             "Add --reasons TEXT"},
    CodeInfo{Code::out_of_scope, "out_of_scope", 422, 7,
             "The measure is not open to this offence on this legal basis.",
             "Name another legal basis, or another measure."},
    CodeInfo{Code::period_too_short, "period_too_short", 422, 7,
             "The period is shorter than the Convention's minimum.", "Choose a later date."},
    CodeInfo{Code::forbidden_ground, "forbidden_ground", 422, 7,
             "The Convention forbids refusal on this ground.", "haidang explain grounds"},
    CodeInfo{Code::unknown_case, "unknown_case", 404, 5, "There is no such case on this node.",
             "haidang request list"},
    CodeInfo{Code::unknown_request, "unknown_request", 404, 5,
             "There is no such request on this node.", "haidang request list"},
    CodeInfo{Code::not_in_this_state, "not_in_this_state", 409, 6,
             "The step does not apply to the request as it stands.",
             "haidang request show REF --timeline"},
    CodeInfo{Code::not_your_move, "not_your_move", 409, 7, "This step belongs to the other side.",
             "haidang request show REF"},
    CodeInfo{Code::broken_chain, "broken_chain", 422, 1,
             "The act does not follow its Party's chain in the case.",
             "The Party must look at its own journal: haidang journal verify"},
    CodeInfo{Code::unknown_link, "unknown_link", 422, 5,
             "The request links to one that the case does not hold.", "haidang request list"},
    CodeInfo{Code::use_not_allowed, "use_not_allowed", 403, 7,
             "What another Party gave may not be used so without its consent.",
             "Ask for consent: haidang request new onward-transfer --relies-on REF"},
    CodeInfo{Code::same_id_other_bytes, "same_id_other_bytes", 409, 6,
             "An act with this id but other bytes was received before.",
             "The conflicting copy is kept as evidence; ask the sender what happened."},
    CodeInfo{Code::gap, "gap", 409, 75, "Acts before this one have not arrived.",
             "Nothing: the sender repeats from the gap."},
    CodeInfo{Code::peer_unreachable, "peer_unreachable", 502, 8, "The other node does not answer.",
             "Nothing is lost: it is queued and sent when the node answers. haidang status"},
    CodeInfo{Code::peer_refused, "peer_refused", 502, 1, "The other node answered but refused.",
             "Read its reason; haidang request show REF --timeline"},
    CodeInfo{Code::bad_receipt, "bad_receipt", 502, 1, "The receipt does not prove what it should.",
             "The act stays queued; tell the other Party's administrator."},
    CodeInfo{Code::chunk_mismatch, "chunk_mismatch", 422, 1,
             "A chunk is not the one that the manifest names.",
             "It is fetched again; if it repeats, the source's disk is at fault."},
    CodeInfo{Code::unknown_item, "unknown_item", 404, 5,
             "There is no such evidence item on this node.", "haidang evidence list REF"},
    CodeInfo{Code::not_entitled, "not_entitled", 403, 7,
             "The item was not delivered to this Party.",
             "Ask the Party that holds it to deliver it."},
    CodeInfo{Code::storage_full, "storage_full", 507, 9, "The disk is full.",
             "Free space on the data directory's disk; what was committed is safe, and work "
             "resumes by itself."},
    CodeInfo{Code::storage_failed, "storage_failed", 500, 9,
             "The disk or the database did not do what was asked.", "haidang doctor"},
    CodeInfo{Code::journal_behind_head, "journal_behind_head", 500, 9,
             "The journal is shorter than a head that this node has signed.",
             "The data directory was restored from an old backup. Restore a newer one; do not "
             "delete the lock store."},
    CodeInfo{Code::journal_altered, "journal_altered", 500, 9,
             "The journal's contents do not give the head that was signed.",
             "haidang journal verify; then restore from a backup."},
    CodeInfo{Code::head_moved, "head_moved", 409, 6,
             "Another process signed a head for this journal.",
             "Stop the other process; one journal has one signer."},
    CodeInfo{Code::not_found, "not_found", 404, 5, "There is no such thing.", "Check the name."},
    CodeInfo{Code::already_exists, "already_exists", 409, 6, "It exists already.",
             "Choose another name, or use the one there is."},
    CodeInfo{Code::locked, "locked", 409, 6, "Another process uses the data directory.",
             "Stop it first, or talk to it: haidang status"},
    CodeInfo{Code::not_signed_in, "not_signed_in", 401, 4, "There is no session.", "haidang login"},
    CodeInfo{Code::bad_credentials, "bad_credentials", 401, 4, "The name or the password is wrong.",
             "Try again; an administrator can set a new password."},
    CodeInfo{Code::too_many_attempts, "too_many_attempts", 429, 75,
             "Too many attempts in a short time.", "Wait a minute and try again."},
    CodeInfo{Code::not_permitted, "not_permitted", 403, 7, "This role may not do this.",
             "Ask an officer with the role."},
    CodeInfo{Code::csrf, "csrf", 403, 4, "The request did not carry the session's token.",
             "Reload the page and try again."},
    CodeInfo{Code::unavailable, "unavailable", 503, 75, "The node is busy or shutting down.",
             "Try again in a moment."},
    CodeInfo{Code::internal, "internal", 500, 1,
             "A bug: the node dropped this one request and logged it.",
             "Send the log line to the maintainers."},
};

}  // namespace

std::span<const CodeInfo> all_codes() {
  return table;
}

const CodeInfo& code_info(Code code) {
  const auto it = std::find_if(table.begin(), table.end(),
                               [code](const CodeInfo& info) { return info.code == code; });
  HD_CHECK(it != table.end());
  return *it;
}

std::string code_text(Code code) {
  return fmt::format("HD-{}", static_cast<int>(code));
}

std::string Error::text() const {
  std::string out = fmt::format("{} {}", code_text(code), what);
  if (!why.empty()) out += ": " + why;
  for (const Detail& detail : details) {
    out += fmt::format("\n  - {}: {}", detail.item, detail.text);
    if (!detail.citation.empty()) out += " [" + detail.citation + "]";
  }
  const std::string_view remedy = next.empty() ? code_info(code).remedy : std::string_view(next);
  return out + fmt::format("\n  Next: {}", remedy);
}

}  // namespace haidang
