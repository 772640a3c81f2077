#include <doctest/doctest.h>

#include "casework/testkit.hpp"

using namespace haidang;
using namespace haidang::casework;
using namespace haidang::casework::testkit;

namespace {

// A case of which Borealia holds the opening request and its own acknowledgement.
struct Scene {
  Pair pair;
  ActId request = pair.ask_for("preservation");
  Act next;  // Aurelia's next act, as it ought to be

  Scene() {
    REQUIRE(pair.say("XB", ActKind::acknowledge, request, note()).ok());
    const Command command{case_id(), {}, ActKind::notify, request, note()};
    next = decide(pair.asking.state, command,
                  {law(), aurelia(), "officer 7", day(1), act_id(77), case_id()})
               .value();
  }

  [[nodiscard]] Code verdict() const {
    const auto admitted = admit(pair.answering.state, next, law(), borealia(), day(1));
    return admitted.ok() ? Code::internal : admitted.error().code;
  }
};

constexpr Code admitted = Code::internal;

}  // namespace

TEST_CASE(
    "an act that skips its predecessors waits for them, one that repeats a place is refused") {
  Scene scene;
  CHECK(scene.verdict() == admitted);
  scene.next.seq = 3;
  CHECK(scene.verdict() == Code::gap);
  scene.next.seq = 1;
  scene.next.prev.reset();
  CHECK(scene.verdict() == Code::broken_chain);
}

TEST_CASE("an act names its predecessor by the digest of its signed bytes") {
  Scene scene;
  scene.next.prev->at(0) ^= 1U;
  CHECK(scene.verdict() == Code::broken_chain);
  scene.next.prev.reset();
  CHECK(scene.verdict() == Code::broken_chain);
}

TEST_CASE("nobody has seen acts that we have not made") {
  Scene scene;
  CHECK(scene.next.seen_of(scene.next.to.party) == 1);
  scene.next.seen.clear();  // it crossed with our acknowledgement
  CHECK(scene.verdict() == admitted);
  scene.next.seen = {{scene.next.to.party, {2}}};
  CHECK(scene.verdict() == Code::broken_chain);
}

TEST_CASE("an act is for the authority it names, from a Party to the case") {
  Scene scene;
  scene.next.to.authority = "contact-point";
  CHECK(scene.verdict() == Code::wrong_addressee);
  scene.next.to = address("XC", "central-authority");
  CHECK(scene.verdict() == Code::wrong_addressee);
  scene.next.to = borealia();
  scene.next.author = borealia();
  CHECK(scene.verdict() == Code::wrong_party);
  scene.next.author = address("XC", "contact-point");
  CHECK(scene.verdict() == Code::wrong_party);
}

TEST_CASE("an act from the future is refused beyond the skew of clocks") {
  Scene scene;
  scene.next.issued_at = day(1) + AdmissionLimits::clock_skew_max;
  CHECK(scene.verdict() == admitted);
  scene.next.issued_at += Millis{1};
  CHECK(scene.verdict() == Code::future_date);
}

TEST_CASE("an act is about a request that the case holds") {
  Scene scene;
  scene.next.request = act_id(4711);
  CHECK(scene.verdict() == Code::unknown_request);
  scene.next.request.reset();
  CHECK(scene.verdict() == Code::unknown_request);
}

TEST_CASE("the law is judged at the door, the state is not") {
  Scene scene;
  scene.next.kind = ActKind::release;
  CHECK(scene.verdict() == Code::not_your_move);
  scene.next.kind = ActKind::retrieved;
  scene.next.body = write_body(RetrievedBody{{item_id(1)}});
  CHECK(scene.verdict() == Code::not_in_this_state);  // a preservation delivers nothing
  scene.next.kind = ActKind::withdraw;
  CHECK(scene.verdict() == Code::missing_field);  // the body is of another kind
  scene.next.body = note();
  CHECK(scene.verdict() == admitted);
  scene.next.kind = ActKind::supply;  // nothing was asked: admitted, and without effect
  CHECK(scene.verdict() == admitted);
  REQUIRE(scene.pair.answering.hear({scene.next, digest_of(scene.next)}).error().code ==
          Code::future_date);
  scene.pair.set_day(1);
  REQUIRE(scene.pair.answering.hear({scene.next, digest_of(scene.next)}).ok());
  CHECK(scene.pair.answering.state->without_effect == std::vector<ActId>{scene.next.id});
}

TEST_CASE("a case is opened by a complete request that is first in its chain") {
  Act act = decide(std::nullopt,
                   {{}, borealia(), ActKind::request, {}, write_body(request_body("preservation"))},
                   {law(), aurelia(), "officer 7", day(0), act_id(1), case_id()})
                .value();
  const auto verdict = [&act] {
    const auto result = admit(std::nullopt, act, law(), borealia(), day(0));
    return result.ok() ? admitted : result.error().code;
  };
  CHECK(verdict() == admitted);
  act.seen = {{act.to.party, {1}}};
  CHECK(verdict() == Code::broken_chain);
  act.seen.clear();
  act.seq = 2;
  CHECK(verdict() == Code::gap);
  act.seq = 1;
  act.kind = ActKind::notify;
  act.request = act_id(1);
  CHECK(verdict() == Code::unknown_case);
  act.kind = ActKind::request;
  act.request.reset();
  act.body = write_body(RequestBody{});
  CHECK(verdict() == Code::unknown_measure);
  RequestBody incomplete = request_body("preservation");
  incomplete.contents.erase("necessity");
  act.body = write_body(incomplete);
  const auto refused = admit(std::nullopt, act, law(), borealia(), day(0));
  CHECK(refused.error().code == Code::incomplete_request);
  CHECK(refused.error().details[0].citation == "art. 42(3)(e)");
}
