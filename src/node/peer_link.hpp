// How bytes reach another node. The HTTP room implements it; tests put a faulty one in its place.
#pragma once
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace haidang::node {

struct PeerAddress {
  std::string endpoint;              // "https://host:port"
  std::vector<Digest> certificates;  // what the other end must present
};

// One connection's worth of calls; used by one thread at a time.
class PeerLink {
 public:
  virtual ~PeerLink() = default;
  // The body of a 200 answer. Errors: peer_unreachable; peer_refused with the peer's own code and
  // words.
  virtual Result<Bytes> get(const std::string& target, std::stop_token stop) = 0;
  virtual Result<Bytes> post(const std::string& target, ByteView body, std::stop_token stop) = 0;
};

class PeerLinks {
 public:
  virtual ~PeerLinks() = default;
  virtual Result<std::unique_ptr<PeerLink>> connect(const PeerAddress& address) = 0;
};

}  // namespace haidang::node
