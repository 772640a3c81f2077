// A server with real TLS on a loopback port, and clients for it, for the tests of this room.
#pragma once
#include <condition_variable>
#include <mutex>

#include "crypto/certificate.hpp"
#include "http/client.hpp"
#include "http/server.hpp"

namespace haidang::http::testing {

inline crypto::CertificateRequest request_for(crypto::CertificateUse use, std::string name) {
  const Time now = SystemClock{}.now();  // the handshake looks at the machine's clock
  return {.use = use,
          .common_name = std::move(name),
          .country = "XA",
          .hosts = {},
          .not_before = now - Days{1},
          .not_after = now + Days{1}};
}

struct Party {
  crypto::PrivateKey root_key = crypto::PrivateKey::generate(crypto::KeyKind::p256);
  crypto::Certificate root =
      crypto::make_root(root_key, request_for(crypto::CertificateUse::root, "XA root"));
  crypto::PrivateKey key = crypto::PrivateKey::generate(crypto::KeyKind::p256);
  crypto::Certificate certificate = issued();

  [[nodiscard]] crypto::Certificate issued() const {
    crypto::CertificateRequest request = request_for(crypto::CertificateUse::transport, "XA node");
    request.hosts = {"localhost", "127.0.0.1"};
    return crypto::issue(root, root_key, key.public_key(), request);
  }
  [[nodiscard]] Digest fingerprint() const { return certificate.fingerprint(); }
  [[nodiscard]] crypto::TlsContext server_context() const {
    return crypto::TlsContext::server(certificate, key, root).value();
  }
  [[nodiscard]] crypto::TlsContext client_context() const {
    return crypto::TlsContext::client({fingerprint()}, std::nullopt).value();
  }
  [[nodiscard]] crypto::TlsContext client_context_as(const Party& other) const {
    return crypto::TlsContext::client({fingerprint()},
                                      crypto::TlsContext::Identity{other.certificate, other.key})
        .value();
  }
};

struct RunningServer {
  Party party;
  NoLog log;
  std::unique_ptr<Server> server;

  explicit RunningServer(Handler handler, ServerLimits limits = {}, std::uint16_t port = 0)
      : server(start(std::move(handler), limits, port)) {}

  [[nodiscard]] std::string endpoint() const {
    return "https://127.0.0.1:" + std::to_string(server->port());
  }
  [[nodiscard]] Client client() const {
    return Client::to(endpoint(), party.client_context()).value();
  }
  std::unique_ptr<Server> start(Handler handler, ServerLimits limits, std::uint16_t port) {
    return Server::start("127.0.0.1", port, party.server_context(), std::move(handler), limits, log)
        .value();
  }
};

// Waits until somebody has said so.
class Event {
 public:
  void set() {
    const std::scoped_lock lock(mutex_);
    is_set_ = true;
    changed_.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return is_set_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_set_ = false;
};

}  // namespace haidang::http::testing
