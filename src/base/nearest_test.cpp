#include "base/nearest.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace haidang;

TEST_CASE("a slip finds the name that was meant, in either case of its letters") {
  const std::vector<std::string> names{"BANK_SECRECY", "DUAL_CRIM", "DE_MINIMIS", "42", "art"};
  CHECK(nearest("bank_secrcy", names) == "BANK_SECRECY");
  CHECK(nearest("Dual_Crime", names) == "DUAL_CRIM");
  CHECK(nearest("43", names) == "42");
  CHECK(!nearest("weather", names));
  CHECK(!nearest(std::string(5000, 'a'), names));
  CHECK(!nearest("", names));
  CHECK(!nearest("a", std::vector<std::string>{}));
}

TEST_CASE("edits are counted both ways alike") {
  CHECK(edits("", "abc") == 3);
  CHECK(edits("kitten", "sitting") == 3);
  CHECK(edits("sitting", "kitten") == 3);
  CHECK(edits("same", "same") == 0);
  CHECK(small_letters("HD-3002 Điều") == "hd-3002 Điều");
}
