// What the law's data ask of a single step: what was carried out and when, words, periods, bases.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "casework/testkit.hpp"
#include "casework/use.hpp"

using namespace haidang;
using namespace haidang::casework;
using namespace haidang::casework::testkit;

namespace {

constexpr Code taken = Code::internal;

struct Matter {
  Pair pair;
  ActId request;

  explicit Matter(const RequestBody& body) : request(pair.ask(body)) {}
  explicit Matter(const std::string& measure) : Matter(request_body(measure)) {}

  Error refused(std::string_view party, ActKind kind, json::object body) {
    const auto act = pair.say(party, kind, request, std::move(body));
    return act.ok() ? Error{taken, "it was taken"} : act.error();
  }
  Code says(std::string_view party, ActKind kind, json::object body = note()) {
    return refused(party, kind, std::move(body)).code;
  }
  Error done(const std::string& what, Time at) {
    return refused("XB", ActKind::executed, write_body(ExecutedBody{what, at, "as asked"}));
  }
  [[nodiscard]] const RequestState& state() const { return pair.at(request); }
  [[nodiscard]] const casework::Clock* clock(std::string_view rule) const {
    const auto& clocks = state().clocks;
    const auto it = std::find_if(clocks.begin(), clocks.end(),
                                 [rule](const auto& clock) { return clock.rule == rule; });
    return it == clocks.end() ? nullptr : &*it;
  }
};

Result<ActId> opened(const RequestBody& body) {
  Pair pair;
  return pair.say("XA", ActKind::request, std::nullopt, write_body(body));
}

bool mentions(const Error& error, std::string_view text) {
  return error.text().find(text) != std::string::npos;
}

RequestBody order_for(const std::string& category) {
  RequestBody body = request_body("stored-data");
  body.legal_bases = {"2ap"};
  for (const treaty::ContentItem& item : law().measure_under("stored-data", "2ap")->contents)
    body.contents[item.name] = "stated";
  body.contents["data_category"] = category;
  return body;
}

}  // namespace

TEST_CASE("what was carried out is named by the list of the measure, when it is over") {
  Matter matter("extradition");
  REQUIRE(matter.says("XB", ActKind::accept) == taken);
  matter.pair.set_day(5);
  for (const char* what : {"pizza", "arrest", "service"}) {
    const Error error = matter.done(what, day(5));
    CHECK(error.code == Code::bad_value);
    CHECK(mentions(error, "surrender, prosecution, conditional-surrender, enforcement"));
  }
  CHECK(matter.done("surrender", day(6)).code == Code::bad_value);
  CHECK(matter.done("surrender", day(-1)).code == Code::bad_value);
  CHECK(matter.done("surrender", day(5) + AdmissionLimits::clock_skew_max).code == taken);
  CHECK(matter.state().status == Status::executed);
  Matter frozen("asset-freezing");
  REQUIRE(frozen.says("XB", ActKind::accept) == taken);
  CHECK(frozen.done("freezing", day(-9)).code == taken);  // it was frozen already
}

TEST_CASE(
    "a prosecution that is owed is discharged by what the data say, and nothing else, 37(11)") {
  for (const std::string what : {"prosecution", "conditional-surrender", "enforcement"}) {
    Matter matter("extradition");
    REQUIRE(matter.says("XB", ActKind::consult) == taken);
    REQUIRE(matter.says("XB", ActKind::refuse,
                        write_body(RefuseBody{{"NATIONAL"}, "our national"})) == taken);
    for (const char* other : {"pizza", "surrender"}) {
      const Error error = matter.done(other, day(0));
      CHECK(error.code == Code::not_in_this_state);
      CHECK(mentions(error, "prosecution, conditional-surrender, enforcement"));
      CHECK(matter.state().open_duties.size() == 1);
    }
    CHECK(matter.done(what, day(0)).code == taken);
    CHECK(matter.state().open_duties.empty());
  }
}

TEST_CASE("what a peer says instead is admitted and discharges nothing") {
  Matter matter("extradition");
  REQUIRE(matter.says("XB", ActKind::consult) == taken);
  REQUIRE(matter.says("XB", ActKind::refuse,
                      write_body(RefuseBody{{"NATIONAL"}, "our national"})) == taken);
  REQUIRE(matter.done("prosecution", day(0)).code == taken);
  std::vector<CommittedAct> acts = matter.pair.asking.state->timeline;
  Act& last = acts.back().act;
  last.body = write_body(ExecutedBody{"surrender", day(0), "instead"});
  const CaseState state = fold(acts, law());
  CHECK(state.find(matter.request)->open_duties.size() == 1);
  CHECK(state.without_effect == std::vector{last.id});
}

TEST_CASE("the order is served, and then the data are due: by their category, 2ap 8(6)") {
  RequestBody body = order_for("everything");
  CHECK(opened(body).error().code == Code::incomplete_request);
  body.contents.erase("data_category");
  CHECK(opened(body).error().details.at(0).item == "data_category");
  body = request_body("stored-data");
  body.contents["data_category"] = "traffic-data";
  CHECK(opened(body).ok());  // under another basis it is a word like any other
  const std::array rows{std::tuple{"subscriber-information", "2ap-subscriber-return", 20},
                        std::tuple{"traffic-data", "2ap-traffic-return", 45}};
  for (const auto& [category, rule, days] : rows) {
    body = order_for(category);
    body.needed_by = day(40);
    Matter matter(body);
    CHECK(matter.clock("2ap-serve-provider")->due == day(45));
    REQUIRE(matter.says("XB", ActKind::accept) == taken);
    CHECK(matter.done("surrender", day(0)).code == Code::bad_value);
    matter.pair.set_day(3);
    REQUIRE(matter.done("service", day(2)).code == taken);
    CHECK(matter.state().status == Status::accepted);
    CHECK(waits_for(matter.state()) == borealia().party);
    CHECK(matter.clock("2ap-serve-provider")->state == casework::Clock::State::ended);
    CHECK(matter.clock("needed-by")->state == casework::Clock::State::running);
    CHECK(matter.clock(rule)->due == day(3 + days));
    CHECK(matter.clock(rule)->started == day(3));
    const bool subscriber = matter.clock("2ap-subscriber-return") != nullptr;
    CHECK(subscriber != (matter.clock("2ap-traffic-return") != nullptr));
    REQUIRE(matter.says("XB", ActKind::deliver, write_body(DeliverBody{{manifest_item(1)}, ""})) ==
            taken);
    CHECK(matter.clock(rule)->state == casework::Clock::State::ended);
  }
}

TEST_CASE("a step that is taken in words has some: blanks are none") {
  Matter matter("stored-data");
  for (const char* blank : {"", "  ", "\n\t "}) {
    for (const ActKind kind : {ActKind::ask, ActKind::consult, ActKind::status, ActKind::notify}) {
      const Error error = matter.refused("XB", kind, note(blank));
      CHECK(error.code == Code::bad_value);
      CHECK(mentions(error, "--text TEXT"));
    }
    CHECK(matter.says("XB", ActKind::accept, write_body(NoteBody{"yes", {"kept", blank}})) ==
          Code::bad_value);
  }
  CHECK(matter.says("XB", ActKind::ask, note("Which account?")) == taken);
  CHECK(matter.says("XA", ActKind::supply, note(" ")) == Code::bad_value);
  CHECK(matter.says("XA", ActKind::supply, note("The second.")) == taken);
  CHECK(matter.says("XB", ActKind::accept, note("")) == taken);  // it says yes all the same
  Matter asked("test-answer");
  const auto answer = [&](AnswerBody body) {
    return asked.says("XB", ActKind::answer, write_body(body));
  };
  CHECK(answer({" ", {}}) == Code::bad_value);
  CHECK(answer({" ", {{"provider", " "}}}) == Code::bad_value);
  CHECK(answer({"", {{"provider", "Example Ltd"}}}) == taken);
}

TEST_CASE("what its sender may not say empty, its receiver does not take empty") {
  Matter matter("stored-data");
  Act act = matter.pair.asking.say({case_id(), {}, ActKind::notify, matter.request, note()}, 900)
                .value()
                .act;
  act.body = note("  ");
  const auto admitted = admit(matter.pair.answering.state, act, law(), borealia(), day(0));
  CHECK(admitted.error().code == Code::bad_value);
  act.body = note("some words");
  CHECK(admit(matter.pair.answering.state, act, law(), borealia(), day(0)).ok());
}

TEST_CASE("whether both work on the same is asked with something sealed, 22(5)") {
  RequestBody body = request_body("deconfliction");
  CHECK(opened(body).ok());
  body.selectors.clear();
  const Error error = opened(body).error();
  CHECK(error.code == Code::incomplete_request);
  CHECK(error.details.at(0).item == "selectors");
  CHECK(mentions(error, "haidang request new deconfliction --selector KIND=VALUE"));
}

TEST_CASE(
    "a deadline that is over is not sent, and a late delivery is taken all the same, 40(26)") {
  RequestBody body = request_body("stored-data");
  for (const std::int64_t past : {-1, 0}) {
    body.needed_by = day(past);
    const Error error = opened(body).error();
    CHECK(error.code == Code::bad_value);
    CHECK(error.details.at(0).citation == "art. 40(26)");
  }
  body.needed_by = day(1);
  Pair pair;
  const auto sent = pair.asking.say({{}, borealia(), ActKind::request, {}, write_body(body)}, 1);
  pair.answering.now = day(9);
  CHECK(pair.answering.hear(sent.value()).ok());
}

TEST_CASE("the opportunity to leave lasts fifteen days, or as long as was agreed, 40(29)") {
  Matter matter("mutual-legal-assistance");
  NoteBody notice{"no longer needed here"};
  notice.until = day(30);
  CHECK(matter.says("XA", ActKind::notify, write_body(notice)) == Code::bad_value);
  notice.about = "departure";
  CHECK(matter.says("XA", ActKind::notify, write_body(notice)) == Code::bad_value);
  notice.about = "opportunity-to-leave";
  CHECK(matter.says("XA", ActKind::status, write_body(notice)) == Code::not_your_move);
  notice.until = day(15) - Millis{1};
  CHECK(matter.says("XA", ActKind::notify, write_body(notice)) == Code::period_too_short);
  CHECK(matter.clock("safe-conduct") == nullptr);
  notice.until = day(30);
  CHECK(matter.says("XA", ActKind::notify, write_body(notice)) == taken);
  CHECK(matter.clock("safe-conduct")->due == day(30));
  notice.until.reset();
  CHECK(matter.says("XA", ActKind::notify, write_body(notice)) == taken);
  CHECK(matter.clock("safe-conduct")->due == day(15));
}

TEST_CASE("a request on a bilateral treaty names the treaty, 40(6)") {
  RequestBody body = request_body("stored-data");
  body.legal_bases = {"bilateral"};
  Error error = opened(body).error();
  CHECK(error.code == Code::incomplete_request);
  REQUIRE(error.details.size() == 1);
  CHECK(error.details[0].item == "treaty");
  CHECK(error.details[0].citation == "art. 40(6)-(7), art. 60");
  body.contents["treaty"] = "Treaty of Port Aurel on assistance, 1998";
  CHECK(opened(body).ok());
  body.legal_bases = {"reciprocity"};
  body.contents.erase("treaty");
  CHECK(opened(body).ok());
}

TEST_CASE("preserved data are kept for their period, unless they are no longer needed, 42(8)") {
  Matter matter("preservation");
  REQUIRE(matter.says("XB", ActKind::preserved, write_body(PreservedBody{day(60), ""})) == taken);
  const Error error = matter.refused("XB", ActKind::release, note());
  CHECK(error.code == Code::not_in_this_state);
  CHECK(mentions(error, format_time(day(60))));
  CHECK(mentions(error, "art. 42(8)"));
  Matter withdrawn = matter;
  REQUIRE(withdrawn.says("XA", ActKind::withdraw) == taken);
  CHECK(withdrawn.says("XB", ActKind::release) == taken);
  matter.pair.set_day(60);
  CHECK(matter.says("XB", ActKind::release) == taken);
}

TEST_CASE("a condition that is lifted is one that stands") {
  RequestBody body = request_body("test-information");
  body.restrictions = {{"confidential", "tell nobody", day(3)}, {"purpose", "this case"}};
  Pair pair;
  const ActId information = pair.inform(body);
  const auto lifts = [&](std::string_view code) {
    const auto act = pair.say("XA", ActKind::lift_restriction, information,
                              write_body(LiftRestrictionBody{{std::string(code)}, ""}));
    return act.ok() ? Error{taken, ""} : act.error();
  };
  CHECK(lifts("nonsense").code == Code::not_in_this_state);
  CHECK(mentions(lifts("nonsense"), "confidential, purpose"));
  pair.set_day(4);
  CHECK(mentions(lifts("confidential"), "these stand: purpose"));  // it has ended by itself
  CHECK(lifts("purpose").code == taken);
  CHECK(mentions(lifts("purpose"), "no condition stands any more"));
}

TEST_CASE(
    "intelligence is evidence once it was granted as such under article 40, and while it is") {
  Pair pair;
  const ActId told = pair.inform(request_body("police-information"));
  const auto in_court = [&] {
    const CaseState& state = *pair.answering.state;
    return check_use({state, *state.find(told)}, {Use::own_proceeding}, law(), day(1));
  };
  CHECK(mentions(in_court().error(), "haidang request new mutual-legal-assistance --relies-on " +
                                         told.text().substr(0, 8)));
  RequestBody body = request_body("mutual-legal-assistance");
  body.relies_on = told;
  const auto say = [&](std::string_view party, ActKind kind, const ActId& request,
                       json::object what) {
    REQUIRE(pair.say(party, kind, request, std::move(what)).ok());
  };
  const ActId refused = pair.say("XB", ActKind::request, {}, write_body(body)).value();
  CHECK(!in_court().ok());
  say("XA", ActKind::consult, refused, note());
  say("XA", ActKind::refuse, refused, write_body(RefuseBody{{"LEGAL_SYSTEM"}, "no such power"}));
  CHECK(!in_court().ok());
  RequestBody other = request_body("stored-data");
  other.relies_on = told;
  const ActId data = pair.say("XB", ActKind::request, {}, write_body(other)).value();
  say("XA", ActKind::accept, data, note());
  CHECK(!in_court().ok());  // it asks for other data, not for this as evidence
  const ActId asked = pair.say("XB", ActKind::request, {}, write_body(body)).value();
  say("XA", ActKind::accept, asked, write_body(NoteBody{"yes", {"this trial only"}}));
  CHECK(!in_court().ok());
  say("XB", ActKind::agree, asked, note());
  CHECK(in_court().ok());
  say("XB", ActKind::withdraw, asked, note());
  CHECK(!in_court().ok());
}

TEST_CASE("who asks a stranger in a case is told so, and where to ask") {
  Matter matter("preservation");
  RequestBody body = request_body("stored-data");
  body.relies_on = matter.request;
  const Command command{
      case_id(), address("XC", "contact-point"), ActKind::request, {}, write_body(body)};
  const Error error = matter.pair.asking.say(command, 900).error();
  CHECK(error.code == Code::wrong_addressee);
  CHECK(mentions(error, "XC is no Party to this case"));
  CHECK(mentions(error, "without --case and --relies-on"));
}
