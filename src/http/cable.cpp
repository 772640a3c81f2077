// Sees Asio: one thread, two coroutines a connection.
#include "http/cable.hpp"

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <thread>
#include <vector>

namespace haidang::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using Task = asio::awaitable<void>;

constexpr std::size_t piece_bytes = std::size_t{64} * 1024;

struct Line {
  explicit Line(tcp::socket from, asio::io_context& io) : near_end(std::move(from)), far_end(io) {}
  void close() {
    ErrorCode ignored;
    near_end.close(ignored);
    far_end.close(ignored);
  }
  tcp::socket near_end;
  tcp::socket far_end;
};

using SharedLine = std::shared_ptr<Line>;

Task pump(SharedLine line, tcp::socket& from, tcp::socket& to) {
  std::vector<char> piece(piece_bytes);
  ErrorCode ec;
  while (!ec) {
    const std::size_t n = co_await from.async_read_some(
        asio::buffer(piece), asio::redirect_error(asio::use_awaitable, ec));
    if (ec) break;
    co_await asio::async_write(to, asio::buffer(piece.data(), n),
                               asio::redirect_error(asio::use_awaitable, ec));
  }
  line->close();
}

}  // namespace

struct Cable::State {
  explicit State(std::uint16_t port) : node_port(port) {}
  Task accept();
  Task carry(SharedLine line);
  void set(bool whole);

  std::uint16_t node_port;
  asio::io_context io{1};
  tcp::acceptor acceptor{io};
  std::vector<std::weak_ptr<Line>> lines;
  bool whole = true;
  std::jthread thread;
};

Task Cable::State::accept() {
  for (;;) {
    ErrorCode ec;
    tcp::socket socket =
        co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, ec));
    if (ec == asio::error::operation_aborted) co_return;
    if (ec || !whole) continue;  // the socket closes here
    auto line = std::make_shared<Line>(std::move(socket), io);
    std::erase_if(lines, [](const std::weak_ptr<Line>& one) { return one.expired(); });
    lines.push_back(line);
    asio::co_spawn(io, carry(std::move(line)), asio::detached);
  }
}

Task Cable::State::carry(SharedLine line) {
  ErrorCode ec;
  const tcp::endpoint node(asio::ip::address_v4::loopback(), node_port);
  co_await line->far_end.async_connect(node, asio::redirect_error(asio::use_awaitable, ec));
  if (ec) {
    line->close();
    co_return;
  }
  line->near_end.set_option(tcp::no_delay(true), ec);
  line->far_end.set_option(tcp::no_delay(true), ec);
  asio::co_spawn(io, pump(line, line->near_end, line->far_end), asio::detached);
  co_await pump(line, line->far_end, line->near_end);
}

void Cable::State::set(bool is_whole) {
  asio::post(io, [this, is_whole] {
    whole = is_whole;
    if (whole) return;
    for (const std::weak_ptr<Line>& one : lines) {
      if (const SharedLine line = one.lock()) line->close();
    }
    lines.clear();
  });
}

Cable::Cable(std::unique_ptr<State> state) : state_(std::move(state)) {}
Cable::~Cable() {
  state_->io.stop();
}
std::uint16_t Cable::port() const {
  return state_->acceptor.local_endpoint().port();
}
void Cable::cut() {
  state_->set(false);
}
void Cable::mend() {
  state_->set(true);
}

Result<std::unique_ptr<Cable>> Cable::lay(std::uint16_t node_port) {
  auto state = std::make_unique<State>(node_port);
  ErrorCode ec;
  const tcp::endpoint here(asio::ip::address_v4::loopback(), 0);
  state->acceptor.open(here.protocol(), ec);
  if (!ec) state->acceptor.bind(here, ec);
  if (!ec) state->acceptor.listen(asio::socket_base::max_listen_connections, ec);
  if (ec) return Error{Code::unavailable, "the demonstration's line cannot be laid", ec.message()};
  State& own = *state;
  asio::co_spawn(own.io, own.accept(), asio::detached);
  own.thread = std::jthread([&own] { own.io.run(); });
  return std::unique_ptr<Cable>(new Cable(std::move(state)));
}

}  // namespace haidang::http
