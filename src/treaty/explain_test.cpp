#include "treaty/explain.hpp"

#include <doctest/doctest.h>

using namespace haidang::treaty;

namespace {

bool says(std::string_view topic, std::string_view text) {
  return explain(Treaty::embedded(), topic).find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("an unknown topic is answered with what can be asked") {
  CHECK(says("", "measure ID"));
  CHECK(says("weather", "clock ID"));
  CHECK(says("ground NONE", "Not found. There are:"));
  CHECK(says("ground NONE", "ESSENTIAL_INTERESTS"));
  CHECK(!says("ground", "Not found"));
}

TEST_CASE("every rule is explained with its citation and its mark") {
  const Treaty& law = Treaty::embedded();
  for (const Article& row : law.articles())
    CHECK(says("art " + row.number, row.title));
  for (const Ground& row : law.grounds())
    CHECK(says("ground " + row.code, row.source.citation));
  for (const ClockRule& row : law.clocks())
    CHECK(says("clock " + row.id, row.source.citation));
  for (const Offence& row : law.offences())
    CHECK(says("offence " + row.code, row.source.citation));
  for (const Instrument& row : law.instruments())
    CHECK(says("instrument " + row.id, row.title));
  for (const Definition& row : law.definitions())
    CHECK(says("term " + row.term, row.text));
  for (const Measure& row : law.measures()) {
    for (const ContentItem& item : row.contents) {
      CHECK(says("measure " + row.id, item.source.citation));
    }
  }
}

TEST_CASE("the marks tell what was read from what still needs checking") {
  CHECK(says("term emergency", "), verified."));
  CHECK(says("art 42", "NOT VERIFIED"));
  CHECK(says("art. 42", "Article 42."));
  CHECK(says("ground BANK_SECRECY", "never a ground of refusal"));
  CHECK(says("ground POSTPONE_ONGOING", "ground of postponement"));
  CHECK(says("clock preservation-minimum", "Days: 60 (minimum)"));
  CHECK(says("clock postponement-review", "house rule, not law"));
  CHECK(says("measure preservation", "only for offences of class serious-crime, other"));
  CHECK(says("offence serious-crime", "48 months"));
  CHECK(says("instrument reciprocity", "serve as a model"));
  CHECK(says("instrument budapest", "preservation  art. 29"));
  CHECK(says("measure preservation budapest", "POLITICAL_OFFENCE"));
  CHECK(says("measure preservation untoc", "untoc does not carry preservation"));
  CHECK(says("measure emergency-data", "emergency-only"));
  CHECK(says("measure mutual-legal-assistance", "(m) Any other assistance"));
}

TEST_CASE("what a Party may declare is explained with what it changes") {
  for (const DeclarationRule& rule : Treaty::embedded().declarations()) {
    CHECK(says("declaration " + rule.id, rule.effect));
    CHECK(says("declaration " + rule.id, rule.source.citation));
  }
}

TEST_CASE("the gate explains itself") {
  CHECK(says("scope", "content-interception"));
  CHECK(says("scope extradition other uncc", "Not allowed"));
  CHECK(says("scope extradition", "Allowed, on uncac."));
  CHECK(says("scope extradition UNCC-07 uncc", "Allowed, on uncc."));
  CHECK(says("scope extradition other uncc", "art. 37"));
  CHECK(says("scope extradition other uncc", "Another legal basis"));
  CHECK(says("scope stored-data serious-crime uncc", "evidence in electronic form"));
  CHECK(says("scope nothing", "There is no such measure."));
  CHECK(says("scope preservation nothing", "there is no such offence"));
}
