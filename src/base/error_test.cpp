#include "base/error.hpp"

#include <doctest/doctest.h>

#include <set>
#include <stdexcept>

#include "base/result.hpp"

using namespace haidang;

TEST_CASE("every code stands once in the table, with a name, a meaning and a remedy") {
  std::set<std::string> texts;
  std::set<std::string_view> names;
  for (const CodeInfo& info : all_codes()) {
    CHECK(texts.insert(code_text(info.code)).second);
    CHECK(names.insert(info.name).second);
    CHECK(!info.meaning.empty());
    CHECK(!info.remedy.empty());
    CHECK(info.http_status >= 400);
    CHECK(info.exit_code > 0);
  }
}

TEST_CASE(
    "an error for people names the code, the findings with their citations, and the next step") {
  const Error error{Code::incomplete_request,
                    "the request is not complete",
                    "1 item is missing",
                    "",
                    {{"necessity", "why the data must be preserved", "art. 42(3)(e)"}}};
  const std::string text = error.text();
  CHECK(text.starts_with("HD-3002 the request is not complete"));
  CHECK(text.find("[art. 42(3)(e)]") != std::string::npos);
  CHECK(text.find("Next: ") != std::string::npos);
}

TEST_CASE("a result carries a value or an error and the macros pass errors on") {
  const auto half = [](int n) -> Result<int> {
    if (n % 2 != 0) return Error{Code::bad_value, "odd"};
    return n / 2;
  };
  const auto quarter = [&](int n) -> Result<int> {
    HD_TRY(const int h, half(n));
    return half(h);
  };
  CHECK(quarter(8).value() == 2);
  CHECK(quarter(6).error().code == Code::bad_value);
  CHECK_THROWS_AS((void)quarter(6).value(), std::logic_error);
}
