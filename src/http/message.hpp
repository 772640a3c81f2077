// Requests and responses as plain values: everything but server.cpp and client.cpp sees only these.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/json.hpp"

namespace haidang::http {

enum class Method { get, post, put, patch, del, head, options, other };

struct Request {
  Method method = Method::get;
  std::string path;                            // decoded, without the query
  std::map<std::string, std::string> query;    // decoded
  std::map<std::string, std::string> headers;  // names in lower case; repeated ones joined by ", "
  Bytes body;
  std::optional<Digest> peer;  // fingerprint of the client's certificate, possession proven by TLS
  std::string remote_address;  // for rate limits and the log

  [[nodiscard]] std::optional<std::string> header(std::string_view name) const;
  [[nodiscard]] std::optional<std::string> cookie(std::string_view name) const;
};

// Server-sent events (WHATWG HTML, section 9.2): the handler keeps the stream and writes to it
// until it is closed by either side; letting go of it closes it. Thread-safe. A reader who falls
// too far behind is closed, and comes back with Last-Event-ID.
class EventStream {
 public:
  virtual ~EventStream() = default;
  // An empty `event` or `id` is left out. After the end: nothing happens.
  virtual void send(std::string_view event, std::string_view id, std::string_view data) = 0;
  [[nodiscard]] virtual bool closed() const = 0;
};

// A Detail of this name in an Error tells, in seconds, when to try again (Retry-After).
inline constexpr std::string_view retry_after_item = "retry_after_s";

// Of RFC 9457.
inline constexpr std::string_view problem_type = "application/problem+json";

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  Bytes body;
  std::map<std::string, std::string> headers = {};  // names in lower case
  // When set, `body` is not sent; the connection becomes an event stream handed to this function,
  // which runs on a worker thread like any handler.
  std::function<void(std::shared_ptr<EventStream>)> stream = nullptr;

  static Response json(int status, const json::value& value);
  static Response text(int status, std::string_view content_type, std::string_view body);
  // RFC 9457: title, detail, "code": "HD-nnnn", "name", "next" and "details".
  static Response problem(const Error& error);
  static Response problem(const Error& error, int status);
};

// Called once, from any thread, now or later: a long poll simply keeps it. Calls after the first
// do nothing; a Reply that is let go without a call answers 500.
using Reply = std::function<void(Response)>;
using Handler = std::function<void(Request, Reply)>;

}  // namespace haidang::http
