#include "words/columns.hpp"

#include <doctest/doctest.h>

using namespace haidang::wording;

TEST_CASE("a text is as wide as a terminal shows it") {
  CHECK(width("") == 0);
  CHECK(width("Sent") == 4);
  CHECK(width("Đã gửi") == 6);
  CHECK(width("已发送") == 6);
  CHECK(width("a\u0301") == 1);
  CHECK(width("\u2068x\u2069") == 1);
  CHECK(width("مؤجل") == 4);
}

TEST_CASE("columns stand under each other in every script, and no space ends a line") {
  CHECK(padded("已发送", 8) == "已发送  ");
  CHECK(padded("longer", 2) == "longer");
  CHECK(table({}).empty());
  CHECK(table({{"REF", "STATUS", "DUE"}, {"3f2a91c0", "已发送", "x"}, {"1", "b", ""}}) ==
        "REF       STATUS  DUE\n3f2a91c0  已发送  x\n1         b\n");
}
