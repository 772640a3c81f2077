// A Party's signed profile: who its authorities are, when they answer, in which languages, where
// its node is and which keys speak for it, the next keys included. Format: docs/formats.md,
// "Profile".
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "acts/party.hpp"
#include "base/json.hpp"
#include "crypto/certificate.hpp"
#include "crypto/cms.hpp"

namespace haidang::directory {

// One of the kinds of assistance of 41(3)(a) to (e): how the authority gives it, and when.
struct DutyFunction {
  std::string letter;  // "a" to "e"
  std::string how;     // "facilitate", "carry-out", "not-available"
  std::string hours;
  std::vector<std::string> languages;
};

struct AuthorityInfo {
  std::string id;  // "contact-point"
  std::string name;
  std::vector<std::string> roles;  // "contact-point", "central-authority", ... (DESIGN section 4)
  std::vector<std::string> languages;  // ISO 639-1
  std::string hours;                   // "24/7" or "Mon-Fri 08:00-17:00"
  std::string time_zone;               // IANA name
  std::string phone;
  std::string email;
  std::vector<DutyFunction> functions = {};  // each letter at most once, in their order
};

// What the Party has reserved, declared or notified: 40(13) languages, 42(5), 37(6) and so on.
// Which ids and values there are the treaty data say; a profile may hold some that are newer than
// ours.
struct Declaration {
  std::string id;                   // "extradition-basis"
  std::vector<std::string> values;  // "no"
};

struct KeySet {
  crypto::Certificate signing;
  crypto::Certificate sealing;
  crypto::Certificate transport;
};

struct Profile {
  PartyCode party;
  std::string name;           // "Aurelia"
  std::uint64_t version = 1;  // grows with each issue; an older one never replaces a newer
  Time issued_at;
  std::vector<AuthorityInfo> authorities;
  std::string endpoint;  // "https://host:port"; empty: this node only calls out
  crypto::Certificate root;
  KeySet keys;
  std::optional<KeySet> next_keys;  // pre-published: what it will use after `keys`
  std::string journal_vkey;         // verifier of its checkpoints (C2SP signed-note)
  std::vector<std::string> former_journal_vkeys;
  std::vector<Declaration> declarations = {};  // each id once, in the order of the ids

  [[nodiscard]] const AuthorityInfo* authority(std::string_view id) const;
};

// One declaration, one authority as a profile writes it. Errors: those of reading a member.
json::object write_declaration(const Declaration& declaration);
Result<Declaration> read_declaration(const json::object& object);
json::object write_authority(const AuthorityInfo& authority);
Result<AuthorityInfo> read_authority(const json::object& object);

// The one text form of a profile (canonical JSON): this is what is signed.
std::string write_profile(const Profile& profile);
// Only that text. Does not judge the certificates. Errors: those of reading a member, malformed.
Result<Profile> parse_profile(std::string_view text);

// CMS SignedData over the canonical JSON, by the Party's root key. What open_profile would not
// accept is not signed: the same errors, and bad_value if the key is not the root's.
Result<Bytes> sign_profile(const Profile& profile, const crypto::PrivateKey& root_key);
// Self-consistent: in its one text form, signed by the root it names, every certificate issued by
// that root for its use and for this Party's country code, its journal named as this Party's. Says
// nothing about whether the root is really that Party's. Errors: too_large, malformed and those of
// reading a member; bad_signature (not by its root); unknown_signer (a key that the root did not
// issue), wrong_party, key_expired, future_date.
Result<Profile> open_profile(ByteView signed_profile, Time now);
// The same for a profile that was accepted once: its keys may have expired since.
Result<Profile> reopen_profile(ByteView signed_profile);

// Eight words over the first 128 bits of SHA-256 of the root certificate, to be read by telephone.
std::string fingerprint_words(const Profile& profile);

}  // namespace haidang::directory
