// Arbitrary bytes as a signed and as a sealed message. The corpus was sealed to the key below, so
// that mutations reach the decryption too; the key belongs to nobody.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "crypto/cms.hpp"

namespace {

using namespace haidang;
using namespace haidang::crypto;

constexpr std::size_t bytes_max = 64 * 1024;

constexpr const char* recipient_certificate =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBoDCCAUagAwIBAgIRAOPKrrtZnI7NR/PklMmnlY4wCgYIKoZIzj0EAwIwHzEL\n"
    "MAkGA1UEBhMCWEExEDAOBgNVBAMMB1hBIHJvb3QwHhcNMjYwMTAxMDAwMDAwWhcN\n"
    "MzAwMTAxMDAwMDAwWjAiMQswCQYDVQQGEwJYQTETMBEGA1UEAwwKWEEgc2VhbGlu\n"
    "ZzBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABFc9b792tOBNMA+0+dpawYPK09Bl\n"
    "QL+lxTsxMYCE2iI6Vz4fcyPRZrRCWNYLKOP0KiyvbGJhylkDaxbPi/25fMajYDBe\n"
    "MAwGA1UdEwEB/wQCMAAwDgYDVR0PAQH/BAQDAgMIMB0GA1UdDgQWBBQEpV7H8DIf\n"
    "8Kj1vEeHrqxILvAecDAfBgNVHSMEGDAWgBRuPf/rqNuj8O+MxePzAeNZ3ilXUzAK\n"
    "BggqhkjOPQQDAgNIADBFAiEAkgzx36yudzDuNn++CQ9YseWj+xnbW3a9X0d8pewj\n"
    "NZcCIDtQXaTuxxCbEjpSi2psOd4zbBSV1Mi7bm/3WY9+src3\n"
    "-----END CERTIFICATE-----\n";

constexpr const char* recipient_key =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSsGAQQB2kcECzAcBBDmP/r/b0BKoju0LTe9\n"
    "yZaBAgJAAAIBCAIBAjAdBglghkgBZQMEASoEEFgs7vlkijzqW6a6JbB5SVoEgZCN\n"
    "tUQQzeByMPIvEAm8kf8NG3VzeKndTQqQozsIonuoDxk5fLVxr5sHgyGcrJqrcdHs\n"
    "tMkHLAv62bem1xhRpiSytW+e0mKNh6enjWSLJzvjchdJeImKK6Ec5+IdrcOMTQOD\n"
    "0ZLrBpdsKDeq2LIbWF8x2mt+qkqtDizJ8TxEg1bIo5n1KPce53g+1Qmwwn8lzkE=\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n";

struct Recipient {
  Certificate certificate = Certificate::from_pem(recipient_certificate).value();
  PrivateKey key = PrivateKey::from_encrypted_pem(recipient_key, "fuzz").value();
};

void try_signed(ByteView input) {
  const auto opened = open_signed(input, bytes_max);
  if (!opened.ok()) return;
  const Certificate& signer = opened->signer;
  const auto again = Certificate::from_der(signer.der());
  if (!again.ok() || again->fingerprint() != signer.fingerprint()) std::abort();
  if (opened->content.size() >= input.size()) std::abort();
}

void try_sealed(ByteView input) {
  static const Recipient recipient;
  const auto opened = open_sealed(input, recipient.certificate, recipient.key, bytes_max);
  if (opened.ok() && opened->size() >= input.size()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try_signed({data, size});
  try_sealed({data, size});
  return 0;
}
