#include "acts/body.hpp"

#include <doctest/doctest.h>

#include "acts/random_act.hpp"

using namespace haidang;

namespace {

constexpr std::size_t prose_max = 16 * 1024;

json::object item_object() {
  ManifestItem item;
  item.id = ItemId::parse("0123456789abcdef0123456789abcdef").value();
  item.name = "disk.E01";
  item.size = 5 * 1024 * 1024;
  item.chunk_size = 4 * 1024 * 1024;
  item.chunk_count = 2;
  item.acquired_at = "2026-03-01T14:05:09+07:00";
  return write_body(DeliverBody{{item}, ""})["items"].as_array()[0].as_object();
}

json::object delivery_of(json::array items) {
  return {{"items", std::move(items)}, {"note", ""}};
}

Code item_code(std::string_view member, json::value value) {
  json::object item = item_object();
  item[member] = std::move(value);
  const auto body = read_deliver(delivery_of({item}));
  return body.ok() ? Code{} : body.error().code;
}

Act act_with(ActKind kind, json::object body) {
  Act act;
  act.kind = kind;
  act.body = std::move(body);
  return act;
}

json::object request_object() {
  RequestBody body;
  body.measure = "preservation";
  body.legal_bases = {"uncc"};
  body.offence = "UNCC-07";
  body.contents = {{"necessity", "Logs are deleted after seven days."}};
  return write_body(body);
}

Code request_code(std::string_view member, json::value value) {
  json::object object = request_object();
  object[member] = std::move(value);
  const auto body = read_request(object);
  return body.ok() ? Code{} : body.error().code;
}

// Members that may be absent, whatever the kind.
bool is_optional(std::string_view name) {
  for (const std::string_view other : {"penalty_months", "confidential",
                                       "emergency",      "relies_on",
                                       "needed_by",      "needed_by_reason",
                                       "conditions",     "about",
                                       "more_follows",   "oral",
                                       "cites",          "about_items",
                                       "statute",        "assistance_type",
                                       "emergency_risk", "emergency_facts",
                                       "language",       "special_procedure",
                                       "permitted_use",  "necessity",
                                       "authorisation",  "dual_criminality",
                                       "selectors",      "restrictions",
                                       "why_no_advance", "translations",
                                       "recipient_code"}) {
    if (name == other) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("every member of every body is required unless it may be absent, and has one type") {
  CHECK(rc::check([] {
    const Act good = testing::some_act();
    RC_ASSERT(check_body(good).ok());
    for (const auto& member : good.body) {
      Act changed = good;
      changed.body[member.key()] = json::object{{"surprise", -1}};
      RC_ASSERT(!check_body(changed).ok());
      changed.body[member.key()] = -1.5;
      RC_ASSERT(!check_body(changed).ok());
      changed.body.erase(member.key());
      const bool agreed_end = good.kind == ActKind::notify && member.key() == "until";
      RC_ASSERT(check_body(changed).ok() == (agreed_end || is_optional(member.key())));
    }
    Act more = good;
    more.body["surprise"] = 1;
    RC_ASSERT(check_body(more).error().code == Code::unknown_field);
  }));
}

TEST_CASE("a request holds codes where codes belong and prose within its limits") {
  CHECK(read_request(request_object()).ok());
  CHECK(request_code("measure", "pre servation") == Code::bad_value);
  CHECK(request_code("measure", json::string(61, 'a')) == Code::bad_value);
  CHECK(request_code("offence", "<b>") == Code::bad_value);
  CHECK(request_code("legal_bases", json::array(9, json::value("uncc"))) == Code::too_large);
  CHECK(request_code("legal_bases", json::array{1}) == Code::bad_value);
  CHECK(request_code("penalty_months", -1) == Code::bad_value);
  CHECK(request_code("penalty_months", 12'001) == Code::bad_value);
  CHECK(request_code("relies_on", "x") == Code::bad_value);
  CHECK(request_code("needed_by", "tomorrow") == Code::bad_time);
  CHECK(request_code("needed_by", "12026-01-01T00:00:00Z") == Code::bad_time);
  CHECK(request_code("needed_by_reason", "\x1B[2J") == Code::bad_value);
  CHECK(request_code("emergency", "yes") == Code::bad_value);
  CHECK(request_code("contents", json::object{{"a b", "text"}}) == Code::bad_value);
  CHECK(request_code("contents", json::object{{"a", 1}}) == Code::bad_value);
  CHECK(request_code("contents", json::object{{"a", "\x1B"}}) == Code::bad_value);
  CHECK(request_code("contents", json::object{{"a", json::string(prose_max + 1, 'a')}}) ==
        Code::bad_value);
  CHECK(request_code("contents", json::object{{"a", json::string(prose_max, 'a')}}) == Code{});
}

TEST_CASE("a request has at most 32 contents") {
  json::object contents;
  for (int i = 0; i < 32; ++i)
    contents["item" + std::to_string(i)] = "text";
  CHECK(request_code("contents", contents) == Code{});
  contents["more"] = "text";
  CHECK(request_code("contents", contents) == Code::too_large);
}

TEST_CASE("only an acceptance carries conditions") {
  const json::object body = write_body(NoteBody{"Agreed.", {"Use in this case only."}});
  CHECK(check_body(act_with(ActKind::accept, body)).ok());
  for (const ActKind kind : all_act_kinds()) {
    if (kind == ActKind::accept) continue;
    CAPTURE(act_kind_name(kind));
    CHECK(!check_body(act_with(kind, body)).ok());
  }
  json::object many = body;
  many["conditions"] = json::array(51, json::value("condition"));
  CHECK(read_note(many).error().code == Code::too_large);
  many["conditions"] = json::array(50, json::value("condition"));
  CHECK(read_note(many).ok());
}

TEST_CASE("an item's sizes must not contradict each other") {
  CHECK(item_code("chunk_count", 2) == Code{});
  CHECK(item_code("chunk_count", 1) == Code::bad_value);
  CHECK(item_code("chunk_count", 3) == Code::bad_value);
  CHECK(item_code("chunk_count", -1) == Code::bad_value);
  CHECK(item_code("size", 0) == Code::bad_value);
  CHECK(item_code("size", -1) == Code::bad_value);
  CHECK(item_code("size", std::int64_t{1} << 62) == Code::bad_value);
  CHECK(item_code("chunk_size", 0) == Code::bad_value);
  CHECK(item_code("chunk_size", 64 * 1024 - 1) == Code::bad_value);
  CHECK(item_code("chunk_size", 16 * 1024 * 1024 + 1) == Code::bad_value);
}

TEST_CASE("an empty file is an item of no chunks") {
  json::object item = item_object();
  item["size"] = 0;
  item["chunk_count"] = 0;
  CHECK(read_deliver(delivery_of({item})).ok());
  item["chunk_count"] = 1;
  CHECK(!read_deliver(delivery_of({item})).ok());
}

TEST_CASE("an item's texts and digests are what they claim to be") {
  CHECK(item_code("name", "../../etc/passwd") == Code::bad_file_name);
  CHECK(item_code("name", "") == Code::bad_file_name);
  CHECK(item_code("sha256", json::string(63, 'a')) != Code{});
  CHECK(item_code("sha256", json::string(64, 'A')) != Code{});
  CHECK(item_code("chunk_root", "") != Code{});
  CHECK(item_code("wrapped_key", "not base64") != Code{});
  CHECK(item_code("wrapped_key", json::string(4097, 'A')) == Code::too_large);
  CHECK(item_code("acquired_at", "yesterday") == Code::bad_time);
  CHECK(item_code("acquired_at", "") == Code{});
  CHECK(item_code("acquired_by", "a\nb") == Code::bad_value);
  CHECK(item_code("source", json::string(401, 'a')) == Code::too_large);
  CHECK(item_code("surprise", 1) == Code::unknown_field);
}

TEST_CASE("a delivery names each item once, and at least one") {
  const json::object item = item_object();
  CHECK(read_deliver(delivery_of({})).error().code == Code::bad_value);
  CHECK(read_deliver(delivery_of({item, item})).error().code == Code::bad_value);
  CHECK(read_deliver(delivery_of({"item"})).error().code == Code::bad_value);
  CHECK(read_deliver(delivery_of(json::array(1001, json::value(item)))).error().code ==
        Code::too_large);
}

TEST_CASE("a retrieval names items by their ids") {
  const auto code = [](json::array items) {
    const auto body = read_retrieved({{"items", std::move(items)}});
    return body.ok() ? Code{} : body.error().code;
  };
  const json::string id = "0123456789abcdef0123456789abcdef";
  CHECK(code({id}) == Code{});
  CHECK(code({}) == Code::bad_value);
  CHECK(code({"x"}) == Code::bad_value);
  CHECK(code({1}) == Code::bad_value);
  CHECK(code(json::array(1001, json::value(id))) == Code::too_large);
}

TEST_CASE("what is read from a request is what was written") {
  CHECK(rc::check([] {
    const RequestBody body = testing::some_request();
    const RequestBody again = read_request(write_body(body)).value();
    RC_ASSERT(again.measure == body.measure);
    RC_ASSERT(again.legal_bases == body.legal_bases);
    RC_ASSERT(again.contents == body.contents);
    RC_ASSERT(again.penalty_months == body.penalty_months);
    RC_ASSERT(again.confidential == body.confidential);
    RC_ASSERT(again.emergency == body.emergency);
    RC_ASSERT(again.relies_on == body.relies_on);
    RC_ASSERT(again.needed_by == body.needed_by);
    RC_ASSERT(again.needed_by_reason == body.needed_by_reason);
    RC_ASSERT(again.selectors.size() == body.selectors.size());
    RC_ASSERT(canonical(write_body(again)) == canonical(write_body(body)));
  }));
}

TEST_CASE("a safeguard is whole or it is none") {
  json::object authorisation{{"body", "Court"},
                             {"reference", "12/2026"},
                             {"grounds", "Suspicion of access."},
                             {"scope", "One mailbox."},
                             {"duration", "30 days"}};
  CHECK(request_code("authorisation", authorisation) == Code{});
  authorisation.erase("scope");
  CHECK(request_code("authorisation", authorisation) == Code::missing_field);
  json::object dual{{"required", true},
                    {"conduct", "Entered a system."},
                    {"result", "met"},
                    {"requested_state_offence", "section 3"}};
  CHECK(request_code("dual_criminality", dual) == Code{});
  dual["required"] = "yes";
  CHECK(request_code("dual_criminality", dual) == Code::bad_value);
}

TEST_CASE("a sealed selector is a salt and a digest, and nothing of the selector") {
  json::object selector{
      {"kind", "email"}, {"salt", std::string(32, 'a')}, {"digest", std::string(64, '0')}};
  CHECK(request_code("selectors", json::array{selector}) == Code{});
  CHECK(request_code("selectors", json::array(33, json::value(selector))) == Code::too_large);
  json::object plain = selector;
  plain["selector"] = "somebody@example.org";
  CHECK(request_code("selectors", json::array{plain}) == Code::unknown_field);
  selector["salt"] = std::string(31, 'a');
  CHECK(request_code("selectors", json::array{selector}) == Code::bad_value);
  selector["salt"] = std::string(32, 'A');
  CHECK(request_code("selectors", json::array{selector}) == Code::bad_value);
}

TEST_CASE("restrictions belong to information, not to a request") {
  RequestBody body = read_request(request_object()).value();
  body.restrictions = {{"not-evidence", "For intelligence only."}};
  CHECK(check_body(act_with(ActKind::inform, write_body(body))).ok());
  CHECK(check_body(act_with(ActKind::request, write_body(body))).error().code == Code::bad_value);
}

TEST_CASE("only a caution and a notice say what they are about") {
  const json::object body = write_body(NoteBody{"Logs are overwritten.", {}, {}, "preservation"});
  CHECK(check_body(act_with(ActKind::caution, body)).ok());
  CHECK(check_body(act_with(ActKind::notify, body)).ok());
  CHECK(!check_body(act_with(ActKind::status, body)).ok());
}

TEST_CASE("what is read from a manifest is what was written") {
  CHECK(rc::check([] {
    const ManifestItem item = testing::some_item();
    const ManifestItem again = read_deliver(write_body(DeliverBody{{item}, ""})).value().items[0];
    RC_ASSERT(again.id == item.id);
    RC_ASSERT(again.name == item.name);
    RC_ASSERT(again.size == item.size);
    RC_ASSERT(again.sha256 == item.sha256);
    RC_ASSERT(again.chunk_size == item.chunk_size);
    RC_ASSERT(again.chunk_count == item.chunk_count);
    RC_ASSERT(again.chunk_root == item.chunk_root);
    RC_ASSERT(again.wrapped_key == item.wrapped_key);
    RC_ASSERT(again.note == item.note);
    RC_ASSERT(again.origin == item.origin);
    RC_ASSERT(again.conditions.size() == item.conditions.size());
  }));
}
