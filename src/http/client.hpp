// A blocking HTTPS client for one peer: keeps its connection alive, reconnects once when the peer
// closed it meanwhile. Not shared between threads.
#pragma once
#include <memory>
#include <stop_token>
#include <string>

#include "crypto/tls.hpp"
#include "http/message.hpp"

namespace haidang::http {

struct ClientRequest {
  Method method = Method::get;
  std::string target;  // path and query, encoded
  std::map<std::string, std::string> headers = {};
  Bytes body = {};
  int timeout_ms = 30'000;  // send: for all of it; stream: for the answer to begin
  std::size_t answer_bytes_max = std::size_t{64} * 1024 * 1024;
};

class Client {
 public:
  // Connects lazily. `endpoint` is "https://host:port". Error: bad_value.
  static Result<Client> to(const std::string& endpoint, crypto::TlsContext tls);
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  ~Client();

  // Errors: peer_unreachable (with the reason: refused, timed out, TLS), fingerprint_mismatch,
  // key_expired, too_large. Any HTTP status is a value, not an error. `stop` aborts a call in
  // progress. Repeats once, on a new connection, what an old one took in without a byte of answer.
  Result<Response> send(const ClientRequest& request, std::stop_token stop = {});
  // Feeds events as they arrive until the stream ends, `stop`, or the function returns false.
  // Error also: peer_refused (the answer is no event stream; its status is told).
  Result<void> stream(
      const ClientRequest& request,
      const std::function<bool(std::string_view event, std::string_view data)>& on_event,
      std::stop_token stop = {});

 private:
  struct State;
  explicit Client(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace haidang::http
