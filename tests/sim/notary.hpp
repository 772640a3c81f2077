// The simulator's notary: cheap, and as strict as the real one. Each Party's secret is known to
// this stand-in alone; a signature or a seal by anybody else, or over other bytes, is found.
#pragma once
#include <map>

#include "node/notary.hpp"

namespace haidang::sim {

// Journal keys are real (Ed25519); they are made once and shared by the worlds of one thread.
class KeyRing {
 public:
  explicit KeyRing(std::size_t parties);
  [[nodiscard]] const journal::NoteSigner& signer(std::size_t party) const {
    return *signers_.at(party);
  }
  [[nodiscard]] std::size_t size() const { return signers_.size(); }

 private:
  std::vector<std::unique_ptr<journal::Ed25519NoteSigner>> signers_;
};

// The code of the nth Party: first those that ISO 3166-1 leaves to users, then any two letters.
PartyCode party_code(std::size_t number);
Address address_of(std::size_t number);

// Who is pinned by everybody, with journal key and secret.
class Register {
 public:
  Register(std::size_t parties, const KeyRing& keys, std::uint64_t seed);
  struct Entry {
    std::size_t number;
    Digest secret;
  };
  [[nodiscard]] const Entry* find(const PartyCode& party) const;
  [[nodiscard]] const journal::NoteVerifier& journal_of(std::size_t number) const {
    return keys_.signer(number).verifier();
  }

 private:
  const KeyRing& keys_;
  std::map<PartyCode, Entry> entries_;
};

class SimNotary final : public node::Notary {
 public:
  SimNotary(const Register& parties, Address self) : parties_(parties), self_(std::move(self)) {}

  Result<Bytes> sign(std::string_view text, Time now) override;
  [[nodiscard]] Result<Checked> check_signed(ByteView signed_act) const override;
  Result<PartyCode> signer(const Digest& key, Time now) override;
  Result<Seal> seal_for(const PartyCode& to, Time now) override;
  [[nodiscard]] Result<std::string> open_sealed(ByteView sealed) const override;
  Result<journal::NoteVerifier> journal_of(const PartyCode& party) override;
  [[nodiscard]] bool is_ours(const Address& address) const override { return address == self_; }

 private:
  const Register& parties_;
  Address self_;
};

}  // namespace haidang::sim
