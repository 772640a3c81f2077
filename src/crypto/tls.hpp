// TLS 1.3 contexts (RFC 8446), mutual authentication, no session tickets. The HTTP rooms hand the
// context to Asio; which Party a certificate speaks for is decided by the directory, by
// fingerprint.
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "crypto/certificate.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace haidang::crypto {

class TlsContext {
 public:
  // A server that presents `certificate` (chain: certificate, root). It asks for the client's
  // certificate and takes any or none (browsers have none): the handshake proves that the client
  // holds the key, peer_fingerprint tells whose it is to be judged by.
  // Error: bad_value (the key is not the certificate's).
  static Result<TlsContext> server(const Certificate& certificate, const PrivateKey& key,
                                   const Certificate& root);
  // A client that accepts exactly the servers whose certificate has one of these fingerprints.
  // `certificate`/`key` are presented to the server when given.
  struct Identity {
    Certificate certificate;
    PrivateKey key;
  };
  static Result<TlsContext> client(std::vector<Digest> accepted, std::optional<Identity> identity);

  [[nodiscard]] ssl_ctx_st* handle() const { return context_.get(); }

 private:
  explicit TlsContext(std::shared_ptr<ssl_ctx_st> context) : context_(std::move(context)) {}
  std::shared_ptr<ssl_ctx_st> context_;
};

// Why a handshake failed, when the client's side was this connection. Codes: fingerprint_mismatch,
// key_expired, peer_unreachable (anything else: no common protocol, the line was cut).
Error handshake_error(const ssl_st* connection);

// The fingerprint of the certificate the other end presented on this connection, if any.
std::optional<Digest> peer_fingerprint(const ssl_st* connection);

}  // namespace haidang::crypto
