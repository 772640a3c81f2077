// The gate, measure by measure, against the table that people reviewed (reference of the
// Convention, arts 3, 23, 35, 40(1)): written out here once more, so that a slip in the data is
// seen.
#include "treaty/scope.hpp"
#include "treaty/testing.hpp"

#include <doctest/doctest.h>

#include <array>
#include <map>
#include <set>

using namespace haidang;
using namespace haidang::treaty;

namespace {

RequestFacts question(const std::string& measure, const std::string& offence,
                      std::vector<std::string> bases) {
  RequestFacts facts{measure, std::move(bases), offence, std::nullopt, {}};
  if (offence == "serious-crime") facts.penalty_months = 48;
  facts.statute = "Penal Code, s. 1";
  return facts;
}

bool is_open(const std::string& measure, const std::string& offence, const std::string& basis) {
  return scope(law(), question(measure, offence, {basis})).is_open();
}

using Names = std::set<std::string>;

// Which bases open a measure for an offence of the Convention, a serious crime, any other offence.
struct Row {
  const char* measure;
  Names convention;
  Names serious;
  Names other;
};

const Names free_form{"bilateral", "reciprocity"};

Names with_free(Names names) {
  names.insert(free_form.begin(), free_form.end());
  return names;
}

std::vector<Row> table() {
  const Names treaties{"uncc", "untoc", "uncac"};
  const Names crime{"untoc", "uncac"};
  const Names corruption{"uncac"};
  const Names evidence{"uncc", "budapest"};
  const Names coe{"budapest"};
  const Names alone{"uncc"};
  const Names none;
  return {
      {"deconfliction", treaties, crime, corruption},
      {"jurisdiction-consultation", {"uncc", "budapest", "untoc", "uncac"}, crime, corruption},
      {"onward-transfer", alone, alone, alone},
      {"other-purpose", treaties, {"uncc", "untoc", "uncac"}, {"uncc", "uncac"}},
      {"extradition", {"uncc", "budapest", "untoc", "uncac"}, crime, corruption},
      {"provisional-arrest", treaties, crime, corruption},
      {"sentenced-person-transfer", treaties, crime, corruption},
      {"proceedings-transfer", treaties, crime, corruption},
      {"mutual-legal-assistance",
       {"uncc", "budapest", "2ap", "untoc", "uncac"},
       {"uncc", "budapest", "2ap", "untoc", "uncac"},
       {"budapest", "2ap", "uncac"}},
      {"spontaneous-information",
       {"uncc", "budapest", "untoc", "uncac"},
       {"uncc", "budapest", "untoc", "uncac"},
       {"budapest", "uncac"}},
      {"technical-advice", evidence, evidence, coe},
      {"provider-location", alone, alone, none},
      {"assistance-24-7", evidence, evidence, coe},
      {"emergency-data", {"uncc", "2ap"}, {"uncc", "2ap"}, {"2ap"}},
      {"liveness-drill", alone, alone, alone},
      {"preservation", evidence, evidence, coe},
      {"partial-disclosure", evidence, evidence, coe},
      {"stored-data",
       {"uncc", "budapest", "2ap", "untoc", "uncac"},
       {"uncc", "budapest", "2ap", "untoc", "uncac"},
       {"budapest", "2ap", "uncac"}},
      {"real-time-traffic", evidence, evidence, coe},
      {"content-interception", evidence, evidence, coe},
      {"police-information", treaties, crime, corruption},
      {"joint-investigation",
       {"uncc", "2ap", "untoc", "uncac"},
       {"2ap", "untoc", "uncac"},
       {"2ap", "uncac"}},
      {"asset-tracing", treaties, crime, corruption},
      {"asset-freezing", treaties, crime, corruption},
      {"asset-confiscation-own-order", treaties, crime, corruption},
      {"asset-confiscation-foreign-order", treaties, crime, corruption},
      {"asset-return", treaties, crime, corruption},
      {"asset-information", {"uncc", "uncac"}, corruption, corruption},
  };
}

}  // namespace

TEST_CASE("every measure, class of offence and legal basis: open or not") {
  const std::vector<Row> rows = table();
  CHECK(rows.size() == law().measures().size());
  for (const Row& row : rows) {
    for (const Instrument& basis : law().instruments()) {
      CAPTURE(row.measure);
      CAPTURE(basis.id);
      CHECK(is_open(row.measure, "UNCC-07", basis.id) ==
            with_free(row.convention).contains(basis.id));
      CHECK(is_open(row.measure, "serious-crime", basis.id) ==
            with_free(row.serious).contains(basis.id));
      CHECK(is_open(row.measure, "other", basis.id) == with_free(row.other).contains(basis.id));
    }
  }
}

TEST_CASE("every answer has a reason with a citation for every basis") {
  for (const Measure& measure : law().measures()) {
    for (const char* offence : {"UNCC-13", "serious-crime", "other"}) {
      for (const Instrument& basis : law().instruments()) {
        const ScopeAnswer answer = scope(law(), question(measure.id, offence, {basis.id}));
        REQUIRE(!answer.reasons.empty());
        for (const ScopeReason& reason : answer.reasons) {
          CHECK(reason.basis == basis.id);
          CHECK(!reason.text.empty());
          CHECK(!reason.source.citation.empty());
        }
        const bool opens = answer.reasons.back().standing == Standing::opens;
        CHECK(opens == answer.is_open());
      }
    }
  }
}

TEST_CASE("a serious crime is four years or more, 2(h), by a statute that is cited") {
  RequestFacts facts = question("stored-data", "serious-crime", {"uncc"});
  for (const auto& [months, open] : std::map<std::int64_t, bool>{{47, false}, {48, true}}) {
    facts.penalty_months = months;
    CHECK(scope(law(), facts).is_open() == open);
  }
  facts.penalty_months.reset();
  CHECK(!scope(law(), facts).is_open());
  facts.penalty_months = 48;
  facts.statute = "";
  CHECK(text_of(scope(law(), facts)).find("cite the statute") != std::string::npos);
}

TEST_CASE("for a serious crime the types of assistance are those that gather electronic evidence") {
  RequestFacts facts = question("mutual-legal-assistance", "serious-crime", {"uncc"});
  for (const AssistanceType& type : law().measure(facts.measure).value()->assistance_types) {
    facts.assistance_type = type.letter;
    const bool gathers = std::string("acdefghim").find(type.letter) != std::string::npos;
    CHECK(scope(law(), facts).is_open() == gathers);
  }
  facts.offence = "UNCC-07";
  facts.assistance_type = "b";
  CHECK(scope(law(), facts).is_open());
}

TEST_CASE("a Party that does not take the Convention as a basis closes extradition, 37(6)") {
  RequestFacts facts = question("extradition", "UNCC-07", {"uncc"});
  facts.requested = {{"extradition-basis", {"yes"}}};
  CHECK(scope(law(), facts).is_open());
  facts.requested = {{"extradition-basis", {"no"}}};
  CHECK(!scope(law(), facts).is_open());
  facts.legal_bases = {"uncc", "bilateral"};
  CHECK(scope(law(), facts).basis == "bilateral");
}

TEST_CASE("real-time collection is open for the offences that a reservation lists, 23(3)(a)") {
  RequestFacts facts = question("real-time-traffic", "UNCC-07", {"uncc"});
  facts.requested = {{"real-time-traffic-offences", {"UNCC-15", "serious-crime"}}};
  const ScopeAnswer answer = scope(law(), facts);
  CHECK(!answer.is_open());
  CHECK(text_of(answer).find("art. 23(3)(a)") != std::string::npos);
  facts.offence = "UNCC-15";
  CHECK(scope(law(), facts).is_open());
  facts.offence = "serious-crime";
  facts.penalty_months = 60;
  facts.statute = "s. 1";
  CHECK(scope(law(), facts).is_open());
  facts.measure = "content-interception";
  facts.offence = "UNCC-07";
  CHECK(scope(law(), facts).is_open());
}

TEST_CASE("extradition under the Convention on Cybercrime asks for one year, 24(1)") {
  RequestFacts facts = question("extradition", "UNCC-07", {"budapest"});
  facts.penalty_months = 11;
  CHECK(!scope(law(), facts).is_open());
  facts.penalty_months = 12;
  CHECK(scope(law(), facts).is_open());
  facts.offence = "UNCC-15";  // it has no such offence
  CHECK(!scope(law(), facts).is_open());
}

TEST_CASE("the first basis that opens the measure governs") {
  CHECK(scope(law(), question("extradition", "other", {"uncc", "uncac", "bilateral"})).basis ==
        "uncac");
  CHECK(!scope(law(), question("preservation", "UNCC-07", {"atlantis"})).is_open());
  CHECK(!scope(law(), question("preservation", "UNCC-99", {"uncc"})).is_open());
  CHECK(!scope(law(), question("nothing", "UNCC-07", {"uncc"})).is_open());
}
