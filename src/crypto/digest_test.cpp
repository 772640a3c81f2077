#include "crypto/digest.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <thread>

#include "crypto/random.hpp"

using namespace haidang;
using namespace haidang::crypto;

// FIPS 180-4 examples (NIST CSRC, "SHA256.pdf" and "SHA2_Additional.pdf").
TEST_CASE("SHA-256 gives the published digests") {
  CHECK(hex(sha256(as_bytes(""))) ==
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hex(sha256(as_bytes("abc"))) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex(sha256(as_bytes("abcdbcdecdefdefgefghfghighijhijk"),
                   as_bytes("ijkljklmklmnlmnomnopnopq"))) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(hex(sha256(to_bytes(std::string(1'000'000, 'a')))) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("a running digest does not depend on how the bytes are cut, and starts again") {
  CHECK(rc::check("cuts", [](const std::vector<Bytes>& pieces) {
    Sha256 running;
    running.update(as_bytes("left over"));
    (void)running.finish();
    Bytes whole;
    for (const Bytes& piece : pieces) {
      running.update(piece);
      append(whole, piece);
    }
    RC_ASSERT(running.finish() == sha256(whole));
  }));
}

TEST_CASE("a moved digest goes on where it was") {
  Sha256 first;
  first.update(as_bytes("a"));
  Sha256 second = std::move(first);
  second.update(as_bytes("bc"));
  CHECK(second.finish() == sha256(as_bytes("abc")));
}

TEST_CASE("threads do not disturb each other's digests") {
  const Digest expected = sha256(as_bytes("abc"));
  std::vector<int> wrong(4, 0);
  std::vector<std::jthread> threads;
  for (int& count : wrong) {
    threads.emplace_back([&count, &expected] {
      for (int i = 0; i < 5000; ++i)
        count += sha256(as_bytes("a"), as_bytes("bc")) != expected;
    });
  }
  threads.clear();
  CHECK(wrong == std::vector<int>(4, 0));
}

TEST_CASE("secrets are equal only in length and in every byte") {
  CHECK(equal_secret(as_bytes(""), as_bytes("")));
  CHECK(equal_secret(as_bytes("same"), as_bytes("same")));
  CHECK(!equal_secret(as_bytes("same"), as_bytes("sam")));
  CHECK(!equal_secret(as_bytes("same"), as_bytes("sane")));
}

TEST_CASE("random numbers fill what they are given and do not repeat") {
  SystemRandom random;
  Bytes first(32);
  Bytes second(32);
  random.fill(first);
  random.fill(second);
  CHECK(first != second);
  random.fill({});
}
