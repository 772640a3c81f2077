// One of the two translation units that see Asio and Beast. An io_context on a few threads, a
// strand a connection, one coroutine on it from handshake to farewell. Handlers run elsewhere
// (worker_pool.hpp); their answers are posted back to the strand.
//
// Objects end in this order: a Connection lives as long as its coroutine, for a moment longer while
// somebody who answers holds it; the io_context lives until no Connection does.
#include "http/server.hpp"

#include <malloc.h>

#include <array>
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/vector_body.hpp>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "base/check.hpp"
#include "http/event_feed.hpp"
#include "http/event_text.hpp"
#include "http/head.hpp"
#include "http/target.hpp"
#include "http/worker_pool.hpp"

namespace haidang::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using SteadyClock = std::chrono::steady_clock;
using Strand = asio::strand<asio::io_context::executor_type>;
using Socket = asio::basic_stream_socket<tcp, Strand>;
using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, Strand>;
using Stream = asio::ssl::stream<Socket>;
using Parser = beast::http::request_parser<beast::http::vector_body<std::uint8_t>>;
template <class T = void>
using Task = asio::awaitable<T, Strand>;
constexpr asio::use_awaitable_t<Strand> use_task;

constexpr std::size_t first_read_bytes = 2048;
constexpr std::size_t body_read_bytes = std::size_t{64} * 1024;
constexpr std::size_t write_piece_bytes = std::size_t{128} * 1024;
constexpr std::size_t stream_backlog_bytes_max = std::size_t{1024} * 1024;
constexpr std::size_t drain_bytes_max = std::size_t{32} * 1024 * 1024;
constexpr std::size_t slowest_bytes_per_second = 1024;
constexpr auto handshake_time = std::chrono::seconds(15);
constexpr auto farewell_time = std::chrono::seconds(2);
constexpr auto sweep_interval = std::chrono::milliseconds(250);
constexpr auto quiet_before_trim = std::chrono::seconds(10);
constexpr std::string_view go_on_text = "HTTP/1.1 100 Continue\r\n\r\n";

using Ticks = SteadyClock::rep;
constexpr Ticks never = std::numeric_limits<Ticks>::max();

Ticks ticks_now() {
  return SteadyClock::now().time_since_epoch().count();
}

asio::const_buffer buffer_of(std::string_view text) {
  return {text.data(), text.size()};
}

class Connection;

// What the connections share. Thread-safe.
class Core {
 public:
  Core(crypto::TlsContext tls, Handler handler, const ServerLimits& limits, Log& log);
  ~Core();
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  Result<void> listen(const std::string& address, std::uint16_t port);
  void run();  // returns at once; the threads live until the destructor
  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  [[nodiscard]] const ServerLimits& limits() const { return limits_; }
  [[nodiscard]] bool stopping() const { return stopping_; }
  Log& log() { return log_; }
  // On a worker thread, now or soon.
  WorkerPool::Taken submit(std::function<void()> work);
  void handle(Request request, const Reply& reply);

  void joined(Connection* connection, std::weak_ptr<Connection> owner);
  void left(Connection* connection);

 private:
  Task<> accept_all();
  Task<> sweep_all();
  void take_in(Socket socket);
  void stop_all();
  void trim_when_quiet(Ticks now);
  std::vector<std::shared_ptr<Connection>> connections();

  crypto::TlsContext tls_;
  Handler handler_;
  const ServerLimits limits_;
  Log& log_;
  std::atomic<bool> stopping_ = false;
  std::atomic<std::int64_t> in_work_ = 0;
  std::atomic<Ticks> last_work_ = 0;
  std::atomic<bool> trimmed_ = true;

  std::mutex mutex_;
  std::condition_variable all_left_;
  std::unordered_map<Connection*, std::weak_ptr<Connection>> live_;
  bool accepting_ = true;

  asio::io_context io_;
  Strand strand_{io_.get_executor()};
  asio::basic_socket_acceptor<tcp, Strand> acceptor_{strand_};
  Timer timer_{strand_};
  bool sweeping_ = true;  // on the strand
  WorkerPool pool_;
  std::vector<std::jthread> threads_;
};

enum class Next { request, goodbye, cut };

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Core& core, SSL_CTX* tls, Socket socket);
  void start();

  // From any thread:
  void answer(Response response);
  void wake();
  void expire();
  void stop();
  void abandon();  // the handler let its Reply go
  [[nodiscard]] bool is_late(Ticks now) const { return deadline_ < now; }

 private:
  // Declared first, so that it ends last: then nothing of this object uses the io_context any more.
  struct Membership {
    Core& core;
    Connection* self;
    ~Membership() { core.left(self); }
  };
  enum class Phase { idle, busy, waiting };

  static Task<> live(std::shared_ptr<Connection> self);
  static Task<> watch_for_close(std::shared_ptr<Connection> self, std::shared_ptr<EventFeed> feed);
  Task<Next> shake_hands();
  Task<Next> serve_one();
  Task<ErrorCode> read_head(Parser& parser);
  Task<ErrorCode> read_body(Parser& parser);
  Task<Response> ask_handler(Request request);
  Task<Next> reply(Response response, Method method, Afterwards afterwards);
  Task<Next> reply_events(Response response);
  Task<Next> write_all(std::string_view head, ByteView body);
  Task<Next> write_piece(std::string_view head, ByteView body);
  Task<> say_goodbye();
  Task<> wait_for_signal(SteadyClock::time_point until);

  Result<Request> request_of(Parser& parser);
  Reply make_reply();
  void on_stop();
  void close();
  template <class Duration>
  void set_deadline(Duration from_now) {
    deadline_ = (SteadyClock::now() + from_now).time_since_epoch().count();
  }
  void no_deadline() { deadline_ = never; }

  Membership membership_;
  Core& core_;
  Stream stream_;
  Timer signal_;
  beast::flat_buffer buffer_;
  std::optional<Response> response_;
  std::optional<Digest> peer_;
  std::string remote_address_;
  std::atomic<Ticks> deadline_ = never;
  Phase phase_ = Phase::idle;
};

// --- small helpers

Method method_of(beast::http::verb verb) {
  using beast::http::verb;
  switch (verb) {
    case verb::get:
      return Method::get;
    case verb::head:
      return Method::head;
    case verb::post:
      return Method::post;
    case verb::put:
      return Method::put;
    case verb::patch:
      return Method::patch;
    case verb::delete_:
      return Method::del;
    case verb::options:
      return Method::options;
    default:
      return Method::other;
  }
}

std::string_view view(boost::string_view text) {
  return {text.data(), text.size()};
}

// What RFC 9112 sections 3.2 and 6.1 have a server refuse, beyond what the parser refuses itself.
Result<void> check_framing(const Parser::value_type& message) {
  using beast::http::field;
  if (message.count(field::host) != 1) {
    return Error{Code::malformed, "the request does not name exactly one Host"};
  }
  if (message.count(field::transfer_encoding) == 0) return {};
  const bool chunked_only = message.count(field::transfer_encoding) == 1 &&
                            beast::iequals(message[field::transfer_encoding], "chunked");
  if (!chunked_only || message.count(field::content_length) != 0) {
    return Error{Code::malformed, "the request says in two ways where it ends"};
  }
  return {};
}

// Nothing to answer: the other end went away, or was closed for its slowness.
bool is_parse_error(const ErrorCode& ec) {
  return ec.category() == beast::http::make_error_code(beast::http::error::bad_method).category() &&
         ec != beast::http::error::end_of_stream && ec != beast::http::error::partial_message;
}

Response refusal_of(const ErrorCode& ec) {
  if (ec == beast::http::error::body_limit) {
    return Response::problem({Code::too_large, "the request's body is over the limit"});
  }
  if (ec == beast::http::error::header_limit || ec == beast::http::error::buffer_overflow) {
    return Response::problem({Code::too_large, "the request's headers are over the limit"}, 431);
  }
  return Response::problem(
      {Code::malformed, "the request is not HTTP/1.1 as this node reads it", ec.message()});
}

Response internal_problem() {
  return Response::problem({Code::internal, "the node dropped this request and logged it"});
}

Response unavailable_problem(std::string_view why) {
  return Response::problem(
      {Code::unavailable, "the node cannot take the request now", std::string(why)});
}

// One request's promise of an answer: kept once, by the handler or, when it lets go, by us.
class Promise {
 public:
  explicit Promise(std::weak_ptr<Connection> connection) : connection_(std::move(connection)) {}
  Promise(const Promise&) = delete;
  Promise& operator=(const Promise&) = delete;
  ~Promise() {
    if (kept_) return;
    if (const auto connection = connection_.lock()) connection->abandon();
  }
  void keep(Response response) {
    if (kept_.exchange(true)) return;
    if (const auto connection = connection_.lock()) connection->answer(std::move(response));
  }

 private:
  std::weak_ptr<Connection> connection_;
  std::atomic<bool> kept_ = false;
};

// --- Connection

Connection::Connection(Core& core, SSL_CTX* tls, Socket socket)
    : membership_{core, this},
      core_(core),
      stream_(std::move(socket), SSL_new(tls)),
      signal_(stream_.get_executor()) {
  ErrorCode ignored;
  const auto endpoint = stream_.next_layer().remote_endpoint(ignored);
  if (!ignored) remote_address_ = endpoint.address().to_string();
  stream_.next_layer().set_option(tcp::no_delay(true), ignored);
}

void Connection::start() {
  core_.joined(this, weak_from_this());
  asio::co_spawn(stream_.get_executor(), live(shared_from_this()),
                 [&log = core_.log()](const std::exception_ptr& failure) {
                   if (failure) log.warning("http.connection_failed");
                 });
}

Task<> Connection::live(std::shared_ptr<Connection> self) {
  Next next = co_await self->shake_hands();
  while (next == Next::request && !self->core_.stopping())
    next = co_await self->serve_one();
  if (next != Next::cut) co_await self->say_goodbye();
  self->close();
}

Task<Next> Connection::shake_hands() {
  set_deadline(handshake_time);
  ErrorCode ec;
  co_await stream_.async_handshake(asio::ssl::stream_base::server,
                                   asio::redirect_error(use_task, ec));
  if (ec) co_return Next::cut;
  peer_ = crypto::peer_fingerprint(stream_.native_handle());
  co_return Next::request;
}

Task<ErrorCode> Connection::read_head(Parser& parser) {
  ErrorCode ec;
  if (buffer_.size() == 0) {
    phase_ = Phase::idle;
    set_deadline(std::chrono::seconds(core_.limits().idle_timeout_s));
    buffer_ = beast::flat_buffer();  // an idle connection holds little
    const std::size_t n = co_await stream_.async_read_some(buffer_.prepare(first_read_bytes),
                                                           asio::redirect_error(use_task, ec));
    if (ec) co_return ec;
    buffer_.commit(n);
  }
  phase_ = Phase::busy;
  set_deadline(std::chrono::seconds(core_.limits().request_timeout_s));
  co_await beast::http::async_read_header(stream_, buffer_, parser,
                                          asio::redirect_error(use_task, ec));
  co_return ec;
}

Task<ErrorCode> Connection::read_body(Parser& parser) {
  ErrorCode ec;
  const auto started = SteadyClock::now();
  const auto time = std::chrono::seconds(core_.limits().request_timeout_s);
  if (beast::iequals(parser.get()[beast::http::field::expect], "100-continue")) {
    co_await asio::async_write(stream_, buffer_of(go_on_text), asio::redirect_error(use_task, ec));
  }
  if (!parser.is_done()) buffer_.reserve(body_read_bytes);
  while (!ec && !parser.is_done()) {
    co_await beast::http::async_read_some(stream_, buffer_, parser,
                                          asio::redirect_error(use_task, ec));
    const auto earned = std::chrono::seconds(parser.get().body().size() / slowest_bytes_per_second);
    deadline_ = (started + time + earned).time_since_epoch().count();
  }
  co_return ec;
}

Result<Request> Connection::request_of(Parser& parser) {
  Parser::value_type message = parser.release();
  HD_TRY(Target target, parse_target(view(message.target())));
  Request request;
  request.method = method_of(message.method());
  request.path = std::move(target.path);
  request.query = std::move(target.query);
  for (const auto& header : message)
    add_header(request.headers, lower_case(view(header.name_string())), view(header.value()));
  request.body = std::move(message.body());
  request.peer = peer_;
  request.remote_address = remote_address_;
  return request;
}

Task<Next> Connection::serve_one() {
  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(core_.limits().header_bytes));
  parser.body_limit(core_.limits().body_bytes);
  ErrorCode ec = co_await read_head(parser);
  if (!ec) {
    if (parser.get().version() != 11) {
      Response refusal = Response::problem({Code::malformed, "this node speaks HTTP/1.1"}, 505);
      co_return co_await reply(std::move(refusal), Method::get, Afterwards::close);
    }
    const Result<void> framing = check_framing(parser.get());
    if (!framing.ok()) {
      Response refusal = Response::problem(framing.error());
      co_return co_await reply(std::move(refusal), Method::get, Afterwards::close);
    }
    ec = co_await read_body(parser);
  }
  if (ec) {
    if (!is_parse_error(ec)) co_return Next::cut;
    Response refusal = refusal_of(ec);
    co_return co_await reply(std::move(refusal), Method::get, Afterwards::close);
  }
  const Method method = method_of(parser.get().method());
  const bool keep = parser.get().keep_alive();
  Result<Request> request = request_of(parser);
  if (!request.ok()) {
    Response refusal = Response::problem(request.error(), 400);
    co_return co_await reply(std::move(refusal), method, Afterwards::close);
  }
  if (buffer_.size() == 0) buffer_ = beast::flat_buffer();
  Response response = co_await ask_handler(*std::move(request));
  const Afterwards afterwards =
      keep && !core_.stopping() ? Afterwards::keep_open : Afterwards::close;
  co_return co_await reply(std::move(response), method, afterwards);
}

Reply Connection::make_reply() {
  auto promise = std::make_shared<Promise>(weak_from_this());
  return [promise](Response response) { promise->keep(std::move(response)); };
}

Task<Response> Connection::ask_handler(Request request) {
  no_deadline();  // a long poll waits as long as its handler wants
  response_.reset();
  phase_ = Phase::waiting;
  core_.handle(std::move(request), make_reply());
  while (!response_)
    co_await wait_for_signal(SteadyClock::time_point::max());
  phase_ = Phase::busy;
  Response response = *std::move(response_);
  response_.reset();
  co_return response;
}

Task<> Connection::wait_for_signal(SteadyClock::time_point until) {
  ErrorCode ignored;
  signal_.expires_at(until);
  co_await signal_.async_wait(asio::redirect_error(use_task, ignored));
}

Task<Next> Connection::reply(Response response, Method method, Afterwards afterwards) {
  if (response.stream && method != Method::head) {
    co_return co_await reply_events(std::move(response));
  }
  if (response.stream) response.content_type = "text/event-stream";
  Result<std::string> head = head_text(response, response.body.size(), afterwards);
  if (!head.ok()) {
    core_.log().error("http.bad_answer", head.error());
    response = internal_problem();
    head = head_text(response, response.body.size(), afterwards);
  }
  ByteView body = response.body;
  if (method == Method::head || response.status == 204 || response.status == 304) body = {};
  const Next written = co_await write_all(*head, body);
  if (written == Next::cut) co_return Next::cut;
  co_return afterwards == Afterwards::close ? Next::goodbye : Next::request;
}

// In pieces, each with its own time: a slow line takes long, a standing one is cut.
Task<Next> Connection::write_all(std::string_view head, ByteView body) {
  do {
    const ByteView piece = body.first(std::min(body.size(), write_piece_bytes));
    const Next written = co_await write_piece(head, piece);
    if (written == Next::cut) co_return Next::cut;
    head = {};
    body = body.subspan(piece.size());
  } while (!body.empty());
  co_return Next::request;
}

Task<Next> Connection::write_piece(std::string_view head, ByteView body) {
  ErrorCode ec;
  if (core_.stopping()) {
    set_deadline(farewell_time);
  } else {
    set_deadline(std::chrono::seconds(core_.limits().request_timeout_s));
  }
  if (head.empty()) {  // one buffer: the TLS layer then need not gather two
    const asio::const_buffer whole(body.data(), body.size());
    co_await asio::async_write(stream_, whole, asio::redirect_error(use_task, ec));
  } else {
    const std::array<asio::const_buffer, 2> both{buffer_of(head),
                                                 asio::const_buffer(body.data(), body.size())};
    co_await asio::async_write(stream_, both, asio::redirect_error(use_task, ec));
  }
  co_return ec ? Next::cut : Next::request;
}

// Any byte from the reader of a stream, or its end, ends the stream.
Task<> Connection::watch_for_close(std::shared_ptr<Connection> self,
                                   std::shared_ptr<EventFeed> feed) {
  std::array<std::uint8_t, 16> unexpected{};
  ErrorCode ignored;
  co_await self->stream_.async_read_some(asio::buffer(unexpected),
                                         asio::redirect_error(use_task, ignored));
  feed->close();
  self->signal_.cancel();
}

std::string chunk_text(std::string_view data) {  // RFC 9112 section 7.1
  constexpr std::string_view digits = "0123456789abcdef";
  std::string size;
  for (std::size_t n = data.size(); n > 0; n >>= 4U)
    size.insert(size.begin(), digits[n & 0xFU]);
  return size.append("\r\n").append(data).append("\r\n");
}

Task<Next> Connection::reply_events(Response response) {
  response.content_type = "text/event-stream";
  const Result<std::string> head = head_text(response, std::nullopt, Afterwards::close);
  if (!head.ok()) co_return Next::cut;
  Next written = co_await write_piece(*head, {});
  if (written == Next::cut) co_return Next::cut;
  no_deadline();
  phase_ = Phase::idle;
  const auto feed =
      std::make_shared<EventFeed>(stream_backlog_bytes_max, [weak = weak_from_this()] {
        if (const auto connection = weak.lock()) connection->wake();
      });
  auto begin = [start = std::move(response.stream), events = sender_of(feed)]() mutable {
    start(std::move(events));
  };
  if (core_.submit(std::move(begin)) == WorkerPool::Taken::full) co_return Next::cut;
  asio::co_spawn(stream_.get_executor(), watch_for_close(shared_from_this(), feed),
                 [](const std::exception_ptr&) {});
  while (!feed->is_over() && !core_.stopping()) {
    std::string text = feed->take();
    if (text.empty()) {
      const auto heartbeat_at =
          SteadyClock::now() + std::chrono::seconds(core_.limits().heartbeat_s);
      co_await wait_for_signal(heartbeat_at);
      if (SteadyClock::now() < heartbeat_at) continue;
      text = heartbeat_text;
    }
    const std::string chunk = chunk_text(text);
    written = co_await write_piece(chunk, {});
    if (written == Next::cut) break;
    no_deadline();
  }
  if (written != Next::cut && !feed->is_closed()) co_await write_piece("0\r\n\r\n", {});
  feed->close();
  co_return Next::cut;
}

// RFC 9112 section 9.6: closing with unread bytes would tear the answer away from the other end.
Task<> Connection::say_goodbye() {
  set_deadline(farewell_time);
  ErrorCode ec;
  co_await stream_.async_shutdown(asio::redirect_error(use_task, ec));
  ec.clear();
  Socket& socket = stream_.next_layer();
  socket.shutdown(tcp::socket::shutdown_send, ec);
  std::array<std::uint8_t, 4096> rest{};
  for (std::size_t drained = 0; !ec && drained < drain_bytes_max;) {
    drained +=
        co_await socket.async_read_some(asio::buffer(rest), asio::redirect_error(use_task, ec));
  }
}

void Connection::answer(Response response) {
  asio::post(stream_.get_executor(),
             [self = shared_from_this(), response = std::move(response)]() mutable {
               if (self->phase_ != Phase::waiting || self->response_) return;
               self->response_ = std::move(response);
               self->signal_.cancel();
             });
}

void Connection::abandon() {
  if (core_.stopping()) return answer(unavailable_problem("it is shutting down"));
  core_.log().warning("http.no_answer");
  answer(internal_problem());
}

void Connection::wake() {
  asio::post(stream_.get_executor(), [self = shared_from_this()] { self->signal_.cancel(); });
}

void Connection::expire() {
  asio::post(stream_.get_executor(), [self = shared_from_this()] {
    if (self->is_late(ticks_now())) self->close();
  });
}

void Connection::stop() {
  asio::post(stream_.get_executor(), [self = shared_from_this()] { self->on_stop(); });
}

void Connection::on_stop() {
  switch (phase_) {
    case Phase::idle:
      return close();
    case Phase::waiting:
      if (!response_) response_ = unavailable_problem("it is shutting down");
      signal_.cancel();
      return;
    case Phase::busy:
      set_deadline(farewell_time);
      return;
  }
}

void Connection::close() {
  ErrorCode ignored;
  stream_.next_layer().close(ignored);
  signal_.cancel();
  no_deadline();
}

// --- Core

Core::Core(crypto::TlsContext tls, Handler handler, const ServerLimits& limits, Log& log)
    : tls_(std::move(tls)),
      handler_(std::move(handler)),
      limits_(limits),
      log_(log),
      io_(limits.io_threads),
      pool_(limits.worker_threads, static_cast<std::size_t>(limits.waiting_max)) {}

Error address_error(const std::string& address, std::uint16_t port, const ErrorCode& ec) {
  return {Code::usage, "cannot listen on " + address + " port " + std::to_string(port),
          ec.message(), "Choose another address or port, or stop what uses it."};
}

Result<void> Core::listen(const std::string& address, std::uint16_t port) {
  ErrorCode ec;
  const auto ip = asio::ip::make_address(address, ec);
  if (ec) return address_error(address, port, ec);
  const tcp::endpoint endpoint(ip, port);
  acceptor_.open(endpoint.protocol(), ec);
  if (!ec) acceptor_.set_option(asio::socket_base::reuse_address(true), ec);
  if (!ec) acceptor_.bind(endpoint, ec);
  if (!ec) acceptor_.listen(asio::socket_base::max_listen_connections, ec);
  if (ec) return address_error(address, port, ec);
  return {};
}

void Core::run() {
  const auto ignore = [](const std::exception_ptr&) {};
  asio::co_spawn(strand_, accept_all(), ignore);
  asio::co_spawn(strand_, sweep_all(), ignore);
  for (int i = 0; i < limits_.io_threads; ++i)
    threads_.emplace_back([this] { io_.run(); });
}

// On the strand that accepts, so that no connection slips in between.
void Core::stop_all() {
  ErrorCode ignored;
  acceptor_.close(ignored);
  for (const auto& connection : connections())
    connection->stop();
  const std::scoped_lock lock(mutex_);
  accepting_ = false;
  all_left_.notify_all();
}

Core::~Core() {
  stopping_ = true;
  pool_.stop();  // running handlers finish, and their answers are on their way
  if (threads_.empty()) return;
  asio::post(strand_, [this] { stop_all(); });
  {
    std::unique_lock lock(mutex_);
    all_left_.wait(lock, [this] { return !accepting_ && live_.empty(); });
  }
  asio::post(strand_, [this] {
    sweeping_ = false;
    timer_.cancel();
  });
  threads_.clear();
}

void Core::joined(Connection* connection, std::weak_ptr<Connection> owner) {
  const std::scoped_lock lock(mutex_);
  live_.emplace(connection, std::move(owner));
}

void Core::left(Connection* connection) {
  const std::scoped_lock lock(mutex_);
  live_.erase(connection);
  if (live_.empty()) all_left_.notify_all();
}

std::vector<std::shared_ptr<Connection>> Core::connections() {
  std::vector<std::shared_ptr<Connection>> all;
  const std::scoped_lock lock(mutex_);
  all.reserve(live_.size());
  for (const auto& [pointer, weak] : live_) {
    if (auto connection = weak.lock()) all.push_back(std::move(connection));
  }
  return all;
}

WorkerPool::Taken Core::submit(std::function<void()> work) {
  ++in_work_;
  auto job = [this, work = std::move(work)]() mutable {
    try {
      work();
    } catch (const std::exception& bug) {
      log_.error("http.handler_failed", {Code::internal, "a handler threw", bug.what()});
    } catch (...) {
      log_.error("http.handler_failed", {Code::internal, "a handler threw"});
    }
    work = nullptr;
    last_work_ = ticks_now();
    trimmed_ = false;
    --in_work_;
  };
  const WorkerPool::Taken taken = pool_.submit(std::move(job));
  if (taken == WorkerPool::Taken::full) --in_work_;
  return taken;
}

void Core::handle(Request request, const Reply& reply) {
  // A handler that throws lets go of its Reply, which then answers 500.
  auto work = [this, request = std::move(request), reply]() mutable {
    handler_(std::move(request), std::move(reply));
  };
  if (submit(std::move(work)) == WorkerPool::Taken::yes) return;
  reply(unavailable_problem("too many requests wait already"));
}

void Core::take_in(Socket socket) {
  {
    const std::scoped_lock lock(mutex_);
    if (live_.size() >= static_cast<std::size_t>(limits_.connections_max)) return;
  }
  std::make_shared<Connection>(*this, tls_.handle(), std::move(socket))->start();
}

Task<> Core::accept_all() {
  while (acceptor_.is_open()) {
    ErrorCode ec;
    const Strand strand = asio::make_strand(io_);
    Socket socket = co_await acceptor_.async_accept(strand, asio::redirect_error(use_task, ec));
    if (!acceptor_.is_open()) co_return;
    if (!ec) {
      take_in(std::move(socket));
      continue;
    }
    // Out of descriptors, most likely: connections that end give some back.
    log_.warning("http.accept_failed", {{"why", ec.message()}});
    Timer pause(strand_, sweep_interval);
    co_await pause.async_wait(asio::redirect_error(use_task, ec));
  }
}

// Timeouts are looked after here for all connections: cheaper than a timer for each operation.
Task<> Core::sweep_all() {
  while (sweeping_) {
    ErrorCode ignored;
    timer_.expires_after(sweep_interval);
    co_await timer_.async_wait(asio::redirect_error(use_task, ignored));
    const Ticks now = ticks_now();
    for (const auto& connection : connections()) {
      if (connection->is_late(now)) connection->expire();
    }
    trim_when_quiet(now);
  }
}

// Large bodies come and go; what the allocator kept of them goes back to the system.
void Core::trim_when_quiet(Ticks now) {
  if (trimmed_ || in_work_ > 0) return;
  if (SteadyClock::duration(now - last_work_) < quiet_before_trim) return;
  trimmed_ = true;
  malloc_trim(0);
}

}  // namespace

struct Server::State {
  State(crypto::TlsContext tls, Handler handler, const ServerLimits& limits, Log& log)
      : core(std::move(tls), std::move(handler), limits, log) {}
  Core core;
};

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::start(const std::string& address, std::uint16_t port,
                                              crypto::TlsContext tls, Handler handler,
                                              ServerLimits limits, Log& log) {
  auto state = std::make_unique<State>(std::move(tls), std::move(handler), limits, log);
  HD_TRY_VOID(state->core.listen(address, port));
  state->core.run();
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

std::uint16_t Server::port() const {
  return state_->core.port();
}

}  // namespace haidang::http
