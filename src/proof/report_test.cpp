#include "proof/report.hpp"

#include <doctest/doctest.h>

#include "base/json.hpp"

using namespace haidang;
using namespace haidang::proof;

TEST_CASE("altered outweighs cannot tell, and cannot tell outweighs unaltered") {
  Report report;
  CHECK(report.verdict == Verdict::unaltered);
  report.add(Verdict::unaltered, "a", "a remark");
  CHECK(report.verdict == Verdict::unaltered);
  report.add(Verdict::cannot_tell, "b", "missing");
  CHECK(report.verdict == Verdict::cannot_tell);
  report.add(Verdict::altered, "c", "changed");
  CHECK(report.verdict == Verdict::altered);
  report.add(Verdict::cannot_tell, "d", "missing");
  CHECK(report.verdict == Verdict::altered);
}

TEST_CASE("the first line is the plain sentence with the first reason") {
  Report report;
  CHECK(report_text(report).starts_with("UNALTERED: "));
  report.add(Verdict::cannot_tell, "seal", "missing");
  CHECK(report_text(report).starts_with("CANNOT TELL: seal: missing.\n"));
  report.add(Verdict::altered, "data/x", "changed");
  report.add(Verdict::altered, "data/y", "changed");
  CHECK(report_text(report).starts_with("ALTERED: data/x: changed. And 1 more.\n"));
}

TEST_CASE("each outcome has its own exit code and name") {
  CHECK(verdict_exit_code(Verdict::unaltered) == 0);
  CHECK(verdict_exit_code(Verdict::altered) == 10);
  CHECK(verdict_exit_code(Verdict::cannot_tell) == 11);
  CHECK(verdict_name(Verdict::cannot_tell) == "cannot-tell");
}

TEST_CASE("a root that nobody compared is shown with the request to compare it") {
  Report report;
  report.parties.push_back({*PartyCode::parse("XA"), "Aurelia", "lusab-babad", {}});
  CHECK(report_text(report).find("lusab-babad (not compared)") != std::string::npos);
  CHECK(report_text(report).find("--trust") != std::string::npos);
  report.parties[0].comparison = Comparison::same;
  CHECK(report_text(report).find("--trust") == std::string::npos);
}

TEST_CASE("the JSON report says the same and cannot carry control characters") {
  Report report;
  report.add(Verdict::altered, "data/\x1b[2J", "changed\n");
  const auto object = parse_json_object(report_json(report));
  REQUIRE(object.ok());
  CHECK(object->at("verdict") == "altered");
  CHECK(object->at("findings").as_array()[0].as_object().at("subject") == "data/?[2J");
}
