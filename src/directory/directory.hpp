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

class Directory {
 public:
  // Rows live in table party(code, version, root, profile) of the handed-in database.
  static Result<std::unique_ptr<Directory>> open(store::Database& database, Time now);

  // A first profile needs the fingerprint words read over another channel; a later one must be signed
  // by the pinned root, be newer, and use either the current or the pre-published next keys.
  // Errors: fingerprint_mismatch (next: what to do), key_changed, stale_profile, and open_profile's.
  Result<TrustOutcome> trust(ByteView signed_profile, std::optional<std::string> fingerprint, Time now);
  Result<void> forget(const PartyCode& party);

  Result<const Profile*> find(const PartyCode& party) const;  // not_pinned
  [[nodiscard]] std::vector<const Profile*> all() const;
  // The signed bytes as they were imported, for packages.
  Result<Bytes> signed_profile(const PartyCode& party) const;

  // Whose current or next signing key made this signature, valid at `now`?
  // Errors: unknown_signer, key_expired.
  Result<PartyCode> signer(const crypto::Certificate& certificate, Time now) const;
  // Which Party's transport certificate this is; nullopt if none's.
  [[nodiscard]] std::optional<PartyCode> transport(const Digest& fingerprint) const;
  // The transport fingerprints that a connection to the Party may present.
  Result<std::vector<Digest>> transport_fingerprints(const PartyCode& party) const;

 private:
  explicit Directory(store::Database& database) : database_(database) {}
  // Signing certificates by fingerprint: every arriving act asks.
  struct Signer {
    PartyCode party;
    Time not_after;
  };
  void index_signers();

  store::Database& database_;
  std::vector<std::pair<Profile, Bytes>> parties_;
  std::map<Digest, Signer> signers_;
};

}  // namespace haidang::directory
