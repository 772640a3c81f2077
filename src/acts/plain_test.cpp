#include "acts/plain.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace haidang;

TEST_CASE("bytes that are not UTF-8 in its shortest form are refused") {
  for (const std::string_view bad :
       {"\x80", "\xC3", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF",
        "\xE2\x80", "\xF8\x88\x80\x80\x80"}) {
    CAPTURE(bad.size());
    CHECK(!check_line("x", bad).ok());
    CHECK(!check_prose("x", bad).ok());
  }
}

TEST_CASE("a line refuses whatever would break it or turn it around") {
  for (const std::string_view bad :
       {"a\nb", "a\tb", "a\rb", "\x1B[2J", "\x7F", "\xC2\x85", "\xE2\x80\xA8",
        "\xE2\x80\xAE"
        "gpj",
        "\xE2\x81\xA6x\xE2\x81\xA9"}) {
    CAPTURE(bad);
    const auto result = check_line("officer", bad);
    REQUIRE(!result.ok());
    CHECK(result.error().code == Code::bad_value);
    CHECK(!result.error().next.empty());
  }
}

TEST_CASE("a zero byte is refused") {
  CHECK(!check_line("officer", std::string_view("a\0b", 3)).ok());
  CHECK(!check_prose("reasons", std::string_view("a\0b", 3)).ok());
}

TEST_CASE("prose refuses control characters, bare carriage returns and overrides") {
  for (const std::string_view bad :
       {"\x1B[2J", "ok\rOK", "\x08", "\xC2\x9B", "\xE2\x80\xAD", "\xE2\x80\xAE"}) {
    CAPTURE(bad);
    CHECK(!check_prose("reasons", bad).ok());
  }
}

TEST_CASE("every language can be written, with line ends, tabs and isolates") {
  for (const std::string_view good : {"", "Hải đăng", "طلب الحفظ", "Просьба", "请求", "a\r\nb\n\tc",
                                      "\xE2\x81\xA7"
                                      "abc"
                                      "\xE2\x81\xA9",
                                      "\xF0\x9F\x97\xBC"}) {
    CAPTURE(good);
    CHECK(check_prose("reasons", good).ok());
  }
  CHECK(check_line("officer", "Nguyễn Thị Hải").ok());
}

TEST_CASE("a code is a short plain word") {
  CHECK(check_code("offence", "UNCC-11.1.a.ii").ok());
  CHECK(check_code("measure", "").ok());
  for (const std::string& bad : {std::string("two words"), std::string("../x"), std::string("é"),
                                 std::string(61, 'a'), std::string("a\n")}) {
    CAPTURE(bad);
    CHECK(!check_code("measure", bad).ok());
  }
}

TEST_CASE("an error shows only what is short and printable") {
  CHECK(shown("request!") == "request!");
  CHECK(shown("\x1B[31m") == "?");
  CHECK(shown(std::string(61, 'a')) == "?");
}
