#include "crypto/key.hpp"

#include <doctest/doctest.h>

#include "crypto/openssl.hpp"
#include "crypto/test_tools.hpp"

using namespace haidang;
using namespace haidang::crypto;

namespace {

constexpr KeyKind kinds[] = {KeyKind::p256, KeyKind::p384, KeyKind::ed25519};

PrivateKey ed25519_from_seed(std::string_view hex_text) {
  const Bytes seed = parse_hex(hex_text).value();
  return PrivateKey(std::shared_ptr<EVP_PKEY>(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()),
      EVP_PKEY_free));
}

struct Vector {
  const char* seed;
  const char* public_key;
  const char* message;
  const char* signature;
};

// RFC 8032 section 7.1, tests 1 to 3.
constexpr Vector vectors[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
     "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
     "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
     "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
};

}  // namespace

TEST_CASE("bytes that are no public key are refused") {
  CHECK(PublicKey::from_spki({}).error().code == Code::malformed);
  CHECK(PublicKey::from_spki(as_bytes("not a key")).error().code == Code::malformed);
  CHECK(PublicKey::from_raw_ed25519(as_bytes("short")).error().code == Code::malformed);
  Bytes spki = PrivateKey::generate(KeyKind::p256).public_key().spki();
  spki.push_back(0);
  CHECK(PublicKey::from_spki(spki).error().code == Code::malformed);
  spki.resize(spki.size() - 2);
  CHECK(PublicKey::from_spki(spki).error().code == Code::malformed);
}

TEST_CASE("a public key goes out and comes back, and knows its kind") {
  for (const KeyKind kind : kinds) {
    const PublicKey key = PrivateKey::generate(kind).public_key();
    CHECK(key.kind() == kind);
    CHECK(PublicKey::from_spki(key.spki()).value().spki() == key.spki());
  }
  const PublicKey ed25519 = PrivateKey::generate(KeyKind::ed25519).public_key();
  CHECK(PublicKey::from_raw_ed25519(ed25519.raw_ed25519()).value().spki() == ed25519.spki());
}

TEST_CASE("an encrypted key opens with its passphrase only") {
  for (const KeyKind kind : kinds) {
    const PrivateKey key = PrivateKey::generate(kind);
    const std::string pem = key.to_encrypted_pem("correct horse");
    CHECK(pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
    CHECK(PrivateKey::from_encrypted_pem(pem, "wrong").error().code == Code::bad_passphrase);
    CHECK(PrivateKey::from_encrypted_pem(pem, "").error().code == Code::bad_passphrase);
    const PrivateKey back = PrivateKey::from_encrypted_pem(pem, "correct horse").value();
    CHECK(back.public_key().spki() == key.public_key().spki());
  }
}

TEST_CASE("a key file that is not an encrypted key is malformed, an unencrypted one too") {
  const PrivateKey key = PrivateKey::generate(KeyKind::p256);
  const std::string pem = key.to_encrypted_pem("x");
  const std::string plain = "-----BEGIN PRIVATE KEY-----\n" + pem.substr(38);
  for (const std::string& bad :
       {std::string(), std::string("text"), pem.substr(0, 100), plain, std::string(100'000, 'a')}) {
    const auto result = PrivateKey::from_encrypted_pem(bad, "x");
    CHECK(result.error().code == Code::malformed);
  }
}

TEST_CASE("stock openssl reads the key file") {
  const testing::Folder folder;
  const PrivateKey key = PrivateKey::generate(KeyKind::p256);
  folder.write("key.pem", as_bytes(key.to_encrypted_pem("lighthouse")));
  CHECK(folder.run("openssl pkey -noout -in key.pem -passin pass:lighthouse") == 0);
  CHECK(folder.run("openssl pkey -noout -in key.pem -passin pass:wrong") != 0);
}

TEST_CASE("Ed25519 gives the signatures of RFC 8032") {
  for (const Vector& vector : vectors) {
    CAPTURE(vector.message);
    const PrivateKey key = ed25519_from_seed(vector.seed);
    const Bytes message = parse_hex(vector.message).value();
    CHECK(hex(key.public_key().raw_ed25519()) == vector.public_key);
    CHECK(hex(sign_ed25519(key, message)) == vector.signature);
    CHECK(verify_ed25519(key.public_key(), message, parse_hex(vector.signature).value()));
  }
}

// The example of C2SP signed-note (golang.org/x/mod/sumdb/note): key type, key; hash, signature.
TEST_CASE("the published example of a signed note verifies") {
  const Bytes key = parse_base64("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").value();
  const Bytes line = parse_base64(
                         "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqf"
                         "qdngotpRZb6KE6RyyBwJnAM=")
                         .value();
  const PublicKey signer = PublicKey::from_raw_ed25519(ByteView(key).subspan(1)).value();
  const std::string_view text =
      "If you think cryptography is the answer to your problem,\n"
      "then you don't know what your problem is.\n";
  CHECK(verify_ed25519(signer, as_bytes(text), ByteView(line).subspan(4)));
  CHECK(!verify_ed25519(signer, as_bytes(text.substr(1)), ByteView(line).subspan(4)));
}

TEST_CASE("a bare signature is refused when a bit, the length or the kind of key is wrong") {
  const PrivateKey key = PrivateKey::generate(KeyKind::ed25519);
  Bytes signature = sign_ed25519(key, as_bytes("tree head"));
  CHECK(verify_ed25519(key.public_key(), as_bytes("tree head"), signature));
  CHECK(!verify_ed25519(PrivateKey::generate(KeyKind::ed25519).public_key(), as_bytes("tree head"),
                        signature));
  CHECK(!verify_ed25519(PrivateKey::generate(KeyKind::p256).public_key(), as_bytes("tree head"),
                        signature));
  for (std::uint8_t& byte : signature) {
    byte ^= 0x10;
    CHECK(!verify_ed25519(key.public_key(), as_bytes("tree head"), signature));
    byte ^= 0x10;
  }
  signature.pop_back();
  CHECK(!verify_ed25519(key.public_key(), as_bytes("tree head"), signature));
}
