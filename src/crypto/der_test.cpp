#include "crypto/der.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

using namespace haidang;
using namespace haidang::crypto;

namespace {

Bytes bytes_of(std::string_view hex_text) {
  return parse_hex(hex_text).value();
}

}  // namespace

TEST_CASE("only definite lengths in their shortest form are read") {
  for (const char* bad : {"", "30", "3080", "30800000", "308100", "30817f", "30820080", "3002aa",
                          "30850000000001aa", "3084ffffffff", "1f2000", "3f2000"}) {
    CAPTURE(bad);
    const Bytes bytes = bytes_of(bad);
    CHECK(!DerReader(bytes).next().has_value());
  }
}

TEST_CASE("elements are read one by one, and a wrong tag consumes nothing") {
  const Bytes bytes = bytes_of("020105040161");
  DerReader reader(bytes);
  CHECK(!reader.next(der_tag::sequence).has_value());
  CHECK(hex(reader.next(der_tag::integer).value().body) == "05");
  CHECK(!reader.at_end());
  CHECK(hex(reader.next().value().whole) == "040161");
  CHECK(reader.at_end());
  CHECK(!reader.next().has_value());
}

TEST_CASE("a sole element has nothing behind it") {
  CHECK(sole_element(bytes_of("3000"), der_tag::sequence).has_value());
  CHECK(!sole_element(bytes_of("300000"), der_tag::sequence).has_value());
  CHECK(!sole_element(bytes_of("3000"), der_tag::set).has_value());
}

TEST_CASE("what is written is read back, whatever its length") {
  CHECK(rc::check("header round trip", [] {
    const auto size = *rc::gen::inRange<std::size_t>(0, 70'000);
    Bytes bytes;
    append_der_header(bytes, der_tag::octet_string, size);
    bytes.resize(bytes.size() + size);
    const auto element = sole_element(bytes, der_tag::octet_string);
    RC_ASSERT(element.has_value() && element->body.size() == size);
  }));
}
