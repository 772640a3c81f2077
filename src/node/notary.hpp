// Who signs, verifies, seals and opens for the road. The real one uses the keys and the directory;
// the simulator's stand-in is cheap and as strict.
#pragma once
#include "acts/party.hpp"
#include "base/time.hpp"
#include "journal/note.hpp"
#include "treaty/treaty.hpp"

namespace haidang::node {

class Notary {
 public:
  virtual ~Notary() = default;

  // Our authority's signature around an act's text.
  virtual Result<Bytes> sign(std::string_view text, Time now) = 0;

  struct Opened {
    std::string text;
    PartyCode signer;  // the pinned Party whose key made the signature
  };
  // Errors: malformed, bad_signature, unknown_signer, key_expired.
  virtual Result<Opened> open_signed(ByteView signed_act, Time now) = 0;

  // Errors: not_pinned, key_expired.
  virtual Result<Bytes> seal(std::string_view text, const PartyCode& to, Time now) = 0;
  // Errors: malformed, cannot_open, too_large.
  virtual Result<std::string> open_sealed(ByteView sealed) = 0;

  // Who verifies the journal heads of a Party. Errors: not_pinned.
  virtual Result<journal::NoteVerifier> journal_of(const PartyCode& party) = 0;

  // What the Party has declared in the profile that is known here; nothing if none is.
  [[nodiscard]] virtual std::optional<std::vector<treaty::Declared>> declared_by(
      const PartyCode&) const {
    return std::nullopt;
  }

  // Is this one of our own authorities? Deliveries to others are refused.
  [[nodiscard]] virtual bool is_ours(const Address& address) const = 0;
};

}  // namespace haidang::node
