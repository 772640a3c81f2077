#include "http/server.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <thread>

#include "http/test_node.hpp"

using namespace haidang;
using namespace haidang::http;
using namespace haidang::http::testing;
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

// Bytes to the server as they are, and what comes back until it closes.
class RawConnection {
 public:
  explicit RawConnection(const RunningServer& node)
      : tls_(node.party.client_context()), stream_(io_, SSL_new(tls_.handle())) {
    const tcp::endpoint there(asio::ip::make_address("127.0.0.1"), node.server->port());
    stream_.next_layer().connect(there);
    stream_.handshake(asio::ssl::stream_base::client);
  }
  void send(std::string_view text) {
    boost::system::error_code ignored;
    asio::write(stream_, asio::buffer(text.data(), text.size()), ignored);
  }
  std::string read_to_end() {
    std::string all;
    boost::system::error_code ec;
    asio::read(stream_, asio::dynamic_buffer(all), ec);
    return all;
  }
  std::string read_until(std::string_view mark) {
    std::string all;
    boost::system::error_code ec;
    while (!ec && all.find(mark) == std::string::npos) {
      std::array<char, 256> piece{};
      const std::size_t n = stream_.read_some(asio::buffer(piece), ec);
      all.append(piece.data(), n);
    }
    return all;
  }
  void hang_up() {
    boost::system::error_code ignored;
    stream_.next_layer().close(ignored);
  }

 private:
  crypto::TlsContext tls_;
  asio::io_context io_;
  asio::ssl::stream<tcp::socket> stream_;
};

std::string answer_to(const RunningServer& node, std::string_view text) {
  RawConnection connection(node);
  connection.send(text);
  return connection.read_to_end();
}

Response echo(const Request& request) {
  json::object out{{"path", request.path}, {"body", as_text(request.body)}};
  for (const auto& [name, value] : request.headers)
    out["header " + name] = value;
  for (const auto& [name, value] : request.query)
    out["query " + name] = value;
  if (request.peer) out["peer"] = hex(*request.peer);
  out["from"] = request.remote_address;
  return Response::json(200, out);
}

void echo_handler(const Request& request, const Reply& reply) {
  reply(echo(request));
}

// The members of an answer, which are all text.
std::map<std::string, std::string> json_of(const Result<Response>& response) {
  std::map<std::string, std::string> members;
  const json::object body = parse_json_object(as_text(response.value().body)).value();
  for (const auto& member : body) {
    if (member.value().is_string()) members[member.key()] = member.value().get_string();
  }
  return members;
}

bool is_status(std::string_view answer, int status) {
  return answer.starts_with("HTTP/1.1 " + std::to_string(status) + " ");
}

}  // namespace

TEST_CASE("what is not HTTP/1.1 is answered 400 and closed") {
  const RunningServer node(echo_handler);
  for (const std::string_view text :
       {"nonsense\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n", "GET /%zz HTTP/1.1\r\nhost: a\r\n\r\n",
        "GET //x HTTP/1.1\r\nhost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
        "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        "GET / HTTP/1.1\r\nhost: a\r\nbad header\r\n\r\n"}) {
    const std::string answer = answer_to(node, text);
    CHECK_MESSAGE(is_status(answer, 400), text);
    CHECK(answer.find("HD-1001") != std::string::npos);
    CHECK(answer.find("connection: close") != std::string::npos);
  }
  CHECK(is_status(answer_to(node, "GET / HTTP/1.0\r\nhost: a\r\n\r\n"), 505));
}

TEST_CASE("a head or a body over its limit is refused by its own status") {
  const RunningServer node(echo_handler, {.header_bytes = 1000, .body_bytes = 1000});
  const std::string long_header = "GET / HTTP/1.1\r\nhost: a\r\nx: " + std::string(2000, 'x');
  CHECK(is_status(answer_to(node, long_header + "\r\n\r\n"), 431));
  const std::string announced = "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1001\r\n\r\n";
  CHECK(is_status(answer_to(node, announced), 413));
  const std::string chunk =
      "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n3e9\r\n";
  CHECK(is_status(answer_to(node, chunk + std::string(1001, 'x') + "\r\n0\r\n\r\n"), 413));

  Client client = node.client();
  CHECK(client.send({Method::post, "/", {}, Bytes(8'000'000)}).value().status == 413);
  CHECK(client.send({Method::post, "/", {}, Bytes(1000)}).value().status == 200);
}

TEST_CASE("a handler that throws, or lets its Reply go, is answered 500") {
  const RunningServer node([](const Request& request, const Reply&) {
    if (request.path == "/throws") throw std::runtime_error("a bug");
  });
  Client client = node.client();
  for (const char* target : {"/throws", "/silent", "/throws"}) {
    const auto response = client.send({Method::get, target});
    CHECK(response.value().status == 500);
    CHECK(json_of(response).at("code") == "HD-9002");
  }
}

TEST_CASE("an answer that cannot be sent becomes 500, not somebody's header") {
  const RunningServer node([](const Request&, const Reply& reply) {
    Response response = Response::text(200, "text/plain", "x");
    response.headers["x-name"] = "a\r\nset-cookie: b";
    reply(response);
  });
  const Response response = node.client().send({Method::get, "/"}).value();
  CHECK(response.status == 500);
  CHECK(!response.headers.contains("set-cookie"));
}

TEST_CASE("when all workers are busy and the queue is full, the answer is 503 at once") {
  Event entered;
  Event leave;
  const RunningServer node(
      [&](const Request& request, const Reply& reply) {
        if (request.path == "/blocks") {
          entered.set();
          leave.wait();
        }
        reply(Response::json(200, nullptr));
      },
      {.worker_threads = 1, .waiting_max = 1});
  const std::jthread blocked([&] { CHECK(node.client().send({Method::get, "/blocks"}).ok()); });
  entered.wait();
  // Of two that come now, one waits for the worker, which is let go only when the other is refused.
  std::atomic<int> refused = 0;
  std::atomic<int> served = 0;
  const auto ask = [&] {
    const auto response = node.client().send({Method::get, "/"});
    if (response.ok() && response->status == 200) ++served;
    if (!response.ok() || response->status != 503) return;
    if (response->headers.contains("retry-after")) ++refused;
    leave.set();
  };
  {
    const std::jthread first(ask);
    const std::jthread second(ask);
  }
  CHECK(refused == 1);
  CHECK(served == 1);
}

TEST_CASE("one connection carries many requests, and what they say arrives") {
  const RunningServer node(echo_handler);
  Client client = node.client();
  for (int i = 0; i < 20; ++i) {
    ClientRequest request{Method::post, "/a%20b?x=1%262&n=" + std::to_string(i)};
    request.headers["x-tone"] = "deep";
    request.body = to_bytes("body " + std::to_string(i));
    const auto got = json_of(client.send(request));
    CHECK(got.at("path") == "/a b");
    CHECK(got.at("query x") == "1&2");
    CHECK(got.at("header x-tone") == "deep");
    CHECK(got.at("body") == "body " + std::to_string(i));
    CHECK(got.at("from") == "127.0.0.1");
    CHECK(!got.contains("peer"));
  }
  RawConnection raw(node);
  raw.send(
      "GET /1 HTTP/1.1\r\nhost: a\r\n\r\nGET /2 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
  const std::string answers = raw.read_to_end();
  CHECK(answers.find("\"/1\"") < answers.find("\"/2\""));
  CHECK(answers.find("\"/2\"") != std::string::npos);
}

TEST_CASE("a chunked body, and one that waits for 100-continue, arrive whole") {
  const RunningServer node(echo_handler);
  const std::string chunked = answer_to(
      node,
      "POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n"
      "3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n");
  CHECK(chunked.find("\"abcdefg\"") != std::string::npos);
  RawConnection waiting(node);
  waiting.send(
      "POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\nexpect: 100-continue\r\n"
      "content-length: 3\r\n\r\n");
  CHECK(waiting.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  waiting.send("abc");
  CHECK(waiting.read_to_end().find("\"abc\"") != std::string::npos);
}

TEST_CASE("HEAD gives the head alone") {
  const RunningServer node([](const Request&, const Reply& reply) {
    reply(Response::text(200, "text/plain", "12345"));
  });
  Client client = node.client();
  for (int i = 0; i < 2; ++i) {
    const Response response = client.send({Method::head, "/"}).value();
    CHECK(response.headers.at("content-length") == "5");
    CHECK(response.body.empty());
  }
  CHECK(as_text(client.send({Method::get, "/"}).value().body) == "12345");
}

TEST_CASE("large bodies pass unharmed both ways") {
  const RunningServer node([](Request request, const Reply& reply) {
    Response response;
    response.content_type = "application/octet-stream";
    response.body = std::move(request.body);
    reply(std::move(response));
  });
  Client client = node.client();
  for (const std::size_t size : {0UL, 1UL, 16'383UL, 131'072UL, 131'073UL, 5'000'001UL}) {
    Bytes body(size);
    for (std::size_t i = 0; i < size; ++i)
      body[i] = static_cast<std::uint8_t>(i * 31 + (i >> 8U));
    CHECK(client.send({Method::post, "/", {}, body}).value().body == body);
  }
}

TEST_CASE("a server that presents another certificate is refused") {
  const RunningServer node(echo_handler);
  const Party other;
  Client client = Client::to(node.endpoint(), other.client_context()).value();
  CHECK(client.send({Method::get, "/"}).error().code == Code::fingerprint_mismatch);
}

TEST_CASE("the handler sees the fingerprint of the client's certificate") {
  const RunningServer node(echo_handler);
  const Party peer;
  Client client = Client::to(node.endpoint(), node.party.client_context_as(peer)).value();
  for (int i = 0; i < 2; ++i)
    CHECK(json_of(client.send({Method::get, "/"})).at("peer") == hex(peer.fingerprint()));
}

TEST_CASE("who stands still is closed") {
  const RunningServer node(echo_handler, {.idle_timeout_s = 0, .request_timeout_s = 1});
  RawConnection idle(node);
  CHECK(idle.read_to_end().empty());
  const RunningServer patient(echo_handler, {.request_timeout_s = 0});
  RawConnection half(patient);
  half.send("GET / HTTP/1.1\r\nhost: a\r\n");
  CHECK(half.read_to_end().empty());
}

TEST_CASE("connections over the limit are closed, and others go on") {
  const RunningServer node(echo_handler, {.connections_max = 2});
  Client first = node.client();
  Client second = node.client();
  Client third = node.client();
  CHECK(first.send({Method::get, "/"}).ok());
  CHECK(second.send({Method::get, "/"}).ok());
  CHECK(third.send({Method::get, "/"}).error().code == Code::peer_unreachable);
  CHECK(first.send({Method::get, "/"}).ok());
}

TEST_CASE("a hundred long polls wait at once and all are answered") {
  std::mutex mutex;
  std::vector<Reply> waiting;
  Event all_here;
  const RunningServer node([&](const Request&, const Reply& reply) {
    const std::scoped_lock lock(mutex);
    waiting.push_back(reply);
    if (waiting.size() == 100) all_here.set();
  });
  std::atomic<int> answered = 0;
  {
    std::vector<std::jthread> pollers;
    for (int i = 0; i < 100; ++i) {
      pollers.emplace_back([&] {
        const auto response = node.client().send({Method::get, "/poll"});
        if (response.ok() && response->status == 200) ++answered;
      });
    }
    all_here.wait();
    for (const Reply& reply : waiting)
      reply(Response::json(200, json::object{}));
    for (const Reply& reply : waiting)
      reply(Response::json(500, json::object{}));  // once answered, answered
  }
  CHECK(answered == 100);
}

TEST_CASE("a Reply that outlives the server's connection, or the server, does nothing") {
  Reply kept;
  Event entered;
  {
    const RunningServer node([&](const Request&, const Reply& reply) {
      kept = reply;
      entered.set();
    });
    RawConnection connection(node);
    connection.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    entered.wait();
    connection.hang_up();
  }
  kept(Response::json(200, nullptr));
}

TEST_CASE("a server that ends answers those who wait") {
  Event entered;
  Reply kept;
  auto node = std::make_unique<RunningServer>([&](const Request&, const Reply& reply) {
    kept = reply;
    entered.set();
  });
  Client client = node->client();
  std::jthread ending([&] {
    entered.wait();
    node->server.reset();
  });
  const Response response = client.send({Method::get, "/"}).value();
  CHECK(response.status == 503);
}

TEST_CASE("events arrive as they are sent, with heartbeats between, until the sender lets go") {
  const RunningServer node([](const Request&, const Reply& reply) {
    Response response;
    response.stream = [](const std::shared_ptr<EventStream>& events) {
      events->send("act", "1", "one\ntwo");
      events->send("", "2", "three");
    };
    reply(response);
  });
  std::string seen;
  Client client = node.client();
  const auto ended =
      client.stream({Method::get, "/events"}, [&](std::string_view event, std::string_view data) {
        seen += std::string(event) + "=" + std::string(data) + ";";
        return true;
      });
  CHECK(ended.ok());
  CHECK(seen == "act=one\ntwo;message=three;");
  RawConnection raw(node);
  raw.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  const std::string text = raw.read_to_end();
  CHECK(text.find("content-type: text/event-stream\r\n") != std::string::npos);
  CHECK(text.find("transfer-encoding: chunked\r\n") != std::string::npos);
  CHECK(text.ends_with("\r\n0\r\n\r\n"));
}

TEST_CASE("an idle stream has a heartbeat, and the sender learns that the reader left") {
  std::shared_ptr<EventStream> kept;
  Event begun;
  const RunningServer node(
      [&](const Request&, const Reply& reply) {
        Response response;
        response.stream = [&](std::shared_ptr<EventStream> events) {
          kept = std::move(events);
          begun.set();
        };
        reply(response);
      },
      {.heartbeat_s = 0});
  RawConnection raw(node);
  raw.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  CHECK(raw.read_until("\r\n:\n\n\r\n").find(":\n\n") != std::string::npos);
  begun.wait();
  CHECK(!kept->closed());
  raw.hang_up();
  while (!kept->closed())
    std::this_thread::yield();
}

TEST_CASE("a reader of events stops when it has seen enough, or is told to stop") {
  const RunningServer node([](const Request&, const Reply& reply) {
    Response response;
    response.stream = [](const std::shared_ptr<EventStream>& events) {
      events->send("tick", "", "1");
      events->send("tick", "", "2");
      static std::vector<std::shared_ptr<EventStream>> open;
      static std::mutex mutex;
      const std::scoped_lock lock(mutex);
      open.push_back(events);
    };
    reply(response);
  });
  Client client = node.client();
  int seen = 0;
  CHECK(client
            .stream({Method::get, "/"},
                    [&](std::string_view, std::string_view) { return ++seen < 1; })
            .ok());
  CHECK(seen == 1);
  std::stop_source source;
  CHECK(client
            .stream(
                {Method::get, "/"},
                [&](std::string_view, std::string_view) {
                  if (++seen == 3) source.request_stop();
                  return true;
                },
                source.get_token())
            .ok());
  CHECK(seen == 3);
}

TEST_CASE("a call in progress ends when it is stopped, or late") {
  Event entered;
  std::vector<Reply> kept;
  const RunningServer node([&](const Request&, const Reply& reply) {
    kept.push_back(reply);
    entered.set();
  });
  Client client = node.client();
  std::stop_source source;
  std::jthread stopping([&] {
    entered.wait();
    source.request_stop();
  });
  const auto stopped = client.send({Method::get, "/"}, source.get_token());
  CHECK(stopped.error().why == "the call was stopped");
  const auto late = client.send({Method::get, "/", {}, {}, 50});
  CHECK(late.error().why == "it did not answer in time");
  CHECK(client.send({Method::get, "/"}, source.get_token()).error().code == Code::peer_unreachable);
}

TEST_CASE("a client whose kept connection was closed meanwhile connects anew") {
  std::atomic<int> served = 0;
  const auto handler = [&](const Request&, const Reply& reply) {
    ++served;
    reply(Response::json(200, nullptr));
  };
  RunningServer node(handler);
  Client client = node.client();
  CHECK(client.send({Method::get, "/"}).ok());
  const std::uint16_t port = node.server->port();
  node.server.reset();
  node.server = node.start(handler, {}, port);
  CHECK(client.send({Method::get, "/"}).ok());
  node.server.reset();
  const auto gone = client.send({Method::get, "/"});
  CHECK(gone.error().code == Code::peer_unreachable);
  CHECK(gone.error().why == "nothing listens at that address");
  CHECK(served == 2);
}

TEST_CASE("an answer over the client's limit is refused before it is read") {
  const RunningServer node([](const Request&, const Reply& reply) {
    reply(Response::text(200, "text/plain", std::string(2000, 'x')));
  });
  Client client = node.client();
  ClientRequest request{Method::get, "/"};
  request.answer_bytes_max = 1999;
  CHECK(client.send(request).error().code == Code::too_large);
  request.answer_bytes_max = 2000;
  CHECK(client.send(request).value().body.size() == 2000);
}

TEST_CASE("an address that is taken, or is none, is named") {
  const RunningServer node(echo_handler);
  NoLog log;
  const auto taken = Server::start("127.0.0.1", node.server->port(), node.party.server_context(),
                                   echo_handler, {}, log);
  CHECK(taken.error().code == Code::usage);
  CHECK(taken.error().what.find(std::to_string(node.server->port())) != std::string::npos);
  CHECK(!Server::start("nowhere", 0, node.party.server_context(), echo_handler, {}, log).ok());
  for (const char* endpoint :
       {"http://a:1", "https://a", "https://:1", "https://a:0", "https://a:x", "https://a:1/x",
        "https://a:65536", "https://u@a:1", ""}) {
    CHECK_MESSAGE(!Client::to(endpoint, node.party.client_context()).ok(), endpoint);
  }
}
