// The HTTPS server of a node: one port for officers, peers and the journal's readers. TLS 1.3.
#pragma once
#include <memory>
#include <string>

#include "base/log.hpp"
#include "crypto/tls.hpp"
#include "http/message.hpp"

namespace haidang::http {

struct ServerLimits {
  std::size_t header_bytes = std::size_t{16} * 1024;
  std::size_t body_bytes = std::size_t{8} * 1024 * 1024;
  int connections_max = 2048;
  int idle_timeout_s = 75;  // between requests; streams and long polls are exempt
  // To receive one request, and to take in each piece of an answer. A body gains one second a KiB,
  // so that a slow line is served and a standing one is not.
  int request_timeout_s = 60;
  int heartbeat_s = 15;  // on an event stream where nothing happens
  int io_threads = 2;
  int worker_threads = 4;  // handlers run here and may block for a short while
  int waiting_max = 1024;  // requests that wait for a worker; above it 503
};

class Server {
 public:
  // Binds at once; `port` 0 picks a free one. Error: usage, naming the address in use.
  static Result<std::unique_ptr<Server>> start(const std::string& address, std::uint16_t port,
                                               crypto::TlsContext tls, Handler handler,
                                               ServerLimits limits, Log& log);
  ~Server();  // stops accepting, ends streams, lets running handlers finish
  [[nodiscard]] std::uint16_t port() const;

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace haidang::http
