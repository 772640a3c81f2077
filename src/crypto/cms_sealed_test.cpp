#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <thread>

#include "crypto/cms.hpp"
#include "crypto/cms_parts.hpp"
#include "crypto/openssl.hpp"
#include "crypto/test_party.hpp"
#include "crypto/test_tools.hpp"

using namespace haidang;
using namespace haidang::crypto;
using namespace haidang::crypto::testing;

namespace {

constexpr std::size_t sealed_bytes_max = 512 * 1024;

Result<Bytes> open_with(const Identity& recipient, ByteView der) {
  return open_sealed(der, recipient.certificate, recipient.key, sealed_bytes_max);
}

Code code_of(const Identity& recipient, ByteView der) {
  const auto result = open_with(recipient, der);
  return result.ok() ? Code{} : result.error().code;
}

// The same message with its authentication tag cut to `size` bytes, well formed again.
Bytes with_short_tag(ByteView der, std::size_t size) {
  const auto message = open_content_info(der).value();
  const Bytes body = to_bytes(message.content.body);
  constexpr std::size_t tag_element_bytes = 18;
  Bytes shorter(body.begin(), body.end() - tag_element_bytes);
  append_der_header(shorter, der_tag::octet_string, size);
  const auto tag = ByteView(body).last(tag_element_bytes - 2);
  append(shorter, tag.first(size));
  return make_content_info(message.type, shorter);
}

Bytes encrypt_by_hand(const Identity& recipient, const EVP_CIPHER* cipher, int times = 1) {
  const Cms cms(CMS_encrypt(nullptr, nullptr, cipher, CMS_BINARY | CMS_PARTIAL));
  for (int i = 0; i < times; ++i) {
    REQUIRE(CMS_add1_recipient_cert(cms.get(), recipient.certificate.handle(), 0) != nullptr);
  }
  const Bio in = bio_reading(as_bytes("content"));
  REQUIRE(CMS_final(cms.get(), in.get(), nullptr, CMS_BINARY | CMS_PARTIAL) == 1);
  return der_of<CMS_ContentInfo>(cms.get(), i2d_CMS_ContentInfo);
}

}  // namespace

TEST_CASE("no bit of a sealed message can be changed") {
  const TestParty party;
  const Bytes good = seal(as_bytes("batch of acts"), party.sealing.certificate).value();
  for (std::size_t at = 0; at < good.size(); ++at) {
    Bytes altered = good;
    altered[at] ^= static_cast<std::uint8_t>(1U << (at % 8));
    CAPTURE(at);
    const Code code = code_of(party.sealing, altered);
    CHECK((code == Code::malformed || code == Code::cannot_open));
  }
  CHECK(code_of(party.sealing, good) == Code{});
}

TEST_CASE("cut, lengthened, oversized and empty messages are refused") {
  const TestParty party;
  const Identity& recipient = party.sealing;
  Bytes der = seal(as_bytes("batch"), recipient.certificate).value();
  for (std::size_t size = 0; size < der.size(); size += 7) {
    CHECK(code_of(recipient, ByteView(der).first(size)) == Code::malformed);
  }
  CHECK(open_sealed(der, recipient.certificate, recipient.key, der.size() - 1).error().code ==
        Code::too_large);
  der.push_back(0);
  CHECK(code_of(recipient, der) == Code::malformed);
}

TEST_CASE("a tag cut short is refused, though its bytes are right") {
  const TestParty party;
  const Bytes der = seal(as_bytes("batch"), party.sealing.certificate).value();
  CHECK(with_short_tag(der, 16) == der);
  for (const std::size_t size : {0, 1, 4, 12, 15}) {
    CHECK(code_of(party.sealing, with_short_tag(der, size)) == Code::malformed);
  }
}

TEST_CASE("encryption without authentication, or to several, is refused") {
  const TestParty party;
  CHECK(code_of(party.sealing, encrypt_by_hand(party.sealing, EVP_aes_256_gcm())) == Code{});
  CHECK(code_of(party.sealing, encrypt_by_hand(party.sealing, EVP_aes_256_cbc())) ==
        Code::malformed);
  CHECK(code_of(party.sealing, encrypt_by_hand(party.sealing, EVP_aes_256_gcm(), 2)) ==
        Code::malformed);
  const Bytes plain =
      sign(as_bytes("act"), party.signing.certificate, party.signing.key, noon).value();
  CHECK(code_of(party.sealing, plain) == Code::malformed);
}

TEST_CASE("only the recipient opens, with its own key and certificate") {
  const TestParty party;
  const Identity other = issue_from(party.root, request_for(CertificateUse::sealing, "XA sealing"));
  const Bytes der = seal(as_bytes("batch"), party.sealing.certificate).value();
  CHECK(code_of(other, der) == Code::cannot_open);
  CHECK(code_of({other.key, party.sealing.certificate}, der) == Code::cannot_open);
  CHECK(code_of({party.sealing.key, other.certificate}, der) == Code::cannot_open);
  CHECK(open_with(party.sealing, der).value() == to_bytes("batch"));
  CHECK(ERR_peek_error() == 0);
}

TEST_CASE("nothing is sealed to a key that cannot agree on keys") {
  const TestParty party;
  const Identity signer =
      issue_from(party.root, request_for(CertificateUse::signing, "XA notes"), KeyKind::ed25519);
  CHECK(seal(as_bytes("batch"), signer.certificate).error().code == Code::bad_value);
}

TEST_CASE("what is sealed opens to the same bytes, and never looks the same twice") {
  const TestParty party;
  CHECK(rc::check("round trip", [&](const Bytes& content) {
    const Bytes der = seal(content, party.sealing.certificate).value();
    RC_ASSERT(open_with(party.sealing, der).value() == content);
    RC_ASSERT(seal(content, party.sealing.certificate).value() != der);
  }));
  const Bytes large(256 * 1024, 0x0A);
  CHECK(open_with(party.sealing, seal(large, party.sealing.certificate).value()).value() == large);
}

TEST_CASE("a Party may receive with P-384") {
  const TestParty party;
  const Identity recipient =
      issue_from(party.root, request_for(CertificateUse::sealing, "XA sealing"), KeyKind::p384);
  const Bytes der = seal(as_bytes("batch"), recipient.certificate).value();
  CHECK(open_with(recipient, der).value() == to_bytes("batch"));
}

TEST_CASE("stock openssl opens what was sealed, and the key is derived with SHA-256") {
  const TestParty party;
  const Folder folder;
  folder.write("sealed", seal(as_bytes("line\nline"), party.sealing.certificate).value());
  folder.write("cert.pem", as_bytes(party.sealing.certificate.pem()));
  folder.write("key.pem", as_bytes(party.sealing.key.to_encrypted_pem("x")));
  REQUIRE(folder.run("openssl cms -decrypt -binary -inform DER -in sealed -recip cert.pem "
                     "-inkey key.pem -passin pass:x -out content") == 0);
  CHECK(folder.read("content") == to_bytes("line\nline"));
  REQUIRE(folder.run("openssl cms -cmsout -print -inform DER -in sealed -out text") == 0);
  const std::string text = to_text(folder.read("text"));
  for (const char* expected : {"id-smime-ct-authEnvelopedData", "aes-256-gcm",
                               "dhSinglePass-stdDH-sha256kdf-scheme", "id-aes256-wrap"}) {
    CAPTURE(expected);
    CHECK(text.find(expected) != std::string::npos);
  }
}

TEST_CASE("what stock openssl sealed is opened here") {
  const TestParty party;
  const Folder folder;
  folder.write("batch", as_bytes("from elsewhere"));
  folder.write("cert.pem", as_bytes(party.sealing.certificate.pem()));
  REQUIRE(folder.run("openssl cms -encrypt -binary -aes-256-gcm -in batch -outform DER "
                     "-out sealed -recip cert.pem -keyopt ecdh_kdf_md:sha256") == 0);
  CHECK(open_with(party.sealing, folder.read("sealed")).value() == to_bytes("from elsewhere"));
}

TEST_CASE("threads seal and open side by side with the same keys") {
  const TestParty party;
  std::vector<int> wrong(4, 0);
  std::vector<std::jthread> threads;
  for (int& count : wrong) {
    threads.emplace_back([&count, &party] {
      for (std::uint8_t i = 0; i < 50; ++i) {
        const Bytes der = seal(Bytes(100, i), party.sealing.certificate).value();
        count += open_with(party.sealing, der).value() != Bytes(100, i);
      }
    });
  }
  threads.clear();
  CHECK(wrong == std::vector<int>(4, 0));
}
