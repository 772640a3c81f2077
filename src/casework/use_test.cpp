// What another Party gave, and what becomes of it: arts 36(3), 40(5), 40(19), 47.
#include "casework/use.hpp"

#include <doctest/doctest.h>

#include "casework/testkit.hpp"

using namespace haidang;
using namespace haidang::casework;
using namespace haidang::casework::testkit;

namespace {

const IntendedUse to_xc{Use::onward, "XC"};

// Borealia gave one item under a request for stored data.
struct Gift {
  explicit Gift(std::vector<UseCondition> conditions = {}) : request(pair.ask_for("stored-data")) {
    REQUIRE(pair.say("XB", ActKind::accept, request, note()).ok());
    DeliverBody body{{manifest_item(1)}, ""};
    body.items[0].conditions = std::move(conditions);
    REQUIRE(pair.say("XB", ActKind::deliver, request, write_body(body)).ok());
  }

  [[nodiscard]] Given given() const {
    const CaseState& state = *pair.asking.state;
    const RequestState& of = *state.find(request);
    return {state, of, &of.items.front()};
  }
  [[nodiscard]] Code to(const IntendedUse& use, std::int64_t on = 1) const {
    const auto checked = check_use(given(), use, law(), day(on));
    return checked.ok() ? Code::internal : checked.error().code;
  }

  ActId asked(const std::string& measure, const std::string& recipient = "XC") {
    RequestBody body = request_body(measure);
    body.relies_on = request;
    if (body.recipient_code) body.recipient_code = recipient;
    return pair.say("XA", ActKind::request, std::nullopt, write_body(body)).value();
  }
  ActId consented(const std::string& measure, std::vector<UseCondition> conditions = {}) {
    const ActId id = asked(measure);
    const json::object body = write_body(ConsentBody{{}, std::move(conditions), ""});
    REQUIRE(pair.say("XB", ActKind::consent, id, body).ok());
    return id;
  }

  Pair pair;
  ActId request;
};

constexpr Code allowed = Code::internal;

}  // namespace

TEST_CASE("what was given may be used in its own proceeding, and nowhere else without consent") {
  const Gift gift;
  CHECK(gift.to({Use::own_proceeding}) == allowed);
  CHECK(gift.to({Use::other_proceeding}) == Code::use_not_allowed);
  CHECK(gift.to(to_xc) == Code::use_not_allowed);
}

TEST_CASE("the refusal names each condition, the rule and what to type") {
  const Gift gift({{"no-onward-transfer", "No further."}, {"purpose", "Over.", day(0)}});
  const Error error = check_use(gift.given(), to_xc, law(), day(1)).error();
  REQUIRE(error.details.size() == 2);  // what ended binds no more
  CHECK(error.details[0].item == "no-onward-transfer");
  CHECK(error.details[1].citation == "art. 36(3)");
  CHECK(error.next.find("request new onward-transfer --relies-on " +
                        gift.request.text().substr(0, 8)) != std::string::npos);
  CHECK(error.next.find("--recipient XC") != std::string::npos);
}

TEST_CASE("a consent opens what it covers: this recipient, this use, this item") {
  Gift gift;
  gift.asked("onward-transfer");
  CHECK(gift.to(to_xc) == Code::use_not_allowed);  // asked is not given
  const ActId consent = gift.consented("onward-transfer", {{"purpose", "One trial."}});
  CHECK(gift.to(to_xc) == allowed);
  CHECK(gift.to({Use::onward, "XD"}) == Code::use_not_allowed);
  CHECK(gift.to({Use::other_proceeding}) == Code::use_not_allowed);
  const auto along = conditions_onward(gift.given(), "XC", law(), day(1));
  REQUIRE(along.size() == 1);
  CHECK(along[0].text == "One trial.");
  const Given given = gift.given();
  ManifestItem other = *given.item;
  other.sha256 = manifest_item(2).sha256;
  CHECK(!check_use({given.state, given.request, &other}, to_xc, law(), day(1)).ok());
  REQUIRE(gift.pair.say("XA", ActKind::withdraw, consent, note()).ok());
  CHECK(gift.to(to_xc) == Code::use_not_allowed);  // not needed any more: it is gone
}

TEST_CASE("consent to another proceeding is no consent to an onward transfer") {
  Gift gift;
  gift.consented("other-purpose");
  CHECK(gift.to({Use::other_proceeding}) == allowed);
  CHECK(gift.to(to_xc) == Code::use_not_allowed);
}

TEST_CASE("what is no evidence goes to no court until that is lifted, 47") {
  Gift gift({{"not-evidence", "Intelligence."}});
  CHECK(gift.to({Use::own_proceeding}) == Code::use_not_allowed);
  gift.consented("other-purpose");
  CHECK(gift.to({Use::other_proceeding}) == Code::use_not_allowed);
  REQUIRE(gift.pair
              .say("XB", ActKind::lift_restriction, gift.request,
                   write_body(LiftRestrictionBody{{"not-evidence"}, ""}))
              .ok());
  CHECK(gift.to({Use::own_proceeding}) == allowed);
  CHECK(gift.to({Use::other_proceeding}) == allowed);
}

TEST_CASE("what is exculpatory may be disclosed once the giver was notified, 40(5), 40(19)") {
  Gift gift({{"not-evidence", "Intelligence."}});
  CHECK(gift.to({Use::defence}) == Code::use_not_allowed);
  const json::object other = write_body(ExculpatoryBody{{item_id(2)}, day(9), "to the defence"});
  REQUIRE(gift.pair.say("XA", ActKind::exculpatory, gift.request, other).ok());
  CHECK(gift.to({Use::defence}) == Code::use_not_allowed);  // of another item
  const json::object notice = write_body(ExculpatoryBody{{item_id(1)}, day(9), "to the defence"});
  REQUIRE(gift.pair.say("XA", ActKind::exculpatory, gift.request, notice).ok());
  CHECK(gift.to({Use::defence}) == allowed);
  CHECK(gift.to({Use::own_proceeding}) == Code::use_not_allowed);
}

TEST_CASE("a request to a third Party may follow from an answer, unless it was not to go on") {
  for (const bool closed : {false, true}) {
    Pair pair;
    const ActId request = pair.ask_for("test-answer");
    AnswerBody answer{"It went on.", {{"provider_party", "XC"}}};
    if (closed) answer.conditions = {{"no-onward-transfer", "Tell nobody else."}};
    REQUIRE(pair.say("XB", ActKind::answer, request, write_body(answer)).ok());
    const auto follows = [&](std::string_view to) {
      return check_citation(*pair.asking.state, aurelia().party, PartyCode::parse(to).value(),
                            law(), day(1))
          .ok();
    };
    CHECK(follows("XC") != closed);
    CHECK(follows("XB"));
    if (!closed) continue;
    RequestBody body = request_body("test-consent");
    body.relies_on = request;
    CHECK(pair.say("XA", ActKind::request, std::nullopt, write_body(body)).ok());
    CHECK(!follows("XC"));
  }
}

TEST_CASE("a use has one name") {
  for (const Use use : {Use::own_proceeding, Use::other_proceeding, Use::onward, Use::defence})
    CHECK(parse_use(use_name(use)).value() == use);
  CHECK(parse_use("sale").error().code == Code::bad_value);
}
