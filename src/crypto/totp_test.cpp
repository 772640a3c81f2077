#include "crypto/totp.hpp"

#include <doctest/doctest.h>

using namespace haidang;
using namespace haidang::crypto;
using namespace std::chrono_literals;

namespace {

const std::string key = "12345678901234567890";  // RFC 6238, appendix B

std::optional<std::int64_t> step_at(std::string_view code, std::chrono::seconds at) {
  return totp_step(as_bytes(key), code, Time(at));
}

}  // namespace

TEST_CASE("the codes of RFC 6238 are accepted in their thirty seconds") {
  // The last six of the eight digits that the appendix prints.
  CHECK(step_at("287082", 59s) == 1);
  CHECK(step_at("081804", 1111111109s) == 37037036);
  CHECK(step_at("050471", 1111111111s) == 37037037);
  CHECK(step_at("005924", 1234567890s) == 41152263);
  CHECK(step_at("279037", 2000000000s) == 66666666);
}

TEST_CASE("clocks may differ by one step and not by two") {
  CHECK(step_at("287082", 59s + 30s) == 1);
  CHECK(step_at("287082", 29s) == 1);
  CHECK_FALSE(step_at("287082", 59s + 61s));
}

TEST_CASE("what is no code of six digits is none") {
  for (const std::string_view code : {"", "28708", "2870822", "94287082", "28708a", " 287082"})
    CHECK_FALSE(step_at(code, 59s));
  CHECK_FALSE(step_at("287083", 59s));
}

TEST_CASE("secrets are written in base32 without padding") {
  CHECK(base32(as_bytes("foobar")) == "MZXW6YTBOI");  // RFC 4648 section 10
  CHECK(base32(as_bytes(key)) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}
