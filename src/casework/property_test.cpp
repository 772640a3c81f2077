#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <deque>
#include <tuple>

#include "casework/testkit.hpp"
#include "casework/transitions.hpp"

using namespace haidang;
using namespace haidang::casework;
using namespace haidang::casework::testkit;

namespace {

// Two desks with a slow post between them. Each number of the script is one thing that happens:
// somebody says something, a letter arrives, or time passes on one wall.
class Play {
 public:
  void act(std::uint32_t number) {
    const std::uint32_t what = number % 8;
    Side& side = (number >> 3) % 2 == 0 ? asking_ : answering_;
    if (what < 4) return say(side, number >> 4);
    if (what < 7) return hear(side);
    side.desk.now += std::chrono::hours((number >> 4) % 500);
  }

  void settle() {
    while (!asking_.post.empty())
      hear(asking_);
    while (!answering_.post.empty())
      hear(answering_);
  }

  [[nodiscard]] const std::optional<CaseState>& asking() const { return asking_.desk.state; }
  [[nodiscard]] const std::optional<CaseState>& answering() const { return answering_.desk.state; }

 private:
  struct Side {
    Desk desk;
    std::deque<CommittedAct> post = {};
  };

  Side& other(const Side& side) { return &side == &asking_ ? answering_ : asking_; }

  // The first kind, from the one that the number names, that can be said now.
  void say(Side& side, std::uint32_t number) {
    for (std::uint32_t i = 0; i < all_act_kinds().size(); ++i) {
      const auto said = side.desk.say(command(side, number + i), ++ids_);
      if (!said.ok()) continue;
      other(side).post.push_back(*said);
      return check(side);
    }
  }

  Command command(const Side& side, std::uint32_t number) {
    const auto kinds = all_act_kinds();
    Command command;
    command.kind = kinds[number % kinds.size()];
    command.body = body_for(command.kind, side.desk.now, number % 40);
    if (!side.desk.state) {
      if (!opens_request(command.kind)) command.kind = ActKind::request;
      command.to = other(side).desk.self;
      if (&side == &answering_) command.to.reset();  // one Party opens the case
    } else {
      command.case_id = case_id();
      const auto& requests = side.desk.state->requests;
      const RequestState& about = requests[number / 17 % requests.size()];
      command.request = about.id;
      if (command.kind == ActKind::executed && !about.rules->outcomes.empty()) {
        const auto& outcomes = about.rules->outcomes;
        command.body = write_body(
            ExecutedBody{outcomes[number % outcomes.size()].what, side.desk.now, "as asked"});
      }
    }
    if (opens_request(command.kind)) command.body = opening(side, command.kind, number);
    return command;
  }

  // Any measure that this kind opens; a few words of it by chance.
  json::object opening(const Side& side, ActKind kind, std::uint32_t number) {
    const auto opens =
        kind == ActKind::inform ? treaty::Opens::information : treaty::Opens::request;
    std::vector<const treaty::Measure*> measures;
    for (const treaty::Measure& measure : law().measures()) {
      if (measure.opens == opens) measures.push_back(&measure);
    }
    const bool often = kind == ActKind::request && number % 3 == 0;
    const std::string id = often ? "preservation" : measures[number / 3 % measures.size()]->id;
    RequestBody body = request_body(id);
    if (number % 2 == 0) body.needed_by = side.desk.now + Days{number % 30};
    if (number % 5 == 0 && id == "stored-data") {
      body.oral = true;
      body.contents.clear();
    }
    if (side.desk.state) {
      const auto& requests = side.desk.state->requests;
      const RequestState& link = requests[number / 6 % requests.size()];
      const auto& followed = link.followed_by;
      if (std::find(followed.begin(), followed.end(), id) != followed.end()) {
        body.relies_on = link.id;
      }
    }
    return write_body(body);
  }

  // What decide made, the other side admits, however much crossed in the post.
  void hear(Side& side) {
    if (side.post.empty()) return;
    const CommittedAct act = side.post.front();
    side.post.pop_front();
    side.desk.now = std::max(side.desk.now, act.act.issued_at);
    const auto heard = side.desk.hear(act);
    if (!heard.ok()) RC_LOG() << heard.error().text();
    RC_ASSERT(heard.ok());
    check(side);
  }

  // advance is fold, after every single act.
  void check(const Side& side) {
    const CaseState& state = *side.desk.state;
    std::vector<CommittedAct> acts = state.timeline;
    std::reverse(acts.begin(), acts.end());
    RC_ASSERT(describe(state) == describe(fold(std::move(acts), law())));
    for (const RequestState& request : state.requests)
      check_rules(request);
    check_marks(state);
  }

  // States that the rules forbid, whatever was said by whom in whatever order.
  static void check_rules(const RequestState& request) {
    const auto is = [&request](auto... statuses) { return ((request.status == statuses) || ...); };
    if (request.is_information) {
      RC_ASSERT(is(Status::informed, Status::info_requested, Status::delivered, Status::retrieved,
                   Status::withdrawn, Status::closed));
    } else {
      RC_ASSERT(!is(Status::informed));
    }
    RC_ASSERT(is(Status::closed) == (request.closed_by.size() == 2));
    RC_ASSERT((request.closed_by.size() < 2 || request.closed_by[0] != request.closed_by[1]));
    if (is(Status::lifted)) RC_ASSERT(request.hear_until.has_value());
    if (is(Status::refused)) {
      RC_ASSERT(!request.refusal_grounds.empty());
      for (const treaty::Duty* duty : request.duties) {
        const bool owed = duty->name == treaty::DutyName::consult_before_refusing;
        if (owed && duty->grounds.empty()) RC_ASSERT(request.consulted);
      }
    }
    if (is(Status::conditions_offered)) RC_ASSERT(!request.offered_conditions.empty());
    if (!request.open_duties.empty()) RC_ASSERT(closed_not(request, request.requested.party));
    if (is(Status::preserved)) RC_ASSERT(request.preserved_until.has_value());
    for (const casework::Clock& clock : request.clocks) {
      if (is(Status::closed)) RC_ASSERT(clock.state == casework::Clock::State::ended);
      if (clock.paused_at) RC_ASSERT(clock.state != casework::Clock::State::running);
    }
  }

  static bool closed_not(const RequestState& request, const PartyCode& party) {
    const auto& closed = request.closed_by;
    return std::find(closed.begin(), closed.end(), party) == closed.end();
  }

  // Every step that had an effect is a row of the table, from a status that the row names.
  static void check_marks(const CaseState& state) {
    RC_ASSERT(state.marks.size() == state.timeline.size());
    for (std::size_t i = 0; i < state.marks.size(); ++i) {
      const Mark& mark = state.marks[i];
      if (mark.step == nullptr) continue;
      RC_ASSERT(mark.step->kind == state.timeline[i].act.kind);
      RC_ASSERT(mark.step->from.holds(mark.before));
    }
  }

  Side asking_{{aurelia()}};
  Side answering_{{borealia()}};
  std::uint64_t ids_ = 0;
};

using Script = std::vector<std::uint32_t>;

rc::Gen<Script> any_script() {
  return rc::gen::mapcat(rc::gen::inRange<std::size_t>(0, 150), [](std::size_t length) {
    return rc::gen::container<Script>(
        length, rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint32_t>()));
  });
}

}  // namespace

TEST_CASE("both sides come to the same state, whatever crossed and in whatever order it arrived") {
  CHECK(rc::check("two desks and a slow post", [] {
    const Script script = *any_script();
    Play play;
    for (const std::uint32_t number : script)
      play.act(number);
    play.settle();
    RC_ASSERT(play.asking().has_value() == play.answering().has_value());
    if (!play.asking()) return;
    RC_CLASSIFY(play.asking()->without_effect.size() > 2, "acts without effect");
    RC_CLASSIFY(play.asking()->timeline.size() > 40, "long cases");
    RC_ASSERT(describe(*play.asking()) == describe(*play.answering()));

    std::vector<CommittedAct> acts = play.asking()->timeline;
    const auto keys = *rc::gen::container<Script>(acts.size(), rc::gen::arbitrary<std::uint32_t>());
    for (std::size_t i = acts.size(); i > 1; --i)
      std::swap(acts[i - 1], acts[keys[i - 1] % i]);
    RC_ASSERT(describe(fold(std::move(acts), law())) == describe(*play.asking()));
  }));
}

TEST_CASE("a case rebuilt from one chain and then the other is the same case") {
  CHECK(rc::check("chains arrive one after the other", [] {
    const Script script = *any_script();
    Play play;
    for (const std::uint32_t number : script)
      play.act(number);
    play.settle();
    if (!play.asking()) return;
    // Each chain in its own order, first all of one Party's acts: most of them wait for the others.
    std::vector<CommittedAct> acts = play.asking()->timeline;
    std::sort(acts.begin(), acts.end(), [](const CommittedAct& a, const CommittedAct& b) {
      return std::tie(b.act.author.party, a.act.seq) < std::tie(a.act.author.party, b.act.seq);
    });
    CaseState state;
    for (const CommittedAct& act : acts)
      state = advance(std::move(state), act, law());
    RC_ASSERT(describe(state) == describe(*play.asking()));
  }));
}
