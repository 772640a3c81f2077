#include "mail/relay.hpp"

#include <doctest/doctest.h>

using namespace haidang;
using namespace haidang::mail;

TEST_CASE("a relay is an address of one of two schemes, each with TLS") {
  const Place usual = parse_relay("smtp://mail.justice.example").value();
  CHECK(usual.host == "mail.justice.example");
  CHECK(usual.port == 587);
  CHECK(usual.security == Security::starttls);
  const Place direct = parse_relay("smtps://[2001:db8::1]:1465").value();
  CHECK(direct.host == "[2001:db8::1]");
  CHECK(direct.port == 1465);
  CHECK(direct.security == Security::tls);
  CHECK(parse_relay("smtps://mail.example").value().port == 465);
  for (const char* wrong : {"", "mail.example", "http://mail.example", "smtp://", "smtp://a:0",
                            "smtp://a:99999", "smtp://a:x", "smtp://user:pw@a:25", "smtp://a/b",
                            "smtp://a b", "smtp://[::1", "smtp://a\r\n:25"}) {
    CAPTURE(wrong);
    CHECK(parse_relay(wrong).error().code == Code::bad_value);
  }
}

TEST_CASE("without TLS a message goes to this very machine only") {
  Relay relay{"127.0.0.1", 25, Security::none, "node@justice.example"};
  CHECK(check_relay(relay).ok());
  for (const char* here : {"localhost", "[::1]", "127.1.2.3"}) {
    relay.host = here;
    CHECK(check_relay(relay).ok());
  }
  for (const char* elsewhere : {"192.0.2.1", "mail.justice.example", "127.0.0.1.example",
                                "localhost.example", "127.1", "[::2]"}) {
    CAPTURE(elsewhere);
    relay.host = elsewhere;
    CHECK(check_relay(relay).error().what.find("without TLS") != std::string::npos);
    relay.security = Security::starttls;
    CHECK(check_relay(relay).ok());
    relay.security = Security::none;
  }
}

TEST_CASE("a name without a password, and what would end a line of SMTP, are refused") {
  Relay relay{"mail.example", 587, Security::starttls, "node@justice.example"};
  relay.user = "node";
  CHECK(check_relay(relay).error().code == Code::bad_value);
  relay.password = "a secret";
  CHECK(check_relay(relay).ok());
  relay.password = "a\r\nsecret";
  CHECK(check_relay(relay).error().code == Code::bad_value);
  relay = {"mail.example", 587, Security::starttls, "nobody"};
  CHECK(check_relay(relay).error().code == Code::bad_value);
}
