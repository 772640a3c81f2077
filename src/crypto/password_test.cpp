#include "crypto/password.hpp"

#include <doctest/doctest.h>

using namespace haidang::crypto;

TEST_CASE("what is not a password hash verifies nothing") {
  for (const char* bad : {"", "$", "plain", "$argon2id$", "$argon2id$v=19$m=8,t=1,p=1$AAAA$"}) {
    CAPTURE(bad);
    CHECK(!verify_password(bad, ""));
    CHECK(!verify_password(bad, "secret"));
  }
  CHECK(!verify_password(std::string(5000, 'a'), "secret"));
}

TEST_CASE("a password verifies against its own hash only, and each hash is salted") {
  const std::string phc = hash_password("lighthouse", PasswordCost::minimal_for_tests);
  CHECK(phc.starts_with("$argon2id$v=19$"));
  CHECK(verify_password(phc, "lighthouse"));
  CHECK(!verify_password(phc, "Lighthouse"));
  CHECK(!verify_password(phc, ""));
  CHECK(!verify_password(phc, std::string("lighthouse\0x", 12)));
  CHECK(hash_password("lighthouse", PasswordCost::minimal_for_tests) != phc);
}

// From the reference implementation of Argon2 (phc-winner-argon2, src/test.c, argon2id, m=256).
TEST_CASE("a hash made by the reference implementation verifies") {
  const std::string phc =
      "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
  CHECK(verify_password(phc, "password"));
  CHECK(!verify_password(phc, "differentpassword"));
}
