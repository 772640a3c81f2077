#include "http/attempts.hpp"

#include <doctest/doctest.h>

#include "http/message.hpp"

using namespace haidang;
using namespace haidang::http;
using namespace std::chrono_literals;

namespace {

const Time noon = parse_time("2026-06-01T12:00:00Z").value();

std::string wait_told(const Result<void>& refused) {
  REQUIRE(!refused.ok());
  CHECK(refused.error().code == Code::too_many_attempts);
  CHECK(refused.error().details.at(0).item == retry_after_item);
  return refused.error().details.at(0).text;
}

}  // namespace

TEST_CASE("after the free attempts the waits double up to the longest") {
  Attempts attempts({.free = 2, .first_wait = 60s, .longest_wait = 200s});
  Time now = noon;
  CHECK(attempts.begin("a", now).ok());
  CHECK(attempts.begin("a", now).ok());
  for (const auto& [wait, told] : {std::pair{60s, "60"}, std::pair{120s, "120"},
                                   std::pair{200s, "200"}, std::pair{200s, "200"}}) {
    CHECK(wait_told(attempts.begin("a", now)) == told);
    CHECK(wait_told(attempts.begin("a", now + wait - 1ms)) == "1");
    now += wait;
    CHECK(attempts.begin("a", now).ok());
  }
}

TEST_CASE("one key's failures are not another's, and a good attempt clears the count") {
  Attempts attempts({.free = 2});
  for (int i = 0; i < 2; ++i)
    CHECK(attempts.begin("a", noon).ok());
  CHECK(!attempts.begin("a", noon).ok());
  CHECK(attempts.begin("b", noon).ok());
  attempts.forgive("a");
  CHECK(attempts.begin("a", noon).ok());
  attempts.forgive_once("a");
  attempts.forgive_once("b");
  attempts.forgive_once("nobody");
  CHECK(attempts.size() == 0);
}

TEST_CASE("old failures are forgotten") {
  Attempts attempts({.free = 1, .forgotten_after = 3600s});
  CHECK(attempts.begin("a", noon).ok());
  CHECK(!attempts.begin("a", noon).ok());
  CHECK(attempts.begin("a", noon + 3601s).ok());
  CHECK(!attempts.begin("a", noon + 3601s).ok());
}

TEST_CASE("a flood of names neither fills the memory nor clears a fresh count") {
  Attempts attempts({.free = 1, .keys_max = 100});
  for (int i = 0; i < 1000; ++i) {
    if (i % 50 == 0) (void)attempts.begin("target", noon + i * 1ms + 3600s * (i / 500));
    CHECK(attempts.begin("flood" + std::to_string(i), noon + i * 1ms).ok());
    CHECK(attempts.size() <= 100);
  }
  CHECK(!attempts.begin("target", noon + 3600s).ok());
}
