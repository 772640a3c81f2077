#include "http/peer_links.hpp"

#include <fmt/format.h>

#include "http/client.hpp"
#include "http/problem.hpp"

namespace haidang::http {
namespace {

constexpr int peer_timeout_ms = 60'000;  // longer than a long poll waits

// A body that is only read, a 200, or the peer's own reason.
Result<Bytes> body_of(Result<Response> response) {
  HD_TRY(Response answer, std::move(response));
  if (answer.status == 200) return std::move(answer.body);
  const Error theirs = read_problem(answer);
  return Error{Code::peer_refused,
               fmt::format("the peer answered {}: {}", answer.status, theirs.what), theirs.why,
               theirs.next};
}

class HttpPeerLink final : public node::PeerLink {
 public:
  explicit HttpPeerLink(Client client) : client_(std::move(client)) {}

  Result<Bytes> get(const std::string& target, std::stop_token stop) override {
    ClientRequest request{Method::get, target};
    request.timeout_ms = peer_timeout_ms;
    return body_of(client_.send(request, std::move(stop)));
  }
  Result<Bytes> post(const std::string& target, ByteView body, std::stop_token stop) override {
    ClientRequest request{Method::post, target};
    request.headers["content-type"] = "application/octet-stream";
    request.body = to_bytes(body);
    request.timeout_ms = peer_timeout_ms;
    return body_of(client_.send(request, std::move(stop)));
  }

 private:
  Client client_;
};

}  // namespace

Result<std::unique_ptr<node::PeerLink>> HttpPeerLinks::connect(const node::PeerAddress& address) {
  HD_TRY(crypto::TlsContext tls, crypto::TlsContext::client(address.certificates, identity_));
  HD_TRY(Client client, Client::to(address.endpoint, std::move(tls)));
  return std::unique_ptr<node::PeerLink>(std::make_unique<HttpPeerLink>(std::move(client)));
}

}  // namespace haidang::http
