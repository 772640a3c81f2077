#include "crypto/tls.hpp"

#include <doctest/doctest.h>

#include <array>

#include "crypto/openssl.hpp"
#include "crypto/test_party.hpp"

using namespace haidang;
using namespace haidang::crypto;
using namespace haidang::crypto::testing;

namespace {

using Context = Owned<SSL_CTX, SSL_CTX_free>;
using Connection = Owned<SSL, SSL_free>;

CertificateRequest node_request(const char* name) {
  CertificateRequest request = request_for(CertificateUse::transport, name);
  request.hosts = {"localhost"};
  const Time now = SystemClock{}.now();  // the handshake looks at the machine's clock
  request.not_before = now - Days{1};
  request.not_after = now + Days{1};
  return request;
}

struct Nodes {
  Identity root = make_test_root();
  Identity server = issue_from(root, node_request("XB node"));
  Identity client = issue_from(root, node_request("XA node"));

  [[nodiscard]] TlsContext server_context() const {
    return TlsContext::server(server.certificate, server.key, root.certificate).value();
  }
  [[nodiscard]] TlsContext::Identity client_identity() const {
    return {client.certificate, client.key};
  }
};

// Two ends joined in memory; each step lets both do what they can.
struct Pair {
  Connection client;
  Connection server;

  Pair(SSL_CTX* client_context, SSL_CTX* server_context)
      : client(SSL_new(client_context)), server(SSL_new(server_context)) {
    BIO* left = nullptr;
    BIO* right = nullptr;
    REQUIRE(BIO_new_bio_pair(&left, 0, &right, 0) == 1);
    SSL_set_bio(client.get(), left, left);
    SSL_set_bio(server.get(), right, right);
    SSL_set_connect_state(client.get());
    SSL_set_accept_state(server.get());
  }

  bool shake_hands() {
    bool done = false;
    for (int step = 0; step < 10 && !done; ++step) {
      const int client_done = SSL_do_handshake(client.get());
      const int server_done = SSL_do_handshake(server.get());
      done = client_done == 1 && server_done == 1;
    }
    ERR_clear_error();
    return done;
  }
};

bool exchange_greeting(Pair& pair) {
  std::array<char, 5> received{};
  return SSL_write(pair.client.get(), "hello", 5) == 5 &&
         SSL_read(pair.server.get(), received.data(), 5) == 5 &&
         std::string_view(received.data(), 5) == "hello";
}

}  // namespace

TEST_CASE("a server with another fingerprint is refused, and the reason is told") {
  const Nodes nodes;
  const Digest other = nodes.client.certificate.fingerprint();
  for (const auto& accepted : {std::vector<Digest>{}, std::vector<Digest>{other}}) {
    const TlsContext client = TlsContext::client(accepted, nodes.client_identity()).value();
    Pair pair(client.handle(), nodes.server_context().handle());
    CHECK(!pair.shake_hands());
    CHECK(handshake_error(pair.client.get()).code == Code::fingerprint_mismatch);
  }
}

TEST_CASE("a pinned server outside its validity is refused") {
  const Identity root = make_test_root();
  for (const int days : {-10, 10}) {
    CertificateRequest request = node_request("XB node");
    request.not_before += Days{days};
    request.not_after += Days{days};
    const Identity node = issue_from(root, request);
    const TlsContext server =
        TlsContext::server(node.certificate, node.key, root.certificate).value();
    const TlsContext client =
        TlsContext::client({node.certificate.fingerprint()}, std::nullopt).value();
    Pair pair(client.handle(), server.handle());
    CHECK(!pair.shake_hands());
    CHECK(handshake_error(pair.client.get()).code == Code::key_expired);
  }
}

TEST_CASE("TLS 1.2 is refused at both ends") {
  const Nodes nodes;
  const TlsContext our_server = nodes.server_context();
  const TlsContext our_client =
      TlsContext::client({nodes.server.certificate.fingerprint()}, std::nullopt).value();
  const Context old_client(SSL_CTX_new(TLS_client_method()));
  const Context old_server(SSL_CTX_new(TLS_server_method()));
  SSL_CTX_set_max_proto_version(old_client.get(), TLS1_2_VERSION);
  SSL_CTX_set_max_proto_version(old_server.get(), TLS1_2_VERSION);
  SSL_CTX_use_certificate(old_server.get(), nodes.server.certificate.handle());
  SSL_CTX_use_PrivateKey(old_server.get(), nodes.server.key.handle());
  Pair with_old_client(old_client.get(), our_server.handle());
  CHECK(!with_old_client.shake_hands());
  Pair with_old_server(our_client.handle(), old_server.get());
  CHECK(!with_old_server.shake_hands());
  CHECK(handshake_error(with_old_server.client.get()).code == Code::peer_unreachable);
  Pair both_old(old_client.get(), old_server.get());
  CHECK(both_old.shake_hands());
}

TEST_CASE("a key that is not the certificate's is refused") {
  const Nodes nodes;
  CHECK(TlsContext::server(nodes.server.certificate, nodes.client.key, nodes.root.certificate)
            .error()
            .code == Code::bad_value);
  CHECK(TlsContext::client({}, TlsContext::Identity{nodes.client.certificate, nodes.server.key})
            .error()
            .code == Code::bad_value);
}

TEST_CASE("both ends know the other's fingerprint after a mutual handshake") {
  const Nodes nodes;
  const TlsContext server = nodes.server_context();
  const TlsContext client = TlsContext::client({nodes.root.certificate.fingerprint(),
                                                nodes.server.certificate.fingerprint()},
                                               nodes.client_identity())
                                .value();
  Pair pair(client.handle(), server.handle());
  REQUIRE(pair.shake_hands());
  CHECK(SSL_version(pair.client.get()) == TLS1_3_VERSION);
  CHECK(peer_fingerprint(pair.client.get()) == nodes.server.certificate.fingerprint());
  CHECK(peer_fingerprint(pair.server.get()) == nodes.client.certificate.fingerprint());
  CHECK(exchange_greeting(pair));
}

TEST_CASE("a browser without a certificate is let in and has no fingerprint") {
  const Nodes nodes;
  const TlsContext server = nodes.server_context();
  const TlsContext client =
      TlsContext::client({nodes.server.certificate.fingerprint()}, std::nullopt).value();
  Pair pair(client.handle(), server.handle());
  REQUIRE(pair.shake_hands());
  CHECK(!peer_fingerprint(pair.server.get()).has_value());
  CHECK(exchange_greeting(pair));
}

TEST_CASE("a client's certificate from anyone is let in, to be judged by its fingerprint") {
  const Nodes nodes;
  const Identity stranger = issue_from(make_test_root("XZ root"), node_request("XZ node"));
  const TlsContext server = nodes.server_context();
  const TlsContext client =
      TlsContext::client({nodes.server.certificate.fingerprint()},
                         TlsContext::Identity{stranger.certificate, stranger.key})
          .value();
  Pair pair(client.handle(), server.handle());
  REQUIRE(pair.shake_hands());
  CHECK(peer_fingerprint(pair.server.get()) == stranger.certificate.fingerprint());
}

TEST_CASE("nothing can be resumed: no ticket is sent, no session kept") {
  const Nodes nodes;
  const TlsContext server = nodes.server_context();
  const TlsContext client =
      TlsContext::client({nodes.server.certificate.fingerprint()}, std::nullopt).value();
  Pair pair(client.handle(), server.handle());
  REQUIRE(pair.shake_hands());
  CHECK(exchange_greeting(pair));
  CHECK(SSL_SESSION_is_resumable(SSL_get_session(pair.client.get())) == 0);
}

TEST_CASE("a connection may outlive the context that it came from") {
  const Nodes nodes;
  std::optional<TlsContext> server = nodes.server_context();
  std::optional<TlsContext> client =
      TlsContext::client({nodes.server.certificate.fingerprint()}, std::nullopt).value();
  Pair pair(client->handle(), server->handle());
  server.reset();
  client.reset();
  CHECK(pair.shake_hands());
}
