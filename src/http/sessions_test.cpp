#include "http/sessions.hpp"

#include <doctest/doctest.h>

#include <thread>

#include "crypto/random.hpp"

using namespace haidang;
using namespace haidang::http;
using namespace std::chrono_literals;

namespace {

constexpr const char* good_password = "lighthouse over the bay";
constexpr const char* home = "192.0.2.1";

class HandClock final : public Clock {
 public:
  [[nodiscard]] Time now() const override { return time; }
  Time time = parse_time("2026-06-01T12:00:00Z").value();
};

std::vector<node::Post> here(node::RoleSet roles) {
  return {{"contact-point", roles, ""}};
}

const std::vector<node::Post> keeper = here({node::Role::administrator});

struct Desk {
  HandClock clock;
  crypto::SystemRandom random;
  std::unique_ptr<Sessions> sessions;

  explicit Desk(SessionRules rules = {})
      : sessions(
            Sessions::open(store::Database::in_memory(), clock, random, cheap(rules)).value()) {
    REQUIRE(sessions->create_officer("linh", good_password, here({node::Role::oversight})).ok());
  }
  static SessionRules cheap(SessionRules rules) {
    rules.cost = crypto::PasswordCost::minimal_for_tests;
    return rules;
  }
  SignIn sign_in() { return sessions->sign_in("linh", good_password, home).value(); }
  Code failure(const std::string& name, const std::string& password,
               const std::string& from = home) {
    const auto result = sessions->sign_in(name, password, from);
    REQUIRE(!result.ok());
    return result.error().code;
  }
  Code refusal(const Request& request, CsrfPolicy policy = CsrfPolicy::exempt) {
    const auto result = sessions->authenticate(request, policy);
    REQUIRE(!result.ok());
    return result.error().code;
  }
};

Request with(const std::string& name, const std::string& value) {
  Request request;
  request.headers[name] = value;
  return request;
}

Request by_cookie(const SignIn& signed_in) {
  return with("cookie", "theme=dark; " + std::string(session_cookie_name) + "=" + signed_in.token);
}

Request by_bearer(const SignIn& signed_in) {
  return with("authorization", "Bearer " + signed_in.token);
}

}  // namespace

TEST_CASE("names and passwords outside their form are refused") {
  Desk desk;
  for (const std::string& name : {std::string(), std::string(65, 'a'), std::string("a b"),
                                  std::string("đèn"), std::string("a\n"), std::string("a'--")}) {
    CHECK(desk.sessions->create_officer(name, good_password, {}).error().code == Code::bad_value);
  }
  for (const std::string& password :
       {std::string(), std::string(11, 'a'), std::string(1025, 'a')}) {
    CHECK(desk.sessions->create_officer("minh", password, {}).error().code == Code::bad_value);
    CHECK(desk.sessions->set_password("linh", password).error().code == Code::bad_value);
  }
  CHECK(desk.sessions->create_officer("linh", good_password, {}).error().code ==
        Code::already_exists);
  CHECK(desk.sessions->set_password("minh", good_password).error().code == Code::not_found);
  CHECK(desk.sessions->disable_officer("minh").error().code == Code::not_found);
}

TEST_CASE("whatever is wrong with a sign-in, the answer is the same") {
  Desk desk;
  CHECK(desk.failure("linh", "another password") == Code::bad_credentials);
  CHECK(desk.failure("linh", "") == Code::bad_credentials);
  CHECK(desk.failure("nobody", good_password) == Code::bad_credentials);
  CHECK(desk.failure("no such form", good_password) == Code::bad_credentials);
  CHECK(desk.failure("linh", std::string(2000, 'a')) == Code::bad_credentials);
  REQUIRE(desk.sessions->create_officer("an", good_password, keeper).ok());
  REQUIRE(desk.sessions->disable_officer("linh").ok());
  CHECK(desk.failure("linh", good_password) == Code::bad_credentials);
  CHECK(desk.sessions->officers().value().at(1).disabled == desk.clock.time);
}

TEST_CASE("five failures in a row close the name for a while, even to the right password") {
  Desk desk;
  for (int i = 0; i < 5; ++i)
    CHECK(desk.failure("linh", "wrong wrong wrong", "192.0.2." + std::to_string(i)) ==
          Code::bad_credentials);
  CHECK(desk.failure("linh", good_password) == Code::too_many_attempts);
  desk.clock.time += 60s;
  CHECK(desk.sign_in().session.actor.officer == "linh");
  CHECK(desk.failure("linh", "wrong wrong wrong") == Code::bad_credentials);  // counted from anew
}

TEST_CASE("an address that tries many names is closed; others are not") {
  Desk desk;
  for (int i = 0; i < 30; ++i)
    CHECK(desk.failure("name" + std::to_string(i), good_password, "198.51.100.7") ==
          Code::bad_credentials);
  CHECK(desk.failure("linh", good_password, "198.51.100.7") == Code::too_many_attempts);
  CHECK(desk.sign_in().session.actor.officer == "linh");
}

TEST_CASE("guesses made side by side are all counted") {
  Desk desk;
  std::atomic<int> tried = 0;
  {
    std::vector<std::jthread> guessers;
    for (int i = 0; i < 20; ++i) {
      guessers.emplace_back([&] {
        const auto result = desk.sessions->sign_in("linh", "wrong wrong wrong", home);
        if (result.error().code == Code::bad_credentials) ++tried;
      });
    }
  }
  CHECK(tried == 5);
}

TEST_CASE("what does not carry a good token is nobody's") {
  Desk desk;
  const SignIn signed_in = desk.sign_in();
  for (const Request& request :
       {Request{}, with("authorization", "Bearer "), with("authorization", signed_in.token),
        with("authorization", "Basic " + signed_in.token),
        with("authorization", "Bearer " + signed_in.token + "x"),
        with("authorization", "Bearer " + std::string(10'000, 'a')),
        with("cookie", "haidang=" + signed_in.token), with("cookie", "__Host-haidang="),
        with("cookie", "__Host-haidang=" + signed_in.session.csrf)}) {
    CHECK(desk.refusal(request) == Code::not_signed_in);
  }
}

TEST_CASE("a browser's write needs the session's token and its own site") {
  Desk desk;
  const SignIn one = desk.sign_in();
  const SignIn other = desk.sign_in();
  struct Case {
    std::string csrf;
    std::string site;
    bool good;
  };
  for (const Case& c :
       {Case{"", "same-origin", false}, Case{other.session.csrf, "none", false},
        Case{one.token, "same-origin", false}, Case{one.session.csrf, "cross-site", false},
        Case{one.session.csrf, "same-site", false}, Case{one.session.csrf, "same-origin", true},
        Case{one.session.csrf, "none", true}}) {
    Request request = by_cookie(one);
    request.headers["x-csrf-token"] = c.csrf;
    request.headers["sec-fetch-site"] = c.site;
    CHECK(desk.sessions->authenticate(request, CsrfPolicy::exempt).ok());
    if (c.good) CHECK(desk.sessions->authenticate(request, CsrfPolicy::required).ok());
    if (!c.good) CHECK(desk.refusal(request, CsrfPolicy::required) == Code::csrf);
  }
  Request old_browser = by_cookie(one);  // sends no Fetch Metadata
  old_browser.headers["x-csrf-token"] = one.session.csrf;
  CHECK(desk.sessions->authenticate(old_browser, CsrfPolicy::required).ok());
  CHECK(desk.sessions->authenticate(by_bearer(one), CsrfPolicy::required).ok());
}

TEST_CASE("a session tells who, in which roles, until when") {
  Desk desk;
  const SignIn signed_in = desk.sign_in();
  CHECK(signed_in.cookie ==
        "__Host-haidang=" + signed_in.token + "; Secure; HttpOnly; SameSite=Strict; Path=/");
  CHECK(cookie_that_ends().ends_with("Max-Age=0"));
  for (const Request& request : {by_cookie(signed_in), by_bearer(signed_in)}) {
    const Session session = desk.sessions->authenticate(request, CsrfPolicy::exempt).value();
    CHECK(session.actor.officer == "linh");
    CHECK(session.actor.roles() == node::RoleSet{node::Role::oversight});
    CHECK(session.csrf == signed_in.session.csrf);
    CHECK(session.expires == desk.clock.time + 2h);
  }
}

TEST_CASE("a session ends when it is not used, and in any case after twelve hours") {
  Desk desk;
  const SignIn idle = desk.sign_in();
  const SignIn used = desk.sign_in();
  for (int i = 0; i < 6; ++i) {
    desk.clock.time += 119min;
    CHECK(desk.sessions->authenticate(by_cookie(used), CsrfPolicy::exempt).ok());
  }
  CHECK(desk.refusal(by_cookie(idle)) == Code::not_signed_in);
  desk.clock.time += 6min;  // 12 h
  CHECK(desk.refusal(by_cookie(used)) == Code::not_signed_in);
}

TEST_CASE("signing out, a new password and being disabled end sessions") {
  Desk desk;
  const SignIn first = desk.sign_in();
  const SignIn second = desk.sign_in();
  REQUIRE(desk.sessions->sign_out(by_cookie(first)).ok());
  CHECK(desk.sessions->sign_out(Request{}).ok());
  CHECK(desk.refusal(by_cookie(first)) == Code::not_signed_in);
  CHECK(desk.sessions->authenticate(by_cookie(second), CsrfPolicy::exempt).ok());
  REQUIRE(desk.sessions->set_password("linh", "another lighthouse").ok());
  CHECK(desk.refusal(by_cookie(second)) == Code::not_signed_in);
  const SignIn third = desk.sessions->sign_in("linh", "another lighthouse", home).value();
  REQUIRE(desk.sessions->create_officer("an", good_password, keeper).ok());
  REQUIRE(desk.sessions->disable_officer("linh").ok());
  CHECK(desk.refusal(by_bearer(third)) == Code::not_signed_in);
}

TEST_CASE("of too many sessions of one officer the oldest give way") {
  Desk desk({.sessions_max = 3});
  std::vector<SignIn> all;
  for (int i = 0; i < 5; ++i) {
    all.push_back(desk.sign_in());
    desk.clock.time += 1s;
  }
  for (std::size_t i = 0; i < 5; ++i)
    CHECK(desk.sessions->authenticate(by_bearer(all[i]), CsrfPolicy::exempt).ok() == (i >= 2));
}

TEST_CASE("the last administrator who can sign in stays one") {
  Desk desk;
  CHECK(desk.sessions->disable_officer("linh").error().code == Code::not_permitted);
  REQUIRE(desk.sessions->create_officer("an", good_password, keeper).ok());
  REQUIRE(desk.sessions->disable_officer("linh").ok());
  CHECK(desk.sessions->disable_officer("an").error().code == Code::not_permitted);
  CHECK(desk.sessions->set_posts("an", here({node::Role::csirt})).error().code ==
        Code::not_permitted);
  CHECK(!desk.sessions->officer("an").value().disabled);
  REQUIRE(desk.sessions->set_posts("linh", keeper).ok());
  CHECK(desk.sessions->disable_officer("an").error().code == Code::not_permitted);  // linh is off
  REQUIRE(desk.sessions->enable_officer("linh").ok());
  REQUIRE(desk.sessions->disable_officer("an").ok());
  CHECK(desk.sessions->enable_officer("nobody").error().code == Code::not_found);
}

TEST_CASE("new posts end the sessions that had the old ones") {
  Desk desk;
  REQUIRE(desk.sessions->create_officer("an", good_password, keeper).ok());
  const SignIn before = desk.sign_in();
  REQUIRE(desk.sessions->set_posts("linh", here({node::Role::contact_point})).ok());
  CHECK(desk.refusal(by_bearer(before)) == Code::not_signed_in);
  CHECK(desk.sign_in().session.actor.roles() == node::RoleSet{node::Role::contact_point});
  CHECK(desk.sessions->set_posts("nobody", keeper).error().code == Code::not_found);
}
