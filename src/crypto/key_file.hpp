// What a file of private keys is made of: keys as plain PKCS#8, and a key derived from a passphrase
// to seal them with (crypto/aead.hpp, seal_secret).
#pragma once
#include <array>

#include "crypto/aead.hpp"
#include "crypto/key.hpp"

namespace haidang::crypto {

Bytes to_pkcs8(const PrivateKey& key);  // DER; secret: seal it at once
Result<PrivateKey> from_pkcs8(ByteView der);

using PassphraseSalt = std::array<std::uint8_t, 16>;
// Argon2id (RFC 9106) with 64 MiB and 2 passes, through libsodium.
AeadKey derive_key(std::string_view passphrase, const PassphraseSalt& salt);

}  // namespace haidang::crypto
