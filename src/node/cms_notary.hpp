// The notary of a real node: its keys and the Parties it has pinned.
#pragma once
#include "directory/directory.hpp"
#include "node/keyring.hpp"
#include "node/notary.hpp"

namespace haidang::node {

class CmsNotary final : public Notary {
 public:
  CmsNotary(const Keyring& keyring, const directory::Profile& own, directory::Directory& directory)
      : keyring_(keyring), own_(own), directory_(directory) {
    openers_ = openers(keyring, own);
  }

  Result<Bytes> sign(std::string_view text, Time now) override;
  [[nodiscard]] Result<Checked> check_signed(ByteView signed_act) const override;
  Result<PartyCode> signer(const Digest& key, Time now) override;
  Result<Seal> seal_for(const PartyCode& to, Time now) override;
  [[nodiscard]] Result<std::string> open_sealed(ByteView sealed) const override;
  Result<journal::NoteVerifier> journal_of(const PartyCode& party) override;
  [[nodiscard]] std::optional<std::vector<treaty::Declared>> declared_by(
      const PartyCode& party) const override;
  [[nodiscard]] Result<void> check_addressee(const Address& to) const override;
  [[nodiscard]] bool is_ours(const Address& address) const override;

 private:
  static std::vector<directory::FormerSealing> openers(const Keyring& keyring,
                                                       const directory::Profile& own);

  const Keyring& keyring_;
  const directory::Profile& own_;
  directory::Directory& directory_;
  // Whatever may be sealed to us, the likeliest first. A running node's keys never change, unlike
  // its profile: they are read by every thread.
  std::vector<directory::FormerSealing> openers_;
};

}  // namespace haidang::node
