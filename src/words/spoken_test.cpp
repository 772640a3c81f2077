#include "words/spoken.hpp"

#include <doctest/doctest.h>

#include "words/words.hpp"

using namespace haidang;
using namespace haidang::wording;

namespace {

const Language french = Language::find("fr").value();
const Language arabic = Language::find("ar").value();

std::string with(Language language, std::string_view key, Arguments arguments) {
  return text(language, key, arguments);
}

}  // namespace

TEST_CASE("English stays as it was said") {
  const Error error{Code::not_found, "there is no node in /tmp/x", "", "Make one."};
  const Spoken said = spoken(Language(), error);
  CHECK(said.error.what == error.what);
  CHECK(said.error.next == "Make one.");
  CHECK(said.english.empty());
  CHECK(spoken(Language(), {Code::not_found, ""}).error.what == code_info(Code::not_found).meaning);
}

TEST_CASE("what happened, why and what to do next are said in the reader's language") {
  const Error error{Code::not_found, "there is no such case here", "odd length",
                    "List the cases you hold."};
  for (const Language language : languages()) {
    const Spoken said = spoken(language, error);
    CHECK(said.english.empty());
    CHECK((said.error.what == error.what) == (language == Language()));
    CHECK((said.error.why == error.why) == (language == Language()));
    CHECK((said.error.next == error.next) == (language == Language()));
  }
}

TEST_CASE("names and numbers are carried over, whatever stands in them") {
  for (const char* name : {"XB", "", "O'Neil {0} is no Party to this", "المنارة"}) {
    const Error error{Code::wrong_party, std::string(name) + " is no Party to this case"};
    const Spoken said = spoken(french, error);
    CHECK(said.english.empty());
    CHECK(said.error.what == with(french, "problem.is-no-party-to-this", {{"0", name}}));
  }
  const Error two{Code::gap, "it had seen 7 acts of XB, and 5 are here"};
  CHECK(spoken(arabic, two).error.what ==
        with(arabic, "problem.it-had-seen-acts-of", {{"0", "7"}, {"1", "XB"}, {"2", "5"}}));
}

TEST_CASE("an apostrophe of the program is the typographic one of the catalogue") {
  const Error error{Code::bad_value, "'xb' is not a Party's code"};
  CHECK(spoken(french, error).error.what ==
        with(french, "problem.is-not-a-partys-code", {{"0", "xb"}}));
}

TEST_CASE("of two sentences that fit, the one that says more itself is taken") {
  CHECK(spoken(french, {Code::too_large, "at most 20 bytes are accepted"}).error.what ==
        with(french, "problem.at-most-bytes-are-accepted", {{"0", "20"}}));
  CHECK(spoken(french, {Code::too_large, "at most 20 are accepted"}).error.what ==
        with(french, "problem.at-most-are-accepted", {{"0", "20"}}));
}

TEST_CASE("what no catalogue has stays in English, under the meaning of its code") {
  const Spoken strange = spoken(french, {Code::storage_failed, "gears ground", "sand"});
  CHECK(strange.error.what == with(french, "error.HD-6002", {}));
  CHECK(strange.error.why.empty());
  CHECK(strange.english == "gears ground: sand");
  CHECK(strange.error.next == with(french, "error.HD-6002.next", {}));

  const Spoken half = spoken(french, {Code::storage_failed, "could not open /x", "sand", "Dig."});
  CHECK(half.error.what == with(french, "problem.could-not-open", {{"0", "/x"}}));
  CHECK(half.english == "sand");
  CHECK(half.error.next == "Dig.");
}
