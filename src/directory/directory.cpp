#include "directory/directory.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace haidang::directory {
namespace {

using crypto::Certificate;

bool same(const Certificate& a, const Certificate& b) { return a.fingerprint() == b.fingerprint(); }

// A key may stay, or become the one that was published ahead; nothing else.
bool follows(const Certificate& now_used, const Certificate& pinned, const Certificate* announced) {
  return same(now_used, pinned) || (announced != nullptr && same(now_used, *announced));
}

bool keys_follow(const Profile& next, const Profile& pinned) {
  const KeySet* ahead = pinned.next_keys ? &*pinned.next_keys : nullptr;
  return follows(next.keys.signing, pinned.keys.signing, ahead ? &ahead->signing : nullptr) &&
         follows(next.keys.sealing, pinned.keys.sealing, ahead ? &ahead->sealing : nullptr) &&
         follows(next.keys.transport, pinned.keys.transport, ahead ? &ahead->transport : nullptr);
}

Result<void> check_first(const Profile& profile, const std::optional<std::string>& fingerprint) {
  const std::string computed = fingerprint_words(profile);
  if (fingerprint && same_words(*fingerprint, computed)) return {};
  const std::string next = fmt::format(
      "Telephone {} on a number you know already and let them read their fingerprint. Only if it is\n"
      "  {}\ntype: haidang party trust FILE --fingerprint \"{}\"",
      profile.name, computed, computed);
  if (!fingerprint) {
    return Error{Code::fingerprint_mismatch, "a Party that is not pinned yet needs its fingerprint",
                 "anyone can make a profile that names a Party", next};
  }
  return Error{Code::fingerprint_mismatch, "the fingerprint is not that of the profile",
               "the file is not the one whose fingerprint was read to you, or it was misheard", next};
}

Result<TrustOutcome> check_update(const Profile& profile, const Profile& pinned) {
  if (!same(profile.root, pinned.root)) {
    return Error{Code::key_changed,
                 fmt::format("{} presents another root key than the pinned one", pinned.party.text()),
                 "a Party keeps its root; a new one needs a new beginning in person",
                 "Telephone them. If it is really theirs, remove the old pin first."};
  }
  if (profile.version < pinned.version) {
    return Error{Code::stale_profile, fmt::format("version {} is older than the pinned version {}",
                                                  profile.version, pinned.version)};
  }
  if (!keys_follow(profile, pinned)) {
    return Error{Code::key_changed,
                 fmt::format("{} uses a key that it did not publish ahead", pinned.party.text()),
                 "keys change only to the next key of the pinned profile"};
  }
  return profile.version == pinned.version ? TrustOutcome::unchanged : TrustOutcome::updated;
}

}  // namespace

Result<std::unique_ptr<Directory>> Directory::open(store::Database& database, Time now) {
  HD_TRY_VOID(database.execute(
      "CREATE TABLE IF NOT EXISTS party(code TEXT PRIMARY KEY, version INTEGER NOT NULL,"
      " profile BLOB NOT NULL) STRICT, WITHOUT ROWID;"));
  std::unique_ptr<Directory> directory(new Directory(database));
  auto rows = database.prepare("SELECT profile FROM party ORDER BY code");
  for (;;) {
    HD_TRY(const bool found, rows.step());
    if (!found) break;
    Bytes bytes = rows.blob(0);
    // A pinned profile stays readable after its keys expired: it was checked when it was pinned.
    auto profile = open_profile(bytes, now);
    if (!profile.ok() && profile.error().code == Code::key_expired) {
      HD_TRY(const crypto::Signed opened, crypto::open_signed(bytes, bytes.size()));
      profile = open_profile(bytes, opened.signing_time);
    }
    HD_TRY(Profile pinned, std::move(profile));
    directory->parties_.emplace_back(std::move(pinned), std::move(bytes));
  }
  directory->index_signers();
  return directory;
}

Result<TrustOutcome> Directory::trust(ByteView signed_profile, std::optional<std::string> fingerprint,
                                      Time now) {
  HD_TRY(Profile profile, open_profile(signed_profile, now));
  const auto pinned = std::find_if(parties_.begin(), parties_.end(), [&](const auto& row) {
    return row.first.party == profile.party;
  });
  TrustOutcome outcome = TrustOutcome::added;
  if (pinned == parties_.end()) {
    HD_TRY_VOID(check_first(profile, fingerprint));
  } else {
    HD_TRY(outcome, check_update(profile, pinned->first));
    if (fingerprint) HD_TRY_VOID(check_first(profile, fingerprint));
  }
  if (outcome == TrustOutcome::unchanged) return outcome;
  HD_TRY_VOID(database_.cached("INSERT OR REPLACE INTO party(code, version, profile) VALUES(?,?,?)")
                  .bind(1, profile.party.text())
                  .bind(2, static_cast<std::int64_t>(profile.version))
                  .bind(3, signed_profile)
                  .run());
  if (pinned != parties_.end()) parties_.erase(pinned);
  parties_.emplace_back(std::move(profile), to_bytes(signed_profile));
  index_signers();
  return outcome;
}

Result<void> Directory::forget(const PartyCode& party) {
  HD_TRY_VOID(database_.cached("DELETE FROM party WHERE code=?").bind(1, party.text()).run());
  std::erase_if(parties_, [&](const auto& row) { return row.first.party == party; });
  index_signers();
  return {};
}

Result<const Profile*> Directory::find(const PartyCode& party) const {
  for (const auto& [profile, bytes] : parties_) {
    if (profile.party == party) return &profile;
  }
  return Error{Code::not_pinned, fmt::format("{} is not pinned on this node", party.text())};
}

std::vector<const Profile*> Directory::all() const {
  std::vector<const Profile*> list;
  for (const auto& [profile, bytes] : parties_) list.push_back(&profile);
  std::sort(list.begin(), list.end(),
            [](const Profile* a, const Profile* b) { return a->party < b->party; });
  return list;
}

Result<Bytes> Directory::signed_profile(const PartyCode& party) const {
  for (const auto& [profile, bytes] : parties_) {
    if (profile.party == party) return bytes;
  }
  return Error{Code::not_pinned, fmt::format("{} is not pinned on this node", party.text())};
}

void Directory::index_signers() {
  signers_.clear();
  for (const auto& [profile, bytes] : parties_) {
    const Certificate& current = profile.keys.signing;
    signers_.emplace(current.fingerprint(), Signer{profile.party, current.not_after()});
    if (!profile.next_keys) continue;
    const Certificate& next = profile.next_keys->signing;
    signers_.emplace(next.fingerprint(), Signer{profile.party, next.not_after()});
  }
}

Result<PartyCode> Directory::signer(const Certificate& certificate, Time now) const {
  const auto it = signers_.find(certificate.fingerprint());
  if (it == signers_.end()) {
    return Error{Code::unknown_signer, "no pinned profile holds the key that signed"};
  }
  if (now > it->second.not_after) {
    return Error{Code::key_expired,
                 fmt::format("the signing key of {} has expired", it->second.party.text())};
  }
  return it->second.party;
}

std::optional<PartyCode> Directory::transport(const Digest& fingerprint) const {
  for (const auto& [profile, bytes] : parties_) {
    const bool current = profile.keys.transport.fingerprint() == fingerprint;
    const bool next = profile.next_keys && profile.next_keys->transport.fingerprint() == fingerprint;
    if (current || next) return profile.party;
  }
  return std::nullopt;
}

Result<std::vector<Digest>> Directory::transport_fingerprints(const PartyCode& party) const {
  HD_TRY(const Profile* profile, find(party));
  std::vector<Digest> prints{profile->keys.transport.fingerprint()};
  if (profile->next_keys) prints.push_back(profile->next_keys->transport.fingerprint());
  return prints;
}

}  // namespace haidang::directory
