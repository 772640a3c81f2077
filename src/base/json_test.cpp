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

TEST_CASE("a member is doubled wherever it stands, and only within one object") {
  CHECK(parse_json(R"({"a":{"a":1,"b":{"a":2}},"b":[{"a":3},{"a":4}]})").ok());
  CHECK(parse_json(R"({"a":{"b":1,"c":2},"d":3,"a":4})").error().code == Code::duplicate_key);
  CHECK(parse_json(R"({"x":{"y":{"k":1,"j":2,"k":3}}})").error().code == Code::duplicate_key);
  CHECK(parse_json(R"({"":1,"b":{},"":2})").error().code == Code::duplicate_key);
  CHECK(parse_json(R"({"b":1,"":{"b":2}})").ok());
}

TEST_CASE("each character and each number is written as Boost.JSON writes it") {
  for (int c = 0; c < 128; ++c) {
    const json::value text(json::string(std::string("a") + static_cast<char>(c) + "z"));
    CHECK(canonical(text) == json::serialize(text));
    const json::object object{{text.get_string(), 1}};
    CHECK(canonical(object) == json::serialize(object));
  }
  for (const json::value& value :
       {json::value(std::int64_t{0}), json::value(INT64_MIN), json::value(INT64_MAX),
        json::value(UINT64_MAX), json::value(true), json::value(nullptr), json::value(1.5),
        json::value(""), json::value("đèn biển \xF0\x9F\x92\xA1"), json::value(json::array{}),
        json::value(json::array{1, json::array{}, json::object{}})}) {
    CHECK(canonical(value) == json::serialize(value));
  }
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

TEST_CASE("what is read in place is the object's own, and counts as read") {
  const auto object = parse_json_object(R"({"o":{"n":1},"l":[1,2],"t":"x"})").value();
  ObjectReader in(object, "sample");
  CHECK(in.object_in_place("o").value() == object.at("o").if_object());
  CHECK(in.array_in_place("l", 2).value() == object.at("l").if_array());
  CHECK(in.array_in_place("l", 1).error().code == Code::too_large);
  CHECK(in.object_in_place("l").error().code == Code::bad_value);
  CHECK(in.array_in_place("absent", 1).error().code == Code::missing_field);
  CHECK(in.finish().error().code == Code::unknown_field);
  CHECK(in.text("t").ok());
  CHECK(in.finish().ok());
}
