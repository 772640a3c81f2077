#include "http/target.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "base/bytes.hpp"

using namespace haidang;
using namespace haidang::http;

TEST_CASE("a target with two meanings, or none, is refused") {
  for (const std::string_view text : {"",           "a",       "*",          "http://host/a",
                                      "//host/a",   "/a//b",   "/a/../b",    "/a/%2e%2E/b",
                                      "/./a",       "/a%2Fb",  "/a%5cb",     "/a%",
                                      "/a%4",       "/a%zz",   "/a%00",      "/a%0d%0a",
                                      "/a b",       "/a\x7f",  "/a#b",       "/a?b#c",
                                      "/\xC3\xA9",  "/%C0%AF", "/%ED%A0%80", "/%F4%90%80%80",
                                      "/%C3",       "/%E2%82", "/%80",       "/a?x=%ff",
                                      "/a?x=1&x=2", "/a?=1",   "/a?x=%0a",   "/a?x=\xE2\x82\xAC"}) {
    const auto target = parse_target(text);
    CHECK_MESSAGE(!target.ok(), text);
    if (!target.ok()) CHECK(target.error().code == Code::malformed);
  }
  CHECK(parse_target("/" + std::string(9000, 'a')).error().code == Code::too_large);
  std::string many = "/a?p0";
  for (int i = 1; i < 100; ++i)
    many += "&p" + std::to_string(i);
  CHECK(!parse_target(many).ok());
}

TEST_CASE("a target is decoded once") {
  const Target target =
      parse_target("/api/v1/%C4%91%C3%A8n/a%2525/?q=h%E1%BA%A3i+%2B&empty=&bare").value();
  CHECK(target.path == "/api/v1/đèn/a%25/");
  CHECK(target.query.at("q") == "hải +");
  CHECK(target.query.at("empty").empty());
  CHECK(target.query.at("bare").empty());
  CHECK(parse_target("/").value().path == "/");
  CHECK(parse_target("/a+b").value().path == "/a+b");
}

TEST_CASE("what encode_component writes is read back, or refused for what it holds") {
  CHECK(rc::check([](const std::string& text) {
    const auto target = parse_target("/x?q=" + encode_component(text));
    if (target.ok()) RC_ASSERT(target->query.at("q") == text);
  }));
  const std::string every_kind = "aZ09-._~ /?#&=+%đ😀";
  CHECK(parse_target("/x?q=" + encode_component(every_kind)).value().query.at("q") == every_kind);
}
