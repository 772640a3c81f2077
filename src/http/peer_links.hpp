// How a node's exchange reaches its peers: HTTPS clients that present our transport certificate and
// accept exactly the pinned ones.
#pragma once
#include "crypto/tls.hpp"
#include "node/peer_link.hpp"

namespace haidang::http {

class HttpPeerLinks final : public node::PeerLinks {
 public:
  explicit HttpPeerLinks(crypto::TlsContext::Identity identity) : identity_(std::move(identity)) {}
  Result<std::unique_ptr<node::PeerLink>> connect(const node::PeerAddress& address) override;

 private:
  crypto::TlsContext::Identity identity_;
};

}  // namespace haidang::http
