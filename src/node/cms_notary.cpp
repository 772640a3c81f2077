#include "node/cms_notary.hpp"

#include "acts/act.hpp"

namespace haidang::node {

Result<Bytes> CmsNotary::sign(std::string_view text, Time now) {
  if (own_.keys.signing.not_after() < now) {
    return Error{Code::key_expired, "our own signing key has expired", "",
                 "Renew it: haidang doctor says how"};
  }
  return crypto::sign(as_bytes(text), own_.keys.signing, keyring_.keys.signing, now);
}

Result<Notary::Opened> CmsNotary::open_signed(ByteView signed_act, Time now) {
  HD_TRY(crypto::Signed opened, crypto::open_signed(signed_act, ActLimits::signed_bytes));
  HD_TRY(PartyCode signer, directory_.signer(opened.signer, now));
  return Opened{to_text(opened.content), std::move(signer)};
}

Result<Bytes> CmsNotary::seal(std::string_view text, const PartyCode& to, Time now) {
  HD_TRY(const directory::Profile* profile, directory_.find(to));
  if (profile->keys.sealing.not_after() < now) {
    return Error{Code::key_expired, "the sealing key of " + to.text() + " has expired"};
  }
  return crypto::seal(as_bytes(text), profile->keys.sealing);
}

Result<std::string> CmsNotary::open_sealed(ByteView sealed) {
  constexpr std::size_t bytes_max = 8 * 1024 * 1024;
  auto opened = crypto::open_sealed(sealed, own_.keys.sealing, keyring_.keys.sealing, bytes_max);
  // A peer may have sealed to our pre-published next key already.
  if (!opened.ok() && own_.next_keys) {
    auto next =
        crypto::open_sealed(sealed, own_.next_keys->sealing, keyring_.keys.next_sealing, bytes_max);
    if (next.ok()) return to_text(*next);
  }
  if (opened.ok()) return to_text(*opened);
  // What was sealed before a rotation may have been long on its way.
  for (const directory::FormerSealing& former : keyring_.keys.former_sealing) {
    auto late = crypto::open_sealed(sealed, former.certificate, former.key, bytes_max);
    if (late.ok()) return to_text(*late);
  }
  return opened.error();
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

bool CmsNotary::is_ours(const Address& address) const {
  return address.party == own_.party && own_.authority(address.authority) != nullptr;
}

}  // namespace haidang::node
