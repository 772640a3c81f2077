#include "mail/relay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "mail/message.hpp"

namespace haidang::mail {
namespace {

constexpr std::size_t host_bytes_max = 253;
constexpr std::size_t secret_bytes_max = 1024;
constexpr std::uint16_t submission_port = 587;   // RFC 6409
constexpr std::uint16_t submissions_port = 465;  // RFC 8314

bool is_host(std::string_view text) {
  const bool bracketed = text.size() > 2 && text.front() == '[' && text.back() == ']';
  const std::string_view inner = bracketed ? text.substr(1, text.size() - 2) : text;
  return !inner.empty() && inner.size() <= host_bytes_max &&
         std::all_of(inner.begin(), inner.end(), [&](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '.' || c == '-' || (bracketed && c == ':');
         });
}

bool is_one_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20U; });
}

Error no_relay(std::string_view url) {
  return {Code::bad_value, fmt::format("'{}' is no relay", url), "",
          "Write smtp://host:587 (STARTTLS) or smtps://host:465."};
}

}  // namespace

Result<Place> parse_relay(std::string_view url) {
  Place place;
  std::string_view rest = url;
  if (rest.starts_with("smtps://")) {
    place.security = Security::tls;
    place.port = submissions_port;
    rest.remove_prefix(8);
  } else if (rest.starts_with("smtp://")) {
    place.port = submission_port;
    rest.remove_prefix(7);
  } else {
    return no_relay(url);
  }
  const auto colon = rest.rfind(':');
  const bool has_port = colon != std::string_view::npos && rest.back() != ']';
  if (has_port) {
    const std::string_view digits = rest.substr(colon + 1);
    const char* end = digits.data() + digits.size();
    const auto [at, error] = std::from_chars(digits.data(), end, place.port);
    if (error != std::errc{} || at != end || place.port == 0) return no_relay(url);
    rest = rest.substr(0, colon);
  }
  if (!is_host(rest)) return no_relay(url);
  place.host = rest;
  return place;
}

std::string relay_text(const Relay& relay) {
  return fmt::format("{}://{}:{}", relay.security == Security::tls ? "smtps" : "smtp", relay.host,
                     relay.port);
}

bool is_this_machine(std::string_view host) {
  if (host == "localhost" || host == "[::1]") return true;
  const bool numbers = std::all_of(host.begin(), host.end(),
                                   [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
  return numbers && host.starts_with("127.") && std::count(host.begin(), host.end(), '.') == 3;
}

Result<void> check_relay(const Relay& relay) {
  if (!is_host(relay.host) || relay.port == 0) return no_relay(relay.host);
  HD_TRY_VOID(check_address(relay.from));
  if (relay.security == Security::none && !is_this_machine(relay.host)) {
    return Error{Code::bad_value, "mail goes without TLS to this machine only",
                 "what is in the clear is read and changed on its way",
                 "Use the relay's STARTTLS or smtps:// port."};
  }
  if (relay.user.empty() != relay.password.empty()) {
    return Error{Code::bad_value, "a name and a password belong together", "",
                 "Give both, or neither."};
  }
  if (!is_one_line(relay.user) || !is_one_line(relay.password) ||
      relay.user.size() > secret_bytes_max || relay.password.size() > secret_bytes_max) {
    return Error{Code::bad_value, "the name or the password is longer than a line of SMTP"};
  }
  return {};
}

}  // namespace haidang::mail
