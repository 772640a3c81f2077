#include "treaty/topic.hpp"

#include <doctest/doctest.h>

#include "treaty/explain.hpp"

using namespace haidang;
using namespace haidang::treaty;

namespace {

std::string topic(std::string_view asked) {
  const auto found = find_topic({}, Treaty::embedded(), asked);
  return found.ok() ? *found : found.error().what + "|" + found.error().next;
}

bool misses(std::string_view asked, std::string_view next) {
  const auto found = find_topic({}, Treaty::embedded(), asked);
  return !found.ok() && found.error().code == Code::not_found &&
         found.error().next.find(next) != std::string::npos;
}

}  // namespace

TEST_CASE("what the law does not have is an error that names the nearest, or all there are") {
  CHECK(misses("", "art NUMBER"));
  CHECK(misses("weather", "clock ID"));
  CHECK(misses("ground FOO", "haidang explain grounds"));
  CHECK(misses("ground bank_secrcy", "Did you mean: haidang explain ground BANK_SECRECY"));
  CHECK(misses("art 99", "Did you mean: haidang explain art 9"));
  CHECK(misses("99", "haidang explain art 9"));
  CHECK(misses("clock nope", "haidang explain clocks"));
  CHECK(misses("measure preservation nothing", "haidang explain instruments"));
  CHECK(misses("scope nothing", "haidang explain measures"));
  CHECK(misses("scope preservation nothing", "haidang explain offences"));
  CHECK(misses("preservaton", "Did you mean: haidang explain measure preservation"));
  CHECK(misses("gruond", "Did you mean: haidang explain ground"));
  const auto all = find_topic({}, Treaty::embedded(), "ground FOO");
  CHECK(all.error().details.size() == Treaty::embedded().grounds().size());
  CHECK(all.error().details.front().citation.starts_with("art"));
}

TEST_CASE("a name is found whatever its case, with or without its heading") {
  CHECK(topic("ground bank_secrecy") == "ground BANK_SECRECY");
  CHECK(topic("Grounds") == "ground");
  CHECK(topic("BANK_SECRECY") == "ground BANK_SECRECY");
  CHECK(topic("preservation") == "measure preservation");
  CHECK(topic("uncc-07") == "offence UNCC-07");
  CHECK(topic("offence uncc-11.1.b") == "offence UNCC-11.1.b");
  CHECK(topic("emergency") == "term o");
  CHECK(topic("term Emergency") == "term o");
  CHECK(topic("measure Preservation Budapest") == "measure preservation budapest");
  CHECK(topic("scope Extradition OTHER uncc") == "scope extradition other uncc");
}

TEST_CASE("a paragraph is explained with its article") {
  CHECK(topic("art 42(6)") == "art 42");
  CHECK(topic("art. 42(3)(e)") == "art 42");
  CHECK(topic("Article 42") == "art 42");
  CHECK(topic("42") == "art 42");
  CHECK(topic("42(6)") == "art 42");
  CHECK(explain(Treaty::embedded(), topic("42")).find("preservation  ") != std::string::npos);
}

TEST_CASE("every name that a list gives is a topic, and stays what it is") {
  const Treaty& law = Treaty::embedded();
  for (const Measure& row : law.measures())
    CHECK(topic("measure " + row.id) == "measure " + row.id);
  for (const Offence& row : law.offences())
    CHECK(topic("offence " + row.code) == "offence " + row.code);
  for (const ClockRule& row : law.clocks())
    CHECK(topic("clock " + row.id) == "clock " + row.id);
  for (const Article& row : law.articles())
    CHECK(topic("art " + row.number) == "art " + row.number);
  for (const Definition& row : law.definitions())
    CHECK(topic("term " + row.term) == "term " + row.letter);
}
