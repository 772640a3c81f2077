#include "crypto/certificate.hpp"

#include <openssl/pem.h>

#include "crypto/digest.hpp"
#include "crypto/openssl.hpp"

namespace haidang::crypto {
namespace {

using Store = Owned<X509_STORE, X509_STORE_free>;
using StoreContext = Owned<X509_STORE_CTX, X509_STORE_CTX_free>;

constexpr std::size_t certificate_bytes_max = 64 * 1024;
// OpenSSL's level 2, 112 bits: refuses SHA-1 and RSA below 2048 bits in a chain.
constexpr int chain_security_level = 2;

// A name part, if it is there exactly once: two countries would be two claims.
std::string name_part(const X509* certificate, int nid) {
  const X509_NAME* name = X509_get_subject_name(certificate);
  const int at = X509_NAME_get_index_by_NID(name, nid, -1);
  if (at < 0 || X509_NAME_get_index_by_NID(name, nid, at) >= 0) return {};
  const ASN1_STRING* value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
  unsigned char* utf8 = nullptr;
  const int size = ASN1_STRING_to_UTF8(&utf8, value);
  if (size < 0) return {};
  std::string text = to_text({utf8, static_cast<std::size_t>(size)});
  OPENSSL_free(utf8);
  return text;
}

// PEM may say that it is encrypted; without this OpenSSL would ask the terminal for a passphrase.
int no_passphrase(char*, int, int, void*) {
  return -1;
}

constexpr unsigned usage_bits(CertificateUse use) {
  switch (use) {
    case CertificateUse::root:
      return KU_KEY_CERT_SIGN;
    case CertificateUse::signing:
      return KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION;
    case CertificateUse::sealing:
      return KU_KEY_AGREEMENT;
    case CertificateUse::transport:
      return KU_DIGITAL_SIGNATURE;
  }
  return ~0U;
}

// RFC 5280 section 4.2.1: the extensions must be there and must name the use.
Result<void> check_use(X509* certificate, CertificateUse use) {
  const bool wants_root = use == CertificateUse::root;
  const unsigned wanted = usage_bits(use);
  const std::uint32_t flags = X509_get_extension_flags(certificate);
  const bool is_root = X509_check_ca(certificate) == 1;
  const bool usage_fits =
      (flags & EXFLAG_KUSAGE) != 0 && (X509_get_key_usage(certificate) & wanted) == wanted;
  constexpr std::uint32_t both_ends = XKU_SSL_SERVER | XKU_SSL_CLIENT;
  const bool extended_fits = use != CertificateUse::transport ||
                             ((flags & EXFLAG_XKUSAGE) != 0 &&
                              (X509_get_extended_key_usage(certificate) & both_ends) == both_ends);
  if (is_root == wants_root && usage_fits && extended_fits) return {};
  return Error{Code::bad_value, "the certificate was issued for another use",
               "its key usage does not allow this one"};
}

Error chain_error(int problem) {
  const std::string why = X509_verify_cert_error_string(problem);
  switch (problem) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return {Code::key_expired, "the certificate is outside its validity", why};
    default:
      return {Code::unknown_signer, "the certificate does not come from the pinned root", why};
  }
}

bool same(const X509* a, const X509* b) {
  return X509_cmp(a, b) == 0;
}

}  // namespace

Result<Certificate> adopt_certificate(X509Handle handle) {
  X509* const certificate = handle.get();
  if (!time_of(X509_get0_notBefore(certificate)) || !time_of(X509_get0_notAfter(certificate))) {
    return Error{Code::malformed, "the certificate's validity cannot be read"};
  }
  if (X509_get0_pubkey(certificate) == nullptr) {
    return openssl_error(Code::malformed, "the certificate's key cannot be read");
  }
  // Asking for no purpose in particular makes OpenSSL read the extensions, once.
  X509_check_purpose(certificate, -1, 0);
  if ((X509_get_extension_flags(certificate) & EXFLAG_INVALID) != 0) {
    return openssl_error(Code::malformed, "the certificate's extensions cannot be read");
  }
  return Certificate(std::shared_ptr<X509>(std::move(handle)));
}

Result<Certificate> Certificate::from_der(ByteView der) {
  const ErrorQueue errors;
  if (der.empty() || der.size() > certificate_bytes_max) {
    return Error{Code::malformed, "the bytes are not a certificate", "their length is impossible"};
  }
  const unsigned char* at = der.data();
  X509Handle handle(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  if (handle == nullptr) return openssl_error(Code::malformed, "the bytes are not a certificate");
  const Bytes again = der_of<X509>(handle.get(), i2d_X509);
  if (!std::equal(again.begin(), again.end(), der.begin(), der.end())) {
    return Error{Code::malformed, "the bytes are not a certificate", "they are not DER"};
  }
  return adopt_certificate(std::move(handle));
}

Result<Certificate> Certificate::from_pem(std::string_view pem) {
  const ErrorQueue errors;
  if (pem.size() > certificate_bytes_max) {
    return Error{Code::malformed, "the text is not a certificate", "it is too long"};
  }
  const Bio in = bio_reading(as_bytes(pem));
  const X509Handle handle(PEM_read_bio_X509(in.get(), nullptr, no_passphrase, nullptr));
  if (handle == nullptr) return openssl_error(Code::malformed, "the text is not a certificate");
  return from_der(der_of<X509>(handle.get(), i2d_X509));
}

Bytes Certificate::der() const {
  Bytes der = der_of<X509>(handle(), i2d_X509);
  HD_CHECK(!der.empty());
  return der;
}

std::string Certificate::pem() const {
  const Bio out = bio_writing();
  HD_CHECK(PEM_write_bio_X509(out.get(), handle()) == 1);
  return to_text(bio_bytes(out.get()));
}

Digest Certificate::fingerprint() const {
  return sha256(der());
}

std::string Certificate::subject() const {
  return name_part(handle(), NID_commonName);
}

std::string Certificate::country() const {
  return name_part(handle(), NID_countryName);
}

PublicKey Certificate::public_key() const {
  KeyHandle key(X509_get_pubkey(handle()));
  HD_CHECK(key != nullptr);
  return PublicKey(std::shared_ptr<EVP_PKEY>(std::move(key)));
}

Time Certificate::not_before() const {
  const auto time = time_of(X509_get0_notBefore(handle()));
  HD_CHECK(time.has_value());
  return *time;
}

Time Certificate::not_after() const {
  const auto time = time_of(X509_get0_notAfter(handle()));
  HD_CHECK(time.has_value());
  return *time;
}

Result<void> verify_chain(const Certificate& leaf, const Certificate& root, CertificateUse use,
                          Time at) {
  const ErrorQueue errors;
  if (use == CertificateUse::root && !same(leaf.handle(), root.handle())) {
    return chain_error(X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN);
  }
  const Store store(X509_STORE_new());
  const StoreContext context(X509_STORE_CTX_new());
  HD_CHECK(store != nullptr && context != nullptr);
  HD_CHECK(X509_STORE_add_cert(store.get(), root.handle()) == 1);
  HD_CHECK(X509_STORE_CTX_init(context.get(), store.get(), leaf.handle(), nullptr) == 1);
  X509_VERIFY_PARAM* param = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(
      param, std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count());
  X509_VERIFY_PARAM_set_auth_level(param, chain_security_level);
  if (X509_verify_cert(context.get()) != 1) {
    return chain_error(X509_STORE_CTX_get_error(context.get()));
  }
  return check_use(leaf.handle(), use);
}

}  // namespace haidang::crypto
