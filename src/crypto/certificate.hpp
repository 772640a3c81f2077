// X.509 certificates from a Party's own root (RFC 5280). No public CA, no OCSP: roots are pinned.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "crypto/key.hpp"

struct x509_st;

namespace haidang::crypto {

enum class CertificateUse { root, signing, sealing, transport };

class Certificate {
 public:
  explicit Certificate(std::shared_ptr<x509_st> cert) : cert_(std::move(cert)) {}
  static Result<Certificate> from_der(ByteView der);
  static Result<Certificate> from_pem(std::string_view pem);

  [[nodiscard]] x509_st* handle() const { return cert_.get(); }
  [[nodiscard]] Bytes der() const;
  [[nodiscard]] std::string pem() const;
  [[nodiscard]] Digest fingerprint() const;   // SHA-256 of the DER
  [[nodiscard]] std::string subject() const;  // common name
  [[nodiscard]] std::string country() const;  // C=, the Party's code; empty if absent
  [[nodiscard]] PublicKey public_key() const;
  [[nodiscard]] Time not_before() const;
  [[nodiscard]] Time not_after() const;

 private:
  std::shared_ptr<x509_st> cert_;
};

struct CertificateRequest {
  CertificateUse use = CertificateUse::signing;
  std::string common_name;         // "XA contact point, signing"
  std::string country;             // two letters: the Party's code
  std::vector<std::string> hosts;  // transport only: DNS names and IP addresses
  Time not_before;
  Time not_after;
};

// What both functions below require: a name of 1 to 64 characters, a country of two letters, hosts
// that are host names or IP addresses, an end after the beginning. Error: bad_value.
Result<void> check_request(const CertificateRequest& request);

// Self-signed root, CA:TRUE pathlen:0.
Certificate make_root(const PrivateKey& key, const CertificateRequest& request);
// Issued by the root, whose key `root_key` is: key usage and extended key usage follow `use`;
// serials are random.
Certificate issue(const Certificate& root, const PrivateKey& root_key, const PublicKey& subject,
                  const CertificateRequest& request);

// Does `leaf` chain to exactly this root, with this use, valid at `at`?
// Errors: unknown_signer, key_expired, bad_value (wrong use).
Result<void> verify_chain(const Certificate& leaf, const Certificate& root, CertificateUse use,
                          Time at);

}  // namespace haidang::crypto
