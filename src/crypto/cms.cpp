#include "crypto/cms.hpp"

#include <openssl/ess.h>

#include <algorithm>
#include <map>

#include "crypto/cms_parts.hpp"
#include "crypto/der.hpp"
#include "crypto/digest.hpp"
#include "crypto/openssl.hpp"

namespace haidang::crypto {
namespace {

using CertificateStack = Owned<STACK_OF(X509), [](STACK_OF(X509) * stack) { sk_X509_free(stack); }>;
using SigningCertificate = Owned<ESS_SIGNING_CERT_V2, ESS_SIGNING_CERT_V2_free>;

constexpr std::uint8_t version_1 = 1;  // of a signer named by issuer and serial number
constexpr std::size_t remembered_max = 64;
constexpr int digest_bytes_min = 32;    // refuses MD5, SHA-1 and SHA-224
constexpr int key_security_bits = 112;  // NIST SP 800-57: refuses RSA below 2048 bits

// CMS_BINARY leaves the content's line ends alone.
constexpr unsigned sign_flags = CMS_BINARY | CMS_PARTIAL | CMS_CADES | CMS_NOSMIMECAP;
// Whose certificate it is, is verify_chain's question; here only its key counts.
constexpr unsigned verify_flags = CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY | CMS_NOINTERN;

Error not_signed(std::string why) {
  return {Code::malformed, "the bytes are not a signed document", std::move(why)};
}

Error bad_signature(std::string why) {
  return {Code::bad_signature, "the signature does not fit the bytes", std::move(why)};
}

// Reading a certificate's key takes OpenSSL longer than verifying a signature with it, and a Party
// signs a great many acts with one certificate: each thread remembers the last ones it has read.
Result<Certificate> remembered_certificate(ByteView der) {
  thread_local std::map<Digest, Certificate> remembered;
  const Digest fingerprint = sha256(der);
  if (const auto found = remembered.find(fingerprint); found != remembered.end()) {
    return found->second;
  }
  HD_TRY(Certificate certificate, Certificate::from_der(der));
  if (remembered.size() >= remembered_max) remembered.clear();
  remembered.emplace(fingerprint, certificate);
  return certificate;
}

struct Parts {
  Bytes bare;  // the message without its certificate
  DerElement certificate;
  DerElement signer_id;
};

// RFC 5652 section 5.3. Unsigned attributes are refused: whoever carries the message could add
// them.
std::optional<DerElement> signer_id_of(const DerElement& signers, const DerElement& digests) {
  const auto signer = sole_element(signers.body, der_tag::sequence);
  if (!signer) return std::nullopt;
  DerReader fields(signer->body);
  const auto version = fields.next(der_tag::integer);
  const auto id = fields.next();
  const auto digest = fields.next(der_tag::sequence);
  const auto attributes = fields.next(der_tag::context_0);
  const auto algorithm = fields.next(der_tag::sequence);
  const auto signature = fields.next(der_tag::octet_string);
  if (!id || !digest || !attributes || !algorithm || !signature || !fields.at_end()) {
    return std::nullopt;
  }
  const bool fits =
      is_small_integer(version, version_1) && std::ranges::equal(digests.body, digest->whole);
  return fits ? id : std::nullopt;
}

// RFC 5652 section 5.1, in the one shape that we make: one certificate, one signer, no revocation
// lists. What the signature does not cover is fixed, so that no carrier can change it.
std::optional<Parts> split(ByteView der) {
  const auto message = open_content_info(der);
  if (!message) return std::nullopt;
  DerReader fields(message->content.body);
  const auto version = fields.next(der_tag::integer);
  const auto digests = fields.next(der_tag::set);
  const auto encapsulated = fields.next(der_tag::sequence);
  const auto certificates = fields.next(der_tag::context_0);
  const auto signers = fields.next(der_tag::set);
  if (!is_small_integer(version, version_1) || !digests || !encapsulated || !certificates ||
      !signers || !fields.at_end()) {
    return std::nullopt;
  }
  const auto certificate = sole_element(certificates->body, der_tag::sequence);
  const auto signer_id = signer_id_of(*signers, *digests);
  if (!certificate || !signer_id) return std::nullopt;
  Bytes bare;
  for (const auto& field : {version, digests, encapsulated, signers})
    append(bare, field->whole);
  return Parts{make_content_info(message->type, bare), *certificate, *signer_id};
}

Result<Cms> parse_bare(const Bytes& bare) {
  const unsigned char* at = bare.data();
  Cms cms(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(bare.size())));
  if (cms == nullptr) return not_signed(take_reason());
  if (der_of<CMS_ContentInfo>(cms.get(), i2d_CMS_ContentInfo) != bare) {
    return not_signed("it is not DER");
  }
  if (OBJ_obj2nid(CMS_get0_type(cms.get())) != NID_pkcs7_signed) {
    return not_signed("it is another kind of CMS message");
  }
  if (OBJ_obj2nid(CMS_get0_eContentType(cms.get())) != NID_pkcs7_data) {
    return not_signed("its content is not of type data");
  }
  ASN1_OCTET_STRING** content = CMS_get0_content(cms.get());
  if (content == nullptr || *content == nullptr) return not_signed("it has no content inside");
  return cms;
}

Result<CMS_SignerInfo*> sole_signer(CMS_ContentInfo* cms) {
  STACK_OF(CMS_SignerInfo)* signers = CMS_get0_SignerInfos(cms);
  if (sk_CMS_SignerInfo_num(signers) != 1) return not_signed("it does not have exactly one signer");
  return sk_CMS_SignerInfo_value(signers, 0);
}

// The algorithm that the message names is the key's, with the same digest. RSA may also stand
// there without a digest (RFC 3370 section 3.2).
bool names_algorithm(const X509_ALGOR* algorithm, int digest_id, int key_id) {
  const int named = OBJ_obj2nid(algorithm->algorithm);
  if (named == key_id) return true;
  int named_digest = NID_undef;
  int named_key = NID_undef;
  if (OBJ_find_sigid_algs(named, &named_digest, &named_key) != 1) return false;
  return named_key == key_id && (named_digest == digest_id || named_digest == NID_undef);
}

Result<void> check_algorithms(CMS_SignerInfo* signer, const Certificate& certificate) {
  X509_ALGOR* digest = nullptr;
  X509_ALGOR* signature = nullptr;
  CMS_SignerInfo_get0_algs(signer, nullptr, nullptr, &digest, &signature);
  const EVP_MD* method = EVP_get_digestbyobj(digest->algorithm);
  if (method == nullptr || EVP_MD_get_size(method) < digest_bytes_min) {
    return bad_signature("the digest algorithm is unknown or too weak");
  }
  const EVP_PKEY* key = X509_get0_pubkey(certificate.handle());
  if (EVP_PKEY_get_security_bits(key) < key_security_bits) {
    return bad_signature("the key is too short");
  }
  if (!names_algorithm(signature, EVP_MD_get_type(method), EVP_PKEY_get_base_id(key))) {
    return bad_signature("the algorithm named is not the key's");
  }
  return {};
}

// The value of an attribute that is there once with one value of this type, or null.
const void* attribute(CMS_SignerInfo* signer, int nid, int type) {
  constexpr int only_one = -3;
  return CMS_signed_get0_data_by_OBJ(signer, OBJ_nid2obj(nid), only_one, type);
}

// RFC 5652 section 11.3.
std::optional<Time> claimed_time(CMS_SignerInfo* signer) {
  for (const int type : {V_ASN1_UTCTIME, V_ASN1_GENERALIZEDTIME}) {
    const void* value = attribute(signer, NID_pkcs9_signingTime, type);
    if (value != nullptr) return time_of(static_cast<const ASN1_TIME*>(value));
  }
  return std::nullopt;
}

// RFC 5652 section 11.1: the attribute names the type that the message has.
bool names_content_type(CMS_SignerInfo* signer) {
  const void* type = attribute(signer, NID_pkcs9_contentType, V_ASN1_OBJECT);
  return type != nullptr && OBJ_obj2nid(static_cast<const ASN1_OBJECT*>(type)) == NID_pkcs7_data;
}

CertificateStack stack_of(const Certificate& certificate) {
  CertificateStack stack(sk_X509_new_null());
  HD_CHECK(stack != nullptr && sk_X509_push(stack.get(), certificate.handle()) > 0);
  return stack;
}

// RFC 5035: the signature covers the certificate too. Without it anyone could put another
// certificate for the same key, under another Party's name, into its place.
Result<void> check_signing_certificate(CMS_SignerInfo* signer, STACK_OF(X509) * chain) {
  const auto* value = static_cast<const ASN1_STRING*>(
      attribute(signer, NID_id_smime_aa_signingCertificateV2, V_ASN1_SEQUENCE));
  if (value == nullptr) return not_signed("the signed attribute signingCertificateV2 is missing");
  const unsigned char* at = ASN1_STRING_get0_data(value);
  const SigningCertificate named(d2i_ESS_SIGNING_CERT_V2(nullptr, &at, ASN1_STRING_length(value)));
  if (named == nullptr) return not_signed(take_reason());
  if (OSSL_ESS_check_signing_certs(nullptr, named.get(), chain, 1) == 1) return {};
  return bad_signature("the certificate inside is not the one that was signed for");
}

Result<void> check_signer(CMS_ContentInfo* cms, CMS_SignerInfo* signer,
                          const Certificate& certificate) {
  HD_TRY_VOID(check_algorithms(signer, certificate));
  if (!names_content_type(signer)) return not_signed("the signed attribute contentType is wrong");
  const CertificateStack chain = stack_of(certificate);
  if (CMS_verify(cms, chain.get(), nullptr, nullptr, nullptr, verify_flags) != 1) {
    return bad_signature(take_reason());
  }
  return check_signing_certificate(signer, chain.get());
}

const EVP_MD* digest_for(const PrivateKey& key) {
  return EVP_PKEY_get_security_bits(key.handle()) > 128 ? EVP_sha384() : EVP_sha256();
}

Error cannot_sign(std::string what) {
  return openssl_error(Code::bad_value, std::move(what));
}

}  // namespace

Result<Bytes> sign(ByteView content, const Certificate& certificate, const PrivateKey& key,
                   Time at) {
  const ErrorQueue errors;
  const Cms cms(CMS_sign(nullptr, nullptr, nullptr, nullptr, sign_flags));
  HD_CHECK(cms != nullptr);
  CMS_SignerInfo* signer =
      CMS_add1_signer(cms.get(), certificate.handle(), key.handle(), digest_for(key), sign_flags);
  if (signer == nullptr) return cannot_sign("the key cannot sign for this certificate");
  const AsnTime time = asn_time(at);
  HD_CHECK(CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime, ASN1_STRING_type(time.get()),
                                       time.get(), -1) == 1);
  const Bio in = bio_reading(content);
  if (CMS_final(cms.get(), in.get(), nullptr, sign_flags) != 1) {
    return cannot_sign("the document could not be signed");
  }
  Bytes der = der_of<CMS_ContentInfo>(cms.get(), i2d_CMS_ContentInfo);
  HD_CHECK(!der.empty());
  return der;
}

Result<Signed> open_signed(ByteView der, std::size_t bytes_max) {
  const ErrorQueue errors;
  HD_TRY_VOID(check_size(der, bytes_max));
  const auto parts = split(der);
  if (!parts) return not_signed("it is not CMS SignedData in DER with a certificate inside");
  HD_TRY(const Cms cms, parse_bare(parts->bare));
  HD_TRY(CMS_SignerInfo* const signer, sole_signer(cms.get()));
  HD_TRY(Certificate certificate, remembered_certificate(parts->certificate.whole));
  if (issuer_and_serial(certificate) != to_bytes(parts->signer_id.whole)) {
    return not_signed("the certificate inside is not the signer's");
  }
  HD_TRY_VOID(check_signer(cms.get(), signer, certificate));
  const auto time = claimed_time(signer);
  if (!time) return not_signed("the signed attribute signingTime is missing");
  const ASN1_OCTET_STRING* content = *CMS_get0_content(cms.get());
  const ByteView bytes(ASN1_STRING_get0_data(content),
                       static_cast<std::size_t>(ASN1_STRING_length(content)));
  return Signed{to_bytes(bytes), std::move(certificate), *time};
}

}  // namespace haidang::crypto
