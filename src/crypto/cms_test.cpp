#include "crypto/cms.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <thread>

#include "crypto/openssl.hpp"
#include "crypto/test_party.hpp"
#include "crypto/test_tools.hpp"

using namespace haidang;
using namespace haidang::crypto;
using namespace haidang::crypto::testing;

namespace {

constexpr std::size_t limit = 512 * 1024;

// As a careless or hostile signer would make it, straight from the library.
Bytes sign_by_hand(const Identity& signer, unsigned flags, const EVP_MD* digest = EVP_sha256(),
                   int times = 1) {
  const unsigned all = flags | CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP;
  const Cms cms(CMS_sign(nullptr, nullptr, nullptr, nullptr, all));
  for (int i = 0; i < times; ++i) {
    const unsigned certificate_once = i == 0 ? 0 : CMS_NOCERTS;
    REQUIRE(CMS_add1_signer(cms.get(), signer.certificate.handle(), signer.key.handle(), digest,
                            all | certificate_once) != nullptr);
  }
  const Bio in = bio_reading(as_bytes("content"));
  REQUIRE(CMS_final(cms.get(), in.get(), nullptr, all) == 1);
  return der_of<CMS_ContentInfo>(cms.get(), i2d_CMS_ContentInfo);
}

Code code_of(ByteView der) {
  const auto result = open_signed(der, limit);
  return result.ok() ? Code{} : result.error().code;
}

void replace_all(Bytes& in, const Bytes& from, const Bytes& to) {
  REQUIRE(from.size() == to.size());
  auto at = std::search(in.begin(), in.end(), from.begin(), from.end());
  REQUIRE(at != in.end());
  for (; at != in.end(); at = std::search(at, in.end(), from.begin(), from.end())) {
    std::copy(to.begin(), to.end(), at);
  }
}

std::string verify_command(const char* more) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(noon).time_since_epoch().count();
  return "openssl cms -verify -inform DER -in act.p7m -CAfile root.pem -purpose any -binary "
         "-out content -attime " +
         std::to_string(seconds) + " " + more;
}

}  // namespace

TEST_CASE("no bit of a signed document can be changed") {
  const TestParty party;
  const Bytes good =
      sign(as_bytes("act"), party.signing.certificate, party.signing.key, noon).value();
  for (std::size_t at = 0; at < good.size(); ++at) {
    Bytes altered = good;
    altered[at] ^= static_cast<std::uint8_t>(1U << (at % 8));
    CAPTURE(at);
    const Code code = code_of(altered);
    CHECK((code == Code::malformed || code == Code::bad_signature));
  }
  CHECK(code_of(good) == Code{});
}

TEST_CASE("cut, lengthened, oversized and empty messages are refused") {
  const TestParty party;
  Bytes der = sign(as_bytes("act"), party.signing.certificate, party.signing.key, noon).value();
  for (std::size_t size = 0; size < der.size(); size += 7) {
    CHECK(code_of(ByteView(der).first(size)) == Code::malformed);
  }
  CHECK(open_signed(der, der.size() - 1).error().code == Code::too_large);
  CHECK(open_signed(der, der.size()).ok());
  der.push_back(0);
  CHECK(code_of(der) == Code::malformed);
  CHECK(code_of(seal(as_bytes("x"), party.sealing.certificate).value()) == Code::malformed);
}

TEST_CASE("other shapes of SignedData are refused") {
  const TestParty party;
  const Identity& signer = party.signing;
  CHECK(code_of(sign_by_hand(signer, CMS_CADES)) == Code{});
  CHECK(code_of(sign_by_hand(signer, 0)) == Code::malformed);  // no signingCertificateV2
  CHECK(code_of(sign_by_hand(signer, CMS_NOATTR)) == Code::malformed);
  CHECK(code_of(sign_by_hand(signer, CMS_CADES | CMS_DETACHED)) == Code::malformed);
  CHECK(code_of(sign_by_hand(signer, CMS_CADES | CMS_NOCERTS)) == Code::malformed);
  CHECK(code_of(sign_by_hand(signer, CMS_CADES | CMS_USE_KEYID)) == Code::malformed);
  CHECK(code_of(sign_by_hand(signer, CMS_CADES, EVP_sha256(), 2)) == Code::malformed);
  CHECK(code_of(sign_by_hand(signer, CMS_CADES, EVP_sha224())) == Code::bad_signature);
}

TEST_CASE("another certificate for the same key cannot take the signer's place") {
  // An Ed25519 root makes certificates of equal length, so that one can be put over the other.
  const PrivateKey root_key = PrivateKey::generate(KeyKind::ed25519);
  const Identity root{root_key, make_root(root_key, request_for(CertificateUse::root, "XA root"))};
  const PrivateKey key = PrivateKey::generate(KeyKind::p256);
  const auto certificate_named = [&](const char* name) {
    return issue(root.certificate, root_key, key.public_key(),
                 request_for(CertificateUse::signing, name));
  };
  const Certificate own = certificate_named("XA one");
  const Certificate other = certificate_named("XA two");
  Bytes der = sign(as_bytes("act"), own, key, noon).value();
  const auto serial = [](const Certificate& certificate) {
    return der_of<ASN1_INTEGER>(X509_get0_serialNumber(certificate.handle()), i2d_ASN1_INTEGER);
  };
  replace_all(der, own.der(), other.der());
  CHECK(code_of(der) == Code::malformed);  // the signer is still named by the old serial number
  replace_all(der, serial(own), serial(other));
  CHECK(code_of(der) == Code::bad_signature);
}

TEST_CASE("a key signs only for its own certificate") {
  const TestParty party;
  const auto result = sign(as_bytes("act"), party.signing.certificate, party.sealing.key, noon);
  CHECK(result.error().code == Code::bad_value);
  CHECK(!result.error().why.empty());
  CHECK(ERR_peek_error() == 0);
}

TEST_CASE("the content comes back byte for byte, with the signer and the time") {
  const TestParty party;
  const Bytes contents[] = {{}, to_bytes("line\nline\r\nline"), Bytes(256 * 1024, 0), {0, 10, 13}};
  for (const Bytes& content : contents) {
    const Bytes der =
        sign(content, party.signing.certificate, party.signing.key, noon + Millis{250}).value();
    const Signed opened = open_signed(der, limit).value();
    CHECK(opened.content == content);
    CHECK(opened.signer.fingerprint() == party.signing.certificate.fingerprint());
    CHECK(opened.signing_time == noon);  // to the second
  }
}

TEST_CASE("times after 2049 are kept, which are written in another ASN.1 type") {
  const TestParty party;
  const Time late = parse_time("2051-02-03T04:05:06Z").value();
  const Bytes der =
      sign(as_bytes("act"), party.signing.certificate, party.signing.key, late).value();
  CHECK(open_signed(der, limit).value().signing_time == late);
}

TEST_CASE("a Party may sign with P-384") {
  const TestParty party;
  const Identity signer =
      issue_from(party.root, request_for(CertificateUse::signing, "XA signing"), KeyKind::p384);
  const Bytes der = sign(as_bytes("act"), signer.certificate, signer.key, noon).value();
  CHECK(open_signed(der, limit).value().content == to_bytes("act"));
}

TEST_CASE("a key that CMS cannot sign with is an error, not a crash") {
  const TestParty party;
  const Identity signer =
      issue_from(party.root, request_for(CertificateUse::signing, "XA signing"), KeyKind::ed25519);
  CHECK(sign(as_bytes("act"), signer.certificate, signer.key, noon).error().code ==
        Code::bad_value);
}

TEST_CASE("stock openssl verifies a signed document, as CAdES too, and sees an alteration") {
  const TestParty party;
  const Folder folder;
  Bytes der =
      sign(as_bytes("line\nline"), party.signing.certificate, party.signing.key, noon).value();
  folder.write("root.pem", as_bytes(party.root.certificate.pem()));
  folder.write("act.p7m", der);
  CHECK(folder.run(verify_command("")) == 0);
  CHECK(folder.read("content") == to_bytes("line\nline"));
  CHECK(folder.run(verify_command("-cades")) == 0);
  CHECK(folder.run("openssl cms -cmsout -print -inform DER -in act.p7m -out text") == 0);
  const std::string text = to_text(folder.read("text"));
  CHECK(text.find("id-smime-aa-signingCertificateV2") != std::string::npos);
  CHECK(text.find("Jun  1 12:00:00 2026 GMT") != std::string::npos);
  replace_all(der, to_bytes("line\nline"), to_bytes("line\nLine"));
  folder.write("act.p7m", der);
  CHECK(folder.run(verify_command("")) != 0);
}

TEST_CASE("a document that stock openssl signed is read here") {
  const TestParty party;
  const Folder folder;
  folder.write("act", as_bytes("from elsewhere"));
  folder.write("cert.pem", as_bytes(party.signing.certificate.pem()));
  folder.write("key.pem", as_bytes(party.signing.key.to_encrypted_pem("x")));
  REQUIRE(folder.run("openssl cms -sign -binary -nodetach -cades -in act -signer cert.pem "
                     "-inkey key.pem -passin pass:x -outform DER -out act.p7m") == 0);
  CHECK(open_signed(folder.read("act.p7m"), limit).value().content == to_bytes("from elsewhere"));
}

TEST_CASE("threads sign and verify side by side with the same keys") {
  const TestParty party;
  std::vector<int> wrong(4, 0);
  std::vector<std::jthread> threads;
  for (int& count : wrong) {
    threads.emplace_back([&count, &party] {
      for (std::uint8_t i = 0; i < 50; ++i) {
        const Bytes der =
            sign(Bytes(100, i), party.signing.certificate, party.signing.key, noon).value();
        count += open_signed(der, limit).value().content != Bytes(100, i);
      }
    });
  }
  threads.clear();
  CHECK(wrong == std::vector<int>(4, 0));
}
