// The other translation unit that sees Asio and Beast. One io_context a client, driven only while a
// call is made: a coroutine does the talking, the caller's thread runs it until the deadline.
// Inside this file a failure travels as an exception, as Asio's coroutines throw; no call lets one
// out.
#include "http/client.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <charconv>
#include <chrono>
#include <stdexcept>

#include "http/event_text.hpp"
#include "http/head.hpp"

namespace haidang::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using SteadyClock = std::chrono::steady_clock;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<tcp, Executor>;
using Resolver = asio::ip::basic_resolver<tcp, Executor>;
using Stream = asio::ssl::stream<Socket>;
using Parser = beast::http::response_parser<beast::http::buffer_body>;
template <class T = void>
using Task = asio::awaitable<T, Executor>;
constexpr asio::use_awaitable_t<Executor> use_task;

constexpr std::uint32_t head_bytes_max = 64 * 1024;
constexpr std::size_t read_piece_bytes = std::size_t{256} * 1024;
constexpr std::size_t loose_piece_bytes = std::size_t{32} * 1024;

// Carries an Error out of a coroutine.
class Failure : public std::runtime_error {
 public:
  explicit Failure(Error error) : std::runtime_error(error.what), error_(std::move(error)) {}
  [[nodiscard]] const Error& error() const { return error_; }

 private:
  Error error_;
};

std::string_view method_text(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::del:
      return "DELETE";
    case Method::options:
    case Method::other:
      break;
  }
  return "OPTIONS";
}

Error unreachable(std::string why) {
  return {Code::peer_unreachable, "the other node cannot be reached", std::move(why)};
}

std::string reason_of(const ErrorCode& ec) {
  if (ec == asio::error::connection_refused) return "nothing listens at that address";
  if (ec == asio::error::host_not_found || ec == asio::error::host_not_found_try_again) {
    return "the host's name is not known";
  }
  if (ec == asio::error::eof || ec == asio::ssl::error::stream_truncated ||
      ec == asio::error::connection_reset || ec == asio::error::broken_pipe ||
      ec == beast::http::error::end_of_stream || ec == beast::http::error::partial_message) {
    return "it closed the connection before the answer was complete";
  }
  return ec.message();
}

bool is_safe_in_head(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

Result<void> check(const ClientRequest& request) {
  const Error bad{Code::bad_value, "a head of the request to the node holds a line end"};
  if (request.target.empty() || request.target.front() != '/') {
    return Error{Code::bad_value, "the target of a request does not begin with '/'"};
  }
  if (!is_safe_in_head(request.target) || request.target.find(' ') != std::string::npos) {
    return Error{Code::bad_value, "the target of a request holds a space or a line end"};
  }
  for (const auto& [name, value] : request.headers) {
    if (!is_safe_in_head(name) || !is_safe_in_head(value)) return bad;
  }
  return {};
}

std::string_view view(boost::string_view text) {
  return {text.data(), text.size()};
}

Response head_of(const Parser::value_type& message) {
  Response response;
  response.status = static_cast<int>(message.result_int());
  response.content_type.clear();
  for (const auto& header : message) {
    const std::string name = lower_case(view(header.name_string()));
    if (name == "content-type") response.content_type = view(header.value());
    const auto [at, fresh] = response.headers.emplace(name, view(header.value()));
    if (!fresh) at->second.append(", ").append(view(header.value()));
  }
  return response;
}

Error answer_too_large(std::size_t bytes_max) {
  return {Code::too_large, "the other node's answer is too large",
          fmt::format("over {} bytes", bytes_max)};
}

enum class Attempt { answered, stale };

struct Endpoint {
  std::string host;
  std::string port;
};

Result<Endpoint> parse_endpoint(std::string_view text) {
  const Error bad{Code::bad_value, "not the address of a node: " + std::string(text), "",
                  "Write it as https://host:port"};
  constexpr std::string_view scheme = "https://";
  if (!text.starts_with(scheme)) return bad;
  text.remove_prefix(scheme.size());
  if (text.ends_with('/')) text.remove_suffix(1);
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0 || !is_safe_in_head(text)) return bad;
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  unsigned number = 0;
  const auto [end, failed] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (failed != std::errc{} || end != port.data() + port.size()) return bad;
  if (number == 0 || number > 65535) return bad;
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.empty() || host.find_first_of("/@[] ?#") != std::string_view::npos) return bad;
  return Endpoint{std::string(host), std::string(port)};
}

}  // namespace

struct Client::State {
  State(Endpoint where, crypto::TlsContext context)
      : endpoint(std::move(where)), tls(std::move(context)) {}

  Result<void> drive(Task<> talk, SteadyClock::time_point deadline, const std::stop_token& stop);
  Task<> connect();
  Task<Attempt> ask(const ClientRequest& request, Parser& parser);
  Task<> ask_or_reconnect(const ClientRequest& request, std::optional<Parser>& parser);
  Task<> read_known(Bytes& body, std::size_t size);
  Task<> read_loose(Parser& parser, const std::function<void(ByteView)>& on_piece);
  Task<> exchange(const ClientRequest& request, Response& response);
  Task<> listen(const ClientRequest& request,
                const std::function<bool(std::string_view, std::string_view)>& on_event);
  [[nodiscard]] std::string head(const ClientRequest& request) const;
  void cut();

  Endpoint endpoint;
  crypto::TlsContext tls;
  asio::io_context io{1};
  Resolver resolver{io};
  std::unique_ptr<Stream> stream;  // nothing: not connected
  beast::flat_buffer buffer;
  SteadyClock::time_point deadline;
};

void Client::State::cut() {
  resolver.cancel();
  if (!stream) return;
  ErrorCode ignored;
  stream->next_layer().close(ignored);
}

// Runs `talk` on this thread until it ends, the deadline, or `stop`.
Result<void> Client::State::drive(Task<> talk, SteadyClock::time_point until,
                                  const std::stop_token& stop) {
  std::optional<Error> failed;
  bool done = false;
  deadline = until;
  io.restart();
  asio::co_spawn(io, std::move(talk), [&](const std::exception_ptr& failure) {
    done = true;
    try {
      if (failure) std::rethrow_exception(failure);
    } catch (const Failure& known) {
      failed = known.error();
    } catch (const boost::system::system_error& network) {
      failed = unreachable(reason_of(network.code()));
    } catch (const std::exception& other) {
      failed = unreachable(other.what());
    }
  });
  {
    const std::stop_callback on_stop(stop, [this] { asio::post(io, [this] { cut(); }); });
    while (!done && SteadyClock::now() < deadline)
      io.run_one_until(deadline);
  }
  const bool in_time = done;
  if (!done) cut();
  io.run();  // what was cut ends at once, and whatever stop has posted
  if (failed || !in_time) {
    stream.reset();
    buffer = {};
  }
  if (stop.stop_requested() && (failed || !in_time)) return unreachable("the call was stopped");
  if (!in_time) return unreachable("it did not answer in time");
  if (failed) return *failed;
  return {};
}

Task<> Client::State::connect() {
  buffer.clear();
  ErrorCode is_name;
  const asio::ip::address address = asio::ip::make_address(endpoint.host, is_name);
  stream = std::make_unique<Stream>(Socket(io), SSL_new(tls.handle()));
  Socket& socket = stream->next_layer();
  if (is_name) {
    SSL_set_tlsext_host_name(stream->native_handle(), endpoint.host.c_str());
    const auto found = co_await resolver.async_resolve(endpoint.host, endpoint.port, use_task);
    co_await asio::async_connect(socket, found, use_task);
  } else {
    const auto port = static_cast<std::uint16_t>(std::stoi(endpoint.port));
    const tcp::endpoint there(address, port);
    co_await socket.async_connect(there, use_task);
  }
  socket.set_option(tcp::no_delay(true));
  ErrorCode ec;
  co_await stream->async_handshake(asio::ssl::stream_base::client,
                                   asio::redirect_error(use_task, ec));
  if (!ec) co_return;
  Error error = crypto::handshake_error(stream->native_handle());
  if (error.why.empty()) error.why = reason_of(ec);
  throw Failure(std::move(error));
}

std::string Client::State::head(const ClientRequest& request) const {
  const bool is_v6 = endpoint.host.find(':') != std::string::npos;
  std::string out =
      fmt::format("{} {} HTTP/1.1\r\nhost: {}{}{}:{}\r\n", method_text(request.method),
                  request.target, is_v6 ? "[" : "", endpoint.host, is_v6 ? "]" : "", endpoint.port);
  for (const auto& [name, value] : request.headers)
    out += fmt::format("{}: {}\r\n", name, value);
  const bool may_have_body = request.method != Method::get && request.method != Method::head;
  if (may_have_body || !request.body.empty()) {
    out += fmt::format("content-length: {}\r\n", request.body.size());
  }
  return out + "\r\n";
}

// Sends the request and reads the head of the answer. A failure before its first byte, on a
// connection that was kept from before, means that the peer had closed it.
Task<Attempt> Client::State::ask(const ClientRequest& request, Parser& parser) {
  const bool kept = stream != nullptr;
  if (!kept) co_await connect();
  const std::string text = head(request);
  const std::array<asio::const_buffer, 2> message{
      asio::const_buffer(text.data(), text.size()),
      asio::const_buffer(request.body.data(), request.body.size())};
  ErrorCode unsent;
  co_await asio::async_write(*stream, message, asio::redirect_error(use_task, unsent));
  // Even a request that was cut off may have been answered: refused as too large, for one.
  ErrorCode unread;
  co_await beast::http::async_read_header(*stream, buffer, parser,
                                          asio::redirect_error(use_task, unread));
  if (!unread && parser.get().result() == beast::http::status::continue_) {
    throw Failure(unreachable("it answered out of turn"));
  }
  if (!unread) co_return Attempt::answered;
  const bool cut_by_us = SteadyClock::now() >= deadline || !stream->next_layer().is_open();
  if (kept && !parser.got_some() && !cut_by_us) co_return Attempt::stale;
  const ErrorCode first = unsent ? unsent : unread;
  throw boost::system::system_error(first);
}

Task<> Client::State::ask_or_reconnect(const ClientRequest& request,
                                       std::optional<Parser>& parser) {
  for (Attempt attempt = Attempt::stale; attempt == Attempt::stale;) {
    parser.emplace();
    parser->header_limit(head_bytes_max);
    parser->body_limit(boost::none);
    parser->skip(request.method == Method::head);
    attempt = co_await ask(request, *parser);
    if (attempt == Attempt::stale) stream.reset();
  }
}

// Straight into the body, in pieces that are still in the cache when they are filled.
Task<> Client::State::read_known(Bytes& body, std::size_t size) {
  body.reserve(size);
  const std::size_t early = std::min(size, buffer.size());
  const auto* begun = static_cast<const std::uint8_t*>(buffer.cdata().data());
  body.insert(body.end(), begun, begun + early);
  buffer.consume(early);
  while (body.size() < size) {
    const std::size_t at = body.size();
    body.resize(at + std::min(read_piece_bytes, size - at));
    const asio::mutable_buffer piece(body.data() + at, body.size() - at);
    co_await asio::async_read(*stream, piece, use_task);
  }
}

// A body whose length is not known before its end.
Task<> Client::State::read_loose(Parser& parser, const std::function<void(ByteView)>& on_piece) {
  Bytes piece(loose_piece_bytes);
  while (!parser.is_done()) {
    auto& body = parser.get().body();
    body.data = piece.data();
    body.size = piece.size();
    ErrorCode ec;
    co_await beast::http::async_read_some(*stream, buffer, parser,
                                          asio::redirect_error(use_task, ec));
    const std::size_t n = piece.size() - body.size;
    if (n > 0) on_piece(ByteView(piece).first(n));
    if (ec && ec != beast::http::error::need_buffer) throw boost::system::system_error(ec);
  }
}

Task<> Client::State::exchange(const ClientRequest& request, Response& response) {
  std::optional<Parser> parser;
  co_await ask_or_reconnect(request, parser);
  response = head_of(parser->get());
  const bool keep = parser->keep_alive();
  const auto length = parser->content_length();
  if (length && *length > request.answer_bytes_max) {
    throw Failure(answer_too_large(request.answer_bytes_max));
  }
  if (!parser->is_done() && length) {
    co_await read_known(response.body, static_cast<std::size_t>(*length));
  } else if (!parser->is_done()) {
    const std::function<void(ByteView)> take = [&](ByteView piece) {
      if (response.body.size() + piece.size() > request.answer_bytes_max) {
        throw Failure(answer_too_large(request.answer_bytes_max));
      }
      append(response.body, piece);
    };
    co_await read_loose(*parser, take);
  }
  if (!keep) stream.reset();
  buffer.shrink_to_fit();
}

Task<> Client::State::listen(
    const ClientRequest& request,
    const std::function<bool(std::string_view, std::string_view)>& on_event) {
  std::optional<Parser> parser;
  co_await ask_or_reconnect(request, parser);
  const Response head = head_of(parser->get());
  if (head.status != 200 || !head.content_type.starts_with("text/event-stream")) {
    throw Failure({Code::peer_refused, "the other node does not send events",
                   fmt::format("it answered {}", head.status)});
  }
  deadline = SteadyClock::time_point::max();
  EventReader reader;
  Reading reading = Reading::go_on;
  const EventReader::OnEvent forward = [&](std::string_view event, std::string_view data) {
    return on_event(event, data) ? Reading::go_on : Reading::stop;
  };
  const std::function<void(ByteView)> take = [&](ByteView piece) {
    const Result<Reading> fed = reader.feed(as_text(piece), forward);
    if (!fed.ok()) throw Failure(fed.error());
    reading = *fed;
    if (reading == Reading::stop) cut();
  };
  try {
    co_await read_loose(*parser, take);
  } catch (const boost::system::system_error&) {
    if (reading != Reading::stop) throw;
  }
}

Client::Client(std::unique_ptr<State> state) : state_(std::move(state)) {}
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() = default;

Result<Client> Client::to(const std::string& endpoint, crypto::TlsContext tls) {
  HD_TRY(Endpoint where, parse_endpoint(endpoint));
  return Client(std::make_unique<State>(std::move(where), std::move(tls)));
}

Result<Response> Client::send(const ClientRequest& request, std::stop_token stop) {
  HD_TRY_VOID(check(request));
  Response response;
  const auto until = SteadyClock::now() + std::chrono::milliseconds(request.timeout_ms);
  HD_TRY_VOID(state_->drive(state_->exchange(request, response), until, stop));
  return response;
}

Result<void> Client::stream(
    const ClientRequest& request,
    const std::function<bool(std::string_view event, std::string_view data)>& on_event,
    std::stop_token stop) {
  HD_TRY_VOID(check(request));
  const auto until = SteadyClock::now() + std::chrono::milliseconds(request.timeout_ms);
  Result<void> ended = state_->drive(state_->listen(request, on_event), until, stop);
  state_->stream.reset();
  state_->buffer = {};
  if (stop.stop_requested()) return {};
  return ended;
}

}  // namespace haidang::http
