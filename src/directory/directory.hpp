// The Parties that this node has pinned.
#pragma once
#include <map>
#include <memory>
#include <vector>

#include "crypto/cms.hpp"
#include "directory/profile.hpp"
#include "store/database.hpp"

namespace haidang::directory {

enum class TrustOutcome { added, updated, unchanged };

// After a Party has changed its signing key, acts signed before may still be on their way: by pouch
// that takes weeks. Counted from when the new profile was pinned.
constexpr Days former_key_grace{60};

// One thread at a time. Pointers to profiles hold until the next trust or forget. Writes go into
// the caller's transaction, if one is open; if that is rolled back, open the directory again.
class Directory {
 public:
  // Rows live in the tables party(code, version, profile) and party_former_key(fingerprint, code,
  // until_ms) of the handed-in database. Each profile is verified again. Error: storage_failed (a
  // row that is not what was pinned) and those of the database.
  static Result<std::unique_ptr<Directory>> open(store::Database& database, Time now);

  // A first profile needs the fingerprint words read over another channel; a later one must be
  // signed by the pinned root, be newer, and each of its keys must be the pinned one or the one
  // published ahead in the pinned profile; a journal key that is no longer used must be listed as
  // former. Errors: fingerprint_mismatch (next: what to do), key_changed, stale_profile (older, or
  // another text under the same version), and open_profile's.
  Result<TrustOutcome> trust(ByteView signed_profile, std::optional<std::string> fingerprint,
                             Time now);
  Result<void> forget(const PartyCode& party);  // not_pinned

  Result<const Profile*> find(const PartyCode& party) const;  // not_pinned
  [[nodiscard]] std::vector<const Profile*> all() const;      // by code
  // The signed bytes as they were imported, for packages.
  Result<Bytes> signed_profile(const PartyCode& party) const;

  // Whose current, next or lately former signing key made this signature, valid at `now`?
  // Errors: unknown_signer, key_expired.
  Result<PartyCode> signer(const crypto::Certificate& certificate, Time now) const;
  Result<PartyCode> signer(const Digest& fingerprint, Time now) const;
  // Which Party's transport certificate this is; nullopt if none's.
  [[nodiscard]] std::optional<PartyCode> transport(const Digest& fingerprint) const;
  // The transport fingerprints that a connection to the Party may present.
  Result<std::vector<Digest>> transport_fingerprints(const PartyCode& party) const;

 private:
  struct Pinned {
    Profile profile;
    Bytes signed_bytes;
  };
  struct Signer {
    PartyCode party;
    Time until;
  };

  explicit Directory(store::Database& database) : database_(database) {}
  Result<void> load_parties();
  Result<void> load_former_keys(Time now);
  Result<void> keep_former_key(const Profile& pinned, Time now);
  Result<void> store(const Pinned& row);
  void index_signers();
  [[nodiscard]] Result<const Pinned*> row(const PartyCode& party) const;

  store::Database& database_;
  std::map<PartyCode, Pinned> parties_;
  std::map<Digest, Signer> former_signers_;
  std::map<Digest, Signer> signers_;  // by certificate: every arriving act asks
};

}  // namespace haidang::directory
