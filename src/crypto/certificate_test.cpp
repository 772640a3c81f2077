#include "crypto/certificate.hpp"

#include <doctest/doctest.h>

#include "crypto/digest.hpp"
#include "crypto/test_party.hpp"
#include "crypto/test_tools.hpp"

using namespace haidang;
using namespace haidang::crypto;
using namespace haidang::crypto::testing;

namespace {

Code chain_code(const Certificate& leaf, const Certificate& root, CertificateUse use, Time at) {
  const auto result = verify_chain(leaf, root, use, at);
  return result.ok() ? Code{} : result.error().code;
}

CertificateRequest transport_request() {
  CertificateRequest request = request_for(CertificateUse::transport, "XA node");
  request.hosts = {"node.xa.example", "127.0.0.1", "::1"};
  return request;
}

std::string openssl_text(const Certificate& certificate) {
  const Folder folder;
  folder.write("certificate.pem", as_bytes(certificate.pem()));
  REQUIRE(folder.run("openssl x509 -noout -text -in certificate.pem -out text") == 0);
  return to_text(folder.read("text"));
}

}  // namespace

TEST_CASE("bytes that are no certificate are refused") {
  const TestParty party;
  const Bytes good = party.signing.certificate.der();
  CHECK(Certificate::from_der({}).error().code == Code::malformed);
  CHECK(Certificate::from_der(as_bytes("text")).error().code == Code::malformed);
  CHECK(Certificate::from_der(ByteView(good).first(good.size() - 1)).error().code ==
        Code::malformed);
  Bytes longer = good;
  longer.push_back(0);
  CHECK(Certificate::from_der(longer).error().code == Code::malformed);
  CHECK(Certificate::from_der(Bytes(100'000, 0x30)).error().code == Code::malformed);
  CHECK(Certificate::from_pem("").error().code == Code::malformed);
  CHECK(Certificate::from_pem(party.signing.key.to_encrypted_pem("x")).error().code ==
        Code::malformed);
}

TEST_CASE("a PEM text that claims to be encrypted is refused without asking anyone") {
  const std::string pem = make_test_root().certificate.pem();
  const std::string first_line = "-----BEGIN CERTIFICATE-----\n";
  const std::string header =
      "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF\n\n";
  CHECK(Certificate::from_pem(first_line + header + pem.substr(first_line.size())).error().code ==
        Code::malformed);
}

TEST_CASE("no altered certificate chains to its root") {
  const TestParty party;
  const Bytes good = party.signing.certificate.der();
  for (std::size_t at = 0; at < good.size(); ++at) {
    Bytes altered = good;
    altered[at] ^= 1;
    const auto read = Certificate::from_der(altered);
    if (!read.ok()) continue;
    CAPTURE(at);
    CHECK(!verify_chain(*read, party.root.certificate, CertificateUse::signing, noon).ok());
  }
}

TEST_CASE("a certificate goes out and comes back in both forms") {
  const TestParty party;
  const Certificate& certificate = party.signing.certificate;
  CHECK(Certificate::from_der(certificate.der()).value().der() == certificate.der());
  CHECK(Certificate::from_pem(certificate.pem()).value().der() == certificate.der());
  CHECK(certificate.fingerprint() == sha256(certificate.der()));
  CHECK(certificate.subject() == "XA signing");
  CHECK(certificate.country() == "XA");
  CHECK(certificate.not_before() == begin);
  CHECK(certificate.not_after() == end);
  CHECK(certificate.public_key().spki() == party.signing.key.public_key().spki());
}

TEST_CASE("only the pinned root counts, even beside another of the same name") {
  const TestParty party;
  const Identity other = make_test_root();
  const Certificate& leaf = party.signing.certificate;
  CHECK(chain_code(leaf, party.root.certificate, CertificateUse::signing, noon) == Code{});
  CHECK(chain_code(leaf, other.certificate, CertificateUse::signing, noon) == Code::unknown_signer);
  CHECK(chain_code(leaf, leaf, CertificateUse::signing, noon) == Code::unknown_signer);
  CHECK(chain_code(leaf, party.sealing.certificate, CertificateUse::signing, noon) ==
        Code::unknown_signer);
}

TEST_CASE("a certificate is good from its first to its last second") {
  const TestParty party;
  const auto code_at = [&](Time at) {
    return chain_code(party.signing.certificate, party.root.certificate, CertificateUse::signing,
                      at);
  };
  CHECK(code_at(begin - Millis{1}) == Code::key_expired);
  CHECK(code_at(begin) == Code{});
  CHECK(code_at(end - std::chrono::seconds{1}) == Code{});
  CHECK(code_at(end + std::chrono::seconds{1}) == Code::key_expired);
}

TEST_CASE("a certificate serves the use it was issued for and no other") {
  const TestParty party;
  const Identity transport = issue_from(party.root, transport_request());
  const Certificate& root = party.root.certificate;
  const std::pair<const Certificate*, CertificateUse> uses[] = {
      {&root, CertificateUse::root},
      {&party.signing.certificate, CertificateUse::signing},
      {&party.sealing.certificate, CertificateUse::sealing},
      {&transport.certificate, CertificateUse::transport}};
  for (const auto& [certificate, own] : uses) {
    for (const auto& [unused, asked] : uses) {
      CAPTURE(static_cast<int>(own));
      CAPTURE(static_cast<int>(asked));
      CHECK((chain_code(*certificate, root, asked, noon) == Code{}) == (own == asked));
    }
  }
  CHECK(chain_code(party.sealing.certificate, root, CertificateUse::signing, noon) ==
        Code::bad_value);
}

TEST_CASE("a certificate issued by a leaf leads nowhere") {
  const TestParty party;
  const Identity fake =
      issue_from(party.signing, request_for(CertificateUse::signing, "XA signing"));
  CHECK(chain_code(fake.certificate, party.root.certificate, CertificateUse::signing, noon) ==
        Code::unknown_signer);
  CHECK(chain_code(fake.certificate, party.signing.certificate, CertificateUse::signing, noon) ==
        Code::unknown_signer);
}

TEST_CASE("a request that no certificate can state is refused") {
  const CertificateRequest good = transport_request();
  CHECK(check_request(good).ok());
  const auto with = [&](auto change) {
    CertificateRequest request = good;
    change(request);
    return check_request(request).ok();
  };
  CHECK(!with([](auto& r) { r.common_name = ""; }));
  CHECK(!with([](auto& r) { r.common_name = std::string(65, 'a'); }));
  CHECK(!with([](auto& r) { r.common_name = "two\nlines"; }));
  CHECK(!with([](auto& r) { r.common_name = "\xff"; }));
  CHECK(!with([](auto& r) { r.country = "XAA"; }));
  CHECK(!with([](auto& r) { r.country = "X1"; }));
  CHECK(!with([](auto& r) { r.hosts = {""}; }));
  CHECK(!with([](auto& r) { r.hosts = {"a,DNS:b"}; }));
  CHECK(!with([](auto& r) { r.hosts = {std::string("a\0b", 3)}; }));
  CHECK(!with([](auto& r) { r.not_after = r.not_before; }));
  CHECK(!with([](auto& r) { r.not_after = Time::max(); }));
}

TEST_CASE("names are kept in any script, up to their limit in characters") {
  std::string name;
  for (int i = 0; i < 64; ++i)
    name += "đ";
  CertificateRequest request = request_for(CertificateUse::root, name);
  REQUIRE(check_request(request).ok());
  const PrivateKey key = PrivateKey::generate(KeyKind::p384);
  CHECK(make_root(key, request).subject() == name);
}

TEST_CASE("stock openssl sees the extensions of RFC 5280") {
  const TestParty party;
  const std::string root = openssl_text(party.root.certificate);
  CHECK(root.find("CA:TRUE, pathlen:0") != std::string::npos);
  CHECK(root.find("Certificate Sign, CRL Sign") != std::string::npos);
  const std::string leaf = openssl_text(issue_from(party.root, transport_request()).certificate);
  for (const char* expected :
       {"CA:FALSE", "Digital Signature", "TLS Web Server Authentication, TLS Web Client Auth",
        "DNS:node.xa.example, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1",
        "Subject Key Identifier", "Authority Key Identifier", "C = XA, CN = XA node"}) {
    CAPTURE(expected);
    CHECK(leaf.find(expected) != std::string::npos);
  }
  const std::string signing = openssl_text(party.signing.certificate);
  CHECK(signing.find("Digital Signature, Non Repudiation") != std::string::npos);
  CHECK(openssl_text(party.sealing.certificate).find("Key Agreement") != std::string::npos);
}

TEST_CASE("other kinds of keys chain too") {
  for (const KeyKind kind : {KeyKind::p384, KeyKind::ed25519}) {
    const PrivateKey root_key = PrivateKey::generate(kind);
    const Certificate root = make_root(root_key, request_for(CertificateUse::root, "XB root"));
    const Identity leaf =
        issue_from({root_key, root}, request_for(CertificateUse::signing, "XB signing"), kind);
    CHECK(verify_chain(leaf.certificate, root, CertificateUse::signing, noon).ok());
  }
}
