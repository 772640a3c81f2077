#include "crypto/tls.hpp"

#include <algorithm>

#include "crypto/digest.hpp"
#include "crypto/openssl.hpp"

namespace haidang::crypto {
namespace {

constexpr const char* cipher_suites = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384";
constexpr int accepted = 1;
constexpr int refused = 0;

using Fingerprints = std::vector<Digest>;
using ContextHandle = std::shared_ptr<SSL_CTX>;

Digest fingerprint_of(const X509* certificate) {
  return sha256(der_of<X509>(certificate, i2d_X509));
}

// The accepted fingerprints live and die with the SSL_CTX, which connections may outlive us with.
void free_fingerprints(void*, void* held, CRYPTO_EX_DATA*, int, long, void*) {
  const std::unique_ptr<Fingerprints> owner(static_cast<Fingerprints*>(held));
}

int fingerprints_index() {
  static const int index =
      SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, free_fingerprints);
  HD_CHECK(index >= 0);
  return index;
}

// RFC 5280 section 4.1.2.5, against the machine's clock: a handshake has no other.
bool is_valid_now(const X509* certificate) {
  return X509_cmp_current_time(X509_get0_notBefore(certificate)) < 0 &&
         X509_cmp_current_time(X509_get0_notAfter(certificate)) > 0;
}

int verdict(X509_STORE_CTX* context, const Fingerprints& fingerprints) {
  const X509* leaf = X509_STORE_CTX_get0_cert(context);
  if (leaf == nullptr) return X509_V_ERR_UNSPECIFIED;
  const auto found = std::find(fingerprints.begin(), fingerprints.end(), fingerprint_of(leaf));
  if (found == fingerprints.end()) return X509_V_ERR_CERT_UNTRUSTED;
  return is_valid_now(leaf) ? X509_V_OK : X509_V_ERR_CERT_HAS_EXPIRED;
}

// In place of a chain: exactly the pinned certificates. Nothing may be thrown through OpenSSL.
int verify_pinned(X509_STORE_CTX* context, void* argument) noexcept {
  const auto* ctx = static_cast<const SSL_CTX*>(argument);
  const auto* fingerprints =
      static_cast<const Fingerprints*>(SSL_CTX_get_ex_data(ctx, fingerprints_index()));
  const int outcome = verdict(context, *fingerprints);
  X509_STORE_CTX_set_error(context, outcome);
  return outcome == X509_V_OK ? accepted : refused;
}

// The handshake proves that the client holds the key; whose key it is, the directory decides.
int verify_anyone(X509_STORE_CTX* context, void*) noexcept {
  X509_STORE_CTX_set_error(context, X509_V_OK);
  return accepted;
}

// RFC 8446 only. Without tickets there is no resumption, so that a Party whose key was withdrawn
// cannot come back on an old session.
ContextHandle new_context(const SSL_METHOD* method) {
  ContextHandle context(SSL_CTX_new(method), SSL_CTX_free);
  HD_CHECK(context != nullptr);
  SSL_CTX* const ctx = context.get();
  HD_CHECK(SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION) == 1);
  HD_CHECK(SSL_CTX_set_ciphersuites(ctx, cipher_suites) == 1);
  HD_CHECK(SSL_CTX_set_num_tickets(ctx, 0) == 1);
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(ctx, SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
  return context;
}

Result<void> present(SSL_CTX* context, const Certificate& certificate, const PrivateKey& key) {
  if (SSL_CTX_use_certificate(context, certificate.handle()) == 1 &&
      SSL_CTX_use_PrivateKey(context, key.handle()) == 1 &&
      SSL_CTX_check_private_key(context) == 1) {
    return {};
  }
  return openssl_error(Code::bad_value, "the transport key does not belong to its certificate");
}

}  // namespace

Result<TlsContext> TlsContext::server(const Certificate& certificate, const PrivateKey& key,
                                      const Certificate& root) {
  const ErrorQueue errors;
  ContextHandle context = new_context(TLS_server_method());
  HD_TRY_VOID(present(context.get(), certificate, key));
  HD_CHECK(SSL_CTX_add1_chain_cert(context.get(), root.handle()) == 1);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(context.get(), verify_anyone, nullptr);
  return TlsContext(std::move(context));
}

Result<TlsContext> TlsContext::client(std::vector<Digest> accepted_fingerprints,
                                      std::optional<Identity> identity) {
  const ErrorQueue errors;
  ContextHandle context = new_context(TLS_client_method());
  if (identity) HD_TRY_VOID(present(context.get(), identity->certificate, identity->key));
  auto held = std::make_unique<Fingerprints>(std::move(accepted_fingerprints));
  HD_CHECK(SSL_CTX_set_ex_data(context.get(), fingerprints_index(), held.get()) == 1);
  (void)held.release();  // now owned by the context
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(context.get(), verify_pinned, context.get());
  return TlsContext(std::move(context));
}

Error handshake_error(const ssl_st* connection) {
  switch (SSL_get_verify_result(connection)) {
    case X509_V_OK:
      break;
    case X509_V_ERR_CERT_UNTRUSTED:
      return {Code::fingerprint_mismatch, "the other node presents an unknown certificate",
              "its fingerprint is not one that the Party's pinned profile names"};
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return {Code::key_expired, "the other node's certificate is outside its validity"};
    default:
      break;
  }
  return {Code::peer_unreachable, "no secure connection could be agreed with the other node"};
}

std::optional<Digest> peer_fingerprint(const ssl_st* connection) {
  const X509* certificate = SSL_get0_peer_certificate(connection);
  if (certificate == nullptr) return std::nullopt;
  return fingerprint_of(certificate);
}

}  // namespace haidang::crypto
