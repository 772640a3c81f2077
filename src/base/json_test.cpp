#include "base/json.hpp"

#include <doctest/doctest.h>

using namespace haidang;

TEST_CASE("hostile JSON is refused before it becomes a value") {
  CHECK(parse_json(R"({"a":1,"b":{"a":2}})").ok());
  CHECK(parse_json(R"({"a":1,"a":2})").error().code == Code::duplicate_key);
  CHECK(parse_json(R"([{"a":1,"\u0061":2}])").error().code == Code::duplicate_key);
  CHECK(parse_json(std::string(100, '[')).error().code == Code::too_deep);
  CHECK(parse_json("{} {}").error().code == Code::malformed);
  CHECK(parse_json("").error().code == Code::malformed);
  CHECK(parse_json("[1,]").error().code == Code::malformed);
  CHECK(parse_json("\"\xff\"").error().code == Code::malformed);
  CHECK(parse_json("[1,2,3]", {.bytes_max = 3}).error().code == Code::too_large);
}

TEST_CASE("canonical text does not depend on the order of members") {
  const auto a = parse_json(R"({"b":[1,{"z":null,"y":"é"}],"a":true})").value();
  const auto b = parse_json(R"({"a":true,"b":[1,{"y":"é","z":null}]})").value();
  CHECK(canonical(a) == canonical(b));
  CHECK(canonical(a) == R"({"a":true,"b":[1,{"y":"é","z":null}]})");
}

TEST_CASE("an object is read once, completely and by type") {
  const auto object = parse_json_object(R"({"n":5,"t":"x","extra":1,"none":null})").value();
  ObjectReader in(object, "sample");
  CHECK(in.integer("n", 0, 10).value() == 5);
  CHECK(in.integer("n", 0, 4).error().code == Code::bad_value);
  CHECK(in.integer("t", 0, 4).error().code == Code::bad_value);
  CHECK(in.text("t").value() == "x");
  CHECK(in.text("absent").error().code == Code::missing_field);
  CHECK(in.text("none").error().code == Code::missing_field);
  CHECK(!in.optional_text("none").value().has_value());
  CHECK(in.finish().error().code == Code::unknown_field);
}
