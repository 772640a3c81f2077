#include "http/second_factors.hpp"

#include <doctest/doctest.h>
#include <liboath/oath.h>

#include "crypto/random.hpp"
#include "http/sessions.hpp"

using namespace haidang;
using namespace haidang::http;
using namespace std::chrono_literals;

namespace {

constexpr const char* password = "lighthouse over the bay";
constexpr const char* home = "192.0.2.1";

class HandClock final : public Clock {
 public:
  [[nodiscard]] Time now() const override { return time; }
  Time time = parse_time("2026-06-01T12:00:00Z").value();
};

struct Desk {
  HandClock clock;
  crypto::SystemRandom random;
  std::unique_ptr<SecondFactors> factors =
      SecondFactors::open(store::Database::in_memory(), {}, random).value();
  std::unique_ptr<Sessions> sessions =
      Sessions::open(store::Database::in_memory(), clock, random,
                     {.cost = crypto::PasswordCost::minimal_for_tests}, factors.get())
          .value();
  std::string secret;
  std::vector<std::string> recovery;

  Desk() {
    REQUIRE(sessions->create_officer("linh", password, {}).ok());
    secret = factors->begin("linh", "Haidang").value().secret;
  }
  void enrol() {
    recovery = factors->confirm("linh", code(), clock.time).value();
    clock.time += 30s;
  }
  // What the app shows; the library that makes it is the one that verifies, so the codes of the
  // RFC stand in totp_test.cpp.
  [[nodiscard]] std::string code(std::chrono::seconds later = 0s) const {
    char* key = nullptr;
    std::size_t length = 0;
    REQUIRE(oath_base32_decode(secret.data(), secret.size(), &key, &length) == OATH_OK);
    std::array<char, 7> out{};
    const auto at = std::chrono::floor<std::chrono::seconds>(clock.time) + later;
    REQUIRE(oath_totp_generate(key, length, at.time_since_epoch().count(), 30, 0, 6, out.data()) ==
            OATH_OK);
    std::free(key);  // NOLINT: liboath gives it by malloc
    return out.data();
  }
  Result<SignIn> sign_in(const std::optional<std::string>& given) {
    return sessions->sign_in("linh", password, home, given);
  }
  Code refusal(const std::string& given) {
    const auto result = sign_in(given);
    REQUIRE(!result.ok());
    return result.error().code;
  }
};

Request bearer(const SignIn& signed_in) {
  Request request;
  request.headers["authorization"] = "Bearer " + signed_in.token;
  return request;
}

}  // namespace

TEST_CASE("an app that has shown no code is not asked for one") {
  Desk desk;
  CHECK(desk.sign_in(std::nullopt).value().lacks == Lacks::nothing);
  CHECK(desk.factors->confirm("linh", "000000", desk.clock.time).error().code ==
        Code::bad_credentials);
  CHECK(desk.sign_in(std::nullopt).value().lacks == Lacks::nothing);
  CHECK(desk.factors->confirm("nobody", "000000", desk.clock.time).error().code == Code::not_found);
}

TEST_CASE("once it is set up, the password alone begins no session") {
  Desk desk;
  desk.enrol();
  const SignIn half = desk.sign_in(std::nullopt).value();
  CHECK(half.lacks == Lacks::code);
  CHECK(half.token.empty());
  CHECK(desk.sessions->open_sessions("linh").value().empty());
  CHECK(desk.sign_in(desk.code()).value().lacks == Lacks::nothing);
  CHECK(desk.factors->begin("linh", "Haidang").error().code == Code::already_exists);
}

TEST_CASE("a code is good once, and none before one that was used") {
  Desk desk;
  desk.enrol();
  CHECK(desk.refusal(desk.code(-30s)) == Code::bad_credentials);  // the one that confirmed
  const std::string code = desk.code();
  CHECK(desk.sign_in(code).ok());
  CHECK(desk.refusal(code) == Code::bad_credentials);
  desk.clock.time += 30s;
  CHECK(desk.refusal(code) == Code::bad_credentials);  // still within the step around
  CHECK(desk.sign_in(desk.code()).ok());
}

TEST_CASE("who knows the password cannot guess codes, not even between right passwords") {
  Desk desk;
  desk.enrol();
  for (int i = 0; i < 5; ++i) {
    CHECK(desk.refusal("000000") == Code::bad_credentials);
    if (i < 4) {
      CHECK(desk.sign_in(std::nullopt).ok());
    }
  }
  CHECK(desk.refusal(desk.code()) == Code::too_many_attempts);
  CHECK(desk.sign_in(std::nullopt).error().code == Code::too_many_attempts);
  desk.clock.time += 60s;
  CHECK(desk.sign_in(desk.code()).ok());
}

TEST_CASE("each recovery code is good once, in any case, and new ones replace the old") {
  Desk desk;
  desk.enrol();
  REQUIRE(desk.recovery.size() == SecondFactors::recovery_codes);
  std::string typed = desk.recovery.front();
  for (char& c : typed)
    c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
  CHECK(desk.sign_in(typed).ok());
  CHECK(desk.refusal(desk.recovery.front()) == Code::bad_credentials);
  CHECK(desk.factors->standing("linh").value().recovery_left == 9);
  CHECK(desk.factors->renew_recovery("linh").value().size() == 10);
  CHECK(desk.refusal(desk.recovery.at(1)) == Code::bad_credentials);
  CHECK(desk.factors->renew_recovery("nobody").error().code == Code::not_found);
}

TEST_CASE("one officer's codes are not another's") {
  Desk desk;
  desk.enrol();
  CHECK(desk.factors->spend("an", desk.recovery.front(), desk.clock.time).value() ==
        SecondFactors::Match::no);
  CHECK(desk.factors->spend("an", desk.code(), desk.clock.time).value() ==
        SecondFactors::Match::no);
}

TEST_CASE("where a second factor is required, a session without one may only set it up") {
  Desk desk;
  REQUIRE(desk.factors->set_rule(FactorRule::required).ok());
  const SignIn signed_in = desk.sign_in(std::nullopt).value();
  CHECK(signed_in.session.standing == Standing::must_enrol);
  const auto standing = [&] {
    return desk.sessions->authenticate(bearer(signed_in), CsrfPolicy::exempt).value().standing;
  };
  CHECK(standing() == Standing::must_enrol);
  desk.enrol();
  CHECK(standing() == Standing::full);
  REQUIRE(desk.factors->remove("linh").ok());
  CHECK(standing() == Standing::must_enrol);
  REQUIRE(desk.factors->set_rule(FactorRule::optional).ok());
  CHECK(standing() == Standing::full);
  CHECK(parse_factor_rule("sometimes").error().code == Code::bad_value);
}

TEST_CASE("sessions are listed and ended one by one, and only one's own") {
  Desk desk;
  const SignIn first = desk.sign_in(std::nullopt).value();
  desk.clock.time += 60s;
  const SignIn second = desk.sign_in(std::nullopt).value();
  const auto open = desk.sessions->open_sessions("linh").value();
  REQUIRE(open.size() == 2);
  CHECK(open.front().id == Sessions::session_id(bearer(second)));
  CHECK(desk.sessions->end_session("an", open.front().id).error().code == Code::not_found);
  REQUIRE(desk.sessions->end_session("linh", open.front().id).ok());
  CHECK(desk.sessions->authenticate(bearer(second), CsrfPolicy::exempt).error().code ==
        Code::not_signed_in);
  CHECK(desk.sessions->authenticate(bearer(first), CsrfPolicy::exempt).ok());
  REQUIRE(desk.sessions->end_sessions("linh").ok());
  CHECK(desk.sessions->open_sessions("linh").value().empty());
}
