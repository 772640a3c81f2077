// Arbitrary bytes as a certificate, in DER and in PEM, and as a public key. Whatever is taken in
// must answer every question and come back as the same bytes.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "crypto/certificate.hpp"

namespace {

using namespace haidang;
using namespace haidang::crypto;

void ask_everything(const Certificate& certificate) {
  (void)certificate.fingerprint();
  (void)certificate.subject();
  (void)certificate.country();
  (void)certificate.public_key().kind();
  const Time from = certificate.not_before();
  (void)certificate.not_after();
  for (const auto use : {CertificateUse::root, CertificateUse::signing, CertificateUse::sealing,
                         CertificateUse::transport}) {
    (void)verify_chain(certificate, certificate, use, from);
  }
}

void try_certificate(const Result<Certificate>& read) {
  if (!read.ok()) return;
  ask_everything(*read);
  const auto again = Certificate::from_pem(read->pem());
  if (!again.ok() || again->der() != read->der()) std::abort();
}

void try_public_key(ByteView input) {
  const auto read = PublicKey::from_spki(input);
  if (read.ok() && !std::ranges::equal(read->spki(), input)) std::abort();
  if (read.ok())
    (void)verify_ed25519(*read, input, input.first(std::min<std::size_t>(64, input.size())));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input(data, size);
  try_certificate(Certificate::from_der(input));
  try_certificate(Certificate::from_pem(as_text(input)));
  try_public_key(input);
  return 0;
}
