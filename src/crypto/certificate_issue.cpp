#include <openssl/rand.h>

#include <algorithm>

#include "crypto/openssl.hpp"

namespace haidang::crypto {
namespace {

using BigNumber = Owned<BIGNUM, BN_free>;
using Integer = Owned<ASN1_INTEGER, ASN1_INTEGER_free>;
using GeneralNames = Owned<GENERAL_NAMES, GENERAL_NAMES_free>;
using GeneralName = Owned<GENERAL_NAME, GENERAL_NAME_free>;
using OctetString = Owned<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free>;

constexpr std::size_t name_characters_max = 64;  // RFC 5280 appendix A.1, ub-common-name
constexpr std::size_t host_bytes_max = 253;      // RFC 1035 section 2.3.4, as text
constexpr int serial_bits = 128;                 // RFC 5280 section 4.1.2.2: at most 20 octets

// ASN.1 writes years with four digits.
constexpr Time year_10000 = std::chrono::sys_days{std::chrono::year{10000} / 1 / 1};

struct UseExtensions {
  const char* basic_constraints;
  const char* key_usage;
  const char* extended_key_usage;  // null: none
};

UseExtensions extensions_of(CertificateUse use) {
  switch (use) {
    case CertificateUse::root:
      return {"critical,CA:TRUE,pathlen:0", "critical,keyCertSign,cRLSign", nullptr};
    case CertificateUse::signing:
      return {"critical,CA:FALSE", "critical,digitalSignature,nonRepudiation", nullptr};
    case CertificateUse::sealing:
      return {"critical,CA:FALSE", "critical,keyAgreement", nullptr};
    case CertificateUse::transport:
      return {"critical,CA:FALSE", "critical,digitalSignature", "serverAuth,clientAuth"};
  }
  HD_CHECK(false);
  return {};
}

bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool is_host_name(std::string_view host) {
  const auto allowed = [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  };
  return !host.empty() && host.size() <= host_bytes_max &&
         std::all_of(host.begin(), host.end(), allowed);
}

OctetString ip_address(const std::string& host) {
  const ErrorQueue errors;
  return OctetString(a2i_IPADDRESS(host.c_str()));
}

bool is_host(const std::string& host) {
  if (host.size() > host_bytes_max || host.find('\0') != std::string::npos) return false;
  return is_host_name(host) || ip_address(host) != nullptr;
}

// Characters, not bytes, are what the limit counts; nothing if it is not UTF-8.
std::optional<std::size_t> count_characters(std::string_view utf8) {
  std::size_t count = 0;
  const Bytes bytes = to_bytes(utf8);
  for (std::size_t at = 0; at < bytes.size(); ++count) {
    unsigned long character = 0;
    const int used = UTF8_getc(bytes.data() + at, static_cast<int>(bytes.size() - at), &character);
    if (used <= 0 || character < 0x20) return std::nullopt;
    at += static_cast<std::size_t>(used);
  }
  return count;
}

void add_name_part(X509_NAME* name, int nid, const std::string& value) {
  HD_CHECK(X509_NAME_add_entry_by_NID(name, nid, MBSTRING_UTF8, to_bytes(value).data(),
                                      static_cast<int>(value.size()), -1, 0) == 1);
}

void set_random_serial(X509* certificate) {
  const BigNumber number(BN_new());
  HD_CHECK(number != nullptr);
  HD_CHECK(BN_rand(number.get(), serial_bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1);
  const Integer serial(BN_to_ASN1_INTEGER(number.get(), nullptr));
  HD_CHECK(serial != nullptr && X509_set_serialNumber(certificate, serial.get()) == 1);
}

void add_extension(X509* certificate, X509* issuer, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Owned<X509_EXTENSION, X509_EXTENSION_free> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  HD_CHECK(extension != nullptr);
  HD_CHECK(X509_add_ext(certificate, extension.get(), -1) == 1);
}

GeneralName general_name(const std::string& host) {
  GeneralName name(GENERAL_NAME_new());
  HD_CHECK(name != nullptr);
  if (OctetString address = ip_address(host)) {
    GENERAL_NAME_set0_value(name.get(), GEN_IPADD, address.release());
    return name;
  }
  Owned<ASN1_IA5STRING, ASN1_IA5STRING_free> dns(ASN1_IA5STRING_new());
  HD_CHECK(dns != nullptr);
  HD_CHECK(ASN1_STRING_set(dns.get(), host.data(), static_cast<int>(host.size())) == 1);
  GENERAL_NAME_set0_value(name.get(), GEN_DNS, dns.release());
  return name;
}

// Built as values, not as configuration text, so that a host cannot smuggle in a second one.
void add_hosts(X509* certificate, const std::vector<std::string>& hosts) {
  const GeneralNames names(sk_GENERAL_NAME_new_null());
  HD_CHECK(names != nullptr);
  for (const std::string& host : hosts) {
    GeneralName name = general_name(host);
    HD_CHECK(sk_GENERAL_NAME_push(names.get(), name.get()) > 0);
    (void)name.release();  // now owned by `names`
  }
  HD_CHECK(X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), 0,
                             X509V3_ADD_DEFAULT) == 1);
}

void add_extensions(X509* certificate, X509* issuer, const CertificateRequest& request) {
  const UseExtensions use = extensions_of(request.use);
  add_extension(certificate, issuer, NID_basic_constraints, use.basic_constraints);
  add_extension(certificate, issuer, NID_key_usage, use.key_usage);
  if (use.extended_key_usage != nullptr) {
    add_extension(certificate, issuer, NID_ext_key_usage, use.extended_key_usage);
  }
  add_extension(certificate, issuer, NID_subject_key_identifier, "hash");
  add_extension(certificate, issuer, NID_authority_key_identifier, "keyid:always");
  if (request.use == CertificateUse::transport && !request.hosts.empty()) {
    add_hosts(certificate, request.hosts);
  }
}

X509Handle unsigned_certificate(const PublicKey& subject, const CertificateRequest& request) {
  if (const auto checked = check_request(request); !checked.ok()) {
    check_failed(checked.error().what, "certificate request", 0);
  }
  X509Handle made(X509_new());
  HD_CHECK(made != nullptr && X509_set_version(made.get(), X509_VERSION_3) == 1);
  set_random_serial(made.get());
  X509_NAME* name = X509_get_subject_name(made.get());
  add_name_part(name, NID_countryName, request.country);
  add_name_part(name, NID_commonName, request.common_name);
  HD_CHECK(X509_set1_notBefore(made.get(), asn_time(request.not_before).get()) == 1);
  HD_CHECK(X509_set1_notAfter(made.get(), asn_time(request.not_after).get()) == 1);
  HD_CHECK(X509_set_pubkey(made.get(), subject.handle()) == 1);
  return made;
}

// The digest follows the key: none for Ed25519 (RFC 8410), SHA-384 for P-384, else SHA-256.
const EVP_MD* signing_digest(const PrivateKey& key) {
  const auto kind = key.public_key().kind();
  if (kind == KeyKind::ed25519) return nullptr;
  return kind == KeyKind::p384 ? EVP_sha384() : sha256_method();
}

Certificate signed_by(X509Handle certificate, const PrivateKey& key) {
  HD_CHECK(X509_sign(certificate.get(), key.handle(), signing_digest(key)) > 0);
  // Read back from its bytes: what we hand out is what everyone else will read.
  return Certificate::from_der(der_of<X509>(certificate.get(), i2d_X509)).value();
}

Error bad_request(std::string what) {
  return {Code::bad_value, std::move(what)};
}

}  // namespace

Result<void> check_request(const CertificateRequest& request) {
  const auto characters = count_characters(request.common_name);
  if (!characters || *characters == 0 || *characters > name_characters_max) {
    return bad_request("a certificate's name has 1 to 64 characters, none of them control");
  }
  const std::string& country = request.country;
  if (country.size() != 2 || !std::all_of(country.begin(), country.end(), is_letter)) {
    return bad_request("a certificate's country is two letters");
  }
  if (!std::all_of(request.hosts.begin(), request.hosts.end(), is_host)) {
    return bad_request("a certificate's host is a host name or an IP address");
  }
  if (request.not_after <= request.not_before || request.not_after >= year_10000) {
    return bad_request("a certificate ends after it begins, and before the year 10000");
  }
  return {};
}

Certificate make_root(const PrivateKey& key, const CertificateRequest& request) {
  HD_CHECK(request.use == CertificateUse::root);
  const ErrorQueue errors;
  X509Handle made = unsigned_certificate(key.public_key(), request);
  HD_CHECK(X509_set_issuer_name(made.get(), X509_get_subject_name(made.get())) == 1);
  add_extensions(made.get(), made.get(), request);
  return signed_by(std::move(made), key);
}

Certificate issue(const Certificate& root, const PrivateKey& root_key, const PublicKey& subject,
                  const CertificateRequest& request) {
  HD_CHECK(request.use != CertificateUse::root);
  const ErrorQueue errors;
  HD_CHECK(X509_check_private_key(root.handle(), root_key.handle()) == 1);
  X509Handle made = unsigned_certificate(subject, request);
  HD_CHECK(X509_set_issuer_name(made.get(), X509_get_subject_name(root.handle())) == 1);
  add_extensions(made.get(), root.handle(), request);
  return signed_by(std::move(made), root_key);
}

}  // namespace haidang::crypto
