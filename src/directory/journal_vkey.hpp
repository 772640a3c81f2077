// The verifier key of a Party's journal as its profile names it (C2SP signed-note, Ed25519):
// "<name>+<key id, 8 hex digits>+<base64 of 0x01 and the 32 bytes of the key>". Internal to this
// room.
#pragma once
#include <string>
#include <string_view>

#include "acts/party.hpp"
#include "crypto/key.hpp"

namespace haidang::directory {

// "xa.haidang/journal" for the Party XA.
std::string write_journal_vkey(const PartyCode& party, const crypto::PublicKey& ed25519);

// In its one spelling, and under a name that belongs to this Party.
// Errors: malformed, wrong_party.
Result<void> check_journal_vkey(const PartyCode& party, std::string_view vkey);

}  // namespace haidang::directory
