#include "treaty/own_law.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "treaty/scope.hpp"

using namespace haidang;
using namespace haidang::treaty;

namespace {

bool any_act(std::string_view name) {
  return name != "dance";
}

// The very file that the documentation shows.
std::string example() {
  std::ifstream file(std::string(HAIDANG_SOURCE_DIR) + "/treaty/examples/own-law.json");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string changed(std::string_view from, std::string_view to) {
  std::string text = example();
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

OwnLaw with(std::vector<OwnFile> files) {
  return with_own_law(files, any_act);
}

Error fault_of(const std::string& text) {
  const OwnLaw own = with({{"xa.json", text}});
  REQUIRE(own.faults.size() == 1);
  CHECK(own.in_force.empty());
  CHECK(own.law.instruments().size() == Treaty::embedded().instruments().size());
  return own.faults[0].error;
}

bool says(const Error& error, std::string_view part) {
  return error.text().find(part) != std::string::npos;
}

HomeQuestion question() {
  return {"stored-data", "XA", "XB", "Regional Court", {{"court_file_number", "12/26"}}};
}

}  // namespace

TEST_CASE("a bilateral treaty of a file is a legal basis with its own grounds") {
  const OwnLaw own = with({{"xa.json", example()}});
  REQUIRE(own.faults.empty());
  CHECK(own.in_force == std::vector<std::string>{"xa.json"});
  RequestFacts facts{"stored-data", {"xa-xb-2024"}, "other", std::nullopt, {}};
  CHECK(scope(own.law, facts).is_open());
  facts.measure = "extradition";
  CHECK(!scope(own.law, facts).is_open());
  CHECK(!scope(Treaty::embedded(), facts).is_open());
  const std::vector<std::string> grounds{"OTHER_TREATY_GROUND"};
  RefusalFacts refusal{{"stored-data", {"xa-xb-2024"}, "other", std::nullopt, {}},
                       grounds,
                       "The treaty says so.",
                       std::nullopt};
  CHECK(own.law.check_refusal(refusal).ok());
  refusal.request.legal_bases = {"uncc"};
  refusal.request.offence = "UNCC-07";
  CHECK(!own.law.check_refusal(refusal).ok());
}

TEST_CASE("a domestic clock joins the measures that the file names, under every basis") {
  const OwnLaw own = with({{"xa.json", example()}});
  const ClockRule* clock = own.law.clock("xa-court-decision");
  REQUIRE(clock != nullptr);
  CHECK(clock->kind == ClockKind::domestic_rule);
  CHECK(clock->party == "XA");
  for (const char* basis : {"uncc", "budapest", "xa-xb-2024"}) {
    const Measure* measure = own.law.measure_under("stored-data", basis);
    REQUIRE(measure != nullptr);
    CHECK(std::count(measure->clocks.begin(), measure->clocks.end(), clock->id) == 1);
  }
  const auto& others = own.law.measure("preservation").value()->clocks;
  CHECK(std::count(others.begin(), others.end(), clock->id) == 0);
}

TEST_CASE("bodies at home and requirements abroad are asked of our own requests alone") {
  const OwnLaw own = with({{"xa.json", example()}});
  CHECK(missing_at_home(own.law, question()).empty());
  HomeQuestion other = question();
  other.body = "Village Court";
  other.contents.clear();
  const auto missing = missing_at_home(own.law, other);
  REQUIRE(missing.size() == 2);
  CHECK(missing[0].item == "authorisation.body");
  CHECK(missing[0].text.find("Supreme Court") != std::string::npos);
  CHECK(missing[0].citation == "Code of Procedure, s. 119");
  CHECK(missing[1].item == "court_file_number");
  other.requested = "XC";
  CHECK(missing_at_home(own.law, other).size() == 1);
  other.home = "XB";
  CHECK(missing_at_home(own.law, other).empty());
}

TEST_CASE("what is wrong with a file is said with file, place, reason and what to type") {
  const Error syntax = fault_of("{\n  \"haidang_law\": 1,\n  \"party\" \"XA\"\n}");
  CHECK(says(syntax, "law/xa.json, line 3, column"));
  CHECK(says(syntax, "haidang law check"));
  CHECK(says(fault_of(changed("\"days\": 10", "\"days\": 0")), "clocks[0]"));
  CHECK(says(fault_of(changed("\"days\": 10", "\"days\": 10, \"dyas\": 3")), "dyas"));
  CHECK(says(fault_of(changed("\"domestic-rule\"", "\"treaty-rule\"")), "no domestic rule"));
  CHECK(says(fault_of(changed("\"side\": \"requested\"", "\"side\": \"left\"")), "left"));
  CHECK(says(fault_of(changed("\"from_act\": \"acknowledge\"", "\"from_act\": \"dance\"")),
             "\"dance\""));
  CHECK(says(fault_of(changed("\"measure\": \"stored-data\"", "\"measure\": \"stored-dta\"")),
             "stored-dta"));
  CHECK(
      says(fault_of(changed("\"id\": \"xa-court-decision\"", "\"id\": \"needed-by\"")), "already"));
  CHECK(says(fault_of(changed("\"id\": \"xa-xb-2024\"", "\"id\": \"uncc\"")), "already"));
  CHECK(says(fault_of("[]"), "law/xa.json"));
  CHECK(fault_of(std::string(OwnLawLimits::file_bytes + 1, ' ')).code == Code::too_large);
}

TEST_CASE("a broken file stops nothing but itself") {
  const OwnLaw own = with({{"a.json", "{"}, {"xa.json", example()}, {"zz.json", example()}});
  CHECK(own.in_force == std::vector<std::string>{"xa.json"});
  REQUIRE(own.faults.size() == 2);
  CHECK(own.faults[0].file == "a.json");
  CHECK(own.faults[1].file == "zz.json");  // the same rules again
  CHECK(own.law.instrument("xa-xb-2024") != nullptr);
}

TEST_CASE("where a text stops being JSON") {
  CHECK(syntax_place("{\"a\": 1}\n").empty());
  CHECK(syntax_place("{\"a\" 1}") == "line 1, column 6");
  CHECK(syntax_place("{}\n{}").starts_with("line 2"));
  CHECK(!syntax_place("{\"a\":").empty());
}
