#include "treaty/declared.hpp"
#include "treaty/testing.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace haidang;
using namespace haidang::treaty;

namespace {

Code code_of(const Declared& made) {
  const std::array all{made};
  const auto checked = check_declared(law(), all);
  return checked.ok() ? Code::internal : checked.error().code;
}

constexpr Code fine = Code::internal;

}  // namespace

TEST_CASE("a declaration takes the values that its rule takes, and no others") {
  CHECK(code_of({"atlantis"}) == Code::bad_value);
  CHECK(code_of({"preservation-dual-criminality"}) == fine);
  CHECK(code_of({"preservation-dual-criminality", {"yes"}}) == Code::bad_value);
  CHECK(code_of({"extradition-basis"}) == Code::bad_value);
  CHECK(code_of({"extradition-basis", {"perhaps"}}) == Code::bad_value);
  CHECK(code_of({"extradition-basis", {"no"}}) == fine);
  CHECK(code_of({"languages", {"en", "fr", "arb"}}) == fine);
  CHECK(code_of({"languages", {"English"}}) == Code::bad_value);
  CHECK(code_of({"languages"}) == Code::bad_value);
  CHECK(code_of({"central-authority", {" "}}) == Code::bad_value);
  CHECK(code_of({"central-authority", {"Ministry of Justice"}}) == Code::bad_value);
  CHECK(code_of({"central-authority", {"justice", "justice-overseas"}}) == fine);
  CHECK(code_of({"real-time-traffic-offences", {"arts 14 and 15"}}) == Code::bad_value);
  CHECK(code_of({"real-time-traffic-offences", {"UNCC-15", "serious-crime"}}) == fine);
}

TEST_CASE("a declaration stands there once") {
  const std::array twice{Declared{"oral-urgent", {"yes"}}, Declared{"oral-urgent", {"no"}}};
  CHECK(check_declared(law(), twice).error().code == Code::bad_value);
  const std::vector<Declared> many(declared_max + 1, Declared{"oral-urgent", {"yes"}});
  CHECK(check_declared(law(), many).error().code == Code::too_large);
}

TEST_CASE("what a Party declared is told for the measures that it concerns") {
  const std::array made{Declared{"languages", {"fr"}}, Declared{"closed-networks"}};
  CHECK(effects_of(law(), "preservation", made).find("fr") != std::string::npos);
  CHECK(effects_of(law(), "preservation", made).find("closed group") == std::string::npos);
  CHECK(effects_of(law(), "real-time-traffic", made).find("closed group") != std::string::npos);
}
