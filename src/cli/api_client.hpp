// The CLI speaks to a running node through the same HTTP API as everybody: no second road.
#pragma once
#include "cli/command.hpp"
#include "http/client.hpp"
#include "node/layout.hpp"

namespace haidang::cli {

class ApiClient {
 public:
  // Reads where the node of this data directory listens and which certificate it presents, and the
  // session that `haidang login` stored. Errors: not_found (no node here), not_signed_in.
  static Result<ApiClient> open(const Context& context);
  static Result<ApiClient> without_session(const Context& context);

  // How to reach the node of this data directory, and as whom: for a gateway before it.
  struct Way {
    std::uint16_t port;
    crypto::TlsContext tls;
    std::string token;
  };
  static Result<Way> way_to(const Context& context);

  Result<json::value> get(const std::string& target);
  Result<json::value> post(const std::string& target, const json::value& body);
  Result<void> expect(const std::string& target);  // there is such a thing
  Result<Bytes> get_bytes(const std::string& target);

  // Calls `goes_on` now and after every event of the node, until it says no or a minute passed
  // without an event.
  Result<void> watch(const std::function<bool()>& goes_on);

  // In which our own authority's hours are, by its profile: an IANA name.
  [[nodiscard]] const std::string& time_zone() const { return time_zone_; }

  // Signs in and stores the session in the data directory (0600).
  // `code` is called if the node asks for one.
  Result<json::object> login(const std::string& officer, const std::string& password,
                             const std::function<Result<std::string>()>& code);

 private:
  ApiClient(http::Client client, node::Layout layout, std::string time_zone)
      : client_(std::move(client)), layout_(std::move(layout)), time_zone_(std::move(time_zone)) {}
  Result<http::Response> send(http::ClientRequest request);

  http::Client client_;
  node::Layout layout_;
  std::string time_zone_;
  std::string token_;
};

// The data directory, or the Error that tells how to name it.
Result<node::Layout> layout_of(const Context& context);

// A secret from a file, a descriptor or the terminal; never from the command line itself.
Result<std::string> read_secret(const Arguments& arguments, const std::string& file_option,
                                const std::string& prompt);

}  // namespace haidang::cli
