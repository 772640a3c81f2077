#include "http/audit_api.hpp"

#include <doctest/doctest.h>

using haidang::http::audit_api::csv_field;

TEST_CASE("a field of a table is in quotation marks, which are doubled inside") {
  CHECK(csv_field("") == R"("")");
  CHECK(csv_field("linh") == R"("linh")");
  CHECK(csv_field(R"({"a":"b,c"})") == R"("{""a"":""b,c""}")");
  CHECK(csv_field("two\r\nlines") == "\"two\r\nlines\"");
}

TEST_CASE("no field is a formula to a spreadsheet") {
  for (const char* formula : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"}) {
    CHECK(csv_field(formula) == "\"'" + std::string(formula) + "\"");
  }
  CHECK(csv_field("a=1") == R"("a=1")");
}
