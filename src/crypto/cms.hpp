// Cryptographic Message Syntax (RFC 5652, AuthEnvelopedData RFC 5083/5084).
#pragma once
#include "crypto/certificate.hpp"

namespace haidang::crypto {

// SignedData with the content inside and the signer's certificate attached, DER. Signed attributes:
// content type, message digest, signing time `at`, signingCertificateV2 (so that it is CAdES-B-B).
// Readable by: openssl cms -verify -inform DER -CAfile root.pem -purpose any
// Error: bad_value (the key is not the certificate's, or of a kind that CMS cannot sign with).
Result<Bytes> sign(ByteView content, const Certificate& certificate, const PrivateKey& key,
                   Time at);

struct Signed {
  Bytes content;
  Certificate signer;  // its signature over the content is good; trust is the caller's question
  Time signing_time;   // as claimed
};
// Exactly one signer named by issuer and serial number, the content inside, the signer's
// certificate and no other inside, CAdES-B-B attributes, nothing that the signature does not cover.
// Errors: too_large (asked first), malformed, bad_signature.
Result<Signed> open_signed(ByteView der, std::size_t bytes_max);

// AuthEnvelopedData: AES-256-GCM, key agreed by ephemeral-static ECDH with the recipient's key
// (P-256 or P-384), key derivation with SHA-256. Readable by: openssl cms -decrypt -inform DER
// Error: bad_value (a certificate whose key cannot agree on keys).
Result<Bytes> seal(ByteView content, const Certificate& recipient);
// Errors: malformed, cannot_open, too_large.
Result<Bytes> open_sealed(ByteView der, const Certificate& recipient, const PrivateKey& key,
                          std::size_t bytes_max);

}  // namespace haidang::crypto
