// For the demonstration: one page with the desks of two nodes beside each other, over plain HTTP on
// loopback, so that a browser meets no certificate that it does not know. Behind it the way to each
// node is TLS with the node's certificate pinned, as for any client of ours.
//
// Who has the key of the address may come in, from this machine only; the officers of both desks
// are signed in already. The nodes' policy stays in force, but for one thing: the page of the
// demonstration, and no other, may frame the desks.
#pragma once
#include <array>
#include <functional>
#include <memory>
#include <string>

#include "crypto/tls.hpp"
#include "http/message.hpp"

namespace haidang::http {

class Gateway {
 public:
  struct Desk {
    std::uint16_t node_port;
    crypto::TlsContext tls;
    std::string token;  // of the officer who is signed in
  };
  struct Parts {
    std::array<Desk, 2> desks;
    std::string key;                                 // of this demonstration, in its address
    std::function<Response(const Request&)> answer;  // the page around the desks
    std::string_view desk_script;                    // served to each desk as /demo-desk.js
  };
  // Error: unavailable.
  static Result<std::unique_ptr<Gateway>> open(Parts parts);
  ~Gateway();
  [[nodiscard]] std::uint16_t port() const;  // of the page
  [[nodiscard]] std::uint16_t desk_port(std::size_t desk) const;

 private:
  struct State;
  explicit Gateway(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace haidang::http
