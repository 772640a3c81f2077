// OpenSSL's handles, owned. Included by the .cpp files of this room and by nothing else: every
// other room sees only the contracts (digest.hpp, key.hpp, certificate.hpp, cms.hpp, tls.hpp).
#pragma once
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "crypto/certificate.hpp"

namespace haidang::crypto {

template <auto Free>
struct FreeWith {
  template <class T>
  void operator()(T* handle) const noexcept {
    Free(handle);
  }
};

template <class T, auto Free>
using Owned = std::unique_ptr<T, FreeWith<Free>>;

using Algorithm = Owned<X509_ALGOR, X509_ALGOR_free>;
using AsnTime = Owned<ASN1_TIME, ASN1_TIME_free>;
using Bio = Owned<BIO, BIO_free_all>;
using CipherContext = Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using CipherMethod = Owned<EVP_CIPHER, EVP_CIPHER_free>;
using Cms = Owned<CMS_ContentInfo, CMS_ContentInfo_free>;
using DigestContext = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using DigestMethod = Owned<EVP_MD, EVP_MD_free>;
using KeyHandle = Owned<EVP_PKEY, EVP_PKEY_free>;
using X509Handle = Owned<X509, X509_free>;

// Leaves OpenSSL's per-thread error queue empty behind a call, whatever its outcome: an old entry
// would make SSL_get_error report a failure that did not happen.
class ErrorQueue {
 public:
  ErrorQueue() { ERR_clear_error(); }
  ~ErrorQueue() { ERR_clear_error(); }
  ErrorQueue(const ErrorQueue&) = delete;
  ErrorQueue& operator=(const ErrorQueue&) = delete;
};

// OpenSSL's reason for the first failure in the queue, in its own words; empties the queue.
std::string take_reason();
// An Error whose `why` is that reason.
Error openssl_error(Code code, std::string what);

// SHA-256 and AES-256-GCM, fetched from the provider once per process.
const EVP_MD* sha256_method();
const EVP_CIPHER* aes_256_gcm_method();

Bio bio_reading(ByteView bytes);  // no copy: `bytes` must outlive it
Bio bio_writing();
ByteView bio_bytes(BIO* bio);

// Calls an i2d function and returns what it wrote; empty if it failed.
template <class T>
Bytes der_of(const T* object, int (*i2d)(const T*, unsigned char**)) {
  unsigned char* out = nullptr;
  const int size = i2d(object, &out);
  const std::unique_ptr<unsigned char, decltype([](unsigned char* p) { OPENSSL_free(p); })> owner(
      out);
  return size <= 0 ? Bytes{} : Bytes(out, out + size);
}

AsnTime asn_time(Time time);                         // to the second, RFC 5280 section 4.1.2.5
std::optional<Time> time_of(const ASN1_TIME* time);  // nothing if it is not a time

// What every certificate that comes in must have: readable validity, key and extensions.
Result<Certificate> adopt_certificate(X509Handle handle);

}  // namespace haidang::crypto
