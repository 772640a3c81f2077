#include "casework/view.hpp"

#include <doctest/doctest.h>

#include "casework/testkit.hpp"

using namespace haidang;
using namespace haidang::casework;
using namespace haidang::casework::testkit;

namespace {

std::string_view text(const json::value& value) {
  return std::string_view(value.as_string());
}

}  // namespace

TEST_CASE("a request shows its clocks with citation and mark, and a date that has passed") {
  Pair pair;
  RequestBody body = request_body("preservation");
  body.needed_by = day(5);
  const ActId request = pair.say("XA", ActKind::request, {}, write_body(body)).value();
  const json::object view = to_json(pair.at(request), law(), borealia().party, day(6));
  const json::object& clock = view.at("clocks").as_array().at(0).as_object();
  CHECK(text(clock.at("rule")) == "needed-by");
  CHECK(text(clock.at("kind")) == "requested-deadline");
  CHECK(text(clock.at("citation")) == "art. 40(26)");
  CHECK(clock.at("verified").as_bool() == false);
  CHECK(text(clock.at("due")) == format_time(day(5)));
  CHECK(text(clock.at("state")) == "passed");
  CHECK(text(view.at("status")) == "sent");
  CHECK(text(view.at("waits_for")) == "XB");
  CHECK(text(view.at("measure_title")).starts_with("Expedited preservation"));
  CHECK(text(view.at("next_steps").as_array().at(0).at("kind")) == "acknowledge");
  CHECK(view.at("refusal").is_null());
}

TEST_CASE("the timeline tells which act started, paused, moved and ended which clock") {
  Pair pair;
  RequestBody body = request_body("preservation");
  body.needed_by = day(5);
  const ActId request = pair.ask(body);
  const auto keep = [&](int days) {
    return pair.say("XB", ActKind::preserved, request, write_body(PreservedBody{day(days), ""}));
  };
  const auto prolong = write_body(ExtendBody{day(180), "assistance follows"});
  REQUIRE(keep(90).ok());
  REQUIRE(pair.say("XA", ActKind::extend, request, prolong).ok());
  REQUIRE(keep(180).ok());
  RequestBody relying = request_body("stored-data");
  relying.relies_on = request;
  pair.ask(relying);
  const json::object view = to_json(*pair.asking.state, law(), borealia().party, day(1));
  json::array told;
  for (const json::value& row : view.at("timeline").as_array()) {
    for (const json::value& one : row.at("clocks").as_array()) {
      told.emplace_back(std::string(text(row.at("kind"))) + ": " +
                        std::string(text(one.at("rule"))) + " " +
                        std::string(text(one.at("change"))));
      CHECK(text(one.at("request")) == request.text());
    }
  }
  CHECK(told == json::array{"request: needed-by started", "preserved: needed-by ended",
                            "preserved: preservation-minimum started",
                            "preserved: preservation-minimum moved",
                            "request: preservation-minimum paused",
                            "request: preservation-pending-decision started"});
}

TEST_CASE("the timeline shows every act, and which of them changed nothing") {
  Pair pair;
  const ActId request = pair.ask_for("stored-data");
  const Command withdraw{case_id(), {}, ActKind::withdraw, request, note()};
  const Command accept{case_id(), {}, ActKind::accept, request, note()};
  pair.answering.now = day(1);
  const auto first = pair.asking.say(withdraw, 500).value();
  const auto second = pair.answering.say(accept, 501).value();
  REQUIRE(pair.answering.hear(first).ok());
  const json::object view =
      to_json(*pair.answering.state, law(), borealia().party, pair.answering.now);
  const json::array& rows = view.at("timeline").as_array();
  REQUIRE(rows.size() == 3);
  CHECK(text(rows.at(0).at("request")) == request.text());
  CHECK(rows.at(1).at("effect").as_bool());
  CHECK(!rows.at(2).at("effect").as_bool());
  CHECK(text(rows.at(2).at("id")) == second.act.id.text());
  CHECK(text(rows.at(2).at("authority")) == "central-authority");
  CHECK(view.at("parties") == json::array({"XA", "XB"}));
  CHECK(view.at("requests").as_array().size() == 1);
  CHECK(view.at("requests").as_array().at(0).at("waits_for").is_null());
}

TEST_CASE("a refusal shows its grounds in words, and items whether they were retrieved") {
  Pair pair;
  const ActId refused = pair.ask_for("stored-data");
  REQUIRE(pair.say("XB", ActKind::consult, refused, note()).ok());
  REQUIRE(pair.say("XB", ActKind::refuse, refused,
                   write_body(RefuseBody{{"LEGAL_SYSTEM"}, "no such procedure"}))
              .ok());
  const json::object view = to_json(pair.at(refused), law(), aurelia().party, day(0));
  const json::object& ground = view.at("refusal").at("grounds").as_array().at(0).as_object();
  CHECK(text(ground.at("citation")) == "art. 40(21)(d)");
  CHECK(text(view.at("refusal").at("reasons")) == "no such procedure");

  const ActId request = pair.ask_for("stored-data");
  REQUIRE(pair.say("XB", ActKind::accept, request, note()).ok());
  REQUIRE(pair.say("XB", ActKind::deliver, request,
                   write_body(DeliverBody{{manifest_item(1), manifest_item(2)}, ""}))
              .ok());
  REQUIRE(
      pair.say("XA", ActKind::retrieved, request, write_body(RetrievedBody{{item_id(2)}})).ok());
  const json::object delivered = to_json(pair.at(request), law(), aurelia().party, day(0));
  const json::array& items = delivered.at("items").as_array();
  CHECK(!items.at(0).at("retrieved").as_bool());
  CHECK(items.at(1).at("retrieved").as_bool());
  CHECK(items.at(0).as_object().if_contains("wrapped_key") == nullptr);
}
