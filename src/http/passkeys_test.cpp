#include "http/passkeys.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "crypto/random.hpp"
#include "crypto/test_authenticator.hpp"
#include "http/sessions.hpp"

using namespace haidang;
using namespace haidang::http;
using namespace std::chrono_literals;
using crypto::testing::TestAuthenticator;

namespace {

constexpr const char* password = "lighthouse over the bay";
constexpr const char* origin = "https://desk.example:8443";
constexpr const char* home = "192.0.2.1";

class HandClock final : public Clock {
 public:
  [[nodiscard]] Time now() const override { return time; }
  Time time = parse_time("2026-06-01T12:00:00Z").value();
};

std::string client_data(std::string_view type, const Bytes& challenge,
                        std::string_view from = origin, std::string_view more = "") {
  return fmt::format(R"({{"type":"{}","challenge":"{}","origin":"{}"{}}})", type,
                     base64url(challenge), from, more);
}

struct Desk {
  HandClock clock;
  crypto::SystemRandom random;
  std::unique_ptr<Passkeys> passkeys = Passkeys::open(store::Database::in_memory(), random).value();
  std::unique_ptr<SecondFactors> factors =
      SecondFactors::open(store::Database::in_memory(), {}, random).value();
  std::unique_ptr<Sessions> sessions =
      Sessions::open(store::Database::in_memory(), clock, random,
                     {.cost = crypto::PasswordCost::minimal_for_tests}, factors.get(),
                     passkeys.get())
          .value();
  TestAuthenticator key;
  Bytes user;  // what the authenticator was told at first

  Desk() {
    REQUIRE(sessions->create_officer("linh", password, {}).ok());
    REQUIRE(passkeys->set_site(parse_site(origin).value()).ok());
  }

  // --- what the browser does
  [[nodiscard]] PasskeyOffer offer(const Bytes& challenge) const {
    return {"blue key", to_bytes(client_data("webauthn.create", challenge)), key.new_passkey()};
  }
  [[nodiscard]] PasskeyProof proof_of(const std::string& said) const {
    return {key.id, to_bytes(said), key.said(), key.signature(said), user};
  }
  [[nodiscard]] PasskeyProof proof(const Bytes& challenge) const {
    return proof_of(client_data("webauthn.get", challenge));
  }

  // --- the whole way
  Bytes invited(const std::string& officer = "linh") {
    return passkeys->invite(officer, clock.time).value().challenge;
  }
  Bytes asked() { return passkeys->ask(clock.time).value().challenge; }
  void add() {
    const PasskeyChallenge made = passkeys->invite("linh", clock.time).value();
    user = made.user;
    REQUIRE(passkeys->add("linh", offer(made.challenge), clock.time).ok());
    key.counter += 1;
  }
  Code refusal(const PasskeyOffer& given) {
    const auto result = passkeys->check("linh", given, clock.time);
    REQUIRE(!result.ok());
    CHECK(passkeys->add("linh", given, clock.time).error().code == result.error().code);
    return result.error().code;
  }
  // All are the same kind of no; the words tell which.
  std::string refusal(const PasskeyProof& given) {
    const auto result = passkeys->verify(given, clock.time);
    REQUIRE(!result.ok());
    CHECK(result.error().code == Code::bad_credentials);
    return result.error().what;
  }
};

}  // namespace

TEST_CASE("a passkey signs in, and its use is noted") {
  Desk desk;
  desk.add();
  const PasskeyOwner owner =
      desk.passkeys->verify(desk.proof(desk.asked()), desk.clock.time).value();
  CHECK(owner.officer == "linh");
  CHECK(owner.copy == PasskeyCopy::unlikely);
  const std::vector<Passkey> all = desk.passkeys->list("linh").value();
  REQUIRE(all.size() == 1);
  CHECK(all.front().name == "blue key");
  CHECK(all.front().id == owner.passkey);
  CHECK(all.front().last_used == desk.clock.time);
  CHECK(desk.passkeys->invite("linh", desk.clock.time).value().known ==
        std::vector<Bytes>{desk.key.id});
}

TEST_CASE("a challenge is good once") {
  Desk desk;
  const Bytes invited = desk.invited();
  const PasskeyOffer offer = desk.offer(invited);
  REQUIRE(desk.passkeys->add("linh", offer, desk.clock.time).ok());
  desk.key.id.push_back('2');
  CHECK(desk.refusal(desk.offer(invited)) == Code::bad_value);
  desk.key.id.pop_back();
  desk.user = desk.passkeys->invite("linh", desk.clock.time).value().user;

  const Bytes asked = desk.asked();
  desk.key.counter = 2;
  REQUIRE(desk.passkeys->verify(desk.proof(asked), desk.clock.time).ok());
  desk.key.counter = 3;
  CHECK(desk.refusal(desk.proof(asked)) == "this answer of the passkey was used already");
  CHECK(desk.passkeys->verify(desk.proof(desk.asked()), desk.clock.time).ok());
}

TEST_CASE("a challenge lives five minutes") {
  Desk desk;
  desk.add();
  const Bytes invited = desk.invited();
  const Bytes asked = desk.asked();
  desk.clock.time += 5min;
  desk.key.id.push_back('2');
  CHECK(desk.refusal(desk.offer(invited)) == Code::bad_value);
  desk.key.id.pop_back();
  CHECK(desk.refusal(desk.proof(asked)) == "the passkey was used too late");
  desk.clock.time -= 1ms;
  CHECK(desk.passkeys->verify(desk.proof(asked), desk.clock.time).ok());
}

TEST_CASE("a challenge is for what and for whom it was made, and by this run of the node") {
  Desk desk;
  desk.add();
  const std::string nobody_asked = "the passkey answers a question that was not asked here";
  CHECK(desk.refusal(desk.proof(desk.invited())) == nobody_asked);
  CHECK(desk.refusal(desk.proof({})) == nobody_asked);
  Bytes forged = desk.asked();
  forged.front() ^= 1U;  // a later end
  CHECK(desk.refusal(desk.proof(forged)) == nobody_asked);
  CHECK(desk.refusal(desk.proof(Desk{}.asked())) == nobody_asked);
  desk.key.id.push_back('2');
  CHECK(desk.refusal(desk.offer(desk.asked())) == Code::bad_value);
  CHECK(desk.refusal(desk.offer(desk.invited("an"))) == Code::bad_value);
}

TEST_CASE("a passkey used on another page, in a frame or for something else is refused") {
  Desk desk;
  desk.add();
  const std::string page = "the passkey was used on another page than this node's";
  for (const std::string_view from :
       {"https://desk.example", "http://desk.example:8443", "https://evil.example:8443", ""}) {
    CHECK(desk.refusal(desk.proof_of(client_data("webauthn.get", desk.asked(), from))) == page);
  }
  const std::string framed =
      client_data("webauthn.get", desk.asked(), origin, R"(,"crossOrigin":true)");
  CHECK(desk.refusal(desk.proof_of(framed)) == page);
  const std::string plain =
      client_data("webauthn.get", desk.asked(), origin, R"(,"crossOrigin":false,"other":[1])");
  CHECK(desk.passkeys->verify(desk.proof_of(plain), desk.clock.time).ok());
  CHECK(desk.refusal(desk.proof_of(client_data("webauthn.create", desk.asked()))) ==
        "the passkey was used for something else");
  CHECK_FALSE(desk.refusal(desk.proof_of("no object")).empty());
  PasskeyOffer offer = desk.offer(desk.invited());
  offer.client_data = to_bytes(client_data("webauthn.create", desk.invited(), "https://a.example"));
  CHECK(desk.refusal(offer) == Code::bad_value);
}

TEST_CASE("another site, a person who is not verified, a wrong signature are refused") {
  Desk desk;
  desk.add();
  Desk other;
  other.key = desk.key;
  const auto with = [&](auto change) {
    const TestAuthenticator good = desk.key;
    change(desk.key);
    std::string said = desk.refusal(desk.proof(desk.asked()));
    desk.key = good;
    return said;
  };
  CHECK(with([](TestAuthenticator& key) { key.site = "evil.example"; }) ==
        "the passkey is for another site than this node's");
  CHECK(with([](TestAuthenticator& key) { key.flags = 0x01; }) ==
        "the authenticator did not verify who holds it");
  CHECK(with([](TestAuthenticator& key) { key.key = TestAuthenticator{}.key; }) ==
        "the signature is not by this passkey");
  PasskeyOffer offer = other.offer(other.invited());
  other.key.site = "evil.example";
  offer.authenticator_data = other.key.new_passkey();
  CHECK(other.refusal(offer) == Code::wrong_addressee);
  other.key.site = "desk.example";
  other.key.flags = 0x01;
  offer.authenticator_data = other.key.new_passkey();
  CHECK(other.refusal(offer) == Code::bad_value);
}

TEST_CASE("a passkey that is not known, or somebody else's, is refused") {
  Desk desk;
  const std::string unknown = "this passkey is not known here (any more)";
  CHECK(desk.refusal(desk.proof(desk.asked())) == unknown);
  desk.add();
  PasskeyProof proof = desk.proof(desk.asked());
  proof.user.front() ^= 1U;
  CHECK(desk.refusal(proof) == unknown);
  const std::string id = desk.passkeys->list("linh").value().front().id;
  CHECK(desk.passkeys->remove("an", id).error().code == Code::not_found);
  REQUIRE(desk.passkeys->remove("linh", id).ok());
  CHECK(desk.passkeys->remove("linh", id).error().code == Code::not_found);
  CHECK(desk.refusal(desk.proof(desk.asked())) == unknown);
}

TEST_CASE("a counter that does not go up tells of a copy; one that counts nothing does not") {
  Desk desk;
  desk.add();
  const auto verify = [&](std::uint32_t counter) {
    desk.key.counter = counter;
    return desk.passkeys->verify(desk.proof(desk.asked()), desk.clock.time).value().copy;
  };
  CHECK(verify(7) == PasskeyCopy::unlikely);
  CHECK(verify(7) == PasskeyCopy::likely);
  CHECK(verify(6) == PasskeyCopy::likely);
  CHECK(verify(0) == PasskeyCopy::likely);
  CHECK(verify(8) == PasskeyCopy::unlikely);
  Desk silent;
  silent.key.counter = 0;
  silent.add();
  silent.key.counter = 0;
  for (int i = 0; i < 2; ++i) {
    const auto owner = silent.passkeys->verify(silent.proof(silent.asked()), silent.clock.time);
    CHECK(owner.value().copy == PasskeyCopy::unlikely);
  }
}

TEST_CASE("passkeys have names, are known once, and are ten at most") {
  Desk desk;
  desk.add();
  CHECK(desk.refusal(desk.offer(desk.invited())) == Code::already_exists);
  const std::string id = desk.passkeys->list("linh").value().front().id;
  CHECK(desk.passkeys->rename("linh", id, "red key").ok());
  CHECK(desk.passkeys->list("linh").value().front().name == "red key");
  CHECK(desk.passkeys->rename("an", id, "mine").error().code == Code::not_found);
  for (const std::string& bad : {std::string(), std::string(65, 'x'), std::string("a\nb")}) {
    CHECK(desk.passkeys->rename("linh", id, bad).error().code == Code::bad_value);
    PasskeyOffer offer = desk.offer(desk.invited());
    offer.name = bad;
    CHECK(desk.refusal(offer) == Code::bad_value);
  }
  for (std::int64_t i = 1; i < Passkeys::rows_max; ++i) {
    desk.key.id.push_back('x');
    desk.add();
  }
  desk.key.id.push_back('x');
  CHECK(desk.refusal(desk.offer(desk.invited())) == Code::already_exists);
  CHECK(desk.passkeys->count("linh").value() == Passkeys::rows_max);
  REQUIRE(desk.passkeys->remove_all("linh").ok());
  CHECK(desk.passkeys->count("linh").value() == 0);
}

TEST_CASE("without an address there are no passkeys, and an address is a host's name") {
  Desk desk;
  REQUIRE(desk.passkeys->set_site(std::nullopt).ok());
  CHECK(desk.passkeys->ask(desk.clock.time).error().code == Code::not_in_this_state);
  CHECK(desk.passkeys->invite("linh", desk.clock.time).error().code == Code::not_in_this_state);
  CHECK(parse_site("https://localhost:8443").value().id == "localhost");
  CHECK(parse_site("https://desk.example").value().origin == "https://desk.example");
  CHECK(parse_site("https://desk.example:443").value().origin == "https://desk.example");
  for (const std::string_view bad :
       {"", "desk.example", "http://desk.example", "https://", "https://127.0.0.1:8443",
        "https://[::1]", "https://desk.example/", "https://Desk.example", "https://desk.example:",
        "https://desk.example:0", "https://desk.example:65536", "https://desk.example:8443x",
        "https://desk..example", "https://.example", "https://a@desk.example"}) {
    CHECK_MESSAGE(parse_site(bad).error().code == Code::bad_value, bad);
  }
}

TEST_CASE("where more than a password is required, whoever has a passkey must use it") {
  Desk desk;
  desk.add();
  CHECK(desk.sessions->sign_in("linh", password, home).value().lacks == Lacks::nothing);
  REQUIRE(desk.factors->set_rule(FactorRule::required).ok());
  const SignIn half = desk.sessions->sign_in("linh", password, home).value();
  CHECK(half.lacks == Lacks::passkey);
  CHECK(half.token.empty());
  const auto by = [&](const std::string& officer) {
    return desk.sessions->sign_in_by([&]() -> Result<std::string> { return officer; }, home);
  };
  CHECK(by("linh").value().session.standing == Standing::full);
  REQUIRE(desk.passkeys->remove_all("linh").ok());
  CHECK(desk.sessions->sign_in("linh", password, home).value().session.standing ==
        Standing::must_enrol);
  CHECK(by("nobody").error().code == Code::bad_credentials);
}

TEST_CASE("whoever fails with passkeys again and again has to wait") {
  Desk desk;
  const auto fail = [&] {
    const auto result = desk.sessions->sign_in_by(
        []() -> Result<std::string> { return Error{Code::bad_credentials, "no"}; }, home);
    return result.error().code;
  };
  int tries = 0;
  while (fail() == Code::bad_credentials)
    ++tries;
  CHECK(tries == 30);
  CHECK(fail() == Code::too_many_attempts);
}
