// Who signs, verifies, seals and opens for the road. The real one uses the keys and the directory;
// the simulator's stand-in is cheap and as strict. Called by the sequencer's thread, unless a
// function says otherwise.
#pragma once
#include <functional>

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

  struct Checked {
    std::string text;
    Digest signer{};  // names the key that made the signature
  };
  // The signature fits the bytes; whose it is, `signer` says. On any thread, several at once.
  // Errors: malformed, bad_signature.
  [[nodiscard]] virtual Result<Checked> check_signed(ByteView signed_act) const = 0;
  // The pinned Party whose key it is. Errors: unknown_signer, key_expired.
  virtual Result<PartyCode> signer(const Digest& key, Time now) = 0;

  // Seals for the Party under its key of now; the function runs on any thread.
  // Errors: not_pinned, key_expired.
  using Seal = std::function<Result<Bytes>(std::string_view text)>;
  virtual Result<Seal> seal_for(const PartyCode& to, Time now) = 0;
  Result<Bytes> seal(std::string_view text, const PartyCode& to, Time now) {
    HD_TRY(const Seal sealing, seal_for(to, now));
    return sealing(text);
  }
  // On any thread, several at once. Errors: malformed, cannot_open, too_large.
  [[nodiscard]] virtual Result<std::string> open_sealed(ByteView sealed) const = 0;

  // Who verifies the journal heads of a Party. Errors: not_pinned.
  virtual Result<journal::NoteVerifier> journal_of(const PartyCode& party) = 0;

  // What the Party has declared in the profile that is known here; nothing if none is.
  [[nodiscard]] virtual std::optional<std::vector<treaty::Declared>> declared_by(
      const PartyCode&) const {
    return std::nullopt;
  }

  // Is there such an authority, as far as the profile says that is known here? Errors: not_pinned,
  // not_found.
  [[nodiscard]] virtual Result<void> check_addressee(const Address&) const { return {}; }

  // Is this one of our own authorities? Deliveries to others are refused.
  [[nodiscard]] virtual bool is_ours(const Address& address) const = 0;
};

}  // namespace haidang::node
