#include "base/time.hpp"

#include <doctest/doctest.h>

using namespace haidang;

TEST_CASE("RFC 3339 times are read, written and refused exactly") {
  CHECK(format_time(parse_time("2026-03-01T14:05:09Z").value()) == "2026-03-01T14:05:09Z");
  CHECK(format_time(parse_time("2026-03-01T14:05:09.25Z").value()) == "2026-03-01T14:05:09.250Z");
  CHECK(format_time(parse_time("2026-03-01T14:05:09+07:00").value()) == "2026-03-01T07:05:09Z");
  for (const char* bad :
       {"2026-03-01", "2026-02-30T00:00:00Z", "2026-03-01T24:00:00Z", "2026-03-01T14:05:60Z",
        "2026-03-01T14:05:09", "1969-01-01T00:00:00Z", "2026-03-01T14:05:09Zx",
        "2026-03-01 14:05:09Z", "", "1970-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"}) {
    CAPTURE(bad);
    CHECK(!parse_time(bad).ok());
  }
}
