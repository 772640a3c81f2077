#include "crypto/key_file.hpp"

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <sodium.h>

#include <memory>
#include <stdexcept>

namespace haidang::crypto {
namespace {

constexpr unsigned long long argon2_passes = 2;
constexpr std::size_t argon2_bytes = 64U << 20U;

}  // namespace

Bytes to_pkcs8(const PrivateKey& key) {
  unsigned char* der = nullptr;
  PKCS8_PRIV_KEY_INFO* info = EVP_PKEY2PKCS8(key.handle());
  HD_CHECK(info != nullptr);
  const int size = i2d_PKCS8_PRIV_KEY_INFO(info, &der);
  PKCS8_PRIV_KEY_INFO_free(info);
  HD_CHECK(size > 0);
  const Bytes bytes(der, der + size);
  OPENSSL_clear_free(der, static_cast<std::size_t>(size));
  return bytes;
}

Result<PrivateKey> from_pkcs8(ByteView der) {
  const unsigned char* at = der.data();
  EVP_PKEY* key = d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(der.size()));
  if (key == nullptr) return Error{Code::malformed, "the bytes are not a PKCS#8 private key"};
  return PrivateKey(std::shared_ptr<evp_pkey_st>(key, EVP_PKEY_free));
}

AeadKey derive_key(std::string_view passphrase, const PassphraseSalt& salt) {
  static_assert(crypto_pwhash_SALTBYTES == std::tuple_size_v<PassphraseSalt>);
  AeadKey key{};
  const int made =
      ::sodium_init() < 0
          ? -1
          : crypto_pwhash(key.data(), key.size(), passphrase.data(), passphrase.size(), salt.data(),
                          argon2_passes, argon2_bytes, crypto_pwhash_ALG_ARGON2ID13);
  if (made != 0) throw std::runtime_error("Argon2id needs 64 MiB of memory and did not get it");
  return key;
}

}  // namespace haidang::crypto
