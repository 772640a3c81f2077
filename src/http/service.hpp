// A node's HTTPS service: the server, its routes, its officers' sessions.
#pragma once
#include <memory>

#include "base/log.hpp"
#include "crypto/aead.hpp"
#include "http/server.hpp"
#include "node/node.hpp"

namespace haidang::http {

struct ServiceParts {
  node::Node& node;
  node::Layout layout;
  node::Config config;
  directory::Profile profile;
  crypto::TlsContext::Identity identity;
  crypto::AeadKey vault_key;  // under a key made from it lie the officers' second factors
  haidang::Clock& clock;
  Random& random;
  Log& log;
};

class Service {
 public:
  static Result<std::unique_ptr<Service>> start(ServiceParts parts);
  ~Service();
  [[nodiscard]] std::uint16_t port() const;

 private:
  struct State;
  explicit Service(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// The account that `haidang init` makes, before any service runs: administrator, and at this post
// whatever takes part in cases. Nobody oversees himself.
Result<void> create_first_officer(const node::Layout& layout, const std::string& name,
                                  const std::string& password, node::Post post);

}  // namespace haidang::http
