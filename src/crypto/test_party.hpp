// A fictional Party with keys and certificates, for the tests of this room.
#pragma once
#include "crypto/certificate.hpp"

namespace haidang::crypto::testing {

inline const Time begin = parse_time("2026-01-01T00:00:00Z").value();
inline const Time noon = parse_time("2026-06-01T12:00:00Z").value();
inline const Time end = parse_time("2030-01-01T00:00:00Z").value();

struct Identity {
  PrivateKey key;
  Certificate certificate;
};

inline CertificateRequest request_for(CertificateUse use, std::string name) {
  return {.use = use,
          .common_name = std::move(name),
          .country = "XA",
          .hosts = {},
          .not_before = begin,
          .not_after = end};
}

inline Identity make_test_root(const std::string& name = "XA root") {
  const PrivateKey key = PrivateKey::generate(KeyKind::p256);
  return {key, make_root(key, request_for(CertificateUse::root, name))};
}

inline Identity issue_from(const Identity& root, const CertificateRequest& request,
                           KeyKind kind = KeyKind::p256) {
  const PrivateKey key = PrivateKey::generate(kind);
  return {key, issue(root.certificate, root.key, key.public_key(), request)};
}

struct TestParty {
  Identity root = make_test_root();
  Identity signing = issue_from(root, request_for(CertificateUse::signing, "XA signing"));
  Identity sealing = issue_from(root, request_for(CertificateUse::sealing, "XA sealing"));
};

}  // namespace haidang::crypto::testing
