#include "acts/act.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <set>

#include "acts/body.hpp"
#include "acts/random_act.hpp"

using namespace haidang;

namespace {

constexpr const char* good_text =
    R"({"author":{"authority":"contact-point","party":"XA"},)"
    R"("body":{"reasons":"Not in scope.","grounds":["SCOPE"]},)"
    R"("case":"00000000000000000000000000000001","haidang_act":1,)"
    R"("id":"00000000000000000000000000000002","issued_at":"2026-03-01T14:05:09Z",)"
    R"("kind":"refuse","officer":"An Officer","prev":)"
    R"("00000000000000000000000000000000000000000000000000000000000000aa",)"
    R"("request":"00000000000000000000000000000003","seen":1,"seq":2,)"
    R"("to":{"authority":"central-authority","party":"XB"}})";

json::object good_object() {
  return parse_json_object(good_text).value();
}
std::string good() {
  return canonical(good_object());
}

std::string with(std::string_view member, const json::value& value) {
  json::object object = good_object();
  object[member] = value;
  return canonical(object);
}

std::string without(std::string_view member) {
  json::object object = good_object();
  object.erase(member);
  return canonical(object);
}

Code code_of(std::string_view text) {
  const auto act = parse_act(text);
  return act.ok() ? Code{} : act.error().code;
}

std::string nested(std::size_t depth) {
  return fmt::format("{}{}", std::string(depth, '['), std::string(depth, ']'));
}

}  // namespace

TEST_CASE("what is too large or too deep is refused before it is read") {
  std::string large = good();
  large.insert(large.size() - 1, std::string(ActLimits::json_bytes, ' '));
  CHECK(code_of(large) == Code::too_large);
  std::string deep = good();
  deep.replace(deep.find("\"Not in scope.\""), 15, nested(ActLimits::depth + 1));
  CHECK(code_of(deep) == Code::too_deep);
  CHECK(code_of(std::string(ActLimits::json_bytes, '[')) == Code::too_deep);
}

TEST_CASE("what is not one JSON object is malformed") {
  for (const std::string_view bad :
       {"", "null", "[]", "\"act\"", "{", "{}x", "\xFF", "{\"a\":1,}"}) {
    CAPTURE(bad);
    CHECK(code_of(bad) == Code::malformed);
  }
  CHECK(code_of("{}") == Code::missing_field);
}

TEST_CASE("the same member twice is refused, even with the same value") {
  std::string twice = good();
  twice.insert(1, R"("seq":2,)");
  CHECK(code_of(twice) == Code::duplicate_key);
}

TEST_CASE("only the canonical text of an act is an act") {
  const std::string text = good();
  REQUIRE(parse_act(text).ok());
  std::string spaced = text;
  spaced.insert(1, " ");
  std::string escaped = text;
  escaped.replace(escaped.find("An Officer"), 2, "\\u0041n");
  std::string local_time = text;
  local_time.replace(local_time.find("14:05:09Z"), 9, "21:05:09+07:00");
  std::string fraction = text;
  fraction.replace(fraction.find("14:05:09Z"), 9, "14:05:09.000Z");
  for (const std::string& other : {spaced, escaped, local_time, fraction, text + "\n",
                                   std::string(good_text), with("nothing", nullptr)}) {
    CAPTURE(other);
    REQUIRE(!parse_act(other).ok());
  }
  CHECK(code_of(spaced) == Code::malformed);
  CHECK(code_of(local_time) == Code::malformed);
}

TEST_CASE("every member is required, and must be of its type") {
  for (const auto& member : good_object()) {
    const std::string name(member.key());
    CAPTURE(name);
    CHECK(!parse_act(without(name)).ok());
    for (const json::value& other :
         {json::value(nullptr), json::value(true), json::value(-1), json::value(1.5),
          json::value("\x01"), json::value(json::array{}), json::value(json::object{{"x", 1}})}) {
      if (name == "body" && other.is_object()) continue;  // read by kind, in body_test.cpp
      CAPTURE(json::serialize(other));
      CHECK(!parse_act(with(name, other)).ok());
    }
  }
}

TEST_CASE("hostile values are refused, each for its reason") {
  const json::object contact{{"party", "XA"}, {"authority", "contact-point"}};
  const struct {
    const char* member;
    json::value value;
    Code code;
  } rows[] = {
      {"haidang_act", 2, Code::unsupported_version},
      {"haidang_act", 0, Code::unsupported_version},
      {"more", 1, Code::unknown_field},
      {"id", "0000000000000000000000000000000G", Code::bad_value},
      {"id", "00000000000000000000000000000002 ", Code::too_large},
      {"id", "", Code::bad_value},
      {"case", "../../etc/passwd", Code::bad_value},
      {"author", json::object{{"party", "XA"}}, Code::missing_field},
      {"author", json::object{{"party", "xa"}, {"authority", "a"}}, Code::bad_value},
      {"author", json::object{{"party", "XAX"}, {"authority", "a"}}, Code::bad_value},
      {"author", json::object{{"party", "XA"}, {"authority", "A B"}}, Code::bad_value},
      {"to", json::object{{"party", "XB"}, {"authority", ""}}, Code::bad_value},
      {"to", json::object{{"party", "XB"}, {"authority", json::string(41, 'a')}}, Code::bad_value},
      {"to", json::object{{"party", "XB"}, {"authority", "a"}, {"x", 1}}, Code::unknown_field},
      {"officer", "An\x1B[2J Officer", Code::bad_value},
      {"officer", "\xE2\x80\xAEreciffO", Code::bad_value},
      {"officer", json::string(201, 'a'), Code::too_large},
      {"seq", 0, Code::bad_value},
      {"seq", -1, Code::bad_value},
      {"seq", 1, Code::bad_value},  // the first act of a chain has no 'prev'
      {"seq", (std::int64_t{1} << 53) + 1, Code::bad_value},
      {"seq", std::uint64_t{1} << 63, Code::bad_value},
      {"seen", -1, Code::bad_value},
      {"prev", "aa", Code::malformed},
      {"issued_at", "99999-01-01T00:00:00Z", Code::bad_time},
      {"issued_at", "1969-12-31T23:59:59Z", Code::bad_time},
      {"issued_at", "2026-02-30T00:00:00Z", Code::bad_time},
      {"issued_at", "9999-12-31T23:59:59-23:59", Code::bad_time},
      {"kind", "surrender", Code::bad_value},
      {"kind", "request", Code::bad_value},  // a request is not about another request
      {"kind", "REFUSE", Code::bad_value},
      {"request", "3", Code::bad_value},
  };
  for (const auto& row : rows) {
    CAPTURE(row.member);
    CAPTURE(json::serialize(row.value));
    const auto act = parse_act(with(row.member, row.value));
    REQUIRE(!act.ok());
    if (row.code != Code::malformed) CHECK(act.error().code == row.code);
    CHECK(act.error().text().find('\x1B') == std::string::npos);
  }
  CHECK(code_of(without("prev")) == Code::bad_value);
  CHECK(code_of(without("request")) == Code::bad_value);
}

TEST_CASE("a first act has no predecessor, and a request is about no other request") {
  json::object object = good_object();
  object["seq"] = 1;
  object.erase("prev");
  object["kind"] = "request";
  object.erase("request");
  const auto act = parse_act(canonical(object));
  REQUIRE(act.ok());
  CHECK(act->seq == 1);
  CHECK(!act->prev);
  CHECK(!act->request);
}

TEST_CASE("an act of a joint investigation names its other recipients, and what it saw of each") {
  const auto member = [](const char* party) {
    return json::object{{"party", party}, {"authority", "central-authority"}};
  };
  json::object object = good_object();
  object["also"] = json::array{member("XC"), member("XD")};
  CHECK(code_of(canonical(object)) == Code::bad_value);  // 'seen' is by Party then
  const auto chain = [](int acts, const std::string& last = std::string(64, 'a')) {
    return json::object{{"acts", acts}, {"last", last}};
  };
  object["seen"] = json::object{{"XB", chain(3)}, {"XD", chain(1)}};
  const auto act = parse_act(canonical(object));
  REQUIRE(act.ok());
  CHECK(recipients(*act).size() == 3);
  CHECK(act->seen_of(act->to.party) == 3);
  CHECK(act->seen_of(act->also.at(0).party) == 0);
  CHECK(act->seen.at(act->to.party).last->back() == 0xaa);
  json::object unnamed = chain(1);
  unnamed.erase("last");
  json::object more = chain(1);
  more["also"] = 1;
  const json::value bad_seen[] = {
      json::object{{"XZ", chain(1)}},           json::object{{"XA", chain(1)}},
      json::object{{"XB", chain(0)}},           json::object{{"XB", chain(-1)}},
      json::object{{"XB", chain(1, "aa")}},     json::object{{"XB", 1}},
      json::object{{"XB", std::move(unnamed)}}, json::object{{"XB", std::move(more)}}};
  for (const json::value& seen : bad_seen) {
    json::object other = object;
    other["seen"] = seen;
    CAPTURE(json::serialize(seen));
    CHECK(!parse_act(canonical(other)).ok());
  }
  const json::value bad_also[] = {json::array{}, json::array{member("XD"), member("XC")},
                                  json::array{member("XC"), member("XC")},
                                  json::array{member("XB")}, json::array{member("XA")}};
  for (const json::value& also : bad_also) {
    json::object other = object;
    other["also"] = also;
    CAPTURE(json::serialize(also));
    CHECK(!parse_act(canonical(other)).ok());
  }
}

TEST_CASE("an act is read member by member") {
  const Act act = parse_act(good()).value();
  CHECK(act.author == Address{PartyCode::parse("XA").value(), "contact-point"});
  CHECK(act.to == Address{PartyCode::parse("XB").value(), "central-authority"});
  CHECK(act.officer == "An Officer");
  CHECK(act.seq == 2);
  CHECK(act.seen_of(act.to.party) == 1);
  CHECK(act.prev->back() == 0xaa);
  CHECK(act.issued_at == parse_time("2026-03-01T14:05:09Z").value());
  CHECK(act.kind == ActKind::refuse);
  CHECK(act.request->text() == "00000000000000000000000000000003");
  CHECK(check_body(act).ok());
}

TEST_CASE("every act that is written can be read again, to the byte") {
  CHECK(rc::check([] {
    const Act act = testing::some_act();
    const std::string text = write_act(act);
    if (text.size() > ActLimits::json_bytes) return;
    const auto again = parse_act(text);
    RC_ASSERT(again.ok());
    RC_ASSERT(write_act(*again) == text);
    RC_ASSERT(canonical(parse_json_object(text).value()) == text);
    RC_ASSERT(again->id == act.id);
    RC_ASSERT(again->seq == act.seq);
    RC_ASSERT(again->issued_at == act.issued_at);
    RC_ASSERT(again->body == act.body);
    RC_ASSERT(check_body(*again).ok());
  }));
}

TEST_CASE("whatever one byte of an act becomes, it is another act or none") {
  CHECK(rc::check([] {
    const std::string text = write_act(testing::some_act());
    std::string other = text;
    const auto at = *rc::gen::inRange<std::size_t>(0, other.size());
    other[at] = static_cast<char>(*rc::gen::inRange(0, 256));
    const auto act = parse_act(other);
    if (act.ok()) RC_ASSERT(write_act(*act) == other);
  }));
}

TEST_CASE("every kind of act has a name of its own") {
  std::set<std::string_view> names;
  for (const ActKind kind : all_act_kinds()) {
    names.insert(act_kind_name(kind));
    CHECK(parse_act_kind(act_kind_name(kind)).value() == kind);
  }
  CHECK(names.size() == 32);
  CHECK(!parse_act_kind("").ok());
}
