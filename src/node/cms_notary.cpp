#include "node/cms_notary.hpp"

#include <fmt/format.h>

#include "acts/act.hpp"

namespace haidang::node {

Result<Bytes> CmsNotary::sign(std::string_view text, Time now) {
  if (own_.keys.signing.not_after() < now) {
    return Error{Code::key_expired, "our own signing key has expired", "",
                 "Renew it: haidang doctor says how"};
  }
  return crypto::sign(as_bytes(text), own_.keys.signing, keyring_.keys.signing, now);
}

Result<Notary::Checked> CmsNotary::check_signed(ByteView signed_act) const {
  HD_TRY(const crypto::Signed opened, crypto::open_signed(signed_act, ActLimits::signed_bytes));
  return Checked{to_text(opened.content), opened.signer.fingerprint()};
}

Result<PartyCode> CmsNotary::signer(const Digest& key, Time now) {
  return directory_.signer(key, now);
}

Result<Notary::Seal> CmsNotary::seal_for(const PartyCode& to, Time now) {
  HD_TRY(const directory::Profile* profile, directory_.find(to));
  if (profile->keys.sealing.not_after() < now) {
    return Error{Code::key_expired, "the sealing key of " + to.text() + " has expired"};
  }
  return Seal([certificate = profile->keys.sealing](std::string_view text) {
    return crypto::seal(as_bytes(text), certificate);
  });
}

// A peer may have sealed to our pre-published next key already; and what was sealed before a
// rotation may have been long on its way.
std::vector<directory::FormerSealing> CmsNotary::openers(const Keyring& keyring,
                                                         const directory::Profile& own) {
  std::vector<directory::FormerSealing> all;
  all.push_back({keyring.keys.sealing, own.keys.sealing});
  if (own.next_keys) all.push_back({keyring.keys.next_sealing, own.next_keys->sealing});
  const auto& former = keyring.keys.former_sealing;
  all.insert(all.end(), former.begin(), former.end());
  return all;
}

Result<std::string> CmsNotary::open_sealed(ByteView sealed) const {
  constexpr std::size_t bytes_max = 8 * 1024 * 1024;
  std::optional<Error> first;
  for (const directory::FormerSealing& opener : openers_) {
    const auto opened = crypto::open_sealed(sealed, opener.certificate, opener.key, bytes_max);
    if (opened.ok()) return to_text(*opened);
    if (!first) first = opened.error();
  }
  return *first;
}

Result<journal::NoteVerifier> CmsNotary::journal_of(const PartyCode& party) {
  HD_TRY(const directory::Profile* profile, directory_.find(party));
  return journal::NoteVerifier::parse(profile->journal_vkey);
}

std::optional<std::vector<treaty::Declared>> CmsNotary::declared_by(const PartyCode& party) const {
  const directory::Profile* profile = &own_;
  if (party != own_.party) {
    const auto found = directory_.find(party);
    if (!found.ok()) return std::nullopt;
    profile = *found;
  }
  std::vector<treaty::Declared> declared;
  for (const directory::Declaration& row : profile->declarations)
    declared.push_back({row.id, row.values});
  return declared;
}

Result<void> CmsNotary::check_addressee(const Address& to) const {
  HD_TRY(const directory::Profile* profile, directory_.find(to.party));
  if (profile->authority(to.authority) != nullptr) return {};
  std::vector<std::string> published;
  for (const directory::AuthorityInfo& row : profile->authorities)
    published.push_back(row.id);
  return Error{Code::not_found,
               fmt::format("{} has no authority \"{}\"", to.party.text(), to.authority),
               fmt::format("version {} of its profile, the one that is known here, has: {}",
                           profile->version, fmt::join(published, ", ")),
               fmt::format("Address one of these; or fetch its profile of today: haidang party "
                           "refresh {}",
                           to.party.text())};
}

bool CmsNotary::is_ours(const Address& address) const {
  return address.party == own_.party && own_.authority(address.authority) != nullptr;
}

}  // namespace haidang::node
