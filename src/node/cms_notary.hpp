// The notary of a real node: its keys and the Parties it has pinned.
#pragma once
#include "directory/directory.hpp"
#include "node/keyring.hpp"
#include "node/notary.hpp"

namespace haidang::node {

class CmsNotary final : public Notary {
 public:
  CmsNotary(const Keyring& keyring, const directory::Profile& own, directory::Directory& directory)
      : keyring_(keyring), own_(own), directory_(directory) {}

  Result<Bytes> sign(std::string_view text, Time now) override;
  Result<Opened> open_signed(ByteView signed_act, Time now) override;
  Result<Bytes> seal(std::string_view text, const PartyCode& to, Time now) override;
  Result<std::string> open_sealed(ByteView sealed) override;
  Result<journal::NoteVerifier> journal_of(const PartyCode& party) override;
  [[nodiscard]] std::optional<std::vector<treaty::Declared>> declared_by(
      const PartyCode& party) const override;
  [[nodiscard]] bool is_ours(const Address& address) const override;

 private:
  const Keyring& keyring_;
  const directory::Profile& own_;
  directory::Directory& directory_;
};

}  // namespace haidang::node
