// Which relay takes the node's mail, and how it may be spoken to.
#pragma once
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>

#include "base/json.hpp"
#include "base/result.hpp"

namespace haidang::mail {

enum class Security : std::uint8_t {
  starttls,  // RFC 3207, and no mail without it
  tls,       // from the beginning, RFC 8314 section 3.3
  none,      // to this very machine only
};

struct Relay {
  std::string host;
  std::uint16_t port = 0;
  Security security = Security::starttls;
  std::string from;            // the address that the node writes from
  std::string user = {};       // empty: the relay wants no name
  std::string password = {};   // kept apart from the rest
  std::string authority = {};  // PEM: whose certificates count; empty: those that the system knows
};

// "smtp://host[:587]", "smtps://host[:465]". Error: bad_value.
struct Place {
  std::string host;
  std::uint16_t port = 0;
  Security security = Security::starttls;
};
Result<Place> parse_relay(std::string_view url);
std::string relay_text(const Relay& relay);  // as parse_relay takes it
[[nodiscard]] bool is_this_machine(std::string_view host);
// Everything that can be told without asking it. Error: bad_value.
Result<void> check_relay(const Relay& relay);

// Hands messages over: blocks until the relay has taken it or refused it, or a stop is asked for.
class Carrier {
 public:
  virtual ~Carrier() = default;
  // Errors: peer_unreachable (nobody there, no TLS, a certificate that is not good), peer_refused
  // (not this name and password, not this message, not now; with what it said).
  virtual Result<void> carry(const Relay& relay, const std::string& to, const std::string& message,
                             const std::stop_token& stop) = 0;
};
std::unique_ptr<Carrier> smtp_carrier();

}  // namespace haidang::mail
