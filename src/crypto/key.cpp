#include "crypto/key.hpp"

#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>

#include "crypto/openssl.hpp"

namespace haidang::crypto {
namespace {

using Pkcs8 = Owned<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>;
using EncryptedPkcs8 = Owned<X509_SIG, X509_SIG_free>;

// RFC 7914. OpenSSL's own limit of 32 MiB, which `openssl pkey` keeps to, refuses N = 2^15 with
// r = 8 by a few bytes; N = 2^14 with p = 2 is the same amount of work.
constexpr std::uint64_t scrypt_n = 1U << 14;
constexpr std::uint64_t scrypt_r = 8;
constexpr std::uint64_t scrypt_p = 2;
constexpr std::size_t salt_bytes = 16;
constexpr std::size_t pem_bytes_max = 64 * 1024;
constexpr std::size_t ed25519_key_bytes = 32;
constexpr std::size_t ed25519_signature_bytes = 64;

std::shared_ptr<EVP_PKEY> shared(KeyHandle key) {
  HD_CHECK(key != nullptr);
  return std::shared_ptr<EVP_PKEY>(std::move(key));
}

EVP_PKEY* generate_handle(KeyKind kind) {
  switch (kind) {
    case KeyKind::p256:
      return EVP_EC_gen("P-256");
    case KeyKind::p384:
      return EVP_EC_gen("P-384");
    case KeyKind::ed25519:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  }
  return nullptr;
}

bool is_ed25519(const EVP_PKEY* key) {
  return EVP_PKEY_is_a(key, "ED25519") == 1;
}

Algorithm password_based_encryption() {
  std::array<std::uint8_t, salt_bytes> salt;
  HD_CHECK(RAND_bytes(salt.data(), salt.size()) == 1);
  Algorithm pbe(PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), salt.data(), salt.size(), nullptr,
                                      scrypt_n, scrypt_r, scrypt_p));
  HD_CHECK(pbe != nullptr);
  return pbe;
}

// RFC 7468 section 11: the only label a key of ours may have. An unencrypted key is refused.
EncryptedPkcs8 read_encrypted(std::string_view pem) {
  const Bio in = bio_reading(as_bytes(pem));
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long size = 0;
  if (PEM_read_bio(in.get(), &name, &header, &data, &size) != 1) return nullptr;
  const bool labelled = std::string_view(name) == PEM_STRING_PKCS8;
  const unsigned char* at = data;
  EncryptedPkcs8 read(labelled ? d2i_X509_SIG(nullptr, &at, size) : nullptr);
  OPENSSL_free(name);
  OPENSSL_free(header);
  OPENSSL_free(data);
  return read;
}

}  // namespace

Bytes PublicKey::spki() const {
  Bytes der = der_of<EVP_PKEY>(handle(), i2d_PUBKEY);
  HD_CHECK(!der.empty());
  return der;
}

Result<PublicKey> PublicKey::from_spki(ByteView der) {
  const ErrorQueue errors;
  const unsigned char* at = der.data();
  KeyHandle key(der.empty() ? nullptr : d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())));
  if (key == nullptr) return openssl_error(Code::malformed, "the bytes are not a public key");
  PublicKey made(shared(std::move(key)));
  // Comparing with our own encoding leaves one form per key, and nothing behind it.
  const Bytes canonical = der_of<EVP_PKEY>(made.handle(), i2d_PUBKEY);
  if (!std::equal(canonical.begin(), canonical.end(), der.begin(), der.end())) {
    return Error{Code::malformed, "the public key is not in its one DER form"};
  }
  return made;
}

Result<PublicKey> PublicKey::from_raw_ed25519(ByteView raw) {
  if (raw.size() != ed25519_key_bytes) {
    return Error{Code::malformed, "an Ed25519 public key has 32 bytes"};
  }
  const ErrorQueue errors;
  return PublicKey(shared(
      KeyHandle(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw.data(), raw.size()))));
}

Bytes PublicKey::raw_ed25519() const {
  HD_CHECK(is_ed25519(handle()));
  Bytes raw(ed25519_key_bytes);
  std::size_t size = raw.size();
  HD_CHECK(EVP_PKEY_get_raw_public_key(handle(), raw.data(), &size) == 1 && size == raw.size());
  return raw;
}

std::optional<KeyKind> PublicKey::kind() const {
  if (is_ed25519(handle())) return KeyKind::ed25519;
  std::array<char, 32> group{};
  std::size_t size = 0;
  const ErrorQueue errors;
  if (EVP_PKEY_get_group_name(handle(), group.data(), group.size(), &size) != 1) {
    return std::nullopt;
  }
  const std::string_view name(group.data(), size);
  if (name == "prime256v1") return KeyKind::p256;
  if (name == "secp384r1") return KeyKind::p384;
  return std::nullopt;
}

PrivateKey PrivateKey::generate(KeyKind kind) {
  return PrivateKey(shared(KeyHandle(generate_handle(kind))));
}

PublicKey PrivateKey::public_key() const {
  // Through the encoding, so that the public key's handle does not hold the private part.
  const Bytes der = der_of<EVP_PKEY>(handle(), i2d_PUBKEY);
  const unsigned char* at = der.data();
  return PublicKey(shared(KeyHandle(d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())))));
}

std::string PrivateKey::to_encrypted_pem(std::string_view passphrase) const {
  const ErrorQueue errors;
  const Pkcs8 plain(EVP_PKEY2PKCS8(handle()));
  HD_CHECK(plain != nullptr);
  Algorithm pbe = password_based_encryption();
  const EncryptedPkcs8 sealed(PKCS8_set0_pbe(passphrase.data(), static_cast<int>(passphrase.size()),
                                             plain.get(), pbe.get()));
  HD_CHECK(sealed != nullptr);
  (void)pbe.release();  // now owned by `sealed`
  const Bio out = bio_writing();
  HD_CHECK(PEM_write_bio_PKCS8(out.get(), sealed.get()) == 1);
  return to_text(bio_bytes(out.get()));
}

Result<PrivateKey> PrivateKey::from_encrypted_pem(std::string_view pem,
                                                  std::string_view passphrase) {
  const ErrorQueue errors;
  if (pem.size() > pem_bytes_max) return Error{Code::malformed, "the key file is too large"};
  const EncryptedPkcs8 sealed = read_encrypted(pem);
  if (sealed == nullptr) {
    Error error = openssl_error(Code::malformed, "the file is not an encrypted private key");
    error.next = "give a PEM file that begins with BEGIN ENCRYPTED PRIVATE KEY";
    return error;
  }
  const Pkcs8 plain(
      PKCS8_decrypt(sealed.get(), passphrase.data(), static_cast<int>(passphrase.size())));
  if (plain == nullptr) {
    return openssl_error(Code::bad_passphrase, "the passphrase does not open the key");
  }
  KeyHandle key(EVP_PKCS82PKEY(plain.get()));
  if (key == nullptr) {
    return openssl_error(Code::malformed, "the file holds a key of a kind that cannot be read");
  }
  return PrivateKey(shared(std::move(key)));
}

Bytes sign_ed25519(const PrivateKey& key, ByteView message) {
  HD_CHECK(is_ed25519(key.handle()));
  const DigestContext context(EVP_MD_CTX_new());
  HD_CHECK(context != nullptr);
  HD_CHECK(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.handle()) == 1);
  Bytes signature(ed25519_signature_bytes);
  std::size_t size = signature.size();
  HD_CHECK(EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) ==
           1);
  HD_CHECK(size == signature.size());
  return signature;
}

bool verify_ed25519(const PublicKey& key, ByteView message, ByteView signature) {
  if (!is_ed25519(key.handle()) || signature.size() != ed25519_signature_bytes) return false;
  const ErrorQueue errors;
  const DigestContext context(EVP_MD_CTX_new());
  HD_CHECK(context != nullptr);
  HD_CHECK(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.handle()) == 1);
  return EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(),
                          message.size()) == 1;
}

}  // namespace haidang::crypto
