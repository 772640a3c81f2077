// Private and public keys. Algorithm identifiers decide: P-256 by default, P-384 and others come in
// through OpenSSL; Ed25519 for the journal's notes.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "base/bytes.hpp"

struct evp_pkey_st;

namespace haidang::crypto {

enum class KeyKind { p256, p384, ed25519 };

class PublicKey {
 public:
  explicit PublicKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}
  [[nodiscard]] evp_pkey_st* handle() const { return key_.get(); }
  [[nodiscard]] Bytes spki() const;  // SubjectPublicKeyInfo, DER
  static Result<PublicKey> from_spki(ByteView der);
  static Result<PublicKey> from_raw_ed25519(ByteView raw);  // 32 bytes
  [[nodiscard]] Bytes raw_ed25519() const;                  // 32 bytes; only if kind() says so
  [[nodiscard]] std::optional<KeyKind> kind() const;        // nothing: a kind that we do not make

 private:
  std::shared_ptr<evp_pkey_st> key_;
};

class PrivateKey {
 public:
  explicit PrivateKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}
  static PrivateKey generate(KeyKind kind);  // OpenSSL's own random generator
  [[nodiscard]] evp_pkey_st* handle() const { return key_.get(); }
  [[nodiscard]] PublicKey public_key() const;

  // PKCS#8, PBES2 with scrypt (N=2^14, r=8, p=2: the most that stock tools read) and AES-256-CBC,
  // PEM. Readable by: openssl pkey -in FILE
  [[nodiscard]] std::string to_encrypted_pem(std::string_view passphrase) const;
  // Error: bad_passphrase, malformed.
  static Result<PrivateKey> from_encrypted_pem(std::string_view pem, std::string_view passphrase);

 private:
  std::shared_ptr<evp_pkey_st> key_;
};

// Bare Ed25519 (RFC 8032), 64-byte signatures: deterministic.
Bytes sign_ed25519(const PrivateKey& key, ByteView message);
bool verify_ed25519(const PublicKey& key, ByteView message, ByteView signature);

}  // namespace haidang::crypto
