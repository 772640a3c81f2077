// What the Parties owe each other beyond yes and no: conditions, cautions, hearings, restrictions.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "casework/reminders.hpp"
#include "casework/table.hpp"
#include "casework/testkit.hpp"
#include "casework/view.hpp"

using namespace haidang;
using namespace haidang::casework;
using namespace haidang::casework::testkit;

namespace {

Code said(Pair& pair, std::string_view party, ActKind kind, const ActId& request,
          json::object body) {
  const auto act = pair.say(party, kind, request, std::move(body));
  return act.ok() ? Code::internal : act.error().code;
}

constexpr Code fine = Code::internal;

Error refused_opening(const RequestBody& body, ActKind kind = ActKind::request) {
  const Command command{{}, borealia(), kind, {}, write_body(body)};
  return decide(std::nullopt, command,
                {law(), aurelia(), "officer 7", day(0), act_id(1), case_id()})
      .error();
}

bool names(const Error& error, std::string_view item) {
  return std::any_of(error.details.begin(), error.details.end(),
                     [item](const Detail& detail) { return detail.item == item; });
}

DeliverBody delivery(std::uint64_t item) {
  return {{manifest_item(item)}, ""};
}

}  // namespace

TEST_CASE("conditions bind once they are agreed to, and go with everything given since, 40(28)") {
  Pair pair;
  const ActId request = pair.ask_for("stored-data");
  const json::object offer = write_body(NoteBody{"yes", {"in this case only"}});
  CHECK(said(pair, "XB", ActKind::accept, request, offer) == fine);
  CHECK(pair.at(request).status == Status::conditions_offered);
  CHECK(said(pair, "XB", ActKind::deliver, request, write_body(delivery(1))) ==
        Code::not_in_this_state);
  CHECK(said(pair, "XB", ActKind::agree, request, note()) == Code::not_your_move);
  CHECK(said(pair, "XA", ActKind::decline, request, note()) == fine);
  CHECK(pair.at(request).status == Status::consulting);
  CHECK(pair.at(request).offered_conditions.empty());
  CHECK(said(pair, "XB", ActKind::accept, request, offer) == fine);
  CHECK(said(pair, "XA", ActKind::agree, request, note()) == fine);
  CHECK(pair.at(request).conditions == std::vector<std::string>{"in this case only"});
  CHECK(said(pair, "XB", ActKind::deliver, request, write_body(delivery(1))) == fine);
  const auto& conditions = pair.at(request).items.at(0).conditions;
  REQUIRE(conditions.size() == 1);
  CHECK(conditions[0].code == "agreed");
  CHECK(conditions[0].text == "in this case only");
}

TEST_CASE("after a caution nothing is carried out until the requesting Party says so, 42(7)") {
  Pair pair;
  const ActId request = pair.ask_for("preservation");
  const json::object vague = write_body(NoteBody{"careful", {}, {}, "weather"});
  CHECK(said(pair, "XB", ActKind::caution, request, vague) == Code::bad_value);
  const json::object caution = write_body(NoteBody{"logs roll over", {}, {}, "preservation"});
  CHECK(said(pair, "XA", ActKind::caution, request, caution) == Code::not_your_move);
  CHECK(said(pair, "XB", ActKind::caution, request, caution) == fine);
  CHECK(waits_for(pair.at(request)) == aurelia().party);
  const json::object held = write_body(PreservedBody{day(60), ""});
  CHECK(said(pair, "XB", ActKind::preserved, request, held) == Code::not_in_this_state);
  CHECK(said(pair, "XA", ActKind::proceed, request, note()) == fine);
  CHECK(said(pair, "XA", ActKind::proceed, request, note()) == Code::not_in_this_state);
  CHECK(said(pair, "XB", ActKind::preserved, request, held) == fine);
  CHECK(pair.at(request).caution->about == "preservation");
}

TEST_CASE("what is asked orally is complete once it is confirmed in writing, 40(13)") {
  RequestBody body = request_body("stored-data");
  const auto contents = body.contents;
  body.contents.clear();
  CHECK(refused_opening(body).code == Code::incomplete_request);
  body.oral = true;
  Pair pair;
  const ActId request = pair.ask(body);
  CHECK(pair.at(request).awaits_confirmation);
  CHECK(said(pair, "XA", ActKind::confirm, request, write_body(ConfirmBody{{}, "soon"})) ==
        Code::incomplete_request);
  CHECK(said(pair, "XB", ActKind::confirm, request, write_body(ConfirmBody{contents, ""})) ==
        Code::not_your_move);
  CHECK(said(pair, "XA", ActKind::confirm, request, write_body(ConfirmBody{contents, ""})) == fine);
  CHECK(!pair.at(request).awaits_confirmation);
  CHECK(pair.at(request).body.contents.at("purpose") == contents.at("purpose"));
  CHECK(said(pair, "XA", ActKind::confirm, request, write_body(ConfirmBody{contents, ""})) ==
        Code::not_in_this_state);
  RequestBody written = request_body("preservation");
  written.oral = true;
  CHECK(refused_opening(written).code == Code::bad_value);
}

TEST_CASE("an emergency is a risk to life or safety, with the facts that show it, 2(o)") {
  RequestBody body = request_body("test-emergency");
  CHECK(names(refused_opening([&] {
                RequestBody changed = body;
                changed.emergency = false;
                return changed;
              }()),
              "emergency"));
  body.emergency_risk = "property";
  CHECK(names(refused_opening(body), "emergency_risk"));
  body.emergency_risk = "safety";
  body.emergency_facts = " ";
  CHECK(names(refused_opening(body), "emergency_facts"));
  body.emergency_facts = "A child is held.";
  Pair pair;
  const ActId request = pair.ask(body);
  CHECK(pair.at(request).awaits_review);
  CHECK(said(pair, "XB", ActKind::answer, request,
             write_body(AnswerBody{"Here.", {}, {}, false})) == fine);
  CHECK(waits_for(pair.at(request)) == aurelia().party);
  CHECK(said(pair, "XA", ActKind::confirm, request, write_body(ConfirmBody{{}, "reviewed"})) ==
        fine);
  CHECK(!pair.at(request).awaits_review);
}

TEST_CASE("a measure states the safeguards that its duties ask for, all missing ones at once, 24") {
  RequestBody body = request_body("stored-data");
  body.authorisation->scope = " ";
  body.necessity.reset();
  body.dual_criminality->result = "perhaps";
  const Error error = refused_opening(body);
  CHECK(error.code == Code::incomplete_request);
  CHECK(names(error, "authorisation"));
  CHECK(names(error, "necessity"));
  CHECK(names(error, "dual_criminality"));
  CHECK(error.details.size() == 3);
}

TEST_CASE("a serious crime is one by a statute that is cited, 2(h)") {
  RequestBody body = request_body("preservation");
  body.offence = "serious-crime";
  body.penalty_months = 60;
  CHECK(names(refused_opening(body), "statute"));
  body.statute = "Penal Code s. 12";
  Pair pair;
  pair.ask(body);
}

TEST_CASE("assistance names its type, 40(3)") {
  RequestBody body = request_body("mutual-legal-assistance");
  body.assistance_type = "z";
  CHECK(names(refused_opening(body), "assistance_type"));
}

TEST_CASE("nothing is lifted before the requesting Party could be heard, 50(8)") {
  Pair pair;
  const ActId request = pair.ask_for("test-freezing");
  CHECK(said(pair, "XB", ActKind::accept, request, note()) == fine);
  CHECK(said(pair, "XB", ActKind::executed, request,
             write_body(ExecutedBody{"freezing", day(0), "one account"})) == fine);
  CHECK(said(pair, "XB", ActKind::lift, request, note()) == Code::not_in_this_state);
  CHECK(said(pair, "XB", ActKind::announce_lifting, request,
             write_body(AnnounceLiftingBody{day(0), "no evidence"})) == Code::bad_value);
  CHECK(said(pair, "XB", ActKind::announce_lifting, request,
             write_body(AnnounceLiftingBody{day(10), " "})) == Code::reasons_missing);
  CHECK(said(pair, "XB", ActKind::announce_lifting, request,
             write_body(AnnounceLiftingBody{day(10), "no evidence"})) == fine);
  CHECK(said(pair, "XB", ActKind::lift, request, note()) == Code::not_in_this_state);
  Pair silent = pair;  // nobody speaks until the date has passed
  silent.set_day(10);
  CHECK(said(silent, "XB", ActKind::lift, request, note()) == fine);
  CHECK(said(pair, "XA", ActKind::represent, request, note("an appeal is pending")) == fine);
  CHECK(said(pair, "XB", ActKind::lift, request, note()) == fine);
  CHECK(pair.at(request).status == Status::lifted);
}

TEST_CASE("who does not extradite its national owes a prosecution, and closes nothing before, 37") {
  Pair pair;
  const ActId request = pair.ask_for("test-extradition");
  const json::object refusal = write_body(RefuseBody{{"EXTRADITION_LAW"}, "our national"});
  CHECK(said(pair, "XB", ActKind::refuse, request, refusal) == Code::not_in_this_state);
  CHECK(said(pair, "XB", ActKind::consult, request, note()) == fine);
  CHECK(said(pair, "XB", ActKind::refuse, request, refusal) == fine);
  REQUIRE(pair.at(request).open_duties.size() == 1);
  CHECK(said(pair, "XB", ActKind::close, request, note()) == Code::not_in_this_state);
  CHECK(said(pair, "XB", ActKind::executed, request,
             write_body(ExecutedBody{"prosecution", day(0), "case 9/26"})) == fine);
  CHECK(pair.at(request).open_duties.empty());
  CHECK(pair.at(request).status == Status::refused);
  CHECK(said(pair, "XB", ActKind::close, request, note()) == fine);
  CHECK(said(pair, "XA", ActKind::close, request, note()) == fine);
  CHECK(pair.at(request).status == Status::closed);
}

TEST_CASE("another ground of refusal owes no prosecution") {
  Pair pair;
  const ActId request = pair.ask_for("test-extradition");
  CHECK(said(pair, "XB", ActKind::consult, request, note()) == fine);
  CHECK(said(pair, "XB", ActKind::refuse, request,
             write_body(RefuseBody{{"NON_PERSECUTION"}, "grounds"})) == fine);
  CHECK(pair.at(request).open_duties.empty());
}

TEST_CASE("information is given, not decided; its restrictions bind until they are lifted, 40(5)") {
  RequestBody body = request_body("test-information");
  body.restrictions = {{"confidential", "tell nobody", day(30)}, {"purpose", "this case"}};
  CHECK(refused_opening(request_body("test-information")).code == Code::bad_value);
  CHECK(refused_opening(request_body("preservation"), ActKind::inform).code == Code::bad_value);
  Pair pair;
  const ActId information = pair.inform(body);
  for (const ActKind kind : {ActKind::accept, ActKind::refuse, ActKind::answer}) {
    CHECK(said(pair, "XB", kind, information, body_for(kind, day(0), 1)) ==
          Code::not_in_this_state);
  }
  CHECK(!waits_for(pair.at(information)).has_value());
  CHECK(said(pair, "XA", ActKind::deliver, information, write_body(delivery(1))) == fine);
  CHECK(pair.at(information).items.at(0).conditions.size() == 2);
  CHECK(said(pair, "XB", ActKind::retrieved, information,
             write_body(RetrievedBody{{item_id(1)}})) == fine);
  CHECK(said(pair, "XB", ActKind::lift_restriction, information,
             write_body(LiftRestrictionBody{{"purpose"}, ""})) == Code::not_your_move);
  pair.set_day(3);
  CHECK(said(pair, "XA", ActKind::lift_restriction, information,
             write_body(LiftRestrictionBody{{"purpose"}, "go on"})) == fine);
  CHECK(pair.at(information).body.restrictions.at(1).until == day(3));
  CHECK(pair.at(information).items.at(0).conditions.at(1).until == day(3));
  CHECK(pair.at(information).body.restrictions.at(0).until == day(30));
  CHECK(said(pair, "XA", ActKind::deliver, information, write_body(delivery(2))) == fine);
  CHECK(pair.at(information).items.at(1).conditions.size() == 1);  // what has ended binds no more
}

TEST_CASE("police information is no evidence, and says so, 47") {
  RequestBody body = request_body("test-intelligence");
  body.restrictions.clear();
  Pair pair;
  const ActId information = pair.inform(body);  // the node marks it
  REQUIRE(pair.at(information).body.restrictions.size() == 1);
  CHECK(pair.at(information).body.restrictions[0].code == "not-evidence");
  Act act = pair.asking.state->timeline.front().act;
  act.body = write_body(body);
  const auto unmarked = admit(std::nullopt, act, law(), borealia(), day(0));
  CHECK(unmarked.error().code == Code::incomplete_request);
}

TEST_CASE("a disclosure exculpatory to an accused is notified first, 40(5)") {
  Pair pair;
  const ActId information = pair.inform(request_body("test-information"));
  const auto notice = [](Time at, std::optional<std::string> why) {
    return write_body(ExculpatoryBody{{}, at, "to the defence", std::move(why)});
  };
  CHECK(said(pair, "XB", ActKind::exculpatory, information, notice(day(0), {})) ==
        Code::not_in_this_state);
  CHECK(said(pair, "XB", ActKind::exculpatory, information, notice(day(0), "ordered at once")) ==
        fine);
  CHECK(said(pair, "XB", ActKind::exculpatory, information, notice(day(2), {})) == fine);
  CHECK(pair.at(information).exculpatory.size() == 2);
}

TEST_CASE("consent comes with conditions, for items that were asked about, 36(3)") {
  Pair pair;
  const ActId information = pair.inform(request_body("test-information"));
  CHECK(said(pair, "XA", ActKind::deliver, information, write_body(delivery(1))) == fine);
  RequestBody body = request_body("test-consent");
  body.relies_on = information;
  body.about_items = {manifest_item(2).sha256};
  CHECK(pair.say("XB", ActKind::request, std::nullopt, write_body(body)).error().code ==
        Code::unknown_item);
  body.about_items.clear();  // all that was given
  const ActId request = pair.say("XB", ActKind::request, std::nullopt, write_body(body)).value();
  CHECK(pair.at(request).body.about_items == std::vector{manifest_item(1).sha256});
  const std::vector<UseCondition> conditions{{"no-onward-transfer", "no further"}};
  CHECK(said(pair, "XA", ActKind::consent, request,
             write_body(ConsentBody{{manifest_item(2).sha256}, conditions, ""})) ==
        Code::unknown_item);
  json::object by_id = write_body(ConsentBody{{}, conditions, ""});
  by_id["items"] = json::array{item_id(1).text()};
  CHECK(said(pair, "XA", ActKind::consent, request, by_id) == fine);
  const Act& said_last = pair.answering.state->timeline.back().act;
  CHECK(read_consent(said_last.body).value().items == std::vector{manifest_item(1).sha256});
  CHECK(pair.at(request).status == Status::consented);
  CHECK(pair.at(request).consent_conditions.at(0).code == "no-onward-transfer");
}

TEST_CASE("who was informed may rely on it, who informed may not") {
  Pair pair;
  const ActId information = pair.inform(request_body("test-information"));
  RequestBody body = request_body("test-consent");
  body.relies_on = information;
  const auto asked = [&](std::string_view party) {
    return pair.say(party, ActKind::request, std::nullopt, write_body(body));
  };
  CHECK(asked("XA").error().code == Code::unknown_link);
  CHECK(asked("XB").ok());
}

TEST_CASE("results come in parts while more follows, 45, 46") {
  Pair pair;
  const ActId request = pair.ask_for("stored-data");
  CHECK(said(pair, "XB", ActKind::accept, request, note()) == fine);
  DeliverBody first = delivery(1);
  first.more_follows = true;
  CHECK(said(pair, "XB", ActKind::deliver, request, write_body(first)) == fine);
  CHECK(said(pair, "XA", ActKind::retrieved, request, write_body(RetrievedBody{{item_id(1)}})) ==
        fine);
  CHECK(waits_for(pair.at(request)) == borealia().party);
  CHECK(said(pair, "XB", ActKind::deliver, request, write_body(delivery(2))) == fine);
  CHECK(said(pair, "XA", ActKind::retrieved, request, write_body(RetrievedBody{{item_id(2)}})) ==
        fine);
  CHECK(!waits_for(pair.at(request)).has_value());
}

TEST_CASE("an inquiry is answered by a report, 40(26)") {
  Pair pair;
  const ActId request = pair.ask_for("stored-data");
  CHECK(said(pair, "XA", ActKind::inquire, request, note()) == fine);
  CHECK(said(pair, "XA", ActKind::inquire, request, note()) == Code::not_in_this_state);
  CHECK(said(pair, "XB", ActKind::status, request, note("with the court")) == fine);
  CHECK(!pair.at(request).inquired_at.has_value());
  CHECK(said(pair, "XA", ActKind::inquire, request, note()) == fine);
}

TEST_CASE("both sides are reminded of the end of a preservation at 30, 14, 7 and 1 days") {
  Pair pair;
  const ActId request = pair.ask_for("preservation");
  REQUIRE(said(pair, "XB", ActKind::preserved, request, write_body(PreservedBody{day(60), ""})) ==
          fine);
  std::vector<Reminder> given;
  const auto days_at = [&](Time now) {
    std::vector<int> days;
    for (const Reminder& reminder : reminders_due(*pair.answering.state, now, given)) {
      days.push_back(reminder.days);
      given.push_back(reminder);
    }
    return days;
  };
  CHECK(days_at(day(29)).empty());
  CHECK(days_at(day(30)) == std::vector<int>{30, 30});
  CHECK(days_at(day(31)).empty());
  CHECK(days_at(day(54)) == std::vector<int>{7, 7});  // what was missed is not repeated
  CHECK(days_at(day(59)) == std::vector<int>{1, 1});
  CHECK(days_at(day(60)).empty());
  CHECK(pair.at(request).status == Status::preserved);  // silence changes nothing
  CHECK(given.at(0).to == aurelia());
  CHECK(given.at(1).to == borealia());
}

TEST_CASE("a request that nobody acknowledges goes to the deputy, then to the central authority") {
  Pair pair;
  const ActId request = pair.ask_for("preservation");
  const Millis target = std::chrono::hours(24);
  const auto due = [&](Time now, std::vector<Escalation> given) {
    return escalations_due(pair.at(request), borealia().party, target, now, given);
  };
  const auto to = [&](Time now) {
    std::vector<Escalation::To> list;
    for (const Escalation& row : due(now, {}))
      list.push_back(row.to);
    return list;
  };
  using To = Escalation::To;
  const Time asked = pair.at(request).requested_at;
  CHECK(to(asked) == std::vector{To::on_duty});
  CHECK(to(asked + target) == std::vector{To::on_duty, To::deputy});
  CHECK(to(asked + 2 * target) == std::vector{To::on_duty, To::deputy, To::central_authority});
  CHECK(due(asked + 2 * target, due(asked + 2 * target, {})).empty());
  CHECK(escalations_due(pair.at(request), aurelia().party, target, day(9), {}).empty());
  CHECK(next_notice(pair.at(request), borealia().party, target, asked) == asked + target);
  CHECK(next_notice(pair.at(request), borealia().party, target, asked + target) ==
        asked + 2 * target);
  REQUIRE(said(pair, "XB", ActKind::acknowledge, request, note()) == fine);
  CHECK(due(day(9), {}).empty());
}

TEST_CASE("what nobody opens goes up before its time, an emergency much sooner") {
  using To = Escalation::To;
  using Opened = ToldEscalation::Opened;
  const Patience patience;
  for (const bool emergency : {false, true}) {
    CAPTURE(emergency);
    RequestState request;
    request.requesting = aurelia();
    request.requested = borealia();
    request.requested_at = day(0);
    request.body.emergency = emergency;
    const Millis wait = emergency ? patience.emergency : patience.ordinary;
    const PartyCode ours = borealia().party;
    std::vector<ToldEscalation> told;
    const auto up = [&](Time now) { return unopened_due(request, ours, patience, now, told); };
    CHECK(up(day(9)).empty());  // nobody was told: there is nothing to open
    told.push_back({{request.id, "", day(0), To::on_duty}, day(0), Opened::by_nobody});
    CHECK(up(day(0) + wait - Millis{1}).empty());
    CHECK(next_unopened(request, ours, patience, day(0), told) == day(0) + wait);
    REQUIRE(up(day(0) + wait).size() == 1);
    CHECK(up(day(0) + wait).front().to == To::deputy);
    told.push_back({up(day(0) + wait).front(), day(0) + wait, Opened::by_nobody});
    REQUIRE(up(day(0) + 2 * wait).size() == 1);
    CHECK(up(day(0) + 2 * wait).front().to == To::central_authority);
    told.back().opened = Opened::by_somebody;
    CHECK(up(day(9)).empty());  // the long step of what is overdue remains
    told.back().opened = Opened::by_nobody;
    request.status = Status::closed;
    CHECK(up(day(9)).empty());
  }
}

TEST_CASE("the table names each row once, and the page holds all of them") {
  std::set<std::string> ids;
  const json::array rows = transitions_view();
  const std::string page = states_page();
  for (const json::value& row : rows) {
    const std::string id(row.as_object().at("id").as_string());
    CHECK(ids.insert(id).second);
    CHECK(page.find("`" + id + "`") != std::string::npos);
  }
}
