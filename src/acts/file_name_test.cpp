#include <doctest/doctest.h>

#include <rapidcheck.h>

#include "acts/body.hpp"

using namespace haidang;

TEST_CASE("a file name that would leave its folder or confuse a system is refused") {
  for (const std::string& bad : {std::string(""),         std::string("."),
                                 std::string(".."),       std::string("../etc/passwd"),
                                 std::string("a/b"),      std::string("a\\b"),
                                 std::string("C:x"),      std::string("/x"),
                                 std::string(".hidden"),  std::string("x."),
                                 std::string("x "),       std::string(" x"),
                                 std::string("CON"),      std::string("con.txt"),
                                 std::string("con .txt"), std::string("Lpt1.log"),
                                 std::string("aux"),      std::string("a\0b", 3),
                                 std::string("a\nb"),     std::string("a\x7F"),
                                 std::string("a*"),       std::string("a?"),
                                 std::string("a|b"),      std::string("\xFF"),
                                 std::string("\xC0\xAF"), std::string("exe\xE2\x80\xAEgpj.txt"),
                                 std::string(201, 'a')}) {
    CAPTURE(bad);
    const auto result = check_file_name(bad);
    REQUIRE(!result.ok());
    CHECK(result.error().code == Code::bad_file_name);
    CHECK(!result.error().next.empty());
  }
}

TEST_CASE("ordinary file names of every language pass") {
  for (const std::string& good :
       {std::string("image.E01"), std::string("mail (2).eml"), std::string("nhật ký.log"),
        std::string("日志.txt"), std::string("سجل.csv"), std::string("console.log"),
        std::string("com.txt"), std::string("com10"), std::string("a..b"), std::string(200, 'a')}) {
    CAPTURE(good);
    CHECK(check_file_name(good).ok());
  }
}

TEST_CASE("no accepted file name holds a separator or a control character") {
  CHECK(rc::check([](const std::string& name) {
    if (!check_file_name(name).ok()) return;
    RC_ASSERT(name.find_first_of("/\\:") == std::string::npos);
    RC_ASSERT(name != ".." && !name.empty() && name.size() <= 200U);
    RC_ASSERT(std::all_of(name.begin(), name.end(),
                          [](char c) { return static_cast<unsigned char>(c) >= 0x20; }));
  }));
}
