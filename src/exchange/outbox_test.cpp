#include "exchange/outbox.hpp"

#include <doctest/doctest.h>

#include "exchange/delivery.hpp"

using namespace haidang;
using namespace haidang::exchange;

namespace {

ActId act(int n) {
  std::string text(32, '0');
  text.replace(32 - std::to_string(n).size(), std::string::npos, std::to_string(n));
  return ActId::parse(text).value();
}
CaseId case_number(int n) {
  return CaseId::parse(act(n).text()).value();
}
const Address borealia{PartyCode::parse("XB").value(), "contact-point"};
const Address other{PartyCode::parse("XC").value(), "contact-point"};
const Time start{std::chrono::hours(500'000)};

}  // namespace

TEST_CASE("acts leave in order, one delivery in flight per authority") {
  Outbox outbox;
  outbox.add(borealia, {act(1), case_number(1), 10});
  outbox.add(borealia, {act(2), case_number(1), 10});
  outbox.add(other, {act(3), case_number(2), 10});
  const auto first = outbox.due(start);
  REQUIRE(first.size() == 2);
  CHECK(first[0].acts == std::vector{act(1), act(2)});
  outbox.add(borealia, {act(4), case_number(1), 10});
  CHECK(outbox.due(start).empty());
  outbox.answered(borealia, {.receipted = {act(1), act(2)}, .refused = {}}, start);
  CHECK(outbox.due(start).at(0).acts == std::vector{act(4)});
}

TEST_CASE("failures back off from one second to fifteen minutes and any contact ends it") {
  Outbox outbox;
  outbox.add(borealia, {act(1), case_number(1), 10});
  Time now = start;
  for (int failure = 0; failure < 15; ++failure) {
    REQUIRE(outbox.due(now).size() == 1);
    outbox.failed(borealia, "no answer", now);
    CHECK(outbox.due(now).empty());
    const Millis pause = *outbox.next_wake() - now;
    CHECK(pause >= BackOff::first);
    CHECK(pause <= BackOff::last);
    now = *outbox.next_wake();
  }
  REQUIRE(outbox.due(now).size() == 1);
  outbox.failed(borealia, "no answer", now);
  CHECK(*outbox.next_wake() - now == BackOff::last);
  outbox.contact(borealia.party);
  CHECK(outbox.due(now).size() == 1);
}

TEST_CASE("a refused act parks itself and its case, never the rest of the queue") {
  Outbox outbox;
  outbox.add(borealia, {act(1), case_number(1), 10});
  outbox.add(borealia, {act(2), case_number(2), 10});
  outbox.add(borealia, {act(3), case_number(1), 10});
  REQUIRE(outbox.due(start).size() == 1);
  outbox.answered(borealia, {.receipted = {}, .refused = {{act(1), "HD-2004", "not ours"}}}, start);
  CHECK(outbox.due(start).at(0).acts == std::vector{act(2)});
  CHECK(outbox.backlog().at(0).parked == 2);
  const auto parked = outbox.parked();
  REQUIRE(parked.size() == 2);
  CHECK(parked[0].second.code == "HD-2004");
  CHECK(parked[1].second.act.id == act(3));
  CHECK(parked[1].second.code == code_text(Code::gap));
}

TEST_CASE("what follows a parked act of its case is parked, until somebody says to try again") {
  Outbox outbox;
  outbox.add_parked(borealia, {{act(1), case_number(1), 10}, "HD-1011", "of another version"});
  CHECK(outbox.is_parked(borealia, case_number(1)));
  CHECK(!outbox.is_parked(other, case_number(1)));
  CHECK(outbox.add(borealia, {act(2), case_number(1), 10}) == Outbox::Place::parked);
  CHECK(outbox.add(borealia, {act(3), case_number(2), 10}) == Outbox::Place::waiting);
  outbox.retry(other.party);
  CHECK(outbox.due(start).at(0).acts == std::vector{act(3)});
  outbox.answered(borealia, {.receipted = {act(3)}, .refused = {}}, start);
  CHECK(outbox.due(start).empty());
  outbox.retry(borealia.party);
  CHECK(outbox.due(start).at(0).acts == std::vector{act(1), act(2)});
  CHECK(outbox.parked().empty());
}

TEST_CASE("a retry during a delivery loses and doubles nothing") {
  Outbox outbox;
  outbox.add(borealia, {act(1), case_number(1), 10});
  outbox.add(borealia, {act(2), case_number(2), 10});
  REQUIRE(outbox.due(start).size() == 1);
  outbox.add_parked(borealia, {{act(3), case_number(3), 10}, "HD-1011", ""});
  outbox.retry(borealia.party);
  CHECK(outbox.due(start).empty());  // one in flight
  outbox.answered(borealia, {.receipted = {act(1)}, .refused = {{act(2), "HD-3001", ""}}}, start);
  CHECK(outbox.due(start).at(0).acts == std::vector{act(3)});
  CHECK(outbox.parked().size() == 1);
}

TEST_CASE("an answer that settles nothing counts as a failure, so that it cannot spin") {
  Outbox outbox;
  outbox.add(borealia, {act(1), case_number(1), 10});
  REQUIRE(outbox.due(start).size() == 1);
  outbox.answered(borealia, {}, start);
  CHECK(outbox.due(start).empty());
  CHECK(outbox.next_wake().value() > start);
}

TEST_CASE("a batch keeps within the limits of a delivery but never starves a large act") {
  Outbox outbox;
  for (int i = 0; i < 300; ++i)
    outbox.add(borealia, {act(i), case_number(1), 10});
  CHECK(outbox.due(start).at(0).acts.size() == DeliveryLimits::acts);
  Outbox large;
  large.add(borealia, {act(1), case_number(1), DeliveryLimits::act_bytes + 1});
  large.add(borealia, {act(2), case_number(1), 1});
  CHECK(large.due(start).at(0).acts.size() == 1);
}

TEST_CASE("a Party without an endpoint is never called, but gets its delivery when it asks") {
  Outbox outbox;
  outbox.set_pull_only({borealia.party});
  outbox.add(borealia, {act(1), case_number(1), 10});
  CHECK(outbox.due(start).empty());
  CHECK(!outbox.next_wake().has_value());
  CHECK(!outbox.due_for(other.party).has_value());
  CHECK(outbox.due_for(borealia.party).value().acts == std::vector{act(1)});
  CHECK(!outbox.due_for(borealia.party).has_value());
}
