#include <doctest/doctest.h>

#include <array>

#include "casework/testkit.hpp"

using namespace haidang;
using namespace haidang::casework;
using namespace haidang::casework::testkit;

namespace {

Occasion occasion(const Address& self) {
  return {law(), self, "officer 7", day(0), act_id(1), case_id()};
}

ActKind opening(const treaty::Measure& measure) {
  return measure.opens == treaty::Opens::information ? ActKind::inform : ActKind::request;
}

Error refused_opening(const RequestBody& body, ActKind kind = ActKind::request) {
  const Command command{{}, borealia(), kind, {}, write_body(body)};
  return decide(std::nullopt, command, occasion(aurelia())).error();
}

Code said(Pair& pair, std::string_view party, ActKind kind, const ActId& request,
          json::object body) {
  const auto act = pair.say(party, kind, request, std::move(body));
  return act.ok() ? Code::internal : act.error().code;
}

constexpr Code fine = Code::internal;

}  // namespace

TEST_CASE("every item that is missing from a request is named with its citation") {
  for (const treaty::Measure& measure : law().measures()) {
    if (measure.opens == treaty::Opens::investigation) continue;
    for (const treaty::ContentItem& item : measure.contents) {
      if (item.requirement != treaty::Requirement::always || item.name == "authority") continue;
      CAPTURE(item.name);
      RequestBody body = request_body(measure.id);
      body.contents.erase(item.name);
      const Error error = refused_opening(body, opening(measure));
      CHECK(error.code == Code::incomplete_request);
      REQUIRE(error.details.size() == 1);
      CHECK(error.details[0].item == item.name);
      CHECK(error.details[0].citation == item.source.citation);
    }
  }
}

TEST_CASE("the authority that makes the request is known from its author, 42(3)(a)") {
  RequestBody body = request_body("preservation");
  body.contents.erase("authority");
  const Command command{{}, borealia(), ActKind::request, {}, write_body(body)};
  const Act act = decide(std::nullopt, command, occasion(aurelia())).value();
  CHECK(read_request(act.body)->contents.at("authority") == "XA/contact-point");
  CHECK(admit(std::nullopt, act, law(), borealia(), day(0)).ok());
}

TEST_CASE("a new case needs a request, an addressee of another Party and the right law") {
  const json::object body = write_body(request_body("preservation"));
  const auto code = [](const Command& command) {
    return decide(std::nullopt, command, occasion(aurelia())).error().code;
  };
  CHECK(code({{}, borealia(), ActKind::notify, {}, note()}) == Code::unknown_case);
  CHECK(code({{}, {}, ActKind::request, {}, body}) == Code::wrong_addressee);
  CHECK(code({{}, address("XA", "central-authority"), ActKind::request, {}, body}) ==
        Code::wrong_addressee);
  CHECK(code({case_id(), {}, ActKind::notify, act_id(1), note()}) == Code::unknown_case);
  CHECK(code({{}, borealia(), ActKind::request, {}, {}}) == Code::missing_field);
  RequestBody outside = request_body("preservation");
  outside.offence = "serious-crime";
  CHECK(refused_opening(outside).code == Code::out_of_scope);
  outside.measure = "teleportation";
  CHECK(refused_opening(outside).code == Code::unknown_measure);
  RequestBody linked = request_body("stored-data");
  linked.relies_on = act_id(5);
  CHECK(refused_opening(linked).code == Code::unknown_link);
  CHECK(
      code(
          {{}, borealia(), ActKind::request, {}, {{"measure", 7}, {"contents", json::object()}}}) ==
      Code::bad_value);
}

TEST_CASE("what is too long to be read back is not signed") {
  RequestBody body = request_body("stored-data");
  for (int i = 0; i < 14; ++i)
    body.contents[fmt::format("annex_{}", i)] = std::string(15'000, 'x');
  CHECK(refused_opening(body).code == Code::too_large);
}

TEST_CASE("a step names a request of the case, and is taken by one of its Parties") {
  Pair pair;
  const ActId request = pair.ask_for("preservation");
  CHECK(said(pair, "XB", ActKind::acknowledge, act_id(99), note()) == Code::unknown_request);
  const auto stranger =
      decide(*pair.answering.state, {case_id(), {}, ActKind::notify, request, note()},
             occasion(address("XC", "contact-point")));
  CHECK(stranger.error().code == Code::not_your_move);
  const json::object body = write_body(request_body("stored-data"));
  const auto third = decide(*pair.answering.state, {case_id(), {}, ActKind::request, {}, body},
                            occasion(address("XC", "contact-point")));
  CHECK(third.error().code == Code::not_your_move);
  const auto away = decide(*pair.asking.state,
                           {case_id(), address("XC", "contact-point"), ActKind::request, {}, body},
                           occasion(aurelia()));
  CHECK(away.error().code == Code::wrong_addressee);
}

TEST_CASE("a request is refused on the grounds of its measure, with reasons, 40(21)-(25), 42(6)") {
  for (const treaty::Measure& measure : law().measures()) {
    if (measure.opens != treaty::Opens::request) continue;
    for (const treaty::Ground& ground : law().grounds()) {
      CAPTURE(measure.id);
      CAPTURE(ground.code);
      Pair pair;
      const ActId request = pair.ask_for(measure.id);
      REQUIRE(pair.say("XB", ActKind::consult, request, note()).ok());
      const std::array grounds{ground.code};
      const auto expected = law().check_refusal(measure.id, "UNCC-07", grounds, "because");
      const Code code = said(pair, "XB", ActKind::refuse, request,
                             write_body(RefuseBody{{ground.code}, "because"}));
      CHECK(code == (expected.ok() ? fine : expected.error().code));
      if (code != fine) continue;
      CHECK(pair.at(request).refusal_grounds == std::vector<std::string>{ground.code});
      CHECK(pair.at(request).refusal_reasons == "because");
    }
  }
  Pair pair;
  const ActId request = pair.ask_for("stored-data");
  CHECK(said(pair, "XB", ActKind::refuse, request, write_body(RefuseBody{{"LEGAL_SYSTEM"}, "x"})) ==
        Code::not_in_this_state);  // consult first, 40(28)
  REQUIRE(pair.say("XA", ActKind::consult, request, note()).ok());
  CHECK(said(pair, "XB", ActKind::refuse, request, write_body(RefuseBody{{"LEGAL_SYSTEM"}, " "})) ==
        Code::reasons_missing);
  CHECK(said(pair, "XB", ActKind::refuse, request, write_body(RefuseBody{{"BANK_SECRECY"}, "x"})) ==
        Code::forbidden_ground);
}

TEST_CASE("a postponement has reasons and a later date, 40(27)") {
  Pair pair;
  const ActId request = pair.ask_for("stored-data");
  CHECK(said(pair, "XB", ActKind::postpone, request, write_body(PostponeBody{day(9), "trial"})) ==
        Code::not_in_this_state);  // consult first, 40(28)
  REQUIRE(pair.say("XB", ActKind::consult, request, note()).ok());
  CHECK(said(pair, "XB", ActKind::postpone, request, write_body(PostponeBody{day(9), ""})) ==
        Code::reasons_missing);
  CHECK(said(pair, "XB", ActKind::postpone, request, write_body(PostponeBody{day(0), "trial"})) ==
        Code::bad_value);
  CHECK(said(pair, "XB", ActKind::postpone, request, write_body(PostponeBody{day(9), "trial"})) ==
        fine);
}

TEST_CASE("data are preserved for at least sixty days, 42(8), and prolonged, never cut short") {
  Pair pair;
  const ActId request = pair.ask_for("preservation");
  const auto preserve = [&](Time until) {
    return said(pair, "XB", ActKind::preserved, request, write_body(PreservedBody{until, ""}));
  };
  CHECK(preserve(day(60) - Millis{1}) == Code::period_too_short);
  CHECK(preserve(day(60)) == fine);
  pair.set_day(10);
  CHECK(preserve(day(59)) == Code::period_too_short);
  CHECK(preserve(day(60)) == Code::period_too_short);
  CHECK(preserve(day(61)) == fine);  // an extension need not be of sixty days again
  CHECK(pair.at(request).preserved_until == day(61));
}

TEST_CASE("an extension is asked before expiry and for a later date, 42(9)") {
  Pair pair;
  const ActId request = pair.ask_for("preservation");
  REQUIRE(said(pair, "XB", ActKind::preserved, request, write_body(PreservedBody{day(60), ""})) ==
          fine);
  const auto extend = [&](Time until) {
    return said(pair, "XA", ActKind::extend, request, write_body(ExtendBody{until, "soon"}));
  };
  CHECK(extend(day(60)) == Code::period_too_short);
  pair.set_day(59);
  CHECK(extend(day(90)) == fine);
  CHECK(pair.at(request).extension_asked == day(90));
  pair.set_day(60);
  CHECK(extend(day(120)) == Code::not_in_this_state);
  CHECK(said(pair, "XB", ActKind::preserved, request, write_body(PreservedBody{day(90), ""})) ==
        fine);
  CHECK(!pair.at(request).extension_asked.has_value());
}

TEST_CASE("what is retrieved was delivered, and an item is delivered once") {
  Pair pair;
  const ActId request = pair.ask_for("stored-data");
  const auto deliver = [&](std::vector<ManifestItem> items) {
    return said(pair, "XB", ActKind::deliver, request,
                write_body(DeliverBody{std::move(items), ""}));
  };
  const auto retrieve = [&](std::vector<ItemId> items) {
    return said(pair, "XA", ActKind::retrieved, request,
                write_body(RetrievedBody{std::move(items)}));
  };
  CHECK(deliver({manifest_item(1)}) == Code::not_in_this_state);  // only after accept
  REQUIRE(said(pair, "XB", ActKind::accept, request, note()) == fine);
  CHECK(deliver({manifest_item(1), manifest_item(2)}) == fine);
  CHECK(deliver({manifest_item(3), manifest_item(1)}) == Code::already_exists);
  CHECK(retrieve({item_id(9)}) == Code::unknown_item);
  CHECK(retrieve({item_id(2)}) == fine);
  CHECK(pair.at(request).status == Status::delivered);
  CHECK(retrieve({item_id(2), item_id(1)}) == fine);
  CHECK(pair.at(request).status == Status::retrieved);
  CHECK(pair.at(request).retrieved == std::vector{item_id(2), item_id(1)});
  CHECK(deliver({manifest_item(3)}) == fine);
  CHECK(pair.at(request).status == Status::delivered);
}

TEST_CASE("a request relies on a preservation of its own case and Party, 42(8)") {
  Pair pair;
  const ActId preservation = pair.ask_for("preservation");
  const ActId other_data = pair.ask_for("stored-data");
  const auto rely = [&](std::string_view party, const std::string& measure, const ActId& on) {
    RequestBody body = request_body(measure);
    body.relies_on = on;
    const auto act = pair.say(party, ActKind::request, {}, write_body(body));
    return act.ok() ? fine : act.error().code;
  };
  CHECK(rely("XA", "stored-data", act_id(99)) == Code::unknown_link);
  CHECK(rely("XA", "stored-data", other_data) == Code::unknown_link);
  CHECK(rely("XA", "preservation", preservation) == Code::unknown_link);
  CHECK(rely("XB", "stored-data", preservation) == Code::unknown_link);
  CHECK(rely("XA", "stored-data", preservation) == fine);
  REQUIRE(said(pair, "XA", ActKind::withdraw, preservation, note()) == fine);
  CHECK(rely("XA", "stored-data", preservation) == Code::not_in_this_state);
}

TEST_CASE("a preservation is closed only once it is over") {
  Pair pair;
  const ActId request = pair.ask_for("preservation");
  REQUIRE(said(pair, "XB", ActKind::preserved, request, write_body(PreservedBody{day(60), ""})) ==
          fine);
  CHECK(said(pair, "XA", ActKind::close, request, note()) == Code::not_in_this_state);
  pair.set_day(60);
  CHECK(said(pair, "XA", ActKind::close, request, note()) == fine);
  CHECK(said(pair, "XA", ActKind::close, request, note()) == Code::not_in_this_state);
  CHECK(pair.at(request).status == Status::preserved);
  CHECK(said(pair, "XB", ActKind::close, request, note()) == fine);
  CHECK(pair.at(request).status == Status::closed);
}

TEST_CASE("deciding on a case at hand is the same as deciding on a copy") {
  Pair pair;
  const ActId request = pair.ask_for("preservation");
  const Command command{case_id(), {}, ActKind::acknowledge, request, note()};
  const Occasion when = occasion(borealia());
  CHECK(write_act(decide(*pair.answering.state, command, when).value()) ==
        write_act(decide(pair.answering.state, command, when).value()));
}

TEST_CASE(
    "a Party that takes the Convention for no basis of extradition is told another way, 37(6)") {
  const Command command{
      {}, borealia(), ActKind::request, {}, write_body(request_body("extradition"))};
  Occasion when = occasion(aurelia());
  CHECK(decide(std::nullopt, command, when).ok());
  when.theirs = {{"extradition-basis", {"no"}}};
  const Error error = decide(std::nullopt, command, when).error();
  CHECK(error.code == Code::out_of_scope);
  REQUIRE(error.details.size() == 1);
  CHECK(error.details[0].citation == "art. 37(6)");
}

TEST_CASE("our officers refuse to preserve for dual criminality only with the reservation, 42(5)") {
  RequestBody body = request_body("preservation");
  body.offence = "serious-crime";
  body.penalty_months = 60;
  body.statute = "Penal Code, s. 12";
  Pair pair;
  const auto request = pair.say("XA", ActKind::request, {}, write_body(body));
  REQUIRE(request.ok());
  const Command refusal{case_id(),
                        {},
                        ActKind::refuse,
                        *request,
                        write_body(RefuseBody{{"DUAL_CRIM"}, "no such offence here"})};
  Occasion when = occasion(borealia());
  when.act_id = act_id(99);
  when.ours.emplace();
  CHECK(decide(*pair.answering.state, refusal, when).error().code == Code::ground_not_allowed);
  when.ours = {{{"preservation-dual-criminality"}}};
  CHECK(decide(*pair.answering.state, refusal, when).ok());
}

TEST_CASE("another legal basis opens what the Convention does not, with its own contents") {
  RequestBody body = request_body("preservation");
  body.offence = "other";
  CHECK(refused_opening(body).code == Code::out_of_scope);
  body.legal_bases = {"uncc", "budapest"};
  Pair pair;
  const auto request = pair.say("XA", ActKind::request, {}, write_body(body));
  REQUIRE(request.ok());
  CHECK(pair.at(*request).rules->source.instrument == "budapest");
  CHECK(said(pair, "XB", ActKind::refuse, *request,
             write_body(RefuseBody{{"POLITICAL_OFFENCE"}, "political"})) == fine);
}
