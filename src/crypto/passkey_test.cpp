#include "crypto/passkey.hpp"

#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "crypto/test_authenticator.hpp"

using namespace haidang;
using namespace haidang::crypto;
using crypto::testing::TestAuthenticator;

namespace {

constexpr const char* site = "desk.example";
constexpr std::string_view client_data = R"({"type":"webauthn.get"})";

struct Said {
  Bytes data;
  Bytes signature;
  [[nodiscard]] PasskeyAnswer answer() const { return {as_bytes(client_data), data, signature}; }
};

Said say(const TestAuthenticator& by) {
  return {by.said(), by.signature(client_data)};
}

PasskeyKey key_of(const TestAuthenticator& by) {
  return read_new_passkey(site, by.new_passkey()).value().key;
}

Bytes signed_by(const PrivateKey& key, const Bytes& data) {
  Bytes message = data;
  append(message, sha256(as_bytes(client_data)));
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  std::size_t length = 0;
  REQUIRE(EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key.handle()) == 1);
  REQUIRE(EVP_DigestSign(context, nullptr, &length, message.data(), message.size()) == 1);
  Bytes signature(length);
  REQUIRE(EVP_DigestSign(context, signature.data(), &length, message.data(), message.size()) == 1);
  EVP_MD_CTX_free(context);
  signature.resize(length);
  return signature;
}

// A COSE key of type EC2 on P-256: the last 64 bytes of its SubjectPublicKeyInfo are x and y.
Bytes cose_es256(const PrivateKey& key) {
  const Bytes spki = key.public_key().spki();
  Bytes cose{0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20};
  append(cose, ByteView(spki).last(64).first(32));
  append(cose, Bytes{0x22, 0x58, 0x20});
  append(cose, ByteView(spki).last(32));
  return cose;
}

// A COSE key of type RSA (RFC 8230): 2048 bits, exponent 65537.
Bytes cose_rs256(const PrivateKey& key) {
  const Bytes spki = key.public_key().spki();
  constexpr std::size_t behind = 5;  // the exponent, with its tag and length
  Bytes cose{0xA4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20, 0x59, 0x01, 0x00};
  append(cose, ByteView(spki).last(256 + behind).first(256));
  append(cose, Bytes{0x21, 0x43, 0x01, 0x00, 0x01});
  return cose;
}

PrivateKey rsa_key() {
  return PrivateKey(std::shared_ptr<evp_pkey_st>(EVP_RSA_gen(2048), EVP_PKEY_free));
}

}  // namespace

TEST_CASE("a new passkey is read, and its signatures are accepted, in each algorithm") {
  const TestAuthenticator ed25519;
  const NewPasskey made = read_new_passkey(site, ed25519.new_passkey()).value();
  CHECK(made.id == ed25519.id);
  CHECK(made.counter == 1);
  CHECK(made.key.algorithm == -8);
  CHECK(verify_passkey(made.key, site, say(ed25519).answer()).value() == 1);

  const PrivateKey p256 = PrivateKey::generate(KeyKind::p256);
  const NewPasskey ec = read_new_passkey(site, ed25519.new_passkey(cose_es256(p256))).value();
  CHECK(ec.key.algorithm == -7);
  const Said ec_said{ed25519.said(), signed_by(p256, ed25519.said())};
  CHECK(verify_passkey(ec.key, site, ec_said.answer()).value() == 1);

  const PrivateKey rsa = rsa_key();
  const NewPasskey big = read_new_passkey(site, ed25519.new_passkey(cose_rs256(rsa))).value();
  CHECK(big.key.algorithm == -257);
  const Said rsa_said{ed25519.said(), signed_by(rsa, ed25519.said())};
  CHECK(verify_passkey(big.key, site, rsa_said.answer()).value() == 1);
}

TEST_CASE("what is for another site is nothing here") {
  TestAuthenticator other;
  other.site = "elsewhere.example";
  CHECK(read_new_passkey(site, other.new_passkey()).error().code == Code::wrong_addressee);
  const PasskeyKey key = key_of(TestAuthenticator{});
  CHECK(verify_passkey(key, site, say(other).answer()).error().code == Code::wrong_addressee);
}

TEST_CASE("who holds it must be there, and be verified") {
  const PasskeyKey key = key_of(TestAuthenticator{});
  for (const std::uint8_t flags : Bytes{0x00, 0x01, 0x04}) {
    TestAuthenticator careless;
    careless.flags = flags;
    CHECK(read_new_passkey(site, careless.new_passkey()).error().code == Code::bad_value);
    CHECK(verify_passkey(key, site, say(careless).answer()).error().code == Code::bad_value);
  }
}

TEST_CASE("no bit of what was signed can be flipped") {
  const TestAuthenticator by;
  const PasskeyKey key = key_of(by);
  const Said good = say(by);
  for (std::size_t i = 0; i < good.signature.size(); ++i) {
    Said bad = good;
    bad.signature[i] ^= 1U;
    CHECK(verify_passkey(key, site, bad.answer()).error().code == Code::bad_signature);
  }
  for (std::size_t i = 0; i < good.data.size(); ++i) {
    Said bad = good;
    bad.data[i] ^= 1U;
    CHECK_FALSE(verify_passkey(key, site, bad.answer()).ok());
  }
  PasskeyAnswer other = good.answer();
  other.client_data = as_bytes("{}");
  CHECK(verify_passkey(key, site, other).error().code == Code::bad_signature);
  CHECK(verify_passkey(key_of(TestAuthenticator{}), site, good.answer()).error().code ==
        Code::bad_signature);
}

TEST_CASE("what is cut off, too long or empty is refused, never read beyond its end") {
  const TestAuthenticator by;
  const Bytes whole = by.new_passkey();
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK_FALSE(read_new_passkey(site, ByteView(whole).first(size)).ok());
  CHECK(read_new_passkey(site, Bytes(5000)).error().code == Code::too_large);
  CHECK(read_new_passkey(site, by.said()).error().code == Code::malformed);
  const PasskeyKey key = key_of(by);
  const Bytes data = by.said();
  CHECK(verify_passkey(key, site, {as_bytes(client_data), data, {}}).error().code ==
        Code::bad_signature);
  const Bytes long_one(2000);
  CHECK(verify_passkey(key, site, {as_bytes(client_data), data, long_one}).error().code ==
        Code::too_large);
  const Bytes none;
  CHECK(verify_passkey(key, site, {as_bytes(client_data), none, none}).error().code ==
        Code::malformed);
}

TEST_CASE("an algorithm that is not offered is refused") {
  const TestAuthenticator by;
  // ES384 (-35) on P-384.
  const Bytes cose{0xA5, 0x01, 0x02, 0x03, 0x38, 0x22, 0x20, 0x02, 0x21, 0x40, 0x22, 0x40};
  CHECK(read_new_passkey(site, by.new_passkey(cose)).error().code == Code::bad_value);
  PasskeyKey key = key_of(by);
  key.algorithm = -35;
  CHECK(verify_passkey(key, site, say(by).answer()).error().code == Code::bad_signature);
}
