// An authenticator made of software, with an Ed25519 key, for the tests of this room and of those
// above it. Each part of what it says can be made wrong.
#pragma once
#include <cstdint>
#include <string>

#include "crypto/digest.hpp"
#include "crypto/key.hpp"

namespace haidang::crypto::testing {

struct TestAuthenticator {
  static constexpr std::uint8_t there_and_verified = 0x05;
  static constexpr std::uint8_t has_key = 0x40;

  PrivateKey key = PrivateKey::generate(KeyKind::ed25519);
  Bytes id = to_bytes(std::string_view("a passkey of the test"));
  std::string site = "desk.example";
  std::uint8_t flags = there_and_verified;
  std::uint32_t counter = 1;

  [[nodiscard]] Bytes head(std::uint8_t more) const {
    Bytes out = to_bytes(ByteView(sha256(as_bytes(site))));
    out.push_back(flags | more);
    for (int shift = 24; shift >= 0; shift -= 8)
      out.push_back(static_cast<std::uint8_t>(counter >> static_cast<unsigned>(shift)));
    return out;
  }
  // With `cose`, the public key as the authenticator would write it (RFC 9052 section 7).
  [[nodiscard]] Bytes new_passkey(const Bytes& cose) const {
    Bytes out = head(has_key);
    out.insert(out.end(), 16, 0);  // no make of authenticator
    out.push_back(static_cast<std::uint8_t>(id.size() >> 8U));
    out.push_back(static_cast<std::uint8_t>(id.size()));
    append(out, id);
    append(out, cose);
    return out;
  }
  [[nodiscard]] Bytes new_passkey() const {
    Bytes cose{0xA4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20};
    append(cose, key.public_key().raw_ed25519());
    return new_passkey(cose);
  }
  [[nodiscard]] Bytes said() const { return head(0); }
  [[nodiscard]] Bytes signature(std::string_view client_data) const {
    Bytes signed_bytes = said();
    append(signed_bytes, sha256(as_bytes(client_data)));
    return sign_ed25519(key, signed_bytes);
  }
};

}  // namespace haidang::crypto::testing
