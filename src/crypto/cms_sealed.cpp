#include <openssl/ec.h>

#include "crypto/cms.hpp"
#include "crypto/cms_parts.hpp"
#include "crypto/openssl.hpp"

namespace haidang::crypto {
namespace {

constexpr std::size_t nonce_bytes = 12;
constexpr std::uint8_t tag_bytes = 16;
constexpr unsigned seal_flags = CMS_BINARY | CMS_PARTIAL;

Error not_sealed(std::string why) {
  return {Code::malformed, "the bytes are not a sealed message", std::move(why)};
}

Error cannot_open() {
  return {Code::cannot_open, "the sealed message could not be opened",
          "it was sealed to another key, or altered"};
}

bool is_elliptic(const EVP_PKEY* key) {
  return EVP_PKEY_is_a(key, "EC") == 1;
}

// RFC 5753 section 7.1.4 with SHA-256; OpenSSL would use SHA-1 if it were not told.
Result<void> add_recipient(CMS_ContentInfo* cms, const Certificate& recipient) {
  CMS_RecipientInfo* info = CMS_add1_recipient_cert(cms, recipient.handle(), CMS_KEY_PARAM);
  if (info == nullptr) {
    return openssl_error(Code::bad_value, "nothing can be sealed to this certificate's key");
  }
  EVP_PKEY_CTX* agreement = CMS_RecipientInfo_get0_pkey_ctx(info);
  HD_CHECK(EVP_PKEY_CTX_set_ecdh_kdf_md(agreement, EVP_sha256()) > 0);
  return {};
}

// RFC 5480 section 2.2: the sender's ephemeral key as a whole number of bytes, uncompressed.
// OpenSSL would also read the hybrid form, a second encoding of the same point.
bool is_plain_point(const DerElement& originator) {
  constexpr std::uint8_t no_unused_bits = 0x00;
  constexpr std::uint8_t uncompressed = 0x04;
  const auto key = sole_element(originator.body, der_tag::context_1);
  if (!key) return false;
  DerReader fields(key->body);
  const auto algorithm = fields.next(der_tag::sequence);
  const auto point = fields.next(der_tag::bit_string);
  return algorithm && point && fields.at_end() && point->body.size() > 2 &&
         point->body[0] == no_unused_bits && point->body[1] == uncompressed;
}

// RFC 5652 section 6.2.2, version 3: the identifier of the one recipient.
std::optional<DerElement> recipient_id_of(const DerElement& recipients) {
  const auto recipient = sole_element(recipients.body, der_tag::context_1);
  if (!recipient) return std::nullopt;
  DerReader fields(recipient->body);
  const auto version = fields.next(der_tag::integer);
  const auto originator = fields.next(der_tag::context_0);
  const auto algorithm = fields.next(der_tag::sequence);
  const auto keys = fields.next(der_tag::sequence);
  if (!is_small_integer(version, 3) || !originator || !algorithm || !keys || !fields.at_end()) {
    return std::nullopt;
  }
  const auto key = sole_element(keys->body, der_tag::sequence);
  if (!key || !is_plain_point(*originator)) return std::nullopt;
  return DerReader(key->body).next(der_tag::sequence);
}

// RFC 5084 section 3.2: a nonce of 12 bytes and a tag of 16.
bool has_full_parameters(const DerElement& content) {
  DerReader fields(content.body);
  const auto type = fields.next(der_tag::object_id);
  const auto algorithm = fields.next(der_tag::sequence);
  if (!type || !algorithm) return false;
  DerReader identifier(algorithm->body);
  const auto name = identifier.next(der_tag::object_id);
  const auto parameters = identifier.next(der_tag::sequence);
  if (!name || !parameters || !identifier.at_end()) return false;
  DerReader values(parameters->body);
  const auto nonce = values.next(der_tag::octet_string);
  const auto tag_length = values.next(der_tag::integer);
  return nonce && nonce->body.size() == nonce_bytes && is_small_integer(tag_length, tag_bytes) &&
         values.at_end();
}

// RFC 5083 section 2.1: version 0, no originator information, no attributes. Returns the
// recipient's identifier. OpenSSL checks only as many bytes of the authentication tag as the
// message brings along, down to 4; cut so short it could be forged by trying, so all 16 must be
// there.
std::optional<DerElement> addressee(ByteView der) {
  const auto message = open_content_info(der);
  if (!message) return std::nullopt;
  DerReader fields(message->content.body);
  const auto version = fields.next(der_tag::integer);
  const auto recipients = fields.next(der_tag::set);
  const auto content = fields.next(der_tag::sequence);
  const auto tag = fields.next(der_tag::octet_string);
  if (!is_small_integer(version, 0) || !recipients || !content || !tag || !fields.at_end()) {
    return std::nullopt;
  }
  if (!has_full_parameters(*content) || tag->body.size() != tag_bytes) return std::nullopt;
  return recipient_id_of(*recipients);
}

Result<Cms> parse(ByteView der) {
  const unsigned char* at = der.data();
  Cms cms(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(der.size())));
  if (cms == nullptr) return not_sealed(take_reason());
  const Bytes again = der_of<CMS_ContentInfo>(cms.get(), i2d_CMS_ContentInfo);
  if (!std::equal(again.begin(), again.end(), der.begin(), der.end())) {
    return not_sealed("it is not DER");
  }
  if (OBJ_obj2nid(CMS_get0_type(cms.get())) != NID_id_smime_ct_authEnvelopedData) {
    return not_sealed("it is another kind of CMS message");
  }
  if (OBJ_obj2nid(CMS_get0_eContentType(cms.get())) != NID_pkcs7_data) {
    return not_sealed("its content is not of type data");
  }
  return cms;
}

}  // namespace

Result<Bytes> seal(ByteView content, const Certificate& recipient) {
  const ErrorQueue errors;
  if (!is_elliptic(X509_get0_pubkey(recipient.handle()))) {
    return Error{Code::bad_value, "nothing can be sealed to this certificate's key",
                 "an elliptic-curve key is needed"};
  }
  const Cms cms(CMS_encrypt(nullptr, nullptr, EVP_aes_256_gcm(), seal_flags));
  HD_CHECK(cms != nullptr);
  HD_TRY_VOID(add_recipient(cms.get(), recipient));
  const Bio in = bio_reading(content);
  if (CMS_final(cms.get(), in.get(), nullptr, seal_flags) != 1) {
    return openssl_error(Code::bad_value, "the message could not be sealed");
  }
  Bytes der = der_of<CMS_ContentInfo>(cms.get(), i2d_CMS_ContentInfo);
  HD_CHECK(!der.empty());
  return der;
}

Result<Bytes> open_sealed(ByteView der, const Certificate& recipient, const PrivateKey& key,
                          std::size_t bytes_max) {
  const ErrorQueue errors;
  HD_TRY_VOID(check_size(der, bytes_max));
  const auto recipient_id = addressee(der);
  if (!recipient_id) {
    return not_sealed("it is not CMS AuthEnvelopedData in DER with one recipient");
  }
  HD_TRY(const Cms cms, parse(der));
  if (issuer_and_serial(recipient) != to_bytes(recipient_id->whole)) return cannot_open();
  const Bio out = bio_writing();
  // One answer for every failure: a sender learns nothing about where decryption stopped.
  if (CMS_decrypt(cms.get(), key.handle(), recipient.handle(), nullptr, out.get(), CMS_BINARY) !=
      1) {
    return cannot_open();
  }
  return to_bytes(bio_bytes(out.get()));
}

}  // namespace haidang::crypto
