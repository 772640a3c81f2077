#include "base/bytes.hpp"

#include <doctest/doctest.h>

using namespace haidang;

TEST_CASE("base64 gives the vectors of RFC 4648 section 10 and refuses other spellings") {
  CHECK(base64(as_bytes("")) == "");
  CHECK(base64(as_bytes("f")) == "Zg==");
  CHECK(base64(as_bytes("fo")) == "Zm8=");
  CHECK(base64(as_bytes("foobar")) == "Zm9vYmFy");
  CHECK(to_text(parse_base64("Zm9vYg==").value()) == "foob");
  for (const char* bad : {"Zg=", "Zg", "Zh==", "Z===", "====", "Zm 9", "Zg==Zg=="}) {
    CAPTURE(bad);
    CHECK(!parse_base64(bad).ok());
  }
}

TEST_CASE("hex goes both ways and a digest needs exactly 32 bytes") {
  CHECK(hex(Bytes{0x00, 0xff, 0x1a}) == "00ff1a");
  CHECK(parse_hex("00FF1a").value() == Bytes{0x00, 0xff, 0x1a});
  CHECK(!parse_hex("0").ok());
  CHECK(!parse_hex("zz").ok());
  CHECK(!parse_digest("00").ok());
  CHECK(parse_digest(std::string(64, 'a')).ok());
}

TEST_CASE("words are the proquints of the published examples") {
  CHECK(words(Bytes{127, 0, 0, 1}) == "lusab-babad");
  CHECK(words(Bytes{63, 84, 220, 193}) == "gutih-tugad");
  CHECK(same_words("LUSAB babad", "lusab-babad"));
  CHECK(!same_words("lusab-babaz", "lusab-babad"));
}
