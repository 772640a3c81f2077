// Cryptographic Message Syntax (RFC 5652, AuthEnvelopedData RFC 5083/5084).
#pragma once
#include "crypto/certificate.hpp"

namespace haidang::crypto {

// SignedData with the content inside and the signer's certificate attached, DER. Signed attributes:
// content type, message digest, signing time `at`, signingCertificateV2 (so that it is CAdES-B-B).
// Readable by: openssl cms -verify -inform DER -CAfile root.pem -purpose any
Result<Bytes> sign(ByteView content, const Certificate& certificate, const PrivateKey& key,
                   Time at);

struct Signed {
  Bytes content;
  Certificate signer;  // its signature over the content is good; trust is the caller's question
  Time signing_time;   // as claimed
};
// Exactly one signer, content inside, a certificate inside. Errors: malformed, bad_signature.
Result<Signed> open_signed(ByteView der, std::size_t bytes_max);

// AuthEnvelopedData: AES-256-GCM, key agreed by ephemeral-static ECDH with the recipient's key.
Result<Bytes> seal(ByteView content, const Certificate& recipient);
// Errors: malformed, cannot_open, too_large.
Result<Bytes> open_sealed(ByteView der, const Certificate& recipient, const PrivateKey& key,
                          std::size_t bytes_max);

}  // namespace haidang::crypto
