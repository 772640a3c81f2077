#include <doctest/doctest.h>

#include "casework/testkit.hpp"

using namespace haidang;
using namespace haidang::casework;
using namespace haidang::casework::testkit;

namespace {

const casework::Clock* clock_of(const RequestState& request, std::string_view rule) {
  for (const casework::Clock& clock : request.clocks) {
    if (clock.rule == rule) return &clock;
  }
  return nullptr;
}

std::string clock_text(const RequestState& request, std::string_view rule) {
  const casework::Clock* clock = clock_of(request, rule);
  if (clock == nullptr) return "none";
  const std::string_view state = clock->state == casework::Clock::State::running  ? "running"
                                 : clock->state == casework::Clock::State::paused ? "paused"
                                                                                  : "ended";
  return fmt::format("{} {}", state, clock->due ? format_time(*clock->due) : "no date");
}

// Data preserved until day 60 on one request, and another that relies on them.
struct Held {
  Pair pair;
  ActId preservation = pair.ask_for("preservation");
  ActId assistance;

  Held() {
    say("XB", ActKind::preserved, preservation, write_body(PreservedBody{day(60), ""}));
    RequestBody body = request_body("stored-data");
    body.relies_on = preservation;
    pair.set_day(20);
    assistance = pair.say("XA", ActKind::request, {}, write_body(body)).value();
  }

  void say(std::string_view party, ActKind kind, const ActId& request, json::object body) {
    const auto act = pair.say(party, kind, request, std::move(body));
    REQUIRE_MESSAGE(act.ok(), act.error().text());
  }
  Code try_release() {
    const auto act = pair.say("XB", ActKind::release, preservation, note());
    return act.ok() ? Code::internal : act.error().code;
  }
  [[nodiscard]] const RequestState& data() const { return pair.at(preservation); }
};

Command step(ActKind kind, const ActId& request, json::object body = note()) {
  return {case_id(), {}, kind, request, std::move(body)};
}

}  // namespace

TEST_CASE("a request runs the clocks that the law ties to its measure") {
  Pair pair;
  RequestBody body = request_body("preservation");
  body.needed_by = day(5);
  const ActId request = pair.say("XA", ActKind::request, {}, write_body(body)).value();
  CHECK(clock_text(pair.at(request), "needed-by") == "running " + format_time(day(5)));
  CHECK(clock_of(pair.at(request), "needed-by")->citation == "art. 40(26)");
  CHECK(clock_of(pair.at(request), "needed-by")->kind == treaty::ClockKind::requested_deadline);
  CHECK(first_due(pair.at(request))->rule == "needed-by");
  pair.set_day(2);
  REQUIRE(pair.say("XB", ActKind::preserved, request, write_body(PreservedBody{day(70), ""})).ok());
  CHECK(clock_text(pair.at(request), "needed-by") == "ended " + format_time(day(5)));
  CHECK(clock_text(pair.at(request), "preservation-minimum") == "running " + format_time(day(70)));
  CHECK(clock_of(pair.at(request), "preservation-minimum")->citation == "art. 42(8)");
  CHECK(clock_of(pair.at(request), "preservation-minimum")->started == day(2));
  CHECK(first_due(pair.at(request))->due == day(70));
  CHECK(pair.say("XB", ActKind::release, request, note()).error().code == Code::not_in_this_state);
  pair.set_day(70);
  REQUIRE(pair.say("XB", ActKind::release, request, note()).ok());
  CHECK(first_due(pair.at(request)) == nullptr);
}

TEST_CASE("without a deadline or a date there is no clock") {
  Pair pair;
  const ActId request = pair.ask_for("stored-data");
  CHECK(pair.at(request).clocks.empty());
  REQUIRE(pair.say("XB", ActKind::consult, request, note()).ok());
  REQUIRE(
      pair.say("XB", ActKind::postpone, request, write_body(PostponeBody{day(9), "trial"})).ok());
  CHECK(clock_text(pair.at(request), "postponement-review") == "running " + format_time(day(9)));
  CHECK(clock_of(pair.at(request), "postponement-review")->kind == treaty::ClockKind::house_rule);
  CHECK(pair.at(request).review_at == day(9));
  REQUIRE(pair.say("XB", ActKind::accept, request, note()).ok());
  CHECK(clock_text(pair.at(request), "postponement-review") == "ended " + format_time(day(9)));
}

TEST_CASE("preserved data stay preserved pending the decision on the request that relies on them") {
  Held held;
  CHECK(held.data().held_for == held.assistance);
  CHECK(clock_text(held.data(), "preservation-pending-decision") == "running no date");
  CHECK(clock_text(held.data(), "preservation-minimum") == "paused " + format_time(day(60)));
  CHECK(first_due(held.data()) == nullptr);
  CHECK(!waits_for(held.data()).has_value());
  held.pair.set_day(100);
  CHECK(held.try_release() == Code::not_in_this_state);
  CHECK(held.pair.say("XB", ActKind::close, held.preservation, note()).error().code ==
        Code::not_in_this_state);
  held.say("XB", ActKind::accept, held.assistance, note());
  CHECK(held.try_release() == Code::not_in_this_state);
}

TEST_CASE("a decision ends the hold: the date named before counts again") {
  Held held;
  held.say("XB", ActKind::consult, held.assistance, note());
  held.say("XB", ActKind::refuse, held.assistance,
           write_body(RefuseBody{{"ESSENTIAL_INTERESTS"}, "security"}));
  CHECK(!held.data().held_for.has_value());
  CHECK(clock_text(held.data(), "preservation-pending-decision") == "ended no date");
  CHECK(clock_text(held.data(), "preservation-minimum") == "running " + format_time(day(60)));
  CHECK(held.try_release() == Code::not_in_this_state);  // day 20 of sixty
  held.pair.set_day(60);
  CHECK(held.try_release() == Code::internal);
  CHECK(held.data().status == Status::released);
}

TEST_CASE("delivery and withdrawal end the hold as well") {
  Held delivered;
  delivered.say("XB", ActKind::accept, delivered.assistance, note());
  CHECK(delivered.data().held_for.has_value());
  delivered.say("XB", ActKind::deliver, delivered.assistance,
                write_body(DeliverBody{{manifest_item(1)}, ""}));
  CHECK(!delivered.data().held_for.has_value());
  Held withdrawn;
  withdrawn.say("XA", ActKind::withdraw, withdrawn.assistance, note());
  CHECK(!withdrawn.data().held_for.has_value());
}

TEST_CASE("a second request holds the data when the first is decided") {
  Held held;
  RequestBody body = request_body("mutual-legal-assistance");
  body.relies_on = held.preservation;
  const ActId second = held.pair.say("XA", ActKind::request, {}, write_body(body)).value();
  CHECK(held.data().held_for == held.assistance);
  held.say("XB", ActKind::consult, held.assistance, note());
  held.say("XB", ActKind::refuse, held.assistance,
           write_body(RefuseBody{{"LEGAL_SYSTEM"}, "no such procedure"}));
  CHECK(held.data().held_for == second);
  CHECK(clock_text(held.data(), "preservation-minimum") == "paused " + format_time(day(60)));
  CHECK(clock_of(held.data(), "preservation-pending-decision")->state ==
        casework::Clock::State::running);
}

TEST_CASE("data preserved after the request that relies on them are held at once") {
  Pair pair;
  const ActId preservation = pair.ask_for("preservation");
  RequestBody body = request_body("stored-data");
  body.relies_on = preservation;
  const ActId assistance = pair.say("XA", ActKind::request, {}, write_body(body)).value();
  REQUIRE(pair.say("XB", ActKind::preserved, preservation, write_body(PreservedBody{day(60), ""}))
              .ok());
  CHECK(pair.at(preservation).held_for == assistance);
  CHECK(clock_text(pair.at(preservation), "preservation-minimum") ==
        "paused " + format_time(day(60)));
  REQUIRE(pair.say("XB", ActKind::preserved, preservation, write_body(PreservedBody{day(90), ""}))
              .ok());
  CHECK(clock_text(pair.at(preservation), "preservation-minimum") ==
        "paused " + format_time(day(90)));
}

TEST_CASE("a release that crossed with the request relying on the data is a fact") {
  Pair pair;
  const ActId preservation = pair.ask_for("preservation");
  REQUIRE(pair.say("XB", ActKind::preserved, preservation, write_body(PreservedBody{day(60), ""}))
              .ok());
  RequestBody body = request_body("stored-data");
  body.relies_on = preservation;
  pair.set_day(61);
  const auto request =
      pair.asking.say({case_id(), {}, ActKind::request, {}, write_body(body)}, 500).value();
  pair.set_day(62);  // issued later, but without having seen the request
  const auto release = pair.answering.say(step(ActKind::release, preservation), 501).value();
  REQUIRE(pair.asking.hear(release).ok());
  REQUIRE(pair.answering.hear(request).ok());
  CHECK(describe(*pair.asking.state) == describe(*pair.answering.state));
  CHECK(pair.at(preservation).status == Status::released);
  CHECK(!pair.at(preservation).held_for.has_value());
  CHECK(pair.answering.state->without_effect.empty());
}

TEST_CASE("of two acts that crossed, the one that comes too late changes nothing, on both sides") {
  Pair pair;
  const ActId request = pair.ask_for("stored-data");
  pair.asking.now = day(1);
  pair.answering.now = day(2);
  const auto withdraw = pair.asking.say(step(ActKind::withdraw, request), 500).value();
  const auto accept = pair.answering.say(step(ActKind::accept, request), 501).value();
  pair.set_day(3);
  REQUIRE(pair.asking.hear(accept).ok());
  REQUIRE(pair.answering.hear(withdraw).ok());
  CHECK(pair.at(request).status == Status::withdrawn);
  CHECK(pair.answering.state->without_effect == std::vector{accept.act.id});
  CHECK(describe(*pair.asking.state) == describe(*pair.answering.state));
}

TEST_CASE("a preservation that crossed with a withdrawal still tells when it began") {
  Pair pair;
  const ActId request = pair.ask_for("preservation");
  pair.asking.now = day(1);
  pair.answering.now = day(2);
  const auto withdraw = pair.asking.say(step(ActKind::withdraw, request), 500).value();
  const auto first =
      pair.answering
          .say(step(ActKind::preserved, request, write_body(PreservedBody{day(62), ""})), 501)
          .value();
  pair.answering.now = day(10);  // prolonged before the withdrawal arrives
  const auto second =
      pair.answering
          .say(step(ActKind::preserved, request, write_body(PreservedBody{day(63), ""})), 502)
          .value();
  pair.set_day(11);
  REQUIRE(pair.asking.hear(first).ok());
  REQUIRE(pair.asking.hear(second).ok());  // valid for its sender, so valid for its receiver
  REQUIRE(pair.answering.hear(withdraw).ok());
  CHECK(describe(*pair.asking.state) == describe(*pair.answering.state));
  CHECK(pair.at(request).status == Status::withdrawn);
}

TEST_CASE("an answer returns the request to where the question found it") {
  Pair pair;
  const ActId request = pair.ask_for("stored-data");
  REQUIRE(pair.say("XB", ActKind::ask, request, note()).ok());
  REQUIRE(pair.say("XA", ActKind::supply, request, note()).ok());
  CHECK(pair.at(request).status == Status::acknowledged);
  REQUIRE(pair.say("XB", ActKind::accept, request,
                   write_body(NoteBody{"yes", {"for this case only", "no death penalty"}}))
              .ok());
  CHECK(pair.at(request).conditions.empty());
  REQUIRE(pair.say("XA", ActKind::agree, request, note()).ok());
  REQUIRE(pair.say("XB", ActKind::ask, request, note()).ok());
  REQUIRE(pair.say("XB", ActKind::ask, request, note("and this?")).ok());
  REQUIRE(pair.say("XA", ActKind::supply, request, note()).ok());
  CHECK(pair.at(request).status == Status::accepted);
  CHECK(pair.at(request).conditions.size() == 2);
}

TEST_CASE("a request is closed when both sides have closed it, and its clocks stop") {
  Pair pair;
  RequestBody body = request_body("stored-data");
  body.needed_by = day(5);
  const ActId request = pair.say("XA", ActKind::request, {}, write_body(body)).value();
  REQUIRE(pair.say("XB", ActKind::accept, request, note()).ok());
  REQUIRE(pair.say("XB", ActKind::deliver, request, write_body(DeliverBody{{manifest_item(1)}, ""}))
              .ok());
  REQUIRE(pair.say("XB", ActKind::close, request, note()).ok());
  CHECK(pair.at(request).status == Status::delivered);
  REQUIRE(
      pair.say("XA", ActKind::retrieved, request, write_body(RetrievedBody{{item_id(1)}})).ok());
  REQUIRE(pair.say("XA", ActKind::close, request, note()).ok());
  CHECK(pair.at(request).status == Status::closed);
  for (const casework::Clock& clock : pair.at(request).clocks)
    CHECK(clock.state == casework::Clock::State::ended);
}

TEST_CASE("acts stand by causality first, then by time, then by Party") {
  Pair pair;
  const ActId request = pair.ask_for("stored-data");
  pair.answering.now = day(-3);  // a slow clock does not put the answer before the question
  REQUIRE(pair.say("XB", ActKind::acknowledge, request, note()).ok());
  pair.asking.now = day(5);
  pair.answering.now = day(5);
  const auto a = pair.asking.say(step(ActKind::notify, request), 500).value();
  const auto b = pair.answering.say(step(ActKind::notify, request), 501).value();
  std::vector<CommittedAct> acts = pair.answering.said;
  acts.insert(acts.begin(), pair.asking.said.begin(), pair.asking.said.end());
  put_in_order(acts);
  REQUIRE(acts.size() == 4);
  CHECK(acts[0].act.id == request);
  CHECK(acts[1].act.kind == ActKind::acknowledge);
  CHECK(acts[2].act.id == a.act.id);  // the same time: XA before XB
  CHECK(acts[3].act.id == b.act.id);
}

TEST_CASE("chains that contradict each other are put in the same order whatever comes first") {
  Pair pair;
  const ActId request = pair.ask_for("stored-data");
  CommittedAct a = pair.asking.said[0];
  a.act.seen = {{a.act.to.party, {1}}};  // each claims to have seen the other
  CommittedAct b = a;
  b.act.id = act_id(9);
  b.act.author = borealia();
  b.act.to = aurelia();
  b.act.seen = {{a.act.author.party, {1}}};
  b.act.kind = ActKind::acknowledge;
  b.act.request = request;
  b.digest[0] ^= 1U;
  CHECK(describe(fold({a, b}, law())) == describe(fold({b, a}, law())));
  CHECK(describe(advance(fold({b}, law()), a, law())) == describe(fold({a, b}, law())));
  CHECK(describe(advance(fold({a}, law()), b, law())) == describe(fold({a, b}, law())));
}

TEST_CASE("a long case grows act by act") {
  Pair pair;
  const ActId request = pair.ask_for("stored-data");
  constexpr int acts = 1000;
  for (int i = 0; i < acts; ++i) {
    REQUIRE(pair.say(i % 3 == 0 ? "XA" : "XB", ActKind::notify, request, note()).ok());
  }
  CHECK(pair.answering.state->timeline.size() == acts + 1);
  CHECK(describe(*pair.answering.state) == describe(fold(pair.asking.state->timeline, law())));
}
