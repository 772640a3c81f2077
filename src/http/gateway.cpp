// Sees Asio and Beast. One thread; a connection carries one request, and its answer ends with it.
// Inside this file a failure travels as an exception, as Asio's coroutines throw; none leaves it.
#include "http/gateway.hpp"

#include <fmt/format.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <set>
#include <thread>

#include "http/head.hpp"

namespace haidang::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;
template <class T = void>
using Task = asio::awaitable<T>;
using Stream = asio::ssl::stream<tcp::socket>;
using RequestParser = beast::http::request_parser<beast::http::string_body>;
using ResponseParser = beast::http::response_parser<beast::http::buffer_body>;
constexpr asio::use_awaitable_t<> use_task;

constexpr std::uint32_t head_bytes_max = 64 * 1024;
constexpr std::size_t body_bytes_max = std::size_t{64} * 1024 * 1024;
constexpr std::size_t piece_bytes = std::size_t{64} * 1024;
constexpr std::size_t page_desk = 2;  // the door of the page itself, after the two desks
constexpr std::string_view session_path = "/api/v1/session";

std::string_view view(boost::string_view text) {
  return {text.data(), text.size()};
}

std::string origin_of(std::uint16_t port) {
  return fmt::format("http://127.0.0.1:{}", port);
}

// Hop by hop (RFC 9110 section 7.6.1), or the gateway's own to say.
bool is_kept_from_node(std::string_view name) {
  static const std::set<std::string_view> dropped{
      "host",    "connection", "keep-alive",    "te",     "upgrade",       "transfer-encoding",
      "trailer", "cookie",     "authorization", "expect", "content-length"};
  return dropped.contains(name);
}

bool is_kept_from_browser(std::string_view name) {
  return name == "connection" || name == "keep-alive" || name == "transfer-encoding" ||
         name == "set-cookie" || name == "strict-transport-security";
}

Request value_of(const RequestParser::value_type& message) {
  Request request;
  const std::string_view target = view(message.target());
  request.path = std::string(target.substr(0, target.find('?')));
  if (const std::size_t mark = target.find('?'); mark != std::string_view::npos) {
    request.query["key"] = std::string(target.substr(mark + 1));
  }
  request.method = message.method() == beast::http::verb::get    ? Method::get
                   : message.method() == beast::http::verb::post ? Method::post
                                                                 : Method::other;
  for (const auto& header : message)
    add_header(request.headers, lower_case(view(header.name_string())), view(header.value()));
  request.body = to_bytes(message.body());
  return request;
}

// The next bytes of the answer's body, into `piece`, and the error that came after them, if any.
Task<std::pair<std::size_t, ErrorCode>> read_piece(Stream& stream, beast::flat_buffer& buffer,
                                                   ResponseParser& parser, std::string& piece) {
  parser.get().body().data = piece.data();
  parser.get().body().size = piece.size();
  ErrorCode ec;
  co_await beast::http::async_read_some(stream, buffer, parser, asio::redirect_error(use_task, ec));
  if (ec == beast::http::error::need_buffer) ec = {};
  co_return std::pair(piece.size() - parser.get().body().size, ec);
}

// Takes the whole answer; only for small ones.
Task<std::string> read_all(Stream& stream, beast::flat_buffer& buffer, ResponseParser& parser) {
  std::string whole;
  std::string piece(piece_bytes, '\0');
  while (!parser.is_done()) {
    const auto [n, ec] = co_await read_piece(stream, buffer, parser, piece);
    whole.append(piece, 0, n);
    if (ec) throw boost::system::system_error(ec);
    if (whole.size() > body_bytes_max) throw boost::system::system_error(asio::error::message_size);
  }
  co_return whole;
}

Task<> pass_on(Stream& stream, beast::flat_buffer& buffer, ResponseParser& parser,
               tcp::socket& browser) {
  std::string piece(piece_bytes, '\0');
  while (!parser.is_done()) {
    const auto [n, ec] = co_await read_piece(stream, buffer, parser, piece);
    if (n > 0) co_await asio::async_write(browser, asio::buffer(piece.data(), n), use_task);
    if (ec) throw boost::system::system_error(ec);
  }
}

}  // namespace

struct Gateway::State {
  explicit State(Parts given) : parts(std::move(given)) {}

  Result<void> listen();
  Task<> accept(std::size_t door);
  Task<> serve(tcp::socket browser, std::size_t door);
  Task<> proxy(tcp::socket& browser, const RequestParser::value_type& message, std::size_t door);
  [[nodiscard]] Response own(const Request& request, std::size_t door) const;
  [[nodiscard]] std::optional<Response> refusal(const Request& request, std::size_t door) const;
  [[nodiscard]] std::string cookie_name() const {
    return fmt::format("haidang-demo-{}", port(page_desk));
  }
  [[nodiscard]] std::uint16_t port(std::size_t door) const {
    return acceptors.at(door).local_endpoint().port();
  }
  [[nodiscard]] std::string head_for_node(const RequestParser::value_type& message,
                                          std::size_t door) const;
  [[nodiscard]] std::string head_for_browser(const ResponseParser::value_type& answer,
                                             std::optional<std::size_t> length) const;

  Parts parts;
  asio::io_context io{1};
  std::array<tcp::acceptor, 3> acceptors{tcp::acceptor{io}, tcp::acceptor{io}, tcp::acceptor{io}};
  std::jthread thread;
};

// A name of somebody else's that leads here, another program's page on this machine, and whoever
// does not have the key: none of them gets in.
std::optional<Response> Gateway::State::refusal(const Request& request, std::size_t door) const {
  const std::string self = fmt::format("127.0.0.1:{}", port(door));
  const std::string site = request.header("sec-fetch-site").value_or("none");
  const std::string origin = request.header("origin").value_or("http://" + self);
  const bool reads = request.method == Method::get;
  const bool foreign = request.header("host").value_or("") != self ||
                       (!reads && site != "same-origin" && site != "none") ||
                       (!reads && origin != "http://" + self);
  if (foreign) return Response::problem({Code::csrf, "this is not the demonstration's own page"});
  if (request.cookie(cookie_name()).value_or("") == parts.key) return std::nullopt;
  return Response::problem({Code::not_signed_in, "this demonstration needs the key of its address",
                            "", "Open the address that the terminal shows."});
}

Response Gateway::State::own(const Request& request, std::size_t door) const {
  const auto key = request.query.find("key");
  if (door == page_desk && request.path == "/" && key != request.query.end() &&
      key->second == "key=" + parts.key) {
    Response enter = Response::text(303, "text/plain", "");
    enter.headers["location"] = "/";
    enter.headers["set-cookie"] =
        fmt::format("{}={}; HttpOnly; SameSite=Strict; Path=/", cookie_name(), parts.key);
    return enter;
  }
  if (auto refused = refusal(request, door)) return *std::move(refused);
  if (door == page_desk) return parts.answer(request);
  return Response::text(200, "text/javascript; charset=utf-8", parts.desk_script);
}

std::string Gateway::State::head_for_node(const RequestParser::value_type& message,
                                          std::size_t door) const {
  const Desk& desk = parts.desks.at(door);
  const bool is_page = view(message.target()) == "/";
  std::string head = fmt::format(
      "{} {} HTTP/1.1\r\nhost: 127.0.0.1:{}\r\nconnection: close\r\nauthorization: Bearer {}\r\n",
      view(message.method_string()), view(message.target()), desk.node_port, desk.token);
  for (const auto& header : message) {
    const std::string name = lower_case(view(header.name_string()));
    if (is_kept_from_node(name)) continue;
    if (is_page && (name == "accept-encoding" || name == "if-none-match")) continue;
    head += fmt::format("{}: {}\r\n", name, view(header.value()));
  }
  if (!message.body().empty() || message.method() != beast::http::verb::get) {
    head += fmt::format("content-length: {}\r\n", message.body().size());
  }
  return head + "\r\n";
}

std::string Gateway::State::head_for_browser(const ResponseParser::value_type& answer,
                                             std::optional<std::size_t> length) const {
  std::string head = fmt::format("HTTP/1.1 {} {}\r\nconnection: close\r\n", answer.result_int(),
                                 view(answer.reason()));
  for (const auto& header : answer) {
    const std::string name = lower_case(view(header.name_string()));
    if (is_kept_from_browser(name) || (length && name == "content-length")) continue;
    std::string value(view(header.value()));
    if (name == "content-security-policy") {
      constexpr std::string_view nobody = "frame-ancestors 'none'";
      const std::size_t at = value.find(nobody);
      if (at != std::string::npos) {
        value.replace(at, nobody.size(), "frame-ancestors " + origin_of(port(page_desk)));
      }
    }
    head += fmt::format("{}: {}\r\n", name, value);
  }
  if (length) head += fmt::format("content-length: {}\r\n", *length);
  return head + "\r\n";
}

Task<> Gateway::State::proxy(tcp::socket& browser, const RequestParser::value_type& message,
                             std::size_t door) {
  Desk& desk = parts.desks.at(door);
  Stream stream(tcp::socket(io), SSL_new(desk.tls.handle()));
  const tcp::endpoint node(asio::ip::address_v4::loopback(), desk.node_port);
  co_await stream.next_layer().async_connect(node, use_task);
  stream.next_layer().set_option(tcp::no_delay(true));
  co_await stream.async_handshake(asio::ssl::stream_base::client, use_task);
  const std::string request = head_for_node(message, door) + message.body();
  co_await asio::async_write(stream, asio::buffer(request), use_task);
  beast::flat_buffer buffer;
  ResponseParser parser;
  parser.header_limit(head_bytes_max);
  parser.body_limit(boost::none);
  parser.skip(message.method() == beast::http::verb::head);
  co_await beast::http::async_read_header(stream, buffer, parser, use_task);
  const bool is_page = view(message.target()) == "/";
  const bool signs_in = view(message.target()) == session_path &&
                        message.method() == beast::http::verb::post &&
                        parser.get().result_int() == 200;
  if (!is_page && !signs_in) {
    const std::string head = head_for_browser(parser.get(), std::nullopt);
    co_await asio::async_write(browser, asio::buffer(head), use_task);
    co_return co_await pass_on(stream, buffer, parser, browser);
  }
  std::string body = co_await read_all(stream, buffer, parser);
  if (signs_in) {
    // The browser keeps no session here: the gateway has it.
    const auto said = parse_json_object(body);
    if (said.ok() && said->contains("token"))
      desk.token = std::string(said->at("token").as_string());
  } else if (const std::size_t end = body.find("</head>"); end != std::string::npos) {
    body.insert(end, "<script type=\"module\" src=\"/demo-desk.js\"></script>");
  }
  const std::string answer = head_for_browser(parser.get(), body.size()) + body;
  co_await asio::async_write(browser, asio::buffer(answer), use_task);
}

Task<> Gateway::State::serve(tcp::socket browser, std::size_t door) {
  beast::flat_buffer buffer;
  RequestParser parser;
  parser.header_limit(head_bytes_max);
  parser.body_limit(body_bytes_max);
  co_await beast::http::async_read(browser, buffer, parser, use_task);
  const Request request = value_of(parser.get());
  const bool is_ours = door == page_desk || request.path == "/demo-desk.js";
  std::optional<Response> answer;
  if (is_ours) {
    answer = own(request, door);
  } else {
    answer = refusal(request, door);
  }
  if (!answer) co_return co_await proxy(browser, parser.get(), door);
  const auto head = head_text(*answer, answer->body.size(), Afterwards::close);
  if (!head.ok()) co_return;
  const std::string whole = *head + to_text(answer->body);
  co_await asio::async_write(browser, asio::buffer(whole), use_task);
  ErrorCode ignored;
  browser.shutdown(tcp::socket::shutdown_both, ignored);
}

Task<> Gateway::State::accept(std::size_t door) {
  for (;;) {
    ErrorCode ec;
    tcp::socket browser =
        co_await acceptors.at(door).async_accept(asio::redirect_error(use_task, ec));
    if (ec == asio::error::operation_aborted) co_return;
    if (ec) continue;
    browser.set_option(tcp::no_delay(true), ec);
    // A browser that goes away, or a node that is down, ends this connection only.
    asio::co_spawn(io, serve(std::move(browser), door), asio::detached);
  }
}

Result<void> Gateway::State::listen() {
  const tcp::endpoint here(asio::ip::address_v4::loopback(), 0);
  for (tcp::acceptor& acceptor : acceptors) {
    ErrorCode ec;
    acceptor.open(here.protocol(), ec);
    if (!ec) acceptor.bind(here, ec);
    if (!ec) acceptor.listen(asio::socket_base::max_listen_connections, ec);
    if (ec) return Error{Code::unavailable, "the demonstration cannot listen", ec.message()};
  }
  for (std::size_t door = 0; door < acceptors.size(); ++door)
    asio::co_spawn(io, accept(door), asio::detached);
  thread = std::jthread([this] { io.run(); });
  return {};
}

Gateway::Gateway(std::unique_ptr<State> state) : state_(std::move(state)) {}
Gateway::~Gateway() {
  state_->io.stop();
}
std::uint16_t Gateway::port() const {
  return state_->port(page_desk);
}
std::uint16_t Gateway::desk_port(std::size_t desk) const {
  return state_->port(desk);
}

Result<std::unique_ptr<Gateway>> Gateway::open(Parts parts) {
  auto state = std::make_unique<State>(std::move(parts));
  HD_TRY_VOID(state->listen());
  return std::unique_ptr<Gateway>(new Gateway(std::move(state)));
}

}  // namespace haidang::http
